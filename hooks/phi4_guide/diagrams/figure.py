# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes a fenced Mermaid diagram a figure: its title, its source for the browser to draw, its twin in words.

The twin is made of ordinary elements of the page's tree, before the site builder resolves links: so a node's
link is checked like any other, and search finds the words. The drawn node takes its address from the twin.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.flowchart import Flowchart, FlowchartError, Group, Header, read_flowchart, read_header
from phi4_guide.diagrams.source import named_facts
from phi4_guide.elements import append_text

Cite = Callable[[str], tuple[str, str] | None]
"""Gives the place of a fact in the report, in words, and the address of its entry in the ledger; None for no fact."""


def build_diagram(source: str, drawing: Element, cite: Cite, place: str) -> Element:
    """The figure for a diagram: title, frame with the source, sources, tools, twin.

    `place` is the diagram's own in the site's sources; empty for nowhere.
    """
    header = read_header(source)
    try:
        chart = read_flowchart(source)
    except FlowchartError:
        chart = None
    width, height = _room(chart)
    attributes = {"class": "diagram", "data-state": "waiting", "style": f"--width:{width};--height:{height}"}
    if header.canvas:
        attributes["data-canvas"] = header.canvas
    if place:
        attributes["data-place"] = place
    figure = Element("figure", attributes)
    if header.title:
        SubElement(figure, "figcaption").text = header.title
    frame = SubElement(figure, "div", {"class": "diagram-frame"})
    frame.append(drawing)
    figure.extend(_sources(dict(filter(None, (cite(named.id) for named in named_facts(source))))))
    figure.append(_tools(header.title))
    links = {} if chart else _links(source)
    if header.description or chart or links:
        figure.append(_twin(header, chart, links))
    return figure


def _sources(places: dict[str, str]) -> list[Element]:
    """Where the diagram's figures come from: each place once, in the report's order, a link to an entry in the ledger."""
    if not places:
        return []
    line = Element("p", {"class": "diagram-source"})
    line.text = "Source: "
    # As one counts, and not as one spells: page 9 before page 10.
    for number, words in enumerate(sorted(places, key=lambda words: [int(n) for n in re.findall(r"\d+", words)])):
        append_text(line, "; " if number else "")
        SubElement(line, "a", {"href": places[words]}).text = words
    return [line]


def _tools(title: str) -> Element:
    """The buttons of a figure. They stand in the page from the start, so that nothing moves when scripts arrive."""
    tools = Element("div", {"class": "diagram-tools", "data-search-exclude": ""})
    for css_class, words in (("diagram-enlarge", "Enlarge"), ("diagram-edit", "Edit")):
        label = f"{words}: {title}" if title else words
        SubElement(tools, "button", {"type": "button", "class": css_class, "aria-label": label}).text = words
    return tools


def _links(source: str) -> dict[str, tuple[str, str]]:
    """The links of a diagram that cannot be read: what they lead to, by node."""
    return {found["id"]: (found["to"], found["text"] or "") for found in _CLICK.finditer(source)}


_CLICK = re.compile(r'^\s*click\s+(?P<id>[\w.-]+)\s+(?:href\s+)?"(?P<to>[^"\n]*)"(?:\s+"(?P<text>[^"\n]*)")?', re.MULTILINE)


def _twin(header: Header, chart: Flowchart | None, links: dict[str, tuple[str, str]]) -> Element:
    """The diagram in words, closed until a reader opens it."""
    twin = Element("details", {"class": "diagram-twin"})
    SubElement(twin, "summary").text = "As text"
    if header.description:
        SubElement(twin, "p").text = header.description
    if chart:
        _list_group(twin, chart, chart.root)
    for target, text in links.values():
        _link(SubElement(twin, "p"), target, text or target, "")
    return twin


def _list_group(parent: Element, chart: Flowchart, group: Group) -> None:
    """A list of the group's nodes with where they lead; a node that only ends arrows stands where they name it."""
    starts = {edge.start for edge in chart.edges}
    ends = {edge.end for edge in chart.edges}
    listing = SubElement(parent, "ul")
    for member in group.members:
        if isinstance(member, Group):
            item = SubElement(listing, "li")
            SubElement(item, "strong").text = member.title
            _list_group(item, chart, member)
        # In a group every node is named: the list says what the group holds.
        elif member in starts or member not in ends or group is not chart.root:
            item = SubElement(listing, "li")
            _mention(item, chart, member)
            for number, edge in enumerate(edge for edge in chart.edges if edge.start == member):
                verb = " leads to " if edge.directed else " is joined to "
                append_text(item, verb if number == 0 else ";" + verb)
                _mention(item, chart, edge.end)
                append_text(item, f" ({edge.label})" if edge.label else "")


def _mention(item: Element, chart: Flowchart, node: str) -> None:
    """The node's label; a link where the diagram has one."""
    label = chart.nodes.get(node) or _group_title(chart.root, node)
    if node not in chart.links:
        append_text(item, label)
        return
    target, text = chart.links[node]
    _link(item, target, label, text)


def _link(item: Element, target: str, label: str, title: str) -> None:
    """A link by which the drawn node finds its address: the site builder resolves this one."""
    link = SubElement(item, "a", {"href": target, "data-node": target})
    link.text = label
    if title:
        link.set("title", title)


def _group_title(group: Group, name: str) -> str:
    """The title of the group of this id, which an arrow may name too; the id where there is none."""
    for inner in group.groups:
        title = inner.title if inner.id == name else _group_title(inner, name)
        if title != name:
            return title
    return name


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
