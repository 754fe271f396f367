# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A table or figure of the report, brought in by its number with a fence ```` ```report ````, drawn from the data.

    table: 5
    rows: [Web, Synthetic]
    columns: [Number of Epochs]

`rows` and `columns` choose some, in the order given; without them the whole table stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from xml.etree.ElementTree import Element, SubElement

import yaml

from phi4_guide import safe_yaml
from phi4_guide.elements import append_text
from phi4_guide.render.elements import add_grid
from phi4_guide.report.model import BY_COLUMN, BY_ROW, DIRECTION, Data, Fact, Table
from phi4_guide.report.quantities import quantities

_KEYS = ("table", "figure", "rows", "columns")
_BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


class ReportFenceError(ValueError):
    """A fence that asks for what there is not. `line` counts from 1 in the fence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Request:
    """What a fence asks for: a table of the rows and columns wanted, and whether that is all of it."""

    table: Table
    whole: bool


def read_request(source: str, data: Data) -> Request:
    """The request in a fence.

    Raises:
        ReportFenceError: it is malformed, or names a table, row or column that does not exist.
    """
    try:
        wanted = safe_yaml.load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ReportFenceError(mark.line + 1 if mark else 1, "the fence cannot be read; write `table: 5`") from error
    if not isinstance(wanted, dict) or ("table" in wanted) == ("figure" in wanted):
        raise ReportFenceError(1, "write `table:` or `figure:` and its number, for example `table: 5`")
    for key in wanted:
        if key not in _KEYS:
            raise ReportFenceError(_line(source, str(key)), f"{key!r} is not known; the keys are {', '.join(_KEYS)}")
    kind = "table" if "table" in wanted else "figure"
    table = data.tables.get(f"{kind}-{wanted[kind]}")
    if table is None:
        there = ", ".join(other.title for other in data.tables.values())
        raise ReportFenceError(_line(source, kind), f"there is no {kind} {wanted[kind]!r} in the data; there are {there}")
    labels = [table.row_name(row) for row in table.rows]
    rows = _chosen(source, "rows", wanted, labels)
    columns = _chosen(source, "columns", wanted, list(table.values))
    chosen = replace(
        table,
        rows=tuple(table.rows[labels.index(label)] for label in rows),
        columns=tuple(column for column in table.columns if column in table.labels) + tuple(columns),
    )
    kept = [table.columns.index(column) for column in chosen.columns]
    chosen = replace(chosen, rows=tuple(tuple(row[place] for place in kept) for row in chosen.rows))
    return Request(chosen, set(rows) == set(labels) and set(columns) == set(table.values))


def cells_of(source: str, data: Data) -> list[Fact]:
    """The cells that a fence shows, as facts; none where it asks for what there is not."""
    try:
        return list(read_request(source, data).table.cells())
    except ReportFenceError:
        return []


def _chosen(source: str, key: str, wanted: dict[str, object], there: list[str]) -> list[str]:
    asked = wanted.get(key, there)
    if not isinstance(asked, list) or not asked:
        raise ReportFenceError(_line(source, key), f"{key!r} wants a list, for example `{key}: [{there[0]}]`")
    for name in asked:
        if str(name) not in there:
            near = get_close_matches(str(name), there, 1, 0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(there)}"
            raise ReportFenceError(_line(source, key), f"{str(name)!r} is none of the {key}; {hint}")
    names = [str(name) for name in asked]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ReportFenceError(_line(source, key), f"{twice!r} stands twice in the {key}; name it once")
    return names


def _line(source: str, key: str) -> int:
    return next((number for number, line in enumerate(source.split("\n"), 1) if line.lstrip().startswith(key)), 1)


def build_report(request: Request, ledger: str, folder: str, *, with_id: bool) -> Element:
    """The figure element for a request. `ledger` and `folder` are the addresses of the ledger page and the data folder.

    A caption, the table with row and column headings, bars where they help the eye, the best value marked by weight and
    in words, and below it source, unit, direction and download.
    """
    table = request.table
    figure = Element("figure", {"class": "report-table"})
    if with_id:
        figure.set("id", table.id)
    best = _best(table)
    add_grid(
        figure,
        table,
        (column for column in table.columns if column not in table.labels or column in table.keys),
        f"{table.title}. {table.caption}",
        lambda row, column: _cell(table, row, column, (table.rows.index(row), column) in best),
    )
    note = SubElement(figure, "figcaption")
    SubElement(note, "a", {"href": f"{ledger}#{table.id}"}).text = f"{table.title}, p. {table.page}"
    parts = [f" (§{table.section}){'' if request.whole else ', in part'}."]
    if table.unit:
        parts.append(f" {table.unit[:1].upper()}{table.unit[1:]}.")
    if table.better in _BETTER:
        parts.append(f" {_BETTER[table.better]}")
    elif table.better == BY_ROW:
        directions = {table.cell(row, DIRECTION) for row in table.rows}
        up = [row[0] for row in table.rows if table.cell(row, DIRECTION).startswith("higher")]
        parts.append(f" Lower is better, except for {', '.join(up)}, where higher is." if len(directions) > 1 else "")
    parts.append(" Best value in bold." if best else "")
    if table.bars:
        parts.append(" Bars end at each column's greatest. " if table.bars == BY_COLUMN else f" Bars: 0 to {table.bars}. ")
    else:
        parts.append(" ")
    append_text(note, "".join(parts))
    SubElement(note, "a", {"href": f"{folder}/{table.id}.csv", "download": ""}).text = "Download CSV"
    return figure


def _cell(table: Table, row: tuple[str, ...], column: str, is_best: bool) -> Element:
    value = table.cell(row, column)
    cell = Element("td")
    holder = SubElement(cell, "strong") if is_best else cell
    holder.text = value
    if is_best:
        SubElement(cell, "span", {"class": "for-the-ear"}).text = " (best)"
    share = _share(table, row, column)
    if share is not None:
        cell.set("class", "bar")
        cell.set("style", f"--share:{share}")
    return cell


def _number(text: str) -> Decimal | None:
    found = list(quantities(text))
    return found[0].value if len(found) == 1 else None


def _share(table: Table, row: tuple[str, ...], column: str) -> str | None:
    """The bar's length as a part of the whole scale; None where there is no bar.

    A scale is the same all over a table, or a column's own, which ends with its greatest value: where units differ.
    """
    value = _number(table.cell(row, column))
    if not table.bars or value is None:
        return None
    if table.bars == BY_COLUMN:
        numbers = [_number(table.cell(other, column)) for other in table.rows]
        whole = max((number for number in numbers if number is not None), default=Decimal(0))
    else:
        whole = Decimal(table.bars)
    return f"{value / whole:.3f}" if whole else None


def _best(table: Table) -> set[tuple[int, str]]:
    """The cells that hold the best value of what is compared: a row, or a column within rows of the same second key."""
    best: set[tuple[int, str]] = set()
    if not table.compare:
        return best
    if table.compare == "row":
        groups = [[(number, column) for column in table.values] for number in range(len(table.rows))]
    else:
        second = [tuple(row[table.columns.index(key)] for key in table.keys[1:]) for row in table.rows]
        groups = [
            [(number, column) for number in range(len(table.rows)) if second[number] == key]
            for column in table.values
            for key in dict.fromkeys(second)
        ]
    for group in groups:
        numbers = {place: _number(table.cell(table.rows[place[0]], place[1])) for place in group}
        values = [value for value in numbers.values() if value is not None]
        if len(values) < 2:
            continue
        direction = table.better
        if direction == BY_ROW:
            direction = table.cell(table.rows[group[0][0]], DIRECTION).split()[0]
        target = max(values) if direction == "higher" else min(values)
        best |= {place for place, value in numbers.items() if value == target}
    return best
