# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The published site in each browser: every page drawn, silent, within its policy, asking nobody else; six pages used."""

from __future__ import annotations

import struct

import pytest

from browsers.conftest import by_engine
from browsers.engines import Engine
from browsing import FOUNDING, PAGES, page_name
from phi4_guide.content.source_lines import scan
from site_building import ROOT, Served

pytestmark = [pytest.mark.engines, by_engine, pytest.mark.usefixtures("quiet")]

USED = ["", "architecture/", "data/", "markdown/", "notes-and-report/", FOUNDING]
"""Pages that begin with a flowchart; among them some with a walk, with knobs, with tables, with colours of their own."""
DRAWN = """[...document.querySelectorAll('figure.diagram')].every(({ dataset }) => dataset.state === 'drawn')
    && document.readyState === 'complete'"""
# Of each diagram: how many of its labels can be seen, of how many.
LABELS = """[...document.querySelectorAll('figure.diagram')].map((figure) => {
  const labels = [...figure.querySelectorAll('.diagram-picture svg text')].filter(({ textContent }) => textContent.trim());
  return [labels.filter((label) => label.getBoundingClientRect().width > 3).length, labels.length];
})"""
# 4.2: a line under every figure that is a link in a text.
UNLINED = """[...document.querySelectorAll('article a.fact:not(.key-figures *)')].map((link) => getComputedStyle(link))
    .filter((style) => style.textDecorationLine !== 'underline' || style.textDecorationStyle !== 'dotted').length"""


@pytest.mark.parametrize("path", PAGES, ids=page_name)
def test_a_page_is_drawn_within_its_window(engine: Engine, guide: Served, path: str) -> None:
    engine.open(guide.url + path)
    engine.until(DRAWN)
    source = (ROOT / "docs" / f"{path.strip('/') or 'index'}.md").read_text(encoding="utf-8").split("\n")
    labels = engine.run(LABELS)
    assert len(labels) == sum(fence.language == "mermaid" for fence in scan(source)[0])
    assert [(seen, whole) for seen, whole in labels if seen < whole or not whole] == []
    assert engine.run("document.documentElement.scrollWidth - innerWidth") <= 0
    assert engine.run(UNLINED) == 0


@pytest.mark.parametrize("path", USED, ids=page_name)
def test_a_page_is_used(engine: Engine, guide: Served, path: str) -> None:
    engine.open(guide.url + path)
    engine.until(DRAWN)
    point(engine)
    if engine.run("!!document.querySelector('.diagram-walk')"):
        walk(engine)
    if engine.run("!!document.querySelector('.diagram-turn')"):
        turn(engine)
    enlarge_and_export(engine)
    edit(engine)
    engine.print()
    engine.open(guide.url + path)
    search(engine)


def point(engine: Engine) -> None:
    """A node under the pointer lights up, and with it its arrows."""
    engine.hover(".diagram-picture [data-of]:not(.cluster)")
    engine.until("!!document.querySelector('.diagram-picture:has(.pointed) .lit')")


def walk(engine: Engine) -> None:
    """By the button to the first step, by keys to the second and back, and to the whole again."""
    engine.click(".walk-next")
    position = "document.querySelector('.walk-position').textContent"
    engine.until(f"{position}.startsWith('1 of') && !!document.querySelector('.diagram-picture svg.walking .step')")
    engine.press("ARROW_RIGHT")
    engine.until(f"{position}.startsWith('2 of')")
    engine.press("ARROW_LEFT")
    engine.until(f"{position}.startsWith('1 of')")
    engine.click(".walk-all")
    engine.until(f"{position}.endsWith('steps') && !document.querySelector('svg.walking')")


def turn(engine: Engine) -> None:
    """A preset changes the values and says that they are the reader's; "Reset" brings back those of the page."""
    outputs = "[...document.querySelectorAll('.diagram-turn output')].map(({ textContent }) => textContent).join('; ')"
    before = engine.run(outputs)
    said = "document.querySelector('.turn-said').textContent"
    engine.insist(".turn-presets button", f"{outputs} !== {before!r} && {said}.includes('Your setting')")
    engine.click(".turn-reset")
    engine.until(f"{outputs} === {before!r} && !{said}.includes('Your')")


def enlarge_and_export(engine: Engine) -> None:
    """The large view zooms by button and key, saves the picture as it is, and gives picture and focus back."""
    engine.click(".diagram-enlarge")
    width = "document.querySelector('dialog[open] .diagram-large > svg')?.getBoundingClientRect().width"
    fitting = engine.until(width)
    engine.click("[data-do=larger]")
    engine.until(f"{width} > {fitting} * 1.2")
    engine.press("0")
    engine.until(f"Math.abs({width} - {fitting}) < 1")
    for kind in ("svg", "png"):
        engine.click(f"dialog [data-do={kind}]")
        saved = arrived(engine, kind)
        if kind == "png":
            assert saved.startswith(b"\x89PNG\r\n")
            assert min(struct.unpack(">II", saved[16:24])) > 100
        else:
            assert (saved.count(b"<text") > 1, b"font/woff2" in saved, b"var(--" in saved) == (True, True, False)
    engine.press("ESCAPE")
    engine.until("!document.querySelector('dialog[open]') && document.activeElement.matches('.diagram-enlarge')")
    engine.until("document.querySelector('figure.diagram .diagram-picture').childElementCount === 1")


