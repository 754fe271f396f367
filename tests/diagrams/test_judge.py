# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Mermaid is the judge: what our reader reads in a flowchart, the vendored Mermaid reads in it too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import markdown
import pytest
from playwright.sync_api import Browser

from browsing import opened
from cases import load
from checking import read
from phi4_guide.diagrams.flowchart import Flowchart
from phi4_guide.diagrams.source import read_diagram
from site_building import ROOT, serve

pytestmark = pytest.mark.browser

DOCS = ROOT / "docs"
FIXTURES: dict[str, Any] = load("diagrams/flowcharts.yml")


def fixtures(kind: str) -> dict[str, str]:
    """The flowcharts of a kind, by name; one that is a line is named by its group and that line."""
    lines = ((group, line) for group, text in FIXTURES["lines"][kind].items() for line in text.splitlines())
    return {**FIXTURES[kind], **{f"{group}: {line}": f"flowchart TB\n  {line}\n" for group, line in lines}}


READ, REFUSED, UNREADABLE = fixtures("read"), fixtures("refused"), fixtures("unreadable")

ASK = Path(__file__).with_name("ask.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def own() -> dict[str, str]:
    """Every diagram of the site, by the place that a message names: file and line of the fence."""
    files = sorted(DOCS.glob("*.md"))
    pages = ((file.name, read(file.read_bytes()).document) for file in files)
    return {f"docs/{name}:{one.line - 1}": one.text for name, document in pages if document for one in document.diagrams}


@pytest.fixture(scope="module")
def verdicts(chromium: Browser, own: dict[str, str]) -> dict[str, Any]:
    """What Mermaid reads in every source, by its name: asked on a page beside the vendored one."""
    sources = own | READ | REFUSED | UNREADABLE
    with serve(DOCS / "assets" / "mermaid", "/") as served, opened(chromium) as page:
        page.goto(f"{served.url}LICENCES.txt")
        return dict(zip(sources, page.evaluate(ASK, list(sources.values())), strict=True))


def words(label: list[str]) -> str:
    """A label of Mermaid's as a reader sees it; of one in Markdown the text, made by a program that is not ours."""
    kind, text = label
    if kind == "markdown" and text:
        text = re.sub(r"</?\w+>", "", markdown.markdown(text.strip()))
    return " ".join(text.split())


def judged(answer: dict[str, Any]) -> dict[str, Any] | None:
    """Mermaid's reading of a flowchart, to compare. A group that an arrow names is a node to it too, drawn as the group.

    Members are a set: Mermaid lists an arrow's end before its start. A hidden arrow says nothing.
    """
    if not answer["type"].startswith("flowchart"):
        return None
    groups = {name: (words(title), set(members)) for name, title, members in answer["groups"]}
    nodes = [node for node in answer["nodes"] if node[0] not in groups]
    return {
        "nodes": {name: words(label) for name, label, _, _ in nodes},
        "links": {name: (link, tip) for name, _, link, tip in nodes if link},
        "edges": [(a, b, words(label), *heads) for a, b, label, heads, stroke in answer["edges"] if stroke != "invisible"],
        "groups": groups,
    }


def ours(chart: Flowchart) -> dict[str, Any]:
    """Our reading, to compare. Mermaid at `strict` makes `about:blank` of a script; ours keeps what the checker reports."""
    links = chart.links.items()
    members = {name: {getattr(member, "id", member) for member in group.members} for name, group in chart.groups.items()}
    return {
        "nodes": chart.nodes,
        "links": {name: ("about:blank" if to.startswith("javascript:") else to, tip) for name, (to, tip) in links},
        "edges": [(edge.start, edge.end, edge.label, edge.directed, edge.both) for edge in chart.edges],
        "groups": {name: (group.title, members[name]) for name, group in chart.groups.items()},
    }


def agrees(source: str, verdict: dict[str, Any]) -> None:
    assert "refused" not in verdict, verdict
    diagram = read_diagram(source)
    assert diagram.error is None
    assert (ours(diagram.chart) if diagram.chart else None) == judged(verdict)


@pytest.mark.parametrize("name", READ)
def test_our_reader_reads_what_mermaid_reads(name: str, verdicts: dict[str, Any]) -> None:
    agrees(READ[name], verdicts[name])


def test_our_reader_reads_in_our_own_pages_what_mermaid_reads(own: dict[str, str], verdicts: dict[str, Any]) -> None:
    assert len(own) >= 35
    for name, source in own.items():
        print(name)  # The last one is the one that failed.
        agrees(source, verdicts[name])


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_declared_unreadable_is_refused_with_a_reason(name: str, verdicts: dict[str, Any]) -> None:
    assert "refused" not in verdicts[name]
    assert read_diagram(UNREADABLE[name]).error


@pytest.mark.parametrize("name", REFUSED)
def test_what_mermaid_refuses_our_reader_refuses(name: str, verdicts: dict[str, Any]) -> None:
    assert "refused" in verdicts[name]
    error = read_diagram(REFUSED[name]).error
    assert error is not None
    assert 1 <= error.line <= REFUSED[name].count("\n") + 1


def test_there_are_many_fixtures_and_few_that_we_cannot_read() -> None:
    assert len(READ) >= 120
    assert len(REFUSED) >= 80
    assert len(UNREADABLE) <= 12
