# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The drawn picture, not the model: its words are the twin's, whatever signs stand in them; its colours can be read."""

from __future__ import annotations

import base64
import string
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
from playwright.sync_api import Browser, Locator, Page

from browsing import PHONE, opened
from cases import load
from phi4_guide.diagrams.figure import build_diagram
from phi4_guide.diagrams.flowchart import FlowchartError, read_flowchart
from phi4_guide.diagrams.source import read_diagram
from site_building import ROOT, serve

pytestmark = pytest.mark.browser

CASES: dict[str, Any] = load("diagrams/drawn.yml")
CONTRAST = (ROOT / "tests" / "site" / "contrast.js").read_text(encoding="utf-8")
PIXELS = (ROOT / "tests" / "diagrams" / "pixels.js").read_text(encoding="utf-8")
# Nothing that scrolls, fades or measures.
WHOLE = """* { transition: none !important }
.diagram-frame { mask: none !important; max-height: none !important; overflow: visible !important }
.diagram-picture { min-width: 0 !important; width: calc(var(--width) * 1px) !important } .diagram-stage { display: none }"""
# Mermaid takes `<word` in one label and the next `>` for a tag, whatever stands between: `<` comes last.
SIGNS = sorted(set(string.punctuation), key=lambda sign: (sign == "<", sign))
# A label with a sign between words, and one in which the sign touches them.
AROUND = ("word {} word", "word{}word {}")
# `ID` stands for the node, `TEXT` for the text: each kind of label that a flowchart has.
KINDS = {
    "3.33 a box": "ID[TEXT]",
    "3.33 round": "ID(TEXT)",
    "3.33 a stadium": "ID([TEXT])",
    "3.33 a cylinder": "ID[(TEXT)]",
    "3.33 a rhombus": "ID{TEXT}",
    "3.33 quoted": 'ID["TEXT"]',
    "3.37 Markdown": 'ID["`TEXT`"]',
    "3.33 an attribute": 'ID@{ shape: rect, label: "TEXT" }',
    "3.33 an arrow": "ID -->|TEXT| m",
    "3.33 an arrow, quoted": 'ID -->|"TEXT"| m',
    "3.33 an arrow's middle": "ID -- TEXT --> m",
    "3.33 a group": "subgraph ID [TEXT]\nkID\nend",
    "3.33 a group, quoted": 'subgraph ID ["TEXT"]\nkID\nend',
}
WORDS = """figure => {
  const picture = figure.querySelector('.diagram-picture > svg');
  const words = (part) => [...part.querySelectorAll('text, foreignObject')].map((text) => text.textContent).join(' ');
  return Object.fromEntries([...picture.querySelectorAll('[data-of], g[data-arrow]')]
    .map((part) => [part.dataset.of ?? part.dataset.arrow, words(part)]));
}"""


def page_of(sources: list[str], scheme: str = "default") -> str:
    """A page with these diagrams and the site's own styles and module."""
    figures = []
    for source in sources:
        box = Element("div", {"class": "mermaid"})
        box.text = source
        figures.append(tostring(build_diagram(source, box, lambda _: None), encoding="unicode", method="html"))
    sheets = "".join(f'<link rel="stylesheet" href="/assets/styles/{name}.css">' for name in ("base", "diagrams"))
    return (
        f'<!doctype html><meta charset="utf-8">{sheets}<script type="module" src="/assets/diagrams.mjs"></script>'
        f'<body class="md-typeset" data-md-color-scheme="{scheme}" style="background: var(--diagram-paper)">'
        + "".join(figures)
    )


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """A page beside the site's assets."""
    with serve(ROOT / "docs", "/") as served, opened(chromium, base_url=served.url) as page:
        yield page


def show(page: Page, *sources: str, scheme: str = "default") -> Page:
    """Draws these sources, all of them."""
    page.route("**/drawn.html", lambda route: route.fulfill(body=page_of(list(sources), scheme), content_type="text/html"))
    page.goto("drawn.html")
    page.evaluate("() => import('/assets/diagrams.mjs').then(({ drawAll }) => drawAll())")
    assert page.locator("figure.diagram:not([data-state=waiting])").count() == len(sources)
    return page


