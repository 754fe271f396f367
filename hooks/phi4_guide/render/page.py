# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes a page's clean tree a page of the guide: fences built, facts linked, byline and foot added.

All of it happens before the site builder resolves links, so what is added is checked as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from phi4_guide.addresses import link_from
from phi4_guide.content.document import Fence
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagrams.figure import build_diagram
from phi4_guide.diagrams.source import read_diagram
from phi4_guide.diagrams.turn import read_turn
from phi4_guide.render.byline import add_frame
from phi4_guide.render.formula import build_formula
from phi4_guide.render.ledger import build_ledger
from phi4_guide.render.links import link_facts, localise, show_printed
from phi4_guide.render.notes import place_notes
from phi4_guide.render.places import link_places, source_of
from phi4_guide.render.report_table import build_report
from phi4_guide.render.turn import add_turn
from phi4_guide.render.typography import keep_whole
from phi4_guide.report.excerpt import find_excerpt
from phi4_guide.report.model import Data

Usage = Callable[[Data], dict[str, list[str]]]


@dataclass(frozen=True)
class Options:
    """Where licence names and fact links lead, as paths in the docs folder, and where a wrong figure is reported.

    Empty for nowhere.
    """

    licence_page: str = ""
    ledger_page: str = "ledger.md"
    report_uri: str = ""


def render_page(root: Element, page: Page, data: Data | None, options: Options, usage: Usage) -> None:
    """Changes the tree of a page, which was read, in place. `usage` gives the pages that hold each fact, for the ledger."""
    parents = {child: parent for parent in root.iter() for child in parent}
    ids = {element.get("id", "") for element in root.iter()}
    for fence in page.document.fences if page.document else ():
        if fence.language == "mermaid":
            built: Element | None = _figure(fence, page, data, options, ids)
        else:
            built = _built(fence, page, data, options, usage)
        if built is not None:
            parent = parents[fence.element]
            built.tail = fence.element.tail
            place = list(parent).index(fence.element)
            parent[place] = built
            fence.element.tail = None
            if fence.listing is not None and fence.listing in built:
                parent.remove(fence.listing)
            if fence.language == "mermaid" and (turn := read_turn(fence.text, data)[0]):
                add_turn(built, turn, data, link_from(page.path, options.ledger_page), parent[place + 1 : place + 2])
    _head_rows(root)
    localise(root, page.path, options.licence_page)
    if data:
        show_printed(root, data)
    link_facts(root, page.path, data, options.ledger_page)
    # On another page a place may be one in another text.
    if data and is_checked(page):
        link_places(root)
    add_frame(root, page, options.licence_page)
    place_notes(root)
    keep_whole(root)


def _head_rows(root: Element) -> None:
    """Makes the first cell of each row a heading in a page's own tables that have a head: Markdown cannot say so."""
    for table in root.iter("table"):
        if not table.get("class") and table.find("thead") is not None:
            for cell in table.findall("tbody/tr/td[1]"):
                cell.tag = "th"
                cell.set("scope", "row")


def _figure(fence: Fence, page: Page, data: Data | None, options: Options, taken: set[str]) -> Element:
    """The figure for a diagram, with its place in the sources; its id is taken from then on."""
    ledger = link_from(page.path, options.ledger_page)

    def cite(name: str) -> tuple[str, Element] | None:
        fact = data.find(name) if data else None
        return (fact.place, source_of(fact, ledger)) if fact else None

    figure = build_diagram(fence.text, fence.element, cite, fence.listing, taken)
    figure.set("data-place", f"{page.path}:{fence.line - 1}")
    if not is_checked(page):
        # One that cannot be drawn is published as its source, and not refused.
        figure.set("data-unchecked", "")
    if read_diagram(fence.text).error:
        # A rule says so.
        figure.set("data-told", "")
    taken.add(figure.get("id", ""))
    return figure


def _built(fence: Fence, page: Page, data: Data | None, options: Options, usage: Usage) -> Element | None:
    """What is made of another fence; None where it stays as it was written, because the checker has an error for it."""
    ledger = link_from(page.path, options.ledger_page)
    if data and fence.language == "report" and (excerpt := find_excerpt(fence.text, data)):
        return build_report(excerpt, ledger, link_from(page.path, f"data/{excerpt.table.id}.csv"))
    if data and fence.language == "ledger":
        return build_ledger(page.path, data, usage(data), options.report_uri)
    if data and fence.language == "formula" and (fact := data.find(fence.text.strip())) and fact.formula:
        return build_formula(fact, data, ledger)
    return None
