# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every place in the report, on every built page, opens the report's PDF at that page."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from bs4 import Tag

from built_pages import article, plain
from our_data import DATA
from phi4_guide.render.places import page_links
from site_building import ROOT

PDF = (
    json.loads((ROOT / "docs/data/datapackage.json").read_text())["sources"][0]["path"].replace("/abs/", "/pdf/") + "#page="
)
PAGES = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
PLACE = re.compile(r"\b(?:pp?\.|page) (\d+)")

LINKS = {
    "from §3.2, p. 9 and Table 5, p. 10": [("§3.2, p. 9", 9), ("Table 5, p. 10", 10)],
    "§2.2 Synthetic Data for Pretraining, p. 5: x": [("§2.2 Synthetic Data for Pretraining, p. 5", 5)],
    "Abstract, p. 1; footnote 8, p. 29": [("p. 1", 1), ("footnote 8, p. 29", 29)],
    "(§2.1, pp. 4–5). Then p. 7": [("§2.1, pp. 4", 4), ("5", 5), ("p. 7", 7)],
    "Tables 7 and 8, p. 12": [("Tables 7 and 8, p. 12", 12)],
    "§5, pp. 16, 17–18 and 18": [("§5, pp. 16", 16), ("17", 17), ("18", 18), ("18", 18)],
    "§1 Introduction (p.\u00a01)": [("p.\u00a01", 1)],
    "Table 9 is meant in §4.5; config.json": [],
}


@pytest.mark.parametrize("text", LINKS)
def test_a_place_with_a_page_is_one_link_to_it(text: str) -> None:
    parts = page_links(text)
    found = [(part.text, part.get("href"), part.get("rel")) for part in parts if isinstance(part, Element)]
    assert found == [(words, f"{PDF}{page}", "noreferrer") for words, page in LINKS[text]]
    assert "".join(part if isinstance(part, str) else part.text or "" for part in parts) == text


def built(site: Path, page: str) -> Tag:
    return article(site, "" if page == "index" else page)


def without(left_out: str, site: Path, page: str) -> Tag:
    """A copy of the page without what this selector finds."""
    shown = copy.copy(built(site, page))
    for part in shown.select(left_out):
        part.decompose()
    return shown


def test_places_are_cited_in_prose_under_diagrams_under_tables_and_in_the_ledger(site: Path) -> None:
    for page, where in (("data", "p > a.place"), ("data", ".diagram-source a.place"), ("data", ".report-table a.place")):
        assert len(built(site, page).select(where)) >= 2, where
    assert len(built(site, "ledger").select(".fact-place a.place")) > len(DATA.own) * 3 / 4


@pytest.mark.parametrize("page", PAGES)
def test_every_place_on_every_page_opens_the_report_there(site: Path, page: str) -> None:
    shown = without("pre, code", site, page)
    for link in shown.select("a.place"):
        # Of a range the second link is the number alone.
        assert re.search(rf"\b{str(link['href']).removeprefix(PDF)}\Z", link.get_text()), link
        link.decompose()
    assert PLACE.findall(plain(shown.get_text())) == []
