# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Views of a report table that stand above it: bars, diverging bars, dots, slopes, stacked shares.

They are HTML whose lengths and places are custom properties, in percent, which `figures.css` gives their meaning: so they
fit any width and either palette, are text and links, and pass the sanitizer, which lets no SVG through. Who listens, or
goes by keys, has the table instead, since a hundred marks would be as many tab stops.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import mean
from xml.etree.ElementTree import Element

from phi4_guide.elements import element
from phi4_guide.render.typography import with_minus
from phi4_guide.report.excerpt import Excerpt
from phi4_guide.report.model import DIRECTION, Table, slug

Row = tuple[str, ...]

_APART = Decimal("0.1")
"""Of a slope's height, what a line of its words takes."""
_SLIM = Decimal("0.1")
"""A share below which its words stand above it: they have no room in it on a phone."""


@dataclass(frozen=True)
class _Cell:
    """A cell that a chart shows: whose it is, what is printed, and where it has its place."""

    name: str
    text: str
    value: Decimal
    place: str

    def mark(self, kind: str, *words: Element, **lengths: Decimal) -> Element:
        """The link to the cell's place, drawn as this kind of mark with these lengths."""
        about = {"class": f"mark {kind}", "href": self.place, "title": f"{self.name}: {self.text}", "tabindex": "-1"}
        return element("a", about | _style(**lengths), *words)


@dataclass(frozen=True)
class _Line:
    """A line from stop to stop, whose name stands at its end if it has one."""

    name: str
    kind: str
    cells: list[_Cell]


def build_chart(excerpt: Excerpt, ledger: str) -> Element:
    """The chart of an excerpt that has a view; `ledger` is the address of the page where each cell has its place."""
    views = {"bars": _bars, "diverging": _diverging, "dots": _dots, "slopes": _slopes, "stacked": _stacked}
    hidden = {"aria-hidden": "true", "data-search-exclude": ""}
    return element("div", {"class": f"chart chart-{excerpt.view}"} | hidden, *views[excerpt.view](excerpt, ledger))


def standing(name: str) -> str:
    """`ours` for phi-4, `teacher` for GPT-4o, which taught it; empty for all others."""
    return "ours" if f"{slug(name)}-".startswith("phi-4-") else "teacher" if slug(name) == "gpt-4o" else ""


