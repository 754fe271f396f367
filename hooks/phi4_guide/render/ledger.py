# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The ledger page: every fact by section of the report, with a permanent anchor, its place, and where it is used."""

from __future__ import annotations

from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.elements import append_text
from phi4_guide.render.elements import Row, add_grid, link_from
from phi4_guide.report.model import Data, Fact, Table

FORM = "wrong-figure.yml"
"""The form of the code host in which a wrong figure is reported."""


def build_ledger(page: str, data: Data, used: dict[str, list[str]], report_uri: str) -> Element:
    """The ledger as an element: the report's sections, what was published with the weights, what is derived, the tables.

    `page` is the ledger's own path, `used` the pages on which each fact stands. `report_uri` is where a wrong figure is
    reported, without a query; without the address nothing leads there.
    """
    root = Element("div", {"class": "ledger"})
    own = [data.facts[fact_id] for fact_id in data.own]
    for name, title, begins in data.sections:
        facts = [fact for fact in own if fact.section == name]
        if facts:
            shown = f"§{name} {title}" if name[:1].isdigit() else title if not name[:1].isupper() else f"{name} {title}"
            _section(root, f"section-{name.replace('.', '-').replace(' ', '-').lower()}", f"{shown} (p. {begins})")
            _list(root, facts, used, page, report_uri)
    published = [fact for fact in own if not fact.section and not fact.formula]
    _section(root, "published-with-the-weights", "Published with the weights")
    _list(root, published, used, page, report_uri)
    _section(root, "derived-figures", "Derived figures")
    _list(root, [fact for fact in own if fact.formula], used, page, report_uri)
    _section(root, "tables", "Tables and figures, cell by cell")
    for table in data.tables.values():
        _grid(root, table, page)
    return root


def _section(root: Element, anchor: str, title: str) -> None:
    heading = SubElement(root, "h2", {"id": anchor})
    heading.text = title


def _list(root: Element, facts: list[Fact], used: dict[str, list[str]], page: str, report_uri: str) -> None:
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
        for number, other in enumerate(used.get(fact.id, [])):
            append_text(place, " · used on " if number == 0 else ", ")
            link = SubElement(place, "a", {"href": link_from(page, other)})
            link.text = other.removesuffix(".md").replace("index", "home")
        if report_uri:
            append_text(place, " · ")
            wrong = SubElement(place, "a", {"href": f"{report_uri}?{_report(fact)}", "rel": "nofollow"})
            wrong.text = "wrong?"
            wrong.set("aria-label", f"Report that {fact.id} is wrong")


def _report(fact: Fact) -> str:
    """What the form for a wrong figure is filled in with, as an address's query; each name is a field's id in the form."""
    fields = {"title": f"Wrong figure: {fact.id}", "figure": fact.id, "ours": fact.value, "place": fact.place}
    return urlencode({"template": FORM, **fields}, quote_via=quote)


def _grid(root: Element, table: Table, page: str) -> None:
    SubElement(root, "h3", {"id": table.id}).text = f"{table.title} (p. {table.page})"
    about = SubElement(root, "p")
    about.text = f"{table.caption} "
    SubElement(about, "a", {"href": link_from(page, f"data/{table.id}.csv"), "download": ""}).text = "CSV"

    def cell(row: Row, column: str) -> Element:
        element = Element("td", {"id": table.cell_id(row, column)})
        element.text = table.cell(row, column)
        return element

    add_grid(root, table, table.columns, "", cell)
