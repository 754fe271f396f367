# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Where a reader is led in a diagram: its walk, its own id, and those of its nodes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml

from phi4_guide.content.reading import fence

WALKS = yaml.safe_load(Path(__file__).with_name("walks.yml").read_text(encoding="utf-8"))
FENCES = {"custom_fences": [{"name": "mermaid", "class": "mermaid", "format": fence}]}
STEP = re.compile(r'<li data-step="([^"]*)">\s*(.*?)\s*</li>(?=\s*(?:<li data-step|</ol>))', re.DOTALL)


def render(body: str) -> str:
    extensions = ["pymdownx.superfences", "phi4_guide.extension"]
    return markdown.markdown(body, extensions=extensions, extension_configs={"pymdownx.superfences": FENCES})


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk["name"])
def test_a_list_behind_a_diagram_is_its_walk_or_stays_a_list(walk: dict[str, Any]) -> None:
    html = render(f"# Page\n\n```mermaid\nflowchart TB\n{walk['chart']}\n```\n\n{walk['list']}\n\nEnd.\n")
    figure, behind = re.split("</figure>", html)
    assert [list(step) for step in STEP.findall(figure)] == walk.get("steps", [])
    assert ('<ol class="diagram-steps">' in figure, 'class="walk-next"' in figure) == (("steps" in walk),) * 2
    assert behind.count("<li") == (
        0 if "steps" in walk else len(re.findall(r"^(?:1\.|2\.|-) ", walk["list"], re.MULTILINE))
    )


def test_the_bar_of_a_walk_stands_before_its_list_and_is_not_searched() -> None:
    html = render("# Page\n\n```mermaid\n---\ntitle: The run\n---\nflowchart TB\na --> b\n```\n\n1. `a`: x\n")
    bar = html.split("diagram-walk")[1].split("diagram-steps")[0]
    assert 'aria-label="Walk: The run" class="diagram-walk" data-search-exclude="" role="group"' in html
    assert re.findall(r'<(\w+) class="(walk-\w+)"', bar) == [
        ("button", "walk-back"), ("button", "walk-next"), ("span", "walk-position"), ("button", "walk-all"),
        ("p", "walk-said"),
    ]  # fmt: skip
    assert 'class="walk-said" role="status"></p>' in bar


@pytest.mark.parametrize(
    ("head", "figure_id"),
    [
        ("title: The run, twice!", "fig-the-run-twice"), ("title: Le café (2)", "fig-le-cafe-2"),
        ("title: The run\nid: run", "fig-run"), ("id: run_2-a", "fig-run_2-a"),
        ("title: The run\nid: The Run", "fig-the-run"), ("title: The run\nid:", "fig-the-run"),
        ("title: 図", ""), ("title: ''", ""), ("config:\n  id: x", ""),
    ],
)  # fmt: skip
def test_a_figures_id_is_its_own_or_its_titles_slug(head: str, figure_id: str) -> None:
    html = render(f"# Page\n\n```mermaid\n---\n{head}\n---\nflowchart TB\na --> b\n```\n")
    assert re.findall(r'<figure [^>]*\bid="([^"]*)"', html) == ([figure_id] if figure_id else [])
    assert html.count("Copy link</button>") == bool(figure_id)
    assert re.findall(r'id="(fig-[^"]*\.[^"]*)"', html) == ([f"{figure_id}.a", f"{figure_id}.b"] if figure_id else [])


def test_each_node_and_group_has_one_id_at_its_entry_or_where_an_arrow_first_names_it() -> None:
    chart = 'a --> c; b --> c; subgraph g [G]; d --> e; end; e --> g2; subgraph g2 [G]; f; end; click c "page.md"; a --> b'
    html = render(f"# Page\n\n```mermaid\n---\nid: x\n---\nflowchart TB\n{chart}\n```\n")
    assert sorted(re.findall(r'id="fig-x\.([^"]*)"', html)) == ["a", "b", "c", "d", "e", "f", "g", "g2"]
    assert '<li id="fig-x.a">a leads to <span id="fig-x.c"><a ' in html
    assert '<li id="fig-x.b">b leads to <a ' in html
    assert '<li id="fig-x.g2"><strong>G</strong>' in html


def test_of_what_is_alike_on_a_page_one_has_the_id() -> None:
    diagram = "```mermaid\n---\ntitle: The run\n---\nflowchart TB\na --> b\n```\n"
    html = render(
        f'# Page\n\n{diagram}\n{diagram}\n```mermaid\n---\ntitle: Other\n---\npie\n"a": 1\n```\n\n<p id="fig-other">x</p>\n'
    )
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert sorted(ids) == ["fig-other", "fig-the-run", "fig-the-run.a", "fig-the-run.b"]


def test_nobody_but_the_guide_makes_what_it_makes_of_a_diagram() -> None:
    html = render(
        '# Page\n\n<figure class="diagram x" data-state="drawn" data-place="x:1"><div class="diagram-walk" data-turn="{}">'
        '<button class="walk-next">y</button></div><ol class="diagram-steps"><li data-step="a">z</li></ol>'
        '<a data-node="q" href="page.md">w</a></figure>\n'
    )
    assert '<figure class="x"><div>y</div><ol><li>z</li></ol><a href="page.md">w</a></figure>' in html
