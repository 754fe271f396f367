# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What readers get of a page, in order: its runs of text, headings, links, images and fences, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Literal
from xml.etree.ElementTree import Element

from phi4_guide.content.alignment import Alignment
from phi4_guide.content.mathml import read_formula
from phi4_guide.content.sanitize import OURS, dropped
from phi4_guide.content.source_lines import Place, fence_places, place_in, without_fences, without_indent

FACT = "fact:"
_INLINE = {
    "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "math",
}  # fmt: skip
HEARD = re.compile(
    r"alt|title|start|value|aria-(?:.*(?:label|description)|value\w+|placeholder|posinset|(?:set|row|col)\w*)"
)
"""Attributes whose values are heard, or show."""
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SIGNS = re.compile(r"[0-9+\-−=()\s]+\Z")


@dataclass(frozen=True)
class Span:
    """A part of a run that is more than plain text; `value` is a fact's id, where a link leads, the class of code, or what
    follows a numeral in its formula. A `numeral` is one that needs no source.
    """

    start: int
    end: int
    kind: Literal["fact", "link", "code", "numeral"]
    value: str = ""


@dataclass(frozen=True, eq=False)
class Piece:
    """Where in the tree a run's text comes from, from `start` on: an element's text or tail; a formula as a whole."""

    start: int
    element: Element
    where: Literal["text", "tail"]


@dataclass(frozen=True, eq=False)
class Run:
    """What a reader reads, or hears, in one go: a paragraph, a heading, a cell, an attribute's value.

    `text` is as readers see it: entities and escapes undone, invisible signs gone, every space an ordinary one, a line
    break a line feed, raised and lowered digits as the signs for them. `kind` is the element or attribute.
    """

    text: str
    kind: str
    spans: tuple[Span, ...]
    place: Callable[[int], Place] = field(repr=False)
    """Line and column in the page's source of what stands at an offset in the text."""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link in a run."""

    run: Run
    span: Span

    @property
    def target(self) -> str:
        """The fact's id as written behind `fact:`, or the address."""
        return self.span.value

    @property
    def text(self) -> str:
        """What the link shows."""
        return self.run.text[self.span.start : self.span.end]

    @property
    def place(self) -> Place:
        """Line and column at which it begins."""
        return self.run.place(self.span.start)


@dataclass(frozen=True)
class Found:
    """An image, by its address, or what the sanitizer took out: an element, an event handler, an address that would run."""

    kind: Literal["image", "element", "handler", "address"]
    name: str
    place: Place


@dataclass(frozen=True, eq=False)
class Fence:
    """A fence that is built: its language (`mermaid`, `report`, `ledger`), its text, the page's line on which that begins.

    `indent` is the width of what stands before each of its lines in the source; `listing` the ordered list right behind it.
    """

    language: str
    text: str
    line: int
    indent: int
    element: Element
    listing: Element | None = None

    def place(self, offset: int) -> Place:
        """Line and column on the page of a place in its text."""
        line, column = place_in(self.text, offset)
        return self.line + line - 1, self.indent + column


@dataclass
class Document:
    """The page as it was read: the Markdown that begins at line `first`, and the HTML that came of it, before the sanitizer
    saw it. Nothing that the guide itself builds is in it; it is in the `tree`, which later steps go on with.
    """

    source: str = field(default="", repr=False)
    first: int = 1
    html: str = field(default="", repr=False)
    tree: Element = field(default_factory=lambda: Element("div"), repr=False)
    runs: list[Run] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    asked: dict[Place, tuple[Run, int]] = field(default_factory=dict, repr=False)
    """The places that rules have asked for, each with its run and the offset there."""
    _images: list[str] = field(default_factory=list, repr=False)
    _items: dict[Element, int] = field(default_factory=dict, repr=False)

    def read(self, root: Element) -> Document:
        """Fills the document from this clean tree."""
        _Reader(self, root).read(root)
        return self

    @property
    def diagrams(self) -> list[Fence]:
        """The Mermaid fences, in order."""
        return [fence for fence in self.fences if fence.language == "mermaid"]

    @property
    def fact_links(self) -> list[Link]:
        """The links to facts, in order."""
        return [Link(run, span) for run in self.runs for span in run.spans if span.kind == "fact"]

    @property
    def links(self) -> list[Link]:
        """All other links, in order."""
        return [Link(run, span) for run in self.runs for span in run.spans if span.kind == "link"]

    @cached_property
    def _alignment(self) -> Alignment:
        source = "\n".join(without_fences(self.source.split("\n")))
        return Alignment([(run.text, HEARD.fullmatch(run.kind) is not None) for run in self.runs], source, self.first)

    def add(self, text: str, kind: str, spans: tuple[Span, ...] = (), pieces: tuple[Piece, ...] = ()) -> None:
        """Adds a run."""
        number = len(self.runs)

        def place(offset: int) -> Place:
            found = self._alignment.place(number, offset)
            self.asked[found] = self.runs[number], offset
            return found

        self.runs.append(Run(text, kind, spans, place, pieces))

    def item_place(self, item: Element, words: str = "") -> Place:
        """Line and column of words at the beginning of a list's item, or of the item."""
        run = self.runs[min(self._items[item], len(self.runs) - 1)]
        return run.place(max(run.text.find(words), 0))

    def find(self, words: str) -> Place:
        """The next place in the source where these words stand as they are, each call going on from the one before."""
        return self._alignment.find(words)

    @cached_property
    def images(self) -> list[Found]:
        """The images, in order."""
        return [Found("image", source, self._alignment.find(source)) for source in self._images]

    @cached_property
    def dropped(self) -> list[Found]:
        """What the sanitizer took out of the page, in order."""
        return [Found(kind, name, self._alignment.find(words)) for kind, name, words in dropped(self.html)]


