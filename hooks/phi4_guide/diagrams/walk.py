# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A walk: the steps in which a reader goes through a diagram, from the list behind it or from Mermaid's own `step`.

Each item of the list begins with what its step shows, in backticks: nodes and groups by id, arrows as `a --> b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.flowchart import Flowchart, Group

_ARROW = re.compile(r"\s*<?[-=.]{2,}(?:>|[xo](?=\s))?\s*")


@dataclass(frozen=True)
class Step:
    """A step: its item in the list, the names at its beginning, what of the chart they are, and whether words follow.

    `shown` are nodes, groups and arrows (`a->b`); `unknown` are the names of nothing in the chart.
    """

    item: Element
    names: tuple[str, ...]
    shown: tuple[str, ...]
    unknown: tuple[str, ...]
    speaks: bool


def read_steps(listing: Element | None, chart: Flowchart | None) -> list[Step]:
    """The steps that a list says; none where its first item does not begin with a name of the chart: it is no walk."""
    if listing is None or chart is None:
        return []
    steps = [_read_step(item, chart) for item in listing]
    return steps if steps and steps[0].names and steps[0].names[0] not in steps[0].unknown else []


def _read_step(item: Element, chart: Flowchart) -> Step:
    names = tuple((mark.text or "").strip() for mark in _marks(item))
    shown = {name: list(_shown(name, chart)) for name in names}
    words = "".join(item.itertext())
    for name in names:
        words = words.replace(name, "", 1)
    parts = dict.fromkeys(part for parts in shown.values() for part in parts)
    unknown = tuple(name for name, parts in shown.items() if not parts)
    return Step(item, names, tuple(parts), unknown, bool(re.search(r"\w", words)))


def _block(item: Element) -> Element:
    """What holds the item's first words: itself, or its first paragraph in a list whose items lie apart."""
    return item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item


def _marks(item: Element) -> list[Element]:
    """The names at the item's beginning, parted by commas or spaces."""
    block, marks = _block(item), list[Element]()
    before = block.text or ""
    for child in block:
        if child.tag != "code" or before.strip(", \n"):
            break
        marks.append(child)
        before = child.tail or ""
    return marks


def _shown(name: str, chart: Flowchart) -> Iterator[str]:
    """The nodes, groups and arrows that a name stands for: of an arrow its ends too, of a group all that is in it."""
    known = {*chart.nodes, *chart.groups}
    drawn = [(edge.start, edge.end) for edge in chart.edges]
    ends = [name] if name in known else _ARROW.split(name)
    named = list(pairwise(ends))
    if not known.issuperset(ends) or not set(drawn).issuperset(named):
        return
    for end in ends:
        inside = list(_inside(chart.groups[end])) if end in chart.groups else [end]
        yield from inside
        named += [(start, to) for start, to in drawn if start in inside and to in inside]
    yield from (f"{start}->{to}" for start, to in named)


def _inside(group: Group) -> Iterator[str]:
    yield group.id
    for member in group.members:
        yield from _inside(member) if isinstance(member, Group) else (member,)


def add_walk(figure: Element, title: str, listing: Element | None, chart: Flowchart | None) -> None:
    """Adds the bar and the list of the diagram's walk to its figure, where it has one.

    The list that stood behind the fence moves there; what its items name is left to the picture.
    """
    steps = read_steps(listing, chart)
    if listing is not None and steps and all(step.names and not step.unknown for step in steps):
        for step in steps:
            step.item.set("data-step", " ".join(step.shown))
            _drop_names(step.item)
    elif chart and chart.steps:
        listing = _list_of_arrows(chart)
    else:
        return
    listing.set("class", "diagram-steps")
    listing.tail = None
    _add_bar(figure, title)
    figure.append(listing)


def _list_of_arrows(chart: Flowchart) -> Element:
    listing = Element("ol")
    for edges in chart.steps.values():
        shown = dict.fromkeys(part for e in edges for part in (e.start, e.end, f"{e.start}->{e.end}"))
        item = SubElement(listing, "li", {"data-step": " ".join(shown)})
        item.text = "; ".join(chart.words(edge) for edge in edges) + "."
    return listing


def _drop_names(item: Element) -> None:
    block, marks = _block(item), _marks(item)
    block.text = (marks[-1].tail or "").lstrip(", :\n")
    for mark in marks:
        block.remove(mark)


def _add_bar(figure: Element, title: str) -> None:
    """The buttons, which stand in the page from the start, so that nothing moves when scripts arrive."""
    label = f"Walk: {title}" if title else "Walk"
    bar = SubElement(
        figure, "div", {"class": "diagram-walk", "role": "group", "aria-label": label, "data-search-exclude": ""}
    )
    for name, words in (("back", "Back"), ("next", "Next"), ("position", ""), ("all", "Show all")):
        element = SubElement(bar, "button", {"type": "button"}) if words else SubElement(bar, "span")
        element.set("class", f"walk-{name}")
        element.text = words
    SubElement(bar, "p", {"class": "walk-said", "role": "status"})
