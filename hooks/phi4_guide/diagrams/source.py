# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a diagram's source has to do with figures: the words a reader sees in it, and the facts it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phi4_guide.content.prose import blank
from phi4_guide.diagrams.flowchart import COMMENT, DIRECTIVE, FRONT_MATTER, FlowchartError, plain_label, read_flowchart
from phi4_guide.report.quantities import DIGIT

_SEEN = ("label", "arrow", "title", "tip")
_FACTS = re.compile(r"^[ \t]*%%[ \t]*facts:[ \t]*(?P<ids>\S.*)$", re.MULTILINE)
_CHART = re.compile(r"\s*(?:treemap|pie|sankey|xychart)")
_HEADING = re.compile(r"^[ \t]*(?:title|accTitle|accDescr)[ \t]*:[ \t]*(?P<text>\S.*)$", re.MULTILINE)
_LONG_DESCRIPTION = re.compile(r"^[ \t]*accDescr[ \t]*\{(?P<text>(?:[^}a]|a(?!ccDescr\b))*+)\}", re.MULTILINE)
_VALUE = re.compile(r"(?P<label>.*[:,])\s*(?P<value>-?[\d.]+%?)\s*(?::::.*)?\Z")
_KIND = re.compile(r"\A\s*\S+[^\n]*")
# The points of a chart's line are drawn, not read; so are the ends of its axes where their labels are off.
_DRAWN = re.compile(r"^[ \t]*(?:line|bar)\b.*$", re.MULTILINE)
_AXIS_ENDS = re.compile(r"(?<![\d.])-?\d++(?:\.\d++)?[ \t]*+-->[ \t]*+-?\d++(?:\.\d++)?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class DiagramText:
    """Words of a diagram, and where in its source they begin; line and column count from 1."""

    text: str
    line: int
    column: int
    node: str = ""
    value: bool = False


@dataclass(frozen=True)
class NamedFact:
    """One entry of a `%% facts:` line: the fact's id, the node that it is named for, and its place."""

    id: str
    node: str
    line: int
    column: int


def named_facts(source: str) -> list[NamedFact]:
    """Each fact in the diagram's `%% facts:` lines."""
    return [
        NamedFact(name["id"], name["node"] or "", *place_in(source, found.start("ids") + name.start("id")))
        for found in _FACTS.finditer(source)
        for name in re.finditer(r"(?:(?P<node>[^,\s:]+):\s*)?(?P<id>[^,\s]+)", found["ids"])
    ]


def diagram_texts(source: str) -> Iterator[DiagramText]:
    """The words of a diagram that have a digit in them: of its title, names and descriptions; of a flowchart's labels; of
    other kinds, every line.
    """
    yield from (text for text in _texts(source) if DIGIT.search(text.text))


def _texts(source: str) -> Iterator[DiagramText]:
    for pattern in (_HEADING, _LONG_DESCRIPTION):
        for found in pattern.finditer(source):
            yield DiagramText(found["text"], *place_in(source, found.start("text")))
    try:
        chart = read_flowchart(source)
    except FlowchartError:
        chart = None
    if chart is not None:
        for part in chart.parts:
            # A node without a label of its own shows its id.
            if part.kind in _SEEN or (part.kind == "id" and chart.nodes.get(part.of) == part.text):
                yield DiagramText(plain_label(part.text), *place_in(source, part.start), part.of)
        return
    body = source
    for pattern in (FRONT_MATTER, DIRECTIVE, COMMENT, _HEADING, _LONG_DESCRIPTION, _KIND, _DRAWN, _AXIS_ENDS):
        body = blank(pattern, body)
    drawn = is_chart(source)
    for number, line in enumerate(body.split("\n"), 1):
        value = _VALUE.match(line) if drawn else None
        if value:
            yield DiagramText(value["label"], number, 1)
            yield DiagramText(value["value"], number, value.start("value") + 1, value["label"], value=True)
        else:
            yield DiagramText(line, number, 1)


def is_chart(source: str) -> bool:
    """Whether the diagram draws values: its grammar has them bare, `15` for 15%."""
    for pattern in (FRONT_MATTER, DIRECTIVE, COMMENT):
        source = blank(pattern, source)
    return bool(_CHART.match(source))


def place_in(source: str, offset: int) -> tuple[int, int]:
    """Line and column of a place in a diagram's source."""
    return source.count("\n", 0, offset) + 1, offset - (source.rfind("\n", 0, offset) + 1) + 1
