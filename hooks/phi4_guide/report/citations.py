# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What in a text has digits and is no figure: places in the report that exist, dates that facts have, names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from phi4_guide.report.dates import Date, find_dates, is_among
from phi4_guide.report.model import Data
from phi4_guide.report.quantities import counted, plain, scaled

SOURCED = "\ue000"
"""What stands in a text in place of each sign that has its source."""

_HEAD = re.compile(
    r"(?<![\w-])(?:(?P<section>§§? ?|[Ss]ections? |Sec\. |Appendi(?:x|ces) )"
    r"|(?P<float>(?:Table|Figure|Algorithm)s? |Figs?\. )|(?P<page>pp?\. ?|[Pp]ages? )"
    r"|(?P<footnote>[Ff]ootnotes? ))(?=[A-D\d])"
)
_LIST = re.compile(r"(?:§§|\w+s|Appendices|pp\.|Figs\.) ?\Z")
_SECTION, _NUMBER = re.compile(r"(?:[A-D]|\d+)(?:\.\d+)*"), re.compile(r"\d+")
_RANGE, _COMMA = re.compile(r" ?[–-] ?§?| (?:to|through) §?"), re.compile(r",? (?:and|or) §?|, §?")
_TOUCHED = re.compile(r"[\w%‰\ue001]|[.,']\d")
_BEFORE_PAGE = re.compile(r"(?:\A|[(\[,;:–—/\"“]|\b(?:on|see|at|from|to|and|or|in|footnote \d+)) ?\Z", re.IGNORECASE)
_FURTHEST = 12
"""Two places this far apart have nothing to do with each other."""
_CLOSE = re.compile(r"[\s,;()–-]*(?:and|or|to)?[\s,]*")
_FLOATS = {"tab": "table", "fig": "figure", "alg": "algorithm"}


@dataclass(frozen=True)
class Place:
    """One place that a text names: its kind is `section`, `page`, `footnote` or a table's or figure's, `table`."""

    kind: str
    name: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """Kind and name, as facts name tables and figures: `table-5`, `section-3.1`."""
        return f"{self.kind}-{self.name}"


@dataclass(frozen=True)
class Wrong:
    """A part of a text that is wrong, and why."""

    start: int
    end: int
    message: str


@dataclass(frozen=True)
class Reading:
    """A text of which each part that has its source is `SOURCED`; and its places and dates that are wrong."""

    rest: str
    places: tuple[Wrong, ...]
    dates: tuple[Wrong, ...]


def read(text: str, data: Data, dates: Iterable[Date] = ()) -> Reading:
    """The text without the names, places and dates in it. `dates` are right besides those of the facts."""
    shown = plain(text)
    found_dates = find_dates(shown)
    known = (*data.dates, *dates)
    remedy = "is no fact's, nor the page's own; write one that a fact has, or add the fact"
    wrong_dates = [
        Wrong(start, end, f"the date {shown[start:end]!r} {remedy}")
        for date, start, end in found_dates
        if not is_among(date, known)
    ]
    rest = marked(shown, ((start, end) for _, start, end in found_dates))
    rest = without_names(rest, data)
    found = list(places(rest))
    rest = marked(rest, ((place.start, place.end) for place in found))
    rest = "".join(sign if sign == SOURCED else written for sign, written in zip(rest, text, strict=True))
    return Reading(rest, tuple(_wrong_places(shown, found, data)), tuple(wrong_dates))


def without_names(shown: str, data: Data) -> str:
    """The plain text with the names that have digits in them marked. `phase 2` is no name in `phase 2 billion tokens`."""
    return marked(shown, (found.span() for found in _names(shown, data)))


def names(shown: str, data: Data) -> set[str]:
    """The names that have digits in them in a plain text."""
    return {found[0].casefold() for found in _names(shown, data)}


def _names(shown: str, data: Data) -> Iterator[re.Match[str]]:
    for found in data.names_pattern.finditer(shown):
        # Only behind a space is a name's number one that could be read with a unit that follows.
        follows = counted if re.search(r" [\d.]+\Z", found[0]) else scaled
        if not (found[0][-1].isdigit() and follows(shown, found.end())):
            yield found


def marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with each sign in these parts, which do not overlap, made `SOURCED`."""
    parts, last = [], 0
    for start, end in sorted(spans):
        parts += [text[last:start], SOURCED * (end - start)]
        last = end
    return "".join([*parts, text[last:]])


def places(shown: str) -> Iterator[Place]:
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
            yield Place(kind, item[0], start, item.end())
            start = last = item.end()
            joint = _RANGE.match(shown, start) or (_LIST.match(head[0]) and _COMMA.match(shown, start))
            if not joint:
                break
            end = joint.end()


def _wrong_places(shown: str, found: list[Place], data: Data) -> Iterator[Wrong]:
    """Places that do not exist, and pages and titles that do not belong to the section or table before them."""
    pages = _pages(data)
    above: Place | None = None
    last = 0
    for number, place in enumerate(found):
        words = shown[place.start : place.end]
        if not _CLOSE.fullmatch(shown[last : place.start][:_FURTHEST]):
            above = None
        last = place.end
        if place.id not in pages:
            yield Wrong(place.start, place.end, f"the data has no {words!r}; look up the place")
        elif place.kind != "page":
            above = place
            titles = {title: section for section, title, _ in data.sections if shown.startswith(f" {title}", place.end)}
            if place.kind == "section" and titles:
                title = max(titles, key=len)
                last += 1 + len(title)
                if titles[title] != place.name:
                    yield Wrong(place.start, place.end, f"{title!r} is the title of §{titles[title]}; look up the place")
        elif above and pages[above.id] and not _meets(found, number, above, pages[above.id]):
            right = ", ".join(map(str, sorted(pages[above.id])))
            message = f"{words!r} is no page of {shown[above.start : above.end]!r}; write one of those: {right}"
            yield Wrong(place.start, place.end, message)


def _meets(found: list[Place], number: int, above: Place, pages: Collection[int]) -> bool:
    """Whether the page is one of these; of a table's or figure's range of pages one is enough."""
    near = [int(other.name) for other in found[max(0, number - 1) : number + 2] if other.kind == "page"]
    if above.kind == "section":
        return int(found[number].name) in pages and near == sorted(near)
    return any(min(near) <= page <= max(near) for page in pages)


@lru_cache(maxsize=8)
def _pages(data: Data) -> dict[str, set[int]]:
    """The places that the report has, each with its pages as far as the data says them; a footnote with none."""
    pages = {f"page-{page}": {page} for page in range(1, data.last_page + 1)}
    pages |= {f"section-{name}": set(there) for name, there in data.pages.items()}
    for fact in data.facts.values():
        if fact.float and fact.page:
            pages.setdefault(fact.float, set()).add(fact.page)
    for fact_id in data.own:
        for place in places(plain(f"{data.facts[fact_id].statement} {data.facts[fact_id].note}")):
            if place.kind not in ("section", "page"):
                pages.setdefault(place.id, set())
    return pages
