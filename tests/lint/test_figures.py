# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A wrong figure does not build, a right one does: in text and in diagrams."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cases import load
from checking import check, good_page, read
from our_data import DATA
from phi4_guide.content.page import is_checked
from phi4_guide.diagnostics import Problem
from phi4_guide.report.matching import mismatch
from site_building import ROOT

RULES = {"fact-unknown", "fact-mismatch", "number-unsourced"}
FIGURES = load("lint/figures.yml")


def problems(text: str) -> list[Problem]:
    """What the rules for figures find on a page with this text."""
    found = check(good_page(body=f"# A page\n\nText.\n\n{text}\n", checked=True))
    return [problem for problem in found if problem.rule in RULES]


def texts(kind: str) -> list[Any]:
    numbered = FIGURES[kind].items()
    return [pytest.param(text, id=f"{number}: {text}") for number, texts in numbered for text in texts]


@pytest.mark.parametrize("text", texts("wrong"))
def test_a_wrong_figure_is_refused(text: str) -> None:
    assert problems(text)


@pytest.mark.parametrize("text", texts("right"))
def test_a_right_figure_is_accepted(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize("case", FIGURES["diagrams"], ids=lambda case: case["case"])
def test_a_diagram_says_its_facts(case: dict[str, Any]) -> None:
    kind = "treemap-beta" if case["line"].startswith('"') else "flowchart TB"
    found = problems(f"```mermaid\n{kind}\n  %% facts: {case['facts']}\n  {case['line']}\n```")
    said = [problem.message for problem in found if "no word or number of the diagram says" not in problem.message]
    assert len(said) == case["wrong"]
    assert case.get("says", "") in "".join(said)


def test_the_place_that_a_message_asks_for_is_accepted() -> None:
    for fact in DATA.facts.values():
        said = mismatch("§99, p. 99", fact, DATA)
        place, _, remedy = (said or "").partition(" is not its place: ")[2].partition("; ")
        assert place and "§)" not in place, fact.id
        assert remedy != "write that" or mismatch(place.partition(" (")[0], fact, DATA) is None, fact.id


@pytest.mark.thorough
def test_replacing_a_facts_id_is_nearly_always_noticed() -> None:
    """1.14: each link of ours with the ids of five facts chosen at random; of one each, 252 of 681 once passed."""
    chance = random.Random(14)
    pages = (read(file.read_bytes()) for file in sorted((ROOT / "docs").glob("*.md")))
    links = [link for page in pages if page.document and is_checked(page) for link in page.document.fact_links]
    found = [
        mismatch(link.text, DATA.facts[other], DATA, (link.run.text[: link.span.start], link.run.text[link.span.end :]))
        for link in links
        for other in chance.sample([fact_id for fact_id in DATA.own if fact_id != link.target], 5)
    ]
    assert len(links) > 600
    # The words of the link, or of the sentence that it closes, happen to be the other fact's, too.
    assert found.count(None) <= 0.025 * len(found), found.count(None)
