# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A page's Markdown line by line, before anything converts it: where its fences are, and what a code host reads otherwise.

Python-Markdown takes fences out before it looks for comments, and wants them written in one way only. A code host does
neither; a page that is right there is made right here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from markdown.preprocessors import Preprocessor
from markdown.util import HTML_PLACEHOLDER_RE

Place = tuple[int, int]
"""Line and column in a page's source, counted from 1."""
BUILT = ("mermaid", "report", "formula", "ledger")
"""The languages of fences that are built, and not shown as code."""
PRINTS = re.compile(r"# prints: (?P<id>\S+)\s*\Z")
"""Ends a block of Python whose last printed line says that fact; readers see the fact's value in its place."""

_OPENING = re.compile(
    r"(?P<before>(?:[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>.*)\Z"
)
_ITEM_ALONE = re.compile(r" {0,3}(?:[*+-]|\d{1,9}[.)]) +")
_COMMENT = re.compile(r" {0,3}<!--")
_COMMENT_END = re.compile(r"-->|(?<=<!-)->|(?<=<!--)>")
_WORD = re.compile(r"\.?([\w#.+-]+)")
_TAKEN = re.compile(
    r"\.?[\w#.+-]*(?:[ \t]*\{[ \t]*\.[^{}]*\}|(?:[ \t]+(?:title|hl_lines|linenums)=(?:\"[^\"]*\"|'[^']*'))*)"
)
"""What superfences takes behind a fence's mark; a fence with anything else there it takes for text."""


def place_in(text: str, offset: int) -> Place:
    """The place of what stands at `offset` in this text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@dataclass(frozen=True)
class SourceFence:
    """A fenced block as written: what follows its mark, the line of its opening mark (from 0), and its content's end.

    `indent` is the width of what stands before the mark; `plain` is true where that is at most three spaces. `end` is the
    line of the closing mark, or the number of lines where there is none; then `closed` is false.
    """

    info: str
    mark: str
    first: int
    end: int
    indent: int
    plain: bool
    closed: bool

    @property
    def language(self) -> str:
        """The language that the first line names, in small letters; empty where it names none."""
        found = _WORD.match(self.info.lstrip("{ "))
        return found[1].lower() if found else ""


def scan(lines: list[str]) -> tuple[list[SourceFence], list[tuple[int, int]]]:
    """The fences of these lines, and the comments that begin a line, as first line and the line after the last.

    A comment hides the fences in it, a fence the comments in it. One that is never closed reaches to the end.
    """
    return _scan("\n".join(lines))


@lru_cache(maxsize=8)
def _scan(text: str) -> tuple[list[SourceFence], list[tuple[int, int]]]:
    # A page is asked for its fences ten times.
    lines = text.split("\n")
    fences: list[SourceFence] = []
    comments: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        if _COMMENT.match(lines[at]):
            end = next((n for n in range(at, len(lines)) if _COMMENT_END.search(lines[n])), len(lines) - 1) + 1
            comments.append((at, end))
            at = end
            continue
        found = _OPENING.match(lines[at])
        if not found or (found["mark"][0] == "`" and "`" in found["info"]):
            at += 1
            continue
        plain = not found["before"].strip() and len(found["before"].expandtabs(4)) < 4
        end = _marked(lines, at + 1, found["mark"], plain=plain)
        closed = end < len(lines)
        fences.append(SourceFence(found["info"].strip(), found["mark"], at, end, len(found["before"]), plain, closed))
        at = end + 1
    return fences, comments


def swallowed(lines: list[str], fence: SourceFence) -> int:
    """The line (from 0) of the first fence that another holds because that was never closed; 0 where there is none.

    In what is meant to be shown a fence stands inside a longer mark; and behind a mark alone nothing is lost.
    """
    line = _marked(lines[: fence.end], fence.first + 1, fence.mark, rf"(?=\S){_TAKEN.pattern}", plain=fence.plain)
    return line if "".join(lines[line + 1 : fence.end]).strip(" \t>") else 0


def without_fences(lines: list[str]) -> list[str]:
    """The lines, those of fences empty."""
    kept = list(lines)
    for fence in scan(lines)[0]:
        kept[fence.first : fence.end + 1] = [""] * len(kept[fence.first : fence.end + 1])
    return kept


def fence_places(source: str) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Of each fence in the source, by language and text, the lines on which such a text begins, and its indent."""
    lines = source.split("\n")
    places: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for fence in scan(lines)[0]:
        text = without_indent("\n".join(lines[fence.first + 1 : fence.end]))
        places[fence.language, text].append((fence.first + 1, fence.indent))
    return places


