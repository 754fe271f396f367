# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What readers get of a page, in order: its runs of text, headings, links, images and fences, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Literal
from xml.etree.ElementTree import Element

from phi4_guide.content.alignment import Alignment, Place
from phi4_guide.content.page import Page
from phi4_guide.content.sanitize import ELEMENTS, OURS
from phi4_guide.content.source_lines import scan

FACT = "fact:"
_INLINE = {
    "a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
_HEARD = ("alt", "aria-label", "title")
_RAISED = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SIGNS = re.compile(r"[0-9+\-−=()\s]+\Z")
_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[\s/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)>")
_ATTRIBUTE = re.compile(r"(?P<name>[^\s\"'>/=]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_SCRIPT = re.compile(r"(?:javascript|vbscript):|data:text/html", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """A part of a run that is more than plain text. `value` is a fact's id."""

    start: int
    end: int
    kind: Literal["fact", "code"]
    value: str = ""


@dataclass(frozen=True, eq=False)
class Run:
    """What a reader reads, or hears, in one go: a paragraph, a heading, a cell, an attribute's value.

    `text` is as readers see it: entities and escapes undone, invisible signs gone, every space an ordinary one, a line
    break a line feed, raised and lowered digits as the signs for them. `kind` is the element or attribute.
    """

    text: str
    kind: str
    spans: tuple[Span, ...]
    _place: Callable[[Run, int], Place] = field(repr=False)

    def place(self, offset: int) -> Place:
        """Line and column of a place in the text, in the page's source, counted from 1."""
        return self._place(self, offset)


@dataclass(frozen=True)
class Heading:
    """A heading, its level from 1 to 6."""

    level: int
    text: str
    line: int
    column: int


@dataclass(frozen=True)
class FactLink:
    """A link to a fact: the id as written behind `fact:`, and where the run shows it."""

    id: str
    text: str
    run: Run
    span: Span

    @property
    def place(self) -> Place:
        """Line and column at which the link begins."""
        return self.run.place(self.span.start)


@dataclass(frozen=True)
class Address:
    """A link, or an image's source, with its words: a link's text, an image's `alt`."""

    target: str
    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Dropped:
    """What the sanitizer took out: an element, an event handler, or an address that would run something."""

    kind: Literal["element", "handler", "address"]
    name: str
    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Fence:
    """A fence that is built: its language (`mermaid`, `report`, `ledger`), its text, the page's line on which that begins.

    `indent` is the width of what stands before each of its lines in the source.
    """

    language: str
    text: str
    line: int
    indent: int
    element: Element


@dataclass
class Document:
    """The page as it was read. Nothing that the guide itself builds is in it."""

    runs: list[Run] = field(default_factory=list)
    fact_links: list[FactLink] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    _page: Page = field(default_factory=lambda: Page("", ""), repr=False)
    _headings: list[tuple[int, Run]] = field(default_factory=list, repr=False)
    _links: list[tuple[str, Run, int, int]] = field(default_factory=list, repr=False)
    _images: list[tuple[str, str]] = field(default_factory=list, repr=False)
    _written: str = field(default="", repr=False)
    _fence_places: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, root: Element, written: str, page: Page) -> Document:
        """The document of this clean tree; `written` is its HTML before the sanitizer."""
        document = cls(_page=page, _written=written, _fence_places=_fence_places(page))
        _Reader(document, _footnotes(root)).read(root)
        return document

    @property
    def diagrams(self) -> list[Fence]:
        """The Mermaid fences, in order."""
        return [fence for fence in self.fences if fence.language == "mermaid"]

    @cached_property
    def alignment(self) -> Alignment:
        """Where words stand in the source: made when a place is first asked for, which on most pages nobody does."""
        return Alignment([(run.text, run.kind in _HEARD) for run in self.runs], self._page.body, self._page.body_line)

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(run): number for number, run in enumerate(self.runs)}

    def place(self, run: Run, offset: int) -> Place:
        """Line and column in the source of a place in one of the runs."""
        return self.alignment.place(self._numbers[id(run)], offset)

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings, in order."""
        return [Heading(level, run.text, run.place(0)[0], 1) for level, run in self._headings]

    @cached_property
    def links(self) -> list[Address]:
        """Every link but those to facts, in order."""
        return [
            Address(href, run.text[start:end], *(self.alignment.find(href) or run.place(start)))
            for href, run, start, end in self._links
        ]

    @cached_property
    def images(self) -> list[Address]:
        """The images, in order."""
        return [Address(src, alt, *self._found(src)) for src, alt in self._images]

    @cached_property
    def dropped(self) -> list[Dropped]:
        """What the sanitizer took out of the page, in order."""
        found = []
        for tag in _TAG.finditer(self._written):
            name = tag["name"].lower()
            if name not in ELEMENTS and not (name in ("input", "label") and "tabbed" in tag["attributes"]):
                found.append(Dropped("element", name, *self._found(f"<{tag['name']}")))
            for part in _ATTRIBUTE.finditer(tag["attributes"]):
                script = _SCRIPT.match(re.sub(r"[\x00-\x20]", "", unescape((part["value"] or "").strip("\"'"))))
                if part["name"].lower().startswith("on"):
                    found.append(Dropped("handler", part["name"], *self._found(part["name"])))
                elif script and part["name"].lower() in ("href", "src", "action", "formaction", "xlink:href"):
                    found.append(Dropped("address", script[0], *self._found(script[0])))
        return found

    def _found(self, words: str) -> Place:
        return self.alignment.find(words) or (self._page.body_line, 1)


def _fence_places(page: Page) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Of each fence in the source, by language and text, the lines on which such a text begins, and its indent."""
    lines = page.body.split("\n")
    places: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for fence in scan(lines)[0]:
        text = _without_indent("\n".join(line.lstrip("> ") for line in lines[fence.first + 1 : fence.end]))
        places[fence.language, text].append((page.body_line + fence.first + 1, fence.indent))
    return places


