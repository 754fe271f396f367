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
from phi4_guide.content.header import is_checked
from phi4_guide.diagnostics import Problem
from phi4_guide.report.matching import mismatch
from site_building import ROOT

RULES = {"fact-unknown", "fact-mismatch", "citation", "number-unsourced"}
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


def test_what_to_write_is_said() -> None:
    [problem] = problems("It has 17920 of them.")
    assert problem.column == 8
    assert "'17920' has no source; write `[17920](fact:config.intermediate-size)`" in problem.message


def in_a_diagram(facts: str, line: str) -> list[Problem]:
    """What the rules for figures find in this line of a diagram that names these facts."""
    kind = "pie" if line.startswith('"') else "flowchart TB"
    found = problems(f"```mermaid\n{kind}\n  %% facts: {facts}\n  {line}\n```")
    return [problem for problem in found if not problem.message.startswith("no word or number of the diagram says")]


@pytest.mark.parametrize("case", FIGURES["diagrams"], ids=lambda case: case["case"])
def test_a_label_says_its_facts(case: dict[str, Any]) -> None:
    assert len(in_a_diagram(case["facts"], case["line"])) == case["wrong"]


def test_a_value_whose_words_are_another_facts_is_told_which() -> None:
    [problem] = in_a_diagram("mixture-web, figure2-epochs-low", '"phi-4 epochs" : 15')
    assert "the words are those of figure2-epochs-low" in problem.message


def test_replacing_a_facts_id_is_nearly_always_noticed() -> None:
    """1.14: each link of ours with the id of a fact chosen at random; 252 of 681 once passed."""
    chance = random.Random(14)
    pages = (read(file.read_bytes()) for file in sorted((ROOT / "docs").glob("*.md")))
    links = [link for page in pages if page.document and is_checked(page) for link in page.document.fact_links]
    passed = 0
    for link in links:
        other = DATA.facts[chance.choice([fact_id for fact_id in DATA.own if fact_id != link.target])]
        around = link.run.text[: link.span.start], link.run.text[link.span.end :]
        passed += mismatch(link.text, other, DATA, around) is None
    assert len(links) > 600
    assert passed <= 0.06 * len(links)
