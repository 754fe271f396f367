# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for figures: every one leads to its place in the report, and a wrong one does not build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from phi4_guide.content.document import Run
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import NamedFact, diagram_texts, named_facts
from phi4_guide.diagrams.text import Part
from phi4_guide.diagrams.turn import read_turn
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.report.citations import SOURCED, Reading, Wrong, marked, read
from phi4_guide.report.dates import Date, find_dates, is_among
from phi4_guide.report.excerpt import read_excerpt
from phi4_guide.report.matching import facts_saying, is_figure, is_like, likeness, mismatch, touching, words_of
from phi4_guide.report.model import Data, DataError, Fact
from phi4_guide.report.quantities import Quantity, numerals

_ANYWHERE = " "
_NAME = "name its fact in a line `%% facts: …`"
_MANY = 100
"""Of more facts than a diagram's readers could follow, none is proposed: each would be compared with each label."""
_FURTHEST = 1000
"""As much of a paragraph around a link is read for its words: more would be read again for each link."""
_NO_LINKS = ("alt", "title", "aria-label", "start", "value")
"""Runs in which there can be no link."""


@rule("figures-claim", Severity.ERROR)
def figures_claim(page: Page, context: Context) -> Iterator[Finding]:
    """`figures:` has one value, `checked`: every figure on the page leads to its place, and the checker saw to it.

    On a site with data a page without the line is not checked, and one line of advice says so.
    """
    entry = page.get("figures")
    if entry and not is_checked(page):
        wrong = f"{entry.text or list(entry.items)!r} is not known; write `figures: checked`, or no such line"
        yield Finding(*entry.value_place, wrong)
    elif not entry and context.data is not None:
        message = "the figures on this page are not checked; write `figures: checked` in its front matter"
        yield Finding(1, 1, message, Severity.ADVICE)


@rule("fact-unknown", Severity.ERROR)
def fact_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link, `[10 trillion tokens](fact:pretraining-tokens)`, names a fact of the ledger."""
    if context.data is None or page.document is None:
        return
    ids = [(link.target, link.place) for link in page.document.fact_links]
    ids += [(named.id, fence.place(named.start)) for fence in page.document.diagrams for named in named_facts(fence.text)]
    for fact_id, place in ids:
        if context.data.find(fact_id) is None:
            yield Finding(*place, f"there is no fact {fact_id!r}; {context.data.like(fact_id)}")


@rule("fact-mismatch", Severity.ERROR)
def fact_mismatch(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link says its fact and no other number: the number in any spelling, with its unit or none; the place as it is.

    Nothing that would be read with the number touches the link from outside. Where the text has no number, its words, or
    those of the sentence that it closes, share one of substance with what the ledger says of the fact. A fact that a
    diagram names is said there, by a number or by such a word.
    """
    if context.data is None or page.document is None:
        return
    for link in page.document.fact_links:
        fact = context.data.find(link.target)
        if fact is None:
            continue
        text, start, end = link.run.text, link.span.start, link.span.end
        around = text[max(0, start - _FURTHEST) : start], text[end : end + _FURTHEST]
        wrong = mismatch(link.text, fact, context.data, around)
        if wrong:
            yield Finding(*link.place, f"{link.target}: {wrong}")
        elif touched := touching(text, start, end):
            message = f"{link.target}: {touched!r} touches the link and changes its number; write all in it"
            yield Finding(*link.place, message)
    for fence in page.document.diagrams:
        for named in _not_said(diagram_texts(fence.text), named_facts(fence.text), context.data):
            message = f"no word or number of the diagram says {named.id!r}; name the fact that it says, or none"
            yield Finding(*fence.place(named.start), message)


def _not_said(texts: list[Part], named: Collection[NamedFact], data: Data) -> Iterator[NamedFact]:
    """The facts named for a diagram that nothing in it says; none while a number in it has no fact and may be meant."""
    if any(diagram_problems(texts, named, data)):
        return
    words = {word for text in texts for word in words_of(text.text, data)}
    said = {fact.id for text in texts for quantity in numerals(text.text) for fact in _saying(quantity, text, data)}
    dates = {date for text in texts for date, _, _ in find_dates(text.text)}
    for entry in named:
        fact = data.find(entry.id)
        dated = fact is not None and any(is_among(date, fact.dates) for date in dates)
        if fact and not (entry.turned or fact.id in said or dated or is_like(words, fact, data)):
            yield entry


