# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads YAML, JSON and CSV of bounded size; each part knows its line, and what is not as wanted is named with it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from phi4_guide import safe_yaml
from phi4_guide.diagnostics import CONFLICT, conflict_in
from phi4_guide.report.model import DataError, Flaw

LARGEST = 1_000_000
"""Bytes of the largest file that is read."""


@dataclass(frozen=True)
class Scalar:
    """What a text, number or truth value has to be: its type in YAML, if one is wanted, and how it is written."""

    pattern: str
    wanted: str
    tag: str = "str"
    convert: Callable[[str], Any] = str


class Entry(dict[str, Any]):
    """A mapping as it was read, with the line of each key, and its own under the empty one."""

    def __init__(self, line: int) -> None:
        self.lines = {"": line}


@dataclass
class Source:
    """A text to be read, and what is wrong in it."""

    path: Path
    text: str
    flaws: list[Flaw] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path) -> Source:
        """The text in a file.

        Raises:
            DataError: it cannot be read.
        """
        try:
            # A link may lead out of the folder, and what is no file may never end.
            if path.is_symlink() or not path.is_file():
                raise OSError("there is no such file, or it is a folder or a link")
            if path.stat().st_size > LARGEST:
                raise OSError(f"it has more than {LARGEST:,} bytes")
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError([Flaw(path, 1, f"cannot be read: {error}")]) from error
        if (line := conflict_in(text.split("\n"))) is not None:
            raise DataError([Flaw(path, line + 1, CONFLICT)])
        return cls(path, text)

    def wrong(self, line: int, message: str) -> None:
        """Notes what is wrong in a line."""
        self.flaws.append(Flaw(self.path, line, message))

    def refuse(self) -> None:
        """Raises what was noted, if anything was."""
        if self.flaws:
            raise DataError(self.flaws)

    def error(self, line: int, message: str) -> DataError:
        """What was noted, and this."""
        return DataError([*self.flaws, Flaw(self.path, line, message)])

    def tree(self, wanted: dict[str, Any]) -> Entry:
        """The YAML or JSON, which has to be as wanted: a `Scalar`, a list of one of these, or a dict of them.

        Raises:
            DataError: it cannot be read, or is not as wanted.
        """
        try:
            if self.path.suffix == ".json":
                json.loads(self.text)
            node = safe_yaml.compose(self.text)
            if node is None:
                raise ValueError("it is empty")
            tree: Entry = self.read(node, wanted, "it")
        except yaml.YAMLError as error:
            line, _, wrong = safe_yaml.why(error, self.text)
            raise self.error(line + 1, f"cannot be read: {wrong}") from error
        except (ValueError, RecursionError) as error:
            raise self.error(getattr(error, "lineno", 1), f"cannot be read: {error}") from error
        self.refuse()
        return tree

    def rows(self, columns: dict[str, Scalar], key: tuple[str, ...], count: int) -> tuple[tuple[str, ...], ...]:
        """The rows of the CSV, without its head: so many, each cell as its column wants it, each key once.

        Raises:
            DataError: it cannot be read, or is not as wanted.
        """
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        rows, keys, line = list[tuple[str, ...]](), set[tuple[str, ...]](), 1
        try:
            for row in reader:
                rows.append(tuple(row))
                self._check_row(line, row, columns)
                named = tuple(cell for cell, column in zip(row, columns, strict=False) if column in key)
                if named in keys:
                    self.wrong(line, f"the row {', '.join(named)!r} stands twice; remove one")
                keys.add(named)
                line = reader.line_num + 1
        except csv.Error as error:
            raise self.error(line, f"cannot be read: {error}; close the quote, or double one inside a cell") from error
        if len(rows) - 1 != count:
            message = f"{len(rows) - 1} rows where {count} were expected; restore them, or correct `rows`"
            self.wrong(max(1, line - 1), message)
        self.refuse()
        return tuple(rows[1:])

    def _check_row(self, line: int, row: list[str], columns: dict[str, Scalar]) -> None:
        if line == 1 and row != [*columns]:
            self.wrong(1, f"the columns {row} are not those of the data package: {[*columns]}")
        elif len(row) != len(columns):
            message = f"{len(row)} cells where {len(columns)} were expected"
            self.wrong(line, f"{message}; write every comma, of empty cells too, and quotes around a cell with one in it")
        elif line > 1:
            for cell, (column, wanted) in zip(row, columns.items(), strict=True):
                if not re.fullmatch(wanted.pattern, cell):
                    self.wrong(line, f"{cell!r} under {column!r} should be {wanted.wanted}")

    def read(self, node: yaml.Node, wanted: Any, name: str) -> Any:
        """What a part of the YAML says, which has to be as wanted; what is wrong is noted, and left out."""
        line = node.start_mark.line + 1
        if isinstance(wanted, list) and isinstance(node, yaml.SequenceNode):
            items = tuple(self.read(item, wanted[0], f"an item of {name}") for item in node.value)
            for place, item in enumerate(items):
                if isinstance(item, str) and item in items[:place]:
                    self.wrong(node.value[place].start_mark.line + 1, f"{name} has {item!r} twice; remove one")
            return items
        if isinstance(wanted, dict) and isinstance(node, yaml.MappingNode):
            # An empty form wants keys of the author's own.
            return self._entry(node, wanted) if wanted else Entry(line)
        if isinstance(wanted, Scalar) and isinstance(node, yaml.ScalarNode):
            typed = not wanted.tag or node.tag == f"tag:yaml.org,2002:{wanted.tag}"
            if typed and re.fullmatch(wanted.pattern, node.value):
                return wanted.convert(node.value)
            name = f"{name}, {node.value[:60]!r},"
        kind = wanted.wanted if isinstance(wanted, Scalar) else "a list" if isinstance(wanted, list) else None
        self.wrong(line, f"{name} should be {kind or f'keys with values; {_known(wanted)}'}")
        return None

    def _entry(self, node: yaml.MappingNode, wanted: dict[str, Any]) -> Entry:
        entry, meant = Entry(node.start_mark.line + 1), set[str]()
        for key, value in node.value:
            line, name = key.start_mark.line + 1, key.value
            form = wanted.get(name, wanted.get(f"{name}?")) if isinstance(name, str) else None
            if form is None:
                near = get_close_matches(str(name), [each.rstrip("?") for each in wanted], 1)
                meant.update(near)
                self.wrong(line, f"the key {name!r} is not known; {f'write `{near[0]}`' if near else _known(wanted)}")
            elif name in entry:
                self.wrong(line, f"the key `{name}` stands twice; remove one")
            else:
                entry.lines[name] = line
                entry[name] = self.read(value, form, f"`{name}`")
        for name in wanted:
            if not name.endswith("?") and name not in entry and name not in meant:
                self.wrong(entry.lines[""], f"there is no `{name}`; write it")
        return entry


def _known(wanted: dict[str, Any]) -> str:
    return "known are " + ", ".join(f"`{name.rstrip('?')}`" for name in wanted)
