# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a reader can do with a diagram: enlarge it, take it away as a file, edit it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page

from browsing import FOUNDING, Watch, draw_all, opened
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import GOOD_FRONT_MATTER, ROOT, Served, mkdocs, serve

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = re.compile(r"\s+")

# What waits can ask for; what the zoom itself has scrolled does not count.
MARK_WHEN_SCROLLED_DOWN = """box => {
  const before = box.scrollTop;
  box.addEventListener('scroll', () => { if (box.scrollTop > before) box.dataset.scrolled = ''; });
}"""


def enlarge(page: Page, figure: Locator) -> Locator:
    """Opens the figure's large view and gives the dialog."""
    figure.locator(".diagram-enlarge").click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    return dialog


def save(page: Page, dialog: Locator, kind: str) -> bytes:
    with page.expect_download() as download:
        dialog.locator(f"[data-do={kind}]").click()
    assert download.value.suggested_filename.endswith(f".{kind}")
    return Path(download.value.path()).read_bytes()


def width_of(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box is not None
    return box["width"]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_large_view_zooms_scrolls_and_gives_the_picture_back(chromium: Browser, online: Served, motion: str) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, reduced_motion=motion) as page:
        watch = Watch(page, online.url)
        page.goto(online.url + "pretraining/")
        figure = page.locator("figure.diagram").first
        figure.locator(".diagram-enlarge").scroll_into_view_if_needed()
        box = figure.bounding_box()
        dialog = enlarge(page, figure)
        picture, canvas = dialog.locator("svg"), dialog.locator(".diagram-large")
        assert dialog.get_attribute("aria-label") == figure.locator("figcaption").text_content()
        fitting = width_of(picture)
        dialog.locator("[data-do=larger]").click()
        assert width_of(picture) == pytest.approx(fitting * 1.25, rel=0.01)
        page.keyboard.press("+")
        page.keyboard.press("-")
        page.keyboard.press("-")
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
        page.keyboard.press("ArrowDown")
        dialog.locator(".diagram-large[data-scrolled]").wait_for()
        page.keyboard.press("0")
        assert width_of(picture) == pytest.approx(fitting, rel=0.01)
        page.keyboard.press("Escape")
        page.locator("dialog:not([open])").wait_for(state="attached")
        assert figure.locator(".diagram-enlarge").evaluate("button => button === document.activeElement")
        assert figure.locator(".diagram-picture svg").is_visible()
        assert figure.bounding_box() == box
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])


def test_the_founding_diagram_opens_readable_and_on_its_own_canvas(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True) as page:
        page.goto(online.url + FOUNDING)
        dialog = enlarge(page, page.locator("figure.diagram"))
        assert (
            dialog.locator(".diagram-large").evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(21, 24, 27)"
        )
        assert (
            dialog.locator("svg").evaluate("svg => 16 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width") > 11
        )
        assert dialog.evaluate("box => box.scrollWidth <= 360")


def test_a_link_in_the_large_view_leads_to_its_passage(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(online.url + "pretraining/")
        dialog = enlarge(page, page.locator("figure.diagram").first)
        dialog.locator("svg a", has_text="Pretrain on").click()
        page.wait_for_url(online.url + "pretraining/#tokens")
        page.locator("dialog:not([open])").wait_for(state="attached")
        assert page.locator("#tokens").is_visible()


@pytest.mark.parametrize(("path", "scheme"), [("pretraining/", "light"), ("pretraining/", "dark"), (FOUNDING, "light")])
def test_a_saved_svg_stands_alone_with_labels_colours_and_origin(
    chromium: Browser, online: Served, path: str, scheme: str
) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, color_scheme=scheme, accept_downloads=True) as page:
        page.goto(online.url + path)
        figure = page.locator("figure.diagram").first
        saved = save(page, enlarge(page, figure), "svg").decode()
        root = ElementTree.fromstring(saved)
        words = PLAIN.sub("", "".join(root.itertext()))
        chart = read_flowchart(figure.locator("div.mermaid").text_content() or "")
        assert chart is not None
        assert all(PLAIN.sub("", label) in words for label in chart.nodes.values())
        said = " ".join(" ".join(element.itertext()) for element in root.findall(f"{SVG}text"))
        assert "Phi-4: a diagrammatic guide" in said
        assert "https://phi4-guide.example/" in said
        assert "Cong Le" in said
        assert "CC BY 4.0" in said
        # Nothing is asked for, nothing left to a style sheet that is elsewhere.
        assert "var(--" not in saved
        assert "class=" not in saved
        assert set(re.findall(r"url\((?!#|&quot;#|\"#)(.{5})", saved)) == {"data:"}
        links = [element.get("href", "") for element in root.iter(f"{SVG}a") if element.get("href")]
        assert all(urlsplit(link).scheme for link in links)
        # It is drawn by itself, in its colours.
        page.goto("about:blank")
        page.set_content(f"<body style='margin:0'>{saved}</body>")
        if path == "pretraining/":
            model = page.locator("svg rect[fill]:not([fill=none])").evaluate_all(
                "all => all.map(rect => rect.getAttribute('fill'))"
            )
            assert {"light": "rgb(223, 240, 238)", "dark": "rgb(18, 50, 48)"}[scheme] in model
            assert model[0] == {"light": "#fbfaf7", "dark": "#15181b"}[scheme]


