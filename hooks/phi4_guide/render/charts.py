# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Views of a report table that stand above it: dots, diverging bars, slopes, stacked shares.

They are HTML whose lengths and positions are custom properties, parts of 1 that `figures.css` makes percentages of. So they
fit any width, take both palettes, are text and links, and pass the sanitizer, which lets no SVG through. A reader who
listens has the table instead, as has who goes by keys: the marks of a chart are one tap away each, and no tab stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import mean
from xml.etree.ElementTree import Element

from phi4_guide.elements import element
from phi4_guide.render.cells import Row, number_in, shown, standing
from phi4_guide.report.excerpt import Excerpt
from phi4_guide.report.model import DIRECTION, Table

_APART = Decimal("0.12")
"""Of a slope's height, what a line of its words takes."""
_KINDS = ("ours", "teacher", "large", "other")
"""Kinds of dots, from those that stand out most."""
_SLIM = Decimal("0.1")
"""A share below which its words stand above it: they have no room in it on a phone."""


@dataclass(frozen=True)
class _Cell:
    """A cell that a chart shows: whose it is, what is printed, and where it has its place."""

    name: str
    text: str
    value: Decimal
    place: str

    def mark(self, kind: str, **lengths: Decimal) -> Element:
        """The link to the cell's place, in the form that the kind of mark has, with these lengths."""
        about = {"class": kind, "href": self.place, "title": f"{self.name}: {self.text}", "tabindex": "-1"}
        return element("a", about | _style(**lengths))


def build_chart(excerpt: Excerpt, ledger: str) -> Element:
    """The chart of an excerpt that has a view; `ledger` is the address of the page where each cell has its place."""
    build = {"dots": _dots, "diverging": _diverging, "slopes": _slopes, "stacked": _stacked}[excerpt.view]
    hidden = {"aria-hidden": "true", "data-search-exclude": ""}
    return element("div", {"class": f"chart chart-{excerpt.view}"} | hidden, *build(excerpt, ledger))


