# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Footnotes where they are read: beside their block in a wide window, below it in any other, and never on anything else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browsing import WCAG, draw_all
from site_building import Served, done, guide_folder, mkdocs, serve

pytestmark = [pytest.mark.browser, pytest.mark.build, pytest.mark.usefixtures("quiet")]

WORDS = "The words of a paragraph are so many that they stand in several lines. " * 4
NOTE = "The words of a note that is longer than its line. " * 6
DIAGRAM = """```mermaid
---
title: A cache
id: memory
turn:
  inputs: {chats: {label: Chats, min: 1, max: 64, start: 1}}
  values:
    cache: {label: Cache, formula: kv-cache-bytes-full * chats / 10^9, decimals: 2, unit: billion bytes,
      place: title, fact: kv-cache-bytes-full}
---
flowchart LR
  a["One"] --> b["Two"] --> c["Three"] --> d["Four"] --> e["Five"] --> f["Six"]
```

1. `a`: A step.[^walk]
2. `b`: Another.
""".replace("title: A cache", "title: A cache of 3.36")
NOTES = f"""
# Notes

{WORDS}

{WORDS}[^long]

A line.[^two] And a second note of it.[^three]

{WORDS}

| Stage | Reads |
|---|---|
| Pretraining | the web[^cell] |

> A quotation.[^four]

```report
table: 1
```

The last before a wide table.[^long2]

```report
table: 9
```

{DIAGRAM}

As set above it takes [3.36 billion bytes](fact:kv-cache-bytes-full).[^turned]

- An item[^last]

[^long]: {NOTE}
[^two]: {NOTE}
[^three]: Short, with [a link](licences.md).
[^cell]: In a cell.
[^four]: In a quotation.
[^long2]: {NOTE}
[^walk]: In a walk.
[^turned]: What is turned.
[^last]: {NOTE}
"""
# Of each note its place, its block's and those of all other parts of the page that are seen.
PLACES = """() => {
  const box = (part) => ["left", "top", "right", "bottom"].map((side) => part.getBoundingClientRect()[side]);
  const parts = document.querySelectorAll("article > :not(.noted), .noted > *, .md-footer, .md-sidebar:not([hidden])");
  const seen = [...parts].filter((part) => part.checkVisibility() && part.getClientRects().length);
  return [...document.querySelectorAll('aside.note')].map((note) =>
    [box(note), box(note.parentElement.firstElementChild), seen.filter((part) => part !== note).map(box)]);
}"""
FONT = "".join(
    f"@font-face {{ font-family: 'Source Sans 3'; font-weight: {weight};"
    f" src: url('/assets/font/source-sans-3-latin-{weight}-normal.woff2') }}"
    for weight in (400, 600)
)
WIDTHS = "parts => parts.map((part) => part.offsetWidth)"


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page, in a site with the guide's data."""
    folder = guide_folder(tmp_path_factory.mktemp("notes"), {"index.md": NOTES}, data=True)
    done(mkdocs("build", cwd=folder))
    with serve(folder / "site", "/") as served:
        yield served


def read(page: Page, notes: Served, width: int) -> None:
    """Opens the page in a window of this width, in the font that all but a few first visits have."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(notes.url)
    page.add_style_tag(content=FONT)
    page.evaluate("Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 17px 'Source Sans 3'`)))")


@pytest.mark.parametrize("width", [1920, 1440, 1425, 1280, 360])
def test_notes_stand_beside_their_block_or_below_it_and_on_nothing_else(page: Page, notes: Served, width: int) -> None:
    read(page, notes, width)
    found = page.evaluate(PLACES)
    assert len(found) == 9
    before = 0.0
    for note, block, others in found:
        left, top, right, bottom = note
        assert [
            other for other in others if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        ] == []
        assert 0 <= left < right <= width
        if width >= 1440:
            # At its block's height, or below the note before it.
            assert left > block[2]
            assert top == pytest.approx(max(block[1] + 4, before), abs=12)
        else:
            assert top >= block[3]
        before = bottom
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_in_a_wider_font_a_note_is_beside_its_block_too(page: Page, notes: Served) -> None:
    read(page, notes, 1440)
    page.add_style_tag(content=".md-typeset { font-family: monospace }")
    found = page.evaluate(PLACES)
    assert all(note[0] > block[2] and note[1] < block[3] for note, block, _ in found[:1])
    note, _, others = found[0]
    assert [other for other in others if note[0] < other[2] and note[1] < other[3] and other[1] < note[3]] == []


def test_a_wide_window_changes_no_measure(page: Page, notes: Served) -> None:
    widths = []
    for width in (1280, 1440):
        read(page, notes, width)
        widths.append(page.locator("article :is(p, li, figure, table, h1):not(.note *)").evaluate_all(WIDTHS))
    assert widths[0] == widths[1]


def test_a_reference_leads_to_its_note_and_is_heard_once_and_all_can_read_it(page: Page, notes: Served) -> None:
    schemes: list[tuple[int, Literal["dark", "light"]]] = [(1440, "dark"), (1280, "light"), (360, "dark")]
    page.goto(notes.url)
    draw_all(page)
    for width, scheme in schemes:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.locator("a.footnote-ref").nth(2).click()
        assert page.evaluate("document.querySelector(':target').textContent").startswith("3 Short, with a link.")
        found = Axe().run(page, options={"runOnly": WCAG})
        assert [violation["id"] for violation in found.response["violations"]] == []
    heard = page.locator("article").aria_snapshot()
    assert (heard.count("In a quotation."), heard.count("- note"), heard.count("↩")) == (1, 9, 0)


def test_a_turned_figure_finds_its_paragraph_beside_a_note(page: Page, notes: Served) -> None:
    page.goto(notes.url)
    figure = page.locator("#fig-memory")
    figure.scroll_into_view_if_needed()
    figure.locator(".turn-said span").wait_for(state="attached")
    figure.locator("input[type=number]").fill("2")
    page.locator(".noted > p > output", has_text="6.71 billion bytes").wait_for()


def test_on_paper_a_note_stands_below_its_block(page: Page, notes: Served) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(media="print")
    page.goto(notes.url)
    assert all(note[1] >= block[3] for note, block, _ in page.evaluate(PLACES))