def readable(statement: str) -> bool:
    """Whether our reader, which Mermaid has judged, understands the statement."""
    try:
        return read_flowchart(f"flowchart TB\n{statement}\n") is not None
    except FlowchartError:
        return False


def plain(words: str) -> str:
    """Words without the spaces, which Mermaid puts where it breaks a line."""
    return "".join(words.split())


def compare(tab: Page, source: str) -> int:
    """Compares all labels in the picture with the twin's, and counts them."""
    chart = read_flowchart(source)
    assert chart is not None
    drawn = show(tab, source).locator("figure.diagram").evaluate(WORDS)
    said = {
        **chart.nodes,
        **{group.id: group.title for group in chart.groups.values()},
        **{f"{edge.start}->{edge.end}": edge.label for edge in chart.edges if edge.label},
    }
    assert {name: plain(drawn.get(name, "")) for name in said} == {name: plain(words) for name, words in said.items()}
    return len(said)


@pytest.mark.parametrize("kind", KINDS)
def test_each_sign_is_drawn_as_the_twin_says_it(tab: Page, kind: str) -> None:  # 3.38
    texts = [around.replace("{}", sign) for sign in SIGNS for around in AROUND]
    found = [KINDS[kind].replace("ID", f"n{number}").replace("TEXT", text) for number, text in enumerate(texts)]
    statements = [statement for statement in found if readable(statement)]
    assert compare(tab, "flowchart TB\n" + "\n".join(statements)) > 30


@pytest.mark.parametrize("name", CASES["words"])
def test_labels_that_were_lost_are_drawn_as_the_twin_says_them(tab: Page, name: str) -> None:
    assert compare(tab, CASES["words"][name]) > 0


def photographed(page: Page, scheme: str) -> Iterator[tuple[Locator, Any]]:
    """Each figure in this palette, and what is seen of it on a photograph of all of it."""
    page.evaluate("scheme => { document.body.dataset.mdColorScheme = scheme; }", scheme)
    for figure in page.locator("figure.diagram").all():
        photograph = base64.b64encode(figure.screenshot()).decode()
        yield figure, page.evaluate(PIXELS, [figure.element_handle(), photograph])


def test_words_and_lines_of_each_kind_can_be_read(chromium: Browser) -> None:
    """3.7, 3.15, 3.21, 3.30: as it is computed, and on a photograph of each picture; the same picture in both palettes."""
    with serve(ROOT / "docs", "/") as served, opened(chromium, base_url=served.url, device_scale_factor=2) as page:
        show(page, *CASES["kinds"].values()).add_style_tag(content=WHOLE)
        for scheme in ("default", "slate"):
            for kind, (figure, seen) in zip(CASES["kinds"], photographed(page, scheme), strict=True):
                computed = figure.evaluate(CONTRAST)
                assert seen["texts"], kind
                assert [text for text in computed["texts"] + seen["texts"] if text["contrast"] < 4.5] == [], kind
                assert [line for line in seen["lines"] if line["contrast"] < 3] == [], kind


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_forced_colours_are_obeyed_in_either_palette(chromium: Browser, palette: Any) -> None:
    """4.10: the one that is stored, and any that a reader forces on it."""
    forced = {"forced_colors": "active", "color_scheme": palette, "device_scale_factor": 2}
    kinds = [CASES["kinds"][kind] for kind in ("seq2", "xy", "lines", "treemap", "icons", "hand")]
    with serve(ROOT / "docs", "/") as served, opened(chromium, base_url=served.url, **forced) as page:
        show(page, *kinds).add_style_tag(content=WHOLE)
        for stored in ("default", "slate"):
            for _, seen in photographed(page, stored):
                assert len(seen["texts"]) > 2
                assert [part for part in seen["texts"] if part["contrast"] < 4.5] == []
                assert [part for part in seen["lines"] if part["contrast"] < 3] == []