def _dots(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A track for each row, from 0 to the table's whole; without one, from the row's worst value to its best."""
    table = excerpt.table
    kinds = {name: standing(name) or ("large" if name in excerpt.large else "other") for name in table.values}
    scale = "" if table.bars else "Each row goes from its worst value to its best."
    yield _key(((f"mark {kind}", [name for name in kinds if kinds[name] == kind]) for kind in _KINDS), scale)
    for row in table.rows:
        # What stands out is drawn last, on top.
        cells = [_cell(table, row, name, ledger) for kind in reversed(_KINDS) for name in kinds if kinds[name] == kind]
        ranked = sorted(cells, key=lambda cell: cell.value, reverse=_falls(table, row))
        worst, best = ranked[0], ranked[-1]
        least, most = (Decimal(0), Decimal(table.bars)) if table.bars else (worst.value, best.value)
        marks = (cell.mark(f"mark {kinds[cell.name]}", at=(cell.value - least) / ((most - least) or 1)) for cell in cells)
        yield _row(
            table.row_name(row),
            _span("chart-track", *marks),
            _span("ours", *(cell.text for cell in cells if kinds[cell.name] == "ours")),
        )
        if not table.bars:
            yield _axis(f"{worst.text} {worst.name}", f"{best.name} {best.text}")
    if table.bars:
        yield _axis("0", table.bars)


def _falls(table: Table, row: Row) -> bool:
    return DIRECTION in table.columns and table.cell(row, DIRECTION).startswith("lower")


def _diverging(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A panel for each row of the table, with a bar for each column, from zero to either side, all on one scale."""
    table = excerpt.table
    panels = [(table.row_name(row), [_cell(table, row, column, ledger) for column in table.values]) for row in table.rows]
    values = [cell.value for _, cells in panels for cell in cells] + [Decimal(0)]
    least, whole = min(values), (max(values) - min(values)) or 1
    zero = {"class": "chart-track"} | _style(zero=-least / whole)
    drawn = []
    for name, cells in panels:
        rows = []
        for cell in cells:
            kind = "bar loss" if cell.value < 0 else f"bar {standing(name)}"
            bar = cell.mark(kind, at=(min(cell.value, Decimal(0)) - least) / whole, size=abs(cell.value) / whole)
            rows.append(_row(cell.name, element("span", zero, bar), cell.text))
        drawn.append(_panel(name, *rows))
    yield _div("chart-panels", *drawn)


def _slopes(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A panel for each benchmark, with a line for each model or way, from stop to stop; every panel spans as much."""
    panels = [*_panels(excerpt, ledger)]
    values = [[cell.value for line in lines for cell in line.cells] for _, lines in panels]
    span = max(max(numbers) - min(numbers) for numbers in values) or Decimal(1)
    words = f"From left to right: {_stops(excerpt)} Each panel spans {span} points, so equal slopes are equal changes."
    drawn = []
    for (name, lines), numbers in zip(panels, values, strict=True):
        plot = _drawn(lines, (max(numbers) + min(numbers) - span) / 2, span)
        drawn.append(_panel(name, _div(f"chart-plot {'named' if lines[0].name else ''}".strip(), *plot)))
    yield _key((), words)
    yield _div("chart-panels", *drawn)


@dataclass(frozen=True)
class _Line:
    """A line from stop to stop, whose name stands at its end if it has one."""

    name: str
    kind: str
    cells: list[_Cell]


def _panels(excerpt: Excerpt, ledger: str) -> Iterator[tuple[str, list[_Line]]]:
    """Of a table with two keys, a panel a column, a line for each value of the first key, its stops those of the second;
    of any other, a panel a row, whose lines go through the columns that the fence names: the first of them is phi-4's."""
    table = excerpt.table
    if len(table.keys) > 1:
        names = dict.fromkeys(table.cell(row, table.keys[0]) for row in table.rows)
        for column in table.values:
            cells = [_cell(table, row, column, ledger, table.cell(row, table.keys[0])) for row in table.rows]
            lines = [_Line(name, standing(name), [cell for cell in cells if cell.name == name]) for name in names]
            yield column, sorted(lines, key=lambda line: line.kind == "ours")
        return
    ways = excerpt.lines or (table.values,)
    for row in table.rows:
        found = [[_cell(table, row, column, ledger) for column in way] for way in ways]
        yield table.row_name(row), [*(_Line("", "", cells) for cells in found[1:]), _Line("", "ours", found[0])]


def _stops(excerpt: Excerpt) -> str:
    table = excerpt.table
    if len(table.keys) > 1:
        return ", ".join(dict.fromkeys(table.cell(row, table.keys[1]) for row in table.rows)) + "."
    first, *others = (", ".join(way) for way in excerpt.lines or (table.values,))
    return f"{first}.{''.join(f' In grey: {way}.' for way in others)}"


def _drawn(lines: list[_Line], base: Decimal, span: Decimal) -> Iterator[Element]:
    stops = max(len(line.cells) for line in lines) - 1 or 1
    for line in lines:
        points = [(Decimal(place) / stops, (cell.value - base) / span) for place, cell in enumerate(line.cells)]
        for (left, start), (right, end) in pairwise(points):
            part = _style(at=left, size=right - left, start=1 - start, end=1 - end)
            yield element("span", {"class": f"line {line.kind}"} | part)
        yield from (cell.mark(f"mark {line.kind}", at=at, up=up) for cell, (at, up) in zip(line.cells, points, strict=True))
    for side, place in (("before", 0), ("behind", -1)):
        ends = sorted((line for line in lines if line.name or line.kind), key=lambda line: line.cells[place].value)
        places = _apart([(line.cells[place].value - base) / span for line in ends])
        for line, up in zip(ends, places, strict=True):
            words = f"{line.cells[place].text} {line.name if place else ''}".strip()
            yield element("span", {"class": f"chart-label {side} {line.kind}"} | _style(up=up), words)


def _apart(places: Sequence[Decimal]) -> list[Decimal]:
    """Places, which rise, moved as little as lets words stand clear of each other: a crowd about its own middle."""
    crowds: list[list[Decimal]] = []
    for number, place in enumerate(places):
        crowds.append([place - number * _APART])
        while len(crowds) > 1 and mean(crowds[-1]) < mean(crowds[-2]):
            crowds[-2:] = [crowds[-2] + crowds[-1]]
    middles = [mean(crowd) for crowd in crowds for _ in crowd]
    return [middle + number * _APART for number, middle in enumerate(middles)]


def _stacked(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A bar for each row, its columns' shares of the table's whole behind one another."""
    table = excerpt.table
    kinds = {column: f"share share-{place}" for place, column in enumerate(table.values)}
    yield _key((kind, [column]) for column, kind in kinds.items())
    for row in table.rows:
        shares = []
        for column, kind in kinds.items():
            cell = _cell(table, row, column, ledger)
            part = cell.value / Decimal(table.bars)
            shares.append(cell.mark(f"{kind} slim" if part < _SLIM else kind, size=part))
            shares[-1].append(_span("", cell.text))
        yield _row(table.row_name(row), _span("chart-track", *shares))


def _cell(table: Table, row: Row, column: str, ledger: str, name: str = "") -> _Cell:
    # What has a view has a number in each cell.
    value = number_in(table, row, column) or Decimal(0)
    return _Cell(name or column, shown(table.cell(row, column)), value, f"{ledger}#{table.cell_id(row, column)}")


def _key(kinds: Iterable[tuple[str, list[str]]], words: str = "") -> Element:
    """What each kind of mark stands for, and what else there is to say of the scale."""
    parts = [_span("", _span(kind), f" {', '.join(names)} ") for kind, names in kinds if names]
    return element("p", {"class": "chart-key"}, *parts, _span("", words))


def _row(name: str, track: Element, *value: Element | str) -> Element:
    return _div("chart-row", _span("chart-name", name), track, _span("chart-value", *value))


def _axis(left: str, right: str) -> Element:
    return _row("", _span("chart-axis", _span("", left), _span("", right)))


def _panel(name: str, *content: Element) -> Element:
    return _div("chart-panel", _div("chart-title", name), *content)


def _div(kind: str, *content: Element | str) -> Element:
    return element("div", {"class": kind}, *content)


def _span(kind: str, *content: Element | str) -> Element:
    return element("span", {"class": kind} if kind else {}, *content)


def _style(**lengths: Decimal) -> dict[str, str]:
    return {"style": ";".join(f"--{name}:{length:.4f}" for name, length in lengths.items())}
