# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The built site in a real Chromium: every diagram of every page drawn, nothing on the console, nobody else asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browsing import FOUNDING, LABEL_SIZE, LABELS, PAGES, SHIFTS, SIZES, SMALLEST_LABEL, Watch, by_path, draw_all, opened
from phi4_guide.diagrams.flowchart import Group, read_flowchart
from site_building import ROOT, Served, build_site, serve

pytestmark = pytest.mark.browser


def titles(group: Group) -> Iterator[str]:
    for part in group.groups:
        yield part.title
        yield from titles(part)


@pytest.mark.parametrize("width", SIZES)
@by_path
def test_every_diagram_is_drawn_with_its_labels_and_nothing_goes_wrong(
    chromium: Browser, served: Served, path: str, width: int
) -> None:
    with opened(chromium, viewport={"width": width, "height": SIZES[width]}, color_scheme="light") as page:
        watch = Watch(page, served.url)
        page.goto(served.url + path)
        draw_all(page)
        for figure in page.locator("figure.diagram").all():
            assert figure.get_attribute("data-state") == "live"
            assert figure.locator("svg").count() == 1
            source = figure.locator("div.mermaid").text_content() or ""
            drawn = str(figure.evaluate(LABELS))
            chart = read_flowchart(source)
            if chart:
                # All of every label, and nothing else: no entity that was to be a character, no letter left out.
                labels = [*chart.nodes.values(), *(edge.label for edge in chart.edges if edge.label), *titles(chart.root)]
                assert sorted(drawn.split()) == sorted("".join(label.split()) for label in labels)
            else:
                assert drawn
            assert figure.locator("svg").evaluate(LABEL_SIZE) >= SMALLEST_LABEL[width]
            if path != FOUNDING:
                height = figure.locator("svg").evaluate("svg => svg.getBoundingClientRect().height")
                assert height <= 0.8 * SIZES[width] + 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # In a preview the room is an estimate; in the published site it is exact, see test_published.py.
        assert page.evaluate(SHIFTS) <= 0.25
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])


