# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Leads each place that names a page of the report to that page of its PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from phi4_guide.content.sanitize import OURS
from phi4_guide.elements import element, rewrite
from phi4_guide.report.citations import places
from phi4_guide.report.model import Data, Fact
from phi4_guide.report.quantities import plain

_LITERAL = ("a", "button", "code", "pre", "summary", "textarea")
_BETWEEN = re.compile(r"[^;.()]{0,60}")
"""What may stand between a section and its page: its title."""


def link_places(root: Element, data: Data) -> None:
    """Makes each place with its page a link, below `root`; code and what is a link already stay."""
    rewrite(root, lambda words: page_links(words, data), _stays)


def _stays(child: Element) -> bool:
    return child.tag in _LITERAL or OURS in child.get("class", "")


def page_links(words: str, data: Data) -> list[Element | str]:
    """The words, in which each place with its page is a link; empty for none."""
    parts: list[Element | str] = []
    last = 0
    for start, end, page in cited(words, data):
        parts += [words[last:start], element("a", {**place_link(page, data), "class": "place"}, words[start:end])]
        last = end
    return [part for part in (*parts, words[last:]) if part != ""]


def place_link(page: str, data: Data) -> dict[str, str]:
    """The attributes of a link to a page of the report: the number at its foot is the PDF's own."""
    return {"href": f"{data.pdf}#page={page}", "rel": "noreferrer"}


def cited(words: str, data: Data) -> Iterator[tuple[int, int, str]]:
    """Start and end of each place with a page, from its section or table on, and the page; of a range the first."""
    unnumbered = "|".join(re.escape(name) for name, _, _ in data.sections if not re.search(r"\d|\A[A-D]\Z", name))
    found: tuple[int, int, str] | None = None
    start, last = 0, -1
    for place in places(plain(words)) if data.pdf else ():
        if found and words[last : place.end].lstrip()[0] in "–-":
            found = (found[0], place.end, found[2])
        else:
            if found:
                yield found
            if found or last < 0 or not _BETWEEN.fullmatch(words, last, place.start):
                named = re.search(rf"\b(?:{unnumbered}), \Z", words[: place.start], re.IGNORECASE)
                # In a list a place begins with the words before it.
                start = named.start() if named else place.start if place.start != last else place.end - len(place.name)
            found = (start, place.end, place.name) if place.kind == "page" else None
        last = place.end
    if found:
        yield found


def source_of(fact: Fact, data: Data, ledger: str) -> Element:
    """A fact's place as an element: a page of the report opens there, what is no page leads to the entry in the ledger."""
    first, *rest = page_links(fact.place, data)
    if isinstance(first, str):
        rest = [" ", *rest] if rest else []
        first = element("a", {"href": f"{ledger}#{fact.id}"}, first.strip())
    return element("span", {}, first, *rest)