def _footnotes(root: Element) -> dict[str, str]:
    """The builder's own number of each footnote, by the id of its text."""
    items = root.iterfind(".//div[@class='footnote']/ol/li")
    return {item.get("id", ""): str(number) for number, item in enumerate(items, 1)}


class _Reader:
    """Walks the tree once, collecting text until a block ends."""

    def __init__(self, document: Document, root: Element) -> None:
        self._document = document
        self._fence_places = fence_places(document.source)
        self._footnotes = _footnotes(root)
        self._kind = "div"
        self._text: list[str] = []
        self._spans: list[Span] = []
        self._pieces: list[Piece] = []
        self._in_fact = 0

    def read(self, element: Element, behind: Element | None = None) -> None:
        """Reads a block, and everything in it; `behind` is the next one."""
        self._end()
        if OURS in element.get("class", "").split():
            self._fence(element, behind)
            return
        above, self._kind = self._kind, element.tag
        if element.tag == "li":
            self._document._items[element] = len(self._document.runs)
        self._attributes(element)
        # Code as a block is none of the page's text.
        if element.tag != "pre":
            self._content(element)
            self._end()
        self._kind = above

    def _content(self, element: Element) -> None:
        self._pieces.append(Piece(len(self._text), element, "text"))
        self._add(_readable(element.text))
        for child, behind in zip_longest(element, element[1:]):
            if child.tag == "br":
                self._add("\n")
            elif child.tag in _INLINE and OURS not in child.get("class", "").split():
                self._inline(child)
            else:
                self.read(child, behind)
            self._pieces.append(Piece(len(self._text), child, "tail"))
            self._add(_readable(child.tail))

    def _inline(self, element: Element) -> None:
        if self._is_footnote_mark(element):
            return
        if element.tag == "math":
            self._formula(element)
            return
        self._attributes(element)
        start, href = len(self._text), element.get("href", "")
        if element.tag in ("sup", "sub") and not len(element) and _SIGNS.match(element.text or ""):
            self._pieces.append(Piece(start, element, "text"))
            self._add((element.text or "").translate(_RAISED if element.tag == "sup" else _LOWERED))
            return
        fact = element.tag == "a" and href.startswith(FACT)
        self._in_fact += fact
        self._content(element)
        self._in_fact -= fact
        if element.tag == "a":
            kind: Literal["fact", "link"] = "fact" if fact else "link"
            self._spans.append(Span(start, len(self._text), kind, href.removeprefix(FACT)))
        elif element.tag == "code" and not self._in_fact:
            self._spans.append(Span(start, len(self._text), "code", element.get("class", "")))

    def _formula(self, element: Element) -> None:
        for part in element.iter():
            self._attributes(part)
        line, numerals = read_formula(element)
        start = len(self._text)
        self._pieces.append(Piece(start, element, "text"))
        self._add(_readable(line))
        if not self._in_fact and "".join(self._text[start:]) == line:
            for place in numerals:
                self._spans.append(Span(start + place, start + place + 1, "numeral", line[place + 1 :]))

    def _is_footnote_mark(self, element: Element) -> bool:
        """Whether the element is what the builder itself writes of a footnote: its number, or the way back to the text."""
        href = element.get("href", "")
        if element.get("class") == "footnote-ref" and href.startswith("#"):
            return "".join(element.itertext()) == self._footnotes.get(href[1:])
        if element.get("class") == "footnote-backref" and href.startswith("#fnref"):
            number = self._footnotes.get("fn:" + href.partition(":")[2], "")
            return element.get("title") == f"Jump back to footnote {number} in the text" and element.text == "↩"
        return False

    def _attributes(self, element: Element) -> None:
        if element.tag == "img":
            self._document._images.append(element.get("src", ""))
        for name, text in element.items():
            if text and HEARD.fullmatch(name) and (name, text) != ("start", "1"):
                self._document.add(" ".join(_readable(text).split()), name)

    def _fence(self, element: Element, behind: Element | None) -> None:
        text, language = element.text or "", element.get("class", "").split()[0]
        places = self._fence_places.get((language, without_indent(text)))
        line, indent = places.pop(0) if places else (0, 0)
        first = self._document.first + line
        right_behind = behind is not None and behind.tag == "ol" and not (element.tail or "").strip()
        self._document.fences.append(Fence(language, text, first, indent, element, behind if right_behind else None))

    def _add(self, text: str) -> None:
        for sign in text:
            # A browser shows one space where several stand, and none where a block begins.
            if sign != " " or (self._text and self._text[-1] not in " \n"):
                self._text.append(sign)

    def _end(self) -> None:
        """Ends the run that is open, if there is any text in it, or a link around a picture."""
        text = "".join(self._text)
        if text.strip() or self._spans:
            spans = sorted(self._spans, key=lambda span: span.start)
            self._document.add(text, self._kind, tuple(spans), tuple(self._pieces))
        self._text, self._spans, self._pieces = [], [], []


def _readable(text: str | None) -> str:
    """The text with white space as spaces, and without the signs that cannot be seen."""
    if not text or text.isascii():
        return re.sub(r"\s", " ", text or "")
    return "".join(" " if sign.isspace() else sign for sign in text if sign.isspace() or not _is_invisible(sign))


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Cc") or "\ufe00" <= sign <= "\ufe0f"
