# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a fence ```` ```report ```` asks for: a table or figure by its number, or some of its rows and columns.

    table: 5
    rows: [Web, Synthetic]
    columns: [Number of Epochs]

`rows` and `columns` choose some, in the order given; without them the whole table stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from phi4_guide.report.files import Scalar, Source
from phi4_guide.report.model import Data, DataError, Fact, Table

_NAME = Scalar(".+", "a name", "")
_FENCE = {"table?": _NAME, "figure?": _NAME, "rows?": [_NAME], "columns?": [_NAME]}


@dataclass(frozen=True)
class Excerpt:
    """What a fence asks for: a table of the rows and columns wanted, and whether that is all of it."""

    table: Table
    whole: bool


def read_excerpt(source: str, data: Data) -> Excerpt:
    """What the fence asks for.

    Raises:
        DataError: it is malformed, or names a table, row or column that does not exist. Lines count from 1 in the fence.
    """
    fence = Source(Path(), source)
    wanted = fence.tree(_FENCE)
    if ("table" in wanted) == ("figure" in wanted):
        raise fence.error(1, "write `table:` or `figure:` and its number, for example `table: 5`")
    kind = "table" if "table" in wanted else "figure"
    table = data.tables.get(f"{kind}-{wanted[kind]}")
    if table is None:
        there = ", ".join(other.title for other in data.tables.values())
        raise fence.error(wanted.lines[kind], f"there is no {kind} {wanted[kind]!r} in the data; there are {there}")
    labels = [table.row_name(row) for row in table.rows]
    chosen: dict[str, Sequence[str]] = {"rows": labels, "columns": table.values} | wanted
    for key, known in (("rows", labels), ("columns", [*table.values])):
        if strange := [name for name in chosen[key] if name not in known]:
            raise fence.error(wanted.lines[key], f"{strange[0]!r} is none of the {key}; there are {', '.join(known)}")
    rows = [table.rows[labels.index(label)] for label in chosen["rows"]]
    columns = [*(column for column in table.columns if column in table.labels), *chosen["columns"]]
    cells = tuple(tuple(table.cell(row, column) for column in columns) for row in rows)
    whole = len(rows) == len(table.rows) and len(columns) == len(table.columns)
    return Excerpt(replace(table, rows=cells, columns=tuple(columns)), whole)


def cells_of(source: str, data: Data) -> list[Fact]:
    """The cells that a fence shows, as facts; none where it asks for what there is not."""
    try:
        return list(read_excerpt(source, data).table.cells())
    except DataError:
        return []
