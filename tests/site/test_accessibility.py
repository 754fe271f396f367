# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What everybody can use: contrast as measured, axe on every page, reflow, and a walk by keyboard alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browsing import FOUNDING, SIZES, Watch, by_path, opened, wake_all
from site_building import Served

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")
TEXT, LINE = 4.5, 3.0
SCHEMES = {"light": "default", "dark": "slate"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VERDICTS: list[dict[str, str]] = yaml.safe_load((HERE / "axe_incomplete.yml").read_text(encoding="utf-8"))


def show(page: Page, scheme: str) -> None:
    """Switches the palette as the system does."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.locator(f"body[data-md-color-scheme={SCHEMES[scheme]}]").wait_for(state="attached")


@by_path
def test_labels_and_lines_of_every_diagram_stand_out(chromium: Browser, online: Served, path: str) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(online.url + path)
        for scheme in SCHEMES:
            show(page, scheme)
            for figure in page.locator("figure.diagram").all():
                measured = figure.evaluate(CONTRAST)
                assert measured["texts"]
                assert [found for found in measured["texts"] if found["contrast"] < TEXT] == []
                if path != FOUNDING:  # its lines are its author's
                    assert [found for found in measured["lines"] if found["contrast"] < LINE] == []


# The list's entry, by its number, for each of these rules and elements; -1 where there is none.
JUDGE = """([nodes, verdicts]) => nodes.map(([rule, target]) =>
    verdicts.findIndex(entry => entry.rule === rule && document.querySelector(target).matches(entry.elements)))"""


def judged(page: Page, found: dict[str, Any]) -> list[tuple[int, str, str]]:
    """What axe could not decide: the number of its verdict or -1, its rule, the element."""
    nodes = [(rule["id"], node["target"][-1]) for rule in found["incomplete"] for node in rule["nodes"]]
    return [(number, *node) for number, node in zip(page.evaluate(JUDGE, [nodes, VERDICTS]), nodes, strict=True)]


@pytest.mark.parametrize("width", SIZES)
@by_path
def test_axe_finds_nothing(chromium: Browser, online: Served, path: str, width: int) -> None:
    """Every rule of WCAG 2.2 A and AA on all of the page; what axe leaves open has a verdict in axe_incomplete.yml."""
    with opened(chromium, viewport={"width": width, "height": SIZES[width]}) as page:
        page.goto(online.url + path)
        # All of the page in the window: what is out of it is not laid out, and axe then sees texts upon each other.
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        # And no picture changes while axe looks at it.
        wake_all(page)
        for scheme in SCHEMES:
            show(page, scheme)
            found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations", "incomplete"]}).response
            assert [(rule["id"], node["target"]) for rule in found["violations"] for node in rule["nodes"]] == []
            assert [node for node in judged(page, found) if node[0] < 0] == []


def test_every_verdict_is_of_use(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 360, "height": 740}) as page:
        page.goto(online.url + "evaluation/")
        wake_all(page)
        found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["incomplete"]}).response
        assert {number for number, _, _ in judged(page, found)} >= set(range(len(VERDICTS)))


@by_path
def test_no_diagram_is_hidden_from_those_who_listen(chromium: Browser, online: Served, path: str) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(online.url + path)
        for picture in page.locator(".diagram-picture svg").all():
            assert picture.get_attribute("role") == "graphics-document document"
            assert picture.evaluate("svg => !svg.closest('[aria-hidden=true], [hidden], [inert]')")
            name = picture.get_attribute("aria-labelledby")
            assert page.locator(f"[id='{name}']").text_content() if name else picture.get_attribute("aria-label")


@by_path
def test_at_320_pixels_a_page_needs_no_scrolling_sideways(chromium: Browser, online: Served, path: str) -> None:
    with opened(chromium, viewport={"width": 320, "height": 640}) as page:
        page.goto(online.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def tab_to(page: Page, what: str, most: int = 150) -> None:
    """Presses Tab until the focus is on what this selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", what):
            return
    raise AssertionError(f"{most} times Tab and no {what}")


def test_a_walk_by_keyboard_from_home_through_a_diagram_to_the_ledger(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, online.url)
        page.goto(online.url)
        tab_to(page, "figure.diagram svg a[href^='pretraining/']")
        page.keyboard.press("Enter")
        page.wait_for_url(online.url + "pretraining/")
        tab_to(page, ".diagram-enlarge")
        page.keyboard.press("Enter")
        page.locator("dialog[open]").wait_for()
        tab_to(page, "dialog [data-do=larger]")
        page.keyboard.press("Enter")
        tab_to(page, "dialog svg a")
        page.keyboard.press("Escape")
        page.locator("dialog:not([open])").wait_for(state="attached")
        assert page.evaluate("document.activeElement.matches('.diagram-enlarge')")
        tab_to(page, ".diagram-twin summary")
        page.keyboard.press("Enter")
        tab_to(page, ".diagram-twin[open] a")
        tab_to(page, "a.fact")
        page.keyboard.press("Enter")
        page.wait_for_url(online.url + "ledger/#*")
        assert page.locator(":target").is_visible()
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])
