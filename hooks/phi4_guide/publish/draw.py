# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Draws a built site's diagrams into its pages, so that a reader sees them before any script has run.

A real browser opens each page, the page's own module draws, and the pictures are kept by a hash of all that they depend on:
what has not changed is not drawn again. Works on what any site builder has built.
"""

from __future__ import annotations

import hashlib
import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phi4_guide.publish.chromium import launch_arguments, require_browser, version_of
from phi4_guide.publish.files import read_text, write_all
from phi4_guide.publish.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

MODULE = "assets/diagrams.mjs"

_FIGURE = re.compile(r'(?P<opening><figure\b[^>]*\bdata-state="?waiting"?[^>]*>)(?P<rest>.*?</figure>)', re.DOTALL)
_BOX = re.compile(r'(?P<open><div class="?mermaid"?)(?P<rest>[^>]*>(?P<source>.*?)</div>)', re.DOTALL)
_PLACE = re.compile(r'\sdata-place="(?P<place>[^"]*)"')
_STYLE = re.compile(r'\bstyle="[^"]*"')
_STATE = re.compile(r'data-state="?waiting"?')
_VIEW = re.compile(r'\bviewBox="\S+ \S+ ([\d.]+) ([\d.]+)"')
# What the page tells its module about Mermaid.
_SETTINGS = re.compile(r'<script type="?module"?>.*?</script>', re.DOTALL)

# The page's module draws all of its figures, one after the other. The page says on its console when each is done, and when
# all are: a tab that has crashed, or is busy for good, cannot be asked.
_SETTLED, _DONE = "phi4-guide: settled", "phi4-guide: done "
_DRAW_ALL = f"""() => {{
  const module = document.querySelector('script[type=module][src$="diagrams.mjs"]');
  const done = (message) => console.debug('{_DONE}' + message);
  new MutationObserver((records) => records.forEach(() => console.debug('{_SETTLED}')))
    .observe(document.body, {{ subtree: true, attributeFilter: ['data-state'] }});
  import(module.src).then((diagrams) => diagrams.drawAll()).then(() => done(''), (error) => done(String(error)));
}}"""
_DRAWN_ALL = """() => [...document.querySelectorAll('figure.diagram')].map(figure => ({
  svg: figure.dataset.state === 'live' ? figure.querySelector('.diagram-picture').innerHTML : '',
  message: figure.querySelector('.diagram-error')?.textContent ?? '',
}))"""
_SECONDS = 30
"""What a diagram may take; the guide's largest takes one or two. What takes more may never end."""


class DrawError(ValueError):
    """The site cannot be drawn; the message says what to do. Nothing in it was changed."""


@dataclass(frozen=True)
class _Figure:
    """A figure in a page's HTML, its name in messages, and the key under which its picture is kept."""

    opening: str
    rest: str
    name: str
    key: str

    @property
    def source(self) -> str:
        """The diagram as its author wrote it."""
        box = _BOX.search(self.rest)
        return html.unescape(box["source"]) if box else ""


def draw_site(site: Path, kept: Path, progress: Callable[[str], None]) -> tuple[int, int]:
    """Puts the picture of every diagram into the pages of the built site; gives how many, and how many were not kept.

    `kept` is the folder of pictures drawn before; it is made where it does not exist. `progress` is called with a line for
    each page that is drawn.

    Raises:
        DrawError: the folder is no built site, or a diagram cannot be drawn; then no page is changed.
        NoBrowserError: there is no browser to draw with, or what `CHROMIUM` names is none.
        OSError, ValueError: a file cannot be written, or read as UTF-8; it is named.
    """
    if not (site / MODULE).is_file():
        raise DrawError(f"{site} has no {MODULE}: it is no built site of the guide; run `mkdocs build --strict` first")
    browser = require_browser()
    tools = _tools(site, browser)
    texts = {file: read_text(file) for file in sorted(site.rglob("*.html"))}
    found = {file: list(_figures(file.relative_to(site).as_posix(), text, tools)) for file, text in texts.items()}
    pages = {file: figures for file, figures in found.items() if figures}
    pictures = {figure.key: _kept(kept, figure.key) for figures in pages.values() for figure in figures}
    missing = {file: sum(not pictures[figure.key] for figure in figures) for file, figures in pages.items()}
    wanted = {file: figures for file, figures in pages.items() if missing[file]}
    if wanted:
        kept.mkdir(parents=True, exist_ok=True)
        for figure, picture in _draw_pages(site, wanted, browser, progress):
            pictures[figure.key] = picture
            write_all({kept / f"{figure.key}.svg": _signed(figure.key, picture)})
    write_all({file: _drawn_page(texts[file], figures, pictures) for file, figures in pages.items()})
    return sum(map(len, pages.values())), sum(missing.values())