def test_the_same_source_gives_the_same_picture(tab: Page) -> None:  # 3.9
    git = CASES["kinds"]["git"]
    pictures = [show(tab, git).locator(".diagram-picture").inner_html() for _ in range(2)]
    assert pictures[0] == pictures[1]


def test_a_colour_that_cannot_be_read_spoils_no_other_diagram(tab: Page) -> None:  # 3.36
    bad = '%%{init: {"theme": "base", "themeVariables": {"primaryColor": "#ff"}}}%%\nflowchart TB\nA --> B\n'
    states = "figures => figures.map(({ dataset }) => dataset.state)"
    assert show(tab, bad, "flowchart TB\nA --> B\n").locator("figure.diagram").evaluate_all(states) == ["failed", "live"]


def test_an_authors_lines_fills_and_names_of_groups_are_kept(tab: Page) -> None:  # 3.2, 3.21, 3.25
    picture = show(tab, CASES["styled"]).locator(".diagram-picture > svg")
    style = "(element, name) => getComputedStyle(element)[name]"
    assert picture.locator("path[data-arrow='A->B']").evaluate(style, "stroke") == "rgb(221, 51, 51)"
    assert picture.locator("path[data-arrow='A->B']").evaluate(style, "strokeWidth") == "4px"
    assert picture.locator("[data-of=C] .label-container").evaluate(style, "fill") == "rgb(255, 221, 238)"
    assert picture.locator("[data-of=G] > rect").evaluate(style, "fill") == "rgb(34, 34, 255)"
    assert picture.locator("[data-of=G] > .cluster-label text").evaluate(style, "fill") == "rgb(255, 255, 255)"


def test_titles_of_groups_stand_in_their_groups_above_their_nodes(tab: Page) -> None:  # 3.3, 3.29
    box = "element => { const { x, y, right, bottom } = element.getBoundingClientRect(); return [x, y, right, bottom]; }"
    page = show(tab, CASES["nested"])
    names = ["one", "two", "three"]
    groups = [page.locator(f".cluster[data-of={name}]") for name in names]
    rects = [group.locator(":scope > rect").evaluate(box) for group in groups]
    titles = [group.locator(".cluster-label").evaluate(box) for group in groups]
    nodes = [page.locator(f".node[data-of={name}]").evaluate(box) for name in ("a", "b")]
    for rect, title, inner in zip(rects, titles, [*rects[1:], nodes[0]], strict=True):
        assert rect[0] <= title[0] < title[2] <= rect[2]
        assert rect[1] <= title[1] < title[3] <= inner[1]
    a, b = (show(tab, CASES["from left"]).locator(f".node[data-of={name}]").evaluate(box) for name in ("A", "B"))
    assert a[2] < b[0]


def test_names_and_copied_words_have_a_space_between_lines(tab: Page) -> None:  # 3.4, 4.8
    page = show(tab, 'flowchart TB\nA["First line<br>second line"] -->|why| B\nclick A "https://example.org/"\n')
    page.get_by_role("link", name="First line second line", exact=True).wait_for()
    assert page.get_by_role("img", name="First line second line to B, labelled why", exact=True).count() == 1
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('svg a')); return `${getSelection()}`; }"
    )
    assert copied.split() == ["First", "line", "second", "line"]


