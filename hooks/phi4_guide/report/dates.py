# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the dates in a text: `12 Dec 2024`, `December 12, 2024`, `November 2024`, `2024-12-12`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from phi4_guide.report.quantities import counted, listed, plain

Date = tuple[int, int, int]
"""Year, month and day; the day is 0 where only a month is said."""

_MONTHS = listed("January February March April May June July August September October November December")
_STARTS = [month[:3] for month in _MONTHS]
_MONTH = rf"(?P<month>{'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)}|Sept)\.?"
_DATE = re.compile(
    rf"(?<![\w.])(?:(?:(?P<day>\d{{1,2}}) )?{_MONTH} (?:(?P<us>\d{{1,2}}),? )?(?P<year>\d{{4}})"
    r"|(?P<iso>\d{4})-(?P<m>\d{2})-(?P<d>\d{2}))(?![\w%‰-]|[.,]\d)"
)


def find_dates(text: str) -> list[tuple[Date, int, int]]:
    """The dates in a text, each with where it begins and ends."""
    shown = plain(text)
    return [(_date(found), *found.span()) for found in _DATE.finditer(shown) if not counted(shown, found.end())]


def _date(found: re.Match[str]) -> Date:
    if found["iso"]:
        return int(found["iso"]), int(found["m"]), int(found["d"])
    return int(found["year"]), 1 + _STARTS.index(found["month"][:3]), int(found["day"] or found["us"] or 0)


def is_among(date: Date, dates: Iterable[Date]) -> bool:
    """Whether the date is one of these, or the month of one."""
    return any(date == other or date == (*other[:2], 0) for other in dates)
