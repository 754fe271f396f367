# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The ledger page: every fact by section of the report, with a permanent anchor, its place, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

from phi4_guide.addresses import link_from
from phi4_guide.elements import element, joined
from phi4_guide.render.places import page_links
from phi4_guide.render.report_table import build_grid
from phi4_guide.render.typography import with_minus
from phi4_guide.report.model import Data, Fact, Table

FORM = "wrong-figure.yml"
"""The form of the code host in which a wrong figure is reported."""


def build_ledger(page: str, data: Data, used: dict[str, list[str]], report_uri: str) -> Element:
    """The ledger as an element: the report's sections, what was published with the weights, what is derived, the tables.

    `page` is the ledger's own path, `used` the pages on which each fact stands. `report_uri` is where a wrong figure is
    reported, without a query; without the address nothing leads there.
    """
    own = [data.facts[fact_id] for fact_id in data.own]
    parts = [(title, anchor, [fact for fact in own if fact.section == name]) for name, title, anchor in _sections(data)]
    parts = [part for part in parts if part[2]]
    published = [fact for fact in own if not fact.section and not fact.formula]
    parts.append(("Published with the weights", "published-with-the-weights", published))
    parts.append(("Derived figures", "derived-figures", [fact for fact in own if fact.formula]))
    root = element("div", {"class": "ledger"}, _index(parts, data))
    for title, anchor, facts in parts:
        entries = (_entry(fact, page, used.get(fact.id, ()), report_uri) for fact in facts)
        root.extend([element("h2", {"id": anchor}, title), element("ul", {"class": "facts"}, *entries)])
    root.append(element("h2", {"id": "tables"}, "Tables and figures, cell by cell"))
    for table in data.tables.values():
        root.extend(_table(table, page))
    return root


def _sections(data: Data) -> Iterable[tuple[str, str, str]]:
    """Name, heading and anchor of each section of the report."""
    for name, title, begins in data.sections:
        number = f"§{name} " if name[:1].isdigit() else f"{name} " if name[:1].isupper() else ""
        anchor = f"section-{name.replace('.', '-').replace(' ', '-').lower()}"
        yield name, f"{number}{title} (p. {begins})", anchor


def _index(parts: Iterable[tuple[str, str, object]], data: Data) -> Element:
    """Links to each chapter and appendix that has a part and to what follows them, and below those to each table."""
    places: dict[str, str] = {}
    for title, anchor, _ in parts:
        if appendix := re.match(r"section-([a-z])(?:-|$)", anchor):
            places.setdefault(f"Appendix {appendix[1].upper()}", anchor)
        elif not re.match(r"section-\d+-", anchor):
            places[title.partition(" (p. ")[0]] = anchor
    tables = {table.title: table.id for table in data.tables.values()}
    first, second = ([element("a", {"href": f"#{anchor}"}, name) for name, anchor in of.items()] for of in (places, tables))
    lines = "Go to: ", *joined(" · ", first), element("br", {}), *joined(" · ", second)
    return element("p", {"data-search-exclude": ""}, *lines)


def _entry(fact: Fact, page: str, used: Iterable[str], report_uri: str) -> Element:
    words = fact.place
    if fact.formula:
        words += f": {fact.how}"
    elif fact.derived and not fact.note:
        words += ", counted or computed here, not printed"
    place = page_links(f"{words}; {fact.note}" if fact.note else words)
    pages = [
        element("a", {"href": link_from(page, other)}, other.removesuffix(".md").replace("index", "home").replace("-", " "))
        for other in used
    ]
    if pages:
        place += [" · used on ", *joined(", ", pages)]
    if report_uri:
        label = f"Report that {fact.id} is wrong"
        form = {"href": f"{report_uri}?{_report(fact)}", "rel": "nofollow", "aria-label": label}
        place += [" ·\u00a0", element("a", form, "wrong?")]
    value = element("a", {"href": f"#{fact.id}", "class": "fact-value"}, fact.value)
    about = element("span", {"class": "fact-place", "data-search-exclude": ""}, *place)
    printed: list[Element | str] = [element("q", {}, fact.quote), " "] if fact.quote else []
    return element("li", {"id": fact.id}, value, f" {fact.statement} ", *printed, about)


def _report(fact: Fact) -> str:
    """What the form for a wrong figure is filled in with, as an address's query; each name is a field's id in the form."""
    fields = {"title": f"Wrong figure: {fact.id}", "figure": fact.id, "ours": fact.value, "place": fact.place}
    return urlencode({"template": FORM, **fields}, quote_via=quote)


def _table(table: Table, page: str) -> list[Element]:
    def cell(row: tuple[str, ...], column: str) -> Element:
        return element("td", {"id": table.cell_id(row, column)}, with_minus(table.cell(row, column)))

    csv = element("a", {"href": link_from(page, f"data/{table.id}.csv"), "download": ""}, "CSV")
    heading = element("h3", {"id": table.id}, f"{table.title} (p. {table.page})")
    return [heading, build_grid(table, table.columns, cell, table.caption), element("p", {}, csv)]
