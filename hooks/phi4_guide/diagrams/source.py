# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A diagram's source, read once: what it is called, how it is set, the words a reader sees in it, the facts it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from phi4_guide.addresses import host_of
from phi4_guide.diagrams.flowchart import Flowchart, FlowchartError, read_flowchart
from phi4_guide.diagrams.text import ACC_DESCR, ACC_TITLE, DIRECTIVE, FRONT_MATTER, blank, decode, plain_label, statements

_YAML = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
MAX_KEYS = 16 * 1024

_FACTS = re.compile(r"[ \t]*%%[ \t]*facts:")
_FACT = re.compile(r"(?:(?P<node>[^,\s:]+):[ \t]*)?(?P<id>[^,\s:]+)")
_KIND = re.compile(r"\A\s*(?P<word>[\w-]+)(?:[ \t]+(?:showData|horizontal|vertical)\b)?")
# What holds numbers that nobody reads: styles, colours, places of points and boxes, and the words of some grammars.
_SYNTAX = re.compile(
    r"^[ \t]*(?:(?:style|classDef|linkStyle|cssClass|dateFormat|axisFormat|tickInterval|columns)\b[^\n]*|quadrant-[1-4]\b)"
    r"|\bspace:\d+|:[ \t]*\[[ \d.,]+\]|\brgba?\([^)\n]*\)",
    re.MULTILINE,
)
_VALUES = {
    "pie": re.compile(r":[ \t]*(?P<value>-?[\d.]+)[ \t]*$"),
    "treemap": re.compile(r":[ \t]*(?P<value>-?[\d.,]+)[ \t]*(?::::?\w+[ \t]*)?$"),
    "sankey": re.compile(r",[ \t]*\"?(?P<value>-?[\d.]+)\"?[ \t]*$"),
    "xychart": re.compile(
        r"(?:(?<=\[)|(?<=,)|(?<=-->)|(?=[-+.\d]+[ \t]*-->))[ \t]*(?P<value>[-+]?[\d.]+)(?=[ \t]*(?:[,\]]|-->|$))"
    ),
}
"""What a chart draws as a value, in a line of its source."""
_NO_VALUE = re.compile(r"(?!)")


@dataclass(frozen=True)
class DiagramText:
    """Words of a diagram that a reader sees or hears, and where in its source they begin; line and column from 1.

    `node` is the node that they belong to, empty for arrows, titles and descriptions. `value` marks a bare value that a
    chart draws: `15` may stand for 15% there.
    """

    text: str
    line: int
    column: int
    node: str = ""
    value: bool = False


@dataclass(frozen=True)
class NamedFact:
    """A fact in one of the diagram's `%% facts:` lines, and the node it is named for: `low: figure2-epochs-low`."""

    id: str
    node: str
    line: int
    column: int


@dataclass(frozen=True)
class Setting:
    """A value in the diagram's front matter or directives, by the keys that lead to it; line and column from 1."""

    path: tuple[str, ...]
    value: str
    line: int
    column: int


@dataclass(frozen=True)
class Diagram:
    """A diagram as it was read. `chart` is None for other kinds than flowcharts, and where `error` says what is wrong.

    `title`, `name` (accTitle) and `description` (accDescr) are empty where it has none. `canvas` is `dark` or `light`
    where it has colours of its own, which are legible on that alone.
    """

    title: str
    name: str
    description: str
    canvas: str
    settings: tuple[Setting, ...]
    chart: Flowchart | None
    error: FlowchartError | None


@lru_cache(maxsize=256)
def read_diagram(source: str) -> Diagram:
    """The diagram, read once for all that ask; nobody changes what it holds."""
    chart, error = None, None
    settings: list[Setting] = []
    try:
        settings.extend(_settings(source))
        chart = read_flowchart(source)
    except FlowchartError as found:
        error = found
    name, description = ACC_TITLE.search(source), ACC_DESCR.search(source)
    return Diagram(
        next((" ".join(setting.value.split()) for setting in settings if setting.path == ("title",)), ""),
        name["text"].strip() if name else "",
        " ".join((description["text"] or description["long"] or "").split()) if description else "",
        _canvas(source, settings),
        tuple(settings),
        chart,
        error,
    )


def _settings(source: str) -> Iterator[Setting]:
    """The values that the front matter and the directives set, with escapes undone.

    Raises:
        FlowchartError: the front matter is no YAML, and Mermaid draws nothing.
    """
    if front := FRONT_MATTER.match(source):
        indent = len(front["indent"].rpartition("\n")[2])
        above = source.count("\n", 0, front.start("keys"))
        keys = re.sub(rf"^[ \t]{{{indent}}}", "", front["keys"], flags=re.MULTILINE)
        try:
            for path, value, mark in _leaves(keys):
                # Mermaid looks at no other keys: those are the author's own.
                if path == ("title",) or (path[:1] == ("config",) and path[1:] not in ((), ("title",))):
                    place = above + mark.line + 1, indent + mark.column + 1
                    yield Setting(path[path[0] == "config" :], value, *place)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or error
            raise FlowchartError(above + 1, f"its front matter is no YAML: {problem}") from error
    for found in DIRECTIVE.finditer(source):
        # As Mermaid has it: JSON, but with quotes of either kind.
        keys = re.sub(r"\s", " ", found["keys"]).replace("'", '"')
        try:
            for path, value, mark in _leaves("{" + keys + "}"):
                yield Setting(path[1:], value, *place_in(source, found.start("keys") + mark.column - 1))
        except (yaml.YAMLError, ValueError):
            continue


