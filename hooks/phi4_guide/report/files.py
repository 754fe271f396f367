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

    def text(self) -> str:
        """What the file holds."""
        try:
            # A link may lead out of the folder, and what is no file may never end.
            if self.path.is_symlink() or not self.path.is_file():
                raise OSError("there is no such file, or it is a folder or a link")
            if self.path.stat().st_size > LARGEST:
                raise OSError(f"it has more than {LARGEST:,} bytes")
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError([Flaw(self.path, 1, f"cannot be read: {error}")]) from error

    def tree(self, wanted: Any) -> Any:
        """The YAML or JSON in the file, which has to be as wanted."""
        text = self.text()
        try:
            if self.path.suffix == ".json":
                json.loads(text)
            node = safe_yaml.compose(text)
        except json.JSONDecodeError as error:
            raise DataError([Flaw(self.path, error.lineno, f"cannot be read: {error.msg}")]) from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", error)
            raise DataError([Flaw(self.path, mark.line + 1 if mark else 1, f"cannot be read: {what}")]) from error
        found = self._read(node, wanted, self.path.name) if node else self.wrong(1, f"is empty; write {', '.join(wanted)}")
        self.refuse()
        return found

    def rows(self) -> list[tuple[int, list[str]]]:
        """The rows of the CSV in the file, each with its line."""
        reader = csv.reader(io.StringIO(self.text(), newline=""), strict=True)
        rows: list[tuple[int, list[str]]] = []
        line = 1
        try:
            for row in reader:
                if any("\n" in cell for cell in row):
                    raise csv.Error("a quote is still open at the line's end")
                rows.append((line, row))
                line = reader.line_num + 1
        except csv.Error as error:
            raise DataError([Flaw(self.path, line, f"cannot be read: {error}; close the quote")]) from error
        return rows

    def _read(self, node: yaml.Node, wanted: Any, name: str) -> Any:
        line = node.start_mark.line + 1
        kind = {Scalar: yaml.ScalarNode, list: yaml.SequenceNode, dict: yaml.MappingNode}[type(wanted)]
        if not isinstance(node, kind):
            words = {list: "a list", dict: f"a mapping with {', '.join(wanted)}" if isinstance(wanted, dict) else ""}
            return self.wrong(line, f"{name} should be {words.get(type(wanted)) or wanted.wanted}")
        if isinstance(wanted, Scalar):
            typed = not wanted.tag or node.tag == f"tag:yaml.org,2002:{wanted.tag}"
            if typed and re.fullmatch(wanted.pattern, node.value):
                return wanted.convert(node.value)
            return self.wrong(line, f"{name} is {node.value[:60]!r}, and should be {wanted.wanted}")
        if isinstance(wanted, list):
            singular = name.split("`")[1][:-1]
            return [self._read(item, wanted[0], _called(singular, place, item)) for place, item in enumerate(node.value, 1)]
        known = {key.rstrip("?"): value for key, value in wanted.items()}
        entry = Entry(line)
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key.value, str) or key.value not in known:
                self.wrong(at, f"{name} has the unknown key {key.value!r}; known are {', '.join(sorted(known))}")
            elif key.value in entry:
                self.wrong(at, f"{name} has `{key.value}` twice; remove one")
            else:
                entry.lines[key.value] = at
                entry[key.value] = self._read(value, known[key.value], f"`{key.value}` of {name}")
        for key in wanted:
            if key in known and key not in entry:
                self.wrong(line, f"{name} has no `{key}`; write it")
        return entry


def _called(kind: str, place: int, node: yaml.Node) -> str:
    """What a message calls an item of a list: by its own name or id, where it has one."""
    named = [v.value for k, v in node.value if k.value in ("id", "name")] if isinstance(node, yaml.MappingNode) else []
    return f"the {kind} {named[0]!r}" if named and isinstance(named[0], str) else f"{kind} number {place}"
