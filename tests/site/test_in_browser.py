# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The built site, not yet drawn, in a real Chromium, as a preview shows it: the page's own module draws every diagram."""

from __future__ import annotations

import shutil
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import FOUNDING, NARROW, PICTURES, SHIFTS, Watch, draw_all, requests_of, without_scripts
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import Served, done, edit, guide_folder, mkdocs, serve

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["architecture/", "data/", "midtraining/", FOUNDING])
@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=["360"])
@pytest.mark.usefixtures("quiet")
def test_every_diagram_is_drawn_as_one_scrolls_and_little_moves(page: Page, served: Served, path: str) -> None:
    """On pages with every kind of diagram; all of them tests/site/test_every_page.py has drawn anew, and looks at."""
    heights = "figures => figures.map((figure) => figure.getBoundingClientRect().height)"
    page.goto(served.url + path)
    rooms = page.locator("figure.diagram").evaluate_all(heights)
    draw_all(page)
    assert page.locator("figure.diagram:not([data-state=live])").count() == 0
    assert page.locator("figure.diagram svg").count() == page.locator("figure.diagram").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    # In a preview the room is an estimate; in the published site it is exact.
    for room, height in zip(rooms, page.locator("figure.diagram").evaluate_all(heights), strict=True):
        assert height == pytest.approx(room, rel=0.3)


@pytest.mark.usefixtures("quiet")
def test_all_33_labels_of_the_founding_diagram_can_be_seen(page: Page, served: Served) -> None:
    page.goto(served.url + FOUNDING)
    draw_all(page)
    figure = page.locator("figure.diagram")
    chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
    nodes = figure.locator("svg g.rough-node")
    assert chart
    assert len(chart.nodes) == nodes.count() == 33
    for node in nodes.all():
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        assert box
        assert box["width"] > 40
    # As its author wrote it: drawn by hand, in its own colours, on a dark canvas.
    assert figure.get_attribute("data-canvas") == "dark"
    fonts = nodes.locator("text").evaluate_all("texts => texts.map(t => getComputedStyle(t).fontFamily)")
    assert all(font.startswith('"Source Sans 3"') for font in fonts)
    assert page.evaluate(SHIFTS) <= 0.25


@pytest.mark.usefixtures("quiet")
def test_the_map_stands_above_the_fold_and_the_palette_recolours_it(page: Page, served: Served) -> None:
    page.goto(served.url)
    draw_all(page)
    box = page.locator("figure.diagram svg").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 800
    # It is not drawn again.
    page.evaluate("document.querySelector('figure.diagram svg').dataset.mark = 'same'")
    fill = "getComputedStyle(document.querySelector('svg .node.model .label-container')).fill"
    assert page.evaluate(fill) == "rgb(223, 240, 238)"
    page.locator("label[for=__palette_1]").click()
    page.locator("label[for=__palette_2]").click()
    page.locator("body[data-md-color-scheme=slate]").wait_for(state="attached")
    assert page.evaluate(fill) == "rgb(18, 50, 48)"
    assert page.evaluate("document.querySelector('figure.diagram svg').dataset.mark") == "same"


@pytest.fixture
def changed(site: Path, tmp_path: Path) -> Iterator[Served]:
    """A copy of the built site whose pages a test may change."""
    with serve(shutil.copytree(site, tmp_path / "site"), "/") as server:
        yield server


def test_a_broken_diagram_says_why_and_harms_nothing_else(page: Page, changed: Served) -> None:
    broken = ("TB\n  accTitle: The experiment of Figure 2", "TB\n  oops -->\n accTitle: x")
    edit(changed.folder / "pretraining" / "index.html", broken)
    page.goto(changed.url + "pretraining/")
    draw_all(page)
    states = page.locator("figure.diagram").evaluate_all("figures => figures.map(f => f.dataset.state)")
    assert (states.count("failed"), states.count("live")) == (1, len(states) - 1)
    figure = page.locator("figure.diagram").nth(states.index("failed"))
    error, source = figure.locator(".diagram-error"), figure.locator("div.mermaid")
    said = error.text_content() or ""
    assert ("Mermaid says:" in said, "Parse error" in said) == (True, True)
    assert source.is_visible()
    assert "oops" in (source.text_content() or "")
    assert figure.locator("details").get_attribute("open") is not None
    assert page.locator("svg[aria-roledescription=error]").count() == 0
    assert not figure.locator(".diagram-enlarge").is_visible()
    # Mended in the editor, it is a diagram like any other.
    figure.locator(".diagram-edit").click()
    field = figure.locator("textarea")
    field.fill(field.input_value().replace("  oops -->\n", ""))
    figure.locator(".diagram-picture svg").wait_for()
    assert error.count() == 0
    assert figure.locator(".diagram-enlarge").is_visible()


