# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for figures: every one leads to its place in the report, and a wrong one does not build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from phi4_guide.content.document import HEARD, Run, Span
from phi4_guide.content.page import Page, is_checked
from phi4_guide.content.source_lines import PRINTS, scan
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import NamedFact, diagram_texts, named_facts
from phi4_guide.diagrams.text import Part
from phi4_guide.diagrams.turn import read_turn
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.report.citations import SOURCED, Wrong, marked, read
from phi4_guide.report.dates import Date, find_dates, is_among
from phi4_guide.report.excerpt import read_excerpt
from phi4_guide.report.matching import facts_saying, is_figure, mismatch, says, shared, touching, words_of
from phi4_guide.report.model import Data, DataError, Fact
from phi4_guide.report.quantities import Quantity, counted, numerals

_ANYWHERE = " "
_NAME = "name its fact in a line `%% facts: …`"
_MANY = 100
"""Of more facts than a diagram's readers could follow, none is proposed: each would be compared with each label."""
_FURTHEST = 1000
"""As much of a paragraph around a link is read for its words: more would be read again for each link."""


@rule("figures-claim", Severity.ERROR)
def figures_claim(page: Page, context: Context) -> Iterator[Finding]:
    """`figures:` has one value, `checked`: every figure on the page leads to its place, and the checker saw to it.

    A page without the line says that its figures are not checked. Where it links facts it is advised to have them checked.
    """
    entry = page.get("figures")
    meant = (each for each in page.entries if each.text == "checked" and get_close_matches(each.name, ["figures"]))
    if not entry and (near := next(meant, None)):
        yield Finding(*near.place, f"the key {near.key!r} is not known; write `figures: checked`")
    elif entry and not is_checked(page):
        wrong = f"{entry.text or list(entry.items)!r} is not known; write `figures: checked`, or no such line"
        yield Finding(*entry.value_place, wrong)
    elif not entry and context.data is not None and page.document.fact_links:
        message = "the page links facts, and its figures are not checked; write `figures: checked` in its front matter"
        yield Finding(1, 1, message, Severity.ADVICE)


@rule("fact-unknown", Severity.ERROR)
def fact_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link, `[10 trillion tokens](fact:pretraining-tokens)`, names a fact of the ledger; so does a comment
    `# prints: head-width` that ends a block of Python. The tests run the block and compare.
    """
    if context.data is None or page.document is None:
        return
    ids = [(link.target, link.place) for link in page.document.fact_links]
    ids += [(named.id, fence.place(named.start)) for fence in page.document.diagrams for named in named_facts(fence.text)]
    lines = page.body.split("\n")
    for fence in scan(lines)[0]:
        if fence.language == "python" and (found := PRINTS.search(lines[fence.end - 1])):
            ids.append((found["id"], (page.body_line + fence.end - 1, found.start("id") + 1)))
    for fact_id, place in ids:
        if context.data.find(fact_id) is None:
            yield Finding(*place, f"there is no fact {fact_id!r}; {context.data.like(fact_id)}")


@rule("fact-mismatch", Severity.ERROR)
def fact_mismatch(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link says its fact and no other number: the number in any spelling, with its unit or none; the place as it is.

    Nothing that would be read with the number touches the link from outside. Where the text has no number, its words, or
    those of the sentence that it closes, share one of substance with what the ledger says of the fact. A fact that a
    diagram names is said there, by a number or by such a word; a table's cell by its number.
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
        elif touched := touching(text, start, end, fact, context.data):
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
        if fact is None or entry.turned or fact.id in said or any(is_among(date, fact.dates) for date in dates):
            continue
        # The words of a table's cell are those of its row and column, which many have.
        cell = fact.number is not None and fact.id not in data.own
        if cell or not shared(words, fact, data):
            yield entry


@rule("number-unsourced", Severity.ERROR)
def number_unsourced(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page every number that is read or heard is a fact: in a fact link or a report table, or its diagram's.

    Whether it is written in digits, words or other signs. The names in names.yml, code and the words one to three are no
    figures, nor is what names.yml exempts on that page. A place that is named is in the report, and its parts belong
    together, page and section; a date is a fact's, or the page's own.
    """
    if context.data is None or not is_checked(page) or page.document is None:
        return
    day = entry.day if (entry := page.get("created")) else None
    dates = context.data.dates | ({(day.year, day.month, day.day)} if day else set())
    exempt = [row.text for row in context.data.exemptions if row.text and row.page == page.path]
    for run in page.document.runs:
        sourced = [span for span in run.spans if span.kind != "link" and not _is_counted(run, span)]
        text = marked(run.text, (("", span.start, span.end) for span in sourced))
        for written in exempt:
            text = text.replace(written, SOURCED * len(written))
        for wrong in unsourced(text, context.data, dates, linked=not HEARD.fullmatch(run.kind)):
            yield Finding(*run.place(wrong.start), wrong.message)
    for entry in page.entries:
        if entry.name in ("title", "subtitle", "description") and entry.text:
            for wrong in unsourced(entry.text, context.data, dates, linked=False):
                yield Finding(*entry.value_place, wrong.message)
    for fence in page.document.diagrams:
        turn, _ = read_turn(fence.text, context.data)
        named = named_facts(fence.text)
        if any(entry.turned and context.data.find(entry.id) is None for entry in named):
            # What is unknown is an error already, and may be meant.
            continue
        # Of invented inputs an algorithm makes invented labels.
        texts = [part for part in diagram_texts(fence.text) if part.kind != "label" or not (turn and turn.invented)]
        for part, wrong in diagram_problems(texts, named, context.data):
            yield Finding(*fence.place(part.start + wrong.start), wrong.message)


