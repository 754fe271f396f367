# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Draws a built site's diagrams into its pages, so that a reader sees them before any script has run; or, before a build,
those that are new on a blank page, to see whether they can be drawn.

A real browser opens each page, the page's own module draws, and the pictures are kept by a hash of all that they depend on:
what has not changed is not drawn again. Works on what any site builder has built.
"""

from __future__ import annotations

import hashlib
import html
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, ConsoleMessage, Playwright, TimeoutError, sync_playwright
from playwright.sync_api import Error as BrowserError

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.diagrams.text import line_drawn
from phi4_guide.publish.chromium import launch_arguments, require_browser
from phi4_guide.publish.files import read_text, write_all
from phi4_guide.publish.server import Handler, running

MODULE = "assets/diagrams.mjs"

_FIGURE = re.compile(r'<figure\b[^>]*\bdata-state="waiting"[^>]*>.*?</figure>', re.DOTALL)
_BOX = re.compile(r'(?P<open><div class="mermaid")(?P<rest>[^>]*>(?P<source>.*?)</div>)', re.DOTALL)
_PLACE = re.compile(r'\sdata-place="(?P<place>[^"]*)"')
_OF_THE_PAGE = re.compile(r'\sdata-(?:place|unchecked)="[^"]*"')
_STYLE = re.compile(r'\bstyle="[^"]*"')
_VIEW = re.compile(r'\bviewBox="\S+ \S+ ([\d.]+) ([\d.]+)"')
_LINE = re.compile(r"\bline:? (\d+)")
# Of what a parser would have taken there may be a hundred tokens.
_EXPECTED = re.compile(r"(?:(?<=\^)\s*|\b)Expecting .*?, (?=got )", re.DOTALL)
# What the page tells its module about Mermaid.
_SETTINGS = re.compile(r'<script type="module">.*?</script>', re.DOTALL)

# The page's module draws all of its figures, one after the other, and the page says on its console how many are settled: a
# tab that has crashed, or is busy for good, cannot be asked.
_SETTLED = "phi4-guide: settled "
_DRAW_ALL = f"""() => {{
  const figures = [...document.querySelectorAll('figure.diagram')];
  const tell = () => console.debug('{_SETTLED}' + figures.filter(({{ dataset }}) => dataset.state !== 'waiting').length);
  new MutationObserver(tell).observe(document.body, {{ subtree: true, attributeFilter: ['data-state'] }});
  tell();
  import(document.querySelector('script[type=module][src$="diagrams.mjs"]').src)
    .then((diagrams) => diagrams.drawAll())
    .catch((error) => figures.forEach(({{ dataset }}) => Object.assign(dataset, {{ state: 'failed', error }})));
}}"""
# Labels are measured in the site's own styles.
_BLANK = (
    '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="assets/styles/base.css">'
    '<script type="module" src="assets/diagrams.mjs"></script><body>'
)
_DRAWN = """figures => figures.map((figure) => [
  figure.dataset.state === 'live' ? figure.querySelector('.diagram-picture').innerHTML : '',
  figure.dataset.error ?? figure.querySelector('.diagram-error')?.textContent ?? 'its picture has no size',
])"""
SECONDS = 30
"""What a diagram may take; the guide's largest takes one or two. What takes more may never end."""


