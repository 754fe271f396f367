# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The coverage page is true: it names every part of the report, and each place it links to cites that part."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from bs4 import Tag

from built_pages import article, section
from our_data import DATA

PLACE = re.compile(
    r"(?P<float>(?:Table|Figure|Algorithm) \d+), p\. (?P<page>\d+): .+"
    r"|(?:(?:§|Appendix )(?P<section>[A-D\d][\d.]*) )?(?P<title>.+), p\. (?P<number>\d+)"
)
UNNUMBERED = {"Title page": "front matter"}
"""Sections without a number are named by their titles in small letters, but for this one."""
FLOATS = [*(f"Table {n}" for n in range(1, 11)), *(f"Figure {n}" for n in range(1, 7)), "Algorithm 1"]
LEFT_OUT = "Left out: "


class Row(NamedTuple):
    """A row of the coverage page: the part of the report, its title and page, and where the guide explains it."""

    part: str
    title: str
    page: int
    text: str
    links: list[str]


@pytest.fixture(scope="module")
def rows(site: Path) -> list[Row]:
    return [row_of(row) for row in article(site, "coverage").select("tbody tr")]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def row_of(row: Tag) -> Row:
    first, second = row.find_all(["th", "td"])
    place = PLACE.fullmatch(words(first))
    assert place, words(first)
    title = place["title"] or ""
    part = place["float"] or place["section"] or UNNUMBERED.get(title, title.lower())
    links = [str(link["href"]) for link in second.find_all("a")]
    return Row(part, title, int(place["page"] or place["number"]), words(second), links)


def test_every_section_is_listed_in_order_with_its_page_and_title(rows: list[Row]) -> None:
    assert [row[:3] for row in rows if row.part not in FLOATS] == DATA.sections


def test_every_table_figure_and_algorithm_is_listed_with_its_page(rows: list[Row]) -> None:
    listed = {row.part: row.page for row in rows if row.part in FLOATS}
    assert list(listed) == FLOATS
    assert all(listed[table.title] == table.page for table in DATA.tables.values())


def test_what_is_left_out_has_a_reason_and_the_rest_a_place(rows: list[Row]) -> None:
    for row in rows:
        left_out = row.text.startswith(LEFT_OUT)
        assert left_out != bool(row.links), row
        assert not left_out or len(row.text.removeprefix(LEFT_OUT).split()) >= 4, row


def cites(parts: list[Tag], part: str) -> bool:
    """Whether this piece of a page cites a part of the report: by a fact or cell of it, or as a place.

    A section without facts of its own is cited by those of its subsections.
    """
    addresses = [str(found["href"]) for tag in parts for found in tag.select("a[href*='ledger/#']")]
    cited = {address.rpartition("#")[2] for address in addresses}
    places = {words(link).rpartition(", p")[0] for tag in parts for link in tag.select("a.place")}
    cited |= {place.lower().replace(" ", "-") for place in places}
    table = part.lower().replace(" ", "-")
    if table in DATA.tables:
        return any(fact_id == table or fact_id.startswith(f"{table}.") for fact_id in cited)
    if part in FLOATS:
        return any(re.search(rf"\b{part}\b", words(tag)) for tag in parts)
    own = any(fact.section == part for fact in DATA.facts.values())
    sections = {fact.section for fact_id in cited if (fact := DATA.find(fact_id))}
    sections |= {place.removeprefix("§").removeprefix("Appendix ") for place in places}
    return part in sections or (not own and any(name.startswith(f"{part}.") for name in sections))


def test_every_place_cites_the_part_of_the_report_that_it_stands_for(site: Path, rows: list[Row]) -> None:
    for row in rows:
        for link in row.links:
            page, _, anchor = link.partition("#")
            shown = article(site, page.removeprefix("../").strip("/"))
            assert cites(section(shown, unquote(anchor)) if anchor else [shown], row.part), f"{link}: nothing of {row.part}"


def test_the_pages_of_a_section_tell_at_least_a_third_of_it_or_the_row_says_what_is_not_reprinted(
    site: Path, rows: list[Row]
) -> None:
    """Two citations in passing had counted as an explanation of the whole introduction."""
    facts = {row.part: [fact for fact in map(DATA.find, DATA.own) if fact and fact.section == row.part] for row in rows}
    told = {
        row.part: {
            str(found["href"]).rpartition("#")[2]
            for link in row.links
            for found in article(site, link.partition("#")[0].removeprefix("../").strip("/")).select("a[href*='ledger/#']")
        }
        for row in rows
    }
    judged = [row.part for row in rows if facts[row.part] and row.links and "not reprinted" not in row.text]
    assert len(judged) > 20
    shares = {part: sum(fact.id in told[part] for fact in facts[part]) / len(facts[part]) for part in judged}
    assert not {part: share for part, share in shares.items() if share < 1 / 3}
