# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What in a text has digits and is no figure: places in the report that exist, dates that facts have, names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from phi4_guide.report.dates import Date, find_dates, is_among
from phi4_guide.report.model import Data
from phi4_guide.report.quantities import counted, plain, scaled

SOURCED = "\ue000"
"""What stands in a text in place of each sign that has its source."""

_HEAD = re.compile(
    r"(?<![\w-])(?:(?P<section>§§? ?|[Ss]ections? |Sec\. |Appendi(?:x|ces) )"
    r"|(?P<float>(?:Table|Figure|Algorithm)s? |Figs?\. )|(?P<page>pp?\. ?|[Pp]ages? )"
    r"|(?P<footnote>[Ff]ootnotes? ))(?=[A-D\d]|(?<=Appendix )[A-Z]\b)"
)
_LIST = re.compile(r"(?:§§|\w+s|Appendices|pp\.|Figs\.) ?\Z")
_SECTION, _NUMBER = re.compile(r"(?:[A-D]|(?<=Appendix )[A-Z]|\d+)(?:\.\d+)*"), re.compile(r"\d+")
_RANGE, _COMMA = re.compile(r" ?[–-] ?§?| (?:to|through) §?"), re.compile(r",? (?:and|or) §?|, §?")
_TOUCHED = re.compile(r"[\w%‰\ue001]|[.,']\d")
_BEFORE_PAGE = re.compile(r"(?:\A|[(\[,;:–—/\"“]|\b(?:on|see|at|from|to|and|or|in|footnote \d+)) ?\Z", re.IGNORECASE)
_FURTHEST = 12
"""Two places this far apart have nothing to do with each other."""
_CLOSE = re.compile(r"[\s,;()–-]*(?:and|or|to)?[\s,]*")
_TITLE = re.compile(r"[^;.()]{0,60}")
"""What may stand between a section and its page."""
_FLOATS = {"tab": "table", "fig": "figure", "alg": "algorithm"}


class Place(NamedTuple):
    """One place that a text names: its kind is `section`, `page`, `footnote` or a table's or figure's, `table`."""

    kind: str
    name: str

    @property
    def id(self) -> str:
        """Kind and name, as facts name tables and figures: `table-5`, `section-3.1`."""
        return f"{self.kind}-{self.name}"


class Wrong(NamedTuple):
    """What is wrong with a text, and where."""

    message: str
    start: int


def read(text: str, data: Data, dates: Collection[Date]) -> tuple[str, list[Wrong]]:
    """The text with its dates, names and places made `SOURCED`; and those dates that are none of these, and places of the
    report that it does not have.
    """
    shown = plain(text)
    rest = marked(shown, found_dates := find_dates(shown))
    rest = marked(rest, find_names(rest, data))
    rest = marked(rest, places := list(find_places(rest)))
    rest = "".join(sign if sign == SOURCED else written for sign, written in zip(rest, text, strict=True))
    remedy = "is no fact's, nor the page's own; write one that a fact has, in a diagram one that it names, or add the fact"
    wrong = [
        Wrong(f"the date {shown[start:end]!r} {remedy}", start)
        for date, start, end in found_dates
        if not is_among(date, dates)
    ]
    return rest, [*_wrong_places(shown, places, data), *wrong]


def find_names(shown: str, data: Data) -> list[tuple[str, int, int]]:
    """The names that have digits in them in a plain text, in small letters, each with where it begins and ends."""
    names = []
    for found in data.names_pattern.finditer(shown):
        # Only behind a space is a name's number one that could be read with a unit: `phase 2 billion tokens` has no name.
        follows = counted if re.search(r" [\d.]+\Z", found[0]) else scaled
        if not (found[0][-1].isdigit() and follows(shown, found.end())):
            names.append((found[0].casefold(), *found.span()))
    return names


def marked(text: str, found: Iterable[tuple[object, int, int]]) -> str:
    """The text with each sign in what was found there, which does not overlap, made `SOURCED`."""
    parts, last = [], 0
    for start, end in sorted((start, end) for _, start, end in found):
        parts += [text[last:start], SOURCED * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def find_places(shown: str) -> Iterator[tuple[Place, int, int]]:
    """The places named in a plain text, each of a list or a range by itself; the first begins with its head."""
    last = 0
    for head in _HEAD.finditer(shown):
        if head.start() < last or (
            "age" in head[0] and not _BEFORE_PAGE.search(shown, max(0, head.start() - 14), head.start())
        ):
            continue
        kind = next(name for name, words in head.groupdict().items() if words)
        if kind == "float":
            kind = _FLOATS[head[0][:3].lower()]
        start, end = head.start(), head.end()
        while item := (_SECTION if kind == "section" else _NUMBER).match(shown, end):
            if _TOUCHED.match(shown, item.end()) or counted(shown, item.end()):
                break
            yield Place(kind, item[0]), start, item.end()
            start = last = item.end()
            joint = _RANGE.match(shown, start) or (_LIST.match(head[0]) and _COMMA.match(shown, start))
            if not joint:
                break
            end = joint.end()


def page_spans(words: str) -> Iterator[tuple[int, int, str]]:
    """Where each place with its page begins, from its section or table on, and ends; and the page."""
    done = start = last = 0
    for place, begin, end in find_places(plain(words)):
        if last == done or not _TITLE.fullmatch(words, last, begin):
            # In a list or a range a place begins with the words before it.
            start = end - len(place.name) if begin == last > 0 else begin
        last = end
        if place.kind == "page":
            yield start, end, place.name
            done = end


def _wrong_places(shown: str, found: list[tuple[Place, int, int]], data: Data) -> Iterator[Wrong]:
    """Places that do not exist, and pages and titles that do not belong to the section or table before them."""
    pages = _pages(data)
    above, there, last = "", set[int](), 0
    for place, start, end in found:
        words = shown[start:end]
        if not _CLOSE.fullmatch(shown[last:start][:_FURTHEST]):
            there = set()
        last = end
        if place.id not in pages:
            yield Wrong(f"the data has no {words!r}; look up the place", start)
        elif place.kind != "page":
            above, there = words, pages[place.id]
            titles = [(title, section) for section, title, _ in data.sections if shown.startswith(f" {title}", end)]
            if place.kind == "section" and titles:
                title, section = max(titles, key=lambda row: len(row[0]))
                last += 1 + len(title)
                if section != place.name:
                    yield Wrong(f"{title!r} is the title of §{section}; look up the place", start)
        elif there and int(place.name) not in there:
            right = ", ".join(map(str, sorted(there)))
            yield Wrong(f"{words!r} is no page of {above!r}; write one of those: {right}", start)


@lru_cache(maxsize=8)
def _pages(data: Data) -> dict[str, set[int]]:
    """The places that the report has, each with its pages as far as the data says them; a footnote with none."""
    pages = {f"page-{page}": {page} for page in range(1, data.last_page + 1)}
    pages |= {f"section-{name}": set(there) for name, there in data.pages.items()}
    for fact in data.facts.values():
        if fact.float and fact.page:
            pages.setdefault(fact.float, set()).add(fact.page)
    for fact in map(data.facts.__getitem__, data.own):
        for place, _, _ in find_places(plain(f"{fact.statement} {fact.note}")):
            if place.kind not in ("section", "page"):
                pages.setdefault(place.id, set())
    return pages