def test_all_33_labels_of_the_founding_diagram_can_be_seen(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(served.url + FOUNDING)
        draw_all(page)
        figure = page.locator("figure.diagram")
        chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
        assert chart is not None
        assert len(chart.nodes) == 33
        nodes = figure.locator("svg g.rough-node")
        assert nodes.count() == 33
        for node in nodes.all():
            node.scroll_into_view_if_needed()
            box = node.bounding_box()
            assert box is not None
            assert box["width"] > 40
        # As its author wrote it: drawn by hand, in its own colours, on a dark canvas.
        assert figure.get_attribute("data-canvas") == "dark"
        fonts = nodes.locator("text").evaluate_all("texts => texts.map(t => getComputedStyle(t).fontFamily)")
        assert all(font.startswith('"Source Sans 3"') for font in fonts)


def test_the_founding_diagram_is_drawn_the_same_each_time(chromium: Browser, served: Served) -> None:
    pictures = []
    for _ in range(2):
        with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
            page.goto(served.url + FOUNDING)
            draw_all(page)
            pictures.append(page.locator("figure.diagram svg").evaluate("svg => svg.outerHTML"))
    assert pictures[0] == pictures[1]


def test_the_title_and_the_map_stand_above_the_fold(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(served.url)
        draw_all(page)
        box = page.locator("figure.diagram svg").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800


def test_every_box_of_a_diagram_that_is_a_link_leads_where_its_twin_leads(chromium: Browser, served: Served) -> None:
    with opened(chromium) as page:
        for path in PAGES:
            page.goto(served.url + path)
            draw_all(page)
            for figure in page.locator("figure.diagram").all():
                boxes = figure.locator("svg a").evaluate_all("links => links.map(link => link.href.baseVal)")
                twins = figure.locator("a[data-node]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
                assert set(boxes) == set(twins)
                assert not any(":" in address for address in boxes)


def test_the_map_is_walked_by_keyboard(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(served.url)
        draw_all(page)
        box = page.locator("figure.diagram svg a", has_text="Pretraining")
        for _ in range(60):
            page.keyboard.press("Tab")
            if box.evaluate("link => link === document.activeElement"):
                break
        assert box.evaluate("link => link === document.activeElement")
        page.keyboard.press("Enter")
        page.wait_for_url(served.url + "pretraining/")


def test_a_frame_that_scrolls_is_a_stop_for_the_keyboard(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 360, "height": 740}) as page:
        page.goto(served.url + FOUNDING)
        draw_all(page)
        frame = page.locator(".diagram-frame")
        assert frame.get_attribute("tabindex") == "0"
        assert "scrolls" in (frame.get_attribute("aria-label") or "")
        page.goto(served.url + "pretraining/")
        draw_all(page)
        assert page.locator(".diagram-frame").first.get_attribute("tabindex") is None


def test_switching_the_palette_recolours_a_diagram_without_drawing_it_again(chromium: Browser, served: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, color_scheme="light") as page:
        page.goto(served.url)
        draw_all(page)
        page.evaluate("document.querySelector('figure.diagram svg').dataset.mark = 'same'")
        fill = "getComputedStyle(document.querySelector('svg .node.model .label-container')).fill"
        assert page.evaluate(fill) == "rgb(223, 240, 238)"
        page.locator("label[for=__palette_1]").click()
        page.locator("label[for=__palette_2]").click()
        page.locator("body[data-md-color-scheme=slate]").wait_for(state="attached")
        assert page.evaluate(fill) == "rgb(18, 50, 48)"
        assert page.evaluate("document.querySelector('figure.diagram svg').dataset.mark") == "same"


@pytest.fixture(scope="module")
def changed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built site whose pages a test may change."""
    target = tmp_path_factory.mktemp("changed") / "site"
    shutil.copytree(site, target)
    return target


def change(folder: Path, page: str, old: str, new: str) -> None:
    file = folder / page / "index.html"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_broken_diagram_says_why_and_harms_nothing_else(chromium: Browser, changed: Path) -> None:
    change(
        changed,
        "pretraining",
        "flowchart TB\n  accTitle: The experiment of Figure 2",
        "flowchart TB\n  oops -->\n accTitle: x",
    )
    with serve(changed, "/") as server, opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(server.url + "pretraining/")
        draw_all(page)
        states = page.locator("figure.diagram").evaluate_all("figures => figures.map(f => f.dataset.state)")
        assert states.count("failed") == 1
        assert states.count("live") == len(states) - 1
        failed = page.locator("figure.diagram[data-state=failed]")
        assert "Mermaid says:" in (failed.locator(".diagram-error").text_content() or "")
        assert "Parse error" in (failed.locator(".diagram-error").text_content() or "")
        assert failed.locator("div.mermaid").is_visible()
        assert "oops" in (failed.locator("div.mermaid").text_content() or "")
        assert failed.locator("details").get_attribute("open") is not None
        assert page.locator("svg[aria-roledescription=error]").count() == 0
        assert not failed.locator(".diagram-enlarge").is_visible()
        # Mended in the editor, it is a diagram like any other.
        figure = page.locator("figure.diagram").nth(states.index("failed"))
        figure.locator(".diagram-edit").click()
        field = figure.locator("textarea")
        field.fill(field.input_value().replace("  oops -->\n", ""))
        figure.locator(".diagram-picture svg").wait_for()
        assert figure.locator(".diagram-error").count() == 0
        assert figure.locator(".diagram-enlarge").is_visible()


def test_a_page_may_ask_nobody_else_whatever_stands_in_it(chromium: Browser, changed: Path) -> None:
    change(
        changed,
        "licences",
        "<h1",
        '<img src="https://third.example/i.png"><script src="https://third.example/s.js"></script><h1',
    )
    with serve(changed, "/") as server, opened(chromium) as page:
        refused: list[str] = []
        page.on("requestfailed", lambda request: refused.append(f"{request.failure} {request.url}"))
        page.goto(server.url + "licences/")
        page.locator("h1").wait_for()
        assert sorted(refused) == ["csp https://third.example/i.png", "csp https://third.example/s.js"]


def test_without_the_font_diagrams_are_drawn_all_the_same(chromium: Browser, served: Served) -> None:
    with opened(chromium) as page:
        page.route("**/*.woff2", lambda route: route.abort())
        page.goto(served.url)
        draw_all(page)
        assert page.locator("figure.diagram").get_attribute("data-state") == "live"


def test_a_heading_called_diagram_1_is_not_drawn_into(chromium: Browser, changed: Path) -> None:
    change(changed, "founding-note", 'id="explanation"', 'id="diagram-1"')
    with serve(changed, "/") as server, opened(chromium) as page:
        page.goto(server.url + "founding-note/")
        draw_all(page)
        assert page.locator("figure.diagram").get_attribute("data-state") == "live"
        assert "Explanation" in (page.locator("h3#diagram-1").text_content() or "")


def test_a_diagram_cannot_loosen_mermaids_security(chromium: Browser, changed: Path) -> None:
    change(
        changed,
        "pretraining",
        "flowchart TB\n  accTitle: How the pretraining run was set up",
        '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\nflowchart TB\n'
        '  evil["&lt;img src=x onerror=window.ran=1&gt;"]\n'
        '  click evil href "javascript:window.ran=1"\n  accTitle: x',
    )
    with serve(changed, "/") as server, opened(chromium) as page:
        page.goto(server.url + "pretraining/")
        draw_all(page)
        figure = page.locator("figure.diagram").first
        assert figure.locator("[onerror]").count() == 0
        links = figure.locator("svg a").evaluate_all("links => links.map(link => link.href.baseVal)")
        assert not any("javascript" in link for link in links)
        assert page.evaluate("window.ran") is None


def test_without_mermaid2_the_same_module_draws_the_same_picture(chromium: Browser, served: Served, changed: Path) -> None:
    file = changed / "midtraining" / "index.html"
    text = file.read_text(encoding="utf-8")
    stripped = re.sub(r'<script type="module">\s*import mermaid from.*?</script>', "", text, flags=re.DOTALL)
    assert stripped != text
    file.write_text(stripped, encoding="utf-8")
    pictures = []
    with serve(changed, "/") as server:
        for url in (server.url, served.url):
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


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site as a code host serves it: below a path."""
    folder = tmp_path_factory.mktemp("below")
    built = build_site(ROOT, folder, site_url="https://phi4-guide.example/phi4-guide/")
    assert built.returncode == 0, built.stderr
    with serve(folder, "/phi4-guide/") as server:
        yield server


@by_path
def test_below_a_path_every_page_is_whole(chromium: Browser, below: Served, path: str) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, below.url)
        page.goto(below.url + path)
        draw_all(page)
        states = page.locator("figure.diagram").evaluate_all("figures => figures.map(f => f.dataset.state)")
        assert all(state == "live" for state in states)
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])


def test_below_a_path_the_page_for_what_is_not_there_is_whole(chromium: Browser, below: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, below.url)
        answer = page.goto(below.url + "no/such/page/")
        assert answer is not None
        assert answer.status == 404
        assert page.locator("h1").text_content() == "Page not found"
        assert watch.failed == [f"404 {below.url}no/such/page/"]
        assert watch.strangers == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
        page.locator(".md-nav--primary a", has_text="Pretraining").first.click()
        page.wait_for_url(below.url + "pretraining/")


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
