# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a reader can do with a diagram: enlarge it, take it away as a file, edit it."""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, Page

from browsing import FOUNDING, LABEL_SIZE, draw_all, on_a_phone
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import Served, guide_site, serve

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = re.compile(r"\s+")
IS_FOCUSED = "element => element === document.activeElement"

# What waits can ask for; what the zoom itself has scrolled does not count.
MARK_WHEN_SCROLLED_DOWN = """box => {
  const before = box.scrollTop;
  box.addEventListener('scroll', () => { if (box.scrollTop > before) box.dataset.scrolled = ''; });
}"""
# Of every thirteenth point.
COMMONEST_COLOURS = """async text => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt());
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  const count = {};
  for (let i = 0; i < data.length; i += 4 * 13) {
    const name = data.slice(i, i + 3).join();
    count[name] = (count[name] ?? 0) + 1;
  }
  return Object.entries(count).sort((one, other) => other[1] - one[1]).slice(0, 12).map(([name]) => name);
}"""


def enlarge(page: Page, figure: Locator) -> Locator:
    """Opens the figure's large view and gives the dialog."""
    figure.locator(".diagram-enlarge").click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    return dialog


def close(page: Page) -> None:
    """Closes the large view by keyboard."""
    page.keyboard.press("Escape")
    page.locator("dialog:not([open])").wait_for(state="attached")


def save(page: Page, dialog: Locator, kind: str) -> bytes:
    with page.expect_download() as download:
        dialog.locator(f"[data-do={kind}]").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes()


