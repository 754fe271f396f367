# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A page's document is what its readers get, with the places where that stands in the source."""

from __future__ import annotations

import pytest

from cases import load
from checking import read
from phi4_guide.content.document import Document
from site_building import GOOD_FRONT_MATTER

CASES = load("content/reading.yml")
FIRST = GOOD_FRONT_MATTER.count("\n") + 1


def document(body: str) -> Document:
    found = read(GOOD_FRONT_MATTER + body).document
    assert found is not None
    return found


@pytest.mark.parametrize(("body", "runs"), CASES["runs"])
def test_runs_are_what_readers_see_and_hear(body: str, runs: list[list[str]]) -> None:
    assert [[run.kind, run.text] for run in document(body).runs] == runs


@pytest.mark.parametrize("link", CASES["fact links"])
def test_a_fact_link_is_one_however_it_is_spelt(link: str) -> None:
    assert [(found.target, found.text) for found in document(f"It reads it {link}\n").fact_links] == [("a.b", "seven")]


@pytest.mark.parametrize("fence", CASES["diagrams"])
def test_a_diagram_is_one_wherever_a_code_host_draws_one(fence: str) -> None:
    body = f"# A page\n\n{fence}\n\nText.\n"
    [found] = document(body).diagrams
    assert found.text.strip() == "flowchart TB"
    assert body.split("\n")[found.line - FIRST].lstrip("> -") == "flowchart TB"


def test_fact_links_fences_and_headings_have_their_lines() -> None:
    page, lines = document(CASES["page"]), CASES["page"].split("\n")
    expected = {}
    for text in ("forty", "twelve", "seven", "nine", "ten"):
        number = next(number for number, line in enumerate(lines) if f"[{text}]" in line)
        expected[text] = (FIRST + number, lines[number].index(f"[{text}]") + 1)
    assert {link.text: link.place for link in page.fact_links} == expected
    [fence] = page.diagrams
    assert (fence.line, fence.text) == (FIRST + lines.index("flowchart TB"), "flowchart TB\n  A --> B")
    assert [(run.kind, run.place(0)) for run in page.runs if run.text == "A page"] == [("h1", (FIRST, 3))]
    assert [(link.target, link.text) for link in page.links] == [("other.md#999", "a link")]


def test_what_the_sanitizer_takes_out_is_known_with_its_line() -> None:
    page = document('Text.\n\n<script>x</script>\n\n<b onclick="x">b</b> [c](javascript:x) <marquee>d</marquee>\n')
    assert [(one.kind, one.name, one.place[0] - FIRST) for one in page.dropped] == [
        ("element", "script", 2),
        ("handler", "onclick", 4),
        ("address", "javascript:", 4),
        ("element", "marquee", 4),
    ]
