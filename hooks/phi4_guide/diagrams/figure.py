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

from phi4_guide.diagrams.flowchart import Edge, Flowchart, Group
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, read_diagram
from phi4_guide.elements import append_text

Cite = Callable[[str], tuple[str, str] | None]
"""Gives the place of a fact in the report, in words, and the address of its entry in the ledger; None for no fact."""

_CLICK = re.compile(r'^\s*click\s+[\w.-]+\s+(?:href\s+)?"(?P<to>[^"\n]*)"(?:\s+"(?P<text>[^"\n]*)")?', re.MULTILINE)
_NODE, _GAP = (180, 44), (28, 40)
"""Width and height of a node and between nodes, about, in CSS pixels."""


def build_diagram(source: str, drawing: Element, cite: Cite, place: str) -> Element:
    """The figure for a diagram: title, frame with the source, sources, tools, twin.

    `drawing` holds the source for the browser; `place` is the diagram's own in the site's sources, empty for nowhere.
    """
    diagram = read_diagram(source)
    width, height = _room(diagram.chart)
    attributes = {"class": "diagram", "data-state": "waiting", "style": f"--width:{width};--height:{height}"}
    if diagram.canvas:
        attributes["data-canvas"] = diagram.canvas
    if place:
        attributes["data-place"] = place
    figure = Element("figure", attributes)
    if diagram.title:
        SubElement(figure, "figcaption").text = diagram.title
    frame = SubElement(figure, "div", {"class": "diagram-frame"})
    frame.append(drawing)
    figure.extend(_sources(dict(filter(None, (cite(fact.id) for fact in named_facts(source))))))
    figure.append(_tools(diagram.title))
    figure.extend(_twin(diagram, source))
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


def _twin(diagram: Diagram, source: str) -> list[Element]:
    """The diagram in words, closed until a reader opens it; of a diagram that cannot be read its description and links."""
    twin = Element("details", {"class": "diagram-twin"})
    SubElement(twin, "summary").text = "As text"
    if diagram.description:
        SubElement(twin, "p").text = diagram.description
    if diagram.chart:
        _list_group(twin, diagram.chart, diagram.chart.root)
    for click in () if diagram.chart else _CLICK.finditer(source):
        _link(SubElement(twin, "p"), click["to"], click["text"] or click["to"], "")
    return [twin] if len(twin) > 1 else []


def _list_group(parent: Element, chart: Flowchart, group: Group) -> None:
    """A list of the group's nodes with where they lead; a node that only ends arrows stands where they name it."""
    starts: dict[str, list[Edge]] = {}
    for edge in chart.edges:
        starts.setdefault(edge.start, []).append(edge)
    ends = {edge.end for edge in chart.edges}
    listing = SubElement(parent, "ul")
    for member in group.members:
        if isinstance(member, Group):
            item = SubElement(listing, "li")
            SubElement(item, "strong").text = member.title
            if member.members:
                _list_group(item, chart, member)
        # In a group every node is named: the list says what the group holds.
        elif member in starts or member not in ends or group is not chart.root:
            item = SubElement(listing, "li")
            _mention(item, chart, member)
            for number, edge in enumerate(starts.get(member, ())):
                verb = "leads to and from" if edge.both else "leads to" if edge.directed else "is joined to"
                append_text(item, f"{';' if number else ''} {verb} ")
                _mention(item, chart, edge.end)
                append_text(item, f" ({edge.label})" if edge.label else "")


def _mention(item: Element, chart: Flowchart, node: str) -> None:
    """The node's label; a link where the diagram has one."""
    label = (chart.nodes[node] or "a node without a label") if node in chart.nodes else _group_title(chart.root, node)
    if node in chart.links:
        _link(item, chart.links[node][0], label, chart.links[node][1])
    else:
        append_text(item, label)


def _link(item: Element, target: str, label: str, title: str) -> None:
    """A link by which the drawn node finds its address: the site builder resolves this one."""
    if not leads_to_a_page(target):
        append_text(item, label)
        return
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
    """Width and height in CSS pixels to keep free until the diagram is drawn: an estimate from its rows of nodes."""
    if chart is None or not chart.nodes:
        return 430, 220
    rank = dict.fromkeys(chart.nodes, 0)
    order = {node: number for number, node in enumerate(rank)}
    for edge in chart.edges:
        # An arrow to a node that was named before leads back, or joins a row that is placed already.
        if edge.start in rank and edge.end in rank and order[edge.start] < order[edge.end]:
            rank[edge.end] = max(rank[edge.end], rank[edge.start] + 1)
    rows = list(rank.values())
    along, across = max(rows) + 1, max(map(rows.count, set(rows)))
    columns, lines = (along, across) if chart.direction in ("LR", "RL") else (across, along)
    return columns * (_NODE[0] + _GAP[0]), lines * (_NODE[1] + _GAP[1])