def _dots(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A track for each row, from 0 to the table's whole; without one, from the row's worst value to its best."""
    table = excerpt.table
    groups: dict[str, list[str]] = {"": [], "hollow": [], "hollow teacher": [], "ours": []}
    for name in table.values:
        hollow = "hollow" if name in excerpt.large else ""
        groups[{"ours": "ours", "teacher": "hollow teacher"}.get(standing(name), hollow)].append(name)
    words = "" if table.bars.isdecimal() else "Each row goes from its worst value to its best."
    said = {"hollow teacher": "its teacher: ", "hollow": "large: ", "": "small: " if excerpt.large else ""}
    key = ((f"dot {kind}", said.get(kind, "") + ", ".join(names)) for kind, names in reversed(groups.items()) if names)
    yield _key(key, words)
    for row in table.rows:
        cells = [(_cell(table, row, name, ledger), kind) for kind, names in groups.items() for name in names]
        falls = DIRECTION in table.columns and table.cell(row, DIRECTION).startswith("lower")
        ranked = sorted((cell for cell, _ in cells), key=lambda cell: cell.value, reverse=falls)
        worst, best = ranked[0], ranked[-1]
        least, most = (Decimal(0), Decimal(table.bars)) if not words else (worst.value, best.value)
        marks = (cell.mark(f"dot {kind}", at=(cell.value - least) / ((most - least) or 1)) for cell, kind in cells)
        ours = _span("ours", *(cell.text for cell, kind in cells if kind == "ours"))
        yield _row(table.row_name(row), ours, _span("chart-track", *marks))
        if words:
            yield _axis(f"{worst.text} {worst.name}", f"{best.name} {best.text}")
    if not words:
        yield _axis("0", table.bars)


def _bars(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A panel for each column, with a bar for each row, from zero to the table's whole; the greatest comes first."""
    table, first = excerpt.table, excerpt.table.values[0]
    rows = sorted(table.rows, key=lambda row: _cell(table, row, first, ledger).value, reverse=True)
    panels = {name: [_cell(table, row, name, ledger, table.row_name(row)) for row in rows] for name in table.values}
    return _panels_of_bars(panels, Decimal(table.bars if table.bars.isdecimal() else 0))


def _diverging(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A panel for each row of the table, with a bar for each column, from zero to either side."""
    table = excerpt.table
    panels = {table.row_name(row): [_cell(table, row, column, ledger) for column in table.values] for row in table.rows}
    return _panels_of_bars(panels, Decimal(0))


def _panels_of_bars(panels: dict[str, list[_Cell]], most: Decimal) -> Iterator[Element]:
    """Bars on one scale, which reaches this far at least."""
    values = [cell.value for cells in panels.values() for cell in cells] + [Decimal(0), most]
    least, whole = min(values), (max(values) - min(values)) or 1
    zero = {"class": "chart-track"} | _style(zero=-least / whole)
    drawn = []
    for name, cells in panels.items():
        rows = []
        for cell in cells:
            kind = "loss" if cell.value < 0 else standing(name) or standing(cell.name)
            bar = cell.mark(f"bar {kind}", at=(min(cell.value, Decimal(0)) - least) / whole, size=abs(cell.value) / whole)
            rows.append(_row(cell.name, _span("", cell.text), element("span", zero, bar)))
        drawn.append(_panel(name, *rows))
    yield _div("chart-panels", *drawn)


def _slopes(excerpt: Excerpt, ledger: str) -> Iterator[Element]:
    """A panel for each benchmark, with a line for each model or way, from stop to stop; every panel spans as much."""
    panels = dict(_lines(excerpt, ledger))
    values = {name: [cell.value for line in lines for cell in line.cells] for name, lines in panels.items()}
    span = max(max(numbers) - min(numbers) for numbers in values.values()) or Decimal(1)
    words = f"From left to right: {_stops(excerpt)} Each panel spans {span} points, so equal slopes are equal changes."
    yield _key((), words)
    drawn = []
    for name, lines in panels.items():
        parts = _drawn(lines, (max(values[name]) + min(values[name]) - span) / 2, span)
        drawn.append(_panel(name, _div(f"chart-plot {'named' if lines[0].name else ''}", *parts)))
    yield _div("chart-panels wide" if any(lines[0].name for lines in panels.values()) else "chart-panels", *drawn)


def _lines(excerpt: Excerpt, ledger: str) -> Iterator[tuple[str, list[_Line]]]:
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
    for row in table.rows:
        first, *others = ([_cell(table, row, column, ledger) for column in way] for way in excerpt.lines)
        yield table.row_name(row), [*(_Line("", "", cells) for cells in others), _Line("", "ours", first)]


def _stops(excerpt: Excerpt) -> str:
    table = excerpt.table
    if len(table.keys) > 1:
        return ", ".join(dict.fromkeys(table.cell(row, table.keys[1]) for row in table.rows)) + "."
    first, *others = map(", ".join, excerpt.lines)
    return f"{first}.{''.join(f' In grey: {way}.' for way in others)}"


def _drawn(lines: list[_Line], base: Decimal, span: Decimal) -> Iterator[Element]:
    """A plot's lines, marks and words; `base` is the value at its foot."""
    stops = max(len(line.cells) for line in lines) - 1 or 1
    for line in lines:
        points = [(cell, Decimal(stop) / stops, (cell.value - base) / span) for stop, cell in enumerate(line.cells)]
        for (_, left, start), (_, right, end) in pairwise(points):
            lengths = _style(at=left, size=right - left, **{"from": 1 - start, "to": 1 - end})
            yield element("span", {"class": f"line {line.kind}"} | lengths)
        yield from (cell.mark(f"dot {line.kind}", at=at, down=1 - up) for cell, at, up in points)
    said = [line for line in lines if line.name or line.kind]
    for side, stop in (("before", 0), ("behind", -1)):
        said.sort(key=lambda line: line.cells[stop].value)
        for line, up in zip(said, _apart([(line.cells[stop].value - base) / span for line in said]), strict=True):
            words = f"{line.cells[stop].text} {line.name if stop else ''}".strip()
            yield element("span", {"class": f"chart-label {side} {line.kind}"} | _style(down=1 - up), words)


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
    """A bar for each row: its columns' shares of the table's whole, the first in the accent and the last hollow.

    The shares of the first row say their names.
    """
    table, last = excerpt.table, excerpt.table.values[-1]
    whole = Decimal(table.bars)
    for row in table.rows:
        shares: list[Element] = []
        for column in table.values:
            cell = _cell(table, row, column, ledger)
            kind = "hollow" if column == last else "" if shares else "ours"
            slim = "slim" if cell.value / whole < _SLIM else ""
            words = _span("", f"{column} {cell.text}" if row == table.rows[0] else cell.text)
            shares.append(cell.mark(f"share {kind} {slim}", words, size=cell.value / whole))
        yield _row(table.row_name(row), _span(""), _span("chart-track", *shares))


def _cell(table: Table, row: Row, column: str, ledger: str, name: str = "") -> _Cell:
    # What has a view has a number in each cell.
    value = table.number(row, column) or Decimal(0)
    return _Cell(name or column, with_minus(table.cell(row, column)), value, f"{ledger}#{table.cell_id(row, column)}")


def _key(kinds: Iterable[tuple[str, str]], words: str) -> Element:
    """What each kind of mark stands for, and what else there is to say."""
    parts = [_span("", _span(f"mark {kind}"), f" {names}") for kind, names in kinds]
    return element("p", {"class": "chart-key"}, *parts, _span("", words))


def _row(name: str, value: Element, track: Element) -> Element:
    return _div("chart-row", _span("chart-name", name), _span("chart-value", value), track)


def _axis(left: str, right: str) -> Element:
    return _row("", _span(""), _span("chart-axis", _span("", left), _span("", right)))


def _panel(name: str, *content: Element) -> Element:
    return _div("chart-panel", _div("chart-title", name), *content)


def _div(kind: str, *content: Element | str) -> Element:
    return element("div", {"class": kind.strip()}, *content)


def _span(kind: str, *content: Element | str) -> Element:
    return element("span", {"class": kind.strip()} if kind else {}, *content)


def _style(**lengths: Decimal) -> dict[str, str]:
    return {"style": ";".join(f"--{name}:{length:.2%}" for name, length in lengths.items())}
