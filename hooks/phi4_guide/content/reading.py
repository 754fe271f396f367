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
from xml.etree.ElementTree import Element, TreeBuilder

from markdown import Markdown
from markdown.treeprocessors import UnescapeTreeprocessor

from phi4_guide.content.document import FACT, Document
from phi4_guide.content.mathml import BLOCK, FORMULA, set_formula
from phi4_guide.content.sanitize import OURS, VOID, SanitizePostprocessor, sanitize_for_reading

_ENTITY = re.compile(r"&(?=(?:#\d+|#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_FACT = re.compile(r"\s*fact:(.*)", re.IGNORECASE | re.DOTALL)


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:  # noqa: ARG001
    """Formats a fence for pymdownx.superfences: its text, escaped, in a `div` of the class given in its settings."""
    return f'<div class="{css_class} {OURS}" data-search-exclude>{html.escape(source, quote=False)}</div>'


def read_document(root: Element, md: Markdown, source: str, first: int) -> Document:
    """Replaces what is below `root` by the page's clean tree, and reads that tree.

    To be called once a page, after inline patterns, footnotes, attribute lists, abbreviations and smart quotes, and before
    `toc` gives headings their ids. `source` is the page's Markdown, `first` the number of its first line.
    """
    UnescapeTreeprocessor(md).run(root)
    for element in root.iter():
        if element.get("class") == FORMULA:
            _set(element)
    written = md.serializer(root).removeprefix("<div>").removesuffix("</div>").strip()
    for postprocessor in md.postprocessors:
        # Our own is for the finished page: it would drop `fact:` links.
        if not isinstance(postprocessor, SanitizePostprocessor):
            written = postprocessor.run(written)
    builder = _TreeBuilder()
    builder.feed(sanitize_for_reading(written.strip()))
    builder.close()
    builder.tree.end("div")
    parsed = builder.tree.close()
    for element in parsed.iter():
        _complete(element)
    document = Document(source, first, written).read(parsed)
    for element in parsed.iter():
        _make_writable(element)
    root[:], root.text = parsed[:], parsed.text
    document.tree = root
    return document


class _TreeBuilder(HTMLParser):
    """Builds the elements of HTML that nh3 has written: each is closed in its place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def _set(element: Element) -> None:
    """Sets a formula in the element that holds its LaTeX; what cannot be set becomes code, and a rule says why."""
    block = element.tag == "div"
    latex = html.unescape(element.text or "") if block else element.text or ""
    try:
        element[:] = [set_formula(latex, "block" if block else "inline")]
        element.text, element.attrib = "", BLOCK | element.attrib if block else element.attrib
    except ValueError:
        element.tag, element.text = "code", latex


def _complete(element: Element) -> None:
    """Gives an element what later steps count on: links and images an address, fact links one spelling of theirs."""
    href = element.get("href")
    if element.tag == "a" and href is None:
        # MkDocs ends in an error on a link without an address; an old anchor's name is an id.
        element.tag = "span"
        name = element.attrib.pop("name", "")
        if name and not element.get("id"):
            element.set("id", name)
    elif element.tag == "a" and (found := _FACT.match(unquote(href or ""))):
        element.set("href", FACT + found[1].strip())
    elif element.tag == "img" and element.get("src") is None:
        element.tag = "span"
        element.text = element.attrib.pop("alt", "")


def _make_writable(element: Element) -> None:
    """Escapes what the serializer would take for an entity: it writes `&lt;` in a text as it stands."""
    element.text = _ENTITY.sub("&amp;", element.text or "")
    element.tail = _ENTITY.sub("&amp;", element.tail or "")
    element.attrib.update({name: _ENTITY.sub("&amp;", value) for name, value in element.items()})