def test_a_diagram_is_one_stop_and_arrow_keys_lead_along_its_arrows(tab: Page) -> None:
    page = show(tab, 'flowchart TB\nA --> B\nA --> C\nB & C --> D\nclick B "https://example.org/"\n')
    page.locator("svg[tabindex='0']").wait_for()
    heard = []
    for key in ("Tab", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowDown", "Escape", "Tab"):
        page.keyboard.press(key)
        heard.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert heard == [
        "Diagram", "A; leads to B, C", "C; leads to D; comes from A", "B; leads to D; comes from A", "D; comes from B, C",
        "Diagram", "Enlarge",
    ]  # fmt: skip


def test_a_wide_diagram_opens_whole_or_at_a_node_and_shows_that_it_goes_on(tab: Page) -> None:  # 3.19
    wide = "flowchart TB\n" + "\n".join(f"A --> n{number}[A node with a name]" for number in range(12))
    page = show(tab, "flowchart LR\nA --> B --> C --> D --> E\n", wide)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.locator(".diagram-frame").first.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    show(tab, wide)
    seen = page.locator(".node[data-of=A]").evaluate(
        "node => { const [a, b] = [node, node.closest('.diagram-frame')].map((part) => part.getBoundingClientRect());"
        " return a.x >= b.x && a.right <= b.right && a.y >= b.y && a.bottom <= b.bottom; }"
    )
    assert seen
    assert page.locator(".diagram-frame").evaluate("frame => frame.style.getPropertyValue('--right')") == "0.1"


BOXES = """(figure, selector) => [...figure.querySelectorAll(selector)].map((part) => {
  const { left, top, right, bottom } = part.getBoundingClientRect();
  return [left, top, right, bottom];
})"""
Box = tuple[float, float, float, float]


def boxes(tab: Page, source: str, *selectors: str) -> list[list[Box]]:
    """The diagram drawn alone: the places of what each selector finds in its picture, which must be something."""
    figure = show(tab, source).locator("figure.diagram")
    found = [figure.evaluate(BOXES, f".diagram-picture {selector}") for selector in selectors]
    assert all(found)
    return found


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_words_of_a_mindmap_stand_on_their_shapes(tab: Page) -> None:  # 3.6, 3.17
    for name in ("mind", "mind17"):
        shapes, words = boxes(tab, CASES["kinds"][name], ".mindmap-node > :first-child", ".mindmap-node .label-text")
        for shape, label in zip(shapes, words, strict=True):
            assert shape[0] <= label[0] < label[2] <= shape[2]
            assert shape[1] <= label[1] < label[3] <= shape[3]


def test_a_mindmap_is_no_strip(tab: Page) -> None:  # 3.16
    [[left, top, right, bottom]] = boxes(tab, CASES["3.16"], "> svg")[0]
    assert 0.4 < (right - left) / (bottom - top) < 2.5
    assert right - left < 1000


def test_boxes_of_states_and_classes_are_no_wider_than_their_words_need(tab: Page) -> None:  # 3.13
    states, words = boxes(tab, CASES["kinds"]["state"], ".statediagram-state > rect", ".statediagram-state .label-text")
    classes, names = boxes(tab, CASES["3.28"], ".node:has(.annotation-group)", ".annotation-group + .label-group")
    for box, label in [*zip(states, words, strict=True), *zip(classes, names, strict=True)]:
        assert label[0] > box[0]
        assert label[2] < box[2]
        assert box[2] - box[0] < label[2] - label[0] + 60


@pytest.mark.parametrize("kind", ["lines", "across"])
def test_names_stand_once_at_the_ends_of_their_lines_and_meet_nothing(tab: Page, kind: str) -> None:
    names, plots, axes, [picture] = boxes(
        tab, CASES["kinds"][kind], ".plot-name", ".plot :is(path, rect)", ":is([class$=axis-line], .ticks) path", "> svg"
    )
    for name in names:
        assert not any(meet(name, other) for other in [*plots, *axes, *(each for each in names if each != name)])
        assert picture[0] <= name[0] < name[2] <= picture[2]
        assert picture[1] <= name[1] < name[3] <= picture[3]
    texts = tab.locator(".diagram-picture text").all_text_contents()
    said = ["sold", "planned", "# spent, [all]" if kind == "lines" else "spent"]
    assert [texts.count(words) for words in said] == [1, 1, 1]
    paint = "all => all.map((part) => { const style = getComputedStyle(part); return [style.fill, style.stroke]; })"
    fills = [fill for fill, _ in tab.locator(".plot-name").evaluate_all(paint)]
    drawn = tab.locator(".plot > g > :is(path, rect):has(+ .plot-name)").evaluate_all(paint)
    assert fills == [stroke for _, stroke in drawn]
    assert len(set(fills)) == 3
    # In one colour they are told apart too.
    dashes = "all => all.map((part) => getComputedStyle(part).strokeDasharray)"
    assert len(set(tab.locator(".plot path").evaluate_all(dashes))) == len(plots) - 3 * (kind == "across")


def test_on_a_phone_the_names_of_lines_are_legible(chromium: Browser) -> None:
    with serve(ROOT / "docs", "/") as served, opened(chromium, base_url=served.url, **PHONE) as page:
        name = show(page, CASES["kinds"]["lines"]).locator(".plot-name").first
        size = "text => text.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize)"
        assert name.evaluate(size) >= 12
        assert page.locator(".diagram-frame").evaluate("frame => frame.scrollWidth <= frame.clientWidth")


@pytest.mark.parametrize(("kind", "whole"), [("gantt", False), ("packet", False), ("treemap", True)])
def test_a_wide_chart_is_whole_or_shows_that_it_goes_on(tab: Page, kind: str, whole: bool) -> None:  # 3.13
    # As wide as the column that a page has.
    tab.set_viewport_size({"width": 688, "height": 800})
    frame = show(tab, CASES["kinds"][kind]).locator(".diagram-frame")
    hidden, edge = frame.evaluate(
        "frame => [frame.scrollWidth - frame.clientWidth, frame.style.getPropertyValue('--right')]"
    )
    tab.set_viewport_size({"width": 1280, "height": 800})
    assert (hidden < 8, edge) == (whole, "1" if whole else "0.1")


def test_a_title_stands_once_whatever_the_theme(tab: Page) -> None:  # 3.24
    figure = show(tab, CASES["3.24"]).locator("figure.diagram")
    assert figure.locator("figcaption").inner_text() == "The title"
    assert figure.locator(".diagram-picture text").all_text_contents() == ["A", "B"]


def test_no_box_hides_how_many_a_relation_joins(tab: Page) -> None:  # 3.28
    numbers, nodes = boxes(tab, CASES["3.28"], ".edgeTerminals .label-text", ".node")
    assert len(numbers) == 4
    assert not any(meet(number, node) for number in numbers for node in nodes)


def test_a_picture_drawn_by_hand_is_no_heavier_than_it_must_be(tab: Page) -> None:  # 3.31
    assert len(show(tab, CASES["3.31"]).locator(".diagram-picture").inner_html()) < 4 * 6_000


@pytest.mark.parametrize("name", CASES["texts"])
def test_other_kinds_show_their_words_and_no_more(tab: Page, name: str) -> None:
    source = CASES["kinds"][name.rpartition(" ")[2]]
    assert show(tab, source).locator(".diagram-picture text").all_text_contents() == CASES["texts"][name]


def test_a_formula_in_a_label_is_drawn_and_said(tab: Page) -> None:  # 3.5
    figure = show(tab, CASES["kinds"]["icons"]).locator("figure.diagram")
    assert figure.locator(".node[data-of=C] math").count() == 1
    assert "x^2" in (figure.locator(".diagram-twin").text_content() or "")


@pytest.mark.parametrize("kind", CASES["kinds"])
def test_no_kind_of_mermaids_is_taken_for_another(kind: str) -> None:  # 3.12
    assert read_diagram(CASES["kinds"][kind]).error is None


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_the_line_below_a_link_has_the_colour_of_its_words(tab: Page, scheme: str) -> None:
    """An SVG's underline is painted with the fill of the link, which is black where nobody says."""
    page = show(tab, 'flowchart TB\nA --> B\nclick A "https://example.org"\n', scheme=scheme)
    fills = page.locator("figure.diagram svg a, figure.diagram svg a text").evaluate_all(
        "parts => parts.map(part => getComputedStyle(part).fill)"
    )
    assert len(fills) == 2
    assert len(set(fills)) == 1
