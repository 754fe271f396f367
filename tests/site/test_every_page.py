# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every page of the published site, opened once: it moves nothing, everybody can read it, it reflows, and it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browsing import (
    FOUNDING,
    LABEL_SIZE,
    LABELS,
    OF_COLOURS,
    PAGES,
    PICTURES,
    SHIFTS,
    SIZES,
    WCAG,
    Watch,
    opened,
    page_name,
    wake_all,
)
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import Served

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
CONTRAST = (HERE / "contrast.js").read_text(encoding="utf-8")
TEXT, LINE = 4.5, 3.0
SMALLEST_LABEL = {1280: 12.0, 360: 9.0}
"""Height of a label in CSS pixels at which a reader at arm's length, or with a phone in hand, still reads it."""
WIDE = [".md-header", ".md-sidebar", ".md-footer", "table", ".highlight", ".arithmatex"]
"""What of a page a narrow window hides, or cuts off until it is scrolled."""
VERDICTS: list[dict[str, str]] = yaml.safe_load((HERE / "axe_incomplete.yml").read_text(encoding="utf-8"))
# A4 less the margins of the style sheet's `@page`, in CSS pixels.
SHEET = {"width": 658, "height": 1001}


@dataclass(frozen=True)
class Visit:
    """A page as a reader with a desktop has it open, what went wrong, and the pictures that it came with."""

    path: str
    page: Page
    watch: Watch
    pictures: list[str]
    shifts: float