def _is_counted(run: Run, span: Span) -> bool:
    """Whether a formula ends with this numeral, and the text makes a count of it: `$x - 2$ billion`."""
    return span.kind == "numeral" and not span.value and counted(run.text, span.end)


def unsourced(text: str, data: Data, dates: Collection[Date], *, linked: bool) -> Iterator[Wrong]:
    """What of a text has no source: its places and dates that are wrong, and the numbers that are left."""
    rest, found = read(text, data, dates)
    yield from found
    words = words_of(text, data) if linked else set()
    for quantity in filter(is_figure, numerals(rest)):
        written = rest[quantity.start : quantity.end].strip()
        remedy = "where there can be no link, write it without; say it on the page"
        if linked:
            facts = sorted(facts_saying(quantity, data), key=lambda fact: -len(shared(words, fact, data)))
            first, *others = [fact.id for fact in facts[:3]] or ["…"]
            which = f" or {' or '.join(others)}" if others else "" if facts else " with a new fact of facts.yml"
            remedy = (
                f"write `[{written}](fact:{first})`{which}, or put a name that has it in names.yml, or code in backticks"
            )
        yield Wrong(f"{written!r} has no source; {remedy}", quantity.start)


def diagram_problems(texts: Iterable[Part], named: Iterable[NamedFact], data: Data) -> Iterator[tuple[Part, Wrong]]:
    """The numbers and dates in a diagram's words that none of the facts named there says.

    A fact that is named for a node may be said there, and in titles and descriptions, but at no other node.
    """
    facts: dict[str, dict[str, Fact]] = defaultdict(dict)
    for entry in named:
        if fact := data.find(entry.id):
            for node in (entry.node, _ANYWHERE):
                facts[node][fact.id] = fact
    dates = {date for fact in facts[_ANYWHERE].values() for date in fact.dates}
    for text in texts:
        rest, found = read(text.text, data, dates)
        yield from ((text, wrong) for wrong in found)
        numbers = list(filter(is_figure, numerals(rest)))
        for quantity in numbers:
            allowed = facts[""] | facts[text.node] if text.node else facts[_ANYWHERE]
            saying = [fact for fact in _saying(quantity, text, data) if fact.id in allowed]
            if not saying:
                message = f"{quantity.written!r} is none of the diagram's facts; write a number of theirs, or {_NAME}"
                if other := next((fact for fact in allowed.values() if says(quantity, fact, data)), None):
                    wrong_unit = f"{quantity.unit!r} is not the unit of {other.id!r}, {other.unit or 'none'!r}"
                    message = f"{wrong_unit}; write the number alone, or with its own unit"
                yield text, Wrong(message, quantity.start)
            elif other := _meant(text, saying, facts, data) if len(numbers) == 1 else None:
                message = f"{quantity.written!r} is {saying[0].id}, but the words are those of {other.id}, {other.value!r}"
                yield text, Wrong(f"{message}; write that, or {_NAME}, as `{text.node}: id`", quantity.start)


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

    def likeness(fact: Fact) -> tuple[int, bool]:
        return len(shared(words, fact, data) | (words & words_of(fact.id, data))), fact in saying

    best = max(facts[""].values(), key=likeness)
    return best if best not in saying and (text.value or best.unit == saying[0].unit) else None


@rule("report-fence", Severity.ERROR)
def report_fence(page: Page, context: Context) -> Iterator[Finding]:
    """A fence ```` ```report ```` brings in a table or figure that the data has, with rows and columns that it has; a fence
    ```` ```formula ```` the formula of a fact that has one.

    A report's `view`, if it has one, can draw them, and its `title` has no number, since there can be no link in it.
    """
    if context.data is None or page.document is None:
        return
    for fence in page.document.fences:
        if fence.language == "formula":
            fact = context.data.find(name := fence.text.strip())
            if not (fact and fact.formula):
                message = f"{name!r} is no fact with a formula; {context.data.like(name)}"
                yield Finding(fence.line, fence.indent + 1, message)
        if fence.language == "report":
            try:
                title = read_excerpt(fence.text, context.data).title
            except DataError as error:
                for flaw in error.flaws:
                    yield Finding(fence.line + flaw.line - 1, fence.indent + 1, flaw.message)
                continue
            for wrong in unsourced(title, context.data, context.data.dates, linked=False):
                yield Finding(fence.line, fence.indent + 1, f"`title`: {wrong.message}")
