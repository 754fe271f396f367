# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a stranger's diagram says is drawn, and what it would load or run is not: on a page without a policy of its own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Request

from browsing import opened
from site_building import ROOT, serve

pytestmark = pytest.mark.browser

ASSETS = ROOT / "docs" / "assets"
CASES: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "site" / "hostile_diagrams.yml").read_text(encoding="utf-8"))
STRANGER = "third.example"
UNSAFE = re.compile(rf"{re.escape(STRANGER)}|^on\w+=|url\((?![\"']?#)|\\", re.IGNORECASE)
CONTROL = f"https://{STRANGER}/control.png"

# Of each figure its state and words; all that a browser could follow by itself in its picture: every attribute but a link's
# address and words, every style sheet; and where its links lead.
DRAWN = r"""figures => figures.map(figure => [
  figure.dataset.state,
  figure.querySelector('.diagram-picture, .diagram-error').textContent,
  [...figure.querySelectorAll('svg, svg *')].flatMap(element => [
    ...[...element.attributes].filter(({ name }) => !(name === 'href' && element.localName === 'a') && !/^aria-/.test(name))
      .map(({ name, value }) => `${name}=${value}`),
    ...(element.localName === 'style' ? [element.textContent] : []),
  ]),
  [...figure.querySelectorAll('svg a')].map(link => link.getAttribute('href') ?? ''),
])"""


def figure_of(case: dict[str, Any]) -> str:
    """The figure that the build makes of this diagram."""
    canvas = f'data-canvas="{case["canvas"]}"' if "canvas" in case else ""
    box = f'<div class="mermaid">{html.escape(case["source"])}</div>'
    return f'<figure class="diagram" data-state="waiting" {canvas}><div class="diagram-frame">{box}</div></figure>'


@pytest.fixture(scope="module")
def seen(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All of them on one page, with the picture of a stranger that shows that nothing else stops what it asks for.

    Gives what became of each (state, words, what a browser follows in it, where its links lead), what the page asked for
    itself, why what the frame for drawing asked for was in vain, and what ran.
    """
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "assets").symlink_to(ASSETS)
    sheets = [path.relative_to(ASSETS).as_posix() for path in sorted(ASSETS.glob("**/*.css"))]
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>Hostile</title>"
        + "".join(f'<link rel="stylesheet" href="assets/{sheet}">' for sheet in sheets)
        + f'<script type="module" src="assets/diagrams.mjs"></script><img src="{CONTROL}">{"".join(map(figure_of, CASES))}',
        encoding="utf-8",
    )
    asked: list[Request] = []
    with serve(folder, "/") as server, opened(chromium) as tab:
        tab.route(f"**/{STRANGER}/**", lambda route: route.abort())
        tab.on("request", lambda request: asked.append(request) if STRANGER in request.url else None)
        tab.goto(server.url)
        tab.evaluate("() => import('/assets/diagrams.mjs').then(diagrams => diagrams.drawAll())")
        tab.wait_for_load_state("networkidle")
        yield {
            "drawn": tab.locator("figure.diagram").evaluate_all(DRAWN),
            "asked": [request.url for request in asked if request.frame == tab.main_frame],
            "stopped": {request.failure for request in asked if request.frame != tab.main_frame},
            "ran": tab.evaluate("window.ran ?? null"),
        }


def test_the_page_asks_for_the_picture_that_shows_that_nothing_else_stops_it_and_for_nothing_more(
    seen: dict[str, Any],
) -> None:
    assert (seen["asked"], seen["ran"]) == ([CONTROL], None)
    # Without the frame's policy these would have been asked of somebody; a filter ("origin") of its own host alone.
    assert seen["stopped"] == {"csp", "origin"}


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["case"] for case in CASES])
def test_a_hostile_diagram_is_drawn_with_its_words_and_follows_nothing(seen: dict[str, Any], number: int) -> None:
    state, words, followed, links = seen["drawn"][number]
    assert state == CASES[number].get("state", "live"), words
    assert [wanted for wanted in CASES[number]["words"] if "".join(wanted.split()) not in "".join(words.split())] == []
    assert [text for text in followed if UNSAFE.search(text)] == []
    assert not any("script" in link for link in links)


def test_the_cases_are_of_each_kind() -> None:
    assert {case["case"].split()[0] for case in CASES} == {"2.1", "2.2", "2.5"}
