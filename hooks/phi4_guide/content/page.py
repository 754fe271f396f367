# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's raw bytes: its encoding, its size and its front matter, of which no converted page shows anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

import yaml

from phi4_guide import safe_yaml
from phi4_guide.content.document import Document
from phi4_guide.content.source_lines import BUILT, Place, place_in, scan, without_fences
from phi4_guide.diagnostics import CONFLICT, conflict_in

SOURCE = ("original source", "source")
"""The key of a page's publication: the founding note's name for it, and the shorter one its author also uses."""

PAGE, FENCE, OPEN, ADDRESS = 100_000, 20_000, 300, 2_000
"""The most characters of a page and of a fence, signs that open something without an end near by, and characters of an
address that has a name. A size alone is not enough: Python-Markdown looks for an end to the end of the text, and so its
time goes with the square of what has none.
"""

_OPENS = re.compile(r"\[(?![^\[\]]{0,999}\])|\]\((?![^()]{0,999}\))|<(?=[\w!?/])(?![^<>]{0,999}>)")
_NAMED = re.compile(rf"^ {{0,3}}\[[^\]\n]+\]:[^\S\n]*\S{{{ADDRESS}}}", re.MULTILINE)
# As MkDocs finds it: front matter that it overlooks becomes text on the page without any warning.
_BEGIN, _END = re.compile(r"---[ \t]*\Z"), re.compile(r"(?:---|\.\.\.)[ \t]*\Z")


@dataclass(eq=False)
class Flaw(Exception):
    """Why a page cannot be read or converted; `kind` is the id of the rule that reports it."""

    kind: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Entry:
    """One key of the front matter, its value, and where both stand.

    `text` is that of a scalar, None for a list or a mapping; `items` are the texts of a list of scalars alone, empty for
    anything else; `tag` is the YAML type, such as `str`, `null` or `timestamp`.
    """

    key: str
    text: str | None
    items: tuple[str, ...]
    tag: str
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
class Page:
    """A page as it was written. `flaw` is set when it cannot be read or converted.

    `body_line` is the line at which the body begins, below the front matter. `document` is what readers get of it; empty
    until it has been converted.
    """

    path: str
    text: str
    entries: list[Entry] = field(default_factory=list)
    body_line: int = 1
    flaw: Flaw | None = None
    document: Document = field(default_factory=Document, repr=False)

    def get(self, *names: str) -> Entry | None:
        """The entry of the first of these names that the page has, compared without regard to case."""
        return next((entry for name in names for entry in self.entries if entry.name == name), None)

    @cached_property
    def body(self) -> str:
        """The text below the front matter."""
        return "\n".join(self.text.split("\n")[self.body_line - 1 :])


def is_checked(page: Page) -> bool:
    """Whether the page claims that its figures are checked."""
    entry = page.get("figures")
    return entry is not None and (entry.text or "").strip() == "checked"


def read_page(raw: bytes, path: str) -> Page:
    """The page in these bytes. Raises nothing, whatever they are: what cannot be read is the page's `flaw`."""
    page = Page(path, "")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        _refuse(text)
        # Nothing else looks at a page that is refused.
        page.text = text
        page.entries, height = _front_matter(text.split("\n"))
        page.body_line = height + 1
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        message = f"the byte {raw[error.start]:#04x} is not UTF-8; save the page as UTF-8 text"
        page.flaw = Flaw("not-utf-8", *place_in(before, len(before)), message)
    except Flaw as flaw:
        page.flaw = flaw
    return page