@rule("citation", Severity.ERROR)
def citation(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page each place that is named is in the report, and its parts belong together: page and section."""
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
            reading = read(entry.text, context.data, _own_dates(page))
            for wrong in (*reading.places, *_left(reading, context.data, linked=False)):
                yield Finding(*entry.value_place, wrong.message)
    for fence in page.document.diagrams:
        turn, _ = read_turn(fence.text, context.data)
        # Of invented inputs an algorithm makes invented labels.
        texts = [part for part in diagram_texts(fence.text) if part.kind != "label" or not (turn and turn.invented)]
        for part, wrong in diagram_problems(texts, named_facts(fence.text), context.data):
            yield Finding(*fence.place(part.start + wrong.start), wrong.message)


@lru_cache(maxsize=2)
def _readings(page: Page, data: Data) -> list[tuple[Run, Reading]]:
    """The page's runs, each as it is without its sources; of most pages two rules ask."""
    readings = []
    for run in page.document.runs if page.document else ():
        text = marked(run.text, ((span.start, span.end) for span in run.spans if span.kind != "link"))
        for row in data.exemptions:
            if row.text and row.page == page.path:
                text = text.replace(row.text, SOURCED * len(row.text))
        readings.append((run, read(text, data, _own_dates(page))))
    return readings


def _own_dates(page: Page) -> frozenset[Date]:
    entry = page.get("created")
    day = entry.day if entry else None
    return frozenset({(day.year, day.month, day.day)} if day else ())


def _left(reading: Reading, data: Data, *, linked: bool) -> Iterator[Wrong]:
    """What of a text has no source: its wrong dates and the numbers that are left."""
    yield from reading.dates
    for quantity in numerals(reading.rest):
        if not is_figure(quantity):
            continue
        written = reading.rest[quantity.start : quantity.end].strip()
        remedy = "where there can be no link, write it without; say it on the page"
        if linked:
            facts = facts_saying(quantity, data)
            fact_id = facts[0].id if len(facts) == 1 else "…"
            remedy = f"write `[{written}](fact:{fact_id})`, or put its name in names.yml"
        yield Wrong(quantity.start, quantity.end, f"{written!r} has no source; {remedy}")


def diagram_problems(texts: Iterable[Part], named: Iterable[NamedFact], data: Data) -> Iterator[tuple[Part, Wrong]]:
    """The numbers and dates in a diagram's words that none of the facts named there says.

    A fact that is named for a node may be said there, and in titles and descriptions, but at no other node.
    """
    facts: dict[str, dict[str, Fact]] = defaultdict(dict)
    for entry in named:
        if fact := data.find(entry.id):
            for node in (entry.node, _ANYWHERE):
                facts[node][fact.id] = fact
    for text in texts:
        for date, start, end in find_dates(text.text):
            if not any(is_among(date, fact.dates) for fact in facts[_ANYWHERE].values()):
                message = f"the date {text.text[start:end]!r} is none of the diagram's facts; {_NAME}"
                yield text, Wrong(start, end, message)
        reading = read(text.text, data)
        yield from ((text, wrong) for wrong in reading.places)
        numbers = list(filter(is_figure, numerals(reading.rest)))
        for quantity in numbers:
            allowed = facts[""] | facts[text.node] if text.node else facts[_ANYWHERE]
            saying = [fact for fact in _saying(quantity, text, data) if fact.id in allowed]
            if not saying:
                message = f"{quantity.written!r} is none of the diagram's facts; write a number of theirs, or {_NAME}"
                yield text, Wrong(quantity.start, quantity.end, message)
            elif other := _meant(text, saying, facts, data) if len(numbers) == 1 else None:
                message = f"{quantity.written!r} is {saying[0].id}, but the words are those of {other.id}, {other.value!r}"
                yield text, Wrong(quantity.start, quantity.end, f"{message}; write that, or {_NAME}, as `{text.node}: id`")


def _saying(quantity: Quantity, text: Part, data: Data) -> tuple[Fact, ...]:
    """The facts that say a number of a diagram. The bare value that a chart draws may stand for a percentage."""
    facts = facts_saying(quantity, data)
    return facts + facts_saying(replace(quantity, percent=True), data) if text.value else facts


def _meant(text: Part, saying: list[Fact], facts: dict[str, dict[str, Fact]], data: Data) -> Fact | None:
    """Another fact of the same unit, for no node, that a label's words are more like than any that says its number."""
    of_node = facts[text.node]
    if not text.node or len(facts[""]) > _MANY or any(fact.id in of_node for fact in saying):
        return None
    words = words_of(f"{text.node} {text.text}" if text.value else text.text, data)
    best = max(facts[""].values(), key=lambda fact: (likeness(words, fact, data), fact in saying))
    return best if best not in saying and (text.value or best.unit == saying[0].unit) else None


@rule("report-fence", Severity.ERROR)
def report_fence(page: Page, context: Context) -> Iterator[Finding]:
    """A fence ```` ```report ```` brings in a table or figure that the data has, with rows and columns that it has.

    Its `view`, if it has one, can draw them, and its `title` has no number, since there can be no link in it.
    """
    if context.data is None or page.document is None:
        return
    for fence in page.document.fences:
        if fence.language == "report":
            try:
                title = read(read_excerpt(fence.text, context.data).title, context.data)
            except DataError as error:
                for flaw in error.flaws:
                    yield Finding(fence.line + flaw.line - 1, fence.indent + 1, flaw.message)
                continue
            for wrong in (*title.places, *_left(title, context.data, linked=False)):
                yield Finding(fence.line, fence.indent + 1, f"`title`: {wrong.message}")
