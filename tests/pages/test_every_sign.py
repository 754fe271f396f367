# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every sign of a figure on our own pages, changed one at a time: what no rule sees is an exception with its reason, or a miss.

Only the block with the change is converted, below the page's front matter. That is the same: rules for figures look at one
run of text or one diagram, and our blocks share neither reference definitions nor footnotes; a test compares the two.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from built_pages import Builder
from checking import check
from our_data import DATA
from phi4_guide import safe_yaml
from phi4_guide.diagnostics import Severity
from site_building import ROOT

PAGES = {file.name: file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs").glob("*.md"))}
CHECKED = {name: text for name, text in PAGES.items() if "\nfigures: checked\n" in text}
EXCEPTIONS = safe_yaml.load((ROOT / "tests" / "pages" / "unseen_changes.yml").read_text(encoding="utf-8"))["exceptions"]
SAMPLE = 1200

WORDS = "four five six seven eight nine ten eleven twelve thirteen fifteen sixteen twenty thirty forty fifty".split()
FREE = ["one", "two", "three"]
PARTS = ["half", "third", "quarter", "twice", "dozen", "tenfold", "halves", "thirds", "quarters", "fifths"]
SCALES = ["thousand", "million", "billion", "trillion"]
_WORD = re.compile(rf"\b(?:{'|'.join([*WORDS, *FREE, *PARTS, *SCALES])})\b", re.IGNORECASE)
_LETTER = re.compile(r"(?<=\d)[KMBT]\b")
_NUMBER_END = re.compile(r"(?<=\d)(?![\d.,]*\d|%|[KMBT]\b|e-)")
_FACT_LINK = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(fact:(?P<id>[^)\s]+)\)")
_FENCE = re.compile(r"^(?P<mark>```+)(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r'"[^"\n]*"')
_NO_WORDS = re.compile(r"[ \t]*(?:%%|click|classDef|class |style|linkStyle|line \[)")


@dataclass(frozen=True)
class Change:
    """One sign, or one word, of a page made another."""

    kind: str
    page: str
    start: int
    old: str
    new: str

    @property
    def text(self) -> str:
        """The page so changed."""
        text = PAGES[self.page]
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def __str__(self) -> str:
        text = PAGES[self.page]
        before, after = text[max(0, self.start - 40) : self.start], text[self.start + len(self.old) :][:30]
        line = text.count("\n", 0, self.start) + 1
        return f"{self.kind}: {self.page}:{line}: {before!r} [{self.old} > {self.new}] {after!r}"


@cache
def blocks(page: str) -> list[tuple[int, int]]:
    """Where the page's blocks begin and end: its front matter, then what empty lines part, indented lines and HTML kept whole."""
    text = PAGES[page]
    fences = [found.span() for found in _FENCE.finditer(text)]
    body = text.index("\n---\n") + 5
    cuts = [body]
    for found in re.finditer(r"\n\n+(?=[^\s])", text[body:]):
        at = body + found.end()
        inside = any(start < at < end for start, end in fences) or text.count("<details", 0, at) > text.count("</details", 0, at)
        if not inside and text[at] not in ":<":
            cuts.append(at)
    return [(0, body), *zip(cuts, [*cuts[1:], len(text)], strict=True)]


def cut(change: Change) -> str:
    """The block with the change in it, below the page's front matter."""
    start, end = next(span for span in blocks(change.page) if span[0] <= change.start < span[1])
    body = blocks(change.page)[0][1]
    if start == 0:
        return change.text[: body + len(change.new) - len(change.old)] + "# Page\n"
    return PAGES[change.page][:body] + change.text[start : end + len(change.new) - len(change.old)]


def other(chance: random.Random, choices: list[str], old: str) -> str:
    """One of these that it is not, with its capital."""
    new = chance.choice([choice for choice in choices if choice != old.lower()])
    return new.capitalize() if old[0].isupper() else new


def changes_of(page: str, start: int, text: str, chance: random.Random, kind: str) -> Iterator[Change]:
    """The changes of a stretch of the page's text: digits, percent signs, scales, words."""
    for found in re.finditer(r"\d", text):
        new = chance.choice([digit for digit in "0123456789" if digit != found[0]])
        yield Change(f"{kind} digit", page, start + found.start(), found[0], new)
    for found in re.finditer("%", text):
        yield Change(f"{kind} % dropped", page, start + found.start(), "%", "")
    for found in _NUMBER_END.finditer(text):
        yield Change(f"{kind} % added", page, start + found.start(), "", "%")
    for found in _LETTER.finditer(text):
        yield Change(f"{kind} scale", page, start + found.start(), found[0], other(chance, list("KMBT"), found[0]).upper())
    for found in _WORD.finditer(text):
        word = found[0].lower()
        choices = SCALES if word in SCALES else PARTS if word in PARTS else WORDS
        name = f"{kind} scale" if word in SCALES else f"{kind} word"
        yield Change(name, page, start + found.start(), found[0], other(chance, choices, found[0]))


def all_changes() -> list[Change]:
    """Every change, the same each time."""
    chance = random.Random(2412_08905)
    made: list[Change] = []
    for page, text in CHECKED.items():
        body = blocks(page)[0][1]
        for found in re.finditer(r"^(?:title|description): .*$", text[:body], re.MULTILINE):
            made += changes_of(page, found.start(), found[0], chance, "front matter")
        for found in _FACT_LINK.finditer(text):
            for new in chance.sample(sorted(DATA.facts), 5):
                if is_another(found["text"], found["id"], new):
                    made.append(Change("prose id", page, found.start("id"), found["id"], new))
            for word in re.finditer(rf"\b(?:{'|'.join(FREE)})\b", found["text"], re.IGNORECASE):
                made.append(Change("link word", page, found.start("text") + word.start(), word[0], other(chance, FREE, word[0])))
        at = body
        for found in _FENCE.finditer(text):
            made += changes_of(page, at, text[at : found.start()], chance, "prose")
            at = found.end()
            if found["language"] == "mermaid":
                made += diagram_changes(page, found.start("text"), found["text"], chance)
        made += changes_of(page, at, text[at:], chance, "prose")
    return made


def diagram_changes(page: str, start: int, text: str, chance: random.Random) -> Iterator[Change]:
    """The changes of a diagram's titles, labels, values and facts."""
    flowchart = re.search(r"^\s*flowchart\b", text, re.MULTILINE)
    settings = re.search(r"^config:\n(?:[ \t]+.*\n)+", text, re.MULTILINE)
    ends = re.search(r"[\d.]+ --> [\d.]+$", text, re.MULTILINE) if "showLabel: false" in text else None
    for line in re.finditer(r"^.*$", text, re.MULTILINE):
        if re.match(r"\s*%% facts:", line[0]):
            for found in re.finditer(r"[a-z0-9][a-z0-9.-]+(?=,|$)", line[0]):
                for new in chance.sample(sorted(DATA.facts), 2):
                    if is_another("", found[0], new):
                        yield Change("diagram id", page, start + line.start() + found.start(), found[0], new)
        if _NO_WORDS.match(line[0]) or (settings and settings.start() <= line.start() < settings.end()):
            continue
        whole = not flowchart or re.match(r"\s*(?:title|accTitle|accDescr)\b", line[0])
        spans = [line.span()] if whole else [(line.start() + found.start(), line.start() + found.end()) for found in _QUOTED.finditer(line[0])]
        for first, last in spans:
            last = ends.start() if ends and first < ends.start() < last else last
            yield from changes_of(page, start + first, text[first:last], chance, "diagram")


def is_another(text: str, old: str, new: str) -> bool:
    """Whether a link with this text to the fact `new` would be wrong, when it is right to `old`."""
    before, after = DATA.find(old), DATA.facts[new]
    assert before is not None
    if before.quantity is not None and before.quantity == after.quantity and before.percent == after.percent:
        return False
    words = {word[:5].casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}
    return not words & {word[:5].casefold() for word in re.findall(r"[^\W\d_]{4,}", f"{after.statement} {after.value}")}


def is_refused(text: str, page: str) -> bool:
    """Whether the checker has an error for the page with this text."""
    return any(problem.severity is Severity.ERROR for problem in check(text, page))


def is_excepted(change: Change) -> bool:
    """Whether an exception covers it."""
    around = str(change)
    return any(re.search(row["change"], around) for row in EXCEPTIONS)


def unseen(changes: list[Change]) -> tuple[list[Change], Counter[str]]:
    """The changes that readers see and no rule does, and by kind how many were tried that readers see."""
    builder, missed, tried = Builder(), [], Counter[str]()
    for change in changes:
        refused = is_refused(cut(change), change.page)
        if not refused and not change.kind.startswith(("diagram", "front")) and not change.kind.endswith("id"):
            # What a reader does not see is no sign: a link's address, code, a comment.
            same = Change(change.kind, change.page, change.start, change.old, change.old)
            if builder.build(cut(change).split("\n---\n", 1)[1]).seen == builder.build(cut(same).split("\n---\n", 1)[1]).seen:
                continue
        tried[change.kind] += 1
        if not refused and not is_excepted(change):
            missed.append(change)
    return missed, tried


def report(missed: list[Change], tried: Counter[str]) -> str:
    """What was missed, by kind."""
    by_kind = Counter(change.kind for change in missed)
    counts = [f"{kind}: {by_kind[kind]} of {count}" for kind, count in sorted(tried.items())]
    return "\n".join([f"{len(missed)} of {tried.total()} changes are seen by no rule", *counts, *map(str, missed)])


@pytest.mark.thorough
def test_a_sample_of_all_changes_is_seen() -> None:
    missed, tried = unseen(random.Random(8).sample(all_changes(), SAMPLE))
    assert not missed, report(missed, tried)
    assert tried.total() > SAMPLE * 0.7


@pytest.mark.thorough
@pytest.mark.exhaustive
def test_every_change_is_seen() -> None:
    missed, tried = unseen(all_changes())
    assert not missed, report(missed, tried)
    assert tried.total() > 5000


@pytest.mark.thorough
def test_a_block_alone_is_judged_as_in_its_page() -> None:
    for page, text in CHECKED.items():
        assert not is_refused(text, page)
        for start, _ in blocks(page):
            same = Change("", page, start, "", "")
            assert not is_refused(cut(same), page), f"{page}:{text.count(chr(10), 0, start) + 1}: {check(cut(same), page)}"
    for change in random.Random(9).sample(all_changes(), 60):
        assert is_refused(cut(change), change.page) == is_refused(change.text, change.page), str(change)


def test_every_exception_excepts_something() -> None:
    around = [str(change) for change in all_changes()]
    assert not [row["change"] for row in EXCEPTIONS if not any(re.search(row["change"], one) for one in around)]
    assert all(row["reason"].strip() for row in EXCEPTIONS)
