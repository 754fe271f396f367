# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What readers with a keyboard, a screen reader, a printer or a hurry came upon; the numbers are those of the cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import NARROW, OF_COLOURS, PICTURES, SIZES, WCAG, opened
from site_building import ROOT, Served

pytestmark = pytest.mark.browser

NEEDS = {"walked": ".diagram-walk", "turned": ".diagram-turn"}
"""What a figure must have for it to be walked or turned."""

# What takes the focus, can be seen, and lies beside the window.
ASIDE = """[...document.querySelectorAll('a[href], button, input, label[tabindex], [tabindex="0"]')].filter((element) => {
  const { left, right, width } = element.getBoundingClientRect();
  const aside = width > 1 && (right <= 0 || left >= innerWidth);
  return aside && element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true });
}).length"""


def test_no_style_sheet_has_a_browser_look_through_the_page_at_each_change() -> None:
    """4.1: with `:not(:has(*))` WebKit stood still for fifteen seconds."""
    styles = sorted((ROOT / "docs" / "assets" / "styles").glob("*.css"))
    assert styles
    assert [path.name for path in styles if ":has(" in path.read_text(encoding="utf-8")] == []


def test_no_page_has_a_link_that_firefox_asks_for_in_vain(published: Path) -> None:
    """4.6: the policy forbids what `rel=next` has it fetch ahead."""
    pages = list(published.rglob("*.html"))
    assert len(pages) > 15
    asked_ahead = re.compile(r'<link rel="?(?:next|prev|prefetch)')
    assert [page for page in pages if asked_ahead.search(page.read_text(encoding="utf-8"))] == []


def test_each_page_asks_ahead_for_the_whole_font_and_has_no_button_over_its_text(published: Path) -> None:
    """5.3, 5.4."""
    fonts = sorted(path.name for path in (ROOT / "docs" / "assets" / "font").glob("*.woff2"))
    for page in published.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert sorted(re.findall(r'rel="preload"[^>]*/([\w-]+\.woff2)"', html)) == fonts, page
        assert "md-top" not in html, page


@pytest.mark.usefixtures("quiet")
def test_early_clicks_on_two_figures_open_one_and_misplace_nothing(page: Page, online: Served) -> None:
    """4.3, 4.11, 5.4: before a tool has come, and twice on the same; the words stay beside the tools."""
    page.goto(online.url + "data/")
    pictures = page.evaluate(PICTURES)
    page.evaluate("[...document.querySelectorAll('.diagram-enlarge')].slice(0, 2).forEach((button) => button.click())")
    page.locator("dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog:not([open])").wait_for(state="attached")
    assert [picture.replace(' style=""', "") for picture in page.evaluate(PICTURES)] == pictures
    page.evaluate("(() => { const edit = document.querySelector('.diagram-edit'); edit.click(); edit.click(); })()")
    page.locator(".diagram-editor textarea").wait_for()
    assert page.locator(".diagram-editor").count() == 1
    tops = "figure => ['.diagram-edit', 'summary'].map((part) => figure.querySelector(part).getBoundingClientRect().top)"
    one, other = page.locator("figure.diagram").first.evaluate(tops)
    assert abs(one - other) < 2