def arrived(engine: Engine, kind: str) -> bytes:
    """The file of this kind that the browser saves, as soon as all of it is there; it is taken away."""
    for _ in range(400):
        engine.listen()
        # Firefox and WebKit write to another name first, and Firefox makes the file itself before that.
        unfinished = [*engine.folder.glob("*.part"), *engine.folder.glob("*.wkdownload")]
        for file in engine.folder.glob(f"*.{kind}"):
            if file.stat().st_size and not unfinished:
                content = file.read_bytes()
                file.unlink()
                return content
    raise AssertionError(f"no {kind} arrived")


def edit(engine: Engine) -> None:
    """What is typed is drawn, what cannot be drawn says why, "Reset" brings back what was published."""
    engine.click(".diagram-edit")
    said = "document.querySelector('.diagram-editor .diagram-said').textContent"
    engine.until("document.activeElement.matches('.diagram-editor textarea')")
    engine.run("document.activeElement.setSelectionRange(1e6, 1e6)")
    published = engine.run("document.activeElement.value")
    engine.press("ENTER")
    engine.type("ZZ[Quite new]")
    engine.until("document.querySelector('.diagram-picture').textContent.replace(/\\s/g, '').includes('Quitenew')")
    engine.type(" -->")
    engine.until(f"{said}.startsWith('Mermaid says')")
    engine.click(".diagram-editor [data-do=reset]")
    engine.until(f"{said} === '' && !document.querySelector('.diagram-picture').textContent.includes('Quite')")
    assert engine.run("document.querySelector('.diagram-editor textarea').value") == published
    engine.click(".diagram-editor [data-do=close]")
    engine.until("document.activeElement.matches('.diagram-edit')")


# The longest word of the page's first flowchart, and what its section adds to the page's address.
WORD = """(() => {
  const node = document.querySelector('figure.diagram [data-of]:not(.cluster)');
  const labels = [...node.closest('svg').querySelectorAll('[data-of]:not(.cluster) text')];
  const words = labels.flatMap(({ textContent }) => textContent.match(/[a-z]+/gi) ?? []);
  const [longest] = words.sort((one, other) => other.length - one.length);
  const headings = [...document.querySelectorAll('article :is(h1, h2, h3)')];
  const heading = headings.findLast((each) => each.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  return [longest.toLowerCase(), heading.localName === 'h1' ? '' : `#${heading.id}`];
})()"""


def search(engine: Engine) -> None:
    """A search finds a word of a diagram's, and its hit leads there."""
    word, section = engine.run(WORD)
    engine.click("input.md-search__input")
    engine.until("document.querySelector('.md-search-result__meta').textContent.includes('Type to start')")
    engine.type(word)
    # By keyboard: the list still grows, and a pointer would miss. Further pages come as one scrolls, and of a page further
    # hits are folded.
    engine.until(f"""(() => {{
      const links = [...document.querySelectorAll('a.md-search-result__link')];
      const hit = links.find(({{ href }}) => href === `${{location.origin}}${{location.pathname}}?h={word}{section}`);
      if (!hit) links.at(-1)?.scrollIntoView();
      hit?.closest('details')?.setAttribute('open', '');
      hit?.focus();
      return !!hit && document.activeElement === hit;
    }})()""")
    engine.press("ENTER")
    engine.until("!!document.querySelector('figure.diagram svg .pointed')")


# Of each label its words, place and width, in its picture.
PLACES = """[...document.querySelectorAll('.diagram-picture text')].map((text) => {
  const [whole, { x, y, width }] = [text.ownerSVGElement.getBoundingClientRect(), text.getBoundingClientRect()];
  return [text.textContent, x - whole.x, y - whole.y, width];
})"""
NEAR = {"chromium": 0.01, "firefox": 1.01, "webkit": 6}
"""By how many pixels a label may lie elsewhere. On a screen without finer pixels WebKitGTK gives each letter whole ones,
so that a line of twenty letters is up to five pixels longer when it is laid out there: no style sheet changes that."""


def test_what_edit_draws_first_is_what_the_build_drew(engine: Engine, guide: Served) -> None:
    """4.7."""
    engine.open(guide.url + "pretraining/")
    engine.until(DRAWN)
    before = engine.run(PLACES)
    assert before
    engine.run("import('/assets/diagrams.mjs').then(({ drawAll }) => drawAll()).then(() => true)")
    engine.until("!document.querySelector('figure.diagram:not([data-state=live])')")
    after = engine.run(PLACES)
    assert [label for label, *_ in after] == [label for label, *_ in before]
    moved = max(
        abs(a - b) for one, other in zip(before, after, strict=True) for a, b in zip(one[1:], other[1:], strict=True)
    )
    assert moved <= NEAR[engine.name]
