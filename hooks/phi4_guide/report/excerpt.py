# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a fence ```` ```report ```` asks for: a table or figure by its number, or some of its rows and columns.

    table: 5
    rows: [Web, Synthetic]
    columns: [Number of Epochs]

`rows` and `columns` choose some, in the order given; without them the whole table stands there. `view` draws it, and
`title` says the answer that is seen there:

    table: 1
    view: dots
    title: phi-4 is ahead of its teacher on GPQA and MATH
    large: [GPT 4o]

`large` names the columns that `dots` draws hollow, `lines` the lists of columns through which `slopes` draws a line each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

from phi4_guide.report.files import Scalar, Source
from phi4_guide.report.model import PACKAGE, Data, DataError, Table

_NAME = Scalar(".+", "a name", "")
_VIEW = Scalar("dots|diverging|slopes|stacked|bars", "dots, diverging, slopes, stacked or bars")
_FENCE = {"table?": _NAME, "figure?": _NAME, "rows?": [_NAME], "columns?": [_NAME], "title?": _NAME}
_CHART = {"view?": _VIEW, "large?": [_NAME], "lines?": [[_NAME]]}


@dataclass(frozen=True)
class Excerpt:
    """What a fence asks for: a table of the rows and columns wanted, the one that it is of, and how it is drawn."""

    table: Table
    of: Table
    title: str
    view: str
    large: Sequence[str]
    lines: Sequence[Sequence[str]]

    @property
    def whole(self) -> bool:
        """Whether all of the table is there, in whatever order."""
        return len(self.table.rows) == len(self.of.rows) and len(self.table.columns) == len(self.of.columns)


def read_excerpt(source: str, data: Data) -> Excerpt:
    """What the fence asks for.

    Raises:
        DataError: it is malformed, or names a table, row or column that does not exist. Lines count from 1 in the fence.
    """
    fence = Source(Path(), source)
    wanted = fence.tree(_FENCE | _CHART)
    if ("table" in wanted) == ("figure" in wanted):
        raise fence.error(1, "write `table:` or `figure:` and its number, for example `table: 5`")
    kind = "table" if "table" in wanted else "figure"
    table = data.tables.get(f"{kind}-{wanted[kind]}")
    if table is None:
        there = ", ".join(other.title for other in data.tables.values())
        raise fence.error(wanted.lines[kind], f"there is no {kind} {wanted[kind]!r} in the data; there are {there}")
    labels = [table.row_name(row) for row in table.rows]
    chosen: dict[str, Sequence[str]] = {"rows": labels, "columns": table.values} | wanted
    chosen["lines"] = [name for line in wanted.get("lines", ()) for name in line]
    for key, known in (("rows", labels), *((key, table.values) for key in ("columns", "large", "lines"))):
        if strange := [name for name in chosen.get(key, ()) if name not in known]:
            raise fence.error(wanted.lines[key], f"{strange[0]!r} is none of the {key}; there are {', '.join(known)}")
    rows = [table.rows[labels.index(label)] for label in chosen["rows"]]
    columns = [*(column for column in table.columns if column in table.labels), *chosen["columns"]]
    cells = tuple(tuple(table.cell(row, column) for column in columns) for row in rows)
    lines = wanted.get("lines", [chosen["columns"]])
    drawn = wanted.get("title", ""), wanted.get("view", ""), wanted.get("large", ()), lines
    excerpt = Excerpt(replace(table, rows=cells, columns=tuple(columns)), table, *drawn)
    if excerpt.view and (message := _cannot_draw(excerpt)):
        raise fence.error(wanted.lines["view"], f"`{excerpt.view}` {message}")
    return excerpt


def _cannot_draw(excerpt: Excerpt) -> str:
    """What the view needs that these cells have not; empty where it can be drawn."""
    table, scale = excerpt.table, excerpt.table.bars
    numbers = [fact.number is not None for fact in table.cells()]
    if not (numbers and all(numbers)):
        return "draws numbers: choose `columns` and `rows` with one in each cell"
    if (excerpt.view == "bars" and not scale) or (excerpt.view == "stacked" and not scale.isdecimal()):
        return f"needs a whole, and {PACKAGE} has none as `bars` of {table.title}"
    keys = [{table.cell(row, key) for row in table.rows} for key in table.keys]
    if excerpt.view == "slopes" and len(keys) == 1 and any(len(line) < 2 for line in excerpt.lines):
        return "draws lines from one column to another: name two or more"
    if excerpt.view == "slopes" and len(table.rows) < prod(map(len, keys)):
        return f"draws each line through all its stops: choose `rows` of each {table.keys[-1]}"
    return ""


def find_excerpt(source: str, data: Data) -> Excerpt | None:
    """What the fence asks for; None where it asks for what there is not."""
    try:
        return read_excerpt(source, data)
    except DataError:
        return None
