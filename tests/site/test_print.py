# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a page is on paper: light, every diagram within the sheet, its words open, what only a screen needs away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from browsing import by_path, opened
from site_building import Served

pytestmark = pytest.mark.browser

# A4 less the margins of the style sheet's `@page`, in CSS pixels.
SHEET = {"width": 658, "height": 1001}


@by_path
def test_a_page_prints_whole_and_in_light_colours(chromium: Browser, online: Served, path: str) -> None:
    with opened(chromium, viewport=SHEET, color_scheme="dark") as page:
        page.goto(online.url + path)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("document.documentElement.scrollWidth") <= SHEET["width"]
        for picture in page.locator(".diagram-picture svg").all():
            box = picture.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= SHEET["width"] + 1
            assert box["height"] <= SHEET["height"]
        for frame in page.locator(".diagram-frame, .report-frame").all():
            assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth + 1")
        for words in page.locator("article details > :not(summary)").all():
            assert words.evaluate("words => words.checkVisibility({contentVisibilityAuto: true}) && words.clientHeight > 0")
        assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--diagram-ink').trim()") == "#22262b"
        for screen_only in (".md-header", ".md-sidebar", ".md-footer", ".diagram-tools"):
            assert not any(element.is_visible() for element in page.locator(screen_only).all())


def test_an_address_that_leads_out_of_the_site_is_printed(chromium: Browser, online: Served) -> None:
    with opened(chromium, viewport=SHEET) as page:
        page.goto(online.url + "references/")
        page.emulate_media(media="print")
        link = page.locator("article li a[href^='https://']").first
        said = link.evaluate("link => getComputedStyle(link, '::after').content")
        assert said == f'" ({link.get_attribute("href")})"'
