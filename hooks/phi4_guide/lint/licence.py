# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The rule for a page's licence header: its `license(s)` and `copyright` keys, and its SPDX lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from phi4_guide.content.licences import PROJECT, page_licences, parse_copyright, spdx_id, split_names
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.front_matter import REQUIRED

_SPDX = re.compile(r"\s*#\s*SPDX-(License-Identifier|FileCopyrightText):\s*(.*\S)")


def _identifiers(names: Iterable[str]) -> set[str]:
    return {spdx_id(name) or name for name in names}


# REUSE-IgnoreStart
@rule("licence", Severity.ERROR)
def licence(page: Page, _: Context) -> Iterator[Finding]:
    """The keys and the SPDX lines of a page name the same licences, holder and first year.

    A page that says `figures: checked` has both, and names the two licences of the project, in any usual spelling: by the
    lines `reuse lint` knows every file's licence. A page under another licence keeps it: its figures are not checked.
    """
    lines: dict[str, list[tuple[int, str]]] = {"FileCopyrightText": [], "License-Identifier": []}
    for number, line in enumerate(page.text.split("\n")[: page.body_line - 1], 1):
        if found := _SPDX.match(line):
            lines[found[1]].append((number, found[2]))
    names, licences, copyright_ = page_licences(page), page.get("license(s)"), page.get("copyright")
    owner = parse_copyright(copyright_.text or "") if copyright_ else None
    if is_checked(page):
        if licences and names and _identifiers(names) != set(PROJECT):
            message = f"{', '.join(names)!r} are not the two licences of this project; write {REQUIRED['license(s)']}"
            yield Finding(*licences.value_place, message)
        if copyright_ and copyright_.text and not owner:
            message = f"{copyright_.text!r} does not name a year and a holder; write {REQUIRED['copyright']}"
            yield Finding(*copyright_.value_place, message)
        for tag, value in (("FileCopyrightText", "2025 Your Name"), ("License-Identifier", " AND ".join(PROJECT))):
            if not lines[tag]:
                yield Finding(1, 1, f"the page's SPDX lines are not complete; write `# SPDX-{tag}: {value}` below line 1")
    holders, expressions = lines.values()
    # Several lines say what one with AND between them says.
    said = split_names(" AND ".join(text for _, text in expressions))
    if names and said and _identifiers(said) != _identifiers(names):
        message = f"the SPDX line says {expressions[0][1]!r}, `license(s)` {', '.join(names)!r}; name the same in both"
        yield Finding(expressions[0][0], 1, message)
    if owner and holders and not any(all(part in text for part in owner) for _, text in holders):
        message = f"the SPDX line says {holders[0][1]!r}, `copyright` {' '.join(owner)!r}; name the same in both"
        yield Finding(holders[0][0], 1, message)


# REUSE-IgnoreEnd
