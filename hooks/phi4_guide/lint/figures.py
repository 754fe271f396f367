# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for figures: every one leads to its place in the report, and a wrong one does not build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from phi4_guide.content.document import Run
from phi4_guide.content.header import is_checked, parse_day
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import DiagramText, NamedFact, diagram_texts, named_facts
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.report.citations import SOURCED, Reading, Wrong, find_dates, is_among, read
from phi4_guide.report.excerpt import ExcerptError, read_excerpt
from phi4_guide.report.matching import has_unit, is_figure, likeness, mismatch, said_by, says, touching
from phi4_guide.report.model import Data, Date, Fact
from phi4_guide.report.quantities import Quantity, numerals

_NO_LINKS = ("alt", "title", "aria-label", "start", "value")
"""Runs in which there can be no link."""


@rule("figures-claim", Severity.ERROR)
def figures_claim(page: Page, context: Context) -> Iterator[Finding]:
    """`figures:` has one value, `checked`: every figure on the page leads to its place, and the checker saw to it.

    On a site with data a page without the line is not checked, and one line of advice says so.
    """
    entry = page.get("figures")
    if entry and not is_checked(page):
        yield Finding(
            entry.value_line,
            entry.value_column,
            f"{entry.text or list(entry.items or ())!r} is not known; write `figures: checked`, or no such line",
        )
    elif not entry and context.data is not None:
        message = "the figures on this page are not checked; write `figures: checked` in its front matter"
        yield Finding(1, 1, message, Severity.ADVICE)


@rule("fact-unknown", Severity.ERROR)
def fact_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link, `[10 trillion tokens](fact:pretraining-tokens)`, names a fact of the ledger."""
    if context.data is None or page.document is None:
        return
    for link in page.document.fact_links:
        if context.data.find(link.id) is None:
            yield Finding(*link.place, f"there is no fact {link.id!r}; {context.data.like(link.id)}")
    for fence in page.document.diagrams:
        for named in named_facts(fence.text):
            if context.data.find(named.id) is None:
                place = fence.line + named.line - 1, fence.indent + named.column
                yield Finding(*place, f"there is no fact {named.id!r}; {context.data.like(named.id)}")


@rule("fact-mismatch", Severity.ERROR)
def fact_mismatch(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link says its fact and no other number: the number in any spelling, with its unit or none; the place as it is.

    Nothing that would be read with the number touches the link from outside. Where the text has no number, its words, or
    those of the sentence that it closes, share one of substance with what the ledger says of the fact.
    """
    if context.data is None or page.document is None:
        return
    for link in page.document.fact_links:
        fact = context.data.find(link.id)
        if fact is None:
            continue
        wrong = mismatch(link.text, fact, context.data, link.run.text[: link.span.start])
        if wrong:
            yield Finding(*link.place, f"{link.id}: {wrong}")
        elif touched := touching(link.run.text, link.span.start, link.span.end):
            yield Finding(*link.place, f"{link.id}: {touched!r} touches the link and changes its number; write all in it")


