# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's raw bytes into its front matter and body, keeping the place of everything.

The block is found the way MkDocs finds it (`---` on the very first line, closed by `---` or `...`), because
a block that MkDocs overlooks becomes text on the page without any warning. YAML is composed into nodes, which know their
lines; anchors and tags are refused before anything is constructed, so that an alias cannot multiply.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from phi4_guide import safe_yaml
from phi4_guide.content.limits import excess

if TYPE_CHECKING:
    from phi4_guide.content.document import Document

MAX_FRONT_MATTER_BYTES = 64 * 1024
MAX_DEPTH = 10
"""How deep lists and mappings may nest: PyYAML needs the square of the depth."""
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_OPEN = re.compile(r"---[ \t]*\Z")
_CLOSE = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")
_KEY_LINE = re.compile(r"[A-Za-z][\w ()-]*:(?:\s|\Z)")


@dataclass(frozen=True)
class Entry:
    """One key of the front matter, its value as text where it is a scalar, and where both stand."""

    key: str
    text: str | None
    """The scalar's text; None for a list or a mapping."""
    items: tuple[str, ...]
    """The texts of a list of scalars alone; empty for anything else."""
    quoted: bool
    tag: str
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
    """Why the front matter cannot be read. `kind` is the id of the rule that reports it."""

    kind: str
    line: int
    column: int
    message: str


