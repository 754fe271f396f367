# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A walk: the steps in which a reader goes through a diagram, from the list behind it or from Mermaid's own `step`.

Each item of the list begins with what its step shows, in backticks: nodes and groups by id, arrows as `a --> b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.flowchart import Flowchart, Group

_ARROW = re.compile(r"\s*<?[-=.]{2,}(?:>|[xo](?=\s))?\s*")


@dataclass(frozen=True)
class Step:
    """A step: its item in the list, what each name at its beginning shows of the chart, and how many words follow.

    What is shown are nodes, groups and arrows (`a->b`); nothing by a name that the chart does not have.
    """

    item: Element
    names: dict[str, list[str]]
    words: int


def read_steps(listing: Element | None, chart: Flowchart | None) -> list[Step]:
    """The steps of a list that is meant for a walk, right or wrong: an item begins with a name of the chart. Else none."""
    steps = [_read_step(item, chart) for item in listing.findall("li") if chart] if listing is not None else []
    return steps if any(map(is_named, steps)) else []


def is_named(step: Step) -> bool:
    """Whether the first name of a step is one of the chart's."""
    return bool(next(iter(step.names.values()), None))


def _read_step(item: Element, chart: Flowchart) -> Step:
    marks = _leading(item)[1]
    names = [(mark.text or "").strip() for mark in marks]
    words, named = (len(re.findall(r"\w+", text)) for text in ("".join(item.itertext()), " ".join(names)))
    return Step(item, {name: list(_shown(name, chart)) for name in names}, words - named)


def _leading(item: Element) -> tuple[Element, list[Element]]:
    """What holds the item's first words, itself or a paragraph, and the names there, parted by commas or spaces."""
    block = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    marks, before = list[Element](), block.text
    for child in block:
        if child.tag != "code" or (before or "").strip(", \n"):
            break
        marks.append(child)
        before = child.tail
    return block, marks


def _shown(name: str, chart: Flowchart) -> Iterator[str]:
    """The nodes, groups and arrows that a name stands for: of an arrow its ends too, of a group all that is in it."""
    known = {*chart.nodes, *chart.groups}
    drawn = [(edge.start, edge.end) for edge in chart.edges]
    ends = [name] if name in known else _ARROW.split(name)
    named = list(pairwise(ends))
    if not known.issuperset(ends) or not set(drawn).issuperset(named):
        return
    for end in ends:
        inside = list(_inside(chart.groups.get(end, end)))
        yield from inside
        named += [(start, to) for start, to in drawn if start in inside and to in inside]
    yield from (f"{start}->{to}" for start, to in named)


def _inside(member: str | Group) -> Iterator[str]:
    yield member.id if isinstance(member, Group) else member
    for each in member.members if isinstance(member, Group) else ():
        yield from _inside(each)


def add_walk(figure: Element, title: str, listing: Element | None, chart: Flowchart | None) -> None:
    """Adds the bar and the list of the diagram's walk to its figure, where it has one.

    The list that stood behind the fence moves there; what its items name is left to the picture.
    """
    steps = read_steps(listing, chart)
    if listing is not None and steps and all(step.names and all(step.names.values()) for step in steps):
        for step in steps:
            step.item.set("data-step", " ".join(dict.fromkeys(chain(*step.names.values()))))
            block, marks = _leading(step.item)
            block.text = (marks[-1].tail or "").lstrip(", :\n")
            block[:] = block[len(marks) :]
    elif chart and chart.steps:
        listing = Element("ol")
        for edges in chart.steps.values():
            shown = chain.from_iterable((edge.start, edge.end, f"{edge.start}->{edge.end}") for edge in edges)
            item = SubElement(listing, "li", {"data-step": " ".join(dict.fromkeys(shown))})
            item.text = "; ".join(chart.words(edge) for edge in edges) + "."
    else:
        return
    listing.set("class", "diagram-steps")
    listing.tail = None
    _add_bar(figure, title)
    figure.append(listing)


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
