# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What several builders of a page's tree do alike: words at an element's end, and the grid of a table."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.report.model import Table

Row = tuple[str, ...]


def link_from(page: str, target: str) -> str:
    """The address of `target` as written in a link on the page; both are paths in the docs folder."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def add_grid(
    parent: Element, table: Table, columns: Iterable[str], caption: str, cell: Callable[[Row, str], Element]
) -> None:
    """Adds a table's grid in a frame that scrolls sideways: a heading for each column and row, labels, and values.

    `cell` makes the element for a value, from its row and column. An empty caption is left out.
    """
    shown = list(columns)
    frame = SubElement(parent, "div", {"class": "report-frame", "tabindex": "0", "role": "group"})
    frame.set("aria-label", f"{table.title} (scrolls sideways where it is wider than the window)")
    grid = SubElement(frame, "table", {"class": "report-grid"})
    if caption:
        # In a span, which stays in view while a wide table scrolls beneath it.
        SubElement(SubElement(grid, "caption"), "span").text = caption
    head = SubElement(SubElement(grid, "thead"), "tr")
    for column in shown:
        SubElement(head, "th", {"scope": "col"} | ({"class": "label"} if column in table.labels else {})).text = column
    body = SubElement(grid, "tbody")
    for row in table.rows:
        line = SubElement(body, "tr")
        for column in shown:
            if column == table.keys[0]:
                SubElement(line, "th", {"scope": "row"}).text = table.cell(row, column)
            elif column in table.labels:
                SubElement(line, "td", {"class": "label"}).text = table.cell(row, column)
            else:
                line.append(cell(row, column))