@pytest.fixture(scope="module", params=PAGES, ids=page_name)
def visit(chromium: Browser, online: Served, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Each page, alive. Each test brings the window and the palette that it needs."""
    with opened(chromium) as page:
        watch = Watch(page, online.url)
        page.goto(online.url + request.param)
        # Before all is drawn anew, which no reader does: that fetches the font, for which a page does not wait.
        pictures, shifts = page.evaluate(PICTURES), page.evaluate(SHIFTS)
        wake_all(page)
        # The theme's header changes as one scrolls, and axe would see it half-way.
        page.add_style_tag(content="* { transition: none !important }")
        yield Visit(request.param, page, watch, pictures, shifts)


def show(page: Page, scheme: str) -> None:
    """Switches the palette as the system does."""
    page.emulate_media(media="screen", color_scheme="dark" if scheme == "dark" else "light")
    name = "slate" if scheme == "dark" else "default"
    page.locator(f"body[data-md-color-scheme={name}]").wait_for(state="attached")


def test_the_picture_is_there_at_once_then_alive_the_same_to_the_last_letter_and_nothing_moves(visit: Visit) -> None:
    assert len(visit.pictures) == visit.page.locator("figure.diagram").count()
    assert visit.page.evaluate(PICTURES) == visit.pictures
    assert visit.shifts <= 0.01
    assert visit.watch.trouble == []


def test_every_diagram_has_its_labels_and_its_boxes_lead_where_its_twin_leads(visit: Visit) -> None:
    for figure in visit.page.locator("figure.diagram").all():
        drawn = str(figure.evaluate(LABELS)).split()
        chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
        # All of every label, and nothing else: no entity that was to be a character, no letter left out.
        labels = [
            *chart.nodes.values(),
            *(edge.label for edge in chart.edges if edge.label),
            *(group.title for group in chart.groups.values()),
        ] if chart else drawn  # fmt: skip
        assert drawn
        assert sorted(drawn) == sorted("".join(label.split()) for label in labels)
        boxes = figure.locator("svg a").evaluate_all("links => links.map(link => link.href.baseVal)")
        twins = figure.locator("a[data-node]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert set(boxes) == set(twins)
        assert not any(":" in address for address in boxes)


@pytest.mark.parametrize("width", SIZES)
def test_every_diagram_fits_and_is_one_stop_for_the_keyboard(visit: Visit, width: int) -> None:
    page = visit.page
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for figure in page.locator("figure.diagram").all():
        picture, frame = figure.locator("svg"), figure.locator(".diagram-frame")
        assert picture.evaluate(LABEL_SIZE) >= SMALLEST_LABEL[width]
        if visit.path != FOUNDING:
            assert picture.evaluate("svg => svg.getBoundingClientRect().height") <= 0.8 * SIZES[width] + 1
        sizes = "frame => frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight"
        scrolls = frame.evaluate(sizes)
        flows = read_flowchart(figure.locator("div.mermaid").text_content() or "") is not None
        stops = [part.get_attribute("tabindex") for part in (picture, frame)]
        assert stops == (["0", None] if flows else [None, "0" if scrolls else None])
        assert picture.locator("a:not([tabindex='-1'])").count() == 0 or not flows
        assert scrolls or (visit.path, width) != (FOUNDING, 360)


def test_labels_and_lines_of_every_diagram_stand_out(visit: Visit) -> None:
    for scheme in ("dark", "light"):
        show(visit.page, scheme)
        for figure in visit.page.locator("figure.diagram").all():
            measured = figure.evaluate(CONTRAST)
            assert measured["texts"]
            assert [found for found in measured["texts"] if found["contrast"] < TEXT] == []
            if visit.path != FOUNDING:  # its lines are its author's
                assert [found for found in measured["lines"] if found["contrast"] < LINE] == []


def test_no_diagram_is_hidden_from_those_who_listen(visit: Visit) -> None:
    for picture in visit.page.locator(".diagram-picture svg").all():
        assert picture.get_attribute("role") == "graphics-document document"
        # 4.8: no version of a program's.
        assert (picture.get_attribute("aria-roledescription") or "").isalpha()
        assert picture.evaluate("svg => !svg.closest('[aria-hidden=true], [hidden], [inert]')")
        name = picture.get_attribute("aria-labelledby")
        assert visit.page.locator(f"[id='{name}']").text_content() if name else picture.get_attribute("aria-label")


NAMELESS = """tables => tables.filter((table) => !table.querySelector('tbody th[scope=row]')
  || !(table.caption || document.getElementById(table.getAttribute('aria-labelledby')))).map((table) => table.outerHTML)"""
WRONG_STOPS = """frames => frames.filter((frame) => frame.getAttribute('tabindex')
  !== (frame.scrollWidth > frame.clientWidth ? '0' : null)).map((frame) => frame.outerHTML)"""


def test_what_is_heard_of_a_page_has_no_sign_without_a_meaning_and_no_name_twice(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 800})
    heard = page.locator("body").aria_snapshot()
    assert "heading" in heard
    # 4.8, 4.9: no ¶, no picture, dialog, table or choice without a name.
    assert ("¶" in heard, re.findall(r"- (?:img|dialog|table|radio):?$", heard, re.MULTILINE)) == (False, [])
    # 4.8: the words of a diagram by its title.
    labels = "summaries => summaries.map((summary) => summary.ariaLabel)"
    names = page.locator("figure.diagram .diagram-twin > summary").evaluate_all(labels)
    assert len({*names}) == len(names)
    # 4.12: every table has a name and its rows have headings; what does not scroll is no stop.
    assert page.locator("article table").evaluate_all(NAMELESS) == []
    assert page.locator(".report-frame").evaluate_all(WRONG_STOPS) == []


def test_at_320_pixels_a_page_needs_no_scrolling_sideways(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320
    # A number is whole, also in a cell's code (5.1).
    rows = "all => all.map((code) => /^-?[\\d.,]+%?$/.test(code.textContent) ? code.getClientRects().length : 1)"
    assert set(visit.page.locator("td code").evaluate_all(rows)) <= {1}


# What of a page lies over what stands behind it, or has words that its box cuts off.
SPOILT = """() => {
  const parts = [...document.querySelectorAll('article > *, figure.diagram > *, .diagram-turn > *')].filter((part) =>
    part.checkVisibility() && !['absolute', 'sticky', 'fixed'].includes(getComputedStyle(part).position));
  // A frame has six pixels around its picture, in which nothing is.
  const over = parts.filter((part) => {
    const next = parts.slice(parts.indexOf(part) + 1).find((other) => !part.contains(other));
    if (!next || getComputedStyle(part).float !== 'none') return false;
    const [one, other] = [part.getBoundingClientRect(), next.getBoundingClientRect()];
    const beside = one.right <= other.left + 1 || other.right <= one.left + 1;
    return one.height && other.height && one.bottom > other.top + 7 && !beside;
  });
  const words = [...document.querySelectorAll('article :is(p, li, dt, dd, h1, h2, h3, td, th, button, summary, label)')];
  const cut = words.filter((part) => part.checkVisibility() && !/auto|scroll/.test(getComputedStyle(part).overflow)
    && getComputedStyle(part).overflow !== 'visible' && part.scrollWidth > part.clientWidth + 1);
  return [...over, ...cut].map((part) => part.outerHTML.slice(0, 200));
}"""


def test_at_200_percent_nothing_is_lost_and_nothing_overlaps(visit: Visit) -> None:
    """WCAG 1.4.4: twice as large is a window of half the size."""
    page = visit.page
    page.set_viewport_size({"width": 640, "height": 400})
    show(page, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(SPOILT) == []
    assert all(page.locator(f".md-header [for={drawer}]").first.is_visible() for drawer in ("__drawer", "__search"))
    pictures = page.locator("figure.diagram:visible .diagram-picture svg").count()
    assert pictures == page.locator("figure.diagram").count()


# Labels that leave their nodes.
OUTSIDE = """() => [...document.querySelectorAll('.node[data-of]')].flatMap((node) => {
  const box = node.querySelector('.label-container').getBoundingClientRect();
  return [...node.querySelectorAll('text')].filter((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < box.left || right > box.right || top < box.top || bottom > box.bottom;
  }).map((text) => text.textContent);
})"""
SPACED = "* { letter-spacing: .12em !important; word-spacing: .16em !important; line-height: 1.5 !important }"


@pytest.mark.parametrize("width", SIZES)
def test_labels_stay_in_their_nodes_whatever_the_spacing(visit: Visit, width: int) -> None:
    """3.10, WCAG 1.4.12."""
    visit.page.set_viewport_size({"width": width, "height": SIZES[width]})
    spaced = visit.page.add_style_tag(content=SPACED)
    assert visit.page.evaluate(OUTSIDE) == []
    spaced.evaluate("style => style.remove()")


FOLDED = """parts => parts.filter((part) => !part.checkVisibility({ contentVisibilityAuto: true }) || !part.clientHeight)
  .map((part) => part.outerHTML)"""


def test_a_page_prints_whole_and_in_light_colours(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": SHEET["width"], "height": SHEET["height"]})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]
    for picture in page.locator(".diagram-picture svg").all():
        box = picture.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= SHEET["width"] + 1
        assert box["height"] <= SHEET["height"]
    cut = "frames => frames.filter((frame) => frame.scrollWidth > frame.clientWidth + 1).map((frame) => frame.outerHTML)"
    assert page.locator(".diagram-frame, .report-frame").evaluate_all(cut) == []
    assert page.locator("article details > :not(summary)").evaluate_all(FOLDED) == []
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--diagram-ink').trim()") == "#22262b"
    screen_only = page.locator(".md-header, .md-sidebar, .md-footer, .diagram-tools")
    assert screen_only.filter(visible=True).count() == 0 < screen_only.count()
    for link in page.locator("article li a[href^='https://']:not(.place)").all()[:3]:
        shown = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert (visit.path, shown) == (visit.path, f'" ({link.get_attribute("href")})"')


# The list's entry, by its number, for each of these rules and elements; -1 where there is none.
JUDGE = """([nodes, verdicts]) => nodes.map(([rule, target]) =>
    verdicts.findIndex(entry => entry.rule === rule && document.querySelector(target).matches(entry.elements)))"""
# Of the ledger's thousands of like rows, the first of each list and table: axe takes a minute for all of them.
FEWER_ROWS = "() => document.querySelectorAll('.ledger :is(li, tr):nth-child(n + 4)').forEach(row => row.remove())"


def judged(page: Page, found: dict[str, Any]) -> list[tuple[int, str, str]]:
    """What axe could not decide: the number of its verdict or -1, its rule, the element."""
    nodes = [(rule["id"], node["target"][-1]) for rule in found["incomplete"] for node in rule["nodes"]]
    return [(number, *node) for number, node in zip(page.evaluate(JUDGE, [nodes, VERDICTS]), nodes, strict=True)]


# What axe is asked in a window of each width: palette, options, parts of the page. Colours are the same at every width, so
# those of a palette are judged once, where they are seen; whether text lies on something else is seen at both.
RUNS: dict[int, list[tuple[str, dict[str, Any], Any]]] = {
    360: [("light", {"runOnly": WCAG, "rules": {"link-in-text-block": {"enabled": False}}}, [])],
    1280: [
        ("dark", {"runOnly": OF_COLOURS}, {"exclude": [".diagram-picture"]}),
        ("light", {"runOnly": WCAG, "rules": {"color-contrast": {"enabled": False}}}, []),
        ("light", {"runOnly": ["color-contrast"]}, WIDE),
    ],
}


# Two frames later: what has come into the window is laid out then.
HEIGHT = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => done(document.documentElement.scrollHeight))))"""


@pytest.mark.parametrize("width", SIZES)
def test_axe_finds_nothing(visit: Visit, width: int) -> None:
    """Every rule of WCAG 2.2 A and AA on all of the page; what axe leaves open has a verdict in axe_incomplete.yml."""
    page = visit.page
    page.evaluate(FEWER_ROWS)
    show(page, "dark")
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    # All of the page in the window: what is out of it is not laid out, and axe then sees texts upon each other. Again and
    # again, as a page that is laid out may be longer.
    for _ in range(4):
        page.set_viewport_size({"width": width, "height": page.evaluate(HEIGHT)})
    page.evaluate(HEIGHT)
    used = set()
    for scheme, options, parts in RUNS[width]:
        show(page, scheme)
        found = Axe().run(page, parts, {**options, "resultTypes": ["violations", "incomplete"]}).response
        assert [(rule["id"], node["target"]) for rule in found["violations"] for node in rule["nodes"]] == []
        assert [node for node in judged(page, found) if node[0] < 0] == []
        used |= {number for number, _, _ in judged(page, found)}
    # Every verdict is of use.
    of_use = {("evaluation/", 360): {0}, ("ledger/", 360): {1}, ("decontamination/", 360): {2}, ("architecture/", 360): {3}}
    assert used >= of_use.get((visit.path, width), set())
    assert set().union(*of_use.values()) == set(range(len(VERDICTS)))


def tab_to(page: Page, what: str, most: int = 150) -> None:
    """Presses Tab until the focus is on what this selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", what):
            return
    raise AssertionError(f"{most} times Tab and no {what}")


def along_to(page: Page, what: str) -> None:
    """Follows arrows down and to the right until the focus is on what this selector names."""
    for key in ["ArrowDown", "ArrowRight"] * 12:
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", what):
            return
    raise AssertionError(f"no arrow leads to {what}")


@pytest.mark.usefixtures("quiet")
def test_a_walk_by_keyboard_from_home_through_a_diagram_to_the_ledger(page: Page, online: Served) -> None:
    page.goto(online.url)
    tab_to(page, "figure.diagram svg")
    along_to(page, "a[href^='pretraining/']")
    page.keyboard.press("Enter")
    page.wait_for_url(online.url + "pretraining/")
    # The page's first with nodes that are links.
    tab_to(page, "#fig-step .diagram-enlarge", 400)
    page.keyboard.press("Enter")
    page.locator("dialog[open]").wait_for()
    tab_to(page, "dialog [data-do=larger]")
    page.keyboard.press("Enter")
    tab_to(page, "dialog svg")
    along_to(page, "dialog svg a")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('dialog svg')")
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
