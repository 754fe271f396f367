# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes a fenced Mermaid diagram a figure: its title, its source for the browser to draw, its twin in words.

The twin is made of ordinary elements of the page's tree, before the site builder resolves links: so a node's
link is checked like any other, and search finds the words. The drawn node takes its address from the twin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.flowchart import Flowchart, Group
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, read_diagram
from phi4_guide.elements import append_text

Cite = Callable[[str], tuple[str, str] | None]
"""Gives the place of a fact in the report, in words, and the address of its entry in the ledger; None for no fact."""

_ROOM = (208, 84)
"""Width and height that a node takes with the gap beside it, about, in CSS pixels."""


def build_diagram(source: str, drawing: Element, cite: Cite, place: str) -> Element:
    """The figure for a diagram: title, frame with the source, sources, tools, twin.

    `drawing` holds the source for the browser; `place` is the diagram's own in the site's sources, empty for nowhere.
    """
    diagram = read_diagram(source)
    title = diagram.first("caption")
    width, height = _room(diagram.chart)
    figure = Element("figure", {"class": "diagram", "data-state": "waiting", "style": f"--width:{width};--height:{height}"})
    if diagram.canvas:
        figure.set("data-canvas", diagram.canvas)
    if place:
        figure.set("data-place", place)
    if title:
        SubElement(figure, "figcaption").text = title
    SubElement(figure, "div", {"class": "diagram-frame"}).append(drawing)
    if places := dict(filter(None, (cite(fact.id) for fact in named_facts(source)))):
        figure.append(_sources(places))
    # The buttons stand in the page from the start, so that nothing moves when scripts arrive.
    tools = SubElement(figure, "div", {"class": "diagram-tools", "data-search-exclude": ""})
    for css_class, words in (("diagram-enlarge", "Enlarge"), ("diagram-edit", "Edit")):
        label = f"{words}: {title}" if title else words
        SubElement(tools, "button", {"type": "button", "class": css_class, "aria-label": label}).text = words
    twin = _twin(diagram)
    if len(twin) > 1:
        figure.append(twin)
    return figure


def _sources(places: dict[str, str]) -> Element:
    """Where the diagram's figures come from: each place once, in the report's order, a link to an entry in the ledger."""
    line = Element("p", {"class": "diagram-source"})
    line.text = "Source: "
    # As one counts, and not as one spells: page 9 before page 10.
    for number, words in enumerate(sorted(places, key=lambda words: [int(n) for n in re.findall(r"\d+", words)])):
        append_text(line, "; " if number else "")
        SubElement(line, "a", {"href": places[words]}).text = words
    return line


def _twin(diagram: Diagram) -> Element:
    """The diagram in words, closed until a reader opens it; of a diagram that cannot be read its description and links."""
    twin = Element("details", {"class": "diagram-twin"})
    SubElement(twin, "summary").text = "As text"
    if description := diagram.first("description"):
        SubElement(twin, "p").text = description
    if diagram.chart:
        _list_group(twin, diagram.chart, diagram.chart.root)
    for part in () if diagram.chart else diagram.parts:
        if part.kind == "link":
            _link(SubElement(twin, "p"), part.text, part.written)
    return twin


def _list_group(parent: Element, chart: Flowchart, group: Group) -> None:
    """A list of the group's nodes with where they lead; a node that only ends arrows stands where they name it."""
    ends = {edge.end for edge in chart.edges}
    listing = SubElement(parent, "ul")
    for member in group.members:
        leading = [edge for edge in chart.edges if edge.start == member]
        if isinstance(member, Group):
            item = SubElement(listing, "li")
            SubElement(item, "strong").text = member.title
            if member.members:
                _list_group(item, chart, member)
        # In a group every node is named: the list says what the group holds.
        elif leading or member not in ends or group is not chart.root:
            item = SubElement(listing, "li")
            _mention(item, chart, member)
            for number, edge in enumerate(leading):
                verb = "leads to and from" if edge.both else "leads to" if edge.directed else "is joined to"
                append_text(item, f"{';' if number else ''} {verb} ")
                _mention(item, chart, edge.end)
                append_text(item, f" ({edge.label})" if edge.label else "")


def _mention(item: Element, chart: Flowchart, name: str) -> None:
    """The label of a node, a link where the diagram has one; the title of a group, which an arrow may name too."""
    label = chart.groups[name].title if name in chart.groups else chart.nodes.get(name, name)
    _link(item, label or "a node without a label", *chart.links.get(name, ("",)))


def _link(item: Element, label: str, target: str, tip: str = "") -> None:
    """A link by which the drawn node finds its address, and which the site builder resolves; without one its words."""
    if not target or not leads_to_a_page(target):
        append_text(item, label)
        return
    link = SubElement(item, "a", {"href": target, "data-node": target})
    link.text = label
    if tip:
        link.set("title", tip)


def _room(chart: Flowchart | None) -> tuple[int, int]:
    """Width and height in CSS pixels to keep free until the diagram is drawn: an estimate from its rows of nodes."""
    if chart is None or not chart.nodes:
        return 430, 220
    rank = dict.fromkeys(chart.nodes, 0)
    order = {node: number for number, node in enumerate(rank)}
    for edge in chart.edges:
        # An arrow to a node that was named before leads back, or joins a row that is placed already.
        if rank.keys() >= {edge.start, edge.end} and order[edge.start] < order[edge.end]:
            rank[edge.end] = max(rank[edge.end], rank[edge.start] + 1)
    rows = Counter(rank.values())
    along, across = max(rows) + 1, max(rows.values())
    columns, lines = (along, across) if chart.direction in ("LR", "RL") else (across, along)
    return columns * _ROOM[0], lines * _ROOM[1]
