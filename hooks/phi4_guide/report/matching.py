# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Whether a text says a fact: its number in any spelling, its place in the report, or nothing beyond its value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from phi4_guide.content.prose import blank
from phi4_guide.report.model import Data, Fact
from phi4_guide.report.quantities import DIGIT, Quantity, quantities, spelled

_REFERENCE = re.compile(
    r"(?P<section>§§?[\s\u00a0]?(?P<sections>[A-D]?\d+(?:\.\d+)*)|Appendix[\s\u00a0](?P<appendix>[A-D](?:\.\d+)*))"
    r"|(?P<float>Tables?|Figures?|Algorithm)[\s\u00a0](?P<number>\d+)"
    r"|(?P<page>pp?\.|pages?)[\s\u00a0](?P<first>\d+)(?:[–-](?P<last>\d+))?"
    r"|(?P<note>[Ff]ootnote)[\s\u00a0](?P<which>\d+)"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}[\s\u00a0])?(?:{_MONTHS})[\s\u00a0](?:\d{{1,2}},[\s\u00a0])?\d{{4}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
)


ROUNDED = 10_000
"""A rounded figure has at most four significant digits."""


@dataclass(frozen=True)
class Reference:
    """One part of a citation: a section, a table or figure, a page or a range of pages, a footnote."""

    kind: str
    name: str
    first: int
    last: int
    start: int
    end: int


def references(text: str) -> Iterator[Reference]:
    """The citations in a text, part by part: `§3.2, Table 5, p. 10` has three."""
    for found in _REFERENCE.finditer(text):
        if found["section"]:
            yield Reference("section", found["sections"] or found["appendix"], 0, 0, *found.span())
        elif found["float"]:
            yield Reference(f"{found['float'].rstrip('s').lower()}-{found['number']}", "", 0, 0, *found.span())
        elif found["page"]:
            first = int(found["first"])
            yield Reference("page", "", first, int(found["last"] or first), *found.span())
        else:
            yield Reference("footnote", found["which"], 0, 0, *found.span())


def without_references(text: str) -> str:
    """The text with its citations made spaces."""
    return blank(_REFERENCE, text)


def blank_names(text: str, data: Data) -> str:
    """The text with the names that have digits in them made spaces."""
    return blank(data.names_pattern, text)


def bare_numbers(text: str, data: Data) -> Iterator[Quantity]:
    """The numbers in a text that are neither part of a name, nor of a citation, nor of a date."""
    for start, paragraph in _paragraphs_with_digits(text):
        rest = blank(_DATE, without_references(blank_names(paragraph, data)))
        for found in quantities(rest):
            yield replace(found, start=start + found.start, end=start + found.end)


