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
from pathlib import Path

from phi4_guide.report.files import Scalar, Source
from phi4_guide.report.model import PACKAGE, Data, DataError, Fact, Table
from phi4_guide.report.quantities import quantities

_NAME = Scalar(".+", "a name", "")
_VIEW = Scalar("dots|diverging|slopes|stacked|bars", "dots, diverging, slopes, stacked or bars")
_FENCE = {"table?": _NAME, "figure?": _NAME, "rows?": [_NAME], "columns?": [_NAME]}
_CHART = {"view?": _VIEW, "title?": _NAME, "large?": [_NAME], "lines?": [[_NAME]]}


@dataclass(frozen=True)
class Excerpt:
    """What a fence asks for: a table of the rows and columns wanted, whether that is all of it, and how it is drawn."""

    table: Table
    whole: bool
    view: str = ""
    title: str = ""
    large: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()


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
    whole = len(rows) == len(table.rows) and len(columns) == len(table.columns)
    view = {key: wanted[key] for key in ("view", "title", "large", "lines") if key in wanted}
    excerpt = Excerpt(replace(table, rows=cells, columns=tuple(columns)), whole, **view)
    if message := _cannot_draw(excerpt):
        raise fence.error(wanted.lines["view"], message)
    return excerpt


def _cannot_draw(excerpt: Excerpt) -> str:
    """Why the view cannot be drawn of these cells; empty where it can."""
    view, table = excerpt.view, excerpt.table
    if view == "bars" and not table.bars:
        return f"{table.title} has no `bars` in {PACKAGE}, which say how long they are"
    if view == "stacked" and not table.bars.isdecimal():
        return f"`stacked` draws shares of a whole, and {PACKAGE} names none as `bars` of {table.title}"
    numbers = [len(quantities(fact.value)) == 1 for fact in table.cells()]
    if view and not (numbers and all(numbers)):
        return f"`{view}` draws numbers: choose `columns` and `rows` with one in each cell"
    if any(len(line) < 2 for line in excerpt.lines):
        return "a line of `lines` goes from one column to another: name two or more"
    return ""


def cells_of(source: str, data: Data) -> list[Fact]:
    """The cells that a fence shows, as facts; none where it asks for what there is not."""
    try:
        return list(read_excerpt(source, data).table.cells())
    except DataError:
        return []
