# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The coverage page is true: it names every part of the report, and each place it links to cites that part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag

from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data
from site_building import ROOT

SECTION = re.compile(r"(?:(?:§|Appendix )(?P<name>[A-D\d][\d.]*) )?(?P<title>.+), p\. (?P<page>\d+)")
FLOAT = re.compile(r"(?P<name>(?:Table|Figure|Algorithm) \d+), p\. (?P<page>\d+): (?P<title>.+)")
UNNUMBERED = {"Title page": "front matter"}
"""Sections without a number are named by their titles in small letters, but for this one."""
FLOATS = [*(f"Table {n}" for n in range(1, 11)), *(f"Figure {n}" for n in range(1, 7)), "Algorithm 1"]
LEFT_OUT = "Left out: "
REASON = 4
"""The fewest words of a reason."""


@dataclass(frozen=True)
class Row:
    """A row of the coverage page: the part of the report, its page and title, and where the guide explains it."""

    part: str
    page: int
    title: str
    text: str
    links: tuple[str, ...]


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(ROOT / "docs" / "data")


@pytest.fixture(scope="module")
def rows(site: Path) -> list[Row]:
    return [row for table in read(site, "coverage").find_all("table") for row in rows_of(table)]


def read(site: Path, page: str) -> Tag:
    """The article of a built page."""
    file = site / page / "index.html"
    article = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find("article")
    assert isinstance(article, Tag), file
    return article


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def rows_of(table: Tag) -> list[Row]:
    found = []
    for row in table.select("tbody tr"):
        first, second = row.find_all("td")
        place = FLOAT.fullmatch(words(first)) or SECTION.fullmatch(words(first))
        assert place, words(first)
        title = place["title"]
        name = place["name"] or UNNUMBERED.get(title, title.lower())
        links = tuple(str(link["href"]) for link in second.find_all("a"))
        found.append(Row(name, int(place["page"]), title, words(second), links))
    return found


def target(site: Path, link: str) -> tuple[set[str], str]:
    """What a link of the coverage page leads to: the ids of the facts and tables cited there, and the text.

    It is the section from the heading to the next one of its level or a higher one; without an anchor, the page.
    """
    path, _, anchor = link.partition("#")
    article = read(site, path.removeprefix("../").strip("/"))
    parts: list[Tag] = [article]
    if anchor:
        heading = article.find(id=unquote(anchor))
        assert isinstance(heading, Tag), link
        ends = [f"h{level}" for level in range(1, int(heading.name[1]) + 1)]
        parts = [heading]
        for sibling in heading.find_next_siblings():
            if sibling.name in ends:
                break
            parts.append(sibling)
    addresses = [str(found["href"]) for part in parts for found in part.select("a[href*='ledger/#']")]
    return {address.rpartition("#")[2] for address in addresses}, " ".join(words(part) for part in parts)


def of_section(fact_id: str, section: str, data: Data) -> bool:
    """Whether a fact stands in a section; in one of its subsections, where the section itself has no facts."""
    fact = data.find(fact_id)
    own = any(other.section == section for other in data.facts.values())
    return fact is not None and (fact.section == section or (not own and fact.section.startswith(f"{section}.")))


def test_every_section_is_listed_in_order_with_its_page_and_title(rows: list[Row], data: Data) -> None:
    listed = [(row.part, row.title, row.page) for row in rows if row.part not in FLOATS]
    assert listed == data.sections


def test_every_table_figure_and_algorithm_is_listed_with_its_page(rows: list[Row], data: Data) -> None:
    listed = [row for row in rows if row.part in FLOATS]
    assert [row.part for row in listed] == FLOATS
    for row in listed:
        table = data.tables.get(row.part.lower().replace(" ", "-"))
        assert table is None or table.page == row.page, row


def test_what_is_left_out_has_a_reason_and_the_rest_a_place(rows: list[Row]) -> None:
    for row in rows:
        left_out = row.text.startswith(LEFT_OUT)
        assert left_out != bool(row.links), row
        assert not left_out or len(row.text.removeprefix(LEFT_OUT).split()) >= REASON, row


def test_every_place_cites_the_part_of_the_report_that_it_stands_for(site: Path, rows: list[Row], data: Data) -> None:
    wrong = []
    for row in rows:
        for link in row.links:
            cited, text = target(site, link)
            table = row.part.lower().replace(" ", "-")
            if table in data.tables:
                there = any(fact_id == table or fact_id.startswith(f"{table}.") for fact_id in cited)
            elif row.part in FLOATS:
                there = re.search(rf"\b{row.part}\b", text) is not None
            else:
                there = any(of_section(fact_id, row.part, data) for fact_id in cited)
            if not there:
                wrong.append(f"{link} cites nothing of {row.part}")
    assert not wrong
