# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's licence header: its `license(s)` and `copyright` keys, and its SPDX lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_guide.content.licences import PROJECT, page_licences, parse_copyright, spdx_id, split_names
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.front_matter import REQUIRED


def _spdx_lines(page: Page, tag: str) -> list[tuple[int, str]]:
    """The values of the front matter's SPDX lines of this kind, each with the number of its line."""
    lines = enumerate(page.text.split("\n")[: page.body_line - 1], 1)
    found = ((number, re.match(rf"\s*#\s*SPDX-{tag}:\s*(.*\S)", line)) for number, line in lines)
    return [(number, match[1]) for number, match in found if match]


def _identifiers(names: list[str]) -> set[str]:
    return {spdx_id(name) or name for name in names}


@rule("licence-name", Severity.ERROR)
def licence_name(page: Page, _: Context) -> Iterator[Finding]:
    """On a page that says `figures: checked`, `license(s)` names the two licences of the project, in any usual spelling.

    A page under another licence keeps it, and the site shows it as that page's own: its figures are not checked.

    Wrong:

        license(s): MITT, CC BY 4.0

    Right:

        license(s): MIT License and CC-BY-4.0
    """
    entry, names = page.get("license(s)"), page_licences(page)
    if entry and names and is_checked(page) and _identifiers(names) != set(PROJECT):
        message = f"{', '.join(names)!r} are not the two licences of this project; write {REQUIRED['license(s)']}"
        yield Finding(*entry.value_place, message)


@rule("copyright-form", Severity.ADVICE)
def copyright_form(page: Page, _: Context) -> Iterator[Finding]:
    """On a page that says `figures: checked`, `copyright` names a year and a holder.

    Wrong:

        copyright: Cong Le
    """
    entry = page.get("copyright")
    if entry and entry.text and is_checked(page) and not parse_copyright(entry.text):
        message = f"{entry.text!r} does not name a year and a holder; write {REQUIRED['copyright']}"
        yield Finding(*entry.value_place, message)


# REUSE-IgnoreStart
@rule("licence-lines", Severity.ERROR)
def licence_lines(page: Page, _: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has its SPDX lines: by them `reuse lint` knows every file's licence. Where a page
    has them, they say what its keys say: the same licences, holder and first year.

    Wrong:

        # SPDX-FileCopyrightText: 2025 Cong Le
        # SPDX-License-Identifier: MIT
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le

    Right:

        # SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
        # SPDX-License-Identifier: MIT AND CC-BY-4.0
    """
    licences, holders = _spdx_lines(page, "License-Identifier"), _spdx_lines(page, "FileCopyrightText")
    missing = [] if holders else ["FileCopyrightText: 2025 Your Name"]
    missing += [] if licences else [f"License-Identifier: {' AND '.join(PROJECT)}"]
    for line in missing if is_checked(page) else ():
        yield Finding(1, 1, f"the page's SPDX lines are not complete; write `# SPDX-{line}` below line 1")
    # Several lines say what one with AND between them says.
    expression = " AND ".join(text for _, text in licences)
    names = page_licences(page)
    if names and licences and _identifiers(split_names(expression)) != _identifiers(names):
        message = f"the SPDX line says {expression!r}, the key `license(s)` {', '.join(names)!r}; name the same in both"
        yield Finding(licences[0][0], 1, message)
    entry = page.get("copyright")
    owner = parse_copyright(entry.text) if entry and entry.text else None
    if owner and holders and not any(all(part in text for part in owner) for _, text in holders):
        message = f"the SPDX line says {holders[0][1]!r}, the key `copyright` {' '.join(owner)!r}; name the same in both"
        yield Finding(holders[0][0], 1, message)


# REUSE-IgnoreEnd
