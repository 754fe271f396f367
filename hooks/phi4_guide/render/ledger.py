# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The ledger page: every fact by section of the report, with a permanent anchor, its place, and where it is used."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.content.page import read_page
from phi4_guide.content.prose import prose_of
from phi4_guide.diagrams.source import named_facts
from phi4_guide.render.current import Current
from phi4_guide.render.elements import Row, add_grid, say
from phi4_guide.render.report_table import ReportFenceError, read_request
from phi4_guide.report.model import Data, Fact, Table

FORM = "wrong-figure.yml"
"""The form of the code host in which a wrong figure is reported."""


def usage(docs: Path, data: Data) -> dict[str, list[str]]:
    """For each fact the pages, as paths in `docs`, whose prose, diagrams or report tables hold it."""
    used: dict[str, dict[str, None]] = defaultdict(dict)
    for file in sorted(docs.rglob("*.md")):
        prose = prose_of(read_page(file.read_bytes(), file))
        names = [link.id for link in prose.fact_links]
        names += [name for fence in prose.fences if fence.language == "mermaid" for _, _, name in named_facts(fence.text)]
        names += [cell.id for fence in prose.fences if fence.language == "report" for cell in _cells(fence.text, data)]
        for name in names:
            fact = data.find(name)
            if fact:
                used[fact.id][file.relative_to(docs).as_posix()] = None
    return {fact_id: list(pages) for fact_id, pages in used.items()}


def _cells(fence: str, data: Data) -> list[Fact]:
    try:
        return list(read_request(fence, data).table.cells())
    except ReportFenceError:
        # The checker reports it.
        return []


def build_ledger(here: Current, data: Data, report_uri: str) -> Element:
    """The ledger as an element: the report's sections, what was published with the weights, what is derived, the tables.

    `report_uri` is where a wrong figure is reported, without a query; without the address nothing leads there.
    """
    used = usage(here.docs, data) if here.docs else {}
    root = Element("div", {"class": "ledger"})
    own = [data.facts[fact_id] for fact_id in data.own]
    for name, title, page in data.sections:
        facts = [fact for fact in own if fact.section == name]
        if facts:
            shown = f"§{name} {title}" if name[:1].isdigit() else title if not name[:1].isupper() else f"{name} {title}"
            _section(root, f"section-{name.replace('.', '-').replace(' ', '-').lower()}", f"{shown} (p. {page})")
            _list(root, facts, used, here, report_uri)
    published = [fact for fact in own if not fact.section and not fact.formula]
    _section(root, "published-with-the-weights", "Published with the weights")
    _list(root, published, used, here, report_uri)
    _section(root, "derived-figures", "Derived figures")
    _list(root, [fact for fact in own if fact.formula], used, here, report_uri)
    _section(root, "tables", "Tables and figures, cell by cell")
    for table in data.tables.values():
        _grid(root, table, here)
    return root


def _section(root: Element, anchor: str, title: str) -> None:
    heading = SubElement(root, "h2", {"id": anchor})
    heading.text = title


def _list(root: Element, facts: list[Fact], used: dict[str, list[str]], here: Current, report_uri: str) -> None:
    listing = SubElement(root, "ul", {"class": "facts"})
    for fact in facts:
        item = SubElement(listing, "li", {"id": fact.id})
        value = SubElement(item, "a", {"href": f"#{fact.id}", "class": "fact-value"})
        value.text = fact.value
        value.tail = f" {fact.statement} "
        place = SubElement(item, "span", {"class": "fact-place", "data-search-exclude": ""})
        words = fact.place
        if fact.derived and not fact.formula and not fact.note:
            words += ", counted or computed here, not printed"
        if fact.formula:
            words += f": {fact.how}"
        if fact.note:
            words += f"; {fact.note}"
        place.text = words
        for number, page in enumerate(used.get(fact.id, [])):
            say(place, " · used on " if number == 0 else ", ")
            link = SubElement(place, "a", {"href": here.link(page)})
            link.text = page.removesuffix(".md").replace("index", "home")
        if report_uri:
            say(place, " · ")
            wrong = SubElement(place, "a", {"href": f"{report_uri}?{_report(fact)}", "rel": "nofollow"})
            wrong.text = "wrong?"
            wrong.set("aria-label", f"Report that {fact.id} is wrong")


def _report(fact: Fact) -> str:
    """What the form for a wrong figure is filled in with, as an address's query; each name is a field's id in the form."""
    fields = {"title": f"Wrong figure: {fact.id}", "figure": fact.id, "ours": fact.value, "place": fact.place}
    return urlencode({"template": FORM, **fields}, quote_via=quote)


def _grid(root: Element, table: Table, here: Current) -> None:
    SubElement(root, "h3", {"id": table.id}).text = f"{table.title} (p. {table.page})"
    about = SubElement(root, "p")
    about.text = f"{table.caption} "
    SubElement(about, "a", {"href": here.link(f"data/{table.id}.csv"), "download": ""}).text = "CSV"

    def cell(row: Row, column: str) -> Element:
        element = Element("td", {"id": table.cell_id(row, column)})
        element.text = table.cell(row, column)
        return element

    add_grid(root, table, table.columns, "", cell)
