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
from phi4_guide.render.charts import Row, build_chart, standing
from phi4_guide.render.places import page_link
from phi4_guide.render.typography import with_minus
from phi4_guide.report.excerpt import Excerpt
from phi4_guide.report.model import BY_ROW, DIRECTION, Table


def build_report(excerpt: Excerpt, ledger: str, csv: str) -> Element:
    """The figure element for an excerpt: its chart and, folded, the whole table, or the table alone, the best value marked
    by weight and in words; with source, unit, direction and download.

    `ledger` and `csv` are the addresses of the ledger page and of the table's file.
    """
    # A caption may speak of first and last: what is folded below a chart keeps the report's order.
    table = excerpt.of if excerpt.view else excerpt.table
    best = _best(table)
    columns = [column for column in table.columns if column not in table.labels or column in table.keys]
    grid = build_grid(table, columns, partial(_cell, table, best), f"{table.title}. {table.caption}")
    about = _about(table, in_bold=bool(best) and not excerpt.view)
    note = element(
        "p",
        {"class": "report-source"},
        element("a", page_link(str(table.page)), f"{table.title}, p. {table.page}"),
        f" (§{table.section}){'' if excerpt.whole else ', in part'}.{about} ",
        element("a", {"href": csv, "download": ""}, "Download CSV"),
    )
    parts = [grid, note]
    if excerpt.view:
        folded = element("details", {"class": "diagram-twin"}, element("summary", {}, f"{table.title} in numbers"), grid)
        parts = [build_chart(excerpt, ledger), note, folded]
    title = [element("figcaption", {}, excerpt.title)] if excerpt.title else []
    return element("figure", {"class": "report-table"} | ({"id": table.id} if excerpt.whole else {}), *title, *parts)


def build_grid(table: Table, columns: Iterable[str], cell: Callable[[Row, str], Element], caption: str) -> Element:
    """A table's grid in a frame that scrolls sideways: a heading for each column and row, labels, and values.

    phi-4's column is the first with values, and stays in view beside the headings; phi-4's rows stand out.
    `cell` makes the element for a value, from its row and column.
    """
    ours = [name for name in table.values if standing(name) == "ours"]
    columns = sorted(columns, key=lambda name: (name not in table.keys[:1], name not in ours))
    kinds = dict.fromkeys(table.labels, "label") | (dict.fromkeys(ours, "ours") if len(ours) == 1 else {})

    def made(row: Row, column: str) -> Element:
        if column == table.keys[0]:
            return element("th", {"scope": "row"}, table.cell(row, column))
        value = element("td", {}, table.cell(row, column)) if column in table.labels else cell(row, column)
        return marked(value, column)

    def marked(made: Element, column: str) -> Element:
        if column in kinds:
            made.set("class", f"{kinds[column]} {made.get('class', '')}".strip())
        return made

    heads = (marked(element("th", {"scope": "col"}, name), name) for name in columns)
    rows = (element("tr", _row_kind(table, row), *(made(row, column) for column in columns)) for row in table.rows)
    # In a span, which stays in view while a wide table scrolls beneath it.
    above = element("caption", {}, element("span", {}, caption))
    head, body = element("thead", {}, element("tr", {}, *heads)), element("tbody", {}, *rows)
    grid = element("table", {"class": "report-grid"}, above, head, body)
    return element("div", {"class": "report-frame"}, grid)


def _row_kind(table: Table, row: Row) -> dict[str, str]:
    """phi-4's row, where there are others."""
    ours = [other for other in table.rows if standing(other[0]) == "ours"]
    return {"class": "ours"} if row in ours and len(ours) < len(table.rows) else {}


def _about(table: Table, *, in_bold: bool) -> str:
    """Unit and direction, in words."""
    unit = f" {table.unit[:1].upper()}{table.unit[1:]}." if table.unit else ""
    better = f" {table.better.capitalize()} is better." if table.better in ("higher", "lower") else ""
    if table.better == BY_ROW and len({table.cell(row, DIRECTION) for row in table.rows}) > 1:
        up = [row[0] for row in table.rows if table.cell(row, DIRECTION).startswith("higher")]
        better = f" Lower is better, except for {', '.join(up)}, where higher is."
    best = " Best value in bold." if in_bold else ""
    return f"{unit}{better}{best}"


def _cell(table: Table, best: set[tuple[Row, str]], row: Row, column: str) -> Element:
    value = with_minus(table.cell(row, column))
    if (row, column) not in best:
        return element("td", {}, value)
    return element("td", {}, element("strong", {}, value), element("span", {"class": "for-the-ear"}, " (best)"))


def _best(table: Table) -> set[tuple[Row, str]]:
    """The cells that hold the best value of what is compared: a row, or a column within rows of the same further keys."""
    groups: dict[object, dict[tuple[Row, str], Decimal]] = defaultdict(dict)
    for row in table.rows if table.compare else ():
        for column in table.values:
            if (value := table.number(row, column)) is not None:
                group = row if table.compare == "row" else (column, *(table.cell(row, key) for key in table.keys[1:]))
                groups[group][row, column] = value
    best: set[tuple[Row, str]] = set()
    for numbers in groups.values():
        row, _ = next(iter(numbers))
        direction = table.cell(row, DIRECTION) if table.better == BY_ROW else table.better
        wanted = (max if direction.startswith("higher") else min)(numbers.values())
        best |= {place for place, number in numbers.items() if number == wanted and len(numbers) > 1}
    return best
