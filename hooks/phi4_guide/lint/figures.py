# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for figures: every one leads to its place in the report, and a wrong one does not build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from phi4_guide.content.page import Page
from phi4_guide.content.prose import Fence, prose_of
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import diagram_texts, is_chart, named_facts
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.report.excerpt import ExcerptError, read_excerpt
from phi4_guide.report.matching import bare_numbers, dates, says, why_not_said, wrong_citation
from phi4_guide.report.model import Data, Fact
from phi4_guide.report.quantities import Quantity


def is_checked(page: Page) -> bool:
    """Whether the page claims that its figures are checked."""
    entry = page.get("figures")
    return entry is not None and (entry.text or "").strip() == "checked"


@rule("figures-claim", Severity.ADVICE)
def figures_claim(page: Page, _: Context) -> Iterator[Finding]:
    """`figures:` has one value, `checked`: every figure on the page leads to its place, and the checker saw to it."""
    entry = page.get("figures")
    if entry and not is_checked(page):
        yield Finding(
            entry.value_line,
            entry.value_column,
            f"{entry.text!r} is not known; write `figures: checked`, or no such line",
        )


@rule("fact-unknown", Severity.ERROR)
def fact_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link, `[10 trillion tokens](fact:pretraining-tokens)`, names a fact of the ledger."""
    if context.data is None:
        return
    prose = prose_of(page)
    for link in prose.fact_links:
        if context.data.find(link.id) is None:
            yield Finding(link.line, link.column, f"there is no fact {link.id!r}; {context.data.like(link.id)}")
    for fence in prose.diagrams:
        for line, column, name in named_facts(fence.text):
            if context.data.find(name) is None:
                yield Finding(
                    fence.line + line - 1,
                    fence.indent + column,
                    f"there is no fact {name!r}; {context.data.like(name)}",
                )


@rule("fact-mismatch", Severity.ERROR)
def fact_mismatch(page: Page, context: Context) -> Iterator[Finding]:
    """A fact link says its fact: the number in any spelling, the place as it is.

    Where the fact has a number, the text's one number equals it in its unit: 14B, 14 billion, 3 × 10⁻⁴, 40%, seven.
    Where it has none, every number of the text occurs in its value.
    """
    if context.data is None:
        return
    for link in prose_of(page).fact_links:
        fact = context.data.find(link.id)
        wrong = why_not_said(link.text, fact, context.data) if fact else None
        if wrong:
            yield Finding(link.line, link.column, f"{link.id}: {wrong}")


@rule("citation", Severity.ERROR)
def citation(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page a citation's parts belong together: the page is the section's, the table stands on it."""
    if context.data is None or not is_checked(page):
        return
    prose = prose_of(page)
    for offset, wrong in wrong_citation(prose.unsourced, context.data):
        yield Finding(*prose.place(offset), wrong)


@rule("number-unsourced", Severity.ERROR)
def number_unsourced(page: Page, context: Context) -> Iterator[Finding]:
    """On a checked page every number is a fact: inside a fact link or a report table, or named by the diagram it is in.

    Citations, dates, code and the names in names.yml are no figures; neither is what names.yml exempts there.
    """
    if context.data is None or not is_checked(page):
        return
    prose = prose_of(page)
    text = _without_exempted(prose.unsourced, page, context)
    for quantity in bare_numbers(text, context.data):
        written = text[quantity.start : quantity.end].strip()
        yield Finding(
            *prose.place(quantity.start),
            f"{written!r} has no source; write `[{written}](fact:…)` with the fact's id, or put its name in names.yml",
        )
    for entry in page.entries:
        if entry.name in ("title", "description") and entry.text:
            for quantity in bare_numbers(entry.text, context.data):
                written = entry.text[quantity.start : quantity.end].strip()
                yield Finding(
                    entry.value_line,
                    entry.value_column,
                    f"{written!r} has no source here, where there can be no link; say it on the page",
                )
    for fence in prose.diagrams:
        yield from _diagram_numbers(fence, context.data)


def _without_exempted(text: str, page: Page, context: Context) -> str:
    for row in context.data.exemptions if context.data else ():
        if row.text and row.page == page.path and row.text in text:
            context.exempted.add((row.page, row.text))
            text = text.replace(row.text, " " * len(row.text))
    return text


def _diagram_numbers(fence: Fence, data: Data) -> Iterator[Finding]:
    facts = [fact for _, _, name in named_facts(fence.text) if (fact := data.find(name))]
    printed = " ".join(fact.value for fact in facts)
    chart = is_chart(fence.text)
    for part in diagram_texts(fence.text):
        for written in dates(part.text):
            if not set(re.findall(r"\d+", written)) <= set(re.findall(r"\d+", printed)):
                yield Finding(
                    fence.line + part.line - 1,
                    fence.indent + part.column + part.text.index(written),
                    f"the date {written!r} is none of the diagram's facts; name its fact in a line `%% facts: …`",
                )
        for quantity in bare_numbers(part.text, data):
            written = part.text[quantity.start : quantity.end]
            if any(says(quantity, fact) or _printed(quantity, fact) for fact in facts):
                continue
            value = chart and _is_value(part.text, quantity)
            if value and any(says(replace(quantity, percent=True), fact) for fact in facts):
                continue
            yield Finding(
                fence.line + part.line - 1,
                fence.indent + part.column + quantity.start,
                f"{written.strip()!r} is none of the diagram's facts{_nearest(quantity, facts, bare=value)}"
                " name its fact in a line `%% facts: …`",
            )


def _is_value(text: str, quantity: Quantity) -> bool:
    """Whether the number is what a line of a chart draws: `"Web": 15`, `"Web": 15:::data`, `Web,Organic,15`."""
    above, below = text[: quantity.start].rstrip(), text[quantity.end :].strip()
    return above.endswith((":", ",")) and (not below or below.startswith(":::"))


def _nearest(quantity: Quantity, facts: list[Fact], *, bare: bool) -> str:
    """The diagram's facts that may be meant, three at most: one that has been corrected since the diagram was drawn."""
    near = sorted(
        (abs(fact.quantity - quantity.value), fact.id, fact.value)
        for fact in facts
        if fact.quantity is not None and (bare or fact.percent == quantity.percent)
    )
    said = ", ".join(f"{fact_id} is {value!r}" for _, fact_id, value in near[:3])
    return f"' numbers: {said}; write that, or" if said else ";"


def _printed(quantity: Quantity, fact: Fact) -> bool:
    """Whether a fact without a number prints this one: `0.42→0.93`, `AMC-10`."""
    return fact.number is None and any(quantity.value == other.value for other in fact.printed)


@rule("report-fence", Severity.ERROR)
def report_fence(page: Page, context: Context) -> Iterator[Finding]:
    """A fence ```` ```report ```` brings in a table or figure that the data has, with rows and columns that it has."""
    if context.data is None:
        return
    for fence in prose_of(page).fences:
        if fence.language == "report":
            try:
                read_excerpt(fence.text, context.data)
            except ExcerptError as error:
                yield Finding(fence.line + error.line - 1, fence.indent + 1, str(error))
