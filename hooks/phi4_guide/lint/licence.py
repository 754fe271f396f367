# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's licence header: its `license(s)` and `copyright` keys, and its SPDX lines where it has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_guide.content.licences import PROJECT, parse_copyright, spdx_id, split_names
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.front_matter import REQUIRED, parse_day

_SPDX = re.compile(r"#\s*SPDX-(?P<tag>License-Identifier|FileCopyrightText):\s*(?P<value>.*\S)")


def page_licences(page: Page) -> list[str]:
    """The names in the page's `license(s)` key, as written; empty where it has none."""
    entry = page.get("license(s)")
    if not entry:
        return []
    return [name for text in entry.items or (entry.text or "",) for name in split_names(text)]


def _spdx_lines(page: Page, tag: str) -> list[tuple[int, str]]:
    found = ((line, _SPDX.match(comment)) for line, comment in page.comments)
    return [(line, match["value"]) for line, match in found if match and match["tag"] == tag]


@rule("licence-name", Severity.ADVICE)
def licence_name(page: Page, _: Context) -> Iterator[Finding]:
    """`license(s)` names the two licences of the project, in any usual spelling: MIT and CC BY 4.0.

    A page under another licence keeps it, and the site shows it as that page's own.

    Wrong:

        license(s): MITT, CC BY 4.0

    Right:

        license(s): MIT License and CC-BY-4.0
    """
    entry = page.get("license(s)")
    for name in page_licences(page):
        identifier = spdx_id(name)
        if entry and identifier not in PROJECT:
            what = f"{name!r} is not a licence of this project" if identifier else f"{name!r} is not known"
            yield Finding(
                entry.value_line,
                entry.value_column,
                f"{what}; write `{REQUIRED['license(s)']}`, or one of the two",
            )


@rule("copyright-form", Severity.ADVICE)
def copyright_form(page: Page, context: Context) -> Iterator[Finding]:
    """`copyright` names a year and a holder; the year is not before the page was made, nor still to come.

    Wrong:

        copyright: Cong Le
    """
    entry = page.get("copyright")
    if not entry or not entry.text or entry.tag.endswith(":null"):
        return
    said = parse_copyright(entry.text)
    created = page.get("created")
    day = parse_day(created) if created else None
    if said is None:
        message = f"{entry.text!r} does not name a year and a holder; write `{REQUIRED['copyright']}`"
    elif said.last_year > context.latest.year:
        message = f"the year {said.last_year} is still to come; write the year in which the page was made"
    elif day and not said.first_year <= day.year <= max(said.last_year, said.first_year):
        message = f"the year {said.first_year} does not fit `created`, which says {day.year}; write one year in both"
    else:
        return
    yield Finding(entry.value_line, entry.value_column, message)


def _identifiers(names: list[str]) -> set[str]:
    return {spdx_id(name) or name for name in names}


@rule("licence-agreement", Severity.ERROR)
def licence_agreement(page: Page, _: Context) -> Iterator[Finding]:
    """A page's SPDX lines, where it has them, say what its keys say: the same licences, holder and first year.

    Wrong:

        # SPDX-FileCopyrightText: 2025 Cong Le
        # SPDX-License-Identifier: MIT
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le

    Right:

        # SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
        # SPDX-License-Identifier: MIT AND CC-BY-4.0
        license(s): CC BY 4.0, MIT
        copyright: Copyright (c) 2025 Cong Le. All Rights Reserved.
    """
    names = page_licences(page)
    lines = _spdx_lines(page, "License-Identifier")
    # Several lines say what one with AND between them says.
    expression = " AND ".join(text for _, text in lines)
    if names and lines and _identifiers(split_names(expression)) != _identifiers(names):
        yield Finding(
            lines[0][0],
            1,
            f"the SPDX line says {expression!r}, the key `license(s)` says {', '.join(names)!r}; "
            "name the same licences in both",
        )
    entry = page.get("copyright")
    said = parse_copyright(entry.text) if entry and entry.text else None
    holders = _spdx_lines(page, "FileCopyrightText")
    if said and holders and not any(said.holder in text and str(said.first_year) in text for _, text in holders):
        line, text = holders[0]
        yield Finding(
            line,
            1,
            f"the SPDX line says {text!r}, the key `copyright` says {said.first_year} {said.holder}; "
            "name the same holder and first year in both",
        )