@rule("citation", Severity.ERROR)
def citation(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page each place that is named is in the report, and its parts belong together: the page is the section's."""
    if context.data is None or not is_checked(page):
        return
    for run, reading in _readings(page, context.data):
        for wrong in reading.places:
            yield Finding(*run.place(wrong.start), wrong.message)


@rule("number-unsourced", Severity.ERROR)
def number_unsourced(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page every number that is read or heard is a fact: in a fact link or a report table, or its diagram's.

    Whether it is written in digits, words or other signs. Places that the report has, dates that facts have, code and the
    names in names.yml are no figures; neither are the words one to three, nor what names.yml exempts on that page.
    """
    if context.data is None or not is_checked(page) or page.document is None:
        return
    for row in context.data.exemptions:
        if row.text and row.page == page.path and any(row.text in run.text for run in page.document.runs):
            context.exempted.add((row.page, row.text))
    for run, reading in _readings(page, context.data):
        for wrong in _left(reading, context.data, linked=run.kind not in _NO_LINKS):
            yield Finding(*run.place(wrong.start), wrong.message)
    for entry in page.entries:
        if entry.name in ("title", "subtitle", "description") and entry.text:
            for wrong in _left(read(entry.text, context.data, _own_dates(page)), context.data, linked=False):
                yield Finding(entry.value_line, entry.value_column, wrong.message)
    for fence in page.document.diagrams:
        for part, wrong in diagram_problems(diagram_texts(fence.text), named_facts(fence.text), context.data):
            yield Finding(fence.line + part.line - 1, fence.indent + part.column + wrong.start, wrong.message)


@lru_cache(maxsize=2)
def _readings(page: Page, data: Data) -> list[tuple[Run, Reading]]:
    """The page's runs, each as it is without its sources; of most pages two rules ask."""
    exempted = [row.text for row in data.exemptions if row.text and row.page == page.path]
    runs = page.document.runs if page.document else ()
    return [(run, read(outside(run, exempted), data, _own_dates(page))) for run in runs]


def outside(run: Run, exempted: Iterable[str] = ()) -> str:
    """The run's text with its fact links, its code and these texts marked as sourced."""
    parts, last = [], 0
    for span in run.spans:
        parts += [run.text[last : span.start], SOURCED * (span.end - max(span.start, last))]
        last = max(last, span.end)
    text = "".join([*parts, run.text[last:]])
    for words in exempted:
        text = text.replace(words, SOURCED * len(words))
    return text


def _own_dates(page: Page) -> frozenset[Date]:
    entry = page.get("created")
    day = parse_day(entry) if entry else None
    return frozenset({(day.year, day.month, day.day)} if day else ())


def _left(reading: Reading, data: Data, *, linked: bool) -> Iterator[Wrong]:
    """What of a text has no source: its wrong dates and the numbers that are left."""
    yield from reading.dates
    for quantity in numerals(reading.rest):
        if not is_figure(quantity):
            continue
        written = reading.rest[quantity.start : quantity.end].strip()
        if linked:
            remedy = f"write `[{written}](fact:{_fact_for(quantity, data)})`, or put its name in names.yml"
        else:
            remedy = "where there can be no link, write it without; say it on the page"
        yield Wrong(quantity.start, quantity.end, f"{written!r} has no source; {remedy}")


def _fact_for(quantity: Quantity, data: Data) -> str:
    """The id of the only fact that says this number, with its unit; else a placeholder. Words need a unit, digits may."""
    facts = [
        fact
        for fact in _by_number(data).get(quantity.value, ())
        if said_by(quantity, fact, data) and (not quantity.spelled or likeness(quantity.unit, fact, data))
    ]
    return facts[0].id if len(facts) == 1 else "…"


@lru_cache(maxsize=2)
def _by_number(data: Data) -> dict[object, list[Fact]]:
    numbers: dict[object, list[Fact]] = defaultdict(list)
    for fact in data.facts.values():
        if fact.quantity is not None:
            numbers[fact.quantity].append(fact)
    return numbers


def diagram_problems(
    texts: Iterable[DiagramText], named: Iterable[NamedFact], data: Data
) -> Iterator[tuple[DiagramText, Wrong]]:
    """The numbers and dates in a diagram's words that none of the facts named there says, those of its node first."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for entry in named:
        if fact := data.find(entry.id):
            facts[entry.node].append(fact)
    listed = [fact for group in facts.values() for fact in group]
    for text in texts:
        reading = read(text.text, data)
        for date, start, end in find_dates(text.text):
            if not any(is_among(date, fact.dates) for fact in listed):
                written = text.text[start:end]
                yield text, Wrong(start, end, f"the date {written!r} is none of the diagram's facts; {_NAME}")
        numbers = [quantity for quantity in numerals(reading.rest) if is_figure(quantity)]
        for quantity in numbers:
            if wrong := _wrong_in_diagram(quantity, text, facts, data, alone=len(numbers) == 1):
                yield text, Wrong(quantity.start, quantity.end, wrong)


_NAME = "name its fact in a line `%% facts: …`"


def _wrong_in_diagram(
    quantity: Quantity, text: DiagramText, facts: dict[str, list[Fact]], data: Data, *, alone: bool
) -> str | None:
    of_node = facts.get(text.node, []) if text.node else []
    candidates = [*of_node, *facts.get("", [])] if text.node else [fact for group in facts.values() for fact in group]
    written = text.text[quantity.start : quantity.end].strip()
    saying = [fact for fact in candidates if _is_said(quantity, text, fact, data)]
    if not saying:
        return f"{written!r} is none of the diagram's facts{_nearest(quantity, candidates, bare=text.value)} {_NAME}"
    if text.node and alone and not any(fact in of_node for fact in saying):
        words = f"{text.node} {text.text}" if text.value else text.text
        best = max(candidates, key=lambda fact: (likeness(words, fact, data), fact in saying))
        if best not in saying and (text.value or best.unit == saying[0].unit):
            return (
                f"{written!r} is {saying[0].id}, and the words are those of {best.id}, {best.value!r}; {_NAME}: `node: id`"
            )
    return None


def _is_said(quantity: Quantity, text: DiagramText, fact: Fact, data: Data) -> bool:
    share = replace(quantity, percent=True)
    return said_by(quantity, fact, data) or (text.value and says(share, fact) and has_unit(quantity, fact, data))


def _nearest(quantity: Quantity, facts: list[Fact], *, bare: bool) -> str:
    """The diagram's facts that may be meant, three at most: one that has been corrected since the diagram was drawn."""
    near = sorted(
        (abs(fact.quantity - quantity.value), fact.id, fact.value)
        for fact in facts
        if fact.quantity is not None and not quantity.value.is_nan() and (bare or fact.percent == quantity.percent)
    )
    said = ", ".join(f"{fact_id} is {value!r}" for _, fact_id, value in near[:3])
    return f"' numbers: {said}; write that, or" if said else ";"


@rule("report-fence", Severity.ERROR)
def report_fence(page: Page, context: Context) -> Iterator[Finding]:
    """A fence ```` ```report ```` brings in a table or figure that the data has, with rows and columns that it has."""
    if context.data is None or page.document is None:
        return
    for fence in page.document.fences:
        if fence.language == "report":
            try:
                read_excerpt(fence.text, context.data)
            except ExcerptError as error:
                yield Finding(fence.line + error.line - 1, fence.indent + 1, str(error))
