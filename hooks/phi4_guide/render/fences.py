# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Fenced blocks that become more than code: their text is kept aside, then built into the page's tree.

In the tree, before the site builder resolves links: so the links in what is built are checked like any other.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER_RE

from phi4_guide.render.sanitize import OURS

Builder = Callable[[str, Element], Element]
"""Makes an element of a fence's text and of the paragraph that holds it, escaped, as the browser will get it."""

_BLOCK = re.compile(rf'<div class="(?P<name>[\w-]+) {OURS}" data-search-exclude>(?P<text>.*)</div>\Z', re.DOTALL)


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Formats a fence for pymdownx.superfences: its text, escaped, in a `div` of the class given in its settings."""
    return f'<div class="{css_class} {OURS}" data-search-exclude>{html.escape(source, quote=False)}</div>'


def build_fences(root: Element, md: Markdown, builders: dict[str, Builder]) -> None:
    """Replaces what `fence` made, below `root`, by what the builder for its class makes of it."""
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag == "p" and (built := _build(child, md, builders)) is not None:
                built.tail, child.tail = child.tail, None
                parent[place] = built
        # In a tight list the fence ends the item's own text, without a paragraph of its own.
        words, newline, last = (parent.text or "").rstrip().rpartition("\n")
        holder = Element("p")
        holder.text = last.strip()
        if parent.tag == "li" and (built := _build(holder, md, builders)) is not None:
            parent.text = words + newline
            parent.insert(0, built)


def _build(element: Element, md: Markdown, builders: dict[str, Builder]) -> Element | None:
    """What is built of the fence, where the element holds nothing but the placeholder of one."""
    found = HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip())
    block = md.htmlStash.rawHtmlBlocks[int(found[1])] if found else None
    fenced = _BLOCK.match(block) if isinstance(block, str) else None
    builder = builders.get(fenced["name"]) if fenced else None
    return builder(html.unescape(fenced["text"]), element) if fenced and builder else None
