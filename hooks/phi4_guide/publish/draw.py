# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Draws a built site's diagrams into its pages, so that a reader sees them before any script has run.

A real browser opens each page, the page's own module draws, and the pictures are kept by a hash of all that they depend on:
what has not changed is not drawn again. Works on what any site builder has built.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phi4_guide.publish.chromium import launch_arguments, require_browser, version_of
from phi4_guide.publish.server import serve

MODULE = "assets/diagrams.mjs"

_FIGURE = re.compile(r'(?P<open><figure\b[^>]*\bdata-state="?waiting"?[^>]*>).*?</figure>', re.DOTALL)
_BOX = re.compile(r'(?P<open><div class="?mermaid"?)(?P<rest>[^>]*>(?P<source>.*?)</div>)', re.DOTALL)
_PLACE = re.compile(r'\sdata-place="(?P<place>[^"]*)"')
_STYLE = re.compile(r'\bstyle="[^"]*"')
_STATE = re.compile(r'data-state="?waiting"?')
_VIEW = re.compile(r'\bviewBox="\S+ \S+ (?P<width>[\d.]+) (?P<height>[\d.]+)"')
# What the page tells its module about Mermaid.
_SETTINGS = re.compile(r'<script type="?module"?>.*?</script>', re.DOTALL)

# The page's module draws all of its figures; what became of each is handed back, in the order of the page.
_DRAW_ALL = """() => {
  const module = document.querySelector('script[type=module][src$="diagrams.mjs"]');
  const done = (message) => document.documentElement.setAttribute('data-drawn-all', message);
  import(module.src).then((diagrams) => diagrams.drawAll()).then(() => done(''), (error) => done(String(error)));
}"""
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
    """A figure in a page's HTML, and the key under which its picture is kept."""

    text: str
    key: str


@dataclass(frozen=True)
class Drawn:
    """How many diagrams a run put into pages, and how many of them it had to draw."""

    diagrams: int
    new: int


def draw_site(site: Path, kept: Path, progress: Callable[[str], None]) -> Drawn:
    """Puts the picture of every diagram into the pages of the built site.

    `kept` is the folder of pictures drawn before; it is made where it does not exist. `progress` is called with a line for
    each page that is drawn.

    Raises:
        DrawError: the folder is no built site, or a diagram cannot be drawn; then no page is changed.
        NoBrowserError: there is no browser to draw with, or what `CHROMIUM` names is none.
    """
    if not (site / MODULE).is_file():
        raise DrawError(f"{site} has no {MODULE}: it is no built site of the guide; run `mkdocs build --strict` first")
    browser = require_browser()
    tools = _tools(site, browser)
    pages = {file: list(_figures(file, tools)) for file in sorted(site.rglob("*.html"))}
    pages = {file: figures for file, figures in pages.items() if figures}
    missing = {file: [figure for figure in figures if not _path(kept, figure).is_file()] for file, figures in pages.items()}
    wanted = {file: pages[file] for file, figures in missing.items() if figures}
    if wanted:
        _draw_pages(site, wanted, kept, browser, progress)
    drawn = {file: _drawn_page(file.read_text(encoding="utf-8"), figures, kept) for file, figures in pages.items()}
    for file, text in drawn.items():
        file.write_text(text, encoding="utf-8", newline="\n")
    return Drawn(sum(map(len, pages.values())), sum(map(len, missing.values())))


def _tools(site: Path, browser: Path) -> str:
    """A hash of all beside a diagram's source on which its picture depends: scripts, style, font, Mermaid, browser."""
    digest = hashlib.sha256(version_of(browser).encode())
    # Mermaid's own files are named, with their hashes, in one of them.
    files = [file for file in (site / "assets").rglob("*") if file.is_file() and "chunks" not in file.parts]
    for file in sorted(files):
        digest.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _figures(file: Path, tools: str) -> Iterator[_Figure]:
    text = file.read_text(encoding="utf-8")
    settings = "".join(_SETTINGS.findall(text))
    for number, found in enumerate(_FIGURE.finditer(text)):
        # Its number on the page is in the picture's ids; its twin has the links.
        said = "\0".join((tools, settings, str(number), _PLACE.sub("", found[0])))
        yield _Figure(found[0], hashlib.sha256(said.encode()).hexdigest())


