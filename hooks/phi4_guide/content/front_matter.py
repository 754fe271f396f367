# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's front matter into entries that know their places.

The block is found as MkDocs finds it, `---` on the very first line and closed by `---` or `...`, because one that MkDocs
overlooks becomes text on the page without any warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import yaml

from phi4_guide import safe_yaml
from phi4_guide.content.source_lines import Place, place_in

_OPEN = re.compile(r"---[ \t]*\Z")
_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")


@dataclass(frozen=True)
class Entry:
    """One key of the front matter, its value as text where it is a scalar, and where both stand."""

    key: str
    text: str | None
    """The scalar's text; None for a list or a mapping."""
    items: tuple[str, ...]
    """The texts of a list of scalars alone; empty for anything else."""
    tag: str
    """The YAML type, such as `str`, `null` or `timestamp`."""
    place: Place
    value_place: Place

    @property
    def name(self) -> str:
        """The key as it is compared: without regard to case."""
        return self.key.casefold()

    @property
    def day(self) -> date | None:
        """The day in a value such as `2025-02-18 05:31:26`, or None when it is not an ISO date."""
        try:
            return datetime.fromisoformat((self.text or "").strip()).date()
        except ValueError:
            return None


@dataclass(eq=False)
class Flaw(Exception):
    """Why a page cannot be read or converted; `kind` is the id of the rule that reports it."""

    kind: str
    line: int
    column: int
    message: str


def read_front_matter(lines: list[str]) -> tuple[list[Entry], int]:
    """The entries at the top of a page's lines, and the number of lines they take, the two `---` included.

    Raises:
        Flaw: there is no front matter, or it cannot be read.
    """
    if not _OPEN.match(lines[0]):
        raise Flaw("front-matter", 1, 1, "the page does not begin with keys; put them on top, between two lines `---`")
    end = next((n for n, line in enumerate(lines[1:], 1) if _CLOSE.match(line)), len(lines))
    # MkDocs wants the closing line to end.
    if end < len(lines) - 1:
        try:
            return _entries(lines[1:end]), end + 1
        except Flaw as flaw:
            # What cannot be read below an empty line is the page's text.
            if all(line.strip() for line in lines[1 : flaw.line - 1]):
                raise
    raise Flaw("front-matter", 1, 1, "the front matter is not closed; write a line `---` below its last key")


def _entries(block: list[str]) -> list[Entry]:
    """The block's entries in order. Line 1 of the block is line 2 of the page."""
    text = "\n".join(block) + "\n"
    try:
        node = safe_yaml.compose(text)
        if node is None:
            raise Flaw("front-matter", 1, 1, "the front matter is empty; write keys between the two lines `---`")
        if not isinstance(node, yaml.MappingNode):
            raise _unreadable(node.start_mark, "it holds no keys; write `key: value` on each line")
        loader, lines = safe_yaml.Loader(""), dict[str, int]()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _unreadable(key.start_mark, "a key is no text; write `key: value`")
            line, _ = _place(key)
            if (first := lines.setdefault(key.value.casefold(), line)) != line:
                raise _unreadable(key.start_mark, f"the key {key.value!r} stands already on line {first}; keep one")
            try:
                loader.construct_object(value, deep=True)
            except (ValueError, OverflowError) as error:
                wrong = f"a value is none that YAML knows ({error}); put it in quotes"
                raise _unreadable(value.start_mark, wrong) from error
        # MkDocs constructs the whole, and drops the block without a word when that fails.
        loader.construct_document(node)
        return [_entry(key, value) for key, value in node.value]
    except yaml.MarkedYAMLError as error:
        wrong = f"{error.problem}; write `key: value`, with the value in quotes if it has punctuation"
        raise _unreadable(error.problem_mark or error.context_mark, wrong) from error
    except yaml.reader.ReaderError as error:
        line, column = place_in(text, error.position)
        wrong = f"the character U+{error.character:04X} is not allowed; delete it"
        raise Flaw("front-matter", line + 1, column, f"the front matter cannot be read: {wrong}") from error


def _unreadable(mark: Any, wrong: str) -> Flaw:
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Flaw("front-matter", line + 2, column + 1, f"the front matter cannot be read: {wrong}")


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 2, node.start_mark.column + 1


def _entry(key: yaml.ScalarNode, value: yaml.Node) -> Entry:
    text = value.value if isinstance(value, yaml.ScalarNode) else None
    listed = isinstance(value, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in value.value)
    items = tuple(item.value for item in value.value) if listed else ()
    return Entry(key.value, text, items, value.tag.removeprefix("tag:yaml.org,2002:"), _place(key), _place(value))
