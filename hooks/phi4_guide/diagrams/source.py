# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A diagram's source, read once: what it is called, how it is set, the words a reader sees in it, the facts it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import yaml
from markdown.extensions.toc import slugify

from phi4_guide import safe_yaml
from phi4_guide.addresses import host_of
from phi4_guide.diagrams.flowchart import Flowchart, FlowchartError, read_flowchart
from phi4_guide.diagrams.text import (
    DIRECTIVE,
    FRONT_MATTER,
    NAMED,
    WORDS,
    Part,
    PartKind,
    blank,
    decode,
    plain_label,
    statements,
)

KINDS = (
    "C4Component", "C4Container", "C4Context", "C4Deployment", "C4Dynamic", "agentflow-beta", "architecture",
    "architecture-beta", "block", "block-beta", "classDiagram", "classDiagram-v2", "cynefin-beta", "erDiagram",
    "eventmodeling", "flowchart", "flowchart-elk", "gantt", "gitGraph", "graph", "info", "ishikawa", "ishikawa-beta",
    "journey", "kanban", "mindmap", "packet", "packet-beta", "pie", "quadrantChart", "radar-beta", "railroad-abnf-beta",
    "railroad-beta", "railroad-ebnf-beta", "railroad-peg-beta", "requirement", "requirementDiagram", "sankey",
    "sankey-beta", "sequenceDiagram", "stateDiagram", "stateDiagram-v2", "swimlane-beta", "timeline", "treeView-beta",
    "treemap", "treemap-beta", "usecase-beta", "venn-beta", "wardley-beta", "xychart", "xychart-beta",
)  # fmt: skip
"""The words with which the vendored Mermaid lets a diagram begin; a test compares."""

