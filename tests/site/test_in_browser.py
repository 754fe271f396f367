# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The built site in a real Chromium: every diagram of every page drawn, nothing on the console, nobody else asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browsing import FOUNDING, LABEL_SIZE, LABELS, PAGES, SHIFTS, SIZES, SMALLEST_LABEL, Watch, draw_all, opened, page_name
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import ROOT, Served, build_site, serve

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Visit:
    """A page of the built site, all of it drawn, in a window of this width; what it said and asked for."""

    path: str
    width: int
    page: Page
    watch: Watch


@pytest.fixture(
    scope="module",
    params=[(path, width) for path in PAGES for width in SIZES],
    ids=lambda page: f"{page_name(page[0])}-{page[1]}",
)
def visit(chromium: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Each page below a path, as a code host serves it, on a desktop and on a phone."""
    path, width = request.param
    with opened(chromium, viewport={"width": width, "height": SIZES[width]}, color_scheme="light") as page:
        watch = Watch(page, served.url)
        page.goto(served.url + path)
        draw_all(page)
        yield Visit(path, width, page, watch)


def test_every_diagram_is_drawn_with_its_labels_and_nothing_goes_wrong(visit: Visit) -> None:
    page = visit.page
    for figure in page.locator("figure.diagram").all():
        assert figure.get_attribute("data-state") == "live"
        assert figure.locator("svg").count() == 1
        drawn = str(figure.evaluate(LABELS))
        chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
        if chart:
            # All of every label, and nothing else: no entity that was to be a character, no letter left out.
            labels = [
                *chart.nodes.values(),
                *(edge.label for edge in chart.edges if edge.label),
                *(group.title for group in chart.groups.values()),
            ]
            assert sorted(drawn.split()) == sorted("".join(label.split()) for label in labels)
        else:
            assert drawn
        assert figure.locator("svg").evaluate(LABEL_SIZE) >= SMALLEST_LABEL[visit.width]
        if visit.path != FOUNDING:
            height = figure.locator("svg").evaluate("svg => svg.getBoundingClientRect().height")
            assert height <= 0.8 * SIZES[visit.width] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= visit.width
    # In a preview the room is an estimate; in the published site it is exact, see test_every_page.py.
    assert page.evaluate(SHIFTS) <= 0.25
    assert (visit.watch.said, visit.watch.strangers, visit.watch.failed) == ([], [], [])


def test_every_box_of_a_diagram_that_is_a_link_leads_where_its_twin_leads(visit: Visit) -> None:
    for figure in visit.page.locator("figure.diagram").all():
        boxes = figure.locator("svg a").evaluate_all("links => links.map(link => link.href.baseVal)")
        twins = figure.locator("a[data-node]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert set(boxes) == set(twins)
        assert not any(":" in address for address in boxes)


def test_a_frame_is_a_stop_for_the_keyboard_where_it_scrolls(visit: Visit) -> None:
    for frame in visit.page.locator(".diagram-frame").all():
        scrolls = frame.evaluate(
            "frame => frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight"
        )
        named = "scrolls" in (frame.get_attribute("aria-label") or "")
        assert (frame.get_attribute("tabindex"), named) == (("0", True) if scrolls else (None, False))
        assert scrolls or (visit.path, visit.width) != (FOUNDING, 360)


def test_all_33_labels_of_the_founding_diagram_can_be_seen(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(served.url + FOUNDING)
        draw_all(page)
        figure = page.locator("figure.diagram")
        chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
        nodes = figure.locator("svg g.rough-node")
        assert chart is not None
        assert len(chart.nodes) == nodes.count() == 33
        for node in nodes.all():
            node.scroll_into_view_if_needed()
            box = node.bounding_box()
            assert box is not None
            assert box["width"] > 40
        # As its author wrote it: drawn by hand, in its own colours, on a dark canvas.
        assert figure.get_attribute("data-canvas") == "dark"
        fonts = nodes.locator("text").evaluate_all("texts => texts.map(t => getComputedStyle(t).fontFamily)")
        assert all(font.startswith('"Source Sans 3"') for font in fonts)


def test_the_map_stands_above_the_fold_and_the_palette_recolours_it(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, color_scheme="light") as page:
        page.goto(served.url)
        draw_all(page)
        box = page.locator("figure.diagram svg").bounding_box()
        assert box is not None
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


@pytest.fixture(scope="module")
def changed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the built site whose pages a test may change."""
    target = tmp_path_factory.mktemp("changed") / "site"
    shutil.copytree(site, target)
    with serve(target, "/") as server:
        yield server


def change(site: Served, page: str, pattern: str, new: str) -> None:
    file = site.folder / page / "index.html"
    text, count = re.subn(pattern, lambda _: new, file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert count
    file.write_text(text, encoding="utf-8")


def test_a_broken_diagram_says_why_and_harms_nothing_else(chromium: Browser, changed: Served) -> None:
    change(changed, "pretraining", "TB\n  accTitle: The experiment of Figure 2", "TB\n  oops -->\n accTitle: x")
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(changed.url + "pretraining/")
        draw_all(page)
        states = page.locator("figure.diagram").evaluate_all("figures => figures.map(f => f.dataset.state)")
        assert states.count("failed") == 1
        assert states.count("live") == len(states) - 1
        figure = page.locator("figure.diagram").nth(states.index("failed"))
        said = figure.locator(".diagram-error").text_content() or ""
        assert ("Mermaid says:" in said, "Parse error" in said) == (True, True)
        assert figure.locator("div.mermaid").is_visible()
        assert "oops" in (figure.locator("div.mermaid").text_content() or "")
        assert figure.locator("details").get_attribute("open") is not None
        assert page.locator("svg[aria-roledescription=error]").count() == 0
        assert not figure.locator(".diagram-enlarge").is_visible()
        # Mended in the editor, it is a diagram like any other.
        figure.locator(".diagram-edit").click()
        field = figure.locator("textarea")
        field.fill(field.input_value().replace("  oops -->\n", ""))
        figure.locator(".diagram-picture svg").wait_for()
        assert figure.locator(".diagram-error").count() == 0
        assert figure.locator(".diagram-enlarge").is_visible()


def test_a_page_may_ask_nobody_else_whatever_stands_in_it(chromium: Browser, changed: Served) -> None:
    foreign = '<img src="https://third.example/i.png"><script src="https://third.example/s.js"></script><h1'
    change(changed, "licences", "<h1", foreign)
    with opened(chromium) as page:
        refused: list[str] = []
        page.on("requestfailed", lambda request: refused.append(f"{request.failure} {request.url}"))
        page.goto(changed.url + "licences/")
        page.locator("h1").wait_for()
        assert sorted(refused) == ["csp https://third.example/i.png", "csp https://third.example/s.js"]


def test_without_the_font_the_vendored_mermaid_draws_all_the_same(chromium: Browser, served: Served) -> None:
    with opened(chromium) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.route("**/*.woff2", lambda route: route.abort())
        page.goto(served.url)
        draw_all(page)
        assert page.locator("figure.diagram").get_attribute("data-state") == "live"
        assert served.url + "assets/mermaid/mermaid.esm.min.mjs" in asked


def test_a_heading_called_diagram_1_is_not_drawn_into(chromium: Browser, changed: Served) -> None:
    change(changed, "founding-note", 'id="explanation"', 'id="diagram-1"')
    with opened(chromium) as page:
        page.goto(changed.url + FOUNDING)
        draw_all(page)
        assert page.locator("figure.diagram").get_attribute("data-state") == "live"
        assert "Explanation" in (page.locator("h3#diagram-1").text_content() or "")


def test_without_mermaid2_the_same_module_draws_the_same_picture(
    chromium: Browser, served: Served, changed: Served
) -> None:
    change(changed, "midtraining", r'<script type="module">\s*import mermaid from.*?</script>', "")
    pictures = []
    for url in (changed.url, served.url):
        with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
            page.goto(url + "midtraining/")
            draw_all(page)
            drawn = page.locator("figure.diagram svg").evaluate_all("all => all.map(svg => svg.outerHTML)")
            pictures.append([picture.replace(url, "/") for picture in drawn])
    assert pictures[0] == pictures[1]


def test_without_scripts_sources_twins_and_tables_are_there(chromium: Browser, served: Served) -> None:
    with opened(chromium, java_script_enabled=False, viewport={"width": 360, "height": 740}) as page:
        page.goto(served.url + "pretraining/")
        for figure in page.locator("figure.diagram").all():
            assert figure.locator("div.mermaid").is_visible()
            assert figure.locator("details").count() == 1
        tables = page.locator("table").all()
        assert tables
        assert all(table.is_visible() for table in tables)
        # An evaluation of Playwright's own still runs; the page's scripts do not.
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_below_a_path_the_page_for_what_is_not_there_is_whole(chromium: Browser, tmp_path: Path) -> None:
    built = build_site(ROOT, tmp_path, site_url="https://phi4-guide.example/phi4-guide/")
    assert built.returncode == 0, built.stderr
    with serve(tmp_path, "/phi4-guide/") as server, opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, server.url)
        answer = page.goto(server.url + "no/such/page/")
        assert answer is not None
        assert answer.status == 404
        assert page.locator("h1").text_content() == "Page not found"
        assert (watch.failed, watch.strangers) == ([f"404 {server.url}no/such/page/"], [])
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
        page.locator(".md-nav--primary a", has_text="Pretraining").first.click()
        page.wait_for_url(server.url + "pretraining/")


def test_search_finds_the_words_of_a_diagram(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, served.url)
        page.goto(served.url)
        # Material listens for keys, and only once its script has run and the index has come.
        page.locator("input.md-search__input").click()
        page.locator(".md-search-result__meta", has_text="Type to start").wait_for()
        page.keyboard.type("interpolate hyperparameters")
        page.locator(".md-search-result__link", has_text="Pretraining").first.wait_for()
        assert watch.strangers == []
