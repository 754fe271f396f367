# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The reader of flowcharts: what it understands, and that it says what it does not."""

from __future__ import annotations

import contextlib
import re

import pytest

from phi4_guide.diagrams.flowchart import Edge, FlowchartError, read_flowchart, read_header
from site_building import ROOT


def edges(line: str) -> list[Edge]:
    chart = read_flowchart(f"flowchart TB\n{line}\n")
    assert chart is not None
    return chart.edges


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A --> B", [Edge("A", "B")]),
        ("A-->B", [Edge("A", "B")]),
        ("A --- B", [Edge("A", "B", directed=False)]),
        ("A ==> B", [Edge("A", "B")]),
        ("A -.-> B", [Edge("A", "B")]),
        ("A --x B", [Edge("A", "B")]),
        ("A o--o B", [Edge("A", "B")]),
        ("A -->|yes| B", [Edge("A", "B", "yes")]),
        ('A -->|"yes (all)"| B', [Edge("A", "B", "yes (all)")]),
        ("A -- no --> B", [Edge("A", "B", "no")]),
        ('A -- "no: adjust" --> B', [Edge("A", "B", "no: adjust")]),
        ("A == much ==> B", [Edge("A", "B", "much")]),
        ("A -. rarely .-> B", [Edge("A", "B", "rarely")]),
        ("A ----> B", [Edge("A", "B")]),
        ("A --> B --> C", [Edge("A", "B"), Edge("B", "C")]),
        ("A --> B -- hi --> C", [Edge("A", "B"), Edge("B", "C", "hi")]),
        ("A & B --> C", [Edge("A", "C"), Edge("B", "C")]),
        ("A --> B & C", [Edge("A", "B"), Edge("A", "C")]),
        ("A e1@--> B", [Edge("A", "B")]),
        ("A --> B; B --> C", [Edge("A", "B"), Edge("B", "C")]),
        ("A -- open --> B", [Edge("A", "B", "open")]),
        ("A -- x --> B", [Edge("A", "B", "x")]),
        ("A -. text -.-> B", [Edge("A", "B", "text")]),
        ("A ~~~ B", []),
        ("A e1@--> B\ne1@{ animate: true }", [Edge("A", "B")]),
    ],
)
def test_arrows(line: str, expected: list[Edge]) -> None:
    assert edges(line) == expected


@pytest.mark.parametrize(
    ("node", "label"),
    [
        ("A", "A"),
        ("A[text]", "text"),
        ('A["text (with) [brackets]"]', "text (with) [brackets]"),
        ("A(text)", "text"),
        ("A([text])", "text"),
        ("A[[text]]", "text"),
        ("A[(text)]", "text"),
        ("A((text))", "text"),
        ("A(((text)))", "text"),
        ("A{text}", "text"),
        ("A{{text}}", "text"),
        ("A[/text/]", "text"),
        ("A[\\text\\]", "text"),
        ("A[/text\\]", "text"),
        ("A>text]", "text"),
        ('A@{ shape: cyl, label: "text" }', "text"),
        ("A[text]:::data", "text"),
        ('A["two<br>lines"]', "two lines"),
        ('A["`**bold** text`"]', "bold text"),
        ('A["a #quot;quote#quot; and #35;"]', 'a "quote" and #'),
        ('A["a\nline"]', "a line"),
    ],
)
def test_shapes_and_labels(node: str, label: str) -> None:
    chart = read_flowchart(f"graph LR\n  {node}\n")
    assert chart is not None
    assert chart.nodes == {"A": label}


def test_groups_nest_and_keep_their_nodes() -> None:
    chart = read_flowchart("flowchart TB\nsubgraph one [First group]\n A --> B\n subgraph two\n  C\n end\nend\nB --> D\n")
    assert chart is not None
    [one] = chart.root.groups
    [two] = one.groups
    assert (one.title, one.nodes, two.title, two.nodes, chart.root.nodes) == (
        "First group",
        ["A", "B"],
        "two",
        ["C"],
        ["D"],
    )


def test_links_keep_target_and_text() -> None:
    chart = read_flowchart('flowchart TB\nA-->B\nclick A "data.md#x" "The data"\nclick B href "b.md" _blank\n')
    assert chart is not None
    assert chart.links == {"A": ("data.md#x", "The data"), "B": ("b.md", "")}


