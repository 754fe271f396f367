# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What stands around every page without an author writing it: the byline under its title, the foot below it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.content.licences import page_licences, spdx_id
from phi4_guide.content.page import SOURCE, Page, is_checked
from phi4_guide.render.elements import link_from

WORDS_PER_MINUTE = 220
"""A usual figure for reading an explanatory text silently."""

LICENCE_ANCHORS = {"MIT": "mit-license", "CC-BY-4.0": "cc-by-40"}
"""Where the licence page explains each of the project's licences."""

_ARXIV = re.compile(r"https?://arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?/?\Z")
_DISCLAIMER = re.compile(r"\s*Disclaimer\b")
_LICENCES = re.compile(r"\s*Licen[sc]es?\s*:")


def add_frame(root: Element, page: Page, licence_page: str) -> None:
    """Adds byline and foot to the page's tree; leaves a page without readable front matter as it is.

    `licence_page` is where licence names lead, as a path in the docs folder; empty for nowhere.
    """
    if not page.entries:
        return
    byline = _byline(page, licence_page, _minutes(root))
    heading = next((n for n, element in enumerate(root) if element.tag == "h1"), -1)
    root.insert(heading + 1, byline)
    root.append(_foot(page, licence_page, root))


def _byline(page: Page, licence_page: str, minutes: int) -> Element:
    byline = Element("p", {"class": "byline"})
    parts: list[Element] = []
    for name, prefix in (("author", ""), ("version", "version ")):
        entry = page.get(name)
        if entry and (entry.text or entry.items):
            parts.append(_span(prefix + (entry.text or ", ".join(entry.items)), f"byline-{name}"))
    created = page.get("created")
    if created and created.text:
        day = created.day
        time = Element("time", {"datetime": day.isoformat()} if day else {})
        time.text = f"{day.day} {day:%B %Y}" if day else created.text
        parts.append(time)
    licences = _licences(page, licence_page)
    if licences is not None:
        parts.append(licences)
    source = page.get(*SOURCE)
    if source and source.text:
        parts.append(_source(source.text.strip()))
    if not is_checked(page):
        parts.append(_span("figures not checked"))
    # A page of a minute need not say so; and the ledger's lists are no text to be read through.
    if minutes > 1:
        parts.append(_span(f"{minutes} min read"))
    for part in parts:
        part.tail = "\u00a0· " if part is not parts[-1] else None
        byline.append(part)
    return byline


def _licences(page: Page, licence_page: str) -> Element | None:
    """The page's licences by name, each of the project's leading to its text; None where it names none."""
    names = page_licences(page)
    if not names:
        return None
    span = Element("span", {"class": "byline-licences"})
    for name in names:
        anchor = LICENCE_ANCHORS.get(spdx_id(name) or "")
        if anchor and licence_page:
            link = SubElement(span, "a", {"href": f"{link_from(page.path, licence_page)}#{anchor}"})
        else:
            link = SubElement(span, "span")
        link.text = name
        link.tail = ", " if name is not names[-1] else None
    return span


def _foot(page: Page, licence_page: str, root: Element) -> Element:
    """Disclaimer, licences and whose site this is not; the first two only where the page has none itself."""
    foot = Element("footer", {"class": "page-foot"})
    line = SubElement(foot, "p")
    if _has_own_blocks(root):
        line.text = ""
    else:
        line.text = (
            "Disclaimer: notes compiled from publicly available documents, for education, study and reference. Licences: "
        )
        licences = _licences(page, licence_page)
        if licences is not None:
            licences.tail = " (code and diagram sources under MIT, everything else under CC BY 4.0). "
            if {spdx_id(name) for name in page_licences(page)} != set(LICENCE_ANCHORS):
                licences.tail = ". "
            line.append(licences)
    whose = SubElement(line, "span")
    whose.text = "Unofficial: not affiliated with Microsoft."
    return foot


def _has_own_blocks(root: Element) -> bool:
    """Whether the page brings the founding note's own Disclaimer or Licenses block."""
    opening = ["".join(child.itertext()) for child in root if child.tag in ("p", "blockquote")]
    return any(_DISCLAIMER.match(text) or _LICENCES.match(text) for text in opening)


def _minutes(root: Element) -> int:
    words = sum(len(text.split()) for child in root if child.tag not in ("figure", "div") for text in child.itertext())
    return max(1, round(words / WORDS_PER_MINUTE))


def _span(text: str, css_class: str = "") -> Element:
    span = Element("span", {"class": css_class} if css_class else {})
    span.text = text
    return span


def _source(address: str) -> Element:
    paper = _ARXIV.match(address)
    if not paper and not address.startswith(("https://", "http://")):
        return _span(f"source: {address}")
    link = Element("a", {"href": address, "rel": "noopener"})
    link.text = f"source: arXiv:{paper[1]}" if paper else "source: " + address.split("://", 1)[1].rstrip("/")
    return link
