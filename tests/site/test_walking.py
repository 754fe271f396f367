# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Walks: each step stands out and is said, the rest stays legible, nothing moves, and an address opens at its step."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from browsing import SHIFTS, kept_each_time, on_both, opened
from site_building import Served

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quiet")]

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
CHART = """
flowchart TB
  subgraph pair["The pair"]
    a("First") --> b("Second, and two lines")
  end
  b -->|"goes on"| c{"Third?"}
  c -->|yes| d["Fourth"]
  c -->|no| b
  a_b["Fifth"] --> d
"""
LIST = """
1. `a`: It begins [here](#plain).
2. `a --> b`: Then the second.

    A second paragraph belongs to it.

3. `pair`, `a_b` All of the pair, and the fifth.
4. `b --> c`, `c --> d`: On to the end.
5. `c --> b`: And back.
"""
OWN = '%%{init: {"theme": "dark"}}%%'
PAGE = f"""
# Walks

## Plain

```mermaid
---
title: The run
---{CHART}```
{LIST}
## Its own colours

```mermaid
---
title: Dark
---
{OWN}{CHART}```
{LIST}
## Mermaid's own steps

```mermaid
---
title: Arrows
---
flowchart LR
  a["One"] e1@--> b["Two"]
  b e2@-->|then| c["Three"]
  e1@{{ step: 1 }}
  e2@{{ step: 2 }}
```

## Without a title

```mermaid
flowchart LR
  a["One"] --> b["Two"]
```

1. `a`: The one.
2. `b`: The other.
"""
STEPS = [
    {"a"},
    {"a", "b", "a->b"},
    {"pair", "a", "b", "a->b", "a_b"},
    {"b", "c", "b->c", "d", "c->d"},
    {"c", "b", "c->b"},
]
"""What of the first diagram stands out in each step."""
EVERY = set[str]().union(*STEPS) | {"a_b->d"}
EVERY_SHIFT = SHIFTS.replace("entry.hadRecentInput ? 0 : ", "")
"""Those that follow a click too, which a browser would forgive."""
PARTS = """svg => [...svg.querySelectorAll('[data-of], [data-arrow]')]
    .map(({ dataset, classList }) => [dataset.of ?? dataset.arrow, classList.contains('step')])"""


@pytest.fixture
def page(page: Page, small: Served) -> Page:
    """The page with the walks."""
    page.goto(small.url)
    page.locator(".walk-position", has_text="steps").last.wait_for()
    return page


def shown(figure: Locator, within: Locator | None = None) -> tuple[set[str], set[str]]:
    """What of the picture stands out, and what there is; a part is named once though drawn twice."""
    parts = (within or figure).locator("svg[id]").evaluate(PARTS)
    assert len({(name, step) for name, step in parts}) == len({name for name, _ in parts})
    return {name for name, step in parts if step}, {name for name, _ in parts}


def test_each_step_stands_out_and_is_said_and_nothing_moves(page: Page, small: Served) -> None:
    figure = page.locator("#fig-the-run")
    said, position, items = (figure.locator(what) for what in (".walk-said", ".walk-position", ".diagram-steps > li"))
    figure.locator(".walk-next").scroll_into_view_if_needed()
    box, shifts = figure.bounding_box(), page.evaluate(EVERY_SHIFT)
    assert shown(figure) == (set(), EVERY)
    assert (position.text_content(), said.text_content(), items.count()) == ("5 steps", "", len(STEPS))
    assert all(item.is_visible() for item in items.all())
    order = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0, 0]
    for turn, step in enumerate(order):
        # One that is of no use can be pressed all the same, and keeps the focus.
        figure.locator(".walk-next" if turn < 6 else ".walk-back").click(force=True)
        if step:
            assert shown(figure) == (STEPS[step - 1], EVERY)
            assert position.text_content() == f"{step} of 5"
            assert re.fullmatch(rf"Step {step} of 5:\s+\S.*\.\s*", said.text_content() or "", re.DOTALL)
            assert [item.get_attribute("aria-current") for item in items.all()].index("step") == step - 1
            assert not any(item.is_visible() for item in items.all())
            assert said.locator("a").count() == items.nth(step - 1).locator("a").count()
        else:
            assert (shown(figure)[0], said.text_content()) == (set(), "")
            assert all(item.is_visible() for item in items.all())
            assert items.and_(page.locator("[aria-current]")).count() == 0
        assert page.url == f"{small.url}#fig-the-run" + (f":{step}" if step else "")
        assert figure.bounding_box() == box
    assert page.evaluate(EVERY_SHIFT) == shifts
    assert page.locator("svg.walking").count() == 0


