# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Takes a page's Markdown apart, keeping places: its fences, fact links, and the text that is left between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from phi4_guide.content.page import Page


@dataclass(frozen=True)
class Fence:
    """A fenced block: what stands behind its mark, its language, its text, and the page's line on which the text begins."""

    info: str
    language: str
    text: str
    line: int
    indent: int
    closed: bool


@dataclass(frozen=True)
class FactLink:
    """`[text](fact:id)`, and where it begins. `id` may be empty."""

    text: str
    id: str
    line: int
    column: int


_FENCE = re.compile(
    r"(?P<quote>(?:[ ]*>)*)(?P<indent>[ \t]*(?:(?:[*+-]|\d+[.)])[ ]+)?)(?P<mark>`{3,}|~{3,})[ ]*(?P<info>[^`]*)\Z"
)
_FACT = re.compile(r"\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*fact:(?P<id>[^)\s]*+)[^)\n]*+\)")
# Comments and code, whichever begins first: a comment in code is code.
_COMMENT_OR_CODE = re.compile(r"<!--.*?-->|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
# What else a reader does not see as text: each is replaced by spaces, so that places stay.
_UNSEEN = (
    re.compile(r"(?<=\])\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"),
    re.compile(r"^ {0,3}\[[^\]]+\]:[ \t]+\S+.*$", re.MULTILINE),
    re.compile(r"\[\^[^\]]*\]"),
    re.compile(r"<(?:https?|mailto):[^>]*>"),
    re.compile(r"</?[a-zA-Z][^<>]*>"),
    re.compile(r"&#?\w+;"),
    re.compile(r"\{[ ]*[:#.][^{}]*\}"),
    re.compile(r"^[ >]*\d+[.)](?= )", re.MULTILINE),
)


def blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match made spaces; line ends stay."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def prose_of(page: Page) -> Prose:
    """The page's body, taken apart: once for all rules that ask."""
    return _take_apart(page.body, page.body_line)


@lru_cache(maxsize=4)
def _take_apart(body: str, first_line: int) -> Prose:
    return Prose(body, first_line)


class Prose:
    """A page's body, taken apart on first use. Lines count from the page's first."""

    def __init__(self, body: str, first_line: int) -> None:
        self._body = body
        self._first = first_line

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a place in the body."""
        return (
            self._first + self._body.count("\n", 0, offset),
            offset - (self._body.rfind("\n", 0, offset) + 1) + 1,
        )

    @cached_property
    def _without_fences(self) -> tuple[str, list[Fence]]:
        kept: list[str] = []
        fences: list[Fence] = []
        inside: tuple[str, str, int, int, list[str]] | None = None
        for number, line in enumerate(self._body.split("\n"), self._first):
            # In a comment too: the builder takes fences out before it looks for comments.
            found = _FENCE.match(line)
            if inside is None:
                if found and not (found["mark"][0] == "`" and "`" in found["info"]):
                    inside = (found["mark"], found["info"].strip(), number + 1, len(found["indent"]), [])
                    kept.append(" " * len(line))
                else:
                    kept.append(line)
                continue
            mark, info, begins, indent, lines = inside
            kept.append(" " * len(line))
            if found and found["mark"].startswith(mark) and not found["info"].strip() and not found["indent"].strip():
                fences.append(Fence(info, _language(info), "\n".join(lines) + "\n", begins, indent, True))
                inside = None
            else:
                lines.append(line[indent:] if not line[:indent].strip() else line.lstrip())
        if inside is not None:
            _, info, begins, indent, lines = inside
            fences.append(Fence(info, _language(info), "\n".join(lines) + "\n", begins, indent, False))
        return "\n".join(kept), fences

    @property
    def fences(self) -> list[Fence]:
        """The page's fenced blocks, in order."""
        return self._without_fences[1]

    @property
    def diagrams(self) -> list[Fence]:
        """The page's Mermaid fences, in order."""
        return [fence for fence in self.fences if fence.language == "mermaid"]

    @cached_property
    def markup(self) -> str:
        """The body without fences, comments and code spans: where HTML and headings are looked for."""
        return blank(_COMMENT_OR_CODE, self._without_fences[0])

    @cached_property
    def fact_links(self) -> list[FactLink]:
        """Every fact link outside of code, in order."""
        return [FactLink(found["text"], found["id"], *self.place(found.start())) for found in _FACT.finditer(self.markup)]

    @cached_property
    def unsourced(self) -> str:
        """What a reader sees as text outside of fact links and fences; everything else is spaces."""
        text = blank(_FACT, self.markup)
        for pattern in _UNSEEN:
            text = blank(pattern, text)
        return text


def _language(info: str) -> str:
    found = re.match(r"[\w+-]+", info.lstrip("{. "))
    return found[0].lower() if found else ""