def without_indent(text: str) -> str:
    """A fence's text without what stands before each line, by which it is known again when it has been converted."""
    return "\n".join(line.lstrip("> ").rstrip() for line in text.expandtabs(4).split("\n")).strip("\n")


def _marked(lines: list[str], start: int, mark: str, behind: str = "", *, plain: bool) -> int:
    """The first line of this mark or a longer one, and nothing else behind it; the number of lines where there is none."""
    before = " {0,3}" if plain else r"[ \t>]*"
    wanted = re.compile(rf"{before}{re.escape(mark)}{re.escape(mark[0])}*[ \t]*{behind}\Z")
    return next((n for n in range(start, len(lines)) if wanted.match(lines[n])), len(lines))


class SourcePreprocessor(Preprocessor):
    """Takes out the comments that begin a line, and writes each plain fence as superfences wants it.

    Of a diagram's first line, and of one with words that superfences does not take, the language alone is kept. A fence
    that is never closed is code to the end, as on a code host.
    """

    def run(self, lines: list[str]) -> list[str]:
        """The lines, so changed. Runs before fenced code is taken out."""
        fences, comments = scan(lines)
        done = list(lines)
        for first, end in comments:
            last = lines[end - 1]
            found = _COMMENT_END.search(last)
            done[first:end] = [""] * (end - first)
            done[end - 1] = last[found.end() :].strip() if found else ""
        for fence in fences:
            item = _ITEM_ALONE.fullmatch(lines[fence.first][: fence.indent])
            if not (fence.plain or (item and fence.closed)):
                continue
            kept = fence.info if _TAKEN.fullmatch(fence.info) and fence.language != "mermaid" else fence.language
            info = kept if fence.closed else ""
            before = "    " if item else ""
            # Python-Markdown wants a list item's text first, and a fence below it.
            done[fence.first] = (f"{item[0]}<!-- -->\n" if item else "") + f"{before}{fence.mark}{info}"
            done[fence.end : fence.end + 1] = [before + fence.mark]
            for n in range(fence.first + 1, fence.end):
                spaces = len(lines[n]) - len(lines[n].lstrip(" "))
                done[n] = before + lines[n][min(spaces, fence.indent) :]
        return "\n".join(done).split("\n")


_QUOTE = re.compile(r"(?: {0,3}>[ ]?)*")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|1[.)])[ ]+\S")
_ANY_ITEM = re.compile(r"\s*(?:[*+-]|\d+[.)])[ ]+\S")
_DETAILS = re.compile(r" {0,3}<details\b(?![^<>]*\bmarkdown\b)")
_THEMATIC_BREAK = re.compile(r" {0,3}(?:(?:-[ ]*){3,}|(?:\*[ ]*){3,}|(?:_[ ]*){3,})\Z")


class BlockStartPreprocessor(Preprocessor):
    """Puts the empty line that Python-Markdown wants where CommonMark, and so every code host, wants none.

    In CommonMark a list may follow a paragraph's line directly, and a thematic break ends a quotation.
    Python-Markdown takes both for more of the same paragraph. What is in `<details>` is Markdown there too.
    """

    def run(self, lines: list[str]) -> list[str]:
        """The lines with those empty lines put in. Runs after fenced code has been taken out."""
        done: list[str] = []
        before, above = "", ""
        for line in lines:
            text = _QUOTE.sub("", line, count=1)
            quote = line.removesuffix(text)
            same = quote.strip() == before.strip()
            fenced = self._is_fence(text)
            if above.strip() and (
                fenced
                or self._is_fence(above)
                or (same and _LIST_ITEM.match(text) and not _ANY_ITEM.match(above) and not above.startswith("    "))
                or (before.strip() and not quote.strip() and _THEMATIC_BREAK.match(text))
            ):
                # An empty line of a list item's is empty; a quotation's keeps its mark.
                done.append(quote.rstrip() if same else "")
            done.append(_DETAILS.sub(r'\g<0> markdown="1"', line, count=1) if _DETAILS.match(line) else line)
            # A line that goes on with a list item's text is still the item's.
            above = above if _ANY_ITEM.match(above) and text.startswith(" ") and not fenced else text
            before = quote
        return done

    def _is_fence(self, line: str) -> bool:
        found = HTML_PLACEHOLDER_RE.fullmatch(line.strip())
        block = self.md.htmlStash.rawHtmlBlocks[int(found[1])] if found else None
        return isinstance(block, str) and block.startswith('<div class="mermaid ')