def test_the_keyboard_steps_and_buttons_say_when_they_are_of_no_use(page: Page) -> None:
    figure = page.locator("#fig-the-run")
    back, forth, every = (figure.locator(f".walk-{name}") for name in ("back", "next", "all"))

    def useless() -> list[str | None]:
        return [button.get_attribute("aria-disabled") for button in (back, forth, every)]

    assert useless() == ["true", "false", "true"]
    forth.focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert figure.locator(".walk-position").text_content() == "5 of 5"
    assert useless() == ["false", "true", "false"]
    assert forth.evaluate("button => button === document.activeElement")
    every.press("Enter")
    assert useless() == ["true", "false", "true"]
    # Elsewhere the arrows are the page's.
    figure.locator(".diagram-edit").press("ArrowRight")
    assert figure.locator(".walk-position").text_content() == "5 steps"


@pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
def test_what_stands_back_stays_legible(page: Page) -> None:
    page.add_style_tag(content="svg * { transition: none !important }")
    for figure in page.locator("figure.diagram").all():
        for _ in range(figure.locator(".diagram-steps > li").count()):
            figure.locator(".walk-next").click()
            texts = figure.evaluate(CONTRAST)["texts"]
            assert len({text["contrast"] for text in texts}) > 1
            assert [text for text in texts if text["contrast"] < 4.5] == []


def test_an_address_opens_at_its_step(page: Page, small: Served) -> None:
    figure = page.locator("#fig-the-run")
    page.evaluate("location.hash = 'fig-the-run:4'")
    figure.locator(".walk-position", has_text="4 of 5").wait_for()
    page.reload()
    figure.locator(".walk-position", has_text="4 of 5").wait_for()
    assert shown(figure)[0] == STEPS[3]
    assert figure.bounding_box()["y"] == pytest.approx(72, abs=2)  # type: ignore[index]
    # A step that there is not is the last; another figure's address leaves this one where it is.
    page.evaluate("location.hash = 'fig-the-run:77'")
    figure.locator(".walk-position", has_text="5 of 5").wait_for()
    page.evaluate("location.hash = 'fig-dark:1'")
    page.locator("#fig-dark .walk-position", has_text="1 of 5").wait_for()
    assert figure.locator(".walk-position").text_content() == "5 of 5"
    assert page.locator("figure:not([id]) .walk-position").text_content() == "2 steps"


@on_both
def test_the_sentence_is_read_beside_the_picture_and_the_buttons_stay(page: Page) -> None:
    figure, window = page.locator("#fig-the-run"), page.viewport_size
    assert window
    # From its title, and scrolled.
    for top in (80, -100):
        places = set()
        for number in range(1, 6):
            figure.locator(".walk-next").evaluate("next => next.click()")
            figure.evaluate("(figure, top) => scrollBy(0, figure.getBoundingClientRect().top - top)", top)
            boxes = (figure.locator(what).bounding_box() for what in ("svg", ".walk-said", ".walk-next"))
            picture, sentence, button = boxes
            assert picture and sentence and button
            assert sentence["height"] > 20
            assert picture["y"] < button["y"] < sentence["y"], number
            assert sentence["y"] + sentence["height"] <= window["height"]
            places.add((button["x"], button["y"]))
        assert len(places) == 1
        figure.locator(".walk-all").evaluate("all => all.click()")
    assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


@on_both
def test_the_large_view_walks_too(page: Page) -> None:
    figure, dialog = page.locator("#fig-the-run"), page.locator("dialog")
    figure.locator(".walk-next").click()
    height = figure.bounding_box()["height"]  # type: ignore[index]
    figure.locator(".diagram-enlarge").click()
    size = dialog.locator(".diagram-large").bounding_box()
    dialog.locator(".walk-next").click()
    assert shown(figure, dialog)[0] == STEPS[1]
    assert dialog.locator(".walk-said", has_text=re.compile(r"Step 2 of 5:\s+Then the second\.")).is_visible()
    dialog.locator(".walk-next").press("ArrowRight")
    assert dialog.locator(".diagram-large").bounding_box() == size
    assert figure.bounding_box()["height"] == height  # type: ignore[index]
    page.keyboard.press("Escape")
    assert figure.locator(".walk-position").text_content() == "3 of 5"
    assert shown(figure)[0] == STEPS[2]
    assert figure.bounding_box()["height"] == height  # type: ignore[index]