@pytest.mark.parametrize("path", ["pretraining/", FOUNDING])
def test_a_saved_png_shows_the_picture_in_its_colours(chromium: Browser, online: Served, path: str) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, color_scheme="light", accept_downloads=True) as page:
        page.goto(online.url + path)
        dialog = enlarge(page, page.locator("figure.diagram").first)
        saved = save(page, dialog, "png")
        assert saved.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", saved[16:24])
        shown = dialog.locator("svg").evaluate("svg => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]")
        assert width >= shown[0]
        assert height > shown[1]
        assert dialog.locator(".diagram-said").text_content() == "Saved as PNG."
        colours = page.evaluate(
            """async bytes => {
                const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
                const canvas = document.createElement('canvas');
                [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
                const context = canvas.getContext('2d');
                context.drawImage(bitmap, 0, 0);
                const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
                const count = {};
                for (let i = 0; i < data.length; i += 4) {
                    const name = data.slice(i, i + 3).join();
                    count[name] = (count[name] ?? 0) + 1;
                }
                return Object.entries(count).sort((one, other) => other[1] - one[1]).slice(0, 12).map(([name]) => name);
            }""",
            list(saved),
        )
        if path == "pretraining/":
            assert {"251,250,247", "223,240,238", "244,242,236", "34,38,43"} <= set(colours)
        else:
            assert "21,24,27" in colours


def test_the_source_is_copied(chromium: Browser, online: Served) -> None:
    with opened(
        chromium, viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    ) as page:
        page.goto(online.url)
        figure = page.locator("figure.diagram")
        dialog = enlarge(page, figure)
        dialog.locator("[data-do=copy]").click()
        dialog.locator(".diagram-said", has_text="Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == figure.locator("div.mermaid").text_content()


def test_editing_a_label_changes_the_picture_and_nothing_else(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, online.url)
        page.goto(online.url + "pretraining/")
        figures = page.locator("figure.diagram")
        figure, other = figures.first, figures.nth(1)
        published = figure.locator("div.mermaid").text_content() or ""
        untouched = other.inner_html()
        figure.locator(".diagram-edit").click()
        field, said = figure.locator("textarea"), figure.locator(".diagram-said")
        assert field.input_value() == published
        assert field.evaluate("field => field === document.activeElement")
        # The source stands beside the picture where there is room.
        picture_box, field_box = figure.locator("svg").bounding_box(), field.bounding_box()
        assert picture_box is not None
        assert field_box is not None
        assert field_box["x"] >= picture_box["x"] + picture_box["width"]
        field.fill(published.replace("Shorter-horizon runs", "Cheaper runs"))
        figure.locator("svg text", has_text="Cheaper runs").wait_for()
        said.and_(page.locator("p", has_text="Changed on this screen only.")).wait_for()
        # What cannot be drawn says why, and the last picture stays.
        field.fill(published + "\n  oops -->")
        said.and_(page.locator("p", has_text="Parse error")).wait_for()
        assert figure.locator("svg text", has_text="Cheaper runs").count() == 1
        assert page.locator("svg[aria-roledescription=error]").count() == 0
        # Links that the page has lead where they led; one that was just typed and leads nowhere is none.
        field.fill(published.replace("pretraining.md#tokens", "nowhere.md"))
        figure.locator("svg text", has_text="Shorter-horizon runs").wait_for()
        assert figure.locator("svg a[href$='nowhere.md']").count() == 0
        figure.locator("[data-do=reset]").click()
        figure.locator("svg a[href$='#tokens']").wait_for()
        assert field.input_value() == published
        page.keyboard.press("Tab")
        figure.locator("[data-do=close]").focus()
        page.keyboard.press("Escape")
        field.wait_for(state="hidden")
        assert figure.locator(".diagram-edit").evaluate("button => button === document.activeElement")
        assert other.inner_html() == untouched
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])


def test_what_is_typed_cannot_run_anything(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
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


def test_a_change_is_proposed_where_the_page_is_edited(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(online.url + "data/")
        figure = page.locator("figure.diagram").first
        address = page.locator("a[rel~=edit]").first.get_attribute("href")
        figure.locator(".diagram-edit").click()
        assert figure.locator("[data-do=propose]").get_attribute("href") == address
        assert address is not None
        assert address.endswith("/edit/main/docs/data.md")
        assert enlarge(page, figure).locator("[data-do=propose]").get_attribute("href") == address


FOLDED = """
# Folded

```mermaid
flowchart TB
  one["In the open"] --> two
```

??? note "Closed"

    ```mermaid
    flowchart TB
      three["In a fold"] --> four
    ```

=== "First"

    Words.

=== "Second"

    ```mermaid
    flowchart TB
      five["In a tab"] --> six
    ```
"""


@pytest.fixture(scope="module")
def folded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of the guide's with a page whose diagrams are in a closed fold and in a tab, below a path."""
    folder = tmp_path_factory.mktemp("folded")
    (folder / "docs" / "data").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text(GOOD_FRONT_MATTER + FOLDED, encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^nav:\n(?: .*\n)+", "", config, flags=re.MULTILINE)
    config = config.replace("hooks/mkdocs_hooks.py", (ROOT / "hooks" / "mkdocs_hooks.py").as_posix())
    config = config.replace("custom_dir: overrides", f"custom_dir: {(ROOT / 'overrides').as_posix()}")
    config = config.replace("      licence_page: licences.md\n", "").replace(
        "without_source:\n      - how-it-is-made.md\n      - licences.md\n", "x:\n"
    )
    (folder / "mkdocs.yml").write_text(config.replace("  - overrides\n", "  - docs\n"), encoding="utf-8")
    (folder / "docs" / "assets").symlink_to(ROOT / "docs" / "assets")
    built = mkdocs("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    with serve(folder / "site", "/below/") as server:
        yield server


def test_in_folds_and_tabs_diagrams_are_drawn_enlarged_and_recoloured(chromium: Browser, folded: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}, color_scheme="light") as page:
        watch = Watch(page, folded.url)
        page.goto(folded.url)
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
            page.keyboard.press("Escape")
            page.locator("dialog:not([open])").wait_for(state="attached")
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])
