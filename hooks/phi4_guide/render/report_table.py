# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Shows a table or figure of the report, drawn from the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from xml.etree.ElementTree import Element

from phi4_guide.elements import element
from phi4_guide.render.places import page_link
from phi4_guide.report.excerpt import Excerpt
from phi4_guide.report.model import BY_COLUMN, BY_ROW, DIRECTION, Table
from phi4_guide.report.quantities import quantities

Row = tuple[str, ...]


def build_report(excerpt: Excerpt, csv: str) -> Element:
    """The figure element for an excerpt: its table, with bars where they help the eye and the best value marked by weight
    and in words, and below it source, unit, direction and download.

    `csv` is the address of the table's file.
    """
    table = excerpt.table
    best = _best(table)
    columns = [column for column in table.columns if column not in table.labels or column in table.keys]
    note = element(
        "figcaption",
        {},
        element("a", page_link(str(table.page)), f"{table.title}, p. {table.page}"),
        f" (§{table.section}){'' if excerpt.whole else ', in part'}.{_about(table, has_best=bool(best))} ",
        element("a", {"href": csv, "download": ""}, "Download CSV"),
    )
    grid = build_grid(table, columns, partial(_cell, table, best), f"{table.title}. {table.caption}")
    return element("figure", {"class": "report-table"} | ({"id": table.id} if excerpt.whole else {}), grid, note)


def build_grid(table: Table, columns: Iterable[str], cell: Callable[[Row, str], Element], caption: str = "") -> Element:
    """A table's grid in a frame that scrolls sideways: a heading for each column and row, labels, and values.

    `cell` makes the element for a value, from its row and column.
    """
    columns, label = list(columns), {"class": "label"}

    def shown(row: Row, column: str) -> Element:
        if column == table.keys[0]:
            return element("th", {"scope": "row"}, table.cell(row, column))
        return element("td", label, table.cell(row, column)) if column in table.labels else cell(row, column)

    heads = (element("th", {"scope": "col"} | (label if name in table.labels else {}), name) for name in columns)
    rows = (element("tr", {}, *(shown(row, column) for column in columns)) for row in table.rows)
    # In a span, which stays in view while a wide table scrolls beneath it.
    above = [element("caption", {}, element("span", {}, caption))] if caption else []
    head, body = element("thead", {}, element("tr", {}, *heads)), element("tbody", {}, *rows)
    grid = element("table", {"class": "report-grid"}, *above, head, body)
    name = f"{table.title} (scrolls sideways where it is wider than the window)"
    return element("div", {"class": "report-frame", "tabindex": "0", "role": "group", "aria-label": name}, grid)


def _about(table: Table, *, has_best: bool) -> str:
    """Unit, direction and bars, in words."""
    unit = f" {table.unit[:1].upper()}{table.unit[1:]}." if table.unit else ""
    better = f" {table.better.capitalize()} is better." if table.better in ("higher", "lower") else ""
    if table.better == BY_ROW and len({table.cell(row, DIRECTION) for row in table.rows}) > 1:
        up = [row[0] for row in table.rows if table.cell(row, DIRECTION).startswith("higher")]
        better = f" Lower is better, except for {', '.join(up)}, where higher is."
    best = " Best value in bold." if has_best else ""
    bars = " Bars end at each column's greatest." if table.bars == BY_COLUMN else f" Bars: 0 to {table.bars}."
    return f"{unit}{better}{best}{bars if table.bars else ''}"


def _cell(table: Table, best: set[tuple[Row, str]], row: Row, column: str) -> Element:
    value = table.cell(row, column)
    share = _share(table, row, column)
    bar = {"class": "bar", "style": f"--share:{share}"} if share else {}
    if (row, column) not in best:
        return element("td", bar, value)
    return element("td", bar, element("strong", {}, value), element("span", {"class": "for-the-ear"}, " (best)"))


def _number(table: Table, row: Row, column: str) -> Decimal | None:
    found = quantities(table.cell(row, column))
    return found[0].value if len(found) == 1 else None


def _share(table: Table, row: Row, column: str) -> str:
    """The bar's length as a part of the whole scale; empty where there is no bar.

    A scale is the same all over a table, or a column's own, which ends with its greatest value: where units differ.
    """
    value = _number(table, row, column)
    if not table.bars or value is None:
        return ""
    if table.bars == BY_COLUMN:
        whole = max(number for other in table.rows if (number := _number(table, other, column)) is not None)
    else:
        whole = Decimal(table.bars)
    return f"{value / whole:.3f}" if whole else ""


def _best(table: Table) -> set[tuple[Row, str]]:
    """The cells that hold the best value of what is compared: a row, or a column within rows of the same further keys."""
    groups: dict[object, dict[tuple[Row, str], Decimal]] = defaultdict(dict)
    for row in table.rows if table.compare else ():
        for column in table.values:
            if (number := _number(table, row, column)) is not None:
                group = row if table.compare == "row" else (column, *(table.cell(row, key) for key in table.keys[1:]))
                groups[group][row, column] = number
    best: set[tuple[Row, str]] = set()
    for numbers in groups.values():
        row, _ = next(iter(numbers))
        direction = table.cell(row, DIRECTION) if table.better == BY_ROW else table.better
        wanted = (max if direction.startswith("higher") else min)(numbers.values())
        best |= {place for place, number in numbers.items() if number == wanted and len(numbers) > 1}
    return best
