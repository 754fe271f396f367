# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What Mermaid's sources have in common, whatever the kind of diagram: what stands about its statements, and its words."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

import nh3

FRONT_MATTER = re.compile(r"\A(?P<indent>\s*)---[ \t]*\n(?P<keys>.*?\n)(?P=indent)---[ \t]*(?:\n|\Z)", re.DOTALL)
DIRECTIVE = re.compile(r"%%\{(?P<keys>(?:[^%]|%(?!%\{))*?)\}%%")
COMMENT = re.compile(r"^[ \t]*%%(?!\{)[^\n]+", re.MULTILINE)
_CUT = re.compile(
    r"\A(?P<indent>\s*)---[ \t]*\n.*?\n(?P=indent)---[ \t]*(?:\n|\Z)|%%\{.*?\}%%|^\s*%%(?!\{)[^\n]+\n?",
    re.DOTALL | re.MULTILINE,
)
NAMED = re.compile(
    r"^[ \t]*(?:(?P<key>accTitle|accDescr)[ \t]*:[ \t]*(?P<text>\S[^\n]*)$"
    r"|accDescr[ \t]*\{(?P<long>(?:[^}a]|a(?!ccDescr\b))*+)\})",
    re.MULTILINE,
)
"""The diagram's own name, and the description that is heard in its place."""

_TAG = re.compile(r"<\w+[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
ICON = re.compile(r"\bfa[bklrs]?:fa-[\w-]+")
"""An icon in a label. There are none here: it is left out."""
_ENTITY = re.compile(r"#(?=\d+;)|#(?=\w+;)")
_EMPHASIS = re.compile(r"(\*\*|\*|(?<!\w)__|(?<!\w)_)(?=\S)(.{1,500}?)(?<=\S)\1(?:(?<=\*)|(?!\w))", re.DOTALL)
# Of these Mermaid's sanitizer drops what they hold too.
_DROPPED = {"iframe", "noembed", "noframes", "noscript", "script", "style", "template", "title", "video"}


PartKind = Literal[
    "id", "label", "arrow", "title", "tip", "words", "value", "setting", "caption", "anchor", "fact", "name", "description",
    "class", "link", "handler", "picture",
]  # fmt: skip
"""An `anchor` is the figure's own id, a `fact` one that its `turn:` names; in a flowchart a `title` is a subgraph's;
`words` and `value` are what a line of any other kind of diagram says.
"""

WORDS: tuple[PartKind, ...] = ("label", "arrow", "title", "tip", "words")
"""What is drawn as words, HTML and Markdown in it."""


@dataclass(frozen=True)
class Part:
    """Something in a diagram: as it is written, the offset in the source at which that begins, and as readers get it.

    `node` is the node that it belongs to; of a value the words beside it, of a setting the keys that lead to it, as
    `flowchart.curve`; empty for arrows, titles and descriptions.
    """

    kind: PartKind
    node: str
    written: str
    start: int
    text: str

    @property
    def value(self) -> bool:
        """Whether it is a bare value that a chart draws: `15` may stand for 15% there."""
        return self.kind == "value"


def blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match made spaces; line ends stay, so that places do."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def statements(source: str) -> str:
    """The source without what stands about its statements: front matter, directives, comments, names. Places stay.

    Double quotes in a tag become single ones, as Mermaid has it.
    """
    text = _TAG.sub(
        lambda tag: re.sub(r"=\"([^\"]*)\"", r"='\1'", tag[0]), source.replace("\r\n", "\n").replace("\r", "\n")
    )
    for pattern in (FRONT_MATTER, DIRECTIVE, COMMENT, NAMED):
        text = blank(pattern, text)
    return text


def line_drawn(source: str, number: int) -> int:
    """The line of the source that is this one to Mermaid, which counts when it has cut front matter and comments out."""
    text = _CUT.sub(lambda found: "\0" * len(found[0]), source)
    at = len(text) - len(text.lstrip("\0\n\t "))
    for _ in range(number - 1):
        at = text.find("\n", at) + 1 or len(text.rstrip())
    at += len(text[at:]) - len(text[at:].lstrip("\0"))
    return source.count("\n", 0, at) + 1


def decode(text: str) -> str:
    """The words with breaks and entities (`#35;`, `#quot;`, `&lt;`) as they show, parted by single spaces."""
    text = _ENTITY.sub(lambda found: "&#" if text[found.end()].isdigit() else "&", _BREAK.sub(" ", text))
    return " ".join(html.unescape(text).split())


def plain_label(text: str, *, markdown: bool = False) -> str:
    """A label as a reader sees it: without HTML, which is read as a browser reads it, Markdown's marks, and icons."""
    if markdown:
        text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    text = _BREAK.sub(" ", ICON.sub("", text))
    return decode(nh3.clean(text, tags=set(), clean_content_tags=_DROPPED) if "<" in text else text)
