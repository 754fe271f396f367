# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Leads each place that names a page of the report to that page of its PDF."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from phi4_guide.elements import element
from phi4_guide.render.typography import rewrite
from phi4_guide.report.citations import page_spans
from phi4_guide.report.model import Fact

REPORT = "https://arxiv.org/pdf/2412.08905v1"

_LITERAL = ("a", "button", "code", "pre", "summary", "textarea")


def link_places(root: Element) -> None:
    """Makes each place with its page a link, below `root`; code and what is a link already stay."""
    rewrite(root, page_links, _LITERAL)


def page_links(words: str) -> list[Element | str]:
    """The words, in which each place with its page is a link, from its section or table on."""
    parts, done = list[Element | str](), 0
    for start, end, page in page_spans(words):
        parts += [words[done:start], element("a", page_link(page), words[start:end])]
        done = end
    return [*parts, words[done:]]


def page_link(page: str) -> dict[str, str]:
    """The attributes of a link to a page of the report: the number at its foot is the PDF's own."""
    return {"href": f"{REPORT}#page={page}", "rel": "noreferrer", "class": "place"}


def fact_link(fact: Fact, ledger: str) -> dict[str, str]:
    """The attributes of a link to the fact's entry on the ledger page at this address."""
    return {"href": f"{ledger}#{fact.id}", "title": fact.title, "class": "fact"}


def source_of(fact: Fact, ledger: str) -> Element:
    """A fact's place as an element: a page of the report opens there, what else there is leads to the ledger's entry."""
    if fact.page:
        return element("a", page_link(str(fact.page)), fact.place)
    own, then, places_of = fact.place.partition(" from ")
    return element("span", {}, element("a", {"href": f"{ledger}#{fact.id}"}, own), then, *page_links(places_of))