_READ = (*WORDS, "value", "caption", "name", "description")
_DRAWN = ("mainBranchName", "valueFormat")
"""Settings whose words are drawn, or change how a value is."""
_FACTS = re.compile(r"^[ \t]*%%[ \t]*facts:(?P<ids>[^\n]*)", re.MULTILINE)
_FACT = re.compile(r"(?:(?P<node>[^,\s:]+):[ \t]*)?(?P<id>[^,\s:]+)")
_ID = re.compile(r"(?<![\w.-])(?!(?:pi|ln|floor|ceil|min|max)\b)[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_FORMULA = re.compile(r"[a-z0-9.+*/^(), -]+")
_KIND = re.compile(r"\A\s*(?P<word>[\w-]+)(?:[ \t]+(?:showData|horizontal|vertical)\b)?")
# What holds numbers that nobody reads: styles, colours, places of points and boxes, and the words of some grammars.
_SYNTAX = re.compile(
    r"^[ \t]*(?:(?:style|classDef|linkStyle)[ \t]+[^\n:]+[ \t][\w-]+[ \t]*:[^\n]*|axisFormat\b[^\n\d]*"
    r"|(?:cssClass|dateFormat|tickInterval)\b[^\n]*|columns[ \t]+(?:\d+|auto)[ \t]*$|quadrant-[1-4]\b"
    r")|(?:(?<=box )|(?<=rect ))rgba?\([^)\n]*\)|\bspace:\d+|:[ \t]*\[[ \d.,]+\](?![^\n\"]*\")",
    re.MULTILINE,
)
_VALUES = {
    "pie": re.compile(r":[ \t]*(?P<value>\d*\.?\d+)[ \t]*$", re.MULTILINE),
    "treemap": re.compile(r":[ \t]*(?P<value>-?[\d.,]+)[ \t]*(?::::?\w+[ \t]*)?$"),
    "sankey": re.compile(r",[ \t]*\"?(?P<value>-?[\d.]+)%?\"?[ \t]*$"),
    "xychart": re.compile(
        r"(?:(?<=\[)|(?<=,)|(?<=-->)|(?<![-+.\d])(?=[-+.\d]+[ \t]*-->))[ \t]*(?P<value>[-+]?[\d.]+)"
        r"(?=[ \t]*(?:[,\]]|-->|$))"
    ),
}
"""What a chart draws as a value, in a line of its source."""
_QUOTED = re.compile(r"\"[^\"\n]*\"")
_NO_TEXT = re.compile(r"^[ \t]*[^\s:;#%-]+[ \t]*--?(?:>>?|[x)])[ \t]*[^:;\n]*$", re.MULTILINE)
_COLOURED = re.compile(
    r"^[ \t]*(?:(?:style|classDef|linkStyle)\s[^\n]*\b(?:fill|color|stroke)\s*:|(?:box|rect)[ \t]+\S)", re.MULTILINE
)
_NONE = re.compile(r"(?!)")
# Kinds that know `click`, or `link`; in others a line may begin with that word.
_CLICKS = re.compile(r"\s*(?:graph|flowchart|classDiagram|stateDiagram|gantt)")
_CLICK = re.compile(
    r"^[ \t]*(?:click|link)[ \t]+(?P<of>\S+)[ \t]+(?:(?:href[ \t]+)?\"(?P<link>[^\"\n]+)\"(?:[ \t]+\"(?P<tip>[^\"\n]+)\")?"
    r"|(?P<handler>(?!href\b)\w[^\n]*))",
    re.MULTILINE,
)


@dataclass(frozen=True)
class NamedFact:
    """A fact in one of the diagram's `%% facts:` lines, and the node that it is named for: `low: figure2-epochs-low`.

    One that is `turned` stands in what its `turn:` declares, and shows in its controls.
    """

    id: str
    node: str
    start: int
    turned: bool = False


@dataclass(frozen=True)
class Diagram:
    """A diagram as it was read. `chart` is None for other kinds than flowcharts, and where `error` says what is wrong.

    `parts` are its settings, words, links and pictures. `canvas` is `dark` or `light` where it has colours of its own,
    which are legible on that alone. Where it is `closed`, its front matter is no YAML, and nothing else of it is judged.
    """

    canvas: str
    parts: list[Part]
    chart: Flowchart | None
    error: FlowchartError | None
    closed: bool

    @property
    def id(self) -> str:
        """The figure's id on its page: `fig-` and the `id:` of its front matter, or its title's slug; empty without."""
        own = self.first("anchor")
        name = own if own and own == slug(own) else slug(self.first("caption"))
        return name and f"fig-{name}"

    def first(self, kind: PartKind) -> str:
        """The first part of a kind as it shows; empty where it has none."""
        return next((part.text for part in self.parts if part.kind == kind), "")


def slug(words: str) -> str:
    """The words as they stand in an address: as a heading's do, where the builder's own extension makes it."""
    return slugify(words, "-")


@lru_cache(maxsize=256)
def read_diagram(source: str) -> Diagram:
    """The diagram, read once for all that ask; nobody changes what it holds."""
    chart = error = None
    closed, settings, body = False, list[Part](), statements(source)
    try:
        settings += _front_matter(source)
        settings += _directives(source)
        chart = read_flowchart(source)
        if not chart:
            _refuse(body)
    except yaml.YAMLError as found:
        closed, error = True, _no_yaml(source, found)
    except FlowchartError as found:
        error = found
    parts = chart.parts if chart else [*_clicks(body), *_lines(body, settings)]
    return Diagram(_canvas(body, settings), [*settings, *_names(source), *parts], chart, error, closed)


def _refuse(body: str) -> None:
    """Raises `FlowchartError` where a diagram is of no kind that Mermaid knows, or a message has no colon."""
    found = _KIND.match(body)
    word = found["word"] if found else "".join(body.split()[:1])
    if word and word not in KINDS:
        near = get_close_matches(word, KINDS, 1) or ["flowchart TB"]
        raise FlowchartError(body[: body.index(word)].count("\n") + 1, f"there is no diagram {word!r}; write `{near[0]}`")
    if word == "sequenceDiagram" and (found := _NO_TEXT.search(body)):
        line = body.count("\n", 0, found.start()) + 1
        raise FlowchartError(line, f"{found[0].strip()!r} says nothing; write `A->>B: words`")


def _no_yaml(source: str, error: yaml.YAMLError) -> FlowchartError:
    """Why the front matter is no YAML: Mermaid draws nothing then."""
    keys = FRONT_MATTER.match(source)
    above, text = (source.count("\n", 0, keys.start("keys")), keys["keys"]) if keys else (0, "")
    line, _, wrong = safe_yaml.why(error, text)
    return FlowchartError(above + min(line + 1, text.count("\n") or 1), f"its front matter is no YAML: {wrong}")


def _front_matter(source: str) -> Iterator[Part]:
    """The front matter's title and settings, and the words and facts of its `turn:`, which turn.py reads whole.

    Mermaid looks at `title` and `config`, we at `id` and `turn` too: all other keys are the author's own.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    front = FRONT_MATTER.match(source)
    for path, value, offset in _leaves(safe_yaml.compose(front["keys"])) if front else ():
        start = (front.start("keys") if front else 0) + offset
        match path:
            case ("title",):
                yield Part("caption", "", value, start, " ".join(value.split()))
            case ("id",):
                yield Part("anchor", "", value, start, value)
            case ("config", *keys):
                yield Part("setting", ".".join(keys), value, start, value)
            # A text is what a reader puts in the place of, and none of the page's.
            case ("turn", *_, "label"):
                yield Part("words", "", value, start, value)
            case ("turn", *_, "fact"):
                yield Part("fact", "", value, start, value)
            case ("turn", "inputs", _, "start") | ("turn", "presets", _, _):
                if path[1] == "presets":
                    yield Part("words", "", path[2], start, path[2])
                for found in _ID.finditer(value) if _FORMULA.fullmatch(value) else ():
                    yield Part("fact", "", found[0], start + found.start(), found[0])


def _directives(source: str) -> Iterator[Part]:
    """The settings in the directives, with escapes undone. As Mermaid has it: JSON, but with quotes of either kind."""
    for found in DIRECTIVE.finditer(source):
        keys = re.sub(r"\s", " ", found["keys"]).replace("'", '"')
        with suppress(yaml.YAMLError):
            for path, value, offset in _leaves(safe_yaml.compose(f"{{{keys}}}")):
                yield Part("setting", ".".join(path[1:]), value, found.start("keys") + offset - 1, value)


def _leaves(node: yaml.Node | None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """The values in YAML: the keys that lead to each, the value, its offset."""
    if isinstance(node, yaml.ScalarNode):
        yield path, node.value, node.start_mark.index
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _leaves(item, path)
    elif isinstance(node, yaml.MappingNode):
        for key, item in node.value:
            yield from _leaves(item, (*path, str(key.value)))


def _canvas(body: str, settings: list[Part]) -> str:
    for setting in settings:
        if setting.node.split(".")[-1] == "theme":
            return "dark" if "dark" in setting.text else "light"
    # Colours that an author chose, and kinds that our style sheet does not colour, are legible on white alone.
    ours = re.match(r"\s*(?:graph|flowchart|xychart|sequenceDiagram|sankey|treemap)", body)
    coloured = re.search(_COLOURED, body)
    return "light" if not ours or coloured or any("themeVariables" in setting.node for setting in settings) else ""


def _names(source: str) -> Iterator[Part]:
    """The diagram's name and its description."""
    for found in NAMED.finditer(source):
        group = "text" if found["key"] else "long"
        kind: PartKind = "name" if found["key"] == "accTitle" else "description"
        yield Part(kind, "", found[group], found.start(group), " ".join(found[group].split()))


def _clicks(body: str) -> Iterator[Part]:
    """Links, shown by their tips, and callbacks in a diagram that is no flowchart, or cannot be read."""
    for found in _CLICK.finditer(body) if _CLICKS.match(body) else ():
        kind: PartKind = "link" if found["link"] else "handler"
        yield Part(kind, found["of"], found[kind], found.start(kind), found["tip"] or found[kind])


def _lines(body: str, settings: list[Part]) -> Iterator[Part]:
    """The words of such a diagram, line by line, and its values."""
    kind = _KIND.match(body)
    values = next((_VALUES[word] for word in _VALUES if kind and kind["word"].startswith(word)), _NONE)
    # The points of a chart's line are drawn, not read; so are the ends of an axis where its labels are off.
    off = " ".join(setting.node for setting in settings if setting.text == "false")
    axes = [f"{axis}-axis" for axis in "xy" if f"{axis}Axis.showLabel" in off]
    drawn = ("line", *axes) if values is _VALUES["xychart"] else ()
    before, behind = ("".join(part.text for part in settings if part.node == f"sankey.{of}fix") for of in ("pre", "suf"))
    # Beside its values a pie draws their shares.
    whole = sum(float(found["value"]) for found in values.finditer(body)) if values is _VALUES["pie"] else 0
    for line in re.finditer(r"\S[^\n]*", blank(_SYNTAX, blank(_KIND, body))):
        pattern = _NONE if line[0].startswith("title") else values
        # In a chart what stands in quotes is a name, whatever signs are in it.
        bare = blank(_QUOTED, line[0]) if values is _VALUES["xychart"] else line[0]
        rest = line[0]
        for found in pattern.finditer(bare):
            rest = rest[: found.start()] + " " * len(found[0]) + rest[found.end() :]
        words = decode(rest)
        for found in pattern.finditer(bare) if not line[0].startswith(drawn) else ():
            if found["value"] == "0" and bare[found.end() :].lstrip().startswith("-->"):
                # Where an axis begins at nothing, that is no figure.
                continue
            # A slice or band belongs to the words beside it; a row of bars has one word for all.
            node = "" if values is _VALUES["xychart"] else words.strip('",: ')
            shown = [f"{before}{found['value']}{behind}", *([f"{float(found['value']) / whole:.0%}"] if whole else [])]
            yield from (Part("value", node, found["value"], line.start() + found.start("value"), each) for each in shown)
        if words:
            yield Part("words", "", rest.strip(), line.start() + len(rest) - len(rest.lstrip()), words)


def named_facts(source: str) -> list[NamedFact]:
    """The facts in the diagram's `%% facts:` lines, in order, and those that its `turn:` names."""
    diagram = read_diagram(source)
    written = [
        NamedFact(found["id"], found["node"] or "", found.start("id"))
        for line in _FACTS.finditer("" if diagram.closed else source)
        for found in _FACT.finditer(source, line.start("ids"), line.end())
    ]
    return written + [NamedFact(part.written, "", part.start, turned=True) for part in diagram.parts if part.kind == "fact"]


def diagram_texts(source: str) -> list[Part]:
    """All words that a reader sees or hears of the diagram, in no order: its names and labels; of a kind other than
    flowcharts each line, and a chart's values apart.
    """
    diagram = read_diagram(source)
    # A node without a label of its own shows its id.
    labels = diagram.chart.nodes if diagram.chart else {}
    parts = () if diagram.closed else diagram.parts
    shown = (part for part in parts if part.kind in _READ or part.node.rpartition(".")[2] in _DRAWN)
    return [*shown, *(part for part in parts if part.kind == "id" and labels.get(part.node) == part.written)]


def leads_to_a_page(address: str) -> bool:
    """Whether a link of a diagram can be one: an address that can be read, and whose scheme runs nothing."""
    plain = re.sub(r"[\x00-\x20]", "", plain_label(address))
    scheme = re.match(r"([a-zA-Z][\w+.-]*):", plain)
    return host_of(plain) is not None and (not scheme or scheme[1].lower() in ("http", "https", "mailto", "fact"))