def test_a_page_may_ask_nobody_else_whatever_stands_in_it(page: Page, changed: Served) -> None:
    foreign = '<img src="https://third.example/i.png"><script src="https://third.example/s.js"></script><h1'
    edit(changed.folder / "licences" / "index.html", ("<h1", foreign))
    refused: list[str] = []
    page.on("requestfailed", lambda request: refused.append(f"{request.failure} {request.url}"))
    page.goto(changed.url + "licences/")
    page.locator("h1").wait_for()
    assert sorted(refused) == ["csp https://third.example/i.png", "csp https://third.example/s.js"]


def test_without_the_font_the_vendored_mermaid_draws_all_the_same(page: Page, served: Served) -> None:
    asked = requests_of(page)
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(served.url)
    draw_all(page)
    assert page.locator("figure.diagram").get_attribute("data-state") == "live"
    assert served.url + "assets/mermaid/mermaid.esm.min.mjs" in asked


def test_a_heading_called_diagram_1_is_not_drawn_into(page: Page, changed: Served) -> None:
    edit(changed.folder / "how-it-is-made" / "index.html", ('<h2 id="[^"]*"', '<h2 id="diagram-1"'))
    page.goto(changed.url + "how-it-is-made/")
    heading = page.locator("h2#diagram-1")
    before = heading.inner_html()
    draw_all(page)
    assert page.locator("figure.diagram").get_attribute("data-state") == "live"
    assert heading.inner_html() == before


def test_without_mermaid2_the_same_module_draws_the_same_picture(page: Page, changed: Served, drawn: Path) -> None:
    loader = r'(?s)<script type="module">\s*import mermaid from.*?</script>'
    edit(changed.folder / "midtraining" / "index.html", (loader, ""))
    page.goto(changed.url + "midtraining/")
    draw_all(page)
    pictures = page.evaluate(PICTURES)
    text = (drawn / "midtraining" / "index.html").read_text(encoding="utf-8")
    assert text.count('<div class="diagram-picture"><svg') == len(pictures) > 0
    assert [picture for picture in pictures if picture not in text] == []


@without_scripts
def test_without_scripts_sources_twins_and_tables_are_there(page: Page, served: Served) -> None:
    page.goto(served.url + "pretraining/")
    for figure in page.locator("figure.diagram").all():
        assert figure.locator("div.mermaid").is_visible()
        assert figure.locator("details").count() == 1
    tables = page.locator("table:not(details table)").all()
    assert tables
    assert all(table.is_visible() for table in tables)
    # An evaluation of Playwright's own still runs; the page's scripts do not.
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_below_a_path_the_page_for_what_is_not_there_is_whole(page: Page, tmp_path: Path) -> None:
    folder = guide_folder(tmp_path, {"index.md": "# Home\n", "pretraining.md": "# Pretraining\n"})
    done(mkdocs("build", "--strict", cwd=folder, SITE_URL="https://phi4-guide.example/phi4-guide/"))
    with serve(folder / "site", "/phi4-guide/") as server:
        watch = Watch(page, server.url)
        answer = page.goto(server.url + "no/such/page/")
        assert answer
        assert answer.status == 404
        assert page.locator("h1").text_content() == "Page not found"
        assert (watch.failed, watch.strangers) == ([f"404 {server.url}no/such/page/"], [])
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
        page.locator(".md-nav--primary a", has_text="Pretraining").first.click()
        page.wait_for_url(server.url + "pretraining/")


def test_search_finds_the_words_of_a_diagram(page: Page, served: Served) -> None:
    watch = Watch(page, served.url)
    page.goto(served.url)
    # Material listens for keys, and only once its script has run and the index has come.
    page.locator("input.md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    page.keyboard.type("interpolate hyperparameters")
    page.locator(".md-search-result__link", has_text="Pretraining").first.wait_for()
    assert watch.strangers == []


@pytest.mark.usefixtures("quiet")
def test_the_published_sites_search_fails_on_no_letter(page: Page, online: Served) -> None:
    """The theme's own did, on a site of many numbers, and said so on the console."""
    page.goto(online.url)
    page.locator("input.md-search__input").click()
    page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
    for sign in string.ascii_lowercase + string.digits:
        page.keyboard.type(sign)
        page.locator(".md-search-result__meta", has_text="matching").wait_for()
        page.keyboard.press("Backspace")
        page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