def _path(kept: Path, figure: _Figure) -> Path:
    return kept / f"{figure.key}.svg"


def _draw_pages(
    site: Path, wanted: dict[Path, list[_Figure]], kept: Path, path: Path, progress: Callable[[str], None]
) -> None:
    try:
        from playwright.sync_api import TimeoutError as TooLong
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise DrawError("drawing needs Playwright; `make site` installs it") from error
    kept.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with serve(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        tab = browser.new_page(viewport={"width": 1280, "height": 800})
        # What makes a page search and fold has nothing to do with its pictures.
        network = tab.context.new_cdp_session(tab)
        network.send("Network.enable")
        network.send("Network.setBlockedURLs", {"urls": ["*/assets/javascripts/*", "*/search/*"]})
        for number, (file, figures) in enumerate(wanted.items(), 1):
            name = file.relative_to(site).as_posix()
            progress(f"drawing {number}/{len(wanted)}: {name}")
            tab.goto(address + name, wait_until="domcontentloaded")
            tab.evaluate(_DRAW_ALL)
            done = tab.locator("html[data-drawn-all]")
            try:
                done.wait_for(state="attached", timeout=1000 * _SECONDS * len(figures))
            except TooLong as error:
                raise DrawError(f"{name}: its diagrams take over {_SECONDS} seconds each; make them smaller") from error
            failed = done.get_attribute("data-drawn-all")
            if failed:
                raise DrawError(f"{name}: {failed}")
            results: list[dict[str, Any]] = tab.evaluate(_DRAWN_ALL)
            if len(results) != len(figures):
                raise DrawError(f"{name}: {len(figures)} diagrams in the page, {len(results)} in the browser")
            for figure, result in zip(figures, results, strict=True):
                if result["svg"]:
                    _keep(_path(kept, figure), result["svg"])
                else:
                    wrong.append(_complaint(name, figure, result["message"]))
        browser.close()
    if wrong:
        raise DrawError("\n".join([*wrong, f"{len(wrong)} diagrams cannot be drawn; no page was changed"]))


def _keep(path: Path, picture: str) -> None:
    # A run that is stopped leaves no half of a picture under a name that counts.
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(picture, encoding="utf-8", newline="\n")
    part.replace(path)


def _complaint(name: str, figure: _Figure, message: str) -> str:
    place = _PLACE.search(figure.text)
    box = _BOX.search(figure.text)
    source = html.unescape(box["source"]) if box else ""
    return f"{place['place'] if place else name}: {message}\n{source}"


def _drawn_page(text: str, figures: list[_Figure], kept: Path) -> str:
    for figure in figures:
        text = text.replace(figure.text, _with_picture(figure.text, _path(kept, figure).read_text(encoding="utf-8")), 1)
    return text


def _with_picture(figure: str, picture: str) -> str:
    """The figure's HTML with the picture before the reader and its source behind it."""
    view = _VIEW.search(picture)
    if not view:
        raise DrawError("a kept picture is damaged; delete the folder of kept pictures and draw again")
    width, height = (-(-float(view[side]) // 1) for side in ("width", "height"))
    opening = re.match(r"<figure\b[^>]*>", figure)
    head = opening[0] if opening else ""
    drawn = _STATE.sub('data-state="drawn"', _STYLE.sub(f'style="--width:{width:.0f};--height:{height:.0f}"', head))
    body = _BOX.sub(
        lambda box: f'{box["open"]} hidden{box["rest"]}<div class="diagram-picture">{picture}</div>',
        figure[len(head) :],
        count=1,
    )
    return drawn + body