@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}, {"reduced_motion": "no-preference"}], indirect=True)
def test_nothing_fades_for_those_who_want_no_motion(page: Page) -> None:
    wanted = page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    duration = "part => getComputedStyle(part).transitionDuration"
    durations = set(
        page.locator("#fig-the-run").locator("[data-of], .step-mark").evaluate_all(f"all => all.map({duration})")
    )
    assert durations == ({"0s"} if wanted else {"0.15s"})


def test_on_paper_all_is_there_whatever_the_step(page: Page) -> None:
    figure = page.locator("#fig-the-run")
    figure.locator(".walk-next").click()
    page.emulate_media(media="print")
    page.add_style_tag(content="svg * { transition: none !important }")
    assert all(item.is_visible() for item in figure.locator(".diagram-steps > li").all())
    tops = [item.bounding_box()["y"] for item in figure.locator(".diagram-steps > li").all()]  # type: ignore[index]
    assert tops == sorted(tops)
    opacity = "parts => parts.map(part => getComputedStyle(part).opacity)"
    assert set(figure.locator("[data-of], .step-mark").evaluate_all(opacity)) == {"1"}
    assert not figure.locator(".diagram-walk").is_visible()


def test_without_scripts_it_is_a_list_with_its_numbers_in_the_picture(chromium: Browser, small: Served) -> None:
    with opened(chromium, java_script_enabled=False) as page:
        page.goto(small.url)
        for figure in page.locator("figure.diagram").all():
            items = figure.locator("ol.diagram-steps > li")
            assert all(item.is_visible() for item in items.all())
            numbers = figure.locator("svg .step-number").all_text_contents()
            assert numbers == [str(number + 1) for number in range(items.count())]
            assert not figure.locator(".diagram-walk").is_visible()


def test_a_steps_number_hides_no_label_and_no_other_number(page: Page) -> None:
    boxes = """svg => [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).map(text => {
      const shape = text.parentElement.querySelector(':scope > circle') ?? text;
      const { left, right, top, bottom } = shape.getBoundingClientRect();
      return [text.classList.contains('step-number'), left, right, top, bottom];
    })"""
    for svg in page.locator(".diagram-picture svg").all():
        pairs = [pair for pair in combinations(svg.evaluate(boxes), 2) if pair[0][0] or pair[1][0]]
        assert pairs
        for (_, left, right, top, bottom), (_, other_left, other_right, other_top, other_bottom) in pairs:
            assert left >= other_right or other_left >= right or top >= other_bottom or other_top >= bottom
        # All of it is in the picture.
        frame = svg.bounding_box()
        for mark in svg.locator(".step-mark").all():
            box = mark.bounding_box()
            assert box and frame
            assert frame["x"] <= box["x"] + 0.1 and box["x"] + box["width"] <= frame["x"] + frame["width"] + 0.1
            assert frame["y"] <= box["y"] + 0.1 and box["y"] + box["height"] <= frame["y"] + frame["height"] + 0.1


def test_mermaids_own_steps_are_walked_and_play_nothing(page: Page) -> None:
    # 3.1
    figure = page.locator("#fig-arrows")
    assert figure.locator("svg").evaluate("svg => svg.querySelectorAll('[class^=edge-step], animateMotion').length") == 0
    for expected in ({"a", "b", "a->b"}, {"b", "c", "b->c"}):
        figure.locator(".walk-next").click()
        assert shown(figure)[0] == expected
    assert (figure.locator(".walk-said").text_content() or "").startswith("Step 2 of 2: Two")


def test_what_one_edits_is_walked_at_once(page: Page) -> None:
    figure = page.locator("#fig-the-run")
    for _ in range(4):
        figure.locator(".walk-next").click()
    figure.locator(".diagram-edit").click()
    field = figure.locator("textarea")
    field.fill(field.input_value().replace("Third?", "Edited?").replace("c -->|yes| d", "c -->|yes| e[New] --> d"))
    figure.locator("svg text", has_text="Edited?").wait_for()
    assert shown(figure) == (STEPS[3] - {"c->d"}, (EVERY - {"c->d"}) | {"e", "c->e", "e->d"})
    assert figure.locator("svg .step-number").all_text_contents() == ["1", "2", "3", "4", "5"]
    figure.locator(".walk-next").click()
    assert shown(figure)[0] == STEPS[4]


def test_steps_leave_nothing_behind(page: Page) -> None:
    figure = page.locator("#fig-the-run")

    def steps(number: int) -> None:
        figure.locator(".walk-next").evaluate(f"next => {{ for (let i = 0; i < {number}; i += 1) next.click(); }}")
        figure.locator(".walk-all").evaluate("all => all.click()")

    assert kept_each_time(page, steps) == (0, 0)
