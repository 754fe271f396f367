# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The glossary can be scanned, and what a term means shows wherever a page links it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import Tag

from built_pages import article
from site_building import ROOT

PAGES = sorted(path.stem for path in (ROOT / "docs").glob("*.md") if "(glossary.md#" in path.read_text(encoding="utf-8"))


def words(tag: Tag | None) -> str:
    assert tag
    return " ".join(tag.get_text().split()).removesuffix("¶")


def test_the_table_above_the_terms_leads_to_each_by_its_group(site: Path) -> None:
    """5.6: a glossary of 6,849 pixels without a way in."""
    shown = article(site, "glossary")
    listed = [f"{words(row.th)}: {words(link)} {link['href']}" for row in shown.select("tbody tr") for link in row("a")]
    groups = [(heading.find_previous("h2"), heading) for heading in shown.select("h3")]
    assert listed == [f"{words(group)}: {words(heading)} #{heading['id']}" for group, heading in groups]
    assert len(listed) > 40


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_term_says_the_first_sentence_of_its_entry(site: Path, page: str) -> None:
    entries = {heading["id"]: words(heading.find_next("p")) for heading in article(site, "glossary").select("h3")}
    links = article(site, "" if page == "index" else page).select("a[href*='glossary/#']")
    assert links
    for link in links:
        entry, meaning = entries[str(link["href"]).partition("#")[2]], str(link["title"])
        assert entry.replace("’", "'").startswith(meaning), (meaning, entry)
        assert re.match(r"(?:\Z| )", entry[len(meaning) :])
        assert meaning.endswith(".")