@dataclass(eq=False)
class Page:
    """A page as it was written. `flaw` is set when its front matter cannot be read; then `entries` is empty."""

    path: str
    text: str
    entries: tuple[Entry, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    """The front matter's comment lines, each with its line number."""
    body_line: int = 1
    """The line at which the body begins."""
    byte_order_mark: bool = False
    flaw: Flaw | None = None
    document: Document | None = field(default=None, repr=False)
    """What readers get of it, once it has been converted."""
    failure: str = ""
    """Why it could not be converted."""
    _by_name: dict[str, Entry] = field(default_factory=dict, repr=False)

    def get(self, *names: str) -> Entry | None:
        """The entry of the first of these names that the page has, compared without regard to case."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    @cached_property
    def body(self) -> str:
        """The text below the front matter."""
        return "\n".join(self.text.split("\n")[self.body_line - 1 :])


def read_page(raw: bytes, path: str | Path) -> Page:
    """The page in these bytes. Raises nothing, whatever they are: what cannot be read is the page's `flaw`."""
    name = str(path)
    byte_order_mark = raw.startswith(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        flaw = Flaw(
            "not-utf-8",
            before.count("\n") + 1,
            len(before.rpartition("\n")[2]) + 1,
            f"the byte {error.object[error.start]:#04x} is not UTF-8; save the page as UTF-8 text",
        )
        return Page(name, "", byte_order_mark=byte_order_mark, flaw=flaw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")

    def flawed(flaw: Flaw) -> Page:
        return Page(name, text, byte_order_mark=byte_order_mark, flaw=flaw)

    opened = bool(_OPEN.match(lines[0]))
    # The size is looked at first, so that a page of any size is read in one pass.
    end = next((n for n, line in enumerate(lines[1:], 1) if _CLOSE.match(line)), None) if opened else None
    below = end or 0
    too_much = excess(lines[below:], below)
    if too_much:
        # Nothing else looks at such a page.
        flaw = Flaw("page-too-much", too_much.line, 1, too_much.message)
        return Page(name, "", byte_order_mark=byte_order_mark, flaw=flaw)
    if not opened:
        return flawed(_why_not_first(lines))
    size = len("\n".join(lines[1:end]).encode()) if end is not None else 0
    if end is None or end == len(lines) - 1:
        return flawed(
            Flaw(
                "front-matter-not-closed",
                1,
                1,
                "the front matter that begins here is not closed; write a line `---` after its last key, then the page",
            )
        )
    if size > MAX_FRONT_MATTER_BYTES:
        return flawed(
            Flaw(
                "front-matter-too-large",
                1,
                1,
                f"the front matter has {size} bytes; keep it under {MAX_FRONT_MATTER_BYTES} and move the rest "
                "into the page",
            )
        )
    block = lines[1:end]
    found = _entries("\n".join(block) + "\n", len(block))
    if isinstance(found, Flaw):
        return flawed(found)
    comments = tuple((n, line.strip()) for n, line in enumerate(block, 2) if line.lstrip().startswith("#"))
    by_name: dict[str, Entry] = {}
    for entry in found:
        by_name.setdefault(entry.name, entry)
    return Page(name, text, tuple(found), comments, end + 2, byte_order_mark, _by_name=by_name)


def _why_not_first(lines: list[str]) -> Flaw:
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return Flaw(
            "front-matter-missing",
            1,
            1,
            "the page is empty; begin it with a front matter block between two lines `---`",
        )
    # Below a heading or a fence a `---` is a diagram's own, or a rule.
    above = next((n for n, line in enumerate(lines) if re.match(r"#|\s*(?:```|~~~)", line)), len(lines))
    for n in range(min(above, len(lines) - 1)):
        if _OPEN.match(lines[n]) and _KEY_LINE.match(lines[n + 1]):
            words = lines[first].strip() if first < n else "an empty line"
            return Flaw(
                "front-matter-not-first",
                min(first, n) + 1,
                1,
                f"the front matter begins on line {n + 1}, below {_short(words)!r}; make `---` the first line of the file",
            )
    return Flaw(
        "front-matter-missing",
        1,
        1,
        f"the page begins with {_short(lines[first].strip())!r} and has no front matter; begin it with a block "
        "between two lines `---`",
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _entries(block: str, height: int) -> list[Entry] | Flaw:
    """The block's entries in order, or why it has none. Line 1 of the block is line 2 of the page."""
    try:
        depth = 0
        for token in _tokens(block):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > MAX_DEPTH:
                raise yaml.scanner.ScannerError(problem="nested too deeply", problem_mark=token.start_mark)
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
                mark = token.start_mark
                what = "tag" if isinstance(token, yaml.TagToken) else "anchor or alias"
                written = block[mark.index : token.end_mark.index]
                return Flaw(
                    "front-matter-plain",
                    mark.line + 2,
                    mark.column + 1,
                    f"{_short(written)!r} is a YAML {what}; write the value out, in quotes if it is text",
                )
        node = yaml.compose(block, Loader=safe_yaml.Loader)
        if node is None:
            return Flaw(
                "front-matter-missing",
                1,
                1,
                "the front matter is empty; write the page's keys between the two lines `---`",
            )
        if not isinstance(node, yaml.MappingNode):
            return Flaw(
                "front-matter-yaml",
                node.start_mark.line + 2,
                node.start_mark.column + 1,
                f"the front matter is {_kind(node)}, not a list of keys; write `key: value` on each line",
            )
        entries = [_entry(key, value) for key, value in node.value]
        # The last word is with the loader MkDocs uses: what it refuses, MkDocs drops without a word.
        yaml.load(block, Loader=safe_yaml.Loader)
        return entries
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, height) if mark else 0
        return Flaw(
            "front-matter-yaml",
            line + 2,
            (mark.column if mark else 0) + 1,
            f"the YAML cannot be read: {_explain(error, block, line)}",
        )
    except yaml.reader.ReaderError as error:
        line_start = block.rfind("\n", 0, error.position) + 1
        return Flaw(
            "front-matter-yaml",
            block.count("\n", 0, error.position) + 2,
            error.position - line_start + 1,
            f"the YAML cannot be read: the character U+{error.character:04X} is not allowed; delete it",
        )
    except ValueError as error:
        return Flaw("front-matter-yaml", 2, 1, f"the YAML cannot be read: {error}; put the value in quotes")


def _tokens(block: str) -> Iterator[yaml.Token]:
    """The block's tokens, up to the first that cannot be read: the composer then says why, in words of its own."""
    with contextlib.suppress(yaml.MarkedYAMLError):
        yield from yaml.scan(block, Loader=safe_yaml.Loader)


def _explain(error: yaml.MarkedYAMLError, block: str, line: int) -> str:
    lines = block.split("\n")
    written = lines[line].strip() if line < len(lines) else ""
    problem = str(error.problem or error.context or "malformed")
    if line < len(lines) and "\t" in lines[line]:
        return f"a tab on {_short(written)!r}; YAML wants spaces"
    if "mapping values are not allowed" in problem:
        return f"a second colon in {_short(written)!r}; put the value in quotes"
    return f"{problem}, at {_short(written)!r}; write `key: value`, with the value in quotes if it has punctuation"


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a mapping" if isinstance(node, yaml.MappingNode) else "plain text"


def _entry(key: yaml.Node, value: yaml.Node) -> Entry:
    if not isinstance(key, yaml.ScalarNode):
        raise yaml.constructor.ConstructorError(problem=f"a key is {_kind(key)}, not text", problem_mark=key.start_mark)
    items: tuple[str, ...] = ()
    if isinstance(value, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in value.value):
        items = tuple(item.value for item in value.value)
    # MkDocs constructs every value, and drops the whole block without a word when one cannot be: `2025-13-01`.
    _constructible(value)
    return Entry(
        key=key.value,
        text=value.value if isinstance(value, yaml.ScalarNode) else None,
        items=items,
        quoted=isinstance(value, yaml.ScalarNode) and value.style in ("'", '"', "|", ">"),
        tag=value.tag,
        line=key.start_mark.line + 2,
        column=key.start_mark.column + 1,
        value_line=value.start_mark.line + 2,
        value_column=value.start_mark.column + 1,
    )


def _constructible(node: yaml.Node) -> None:
    if isinstance(node, yaml.ScalarNode):
        try:
            yaml.SafeLoader("").construct_object(node)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                problem=f"{node.value!r} is no value YAML knows ({error}); put it in quotes",
                problem_mark=node.start_mark,
            ) from error
    else:
        for child in node.value:
            for part in child if isinstance(child, tuple) else (child,):
                _constructible(part)