def _leaves(keys: str) -> Iterator[tuple[tuple[str, ...], str, yaml.Mark]]:
    """The values in YAML: the keys that lead to each, the value, its place.

    Raises:
        yaml.YAMLError: it is none.
        ValueError: it is too long, or has an alias.
    """
    if len(keys) > MAX_KEYS:
        raise ValueError(f"it has more than {MAX_KEYS:,} characters")
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(keys, Loader=_YAML)):
        raise ValueError("it has an alias; write the value out")
    waiting: list[tuple[tuple[str, ...], yaml.Node | None]] = [((), yaml.compose(keys, Loader=_YAML))]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield path, node.value, node.start_mark
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend((path, item) for item in reversed(node.value))
        elif isinstance(node, yaml.MappingNode):
            waiting.extend(((*path, str(key.value)), item) for key, item in reversed(node.value))


def _canvas(source: str, settings: list[Setting]) -> str:
    for setting in settings:
        if setting.path[-1:] == ("theme",):
            return "dark" if "dark" in setting.value else "light"
    # Colours that an author chose, and kinds that our style sheet does not colour, are legible on white alone.
    body = statements(source)
    ours = re.match(r"\s*(?:graph|flowchart|xychart|sequenceDiagram|sankey|treemap)", body)
    coloured = re.search(r"^[ \t]*(?:style|classDef)\s[^\n]*\b(?:fill|color)\s*:", body, re.MULTILINE)
    return "light" if not ours or coloured or any("themeVariables" in setting.path for setting in settings) else ""


def named_facts(source: str) -> list[NamedFact]:
    """The facts in the diagram's `%% facts:` lines, in order."""
    return [
        NamedFact(found["id"], found["node"] or "", number, found.start("id") + 1)
        for number, line in enumerate(source.split("\n"), 1)
        if (facts := _FACTS.match(line))
        for found in _FACT.finditer(line, facts.end())
    ]


def diagram_texts(source: str) -> list[DiagramText]:
    """All words that a reader sees or hears of the diagram, in no order: its names and labels; of a kind other than
    flowcharts each line, and a chart's values apart.
    """
    diagram = read_diagram(source)
    titles = [each for each in diagram.settings if each.path == ("title",)]
    texts = [DiagramText(" ".join(each.value.split()), each.line, each.column) for each in titles]
    for pattern, group in ((ACC_TITLE, "text"), (ACC_DESCR, "text"), (ACC_DESCR, "long")):
        for found in pattern.finditer(source):
            if found[group]:
                texts.append(DiagramText(" ".join(found[group].split()), *place_in(source, found.start(group))))
    if diagram.chart is None:
        return [*texts, *_lines(statements(source), diagram.settings)]
    for part in diagram.chart.parts:
        # A node without a label of its own shows its id.
        if part.kind in ("label", "arrow", "title", "tip") or diagram.chart.nodes.get(part.of) == part.text:
            node = part.of if part.kind in ("label", "id", "tip") else ""
            texts.append(DiagramText(part.shown, *place_in(source, part.start), node))
    return texts


def _lines(body: str, settings: tuple[Setting, ...]) -> Iterator[DiagramText]:
    """The words of a diagram that is no flowchart, line by line, and its values."""
    kind = _KIND.match(body)
    values = next((_VALUES[word] for word in _VALUES if kind and kind["word"].startswith(word)), _NO_VALUE)
    # The points of a chart's line are drawn, not read; so are the ends of an axis where its labels are off.
    off = [
        each.path[-2][:1] for each in settings if each.path[1:] and each.path[-1] == "showLabel" and each.value == "false"
    ]
    drawn = re.compile(rf"[ \t]*(?:line\b|[{''.join(off)}-]-axis\b)" if values is _VALUES["xychart"] else "(?!)")
    for number, line in enumerate(blank(_SYNTAX, blank(_KIND, body)).split("\n"), 1):
        shown = values if not line.lstrip().startswith("title") else _NO_VALUE
        rest = blank(shown, line)
        words = decode(rest)
        for found in () if drawn.match(line) else shown.finditer(line):
            # A slice or band belongs to the words beside it; a row of bars has one word for all.
            of = "" if values is _VALUES["xychart"] else words.strip('",: ')
            yield DiagramText(found["value"], number, found.start("value") + 1, of, value=True)
        if words:
            yield DiagramText(words, number, len(rest) - len(rest.lstrip()) + 1)


def leads_to_a_page(address: str) -> bool:
    """Whether a link of a diagram can be one: an address that can be read, and whose scheme runs nothing."""
    plain = re.sub(r"[\x00-\x20]", "", plain_label(address))
    scheme = re.match(r"([a-zA-Z][\w+.-]*):", plain)
    return host_of(plain) is not None and (not scheme or scheme[1].lower() in ("http", "https", "mailto", "fact"))


def place_in(source: str, offset: int) -> tuple[int, int]:
    """Line and column of a place in a diagram's source."""
    return source.count("\n", 0, offset) + 1, offset - (source.rfind("\n", 0, offset) + 1) + 1
