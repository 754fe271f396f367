# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes a fenced Mermaid diagram a figure: its title, its source for the browser to draw, its twin in words.

The twin is made of ordinary elements of the page's tree, before the site builder resolves links: so a node's
link is checked like any other, and search finds the words. The drawn node takes its address from the twin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.flowchart import Flowchart, Group
from phi4_guide.diagrams.outline import counted_words, list_entries, outline
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, read_diagram
from phi4_guide.diagrams.walk import add_walk
from phi4_guide.elements import append_text, element, joined

Cite = Callable[[str], tuple[str, Element] | None]
"""Gives the place of a fact in words, and the element that leads there; None for no fact."""

_ROOM = (208, 84)
"""Width and height that a node takes with the gap beside it, about, in CSS pixels."""


def build_diagram(
    source: str, drawing: Element, cite: Cite, listing: Element | None = None, taken: Container[str] = ()
) -> Element:
    """The figure for a diagram: title, frame with the source, sources, walk, tools, twin.

    `drawing` holds the source for the browser. `listing` is the list behind it, which may be its walk; `taken` are ids that
    the page has given already.
    """
    diagram = read_diagram(source)
    figure_id = diagram.id if diagram.id not in taken else ""
    title = diagram.first("caption")
    width, height = _room(diagram.chart)
    figure = Element("figure", {"class": "diagram", "data-state": "waiting", "style": f"--width:{width};--height:{height}"})
    if figure_id:
        figure.set("id", figure_id)
    if diagram.canvas:
        figure.set("data-canvas", diagram.canvas)
    if title:
        SubElement(figure, "figcaption").text = title
    SubElement(figure, "div", {"class": "diagram-frame"}).append(drawing)
    if places := dict(filter(None, (cite(fact.id) for fact in named_facts(source)))):
        figure.append(_sources(places))
    add_walk(figure, title, listing, diagram.chart)
    # The buttons stand in the page from the start, so that nothing moves when scripts arrive.
    tools = SubElement(figure, "div", {"class": "diagram-tools", "data-search-exclude": ""})
    for css_class, words in (("diagram-enlarge", "Enlarge"), ("diagram-edit", "Edit"), ("diagram-copy-link", "Copy link")):
        if words == "Copy link" and not figure_id:
            continue
        label = f"{words}: {title}" if title else words
        SubElement(tools, "button", {"type": "button", "class": css_class, "aria-label": label}).text = words
    figure.append(_twin(diagram, source, figure_id))
    return figure


def _sources(places: dict[str, Element]) -> Element:
    """Where the diagram's figures come from: each place once, also of what is derived, in the report's order."""
    named = {words: set(words.removeprefix("derived from ").split(" and ")) for words in places}
    told = {a for a in named for b in named if named[a] < named[b] or (named[a] == named[b] and len(a) > len(b))}
    # As one counts, and not as one spells: page 9 before page 10.
    ordered = sorted(named.keys() - told, key=lambda words: [int(n) for n in re.findall(r"\d+", words)])
    return element("p", {"class": "diagram-source"}, "Source: ", *joined("; ", (places[words] for words in ordered)))


def _twin(diagram: Diagram, source: str, figure_id: str) -> Element:
    """The diagram in words, closed until a reader opens it: what it is with its counts, its description, its entries."""
    twin = Element("details", {"class": "diagram-twin"})
    title = diagram.first("caption")
    SubElement(twin, "summary", {"aria-label": f"As text: {title}"} if title else {}).text = "As text"
    counts, entries = (_counts(diagram.chart), []) if diagram.chart else outline(source)
    # No paragraph: where the diagram is turned, a paragraph here gets the setting's words.
    SubElement(twin, "div", {"class": "diagram-counts"}).text = counts
    if description := diagram.first("description"):
        SubElement(twin, "p").text = description
    if diagram.chart:
        ids = {name: f"{figure_id}.{name}" for name in (*diagram.chart.nodes, *diagram.chart.groups) if figure_id}
        _list_group(twin, diagram.chart, diagram.chart.root, ids)
    else:
        list_entries(twin, entries)
    for part in () if diagram.chart else diagram.parts:
        if part.kind == "link":
            _link(SubElement(twin, "p"), part.text, part.written)
    return twin


def _counts(chart: Flowchart) -> str:
    nodes = [name for name in chart.nodes if name not in chart.groups]
    return counted_words("Flowchart", {"node": len(nodes), "arrow": len(chart.edges), "group": len(chart.groups)})


def _list_group(parent: Element, chart: Flowchart, group: Group, ids: dict[str, str]) -> None:
    """A list of the group's nodes with where they lead; a node that only ends arrows stands where they name it.

    Each id is taken by the node's entry or, where it has none, by its first mention.
    """
    starts, ends = {edge.start for edge in chart.edges}, {edge.end for edge in chart.edges}
    mentioned = (ends - starts).intersection(member for member in chart.root.members if isinstance(member, str))
    listing = SubElement(parent, "ul")
    for member in group.members:
        name = member.id if isinstance(member, Group) else member
        # In a group every node is named: the list says what the group holds.
        if name in mentioned and group is chart.root:
            continue
        item = SubElement(listing, "li", {"id": ids[name]} if name in ids else {})
        if isinstance(member, Group):
            SubElement(item, "strong").text = member.title
            if member.members:
                _list_group(item, chart, member, ids)
            continue
        _mention(item, chart, member)
        for number, edge in enumerate(edge for edge in chart.edges if edge.start == member):
            append_text(item, f"{';' if number else ''} {edge.verb} ")
            end_id = ids.pop(edge.end, "") if edge.end in mentioned else ""
            _mention(SubElement(item, "span", {"id": end_id}) if end_id else item, chart, edge.end)
            append_text(item, f" ({edge.label})" if edge.label else "")
        if sources := [chart.label(edge.start) for edge in chart.edges if edge.end == member and edge.directed]:
            led = any(edge.start == member for edge in chart.edges)
            append_text(item, f"{';' if led else ''} comes from {', '.join(dict.fromkeys(sources))}")


def _mention(item: Element, chart: Flowchart, name: str) -> None:
    """The label of a node, a link where the diagram has one; the title of a group, which an arrow may name too."""
    _link(item, chart.label(name), *chart.links.get(name, ("",)))


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
