# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's licence header: its `license(s)` and `copyright` keys, and its SPDX lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_guide.content.header import is_checked, page_licences
from phi4_guide.content.licences import PROJECT, parse_copyright, spdx_id, split_names
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.front_matter import REQUIRED

_SPDX = re.compile(r"#\s*SPDX-(?P<tag>License-Identifier|FileCopyrightText):\s*(?P<value>.*\S)")


def _spdx_lines(page: Page, tag: str) -> list[tuple[int, str]]:
    found = ((line, _SPDX.match(comment)) for line, comment in page.comments)
    return [(line, match["value"]) for line, match in found if match and match["tag"] == tag]


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
    entry = page.get("license(s)")
    names = page_licences(page)
    if entry and names and is_checked(page) and _identifiers(names) != set(PROJECT):
        message = f"{', '.join(names)!r} are not the two licences of this project; write {REQUIRED['license(s)']}"
        yield Finding(entry.value_line, entry.value_column, message)


@rule("copyright-form", Severity.ADVICE)
def copyright_form(page: Page, context: Context) -> Iterator[Finding]:
    """On a page that says `figures: checked`, `copyright` names a holder, and years that have come.

    Wrong:

        copyright: Cong Le
    """
    entry = page.get("copyright")
    found = parse_copyright(entry.text) if entry and entry.text else None
    if entry and entry.text and is_checked(page) and not (found and found.last_year <= context.latest.year):
        message = f"{entry.text!r} does not name a year that has come and a holder; write {REQUIRED['copyright']}"
        yield Finding(entry.value_line, entry.value_column, message)


# REUSE-IgnoreStart
@rule("licence-lines", Severity.ERROR)
def licence_lines(page: Page, _: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has its SPDX lines: by them `reuse lint` knows every file's licence.

    Right:

        # SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
        # SPDX-License-Identifier: MIT AND CC-BY-4.0
    """
    wanted = {"FileCopyrightText": "2025 Your Name", "License-Identifier": " AND ".join(PROJECT)}
    for tag, example in wanted.items() if is_checked(page) else ():
        if not _spdx_lines(page, tag):
            yield Finding(1, 1, f"the page's SPDX lines are not complete; write `# SPDX-{tag}: {example}` below line 1")


@rule("licence-agreement", Severity.ERROR)
def licence_agreement(page: Page, _: Context) -> Iterator[Finding]:
    """A page's SPDX lines, where it has them, say what its keys say: the same licences, holder and first year.

    Wrong:

        # SPDX-FileCopyrightText: 2025 Cong Le
        # SPDX-License-Identifier: MIT
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le
    """
    names = page_licences(page)
    lines = _spdx_lines(page, "License-Identifier")
    # Several lines say what one with AND between them says.
    expression = " AND ".join(text for _, text in lines)
    if names and lines and _identifiers(split_names(expression)) != _identifiers(names):
        message = f"the SPDX line says {expression!r}, the key `license(s)` {', '.join(names)!r}; name the same in both"
        yield Finding(lines[0][0], 1, message)
    entry = page.get("copyright")
    found = parse_copyright(entry.text) if entry and entry.text else None
    holders = _spdx_lines(page, "FileCopyrightText")
    if found and holders and not any(found.holder in text and str(found.first_year) in text for _, text in holders):
        line, text = holders[0]
        named = f"{found.first_year} {found.holder}"
        message = f"the SPDX line says {text!r}, the key `copyright` {named!r}; name the same holder and first year in both"
        yield Finding(line, 1, message)


# REUSE-IgnoreEnd