def test_the_parts_stand_where_the_source_has_them() -> None:
    source = (
        'flowchart TB\nA["one"]:::data -- "two" --> B\nclick A "x.md" "tip"\nclick B call f()\nsubgraph g [three]\nend\n'
    )
    chart = read_flowchart(source)
    assert chart is not None
    assert [(part.kind, part.of) for part in chart.parts] == [
        ("label", "A"), ("class", "A"), ("id", "A"), ("arrow", ""), ("id", "B"), ("link", "A"), ("tip", "A"),
        ("handler", "B"), ("title", "g"),
    ]  # fmt: skip
    assert all(source.startswith(part.text, part.start) for part in chart.parts)


def test_configuration_comments_and_accessibility_lines_are_no_statements() -> None:
    source = (
        "---\ntitle: A title\nconfig:\n  layout: elk\n---\n%%{\n init: { 'theme': 'dark' }\n}%%\n%% a comment\n"
        "flowchart TB\n  accTitle: Name\n  accDescr {\n   Two\n   lines\n  }\n  %% facts: a-fact\n  A --> B\n"
        "  classDef x fill:#fff\n  class A x\n  style B fill:#000\n  linkStyle 0 stroke:red\n"
    )
    chart, header = read_flowchart(source), read_header(source)
    assert chart is not None
    assert chart.nodes == {"A": "A", "B": "B"}
    assert (header.title, header.name, header.description) == ("A title", "Name", "Two lines")


def test_another_kind_of_diagram_is_no_flowchart() -> None:
    assert read_flowchart("sequenceDiagram\n A->>B: hi\n") is None
    assert read_flowchart("") is None


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("flowchart TB\nA -->\n", 2),
        ("flowchart TB\nA --> B\n\nA[never closed\n", 4),
        ("flowchart TB\nsubgraph x\nA\n", 3),
        ("flowchart TB\nend\n", 2),
        ("flowchart TB\nA ? B\n", 2),
        ('flowchart TB\nA["open\n', 2),
        ("flowchart XY\nA\n", 1),
        ("flowchart TB\nA@{ shape: [ }\n", 2),
        ("flowchart TB\nA --> B\n" + "A & " * 30 + "B --> " + "C & " * 30 + "D\n", 3),
        ("flowchart TB\nsubgraph a\nb\nend\nsubgraph b\na\nend\n", 7),
    ],
)
def test_what_is_not_understood_is_said_with_its_line(source: str, line: int) -> None:
    with pytest.raises(FlowchartError) as caught:
        read_flowchart(source)
    assert caught.value.line == line


def test_the_founding_diagram_has_33_nodes_in_one_group() -> None:
    text = (ROOT / "docs" / "founding-note.md").read_text(encoding="utf-8")
    found = re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)
    assert found
    chart = read_flowchart(found[1])
    assert chart is not None
    assert (len(chart.nodes), len(chart.edges), len(chart.root.groups)) == (33, 32, 1)
    assert chart.nodes["K"] == "Hyperparameter Tuning (Interpolation, Stress Tests)"


def test_a_subgraph_takes_in_what_was_named_before_it() -> None:
    chart = read_flowchart("flowchart TB\nX --> A\nX --> g\nsubgraph g [Group]\n A --> B\nend\n")
    assert chart is not None
    assert chart.nodes == {"X": "X", "A": "A", "B": "B"}
    assert (chart.root.nodes, chart.root.groups[0].nodes) == (["X"], ["A", "B"])


@pytest.mark.thorough
@pytest.mark.parametrize(
    "source",
    [
        "flowchart TB\nsubgraph a[" + " " * 20_000 + "\n",
        "flowchart TB\n" + "subgraph x\n" * 500,
        "flowchart TB\n" + "\n" * 50_000 + "A --> B\n",
        "flowchart TB\nA -- x" + " " * 50_000 + "y",
        "flowchart TB\nA@{ a: " + "[" * 50_000 + " }",
        "flowchart TB\nA[" + "`*a " * 15_000,
        "flowchart TB\n" + "A & " * 12_000 + "A --> " + "A & " * 12_000 + "A",
        "flowchart TB\n" + "".join(f"subgraph g{n}\ng{n + 1}\nend\n" for n in range(2_000)),
        "%%{" * 17_000,
        "accDescr {\n" * 5_000,
    ],
)
def test_hostile_sources_are_read_or_refused_without_end(source: str) -> None:
    with contextlib.suppress(FlowchartError):
        read_flowchart(source)
