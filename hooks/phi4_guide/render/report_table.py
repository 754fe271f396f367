# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Shows a table or figure of the report, drawn from the data."""

from __future__ import annotations

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.elements import append_text
from phi4_guide.render.elements import add_grid
from phi4_guide.report.excerpt import Excerpt
from phi4_guide.report.model import BY_COLUMN, BY_ROW, DIRECTION, Table
from phi4_guide.report.quantities import quantities

_BETTER = {"higher": "Higher is better.", "lower": "Lower is better."}


def build_report(excerpt: Excerpt, ledger: str, folder: str, *, with_id: bool) -> Element:
    """The figure element for an excerpt. `ledger` and `folder` are the addresses of the ledger page and the data folder.

    A caption, the table with row and column headings, bars where they help the eye, the best value marked by weight and
    in words, and below it source, unit, direction and download.
    """
    table = excerpt.table
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
    parts = [f" (§{table.section}){'' if excerpt.whole else ', in part'}."]
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
    found = quantities(text)
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
