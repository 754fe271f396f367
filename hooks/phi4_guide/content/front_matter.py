# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's front matter into entries that know their places, or into the one flaw that keeps it from being read.

The block is found the way MkDocs finds it (`---` on the very first line, closed by `---` or `...`), because a block that
MkDocs overlooks becomes text on the page without any warning. YAML is composed into nodes, which know their lines; anchors
and tags are refused before anything is composed, so that an alias cannot multiply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import yaml

from phi4_guide import safe_yaml

_MAX_BYTES = 64 * 1024
_MAX_DEPTH = 10
"""How deep lists and mappings may nest: PyYAML needs the square of the depth."""
_OPEN = re.compile(r"---[ \t]*\Z")
_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")
_KEY_LINE = re.compile(r"[A-Za-z][\w ()-]*:(?:\s|\Z)")
_HEADING_OR_FENCE = re.compile(r"#|\s*(?:```|~~~)")


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
    line: int
    column: int
    value_line: int
    value_column: int

    @property
    def name(self) -> str:
        """The key as it is compared: without regard to case."""
        return self.key.casefold()


@dataclass(frozen=True)
class Flaw:
    """Why a page cannot be read. `kind` is the id of the rule that reports it."""

    kind: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class FrontMatter:
    """What a page's front matter holds, and the number of lines it takes, its two `---` included."""

    entries: list[Entry]
    comments: tuple[tuple[int, str], ...]
    """The comment lines, each with its line number on the page."""
    height: int


def read_front_matter(lines: list[str]) -> FrontMatter | Flaw:
    """The front matter at the top of a page's lines, or the one reason why there is none. Raises nothing."""
    if not _OPEN.match(lines[0]):
        return _why_not_first(lines)
    end = next((n for n, line in enumerate(lines[1:], 1) if _CLOSE.match(line)), None)
    block = lines[1:end]
    if sum(len(line) + 1 for line in block) > _MAX_BYTES and end is not None:
        return Flaw("page-too-much", 1, 1, f"the front matter has more than {_MAX_BYTES:,} bytes; move text to the page")
    found = _entries(block)
    # MkDocs wants the closing line to end.
    unclosed = end is None or end == len(lines) - 1
    if end is None or unclosed or isinstance(found, Flaw):
        keys = _entries(list(takewhile(str.strip, block)))
        # What cannot be read below keys and an empty line is the page's text.
        return found if isinstance(found, Flaw) and isinstance(keys, Flaw) and not unclosed else _not_closed(keys)
    comments = tuple((n, line.strip()) for n, line in enumerate(block, 2) if line.lstrip().startswith("#"))
    return FrontMatter(found, comments, end + 1)


def _why_not_first(lines: list[str]) -> Flaw:
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return Flaw("front-matter-missing", 1, 1, "the page is empty; write its keys between two lines `---`")
    # Below a heading or a fence a `---` is a diagram's own, or a rule.
    above = next((n for n, line in enumerate(lines) if _HEADING_OR_FENCE.match(line)), len(lines))
    for n in range(min(above, len(lines) - 1)):
        if _OPEN.match(lines[n]) and _KEY_LINE.match(lines[n + 1]):
            words = repr(shortened(lines[first].strip())) if first < n else "an empty line"
            message = f"the front matter begins on line {n + 1}, below {words}; make `---` the first line of the file"
            return Flaw("front-matter-not-first", first + 1 if first < n else 1, 1, message)
    message = f"the page begins with {shortened(lines[first].strip())!r}; put its keys above that, between two lines `---`"
    return Flaw("front-matter-missing", 1, 1, message)


def _not_closed(keys: list[Entry] | Flaw) -> Flaw:
    last = "its last key" if isinstance(keys, Flaw) else f"its last key, {keys[-1].key!r}"
    message = f"the front matter that begins here is not closed; write a line `---` below {last}"
    return Flaw("front-matter-not-closed", 1, 1, message)


def shortened(text: str) -> str:
    """The text, cut off where it is too long for a message."""
    return text if len(text) <= 40 else text[:39] + "…"


