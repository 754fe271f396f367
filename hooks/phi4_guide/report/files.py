# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads YAML, JSON and CSV of bounded size; each part knows its line, and what is not as wanted is named with it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from phi4_guide import safe_yaml
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


class DataFile:
    """A file of the data folder, and what is wrong in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.flaws: list[Flaw] = []

    def wrong(self, line: int, message: str) -> None:
        """Notes what is wrong in a line."""
        self.flaws.append(Flaw(self.path, line, message))

    def refuse(self) -> None:
        """Raises what was noted, if anything was."""
        if self.flaws:
            raise DataError(self.flaws)

    def tree(self, wanted: Any) -> Any:
        """The YAML or JSON in the file, which has to be as wanted: a `Scalar`, a list of one of these, or a dict of them.

        Raises:
            DataError: it cannot be read, or is not as wanted.
        """
        text = self._text()
        try:
            if self.path.suffix == ".json":
                json.loads(text)
            node = safe_yaml.compose(text)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else getattr(error, "lineno", 1)
            raise self._unreadable(line, getattr(error, "problem", error)) from error
        if node is None:
            raise self._unreadable(1, f"it is empty; write {', '.join(wanted)}")
        found = self.read(node, wanted, self.path.name)
        self.refuse()
        return found

    def rows(self, columns: dict[str, Scalar], key: list[str], count: int) -> list[tuple[str, ...]]:
        """The rows of the CSV in the file, without its head: so many, each cell as its column wants it, each key once.

        Raises:
            DataError: it cannot be read, or is not as wanted.
        """
        reader = csv.reader(io.StringIO(self._text(), newline=""), strict=True)
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
            raise self._unreadable(line, f"{error}; close the quote, or double one inside a cell") from error
        if len(rows) - 1 != count:
            message = f"{len(rows) - 1} rows where {count} were expected; restore them, or correct `rows`"
            self.wrong(max(1, line - 1), message)
        self.refuse()
        return rows[1:]

    def _check_row(self, line: int, row: list[str], columns: dict[str, Scalar]) -> None:
        if line == 1:
            if row != [*columns]:
                self.wrong(1, f"the columns {row} are not those of the data package: {[*columns]}")
        elif len(row) != len(columns):
            hint = "a comma in a cell needs quotes" if len(row) > len(columns) else "write every comma, of empty cells too"
            self.wrong(line, f"{len(row)} cells where {len(columns)} were expected; {hint}")
        else:
            for cell, (column, wanted) in zip(row, columns.items(), strict=True):
                if not re.fullmatch(wanted.pattern, cell):
                    self.wrong(line, f"{cell!r} under {column!r} should be {wanted.wanted}")

    def _text(self) -> str:
        try:
            # A link may lead out of the folder, and what is no file may never end.
            if self.path.is_symlink() or not self.path.is_file():
                raise OSError("there is no such file, or it is a folder or a link")
            if self.path.stat().st_size > LARGEST:
                raise OSError(f"it has more than {LARGEST:,} bytes")
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(1, error) from error

    def _unreadable(self, line: int, why: object) -> DataError:
        return DataError([Flaw(self.path, line, f"cannot be read: {why}")])

    def read(self, node: yaml.Node, wanted: Any, name: str) -> Any:
        """What a part of the YAML says, which has to be as wanted, as in `tree`; what is wrong is noted, and left out."""
        line = node.start_mark.line + 1
        if isinstance(wanted, Scalar) and isinstance(node, yaml.ScalarNode):
            typed = not wanted.tag or node.tag == f"tag:yaml.org,2002:{wanted.tag}"
            if typed and re.fullmatch(wanted.pattern, node.value):
                return wanted.convert(node.value)
            self.wrong(line, f"{name} is {node.value[:60]!r}, and should be {wanted.wanted}")
        elif isinstance(wanted, list) and isinstance(node, yaml.SequenceNode):
            kind = name.split("`")[1].removesuffix("s")
            said = [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
            for place, text in enumerate(said):
                if text in said[:place]:
                    self.wrong(node.value[place].start_mark.line + 1, f"{name} has {text!r} twice; remove one")
            return [self.read(item, wanted[0], _called(kind, place, item)) for place, item in enumerate(node.value, 1)]
        elif isinstance(wanted, dict) and isinstance(node, yaml.MappingNode):
            # An empty form wants keys of the author's own.
            return self._entry(node, wanted, name) if wanted else Entry(line)
        else:
            kinds: dict[type, str] = {list: "a list", dict: "keys with values"}
            self.wrong(line, f"{name} should be {kinds.get(type(wanted)) or wanted.wanted}")
        return None

    def _entry(self, node: yaml.MappingNode, wanted: dict[str, Any], name: str) -> Entry:
        known = {key.rstrip("?"): value for key, value in wanted.items()}
        entry = Entry(node.start_mark.line + 1)
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key.value, str) or key.value not in known:
                self.wrong(line, f"{name} has the unknown key {key.value!r}; known are {', '.join(sorted(known))}")
            elif key.value in entry:
                self.wrong(line, f"{name} has `{key.value}` twice; remove one")
            else:
                entry.lines[key.value] = line
                entry[key.value] = self.read(value, known[key.value], f"`{key.value}` of {name}")
        for key in known.keys() & wanted.keys() - entry.keys():
            self.wrong(entry.lines[""], f"{name} has no `{key}`; write it")
        return entry


def _called(kind: str, place: int, node: yaml.Node) -> str:
    """What a message calls an item of a list: by its own name or id, where it has one."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value in ("id", "name") and isinstance(value, yaml.ScalarNode):
                return f"the {kind} {value.value!r}"
    return f"{kind} number {place}"