def _tools(site: Path, browser: Path) -> str:
    """A hash of all beside a diagram's source on which its picture depends: scripts, style, font, Mermaid, browser."""
    digest = hashlib.sha256(version_of(browser).encode())
    # Mermaid's own files are named, with their hashes, in one of them.
    files = [file for file in (site / "assets").rglob("*") if file.is_file() and "chunks" not in file.parts]
    for file in sorted(files):
        digest.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _figures(page: str, text: str, tools: str) -> Iterator[_Figure]:
    settings = "".join(_SETTINGS.findall(text))
    for number, found in enumerate(_FIGURE.finditer(text)):
        place = _PLACE.search(found["opening"])
        name = html.unescape(place["place"]) if place else f"{page}, diagram {number + 1}"
        # Its number on the page is in the picture's ids; its twin has the links.
        parts = "\0".join((tools, settings, str(number), _PLACE.sub("", found[0])))
        yield _Figure(found["opening"], found["rest"], name, hashlib.sha256(parts.encode()).hexdigest())


def _signed(key: str, picture: str) -> str:
    """The picture as it is kept: behind it a hash of it and its key, by which one cut off or exchanged is known."""
    return f"{picture}\n<!-- {hashlib.sha256(f'{key}{picture}'.encode()).hexdigest()} -->\n"


def _kept(kept: Path, key: str) -> str:
    """The picture that is kept under this key; empty where there is none, or it is not the one that was drawn."""
    try:
        content = (kept / f"{key}.svg").read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    picture = content.rpartition("\n<!-- ")[0]
    return picture if content == _signed(key, picture) else ""


def _draw_pages(
    site: Path, wanted: dict[Path, list[_Figure]], path: Path, progress: Callable[[str], None]
) -> Iterator[tuple[_Figure, str]]:
    """Draws these pages; gives each figure with its picture, and raises at the end where one cannot be drawn."""
    try:
        from playwright.sync_api import Error as BrowserError
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise DrawError("drawing needs Playwright; `make site` installs it") from error
    wrong: list[str] = []
    figures: list[_Figure] = []
    events: list[str] = []
    try:
        with serve(site) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=launch_arguments())
            tab = browser.new_page(viewport={"width": 1280, "height": 800})
            tab.on("console", lambda message: events.append(message.text))
            # What makes a page search and fold has nothing to do with its pictures.
            network = tab.context.new_cdp_session(tab)
            network.send("Network.enable")
            network.send("Network.setBlockedURLs", {"urls": ["*/assets/javascripts/*", "*/search/*"]})
            for number, (file, figures) in enumerate(wanted.items(), 1):
                name = file.relative_to(site).as_posix()
                progress(f"drawing {number}/{len(wanted)}: {name}")
                events.clear()
                tab.goto(address + name, wait_until="domcontentloaded")
                tab.evaluate(_DRAW_ALL)
                failed = _wait(tab, events)
                results: list[dict[str, Any]] = tab.evaluate(_DRAWN_ALL)
                if failed or len(results) != len(figures):
                    raise DrawError(f"{name}: {failed or f'{len(figures)} diagrams, {len(results)} in the browser'}")
                for figure, result in zip(figures, results, strict=True):
                    if _VIEW.search(result["svg"]):
                        yield figure, result["svg"]
                    else:
                        wrong.append(f"{figure.name}: {result['message'] or 'its picture has no size'}\n{figure.source}")
            browser.close()
    except (BrowserError, TimeoutError) as error:
        if not figures:
            raise DrawError(f"the browser {path} cannot be started: {error}") from error
        last = figures[min(events.count(_SETTLED), len(figures) - 1)]
        slow = isinstance(error, TimeoutError)
        what = f"takes over {_SECONDS} seconds; make it smaller" if slow else "ends the browser or its tab"
        raise DrawError(f"{name}: the diagram at {last.name} {what}\n{last.source}") from error
    if wrong:
        raise DrawError("\n".join([*wrong, f"{len(wrong)} diagrams cannot be drawn; no page was changed"]))


def _wait(tab: Page, events: list[str]) -> str:
    """Waits until the tab's console, in `events`, says that all is drawn; gives why not, or nothing.

    Raises:
        TimeoutError: a diagram takes too long.
    """
    settled, deadline = -1, 0.0
    while not (done := [event for event in events if event.startswith(_DONE)]):
        if events.count(_SETTLED) > settled:
            settled, deadline = events.count(_SETTLED), time.monotonic() + _SECONDS
        if time.monotonic() > deadline:
            raise TimeoutError
        tab.wait_for_timeout(20)
    return done[0].removeprefix(_DONE)


def _drawn_page(text: str, figures: list[_Figure], pictures: dict[str, str]) -> str:
    """The page's HTML with each picture before the reader, and the diagram's source behind it."""
    drawn = iter([_with_picture(figure, pictures[figure.key]) for figure in figures])
    return _FIGURE.sub(lambda _: next(drawn), text)


def _with_picture(figure: _Figure, picture: str) -> str:
    width, height = (-(-float(size) // 1) for size in _VIEW.findall(picture)[0])
    opening = _STYLE.sub(f'style="--width:{width:.0f};--height:{height:.0f}"', figure.opening)
    body = _BOX.sub(
        lambda box: f'{box["open"]} hidden{box["rest"]}<div class="diagram-picture">{picture}</div>', figure.rest, count=1
    )
    return _STATE.sub('data-state="drawn"', opening) + body
