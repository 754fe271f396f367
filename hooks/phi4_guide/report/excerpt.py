# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a fence ```` ```report ```` asks for: a table or figure by its number, or some of its rows and columns.

    table: 5
    rows: [Web, Synthetic]
    columns: [Number of Epochs]

`rows` and `columns` choose some, in the order given; without them the whole table stands there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import yaml

from phi4_guide import safe_yaml
from phi4_guide.report.model import Data, Fact, Table

_KEYS = ("table", "figure", "rows", "columns")


class ExcerptError(ValueError):
    """A fence that asks for what there is not. `line` counts from 1 in the fence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Excerpt:
    """What a fence asks for: a table of the rows and columns wanted, and whether that is all of it."""

    table: Table
    whole: bool


def read_excerpt(source: str, data: Data) -> Excerpt:
    """What the fence asks for.

    Raises:
        ExcerptError: it is malformed, or names a table, row or column that does not exist.
    """
    try:
        wanted = safe_yaml.load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise ExcerptError(mark.line + 1 if mark else 1, "the fence cannot be read; write `table: 5`") from error
    if not isinstance(wanted, dict) or ("table" in wanted) == ("figure" in wanted):
        raise ExcerptError(1, "write `table:` or `figure:` and its number, for example `table: 5`")
    for key in wanted:
        if key not in _KEYS:
            raise ExcerptError(_line(source, str(key)), f"{key!r} is not known; the keys are {', '.join(_KEYS)}")
    kind = "table" if "table" in wanted else "figure"
    table = data.tables.get(f"{kind}-{wanted[kind]}")
    if table is None:
        there = ", ".join(other.title for other in data.tables.values())
        raise ExcerptError(_line(source, kind), f"there is no {kind} {wanted[kind]!r} in the data; there are {there}")
    labels = [table.row_name(row) for row in table.rows]
    rows = [table.rows[labels.index(label)] for label in _chosen(source, "rows", wanted, labels)]
    columns = [column for column in table.columns if column in table.labels]
    columns += _chosen(source, "columns", wanted, list(table.values))
    cells = tuple(tuple(table.cell(row, column) for column in columns) for row in rows)
    whole = len(rows) == len(table.rows) and len(columns) == len(table.columns)
    return Excerpt(replace(table, rows=cells, columns=tuple(columns)), whole)


def cells_of(source: str, data: Data) -> list[Fact]:
    """The cells that a fence shows, as facts; none where it asks for what there is not."""
    try:
        return list(read_excerpt(source, data).table.cells())
    except ExcerptError:
        return []


def _chosen(source: str, key: str, wanted: dict[str, object], there: list[str]) -> list[str]:
    asked = wanted.get(key, there)
    if not isinstance(asked, list) or not asked:
        raise ExcerptError(_line(source, key), f"{key!r} wants a list, for example `{key}: [{there[0]}]`")
    names = [str(name) for name in asked]
    for name in names:
        if name not in there:
            raise ExcerptError(_line(source, key), f"{name!r} is none of the {key}; there are {', '.join(there)}")
        if names.count(name) > 1:
            raise ExcerptError(_line(source, key), f"{name!r} stands twice in the {key}; name it once")
    return names


def _line(source: str, key: str) -> int:
    return next((number for number, line in enumerate(source.split("\n"), 1) if line.lstrip().startswith(key)), 1)
