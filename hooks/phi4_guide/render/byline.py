# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What stands around every page without an author writing it: the byline under its title, the foot below it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from phi4_guide.addresses import link_from
from phi4_guide.content.licences import page_licences, spdx_id
from phi4_guide.content.page import SOURCE, Page, is_checked
from phi4_guide.elements import element, joined

WORDS_PER_MINUTE = 220
"""A usual figure for reading an explanatory text silently."""

LICENCE_ANCHORS = {"MIT": "mit-license", "CC-BY-4.0": "cc-by-40"}
"""Where the licence page explains each of the project's licences."""

_ARXIV = re.compile(r"https?://arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?/?\Z")
_OWN_BLOCK = re.compile(r"\s*(?:Disclaimer\b|Licen[sc]es?\s*:)")
_DISCLAIMER = "Disclaimer: notes compiled from publicly available documents, for education, study and reference. Licences: "
_UNDER_OURS = " (code and diagram sources under MIT, everything else under CC BY 4.0). "


def add_frame(root: Element, page: Page, licence_page: str) -> None:
    """Adds byline and foot to the page's tree; leaves a page without readable front matter as it is.

    `licence_page` is where licence names lead, as a path in the docs folder; empty for nowhere.
    """
    if not page.entries:
        return
    byline, foot = _byline(root, page, licence_page), _foot(root, page, licence_page)
    heading = next((n for n, child in enumerate(root) if child.tag == "h1"), -1)
    root.insert(heading + 1, byline)
    root.append(foot)


def _byline(root: Element, page: Page, licence_page: str) -> Element:
    parts = []
    for name, prefix in (("author", ""), ("version", "version ")):
        entry = page.get(name)
        if entry and (words := entry.text or ", ".join(entry.items)):
            parts.append(element("span", {"class": f"byline-{name}"}, prefix + words))
    created = page.get("created")
    if created and created.text:
        day = created.day
        shown = f"{day.day} {day:%B %Y}" if day else created.text
        parts.append(element("time", {"datetime": day.isoformat()} if day else {}, shown))
    parts += _licences(page, licence_page)
    source = page.get(*SOURCE)
    if source and source.text:
        parts.append(_source(source.text.strip()))
    if not is_checked(page):
        parts.append(element("span", {}, "figures not checked"))
    # The lists of the ledger are no text to be read through.
    texts = (text for child in root if child.tag not in ("figure", "div") for text in child.itertext())
    minutes = round(sum(len(text.split()) for text in texts) / WORDS_PER_MINUTE)
    if minutes > 1:
        parts.append(element("span", {}, f"{minutes} min read"))
    return element("p", {"class": "byline"}, *joined("\u00a0· ", parts))


def _licences(page: Page, licence_page: str) -> list[Element]:
    """The page's licences by name, each of the project's leading to its text; empty where it names none."""
    names = []
    for name in page_licences(page):
        anchor = LICENCE_ANCHORS.get(spdx_id(name) or "")
        leads = {"href": f"{link_from(page.path, licence_page)}#{anchor}"} if anchor and licence_page else {}
        names.append(element("a" if leads else "span", leads, name))
    return [element("span", {"class": "byline-licences"}, *joined(", ", names))] if names else []


def _source(address: str) -> Element:
    paper = _ARXIV.match(address)
    if not paper and not address.startswith(("https://", "http://")):
        return element("span", {}, f"source: {address}")
    shown = f"arXiv:{paper[1]}" if paper else address.split("://", 1)[1].rstrip("/")
    return element("a", {"href": address, "rel": "noopener"}, f"source: {shown}")


def _foot(root: Element, page: Page, licence_page: str) -> Element:
    """Disclaimer, licences and whose site this is not; the first two only where the page has no such block of its own."""
    blocks = ("".join(child.itertext()) for child in root if child.tag in ("p", "blockquote"))
    words: list[Element | str] = []
    if not any(map(_OWN_BLOCK.match, blocks)):
        ours = {spdx_id(name) for name in page_licences(page)} == set(LICENCE_ANCHORS)
        words = [_DISCLAIMER, *_licences(page, licence_page), _UNDER_OURS if ours else ". "]
    whose = element("span", {}, "Unofficial: not affiliated with Microsoft.")
    return element("footer", {"class": "page-foot"}, element("p", {}, *words, whose))
