# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Lets a page written for a code host work on the site: its lists, its licence links, its badges and remote images."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from phi4_guide.addresses import host_of
from phi4_guide.content.licences import BADGE_HOSTS
from phi4_guide.render.byline import LICENCE_ANCHORS
from phi4_guide.render.current import Current

_FILES = {"LICENSE": LICENCE_ANCHORS["MIT"], "LICENSE-CC-BY": LICENCE_ANCHORS["CC-BY-4.0"]}
_QUOTE = re.compile(r"(?P<quote>(?: {0,3}>[ ]?)*)(?P<text>.*)\Z")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|1[.)])[ ]+\S")
_ANY_ITEM = re.compile(r"\s*(?:[*+-]|\d+[.)])[ ]+\S")
_RULE = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,})\Z")


class BlockStartPreprocessor(Preprocessor):
    """Puts the empty line that Python-Markdown wants where CommonMark, and so every code host, wants none.

    In CommonMark a list may follow a paragraph's line directly, and a thematic break ends a quotation.
    Python-Markdown takes both for more of the same paragraph.
    """

    def run(self, lines: list[str]) -> list[str]:
        """The lines with those empty lines put in. Runs after fenced code has been taken out."""
        done: list[str] = []
        before, above = "", ""
        for line in lines:
            found = _QUOTE.match(line)
            quote, text = (found["quote"], found["text"]) if found else ("", line)
            same = quote.strip() == before.strip()
            fenced = self._is_fence(text)
            if above.strip() and (
                fenced
                or self._is_fence(above)
                or (same and _LIST_ITEM.match(text) and not _ANY_ITEM.match(above) and not above.startswith("    "))
                or (before.strip() and not quote.strip() and _RULE.match(text))
            ):
                # An empty line of a list item's is empty; a quotation's keeps its mark.
                done.append(quote.rstrip() if same else "")
            done.append(line)
            # A line that goes on with a list item's text is still the item's.
            above = above if _ANY_ITEM.match(above) and text.startswith(" ") and not fenced else text
            before = quote
        return done

    def _is_fence(self, line: str) -> bool:
        found = HTML_PLACEHOLDER_RE.fullmatch(line.strip())
        block = self.md.htmlStash.rawHtmlBlocks[int(found[1])] if found else None
        return isinstance(block, str) and block.startswith('<div class="mermaid ')


def localise(root: Element, here: Current | None, licence_page: str) -> None:
    """Leads links to the repository's LICENSE files to the licence page, and makes remote images text, below `root`."""
    for link in root.iter("a"):
        # Only the repository's own: `LICENSE`, or from a page in a folder `../LICENSE`.
        way, _, name = link.get("href", "").rpartition("/")
        anchor = _FILES.get(name) if set(way.split("/")) <= {"", ".", ".."} else None
        if here and anchor and licence_page:
            link.set("href", f"{here.link(licence_page)}#{anchor}")
    inside = {child for link in root.iter("a") for child in link.iter() if child is not link}
    for image in list(root.iter("img")):
        host = host_of(image.get("src", ""))
        if host:
            _make_text(image, host, linked=image in inside)


def _make_text(image: Element, host: str, *, linked: bool) -> None:
    """Turns a remote image into words in place: a reader's browser asks no other host for anything."""
    source, words, tail = image.get("src", ""), image.get("alt") or "image", image.tail
    image.clear()
    image.tail = tail
    image.tag = "span"
    if host in BADGE_HOSTS:
        image.set("class", "badge")
        image.text = words
    elif linked:
        image.text = f"{words} (image on {host})"
    else:
        SubElement(image, "a", {"href": source, "rel": "noopener"}).text = f"{words} (image on {host})"
