# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What Mermaid does not judge: reasons and their lines, places, hostile sources, and the words of a diagram."""

from __future__ import annotations

import contextlib
import re
from xml.etree.ElementTree import Element, tostring

import pytest

from cases import load
from phi4_guide.diagrams.figure import build_diagram
from phi4_guide.diagrams.flowchart import FlowchartError, read_flowchart
from phi4_guide.diagrams.outline import outline
from phi4_guide.diagrams.source import KINDS, NamedFact, diagram_texts, leads_to_a_page, named_facts, read_diagram
from phi4_guide.diagrams.text import line_drawn
from site_building import ROOT

CASES = load("diagrams/sources.yml")
ARROWS = "flowchart TB\nA --> B\n" + "A & " * 30 + "B --> " + "C & " * 30 + "D\n"


def test_the_parts_stand_where_the_source_has_them() -> None:
    source, parts = CASES["parts"]["source"], CASES["parts"]["parts"]
    chart = read_flowchart(source)
    assert chart is not None
    assert [[part.kind, part.node, part.text] for part in chart.parts] == parts
    assert all(source.startswith(part.written, part.start) for part in chart.parts if part.kind != "picture")


@pytest.mark.parametrize(("source", "line", "words"), [*CASES["not understood"], [ARROWS, 3, "no more than 500 arrows"]])
def test_what_is_not_understood_is_refused_with_its_line_and_a_reason(source: str, line: int, words: str) -> None:
    error = read_diagram(source).error
    assert error is not None
    assert (error.line, words in str(error)) == (line, True), error


@pytest.mark.thorough
@pytest.mark.parametrize(
    "source",
    [
        *(before + piece * times + after for before, piece, times, after in CASES["hostile"]),
        "flowchart TB\n" + "A & " * 12_000 + "A --> " + "A & " * 12_000 + "A",
        "flowchart TB\n" + "".join(f"subgraph g{n}\ng{n + 1}\nend\n" for n in range(2_000)),
        "%% facts: " + "a, " * 60_000 + "\n%% facts: a" * 5_000,
    ],
)
def test_hostile_sources_are_read_or_refused_without_end(source: str) -> None:
    with contextlib.suppress(FlowchartError):
        read_flowchart(source)
    diagram_texts(source)
    named_facts(source)


@pytest.mark.parametrize("name", CASES["words"])
def test_a_diagrams_words_are_found_with_their_places(name: str) -> None:
    source, expected = CASES["words"][name]["source"], CASES["words"][name]["words"]
    found = []
    for part in sorted(diagram_texts(source), key=lambda part: part.start):
        marks = f"{' @' + part.node if part.node else ''}{' value' if part.value else ''}"
        line, column = source.count("\n", 0, part.start) + 1, part.start - source.rfind("\n", 0, part.start)
        found.append(f"{line}:{column} {part.text}{marks}")
    assert found == expected


def test_a_facts_line_names_facts_and_their_nodes() -> None:
    source = "flowchart TB\n  %% facts: low: figure2-epochs-low, weight-decay\n  %%facts: config.x\n  low --> b\n"
    assert named_facts(source) == [
        NamedFact("figure2-epochs-low", "low", source.index("figure2")),
        NamedFact("weight-decay", "", source.index("weight")),
        NamedFact("config.x", "", source.index("config")),
    ]


@pytest.mark.parametrize(("source", "words"), CASES["twins"])
def test_the_twin_says_what_the_picture_shows(source: str, words: str) -> None:
    figure = build_diagram(f"flowchart TB\n{source}\n", Element("pre"), lambda _: None)
    assert "javascript" not in tostring(figure, encoding="unicode")
    [twin] = figure.iter("details")
    assert " ".join(" ".join(text for listing in twin.findall("ul") for text in listing.itertext()).split()) == words


@pytest.mark.parametrize("kind", CASES["outlines"])
def test_any_other_kind_says_what_it_is_with_its_counts_and_one_entry_a_line(kind: str) -> None:
    case = CASES["outlines"][kind]
    counts, entries = outline(case["source"])
    assert [counts, *("  " * depth + words for depth, words in entries)] == case["says"]
    figure = build_diagram(case["source"], Element("pre"), lambda _: None)
    [twin] = figure.iter("details")
    assert [item.text for item in twin.iter("li")] == [words for _, words in entries]


def test_a_twin_begins_with_what_it_is_and_its_counts() -> None:
    figure = build_diagram("flowchart TB\nsubgraph g\nA --> B\nend\nB --> C\n", Element("pre"), lambda _: None)
    [counts] = figure.iterfind("details/div")
    assert counts.text == "Flowchart: 3 nodes, 2 arrows, 1 group."


@pytest.mark.parametrize(("address", "leads"), CASES["addresses"].items())
def test_a_link_leads_to_a_page_or_is_none(address: str, leads: bool) -> None:
    assert leads_to_a_page(address) is leads


def test_the_kinds_of_diagrams_are_those_of_the_vendored_mermaid() -> None:
    """6.1"""
    code = (ROOT / "docs" / "assets" / "mermaid" / "mermaid.esm.min.mjs").read_text(encoding="utf-8")
    begins = [re.compile(words) for words in re.findall(r"/\^\\s\*((?:[^/\\]|\\.)+)/i?\.test\(", code)]
    assert len(begins) > 30
    assert [kind for kind in KINDS if not any(words.match(f"{kind} ") for words in begins)] == []
    assert [words.pattern for words in begins if not any(words.match(f"{kind} ") for kind in KINDS)] == []
    # As many more as a pattern names in brackets.
    named = {word for words in begins for word in re.findall(r"[A-Za-z][\w-]{3,}", words.pattern)} - {"beta", "Diagram"}
    assert [word for word in sorted(named) if not any(kind.startswith(word) for kind in KINDS)] == []


def test_mermaids_lines_are_those_of_the_source() -> None:
    source = (
        "---\ntitle: T\n---\n%%{init: {\n'theme': 'base'}}%%\n\n%% c\nflowchart TB\n  A\n\n  B\n  %% d\n  %% e\n"
        "  C %%{init: {}}%%\n\n\n  %% f\n  D"
    )
    # With the blank lines before a comment that comment is cut out.
    assert [line_drawn(source, number) for number in range(1, 8)] == [8, 9, 10, 11, 14, 18, 18]
    assert [line_drawn("\n\npie\n  x", number) for number in (1, 2)] == [3, 4]