def _without_indent(text: str) -> str:
    return "\n".join(line.lstrip("> ").rstrip() for line in text.expandtabs(4).strip("\n").split("\n"))


def _footnotes(root: Element) -> dict[str, str]:
    """The builder's own number of each footnote, by the id of its text."""
    lists = (div for div in root.iter("div") if div.get("class") == "footnote")
    items = (item for div in lists for listing in div.iter("ol") for item in listing.iter("li"))
    return {item.get("id", ""): str(number) for number, item in enumerate(items, 1)}


class _Reader:
    """Walks the tree once, collecting text until a block ends."""

    def __init__(self, document: Document, footnotes: dict[str, str]) -> None:
        self._document = document
        self._footnotes = footnotes
        self._kind = "div"
        self._text: list[str] = []
        self._length = 0
        self._fact_depth = 0
        self._spans: list[Span] = []
        self._links: list[tuple[str, int, int]] = []

    def read(self, root: Element) -> None:
        """Reads everything below `root`."""
        self._block(root)

    def _block(self, element: Element) -> None:
        self._end()
        fenced = OURS in element.get("class", "").split()
        if fenced:
            self._fence(element)
            return
        above, self._kind = self._kind, element.tag
        self._attributes(element)
        if element.tag == "pre":
            # Code as a block; its own text is none of the page's.
            self._kind = above
            return
        self._content(element)
        run = self._end()
        if run and re.fullmatch(r"h[1-6]", element.tag):
            self._document._headings.append((int(element.tag[1]), run))
        self._kind = above

    def _content(self, element: Element) -> None:
        self._add(element.text)
        for child in element:
            if child.tag == "br":
                self._add("\n", literal=True)
            elif child.tag in _INLINE and OURS not in child.get("class", "").split():
                self._inline(child)
            else:
                self._block(child)
            self._add(child.tail)

    def _inline(self, element: Element) -> None:
        if self._is_footnote_mark(element):
            return
        self._attributes(element)
        start = self._length
        if element.tag in ("sup", "sub") and not len(element) and _SIGNS.match(element.text or ""):
            self._add((element.text or "").translate(_RAISED if element.tag == "sup" else _LOWERED))
            return
        href = element.get("href", "") if element.tag == "a" else ""
        fact = href.startswith(FACT)
        self._fact_depth += fact
        self._content(element)
        self._fact_depth -= fact
        if fact:
            self._spans.append(Span(start, self._length, "fact", href.removeprefix(FACT)))
        elif element.tag == "code" and not self._fact_depth:
            self._spans.append(Span(start, self._length, "code"))
        elif element.tag == "a":
            self._links.append((href, start, self._length))

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
        for name in _HEARD:
            if value := " ".join(_readable(element.get(name, "")).split()):
                self._run(value, name, ())
        if element.tag == "img":
            self._document._images.append((element.get("src", ""), element.get("alt", "")))
        if element.tag == "ol" and element.get("start", "1") != "1":
            self._run(_readable(element.get("start", "")), "start", ())
        if element.tag == "li" and element.get("value"):
            self._run(_readable(element.get("value", "")), "value", ())

    def _fence(self, element: Element) -> None:
        text = element.text or ""
        language = element.get("class", "").split()[0]
        places = self._document._fence_places.get((language, _without_indent(text)))
        line, indent = places.pop(0) if places else (self._document._page.body_line, 0)
        self._document.fences.append(Fence(language, text, line, indent, element))

    def _add(self, text: str | None, *, literal: bool = False) -> None:
        for sign in (text if literal else _readable(text or "")) if text else "":
            # A browser shows one space where several stand, and none where a block begins.
            if sign == " " and (not self._text or self._text[-1] in " \n"):
                continue
            self._text.append(sign)
        self._length = len(self._text)

    def _end(self) -> Run | None:
        """Ends the run that is open, if there is any text in it."""
        text = "".join(self._text)
        run = self._run(text, self._kind, tuple(sorted(self._spans, key=lambda s: s.start))) if text.strip() else None
        if run:
            self._document._links += [(href, run, start, end) for href, start, end in self._links]
            for span in run.spans:
                if span.kind == "fact":
                    self._document.fact_links.append(FactLink(span.value, text[span.start : span.end], run, span))
        self._text, self._length, self._spans, self._links = [], 0, [], []
        return run

    def _run(self, text: str, kind: str, spans: tuple[Span, ...]) -> Run:
        run = Run(text, kind, spans, self._document.place)
        self._document.runs.append(run)
        return run


def _readable(text: str) -> str:
    """The text with white space as spaces, and without the signs that cannot be seen."""
    if text.isascii():
        return re.sub(r"\s", " ", text)
    return "".join(_shown(text))


def _shown(text: str) -> Iterator[str]:
    for sign in text:
        category = unicodedata.category(sign)
        if sign.isspace() or category in ("Zs", "Zl", "Zp"):
            yield " "
        elif category not in ("Cf", "Cc") and not "\ufe00" <= sign <= "\ufe0f":
            yield sign