@dataclass(frozen=True)
class _Figure:
    """A figure in a page's HTML, its name in messages, and the key under which its picture is kept."""

    text: str
    name: str
    key: str

    @property
    def source(self) -> str:
        """The diagram as its author wrote it."""
        box = _BOX.search(self.text)
        return html.unescape(box["source"]) if box else ""

    def refused(self, message: str) -> Problem:
        """What Mermaid has against the diagram, on the page's line where it has that; where that is not checked, advice."""
        severity = Severity.ADVICE if "data-unchecked" in self.text.partition(">")[0] else Severity.ERROR
        page, _, mark = self.name.rpartition(":")
        found = _LINE.search(message)
        line = int(mark) + (line_drawn(self.source, int(found[1])) if found else 0)
        said = " ".join(_EXPECTED.sub(" ", message.partition("Mermaid says: ")[2] or message).split())
        return Problem(
            page, line, 1, "diagram-refused", severity, f"Mermaid cannot draw the diagram: {said}; correct it there"
        )

    def drawn(self, picture: str) -> str:
        """The figure with the picture before the reader, and the diagram's source behind it."""
        width, height = (-(-float(size) // 1) for size in _VIEW.findall(picture)[0])
        text = self.text.replace('data-state="waiting"', 'data-state="drawn"', 1)
        text = _STYLE.sub(f'style="--width:{width:.0f};--height:{height:.0f}"', text, count=1)
        shown = f'<div class="diagram-picture">{picture}</div>'
        return _BOX.sub(lambda box: f"{box['open']} hidden{box['rest']}{shown}", text, count=1)


def draw_site(site: Path, kept: Path) -> tuple[int, int]:
    """Puts the picture of every diagram into the pages of the built site; gives how many, and how many were not kept.

    `kept` is the folder of pictures drawn before; it is made where it does not exist. Names each page that it draws.

    A diagram of a page that is not checked may be one that cannot be drawn: it is named, and a reader gets its source.

    Raises:
        ValueError: the folder is no built site, or another diagram cannot be drawn; then no page is changed.
        NoBrowserError: there is no browser to draw with.
        OSError, ValueError: a file cannot be written, or read as UTF-8; it is named.
    """
    if not (site / MODULE).is_file():
        raise ValueError(f"{site} has no {MODULE}: it is no built site of the guide; run `mkdocs build --strict` first")
    browser = require_browser()
    tools = _tools(site, browser)
    texts = {file.relative_to(site).as_posix(): read_text(file) for file in sorted(site.rglob("*.html"))}
    pages = {name: figures for name, text in texts.items() if (figures := list(_figures(name, text, tools)))}
    pictures, drawn, refused = _draw_new(site, pages, kept, browser)
    for problem in refused.values():
        print(problem, file=sys.stderr)
    if wrong := sum(problem.severity is Severity.ERROR for problem in refused.values()):
        raise ValueError(f"{wrong} diagrams cannot be drawn; no page was changed")
    for name, figures in pages.items():
        for figure in figures:
            if picture := pictures[figure.key]:
                texts[name] = texts[name].replace(figure.text, figure.drawn(picture), 1)
    write_all({site / name: texts[name] for name in pages})
    return sum(map(len, pages.values())) - len(refused), drawn


def draw_alone(docs: Path, figures: Iterable[str], kept: Path) -> list[str | Problem]:
    """Draws the figures with this HTML on a blank page, by this docs folder's scripts; gives pictures, or what is wrong.

    What was so drawn before is not drawn again: its picture is in `kept`, as that of a built site's diagram is.

    Raises:
        ValueError: the folder has not the guide's scripts, or a diagram ends the browser, or never ends.
        NoBrowserError: there is no browser to draw with.
    """
    if not (docs / MODULE).is_file():
        raise ValueError(f"{docs} has no {MODULE}: diagrams can be drawn in the guide's own site alone")
    browser = require_browser()
    tools = _tools(docs, browser)
    alone = [figure for text in figures for figure in _figures("", text, tools)]
    pictures = {figure.key: _kept(kept / f"{figure.key}.svg") for figure in alone}
    new = [figure for figure in alone if not pictures[figure.key]]
    with TemporaryDirectory() as folder:
        page = Path(folder, "new-diagrams.html")
        page.write_text(_BLANK + "".join(figure.text for figure in new), encoding="utf-8")
        page.with_name("assets").symlink_to(docs / "assets")
        drawn, _, refused = _draw_new(page.parent, {page.name: new}, kept, browser)
    pictures |= drawn
    return [refused.get(figure) or pictures[figure.key] for figure in alone]


def _draw_new(
    site: Path, pages: dict[str, list[_Figure]], kept: Path, browser: Path
) -> tuple[dict[str, str], int, dict[_Figure, Problem]]:
    """The picture of each figure, by key, empty where it cannot be drawn; how many are new; what cannot be drawn."""
    pictures = {figure.key: _kept(kept / f"{figure.key}.svg") for figures in pages.values() for figure in figures}
    wanted = {name: figures for name, figures in pages.items() if any(not pictures[figure.key] for figure in figures)}
    drawn, refused = 0, dict[_Figure, Problem]()
    kept.mkdir(parents=True, exist_ok=True)
    for figure, picture, message in _draw_pages(site, wanted, browser):
        if not _VIEW.search(picture):
            refused[figure] = figure.refused(message)
        elif not pictures[figure.key]:
            drawn += 1
            pictures[figure.key] = picture
            write_all({kept / f"{figure.key}.svg": _signed(figure.key, picture)})
    return pictures, drawn, refused


def _tools(site: Path, browser: Path) -> str:
    """A hash of all beside a diagram's source on which its picture depends: scripts, style, font, Mermaid, browser."""
    # A browser is another when its file is: asked for its version, it would have to be started.
    digest = hashlib.sha256(f"{browser.resolve()} {browser.stat().st_mtime_ns}".encode())
    # Mermaid's own files are named, with their hashes, in one of them.
    files = [file for file in (site / "assets").rglob("*") if file.is_file() and "chunks" not in file.parts]
    for file in sorted(files):
        digest.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _figures(page: str, text: str, tools: str) -> Iterator[_Figure]:
    settings = "".join(_SETTINGS.findall(text))
    for number, found in enumerate(_FIGURE.findall(text)):
        place = _PLACE.search(found)
        name = html.unescape(place["place"]) if place else f"{page}:0"
        # Its number on the page is in the picture's ids; its twin has the links.
        parts = "\0".join((tools, settings, str(number), _OF_THE_PAGE.sub("", found)))
        yield _Figure(found, name, hashlib.sha256(parts.encode()).hexdigest())


def _signed(key: str, picture: str) -> str:
    """The picture as it is kept: before it a hash of it and its key, by which one cut off or exchanged is known."""
    return f"<!-- {hashlib.sha256(f'{key}{picture}'.encode()).hexdigest()} -->\n{picture}"


def _kept(file: Path) -> str:
    """The picture that is kept in this file; empty where there is none, or it is not the one that was drawn."""
    content = file.read_bytes().decode(errors="replace") if file.is_file() else ""
    picture = content.partition("\n")[2]
    return picture if content == _signed(file.stem, picture) else ""


def _draw_pages(site: Path, wanted: dict[str, list[_Figure]], path: Path) -> Iterator[tuple[_Figure, str, str]]:
    """Draws these pages; gives each figure with its picture, or an empty one and why there is none."""
    if not wanted:
        return
    settled = 0

    def listen(message: ConsoleMessage) -> None:
        nonlocal settled
        if message.text.startswith(_SETTLED):
            settled = int(message.text.removeprefix(_SETTLED))

    handler = partial(Handler, directory=str(site))
    with running(handler) as port, sync_playwright() as playwright, _launch(playwright, path) as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 800})
        tab.on("console", listen)
        # What makes a page search and fold has nothing to do with its pictures.
        network = tab.context.new_cdp_session(tab)
        network.send("Network.enable")
        network.send("Network.setBlockedURLs", {"urls": ["*/assets/javascripts/*", "*/search/*"]})
        for number, (name, figures) in enumerate(wanted.items(), 1):
            print(f"drawing {number}/{len(wanted)}: {name}", file=sys.stderr, flush=True)
            settled = 0
            try:
                tab.goto(f"http://127.0.0.1:{port}/{name}", wait_until="domcontentloaded")
                tab.evaluate(_DRAW_ALL)
                while settled < len(figures):
                    tab.wait_for_event("console", timeout=SECONDS * 1000)
                drawn = tab.locator("figure.diagram").evaluate_all(_DRAWN)
            except BrowserError as error:
                figure = figures[min(settled, len(figures) - 1)]
                slow = isinstance(error, TimeoutError)
                what = f"takes over {SECONDS} seconds; make it smaller" if slow else "ends the browser or its tab"
                raise ValueError(f"{name}: the diagram at {figure.name} {what}\n{figure.source}") from error
            for figure, (picture, message) in zip(figures, drawn, strict=True):
                yield figure, picture, message


def _launch(playwright: Playwright, path: Path) -> Browser:
    try:
        return playwright.chromium.launch(executable_path=path, args=launch_arguments())
    except BrowserError as error:
        why = str(error).splitlines()[0]
        raise ValueError(f"{path} is no Chromium that can be started: {why}; name a browser in CHROMIUM") from error
