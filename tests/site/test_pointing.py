# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pointing: a node lights up with its neighbours, an address and a search lead to it, and its link can be copied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import SHIFTS, kept_each_time, on_a_phone, on_both, requests_of
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import Served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quiet")]

PAGE = """
# Pointing

Words of the page's own, a narwhal among them.

## First section

A narwhal stands in these words too.

```mermaid
---
title: Elsewhere
---
flowchart LR
  x["An otter"] --> y["A beaver"]
```

## Second section

```mermaid
---
title: The run
---
flowchart LR
  subgraph pair["The pair"]
    a("First of all") --> b_1["A beaver, twice"]
  end
  b_1 -->|"to"| c{"Third?"}
  c --> d["A narwhal"]
  c --> b_1
  pair --> e["Far away, at the end"] --> f
  d --> f["Further"] --> g["And further still"]
  click d "#first-section" "The first"
```

```mermaid
---
title: The second run
---
flowchart LR
  n["A narwhal"] --> o["An otter"]
```

## Third section

Nothing is drawn here.
"""
LIT = """([name, figure]) => {
    const part = ({ dataset, id }) => dataset.of ?? dataset.arrow ?? id.slice(figure.id.length + 1);
    const ids = `[id^="${figure.id}."]`;
    return [figure, ...document.querySelectorAll('dialog[open]')]
        .flatMap((within) => [...within.querySelectorAll(`.${name}:is([data-of], [data-arrow], ${ids})`)])
        .map((element) => [part(element), element.matches(ids)]);
}"""


@pytest.fixture
def page(page: Page, small: Served) -> Iterator[Page]:
    """The page, on which nothing that is done needs Mermaid."""
    asked = requests_of(page)
    page.goto(small.url, wait_until="networkidle")
    yield page
    assert not any("/mermaid/" in url for url in asked)


def run(page: Page) -> Locator:
    return page.locator("#fig-the-run")


def lit(figure: Locator, name: str = "lit") -> tuple[set[str], set[str]]:
    """What has this class in the picture, and in the words below it."""
    found = figure.page.evaluate(LIT, [name, figure.element_handle()])
    return {part for part, twin in found if not twin}, {part for part, twin in found if twin}


def expected(figure: Locator, node: str) -> set[str]:
    """The node, its neighbours and the arrows between, as our own reader reads the source."""
    chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
    assert chart
    touching = [(edge.start, edge.end) for edge in chart.edges if node in (edge.start, edge.end)]
    return {node, *(end for ends in touching for end in ends), *(f"{start}->{end}" for start, end in touching)}


WIDTH = "button => button.getBoundingClientRect().width"


def test_a_node_lights_up_with_its_neighbours_in_picture_and_words(page: Page) -> None:
    figure = run(page)
    figure.locator("summary").click()
    for node in ("a", "b_1", "c", "d", "e", "f", "g", "pair"):
        wanted = expected(figure, node)
        assert len(wanted) > 2
        parts = {part for part in wanted if "->" not in part}
        # At its corner: in a group's middle are its nodes.
        target = figure.locator(f"svg [data-of={node}]")
        box = target.bounding_box()
        assert box
        target.hover(position={"x": box["width"] / 2, "y": 3 if node == "pair" else box["height"] / 2}, force=True)
        assert lit(figure) == (wanted, parts)
        assert lit(figure, "pointed") == ({node}, {node})
        page.mouse.move(0, 0)
        assert lit(figure) == (set(), set())
        # The same by its entry.
        figure.locator(f"[id='fig-the-run.{node}']").hover(position={"x": 3, "y": 3})
        assert lit(figure) == (wanted, parts)
        page.mouse.move(0, 0)
        assert lit(figure) == (set(), set())
    assert page.evaluate(SHIFTS) <= 0.01


def test_the_focus_lights_a_node_until_escape(page: Page) -> None:
    figure = run(page)
    figure.locator("svg a").focus()
    assert lit(figure)[0] == expected(figure, "d")
    page.keyboard.press("Escape")
    assert lit(figure) == (set(), set())


@on_a_phone
def test_a_tap_lights_a_node_until_one_taps_elsewhere(page: Page) -> None:
    figure = run(page)
    # A tap's click comes once the browser knows that it was no double tap and no swipe.
    figure.locator("svg [data-of=c]").tap()
    figure.locator("svg [data-of=c].pointed").wait_for()
    assert lit(figure)[0] == expected(figure, "c")
    page.locator("#fig-elsewhere svg [data-of=x]").tap()
    page.locator("#fig-elsewhere svg [data-of=x].pointed").wait_for()
    assert lit(page.locator("#fig-elsewhere"))[0] == {"x", "y", "x->y"}
    page.locator("h1").tap()
    expect(page.locator("svg .lit")).to_have_count(0)
    assert (lit(figure)[0], lit(page.locator("#fig-elsewhere"))[0]) == (set(), set())


def test_in_the_large_view_too(page: Page) -> None:
    figure = run(page)
    figure.locator(".diagram-enlarge").click()
    page.locator("dialog svg [data-of=c]").hover()
    assert lit(figure)[0] == expected(figure, "c")


