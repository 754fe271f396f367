# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Licence names and copyright lines: a licence of the project in any spelling is one SPDX identifier."""

from __future__ import annotations

import re

from phi4_guide.content.page import Page

_SPELLINGS = {
    "MIT": re.compile(r"(?:the )?(?:mit|expat)(?: licen[cs]e)?"),
    "CC-BY-4.0": re.compile(
        r"(?:creative commons|cc)[ -]?(?:attribution|by)(?:[ -]*v?4\.0)?(?: international)?(?: public)?(?: licen[cs]e)?"
    ),
}
PROJECT = tuple(_SPELLINGS)
"""The two licences of the project: MIT for code and diagrams' source, CC BY 4.0 for everything else."""

BADGE_HOSTS = ("img.shields.io", "licensebuttons.net", "i.creativecommons.org", "mirrors.creativecommons.org")
"""Where licence badges come from: the site draws its own in their place."""

_FILE = re.compile(r"(?:LICEN[CS]E|COPYING)(?:[-._].*)?", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;/&+()|·]|(?<![\w-])(?:and|or)(?![\w-])", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:copyright\b\s*)?(?:(?:\(c\)|©)\s*)?(?P<first>\d{4})(?:\s*[-–,]\s*(?:\d{4}|present))?,?\s+(?:by\s+)?"
    r"(?P<holder>[^\d\W].*?)(?:[.,;]?\s*all rights reserved)?\.?\s*\Z",
    re.IGNORECASE,
)


def spdx_id(name: str) -> str | None:
    """The SPDX identifier of a licence of the project, named in any usual spelling; None for any other."""
    plain = re.sub(r"[\s()_]+", " ", name).strip().casefold()
    return next((identifier for identifier, spelling in _SPELLINGS.items() if spelling.fullmatch(plain)), None)


def is_licence_file(address: str) -> bool:
    """Whether an address names a licence's text in a repository: a page of a site has none beside it."""
    return bool(_FILE.fullmatch(address.rpartition("/")[2]))


def split_names(text: str) -> list[str]:
    """The licence names in a list such as `MIT, CC BY 4.0` or an SPDX expression such as `MIT AND CC-BY-4.0`."""
    return [name for part in _SEPARATOR.split(text) if (name := part.strip(" ."))]


def page_licences(page: Page) -> list[str]:
    """The names in the page's `license(s)` key, as written; empty where it has none."""
    entry = page.get("license(s)")
    return split_names(", ".join(entry.items or (entry.text or "",))) if entry else []


def parse_copyright(text: str) -> tuple[str, str] | None:
    """First year and holder in a line such as `Copyright (c) 2025 Cong Le. All Rights Reserved.`, or None."""
    found = _COPYRIGHT.match(" ".join(text.split()))
    return (found["first"], found["holder"]) if found else None