@pytest.mark.parametrize("width", [360, 1000])
def test_the_menu_is_opened_by_keyboard_and_closed_it_is_no_stop(page: Page, online: Served, width: int) -> None:
    """4.4."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(online.url + "pretraining/")
    assert page.evaluate(ASIDE) == 0
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    link = page.locator(".md-nav--primary a", has_text="Midtraining").first
    link.wait_for()
    link.click()
    page.wait_for_url(online.url + "midtraining/")


@pytest.mark.usefixtures("quiet")
def test_keys_in_a_dialog_do_nothing_behind_it(page: Page, online: Served) -> None:
    """4.5."""
    page.goto(online.url + "pretraining/")
    page.locator(".diagram-enlarge").first.click()
    page.locator("dialog[open]").wait_for()
    for key in "np,.fs/":
        page.keyboard.press(key)
    assert page.evaluate("[location.pathname, document.querySelector('#__search').checked]") == ["/pretraining/", False]
    assert page.locator("dialog[open]").is_visible()


def test_a_tooltip_goes_by_escape_and_the_search_says_what_it_found(page: Page, online: Served) -> None:
    """4.9."""
    page.goto(online.url + "pretraining/")
    page.locator("article a.fact[title]").first.hover()
    page.locator(".md-tooltip2--active").wait_for()
    page.keyboard.press("Escape")
    page.locator(".md-tooltip2--active").wait_for(state="detached")
    page.locator("input.md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    page.keyboard.type("midtraining")
    page.get_by_role("status").and_(page.locator(".md-search-result__meta", has_text="match")).wait_for()
    assert page.get_by_role("dialog", name="Search").is_visible()
    assert [choice.get_attribute("aria-label") for choice in page.locator("input.md-option").all() if choice] != [None] * 3


def test_what_is_pasted_neither_hides_the_page_nor_stops_it(page: Page, online: Served) -> None:
    """4.11: prose has a short answer, of what is too long the picture says so, many lines wait to be asked for."""
    page.goto(online.url)
    page.locator(".diagram-edit").click()
    editor = page.locator(".diagram-editor")
    field, said = editor.locator("textarea"), editor.locator(".diagram-said")
    draw = editor.get_by_role("button", name="Draw", exact=True)
    field.fill("Words of a page that somebody pasted. " * 1000)
    said.get_by_text("Mermaid says").wait_for()
    box = said.bounding_box()
    assert box
    assert box["height"] < 300
    field.fill("flowchart TB\n  a[" + "x" * 50_000 + "]")
    page.locator(".diagram-picture .label-text", has_text="exceeded").wait_for()
    assert not draw.is_visible()
    field.fill("flowchart TB\n" + "".join(f"  a{number} --> b{number % 3}\n" for number in range(151)))
    said.get_by_text("when you press Draw").wait_for()
    assert page.locator(".diagram-picture svg text", has_text="a150").count() == 0
    draw.click()
    page.locator(".diagram-picture svg text", has_text="a150").wait_for(timeout=120_000)
    editor.locator("[data-do=reset]").click()
    page.locator(".diagram-picture svg text", has_text="a150").wait_for(state="detached")
    assert not draw.is_visible()


def test_printed_or_resized_the_large_view_follows(page: Page, online: Served) -> None:
    """4.12."""
    page.goto(online.url + "pretraining/")
    page.locator(".diagram-enlarge").first.click()
    picture = page.locator("dialog[open] .diagram-large > svg")
    picture.wait_for()
    fits = "svg => svg.getBoundingClientRect().width <= svg.parentElement.clientWidth"
    wide = picture.evaluate("svg => svg.getBoundingClientRect().width")
    page.set_viewport_size({"width": 700, "height": 600})
    large = "document.querySelector('dialog[open] .diagram-large > svg')"
    page.wait_for_function(f"wide => {large}.getBoundingClientRect().width < wide", arg=wide)
    assert picture.evaluate(fits)
    # A zoom that a reader has chosen stays.
    page.locator("[data-do=larger]").click()
    chosen = picture.get_attribute("style")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("new Promise(requestAnimationFrame)")
    assert picture.get_attribute("style") == chosen
    page.pdf()
    assert page.locator("dialog[open]").count() == 0
    assert page.locator("figure.diagram").first.locator(".diagram-picture > svg").count() == 1


def test_without_scripts_there_is_no_search_and_no_button_of_it(chromium: Browser, online: Served) -> None:
    """4.12."""
    with opened(chromium, java_script_enabled=False, viewport={"width": 360, "height": 740}) as page:
        page.goto(online.url)
        parts = page.locator(".md-header [for='__search'], .md-search")
        assert parts.count() > 1
        assert not any(part.is_visible() for part in parts.all())


def test_what_waits_is_drawn_when_one_prints(page: Page, served: Served) -> None:
    """3.11: and where the printer is faster, its source stands in its place."""
    page.goto(served.url + "pretraining/")
    waiting = page.locator("figure.diagram[data-state=waiting]")
    assert waiting.count() > 2
    page.emulate_media(media="print")
    assert waiting.last.locator(".mermaid").evaluate("box => getComputedStyle(box).visibility") == "visible"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    waiting.first.wait_for(state="detached", timeout=60_000)
    assert page.locator("figure.diagram:not([data-state=live])").count() == 0


def walked(page: Page, figure: Locator) -> None:
    figure.locator(".walk-next").click(click_count=3, delay=20)
    figure.locator("svg.walking").wait_for()


def turned(page: Page, figure: Locator) -> None:
    """To the ends of all knobs, once they are alive."""
    figure.locator(".turn-said span").wait_for(state="attached")
    for knob in figure.locator("input[type=range]").all():
        knob.focus()
        page.keyboard.press("End")
    figure.locator(".turn-said", has_text="Your setting").wait_for()


def enlarged(page: Page, figure: Locator) -> None:
    figure.locator(".diagram-enlarge").click()
    page.locator("dialog[open]").wait_for()


def edited(page: Page, figure: Locator) -> None:
    figure.locator(".diagram-edit").click()
    figure.locator("textarea").wait_for()


@pytest.mark.parametrize("act", [walked, turned, enlarged, edited], ids=lambda act: act.__name__)
@pytest.mark.parametrize("page", [{**NARROW, "color_scheme": "dark"}], indirect=True, ids=["narrow, then wide"])
def test_axe_finds_nothing_in_what_a_reader_has_opened(
    page: Page, online: Served, act: Callable[[Page, Locator], None]
) -> None:
    """In both palettes, all that axe has on WCAG 2.2 A and AA, in the part that was opened."""
    page.goto(online.url + "architecture/")
    part = page.locator(NEEDS.get(act.__name__, ".diagram-tools"))
    figure = page.locator("figure.diagram").filter(has=part).first
    figure.scroll_into_view_if_needed()
    act(page, figure)
    figure.locator("figcaption").evaluate("caption => caption.classList.add('axe')")
    where = "dialog[open]" if act is enlarged else "figure.diagram:has(.axe)"
    for width, height in reversed(SIZES.items()):
        page.set_viewport_size({"width": width, "height": height})
        # No tooltip comes between.
        page.mouse.move(1, 1)
        expect(page.get_by_role("tooltip")).to_have_count(0)
        for scheme, name, rules in (("dark", "slate", WCAG), ("light", "default", OF_COLOURS)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.locator(f"body[data-md-color-scheme={name}]").wait_for(state="attached")
            found = Axe().run(page, where, {"runOnly": rules, "resultTypes": ["violations"]}).response
            assert [(rule["id"], node["target"]) for rule in found["violations"] for node in rule["nodes"]] == []