def _entries(block: list[str]) -> list[Entry] | Flaw:
    """The block's entries in order, or why it has none. Line 1 of the block is line 2 of the page."""
    text = "\n".join(block) + "\n"
    try:
        if flaw := _not_plain(text):
            return flaw
        node = yaml.compose(text, Loader=safe_yaml.Loader)
        if node is None:
            return Flaw("front-matter-missing", 1, 1, "the front matter is empty; write keys between the two lines `---`")
        if not isinstance(node, yaml.MappingNode):
            return _unreadable(node.start_mark, f"it is {_kind(node)}; write `key: value` on each line")
        loader = safe_yaml.Loader("")
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                return _unreadable(key.start_mark, f"a key is {_kind(key)}; write `key: value`")
            line = first.setdefault(key.value.casefold(), key.start_mark.line + 2)
            if line != key.start_mark.line + 2:
                return _unreadable(key.start_mark, f"the key {key.value!r} stands already on line {line}; keep one")
            try:
                loader.construct_object(value, deep=True)
            except (ValueError, OverflowError) as error:
                return _unreadable(value.start_mark, f"a value is none that YAML knows ({error}); put it in quotes")
        # MkDocs constructs the whole, and drops the block without a word when that fails.
        loader.construct_document(node)
        return [_entry(key, value) for key, value in node.value]
    except yaml.MarkedYAMLError as error:
        return _unreadable(error.problem_mark or error.context_mark, _explain(error, block))
    except yaml.reader.ReaderError as error:
        line, column = text.count("\n", 0, error.position), error.position - text.rfind("\n", 0, error.position)
        wrong = f"the character U+{error.character:04X} is not allowed; delete it"
        return Flaw("front-matter-yaml", line + 2, column, f"the front matter cannot be read: {wrong}")


def _not_plain(text: str) -> Flaw | None:
    """The first anchor, alias or tag, or what nests too deeply."""
    depth = 0
    for event in yaml.parse(text, Loader=safe_yaml.Loader):
        opens = isinstance(event, yaml.CollectionStartEvent)
        depth += opens - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            return _unreadable(event.start_mark, "it nests too deeply; write plain `key: value` lines")
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            what = "a YAML tag" if getattr(event, "tag", None) else "a YAML anchor or alias"
            return _unreadable(event.start_mark, f"here is {what}; write the value out, in quotes if it is text")
    return None


def _unreadable(mark: Any, wrong: str) -> Flaw:
    line, column = (mark.line, mark.column) if mark else (0, 0)
    return Flaw("front-matter-yaml", line + 2, column + 1, f"the front matter cannot be read: {wrong}")


def _explain(error: yaml.MarkedYAMLError, block: list[str]) -> str:
    mark = error.problem_mark or error.context_mark
    written = block[mark.line] if mark and mark.line < len(block) else ""
    shown = repr(shortened(written.strip()))
    problem = str(error.problem or error.context or "malformed")
    if "\t" in written:
        return f"a tab on {shown}; YAML wants spaces"
    if "mapping values are not allowed" in problem:
        return f"a second colon in {shown}; put the value in quotes"
    return f"{problem}, at {shown}; write `key: value`, with the value in quotes if it has punctuation"


def _kind(node: yaml.Node) -> str:
    return (
        "a list" if isinstance(node, yaml.SequenceNode) else "a mapping" if isinstance(node, yaml.MappingNode) else "text"
    )


def _entry(key: yaml.ScalarNode, value: yaml.Node) -> Entry:
    listed = isinstance(value, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in value.value)
    return Entry(
        key=key.value,
        text=value.value if isinstance(value, yaml.ScalarNode) else None,
        items=tuple(item.value for item in value.value) if listed else (),
        tag=value.tag.removeprefix("tag:yaml.org,2002:"),
        line=key.start_mark.line + 2,
        column=key.start_mark.column + 1,
        value_line=value.start_mark.line + 2,
        value_column=value.start_mark.column + 1,
    )
