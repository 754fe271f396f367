# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Licence names and copyright lines: the same licence in any spelling is one SPDX identifier."""

from __future__ import annotations

import re
from dataclasses import dataclass

PROJECT = ("MIT", "CC-BY-4.0")
"""The two licences of the project: MIT for code and diagrams' source, CC BY 4.0 for everything else."""

BADGE_HOSTS = ("img.shields.io", "licensebuttons.net", "i.creativecommons.org", "mirrors.creativecommons.org")
"""Where licence badges come from: the site draws its own in their place."""

_CREATIVE_COMMONS = re.compile(
    r"(?:creative commons|cc)[ -]?(?:attribution|by)"
    r"(?P<terms>(?:[ -](?:non-?commercial|share-?alike|no-?deriv(?:ative)?s|nc|sa|nd))*)"
    r"[ -]*v?(?P<version>\d\.\d)?(?: international| unported)?(?: public)?(?: licen[cs]e)?\Z"
)
_TERMS = (("nc", "non"), ("sa", "share"), ("nd", "no-?deriv"))
_MIT = re.compile(r"(?:the )?(?:mit|expat)(?: licen[cs]e)?\Z")
_SEPARATOR = re.compile(r"[,;/&+()|·]|(?<![\w-])(?:and|or)(?![\w-])", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:copyright\b\s*)?(?:(?:\(c\)|©)\s*)?"
    r"(?P<first>\d{4})(?:\s*[-–,]\s*(?P<last>\d{4}|present))?,?\s+(?:by\s+)?(?P<holder>[^\d\W].*?)"
    r"(?:[.,;]?\s*all rights reserved)?\.?\s*\Z",
    re.IGNORECASE,
)


def spdx_id(name: str) -> str | None:
    """The SPDX identifier of a licence named in any usual spelling, or None when it is not MIT or a CC BY one."""
    plain = re.sub(r"[\s()_]+", " ", name).strip().casefold()
    if _MIT.match(plain):
        return "MIT"
    found = _CREATIVE_COMMONS.match(plain)
    if not found:
        return None
    words = found["terms"]
    terms = [short.upper() for short, long in _TERMS if re.search(rf"(?:\A|[ -])(?:{short}(?:\Z|[ -])|{long})", words)]
    return "-".join(["CC-BY", *terms, found["version"] or "4.0"])


def split_names(text: str) -> list[str]:
    """The licence names in a list such as `MIT, CC BY 4.0` or an SPDX expression such as `MIT AND CC-BY-4.0`."""
    return [name for part in _SEPARATOR.split(text) if (name := part.strip(" ."))]


@dataclass(frozen=True)
class Copyright:
    """Who holds it, and the first and last year it names."""

    holder: str
    first_year: int
    last_year: int


def parse_copyright(text: str) -> Copyright | None:
    """The copyright in a line such as `Copyright (c) 2025 Cong Le. All Rights Reserved.`, or None."""
    found = _COPYRIGHT.match(" ".join(text.split()))
    if not found:
        return None
    first = int(found["first"])
    last = found["last"]
    return Copyright(found["holder"].strip(), first, int(last) if last and last.isdigit() else first)
