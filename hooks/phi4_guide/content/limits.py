# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How much a page may hold, counted before anything reads it: what builds it is then bounded in time and memory.

Most limits are ten times what the guide's longest page has. Just below them a page is built in seconds; far above them
Markdown and Mermaid take minutes, gigabytes, or end in a traceback: some of their steps go with the square of a count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

CHARACTERS, LINES, LINE, PARAGRAPH = 200_000, 5_000, 20_000, 20_000
EMPHASIS, COLUMNS, NESTED, INDENT = 500, 40, 20, 80
"""Stars and underscores in a paragraph; signs `|` in a line; markers of lists, quotations and spaces before its text."""

FENCES, FENCE, FENCE_LINES = 200, 20_000, 500
"""Fenced blocks, and of each the characters and lines: Mermaid itself stops at 50,000 characters and 500 edges."""

SIGNS = {
    "`[`": (re.compile(r"\["), 1_300),
    "`<`": (re.compile("<"), 2_000),
    "a backtick": (re.compile("`"), 4_000),
    "`|`": (re.compile(r"\|"), 20_000),
    "HTML that holds Markdown": (re.compile(r"<\w[^<>]{0,200}\smarkdown\b"), 100),
    "`[TOC]`": (re.compile(r"\[TOC\]", re.IGNORECASE), 1),
}
"""What opens something, and how often a page may hold it outside of its fences."""

_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")
_MARKERS = re.compile(r"(?:[ \t]*(?:>|[*+-](?=\s)|\d{1,9}[.)](?=\s)))+")
_SPACES = re.compile(rf"[ \t]{{{INDENT + 1}}}(?=[ \t]*\S)")
_MARKER = re.compile(r">|[*+-]|\d+[.)]")
_Line = tuple[int, str]
_Fence = tuple[int, int, int, bool]


@dataclass(frozen=True)
class Excess:
    """What a page has too much of, and the line where that begins."""

    line: int
    message: str


def excess(lines: list[str], above: int) -> Excess | None:
    """The first limit found that these lines of a page exceed, with `above` lines over them; None where they keep all."""
    characters = sum(map(len, lines)) + len(lines)
    if characters > CHARACTERS:
        return Excess(1, f"the page has {characters:,} characters, more than {CHARACTERS:,}; split it")
    if len(lines) > LINES:
        return Excess(1, f"the page has {len(lines):,} lines, more than {LINES:,}; split it")
    outside, fences = _apart(lines, above + 1)
    return next(chain(_of_fences(fences), _of_lines(outside), _of_the_whole(outside)), None)


def _apart(lines: list[str], first: int) -> tuple[list[_Line], list[_Fence]]:
    """The lines outside of fences, numbered; and of each fence its line, characters, lines, and whether it is a ledger."""
    outside: list[_Line] = []
    fences: list[_Fence] = []
    mark = ""
    for number, line in enumerate(lines, first):
        found = _FENCE.match(line)
        if mark:
            begun, characters, height, ledger = fences[-1]
            fences[-1] = (begun, characters + len(line) + 1, height + 1, ledger)
            mark = "" if found and found[1].startswith(mark) else mark
        elif found:
            mark = found[1]
            fences.append((number, 0, 0, "ledger" in line))
        else:
            outside.append((number, line))
    return outside, fences


def _of_fences(fences: list[_Fence]) -> Iterator[Excess]:
    if len(fences) > FENCES:
        yield Excess(fences[FENCES][0], f"the page has {len(fences):,} fences, more than {FENCES}; split it")
    ledgers = [begun for begun, _, _, ledger in fences if ledger]
    if len(ledgers) > 1:
        yield Excess(ledgers[1], "the page has a second ledger; one shows every figure")
    for begun, characters, height, _ in fences:
        if characters > FENCE:
            yield Excess(begun, f"the fence has {characters:,} characters, more than {FENCE:,}; split it")
        if height > FENCE_LINES:
            yield Excess(begun, f"the fence has {height:,} lines, more than {FENCE_LINES}; split it")


def _of_lines(outside: list[_Line]) -> Iterator[Excess]:
    for number, line in outside:
        if len(line) > LINE:
            yield Excess(number, f"the line has {len(line):,} characters, more than {LINE:,}; break it")
        if line.count("|") > COLUMNS:
            yield Excess(number, f"the table has more than {COLUMNS} columns; split it")
        if _SPACES.match(line):
            yield Excess(number, f"the line begins with more than {INDENT} spaces; take some out")
        if "<![" in line:
            yield Excess(number, "a `<` before `![` cannot be read here; write `&lt;![`")
        markers = _MARKERS.match(line)
        if markers and len(_MARKER.findall(markers[0])) > NESTED:
            yield Excess(number, f"lists or quotations nest more than {NESTED} deep; take some out")


def _of_the_whole(outside: list[_Line]) -> Iterator[Excess]:
    counts: Counter[str] = Counter()
    emphasis = characters = 0
    for number, line in outside:
        characters = characters + len(line) + 1 if line.strip() else 0
        if characters > PARAGRAPH:
            yield Excess(number, f"the paragraph has more than {PARAGRAPH:,} characters; split it")
        emphasis = emphasis + line.count("*") + line.count("_") if line.strip() else 0
        if emphasis > EMPHASIS:
            yield Excess(number, f"the paragraph has more than {EMPHASIS} stars and underscores; put code in backticks")
        for sign, (pattern, most) in SIGNS.items():
            counts[sign] += len(pattern.findall(line))
            if counts[sign] > most:
                yield Excess(number, f"the page has more than {most:,} times {sign}; split it")
