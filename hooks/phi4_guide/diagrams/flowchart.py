# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A small reader of Mermaid flowcharts: their nodes, edges, groups and links, for a diagram's twin in words.

Mermaid is the judge of what a diagram means: tests/diagrams/test_judge.py compares. At what it does not understand this
reader raises `FlowchartError`, and nothing else.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Literal

import yaml

from phi4_guide import safe_yaml
from phi4_guide.content.prose import blank

MAX_DEPTH = 50
MAX_FRONT_MATTER = 16 * 1024
MAX_EDGES = 500
"""Mermaid draws no more, and `A & B --> C & D` multiplies."""


class FlowchartError(ValueError):
    """A statement this reader does not understand. `line` counts from 1 in the diagram's source."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Edge:
    """An arrow or line between two nodes, by their ids."""

    start: str
    end: str
    label: str = ""
    directed: bool = True


@dataclass
class Group:
    """A subgraph: its title, and what stands directly in it, nodes by id, in the order of the source."""

    id: str
    title: str
    members: list[str | Group] = field(default_factory=list)

    @property
    def nodes(self) -> list[str]:
        """The nodes that stand directly in it."""
        return [member for member in self.members if isinstance(member, str)]

    @property
    def groups(self) -> list[Group]:
        """The groups that stand directly in it."""
        return [member for member in self.members if isinstance(member, Group)]


PartKind = Literal["id", "label", "arrow", "title", "class", "link", "tip", "handler"]


@dataclass(frozen=True)
class Part:
    """Something as it is written, and the offset in the source at which it begins. `of` is the id that it belongs to."""

    kind: PartKind
    of: str
    text: str
    start: int


@dataclass
class Flowchart:
    """What a flowchart says. `nodes` maps ids to labels, `shapes` to what opens them; `links` to (target, text)."""

    direction: str
    nodes: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    root: Group = field(default_factory=lambda: Group("", ""))
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Header:
    """What stands about a diagram in its source, whatever its kind."""

    title: str = ""
    name: str = ""
    """`accTitle`: what assistive technology calls the picture."""
    description: str = ""
    """`accDescr`: what it shows, in a sentence or two."""
    canvas: str = ""
    """`dark` or `light` where the diagram brings a theme of its own, which is legible on that alone; else empty."""


FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
DIRECTIVE = re.compile(r"%%\{(?:[^%]|%(?!%\{))*?\}%%")
_ACC_TITLE = re.compile(r"^[ \t]*accTitle[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_ACC_DESCR = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*(\S.*)$|\{((?:[^}a]|a(?!ccDescr\b))*+)\})", re.MULTILINE)

_COLOURED = re.compile(r"^[ \t]*(?:style|classDef)\s[^\n]*\b(?:fill|color)\s*:", re.MULTILINE)
_THEME = re.compile(r"(?:^|[{,\s'\"])theme['\"]?\s*:\s*['\"]?([\w-]+)")
_TITLE = re.compile(r"^[ \t]*title\s*:.*$", re.MULTILINE)

_KIND = re.compile(r"\s*(?:graph|flowchart(?:-elk)?)\b(?!-)[ \t]*")
_DIRECTION = re.compile(r"(TB|TD|BT|RL|LR|BR|[<>^v])?[ \t]*(?=[\n;]|\Z)")
COMMENT = re.compile(r"^[ \t]*%%.*$", re.MULTILINE)

# What follows is tried at a place in the source, as Mermaid's grammar does. None may go over a text twice: `*+` never
# gives back what it took.
_BLANK = re.compile(r"[\s;]*")
_STOP = re.compile(r"[ \t]*(?=[\n;]|\Z)")
_IGNORED = re.compile(r"direction[ \t][^\n]*|(?:classDef|class|linkStyle)[ \t][^\n;]*")
_STYLE = re.compile(r"style[ \t]+(?P<id>\S+)[^\n;]*")
_END = re.compile(r"end\b")
_SUBGRAPH = re.compile(
    r"subgraph[ \t]++(?:\"(?P<quoted>[^\"]+)\"[ \t]*+|(?P<plain>[^\n;\[\"]++))"
    r"(?:\[(?:\s*+(?P<title>\"[^\"]*+\")\s*|(?P<bare>[^\]\"]*+))\])?(?=[ \t]*(?:[\n;]|\Z))"
)
_CLICK = re.compile(
    r"click\s+(?P<ids>\S+)[ \t]+(?:(?:href\s+)?\"(?P<link>[^\"]*)\"(?:[ \t]+\"(?P<tip>[^\"]*)\")?"
    r"(?:[ \t]+_(?:self|blank|parent|top))?(?=[ \t]*(?:[\n;]|\Z))"
    r"|(?P<handler>(?=[^\s\"])(?:call\s[^(\n;]*\([^)]*\))?[^\n;]*))"
)
_SPACE = re.compile(r"\s*")
_AMPERSAND = re.compile(r"[ \t]+&\s+")
_ID = re.compile(r"(?:[\w!#$%'*+.`?\\/,&]|:(?!::)|-(?=[^>.-]))+")
_CLASS = re.compile(rf":::(?P<name>{_ID.pattern})")
_OPENER = re.compile(r"\(\(\(|\(\(|\(\[|\(-|\[\[|\[\(|\[/|\[\\|\[\|[\w:]+\||\{\{|[(\[{>]")
_CLOSERS = {
    "(((": r"\)\)\)",
    "((": r"\)\)",
    "([": r"\]\)",
    "(-": r"-\)",
    "[[": r"\]\]",
    "[(": r"\)\]",
    "[/": r"[/\\]\]",
    "[\\": r"[/\\]\]",
    "{{": r"\}\}",
    "(": r"\)",
    "{": r"\}",
}
_LABELS = {
    closer: re.compile(rf"(?:\s*\"(?P<quoted>[^\"]*)\"\s*|(?P<plain>[^\"\[\](){{}}|]*?)){closer}")
    for closer in (*_CLOSERS.values(), r"\]")
}
_ATTRIBUTES = re.compile(r"@\{(?P<all>(?:[^}\"]|\"[^\"]*\")*+)\}")
_EDGE_ID = re.compile(r"[ \t]*(?P<id>[^\s\"\[\](){}|@]+)@(?=\s*[<ox]?(?:--|==|-?\.|~~))")
_ARROW = re.compile(r"\s*+[<ox]?(?:--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)")
_PIPE = re.compile(r"\s*+\|\s*(?P<text>\"[^\"]*\"|[^|\"]*)\|")
_ARROW_TEXT = re.compile(
    r"\s*+[<ox]?(?:--\s*+(?P<solid>\"[^\"]*\"|(?:[^-\"]|-(?!-))*+)\s*--+[-xo>]"
    r"|==\s*+(?P<thick>\"[^\"]*\"|[^=\"]*+)\s*==+[=xo>]"
    r"|-\.\s*+(?P<dotted>\"[^\"]*\"|[^.\"]*+)\s*-?\.+-[xo>]?)"
)
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)", re.DOTALL)


def read_header(source: str) -> Header:
    """The diagram's title, names and canvas; empty where it has none."""
    title = ""
    front = FRONT_MATTER.match(source)
    if front and len(front[1]) <= MAX_FRONT_MATTER:
        try:
            keys = safe_yaml.load(front[1])
            title = str(keys.get("title") or "") if isinstance(keys, dict) else ""
        except (yaml.YAMLError, ValueError, RecursionError):
            title = ""
    name, description = _ACC_TITLE.search(source), _ACC_DESCR.search(source)
    return Header(
        title,
        name[1].strip() if name else "",
        " ".join((description[1] or description[2] or "").split()) if description else "",
        _canvas((front[0] if front else "") + "".join(DIRECTIVE.findall(source)), source),
    )


