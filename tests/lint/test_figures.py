# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A wrong figure does not build, a right one does: in runs of text, on pages that are converted, in diagrams."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from checking import check, good_page, read
from our_data import DATA
from phi4_guide.content.document import Document, Run, Span
from phi4_guide.content.page import Page, is_checked, read_page
from phi4_guide.diagrams.source import NamedFact
from phi4_guide.diagrams.text import Part
from phi4_guide.lint import Context, Finding
from phi4_guide.lint.figures import citation, diagram_problems, fact_mismatch, fact_unknown, number_unsourced
from phi4_guide.report.matching import mismatch
from site_building import ROOT

RULES = (fact_unknown, fact_mismatch, citation, number_unsourced)
IDS = {"fact-unknown", "fact-mismatch", "citation", "number-unsourced"}
_PART = re.compile(r"\{(?P<words>[^{}|]+)\|(?P<fact>[^{}]+)\}|`(?P<code>[^`]+)`")


def load(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


FIGURES = load("figures.yml")


def page_of(paragraph: str) -> Page:
    """A checked page whose only run is this paragraph, in the notation of spellings.yml."""
    text, spans, last = "", [], 0
    for part in _PART.finditer(paragraph):
        text += paragraph[last : part.start()]
        words = part["words"] or part["code"]
        spans.append(Span(len(text), len(text) + len(words), "fact" if part["fact"] else "code", part["fact"] or ""))
        text, last = text + words, part.end()
    text += paragraph[last:]
    run = Run(text, "p", tuple(spans), lambda offset: (1, offset + 1))
    page = read_page(b"---\nfigures: checked\n---\n", "page.md")
    page.document = Document(runs=[run])
    return page


def findings(paragraph: str) -> list[Finding]:
    page = page_of(paragraph)
    return [finding for rule in RULES for finding in rule(page, Context(needs_source=True, data=DATA))]


def paragraphs(kind: str) -> list[Any]:
    numbered = load("spellings.yml")[kind].items()
    return [pytest.param(text, id=f"1.{number}: {text}") for number, texts in numbered for text in texts]


@pytest.mark.parametrize("paragraph", paragraphs("wrong"))
def test_a_wrong_figure_is_refused(paragraph: str) -> None:
    assert findings(paragraph)


@pytest.mark.parametrize("paragraph", paragraphs("right"))
def test_a_right_figure_is_accepted(paragraph: str) -> None:
    assert findings(paragraph) == []


@pytest.mark.parametrize("case", FIGURES["wrong"], ids=lambda case: case["note"])
def test_a_page_with_a_wrong_figure_is_refused(case: dict[str, str]) -> None:
    assert IDS & {problem.rule for problem in converted(case)}


@pytest.mark.parametrize("case", FIGURES["right"] + FIGURES["unseen"], ids=lambda case: case["note"])
def test_a_page_with_a_right_figure_is_accepted(case: dict[str, str]) -> None:
    assert not IDS & {problem.rule for problem in converted(case)}


def converted(case: dict[str, str]) -> list[Any]:
    return check(good_page(body=f"# A page\n\nText.\n\n{case['text']}\n", checked=True), own=True)


def test_what_to_write_is_said() -> None:
    [found] = findings("It has 17920 of them.")
    assert (found.line, found.column) == (1, 8)
    assert "'17920' has no source; write `[17920](fact:config.intermediate-size)`" in found.message


BOTH = ["figure2-epochs-low", "figure2-epochs-high"]
DIAGRAMS = [
    ("a number of none", ["a: 13 epochs"], BOTH, 1),
    ("1.9 swapped facts", ["a: 12 epochs, low run", "b: 4 epochs, high run"], BOTH, 2),
    ("the right way round", ["a: 4 epochs, low run", "b: 12 epochs, high run"], BOTH, 0),
    ("named for its node", ["a: 12 epochs, low run"], ["a:figure2-epochs-high", "figure2-epochs-low"], 0),
    ("named for another node", ["b: 12 epochs"], ["a:figure2-epochs-high"], 1),
    ("a description may say what is a node's", [": 12 epochs"], ["a:figure2-epochs-high"], 0),
    ("1.9 another unit", ["a: 4096 layers"], ["context-length-pretraining"], 1),
    ("its unit", ["a: 4096 tokens"], ["context-length-pretraining"], 0),
    ("1.4 a scale", ["a: 4 Million"], BOTH, 1),
    ("1.16 a number in words", ["a: seven heads"], ["queries-per-key"], 1),
    ("a date of a fact that is not named", ["a: 12 December 2024"], ["weight-decay"], 1),
    ("a date of its fact", ["a: 12 December 2024"], ["arxiv-date"], 0),
    ("a fact that prints two numbers", ["a: 0.42→0.93"], ["figure3-negative-before", "figure3-negative-after"], 0),
]


@pytest.mark.parametrize(("labels", "facts", "count"), [pytest.param(*case[1:], id=case[0]) for case in DIAGRAMS])
def test_a_label_says_its_facts(labels: list[str], facts: list[str], count: int) -> None:
    named = [NamedFact(entry.rpartition(":")[2], entry.rpartition(":")[0], 0) for entry in facts]
    shown = [Part("label", node, text, 0, text) for node, _, text in (label.partition(": ") for label in labels)]
    assert len(list(diagram_problems(shown, named, DATA))) == count


def test_the_bare_value_of_a_chart_may_be_a_percentage() -> None:
    facts = [NamedFact("mixture-web", "", 0), NamedFact("figure2-epochs-low", "", 0)]
    web, epochs = Part("value", "Web", "15", 0, "15"), Part("value", "phi-4 epochs", "15", 0, "15")
    assert list(diagram_problems([web], facts, DATA)) == []
    assert len(list(diagram_problems([replace(web, kind="label")], facts, DATA))) == 1
    [(_, wrong)] = diagram_problems([epochs], facts, DATA)
    assert "the words are those of figure2-epochs-low" in wrong.message


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