@on_both
def test_an_address_leads_to_its_node(page: Page, small: Served) -> None:
    figure = run(page)
    page.goto(f"{small.url}#fig-the-run.g")
    figure.locator("svg .pointed").wait_for()
    assert lit(figure)[0] == expected(figure, "g")
    title, node = figure.locator("figcaption").bounding_box(), figure.locator("svg [data-of=g]").bounding_box()
    assert title and node and page.viewport_size
    assert 48 <= title["y"] < 200
    assert node["x"] >= 0 and node["x"] + node["width"] <= page.viewport_size["width"]
    assert node["y"] + node["height"] <= page.viewport_size["height"]
    # A reader who looks elsewhere and comes back finds it lit.
    figure.locator("svg [data-of=c]").hover()
    page.mouse.move(0, 0)
    assert lit(figure, "pointed")[0] == {"g"}
    # And from one address to another on the page.
    page.evaluate("location.hash = 'fig-the-run.a'")
    figure.locator("svg [data-of=a].pointed").wait_for()
    assert lit(figure, "pointed")[0] == {"a"}


def test_an_address_that_names_nothing_does_no_harm(page: Page, small: Served) -> None:
    harmless = ["fig-the-run.nowhere", "fig-none.a", "fig-%E0%A4%A", "fig-", "fig-the-run:0", "fig-the-run?%"]
    for number, fragment in enumerate(harmless):
        page.goto(f"{small.url}?{number}#{fragment}", wait_until="networkidle")
        assert lit(run(page), "pointed") == (set(), set()), fragment


PLACES: dict[str, dict[str, object]] = {
    "#fig-x": {},
    "#fig-x.a_b-1": {"node": "a_b-1"},
    "#fig-x.é": {"node": "é"},
    "#fig-x:12": {"step": 12},
    "#fig-x?p=0.25&long+name=a+b": {"values": {"p": "0.25", "long name": "a b"}},
    "#fig-x:3?p=2": {"step": 3, "values": {"p": "2"}},
}
READ_AND_WRITTEN = """async (fragments) => {
  const { addressOf, readFragment } = await import('/assets/diagrams/addressing.mjs');
  return fragments.map(readFragment).map(({ id, place }) =>
    [id, place, decodeURI(new URL(addressOf({ figure: { id }, place })).hash)]);
}"""


def test_an_address_is_read_as_it_was_written(page: Page) -> None:
    found = page.evaluate(READ_AND_WRITTEN, list(PLACES))
    assert found == [["fig-x", place, fragment] for fragment, place in PLACES.items()]


@pytest.mark.parametrize(("node", "address"), [("", "#fig-the-run"), ("c", "#fig-the-run.c")])
def test_the_link_of_what_is_shown_is_copied(page: Page, small: Served, node: str, address: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure, button = run(page), run(page).locator(".diagram-copy-link")
    if node:
        figure.locator(f"svg [data-of={node}]").click()
    width = button.evaluate(WIDTH)
    button.click()
    page.get_by_role("status").get_by_text("Link copied.").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == small.url + address
    assert (button.text_content(), button.evaluate(WIDTH)) == ("Copied", width)
    assert page.url == small.url


def test_where_nothing_may_be_copied_the_link_stands_in_the_address_bar(page: Page, small: Served) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }")
    run(page).locator(".diagram-copy-link").click()
    page.wait_for_url(f"{small.url}#fig-the-run")
    page.get_by_role("status").get_by_text("the link is in the address bar").wait_for(state="attached")


FOUND: dict[str, list[list[str]]] = {
    # 9.14 of the design: the search knows sections, so it is looked for in the section.
    "h=narwhal#second-section": [["fig-the-run", "d"]],
    "h=narwhal+otter#second-section": [["fig-the-second-run", "n"], ["fig-the-second-run", "o"]],
    "h=BEAVER": [["fig-elsewhere", "y"]],
    "h=beaver#second-section": [["fig-the-run", "b_1"]],
    "h=narwhal#first-section": [],
    "h=narwhal#third-section": [],
    "h=unicorn": [],
    "h=": [],
}
"""By what a search adds to an address, the figure and the node of each that it leads to."""


def test_a_search_leads_to_the_nodes_that_it_found(page: Page, small: Served) -> None:
    pointed = "all => all.map(node => [node.closest('figure').id, node.dataset.of])"
    for number, (search, nodes) in enumerate(FOUND.items()):
        page.goto(f"{small.url}?{number}&{search}", wait_until="networkidle")
        assert page.locator("svg .pointed").evaluate_all(pointed) == nodes, search
        twins = page.locator("details.diagram-twin[open]").evaluate_all("all => all.map(twin => twin.parentElement.id)")
        figures = sorted({figure for figure, _ in nodes})
        assert twins == figures, search
        for figure in figures:
            box = page.locator(f"#{figure} svg").bounding_box()
            assert box
            assert 48 <= box["y"] < 700
        # Once there, a reader who goes on to another section is left alone.
        page.evaluate("() => { location.hash = 'third-section'; document.activeElement?.blur(); }")
        page.wait_for_load_state("networkidle")
        assert page.locator("svg .pointed").evaluate_all(pointed) == nodes, search


def test_lights_leave_nothing_behind(page: Page) -> None:
    figure = run(page)

    def wander(times: int) -> None:
        for number in range(times):
            figure.locator(f"svg [data-of={'ac'[number % 2]}]").hover()
        page.mouse.move(0, 0)

    assert kept_each_time(page, wander) == (0, 0)
