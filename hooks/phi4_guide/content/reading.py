# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes of Python-Markdown's tree the one tree that the guide goes on with: the page as a browser will read it.

Python-Markdown keeps raw HTML, entities and escapes in a stash until its very last steps, where nothing looks at them any
more. Here all of that is put in its place, read by nh3 as a browser reads it, and parsed back: what the rules judge, what
is rendered, and what the site builder's own steps see, is then what readers get.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import UnescapeTreeprocessor

from phi4_guide.content.document import Document
from phi4_guide.content.page import Page
from phi4_guide.content.sanitize import OURS, VOID, SanitizePostprocessor, sanitize_for_reading

_ENTITY = re.compile(r"&(?=(?:#\d+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_FACT = re.compile(r"\s*fact:", re.IGNORECASE)


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:  # noqa: ARG001
    """Formats a fence for pymdownx.superfences: its text, escaped, in a `div` of the class given in its settings."""
    return f'<div class="{css_class} {OURS}" data-search-exclude>{html.escape(source, quote=False)}</div>'


def read_document(root: Element, md: Markdown, page: Page) -> Document:
    """Replaces what is below `root` by the page's clean tree, and reads that tree.

    To be called once a page, after inline patterns, footnotes, attribute lists, abbreviations and smart quotes, and before
    `toc` gives headings their ids.
    """
    UnescapeTreeprocessor(md).run(root)
    written = md.serializer(root).removeprefix("<div>").removesuffix("</div>").strip()
    for postprocessor in md.postprocessors:
        # Our own is for the finished page: it would drop `fact:` links.
        if not isinstance(postprocessor, SanitizePostprocessor):
            written = postprocessor.run(written)
    written = written.strip()
    parsed = _parse(sanitize_for_reading(written))
    for element in parsed.iter():
        _complete(element)
    document = Document.of(parsed, written, page)
    _make_writable(parsed)
    attributes = dict(root.attrib)
    root.clear()
    root.attrib.update(attributes)
    root.text = parsed.text
    root.extend(list(parsed))
    return document


class _TreeBuilder(HTMLParser):
    """Builds the elements of HTML that nh3 has written: each is closed in its place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = SubElement(self._open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data


def _parse(clean: str) -> Element:
    builder = _TreeBuilder()
    builder.feed(clean)
    builder.close()
    return builder.root


def _complete(element: Element) -> None:
    """Gives an element what later steps count on: links and images an address, fact links one spelling of theirs."""
    if element.tag == "a":
        href = element.get("href")
        if href is None:
            # MkDocs ends in an error on a link without an address; an old anchor's name is an id.
            element.tag = "span"
            name = element.attrib.pop("name", "")
            if name and not element.get("id"):
                element.set("id", name)
        elif found := _FACT.match(unquote(href)):
            element.set("href", "fact:" + unquote(href)[found.end() :].strip())
    elif element.tag == "img" and element.get("src") is None:
        element.tag = "span"
        element.text = element.attrib.pop("alt", "")


def _make_writable(root: Element) -> None:
    """Escapes what the serializer would take for an entity: it writes `&lt;` in a text as it stands."""
    for element in root.iter():
        if element.text and "&" in element.text:
            element.text = _ENTITY.sub("&amp;", element.text)
        if element.tail and "&" in element.tail:
            element.tail = _ENTITY.sub("&amp;", element.tail)
        for name, value in element.items():
            if "&" in value:
                element.set(name, _ENTITY.sub("&amp;", value))
