# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a page's front matter says, as rules and byline both read it: its day, its licences, its source, its claim."""

from __future__ import annotations

from datetime import date, datetime

from phi4_guide.content.front_matter import Entry
from phi4_guide.content.licences import split_names
from phi4_guide.content.page import Page

SOURCE = ("original source", "source")
"""The key of a page's publication: the founding note's name for it, and the shorter one its author also uses."""


def is_checked(page: Page) -> bool:
    """Whether the page claims that its figures are checked."""
    entry = page.get("figures")
    return entry is not None and (entry.text or "").strip() == "checked"


def parse_day(entry: Entry) -> date | None:
    """The day in an entry such as `created: 2025-02-18 05:31:26`, or None when it is not an ISO date."""
    try:
        return datetime.fromisoformat((entry.text or "").strip()).date()
    except ValueError:
        return None


def page_licences(page: Page) -> list[str]:
    """The names in the page's `license(s)` key, as written; empty where it has none."""
    entry = page.get("license(s)")
    if not entry:
        return []
    return [name for text in entry.items or (entry.text or "",) for name in split_names(text)]