def _canvas(configuration: str, source: str) -> str:
    theme = _THEME.search(_TITLE.sub("", configuration))
    if theme:
        return "dark" if "dark" in theme[1] else "light"
    # Colours that an author chose, and kinds that our style sheet does not colour, are legible on white alone.
    body = DIRECTIVE.sub("", FRONT_MATTER.sub("", source, count=1))
    ours = re.match(r"(?:\s|%%[^\n]*\n)*(?:graph|flowchart|xychart|sequenceDiagram|sankey|treemap)", body)
    return "light" if "themeVariables" in configuration or not ours or _COLOURED.search(body) else ""


def plain_label(text: str) -> str:
    """A label as a reader sees it: without quotes, Markdown marks, line breaks, HTML and entities."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
        if len(text) > 1 and text[0] == text[-1] == "`":
            text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text[1:-1]))
    text = re.sub(r"<br\s*/?>|\\n", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", text)
    text = re.sub(r"#(\w+);", lambda found: f"&#{found[1]};" if found[1].isdigit() else f"&{found[1]};", text)
    return " ".join(html.unescape(text).split())


def read_flowchart(source: str) -> Flowchart | None:
    """The flowchart in this Mermaid source, or None when the diagram is of another kind.

    Raises:
        FlowchartError: it is a flowchart, with a statement that this reader does not understand.
    """
    text = source.replace("\r\n", " \n").replace("\r", "\n")
    for pattern in (FRONT_MATTER, DIRECTIVE, COMMENT, _ACC_DESCR, _ACC_TITLE):
        text = blank(pattern, text)
    kind = _KIND.match(text)
    return _Reader(text, kind.end()).read() if kind else None


class _Reader:
    """Reads a source from its header to its end. `at` is the place that it has come to."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._edge_ids: set[str] = set()
        # While the source is read, members are ids. A node belongs to the group that names it and closes first.
        self._open: list[tuple[Group, list[str]]] = []
        self._members: dict[str, tuple[Group, dict[str, None]]] = {}
        self._owners: dict[str, str] = {}
        self._closed = 0

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found

    def _error(self, message: str) -> FlowchartError:
        # At the end of a line or of the text, what is wrong is what stands before it.
        return FlowchartError(self._text[: self._at + 1].rstrip().count("\n") + 1, message)

    def _rest(self) -> str:
        return repr(self._text[self._at : self._at + 40].strip().split("\n")[0])

    def _part(self, kind: PartKind, of: str, found: re.Match[str], *groups: str) -> str | None:
        """Keeps the first of these groups that was found as a part of the chart, and returns its text."""
        for group in groups:
            if found[group] is not None:
                self._chart.parts.append(Part(kind, of, found[group], found.start(group)))
                return found[group]
        return None

    def read(self) -> Flowchart:
        """The flowchart.

        Raises:
            FlowchartError: a statement is not understood.
        """
        direction = self._take(_DIRECTION)
        if not direction:
            raise self._error(f"the direction {self._rest()} is not known; write `TB` or `LR`")
        self._chart = Flowchart(direction[1] or "TB")
        self._open.append((self._chart.root, []))
        while self._take(_BLANK) and self._at < len(self._text):
            self._read_statement()
        if len(self._open) > 1:
            raise self._error(f"the subgraph {self._open[-1][0].title!r} is never closed; write `end`")
        self._close_root()
        return self._chart

    def _read_statement(self) -> None:
        if self._take(_IGNORED):
            return
        if style := self._take(_STYLE):
            self._chart.nodes.setdefault(style["id"], style["id"])
            self._open[0][1].append(style["id"])
        elif subgraph := self._take(_SUBGRAPH):
            self._open_group(subgraph)
        elif self._take(_END):
            self._close_group()
        elif click := self._take(_CLICK):
            self._read_click(click)
        else:
            self._read_chain()

    def _open_group(self, found: re.Match[str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise self._error(f"subgraphs nest more than {MAX_DEPTH} deep")
        name = found["quoted"] or found["plain"]
        title = self._part("title", name.strip(), found, "title", "bare", "quoted", "plain") or ""
        # A title with a space in it is no id; Mermaid then makes one.
        named = (found["title"] or found["bare"]) is not None or not re.search(r"\s", name)
        self._open.append((Group(name.strip() if named else "", plain_label(title)), []))

    def _close_group(self) -> None:
        if len(self._open) == 1:
            raise self._error("`end` closes no subgraph")
        group, named = self._open.pop()
        group.id = group.id or f"subGraph{self._closed}"
        self._closed += 1
        _, members = self._members.setdefault(group.id, (group, {}))
        for name in named:
            if name != group.id and self._owners.setdefault(name, group.id) == group.id:
                members[name] = None
        self._open[-1][1].append(group.id)

    def _close_root(self) -> None:
        """Puts groups and nodes where they belong, now that every group is known."""
        for name in self._members:
            depth, above = 0, self._owners.get(name)
            while above is not None:
                depth, above = depth + 1, self._owners.get(above)
                if depth > MAX_DEPTH:
                    raise self._error(f"the subgraph {name!r} is in itself, or more than {MAX_DEPTH} deep")
        groups = {name: group for name, (group, _) in self._members.items()}
        for group, members in self._members.values():
            group.members = [groups.get(name, name) for name in members]
        free = (name for name in dict.fromkeys(self._open[0][1]) if name not in self._owners)
        self._chart.root.members = [groups.get(name, name) for name in free]
        self._chart.nodes = {name: label for name, label in self._chart.nodes.items() if name not in groups}

    def _read_click(self, found: re.Match[str]) -> None:
        link = self._part("link", found["ids"], found, "link")
        tip = self._part("tip", found["ids"], found, "tip") or ""
        self._part("handler", found["ids"], found, "handler")
        for name in found["ids"].split(","):
            # Mermaid drops a link that stands before its node.
            if link and name in self._chart.nodes:
                self._chart.links[name] = (link, plain_label(tip))

    def _read_chain(self) -> None:
        left = self._read_nodes()
        while arrow := self._read_arrow():
            hidden, label, directed = arrow
            right = self._read_nodes()
            if len(left) * len(right) + len(self._chart.edges) > MAX_EDGES:
                raise self._error(f"Mermaid draws no more than {MAX_EDGES} arrows; divide the diagram")
            if not hidden:
                self._chart.edges.extend(Edge(start, end, label, directed) for start in left for end in right)
            left = right
        if not self._take(_STOP):
            raise self._error(f"an arrow or the end of the line was expected at {self._rest()}")

    def _read_arrow(self) -> tuple[bool, str, bool] | None:
        """The arrow that comes next, if one does: whether it is hidden, its label, and whether it points somewhere."""
        if named := self._take(_EDGE_ID):
            self._edge_ids.add(named["id"])
        label = ""
        if found := self._take(_ARROW):
            if piped := self._take(_PIPE):
                label = self._part("arrow", "", piped, "text") or ""
        elif found := self._take(_ARROW_TEXT):
            label = self._part("arrow", "", found, "solid", "thick", "dotted") or ""
            if not label.startswith('"'):
                # To Mermaid a letter right before the dashes is the arrow's other end: `max-->` is `ma x-->`.
                label = re.sub(r"(?<=.)[xo<]?-?\Z" if found["dotted"] else r"[xo<]\Z", "", label)
        if not found:
            return None
        return "~" in found[0], plain_label(label), found[0][-1] in ">xo"

    def _read_nodes(self) -> list[str]:
        """The nodes joined by `&` that come next."""
        names = [self._read_node()]
        while self._take(_AMPERSAND):
            names.append(self._read_node())
        return names

    def _read_node(self) -> str:
        self._take(_SPACE)
        found = self._take(_ID)
        if not found:
            raise self._error(f"a node was expected at {self._rest()}")
        name = found[0]
        label = self._read_shape(name)
        if styled := self._take(_CLASS):
            self._part("class", name, styled, "name")
        attributes = self._read_attributes(name)
        if name in self._edge_ids:
            return name
        if name not in self._chart.nodes:
            self._chart.parts.append(Part("id", name, name, found.start()))
            self._chart.nodes[name] = name
            if "label" not in attributes and ("icon" in attributes or "img" in attributes):
                label = label or ""
        if attributes.get("label"):
            label = f'"`{attributes["label"]}`"'
        if label is not None:
            self._chart.nodes[name] = plain_label(label)
        self._open[-1][1].append(name)
        return name

    def _read_shape(self, name: str) -> str | None:
        """The label between the brackets that come next, if some do."""
        opener = self._take(_OPENER)
        if not opener:
            return None
        found = self._take(_LABELS[_CLOSERS.get(opener[0], r"\]")])
        if not found:
            raise self._error(f"the shape around {self._rest()} is never closed, or its text needs quotes")
        self._chart.shapes[name] = opener[0]
        label = self._part("label", name, found, "quoted", "plain")
        return label if found["quoted"] is None else f'"{label}"'

    def _read_attributes(self, name: str) -> dict[str, str]:
        """What stands in the `@{ … }` that comes next, if one does: YAML, on one line without its braces."""
        found = self._take(_ATTRIBUTES)
        if not found:
            return {}
        try:
            body = re.sub(r"\"[^\"]*\"", lambda text: re.sub(r"\n\s*", "<br>", text[0]), found["all"])
            read = safe_yaml.load(body if "\n" in body else f"{{{body}}}", yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise self._error(f"the attributes of {name!r} cannot be read; write `@{{ shape: rect }}`") from error
        attributes = {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}
        if "label" in attributes:
            start = found["all"].find("label")
            self._chart.parts.append(Part("label", name, attributes["label"], found.start("all") + start))
        return attributes
