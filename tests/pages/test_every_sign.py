# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every sign of a figure on our pages, changed one at a time: what no rule sees is a miss, or an exception with a reason.

Only the block with the change is converted, below the page's front matter. That is the same: rules for figures look at one
run of text or one diagram, and our blocks share neither reference definitions nor footnotes; a test compares the two.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest

from built_pages import FIGURE_RULES, Builder
from cases import load
from checking import check
from our_data import DATA
from phi4_guide.diagnostics import Severity
from site_building import ROOT

TEXTS = {file.name: file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs").glob("*.md"))}
PAGES = {name: text for name, text in TEXTS.items() if "\nfigures: checked\n" in text}
CASES = load("pages/changes.yml")

_FACT_LINK = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(fact:[^)\s]+\)")
_FENCE = re.compile(r"^```(?P<language>\w*).*\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
_NOT_SHOWN = re.compile(
    r"^(?:config|turn):\n(?:[ \t]+.*\n)+|^id: .*$|^[ \t]*(?:click|classDef|class|style|linkStyle|line) .*$", re.MULTILINE
)
_SHOWN_IN_A_FLOWCHART = re.compile(r'^\s*(?:title|accTitle|accDescr):.*$|"[^"\n]*"', re.MULTILINE)
_AXIS_ENDS = re.compile(r"[\d.]+ --> [\d.]+$", re.MULTILINE)
_NAMED_FACTS = re.compile(r"^\s*%% facts: (?P<ids>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Change:
    """A sign or a word of a page made another."""

    kind: str
    page: str
    start: int
    old: str
    new: str

    def __str__(self) -> str:
        text, end = PAGES[self.page], self.start + len(self.old)
        line = text.count("\n", 0, self.start) + 1
        before, after = text[max(0, self.start - 40) : self.start], text[end : end + 30]
        return f"{self.kind}: {self.page}:{line}: {before!r} [{self.old} > {self.new}] {after!r}"

    def made(self, *, alone: bool = True) -> str:
        """The page with the change, or of it the front matter and the block with the change alone."""
        text = PAGES[self.page]
        starts = [0, *blocks(self.page), len(text)] if alone else [0, len(text)]
        number = bisect_right(starts, self.start)
        before = text[: starts[1]] if number > 1 else ""
        return before + text[starts[number - 1] : self.start] + self.new + text[self.start + len(self.old) : starts[number]]


@cache
def blocks(page: str) -> list[int]:
    """Where the blocks of a page begin, as empty lines part them; HTML and what is indented stays with what is above it."""
    text = PAGES[page]
    body = text.index("\n---\n") + 5
    starts = [found.end() for found in re.finditer(r"\n\n+(?=[^\s<:])", text) if found.end() > body]
    inside = [found.span() for found in re.finditer(rf"{_FENCE.pattern}|<details(?s:.*?)</details", text, re.MULTILINE)]
    return [body, *(at for at in starts if not any(first < at < last for first, last in inside))]


def changes(kind: str, page: str, span: tuple[int, int], signs: str = "signs") -> Iterator[Change]:
    """Each of these signs in a stretch of a page made another, the same each time."""
    for name, (pattern, choices) in CASES[signs].items():
        for found in re.compile(pattern).finditer(PAGES[page], *span):
            others = [choice for choice in choices.split() or [""] if choice != found[0].lower()]
            new = random.Random(PAGES[page][max(0, found.start() - 30) : found.end()]).choice(others)
            yield Change(f"{kind} {name}", page, found.start(), found[0], new.title() if found[0].istitle() else new)


def changes_of_a_diagram(page: str, fence: re.Match[str]) -> Iterator[Change]:
    """The changes of a diagram's titles, labels, values and named facts; what it draws without a text is none of them."""
    text, span = PAGES[page], fence.span("text")
    lines = list(_NAMED_FACTS.finditer(text, *span))
    for line in lines:
        for found in re.compile(r"[a-z0-9][a-z0-9.-]+(?=,|$)", re.MULTILINE).finditer(text, *line.span("ids")):
            for new in random.Random(found[0]).sample(sorted(DATA.facts.keys() - {found[0]}), 2):
                yield Change("diagram id", page, found.start(), found[0], new)
    hidden = [*lines, *_NOT_SHOWN.finditer(text, *span)]
    hidden += _AXIS_ENDS.finditer(text, *span) if "showLabel: false" in fence["text"] else []
    flowchart = re.search(r"^flowchart\b", fence["text"], re.MULTILINE)
    for shown in (_SHOWN_IN_A_FLOWCHART if flowchart else re.compile(".+")).finditer(text, *span):
        for change in changes("diagram", page, shown.span()):
            if not any(away.start() <= change.start <= away.end() for away in hidden):
                yield change


@cache
def all_changes() -> tuple[Change, ...]:
    """Every change, the same each time."""
    made: list[Change] = []
    for page, text in PAGES.items():
        at = blocks(page)[0]
        for found in re.finditer(r"^(?:title|description): .*$", text[:at], re.MULTILINE):
            made += changes("front matter", page, found.span())
        for found in _FACT_LINK.finditer(text):
            made += changes("link", page, found.span("text"), "link signs")
        # A sum in code is the page's own, and stands on grey.
        for found in re.finditer(rf"(?:{_FENCE.pattern})|\(fact:\S*?\)|`[^`\n]+`", text, re.MULTILINE):
            made += changes("prose", page, (at, found.start()))
            made += changes_of_a_diagram(page, found) if found["language"] == "mermaid" else ()
            at = found.end()
        made += changes("prose", page, (at, len(text)))
    return tuple(made)


def is_refused(text: str, page: str) -> bool:
    """Whether a rule for figures has an error for the page with this text."""
    return any(found.severity is Severity.ERROR and found.rule in FIGURE_RULES for found in check(text, page))


def is_shown(change: Change, builder: Builder) -> bool:
    """Whether readers see it; a link's address, code and comments they do not."""
    if not change.kind.startswith("prose"):
        return True
    pages = (builder.build(each.made().partition("\n---\n")[2]) for each in (change, replace(change, new=change.old)))
    return len({(built.rest, built.links) for built in pages}) == 2


@pytest.mark.thorough
@pytest.mark.parametrize("count", [250, pytest.param(0, marks=pytest.mark.exhaustive)], ids=["some", "all"])
def test_every_change_is_seen(count: int) -> None:
    """No change that readers see is missed by each rule, but for exceptions.

    A share covers all or none. It is that of all changes: of a few, chance may miss three times as many.
    """
    changes = random.Random(8).sample(all_changes(), count or len(all_changes()))
    builder, missed, tried = Builder(), list[Change](), Counter[str]()
    for change in changes:
        refused = is_refused(change.made(), change.page)
        if refused or is_shown(change, builder):
            tried[change.kind] += 1
            missed += [] if refused else [change]
    print(f"{len(missed)} of {tried.total()} are seen by no rule:", Counter(change.kind for change in missed), tried)
    for row in CASES["exceptions"]:
        covered = [change for change in missed if re.search(row["change"], str(change))]
        most = row.get("most", 1) * (3 if count else 1) * sum(tried[kind] for kind in {change.kind for change in covered})
        if len(covered) <= most + 1:
            missed = [change for change in missed if change not in covered]
    assert not missed, "\n".join(map(str, missed))
    assert tried.total() > len(changes) * 0.85


@pytest.mark.thorough
def test_a_block_alone_is_judged_as_in_its_page() -> None:
    for page in PAGES:
        for start in blocks(page):
            change = Change("none", page, start, "", "")
            assert not is_refused(change.made(), page), f"{change}: {check(change.made(), page)}"
    for change in random.Random(9).sample(all_changes(), 25):
        assert is_refused(change.made(), change.page) == is_refused(change.made(alone=False), change.page), str(change)


def test_every_exception_covers_something_and_has_a_reason() -> None:
    made = "\n".join(map(str, all_changes()))
    for row in CASES["exceptions"]:
        assert re.search(row["change"], made, re.MULTILINE), row
        assert row["reason"].strip()