def width_of(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("page", [{"reduced_motion": "no-preference"}, {"reduced_motion": "reduce"}], indirect=True)
def test_the_large_view_zooms_scrolls_and_gives_the_picture_back(page: Page, online: Served) -> None:
    page.goto(online.url + "pretraining/")
    figure = page.locator("#fig-step")
    figure.locator(".diagram-enlarge").scroll_into_view_if_needed()
    box = figure.bounding_box()
    dialog = enlarge(page, figure)
    picture, canvas = dialog.locator("svg"), dialog.locator(".diagram-large")
    assert dialog.get_attribute("aria-label") == figure.locator("figcaption").text_content()
    fitting = width_of(picture)
    dialog.locator("[data-do=larger]").click()
    assert width_of(picture) == pytest.approx(fitting * 1.25, rel=0.01)
    for key in "+--":
        page.keyboard.press(key)
    assert width_of(picture) == pytest.approx(fitting, rel=0.01)
    style = picture.get_attribute("style")
    canvas.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    picture.and_(page.locator(f"svg:not([style='{style}'])")).wait_for()
    assert width_of(picture) > fitting * 2
    # What does not fit is moved by the browser's own scrolling, by keyboard too.
    canvas.focus()
    canvas.evaluate(MARK_WHEN_SCROLLED_DOWN)
    # A key that is held.
    for _ in range(5):
        page.keyboard.down("ArrowDown")
    page.keyboard.up("ArrowDown")
    dialog.locator(".diagram-large[data-scrolled]").wait_for()
    page.keyboard.press("0")
    assert width_of(picture) == pytest.approx(fitting, rel=0.01)
    close(page)
    assert figure.locator(".diagram-enlarge").evaluate(IS_FOCUSED)
    assert figure.locator(".diagram-picture svg").is_visible()
    assert figure.bounding_box() == box


HAS_A_WHOLE_NODE = """frame => [...frame.querySelectorAll('[data-of]:not(.cluster)')].some((node) => {
  const [one, other] = [node.getBoundingClientRect(), frame.getBoundingClientRect()];
  return one.x >= other.x && one.right <= other.right && one.y >= other.y && one.bottom <= other.bottom;
})"""


@on_a_phone
def test_the_founding_diagram_opens_at_a_node_readable_and_on_its_own_canvas(page: Page, online: Served) -> None:
    """5.4."""
    page.goto(online.url + FOUNDING)
    assert page.locator(".diagram-frame").evaluate(HAS_A_WHOLE_NODE)
    dialog = enlarge(page, page.locator("figure.diagram"))
    canvas = dialog.locator(".diagram-large")
    assert canvas.evaluate(HAS_A_WHOLE_NODE)
    assert canvas.evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(21, 24, 27)"
    assert dialog.locator("svg").evaluate(LABEL_SIZE) > 11
    assert dialog.evaluate("box => box.scrollWidth <= 360")


def test_a_link_in_the_large_view_leads_to_its_passage(page: Page, online: Served) -> None:
    page.goto(online.url + "pretraining/")
    enlarge(page, page.locator("#fig-step")).locator("svg a", has_text="Read a batch").click()
    page.wait_for_url(online.url + "pretraining/#tokens")
    page.locator("dialog:not([open])").wait_for(state="attached")
    assert page.locator("#tokens").is_visible()


@pytest.mark.parametrize(
    ("page", "path", "fills", "colours"),
    [
        ({}, "pretraining/", ["#fbfaf7", "rgb(223, 240, 238)"], {"251,250,247", "223,240,238", "244,242,236", "34,38,43"}),
        ({"color_scheme": "dark"}, "pretraining/", ["#15181b", "rgb(18, 50, 48)"], {"21,24,27"}),
        ({}, FOUNDING, [], {"21,24,27"}),
    ],
    indirect=["page"],
    ids=["light", "dark", "founding note"],
)
def test_a_saved_picture_stands_alone_with_labels_colours_and_origin(
    page: Page, online: Served, path: str, fills: list[str], colours: set[str]
) -> None:
    page.goto(online.url + path)
    figure = page.locator("figure.diagram" if path == FOUNDING else "#fig-step")
    dialog = enlarge(page, figure)
    saved = save(page, dialog, "png")
    assert saved.startswith(b"\x89PNG\r\n\x1a\n")
    size = "svg => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]"
    (width, height), (shown_width, shown_height) = struct.unpack(">II", saved[16:24]), dialog.locator("svg").evaluate(size)
    assert (width >= shown_width, height > shown_height) == (True, True)
    assert dialog.locator(".diagram-said").text_content() == "Saved as PNG."
    assert colours <= set(page.evaluate(COMMONEST_COLOURS, b64encode(saved).decode()))
    svg = save(page, dialog, "svg").decode()
    root = ElementTree.fromstring(svg)
    words = PLAIN.sub("", "".join(root.itertext()))
    chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
    assert chart
    assert [label for label in chart.nodes.values() if PLAIN.sub("", label) not in words] == []
    foot = " ".join(" ".join(element.itertext()) for element in root.findall(f"{SVG}text"))
    origin = ("Phi-4: a diagrammatic guide", "https://phi4-guide.example/", "Cong Le", "CC BY 4.0")
    assert [words for words in origin if words not in foot] == []
    # Nothing is asked for, nothing left to a style sheet that is elsewhere.
    assert ("var(--" in svg, "class=" in svg) == (False, False)
    assert set(re.findall(r"url\((?!#|&quot;#|\"#)(.{5})", svg)) == {"data:"}
    links = [element.get("href", "") for element in root.iter(f"{SVG}a") if element.get("href")]
    assert all(urlsplit(link).scheme for link in links)
    # It is drawn by itself, in its colours.
    page.goto("about:blank")
    page.set_content(f"<body style='margin:0'>{svg}</body>")
    if fills:
        shapes = page.locator("svg rect[fill]:not([fill=none])")
        found = shapes.evaluate_all("all => all.map(rect => rect.getAttribute('fill'))")
        assert (found[0], fills[1] in found) == (fills[0], True)


def test_the_source_is_copied(page: Page, online: Served) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(online.url)
    figure = page.locator("figure.diagram")
    dialog = enlarge(page, figure)
    dialog.locator("[data-do=copy]").click()
    dialog.locator(".diagram-said", has_text="Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == figure.locator("div.mermaid").text_content()


@pytest.mark.usefixtures("quiet")
def test_editing_a_label_changes_the_picture_and_nothing_else(page: Page, online: Served) -> None:
    page.goto(online.url + "pretraining/")
    figure, other = page.locator("#fig-step"), page.locator("#fig-rate")
    published = figure.locator("div.mermaid").text_content() or ""
    untouched = other.inner_html()
    figure.locator(".diagram-edit").click()
    field, said = figure.locator("textarea"), figure.locator(".diagram-said")
    assert field.input_value() == published
    assert field.evaluate(IS_FOCUSED)
    # The source stands beside the picture where there is room.
    left, right = figure.locator("svg").bounding_box(), field.bounding_box()
    assert left
    assert right
    assert right["x"] >= left["x"] + left["width"]
    field.fill(published.replace("Moved weights", "New weights"))
    figure.locator("svg text", has_text="New weights").wait_for()
    said.and_(page.locator("p", has_text="Changed on this screen only.")).wait_for()
    # What cannot be drawn says why, and the last picture stays.
    field.fill(published + "\n  oops -->")
    said.and_(page.locator("p", has_text="Parse error")).wait_for()
    assert figure.locator("svg text", has_text="New weights").count() == 1
    assert page.locator("svg[aria-roledescription=error]").count() == 0
    # Links that the page has lead where they led; one that was just typed and leads nowhere is none.
    field.fill(published.replace("pretraining.md#tokens", "nowhere.md"))
    figure.locator("svg text", has_text="Moved weights").wait_for()
    assert figure.locator("svg a[href$='nowhere.md']").count() == 0
    figure.locator("[data-do=reset]").click()
    figure.locator("svg a[href$='#tokens']").wait_for()
    assert field.input_value() == published
    page.keyboard.press("Tab")
    figure.locator("[data-do=close]").focus()
    page.keyboard.press("Escape")
    field.wait_for(state="hidden")
    assert figure.locator(".diagram-edit").evaluate(IS_FOCUSED)
    assert other.inner_html() == untouched


def test_what_is_typed_cannot_run_anything(page: Page, online: Served) -> None:
    page.goto(online.url)
    figure = page.locator("figure.diagram")
    figure.locator(".diagram-edit").click()
    figure.locator("textarea").fill(
        '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%\nflowchart TB\n'
        '  evil["drawn <img src=x onerror=window.ran=1>"]\n  click evil href "javascript:window.ran=1"'
    )
    figure.locator("svg").get_by_text("drawn").wait_for()
    assert figure.locator("[onerror], [href^=javascript]").count() == 0
    assert page.evaluate("window.ran") is None


def test_a_change_is_proposed_where_the_page_is_edited(page: Page, online: Served) -> None:
    page.goto(online.url + "data/")
    figure = page.locator("figure.diagram").first
    address = page.locator("a[rel~=edit]").first.get_attribute("href") or ""
    assert address.endswith("/edit/main/docs/data.md")
    figure.locator(".diagram-edit").click()
    assert figure.locator("[data-do=propose]").get_attribute("href") == address
    assert enlarge(page, figure).locator("[data-do=propose]").get_attribute("href") == address


FENCE = "```mermaid\n    flowchart TB\n      a[{0}] --> b\n    ```"
FOLDED = f"""
# Folded

{FENCE.format("In the open").replace("    ", "")}

??? note "Closed"

    {FENCE.format("In a fold")}

=== "First"

    Words.

=== "Second"

    {FENCE.format("In a tab")}
"""


@pytest.fixture
def folded(tmp_path: Path) -> Iterator[str]:
    """A site of the guide's with a page whose diagrams are in a closed fold and in a tab, below a path."""
    with serve(guide_site(tmp_path, {"index.md": FOLDED}), "/below/") as server:
        yield server.url


@pytest.mark.usefixtures("quiet")
def test_in_folds_and_tabs_diagrams_are_drawn_enlarged_and_recoloured(page: Page, folded: str) -> None:
    page.goto(folded)
    page.locator("details:not(.diagram-twin) > summary").click()
    page.get_by_text("Second", exact=True).click()
    draw_all(page)
    page.emulate_media(color_scheme="dark")
    page.locator("body[data-md-color-scheme=slate]").wait_for(state="attached")
    for figure, label in zip(page.locator("figure.diagram").all(), ("open", "fold", "tab"), strict=True):
        dialog = enlarge(page, figure)
        assert dialog.locator("svg text", has_text=label).is_visible()
        fill = "shape => getComputedStyle(shape).fill"
        assert dialog.locator("svg .label-container").first.evaluate(fill) == "rgb(36, 38, 42)"
        close(page)
