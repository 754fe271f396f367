# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes a fenced Mermaid diagram a figure: its title, its source for the browser to draw, its twin in words.

The twin is made of ordinary elements of the page's tree, before the site builder resolves links: so a node's
link is checked like any other, and search finds the words. The drawn node takes its address from the twin.
"""

from __future__ import annotations

import html
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from phi4_guide.flowchart import Flowchart, FlowchartError, Group, Header, read_flowchart, read_header

_OPEN, _CLOSE = '<div class="mermaid">', "</div>"


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Formats a ```` ```mermaid ```` fence for pymdownx.superfences: the source as text, escaped, in `div.mermaid`."""
    return f"{_OPEN}{html.escape(source, quote=False)}{_CLOSE}"


class DiagramTreeprocessor(Treeprocessor):
    """Wraps every `div.mermaid` that `fence` made in a `<figure class="diagram">` with title, sources and twin."""

    def run(self, root: Element) -> None:
        """Changes the page's tree in place."""
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "p" and (source := self._source_in(child)) is not None:
                    parent[place] = _figure(source, child)
                    parent[place].tail = child.tail
                    child.tail = None
            # In a tight list the fence ends the item's own text, without a paragraph of its own.
            words, newline, last = (parent.text or "").rstrip().rpartition("\n")
            drawing = Element("p")
            drawing.text = last.strip()
            if parent.tag == "li" and (source := self._source_in(drawing)) is not None:
                parent.text = words + newline
                parent.insert(0, _figure(source, drawing))

    def _source_in(self, element: Element) -> str | None:
        """The diagram's source, where the element holds nothing but the placeholder of one."""
        found = HTML_PLACEHOLDER_RE.fullmatch((element.text or "").strip())
        if not found:
            return None
        block = self.md.htmlStash.rawHtmlBlocks[int(found[1])]
        if not isinstance(block, str) or not block.startswith(_OPEN):
            return None
        return html.unescape(block[len(_OPEN) : -len(_CLOSE)])


def _figure(source: str, drawing: Element) -> Element:
    header = read_header(source)
    try:
        chart = read_flowchart(source)
    except FlowchartError:
        chart = None
    width, height = _room(chart)
    attributes = {"class": "diagram", "data-state": "waiting", "style": f"--width:{width};--height:{height}"}
    if header.canvas:
        attributes["data-canvas"] = header.canvas
    figure = Element("figure", attributes)
    if header.title:
        SubElement(figure, "figcaption").text = header.title
    frame = SubElement(figure, "div", {"class": "diagram-frame"})
    frame.append(drawing)
    if header.sources:
        SubElement(figure, "p", {"class": "diagram-source"}).text = "Source: " + "; ".join(header.sources)
    if header.description or chart:
        figure.append(_twin(header, chart))
    return figure


def _twin(header: Header, chart: Flowchart | None) -> Element:
    """The diagram in words, closed until a reader opens it."""
    twin = Element("details", {"class": "diagram-twin"})
    SubElement(twin, "summary").text = "As text"
    if header.description:
        SubElement(twin, "p").text = header.description
    if chart:
        _list_group(twin, chart, chart.root)
    return twin


def _list_group(parent: Element, chart: Flowchart, group: Group) -> None:
    listing = SubElement(parent, "ul")
    for node in group.nodes:
        item = SubElement(listing, "li")
        label = chart.nodes[node]
        if node in chart.links:
            target, text = chart.links[node]
            link = SubElement(item, "a", {"href": target, "data-node": target})
            if text:
                link.set("title", text)
            link.text = label
            tail: Element | None = link
        else:
            item.text = label
            tail = None
        ways = [
            chart.nodes.get(edge.end, edge.end) + (f" ({edge.label})" if edge.label else "")
            for edge in chart.edges
            if edge.start == node
        ]
        if ways:
            words = " → " + "; ".join(ways)
            if tail is not None:
                tail.tail = words
            else:
                item.text = label + words
    for inner in group.groups:
        item = SubElement(listing, "li")
        SubElement(item, "strong").text = inner.title
        _list_group(item, chart, inner)


def _room(chart: Flowchart | None) -> tuple[int, int]:
    """Width and height in CSS pixels to keep free until the diagram is drawn: an estimate from labels and shapes.

    The page moves by what the estimate is off, and only where a reader sees it happen.
    """
    if chart is None or not chart.nodes:
        return 430, 220
    order = list(chart.nodes)
    rank = dict.fromkeys(order, 0)
    for edge in chart.edges:
        # An arrow to a node that was named before leads back, or joins a row that is placed already.
        if edge.start in rank and edge.end in rank and order.index(edge.start) < order.index(edge.end):
            rank[edge.end] = max(rank[edge.end], rank[edge.start] + 1)
    rows: list[list[tuple[int, int]]] = [[] for _ in range(max(rank.values()) + 1)]
    for node, level in rank.items():
        rows[level].append(_box(chart.nodes[node], chart.shapes.get(node, "[")))
    named = {rank[edge.start] for edge in chart.edges if edge.label and edge.start in rank}
    gaps = _RANK_SPACING * (len(rows) - 1) + _EDGE_LABEL * len(named) + _GROUP * len(chart.root.groups)
    if chart.direction in ("LR", "RL"):
        along = sum(max((w for w, _ in row), default=0) for row in rows) + gaps
        across = max(sum(h for _, h in row) + _NODE_SPACING * (len(row) - 1) for row in rows)
        return along, across
    across = max(sum(w for w, _ in row) + _NODE_SPACING * (len(row) - 1) for row in rows)
    along = sum(max((h for _, h in row), default=0) for row in rows) + gaps
    return across + 8, along + 8


# Read off drawn diagrams with the geometry that assets/diagrams.mjs sets, in CSS pixels.
_RANK_SPACING, _NODE_SPACING, _EDGE_LABEL, _GROUP = 34, 28, 26, 40
_CHARACTER, _WRAP, _LINE = 7.3, 170, 18
_PADDING = {"(": (18, 22), "[": (36, 22), "([": (30, 13), "[(": (10, 50)}


def _box(label: str, shape: str) -> tuple[int, int]:
    """Width and height that a node will have, about."""
    length = len(label) * _CHARACTER
    lines = max(1, round(length / _WRAP + 0.45))
    text = min(length, _WRAP) if lines == 1 else _WRAP * 0.85
    if shape == "{":
        return round(text + 40), round(text + 40)
    width, height = _PADDING.get(shape, (36, 22))
    return round(text + width), height + _LINE * lines