def _paragraphs_with_digits(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text in which there is anything to look for, with where they begin: on most pages few."""
    start = 0
    for paragraph in text.split("\n\n"):
        if DIGIT.search(paragraph):
            yield start, paragraph
        start += len(paragraph) + 2


def dates(text: str) -> Iterator[str]:
    """The dates in a text: `6 November 2024`, `November 2024`, `2024-11-06`."""
    if DIGIT.search(text):
        yield from (found[0] for found in _DATE.finditer(text))


def says(quantity: Quantity, fact: Fact) -> bool:
    """Whether a number as written is the fact's: equal in its unit; a derived one may be rounded where it is written.

    A number without a sign may stand for a signed difference: "falls by 14.8" says −14.8.
    """
    expected = fact.quantity
    if expected is None or quantity.percent != fact.percent:
        return False
    if not quantity.signed and fact.value[:1] in "+-−":
        expected = abs(expected)
    if quantity.value == expected or not fact.formula:
        return quantity.value == expected
    # A computed figure is rounded for readers; one written out in full has to be right in full.
    digits = quantity.value / quantity.step
    return abs(digits) < ROUNDED and abs(quantity.value - expected) <= quantity.step / 2


def why_not_said(text: str, fact: Fact, data: Data) -> str | None:
    """What is wrong with a fact link's text; None where it says the fact.

    Citations in it have to be the fact's own place. Of what is left, where the fact has a number, the one number has to
    be it; where it has none, every number has to occur in its value.
    """
    for reference in references(text):
        if wrong := _wrong_place(reference, fact):
            return wrong
    rest = without_references(text)
    rest = rest if fact.number is None and not fact.value.strip("0123456789") else blank_names(rest, data)
    found = list(quantities(rest))
    if fact.number is None:
        printed = {quantity.value for quantity in fact.printed} | _digits(fact.value)
        strange = [rest[quantity.start : quantity.end] for quantity in found if not _occurs(quantity, printed)]
        return f"{strange[0]!r} does not occur in {fact.value!r}; write what is printed" if strange else None
    found = found or spelled(rest)
    if not found:
        return None
    if len(found) > 1:
        return f"the text has {len(found)} numbers, the fact is one: {fact.value!r}; make the link shorter"
    if not says(found[0], fact):
        return f"the text says {rest[found[0].start : found[0].end].strip()!r}, the fact is {fact.value!r}; write that"
    return None


def _digits(text: str) -> set[Decimal]:
    return {Decimal(digits) for digits in re.findall(r"\d+", text)}


def _occurs(quantity: Quantity, printed: set[Decimal]) -> bool:
    return abs(quantity.value) in {abs(value) for value in printed}


def _wrong_place(reference: Reference, fact: Fact) -> str | None:
    where = f"the fact stands in {fact.place}"
    if reference.kind == "section":
        return (
            None if reference.name == fact.section else f"§{reference.name} is not its section: {where} (§{fact.section})"
        )
    if reference.kind == "page":
        pages = {fact.page} if fact.page else set()
        return None if reference.first in pages and reference.last in pages else f"that is not its page: {where}"
    if reference.kind == "footnote":
        return (
            None if f"footnote {reference.name}" in fact.statement.casefold() else f"no footnote {reference.name}: {where}"
        )
    named = {fact.float, *(_slugs(fact.value)), *(_slugs(fact.statement)), *(_slugs(fact.note))}
    if reference.kind in named:
        return None
    return f"{reference.kind.replace('-', ' ').capitalize()} is not where it stands: {where}"


def _slugs(text: str) -> set[str]:
    return {reference.kind for reference in references(text) if "-" in reference.kind}


def wrong_citation(text: str, data: Data) -> Iterator[tuple[int, str]]:
    """Citations outside of fact links whose section and page, or table and page, do not belong together.

    Yields the offset of the part that is wrong, and why.
    """
    for start, paragraph in _paragraphs_with_digits(text):
        for offset, wrong in _wrong_in_paragraph(paragraph, data):
            yield start + offset, wrong


def _wrong_in_paragraph(text: str, data: Data) -> Iterator[tuple[int, str]]:
    found = list(references(text))
    section: Reference | None = None
    for place, reference in enumerate(found):
        close = place > 0 and re.fullmatch(r"[\s,;()–-]*(?:and|or)?[\s,]*", text[found[place - 1].end : reference.start])
        if not close:
            section = None
        if reference.kind == "section":
            section = reference
            if data.section_has(reference.name, 0) is None:
                yield reference.start, f"the report has no section {reference.name!r}"
        elif reference.kind == "page":
            if not 1 <= reference.first <= reference.last <= data.last_page:
                yield reference.start, f"the report has pages 1 to {data.last_page}"
            elif section and not all(data.section_has(section.name, page) for page in (reference.first, reference.last)):
                yield reference.start, f"page {reference.first} is not one of §{section.name}; look up the place"
        elif reference.kind in data.tables and place + 1 < len(found) and found[place + 1].kind == "page":
            table = data.tables[reference.kind]
            if re.fullmatch(r"[\s,]*", text[reference.end : found[place + 1].start]) and not (
                found[place + 1].first <= table.page <= found[place + 1].last
            ):
                yield reference.start, f"{table.title} stands on page {table.page}"