def _refuse(text: str) -> None:
    """Raises a flaw where a page does not keep one of the limits: Markdown then takes seconds, not minutes. Also
    where a merge has left its marks; code may show some.
    """
    line, message, lines = 0, "", text.split("\n")
    if len(text) > PAGE:
        raise Flaw("page-too-much", 1, 1, f"the page has {len(text):,} characters, more than {PAGE:,}; split it")
    fences = scan(lines)[0]
    code = {n for fence in fences if fence.language not in BUILT for n in range(fence.first, fence.end)}
    if (conflict := conflict_in("" if n in code else each for n, each in enumerate(lines))) is not None:
        raise Flaw("merge-conflict", conflict + 1, 1, CONFLICT)
    for fence in fences:
        size = sum(len(each) + 1 for each in lines[fence.first : fence.end])
        if size > FENCE:
            line, message = fence.first + 1, f"the fence has {size:,} characters, more than {FENCE:,}; split it"
    rest = "\n".join(without_fences(lines))
    opens = [found.start() for found in _OPENS.finditer(rest)]
    if long := _NAMED.search(rest):
        line = place_in(rest, long.start())[0]
        message = f"the address has more than {ADDRESS:,} characters; write it where it is used"
    elif len(opens) > OPEN:
        line = place_in(rest, opens[OPEN])[0]
        message = f"the page has more than {OPEN} brackets or tags that are never closed; close them"
    if message:
        raise Flaw("page-too-much", line, 1, message)


def _front_matter(lines: list[str]) -> tuple[list[Entry], int]:
    """The entries at the top of these lines, and the number of lines they take; raises a flaw where there are none."""
    if not _BEGIN.match(lines[0]):
        wanted = "`created`, `author`, `version`, `license(s)` and `copyright`, as CONTRIBUTING.md has them"
        message = f"the page does not begin with keys; put on top, between two lines `---`, {wanted}"
        raise Flaw("front-matter", 1, 1, message)
    end = next((n for n, line in enumerate(lines[1:], 1) if _END.match(line)), len(lines))
    # MkDocs wants the closing line to end.
    if end < len(lines) - 1:
        try:
            return _entries("\n".join([*lines[1:end], ""])), end + 1
        except Flaw as flaw:
            # What cannot be read below an empty line is the page's text.
            if all(line.strip() for line in lines[1 : flaw.line - 1]):
                raise
    raise Flaw("front-matter", 1, 1, "the front matter is not closed; write a line `---` below its last key")


def _entries(text: str) -> list[Entry]:
    """The entries in this YAML in order. Its first line is the page's second."""
    try:
        node = safe_yaml.compose(text)
        if node is None:
            raise Flaw("front-matter", 1, 1, "the front matter is empty; write keys between the two lines `---`")
        if not isinstance(node, yaml.MappingNode):
            raise _unreadable(_place(node.start_mark), "it holds no keys; write `key: value` on each line")
        loader, lines = safe_yaml.Loader(""), dict[str, int]()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _unreadable(_place(key.start_mark), "a key is no text; write `key: value`")
            line, _ = _place(key.start_mark)
            if (first := lines.setdefault(key.value.casefold(), line)) != line:
                raise _unreadable(_place(key.start_mark), f"the key {key.value!r} stands already on line {first}; keep one")
            try:
                loader.construct_object(value, deep=True)
            except (ValueError, OverflowError) as error:
                wrong = f"a value is none that YAML knows ({error}); put it in quotes"
                raise _unreadable(_place(value.start_mark), wrong) from error
        # MkDocs constructs the whole, and drops the block without a word when that fails.
        loader.construct_document(node)
        return [_entry(key, value) for key, value in node.value]
    except yaml.reader.ReaderError as error:
        line, column = place_in(text, error.position)
        wrong = f"the character U+{error.character:04X} is not allowed; delete it"
        raise _unreadable((line + 1, column), wrong) from error
    except yaml.YAMLError as error:
        line, column, wrong = safe_yaml.why(error, text)
        raise _unreadable((line + 2, column + 1), wrong) from error


def _entry(key: yaml.ScalarNode, value: yaml.Node) -> Entry:
    text = value.value if isinstance(value, yaml.ScalarNode) else None
    listed = isinstance(value, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in value.value)
    items = tuple(item.value for item in value.value) if listed else ()
    tag = value.tag.removeprefix("tag:yaml.org,2002:")
    return Entry(key.value, text, items, tag, _place(key.start_mark), _place(value.start_mark))


def _place(mark: Any) -> Place:
    return (mark.line + 2, mark.column + 1) if mark else (2, 1)


def _unreadable(place: Place, wrong: str) -> Flaw:
    return Flaw("front-matter", *place, f"the front matter cannot be read: {wrong}")
