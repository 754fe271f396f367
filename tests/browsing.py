# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the tests in a browser share: the site's pages, sizes of windows, an eye on console and network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from site_building import ROOT

PAGES = ["", *(f"{page.stem}/" for page in sorted((ROOT / "docs").glob("*.md")) if page.stem != "index")]
FOUNDING = "founding-note/"


def page_name(path: str) -> str:
    """What a test's name has of a page."""
    return path.strip("/") or "home"


by_path = pytest.mark.parametrize("path", PAGES, ids=page_name)
SIZES = {1280: 800, 360: 740}
NARROW = {"viewport": {"width": 360, "height": 740}}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Axe's rules of WCAG 2.2, A and AA."""
OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""Axe's rules that a palette can break; they take three quarters of its time."""
PHONE = {**NARROW, "has_touch": True, "is_mobile": True}
on_a_phone = pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
without_scripts = pytest.mark.parametrize(
    "page", [{**NARROW, "java_script_enabled": False}], indirect=True, ids=["without scripts"]
)
on_both = pytest.mark.parametrize("page", [{}, PHONE], indirect=True, ids=["desktop", "phone"])

# Whitespace goes: Mermaid breaks labels into lines where it likes.
LABELS = """figure => [...figure.querySelectorAll('svg .label-text, svg text:not(.label-text *, .step-number)')]
    .map(text => text.textContent.replace(/\\s+/g, '')).join('\\n')"""
PICTURES = "() => [...document.querySelectorAll('.diagram-picture svg')].map(svg => svg.outerHTML)"
LABEL_SIZE = "svg => 16 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
SHIFTS = """() => new Promise(resolve => new PerformanceObserver(list => resolve(
    list.getEntries().reduce((sum, entry) => sum + (entry.hadRecentInput ? 0 : entry.value), 0)
  )).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => resolve(0), 300))"""


class Watch:
    """What goes wrong on a page: what it says on its console, whom else it asks, what it asks for in vain."""

    def __init__(self, page: Page, url: str) -> None:
        self.said: list[str] = []
        self.strangers: list[str] = []
        self.failed: list[str] = []
        own = (url.removesuffix(urlsplit(url).path), "data:", "blob:")
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(own) else self.strangers.append(asked.url))
        page.on("response", lambda got: self.failed.append(f"{got.status} {got.url}") if got.status >= 400 else None)

    @property
    def trouble(self) -> list[str]:
        """All of it."""
        return self.said + self.strangers + self.failed


def requests_of(page: Page) -> list[str]:
    """A list that takes the address of all that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


_EMPTY: dict[str, list[BrowserContext]] = defaultdict(list)
"""Profiles that nobody uses, by their options. To begin one takes longer than to load a page in it."""


@contextmanager
def opened(chromium: Browser, **options: Any) -> Iterator[Page]:
    """A new page in an empty profile, in a wide window where `options` say nothing else; emptied again at the end."""
    options = {"viewport": {"width": 1280, "height": 800}, **options}
    empty = _EMPTY[repr(options)]
    context = empty.pop() if empty else chromium.new_context(**options)
    # The first page stays blank: without any the browser would end the profile's processes.
    blank, page = (context.pages or [context.new_page()])[0], context.new_page()
    yield page
    for each in context.pages[1:]:
        each.close()
    context.clear_cookies()
    context.clear_permissions()
    devtools = context.new_cdp_session(blank)
    devtools.send("Network.clearBrowserCache")
    devtools.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    devtools.detach()
    empty.append(context)


def draw_all(page: Page, until: str = ":not([data-state=waiting])") -> None:
    """Scrolls to every diagram, as a reader does, and waits until each is drawn or has failed."""
    for figure in page.locator("figure.diagram").all():
        figure.scroll_into_view_if_needed()
        # Not `wait_for_function`, which evaluates text in the page: its policy forbids that.
        figure.and_(page.locator(until)).wait_for(state="attached", timeout=60_000)
    page.evaluate("scrollTo(0, 0)")


def wake_all(page: Page) -> None:
    """Has Mermaid draw every diagram of the page anew, what the build drew too."""
    module = "document.querySelector('script[type=module][src$=\"diagrams.mjs\"]').src"
    page.evaluate(f"() => import({module}).then(({{ drawAll }}) => drawAll())")
    page.locator("figure.diagram:not([data-state=live])").first.wait_for(state="detached")


def kept_each_time(page: Page, act: Callable[[int], object]) -> tuple[int, int]:
    """The nodes and listeners that the page keeps of each time that `act` does what it does, as whole numbers.

    Counted over a hundred times, because the browser has a few of its own that come and go between two counts.
    """
    act(10)
    before = _count_kept(page)
    act(100)
    nodes, listeners = _count_kept(page)
    return round((nodes - before[0]) / 100), round((listeners - before[1]) / 100)


def _count_kept(page: Page) -> tuple[int, int]:
    devtools = page.context.new_cdp_session(page)
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    counters = devtools.send("Memory.getDOMCounters")
    devtools.detach()
    return counters["nodes"], counters["jsEventListeners"]
