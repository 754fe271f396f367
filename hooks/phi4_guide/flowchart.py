# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A small reader of Mermaid flowcharts: their nodes, edges, groups and links, for a diagram's twin in words.

It reads the part of the language that documents use and raises `FlowchartError` at anything else; Mermaid
itself stays the judge of what a diagram means.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

import yaml

MAX_DEPTH = 50


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


@dataclass
class Flowchart:
    """What a flowchart says. `nodes` maps ids to labels, `shapes` to what opens them; `links` to (target, text)."""

    direction: str
    nodes: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    root: Group = field(default_factory=lambda: Group("", ""))
    edge_ids: set[str] = field(default_factory=set)


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
DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)
_ACC_TITLE = re.compile(r"^[ \t]*accTitle[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_ACC_DESCR = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*(\S.*)$|\{([^}]*)\})", re.MULTILINE)

_COLOURED = re.compile(r"^[ \t]*(?:style|classDef)\s[^\n]*\b(?:fill|color)\s*:", re.MULTILINE)
_THEME = re.compile(r"(?:^|[{,\s'\"])theme['\"]?\s*:\s*['\"]?([\w-]+)")
_TITLE = re.compile(r"^[ \t]*title\s*:.*$", re.MULTILINE)

_HEADER = re.compile(r"(?:graph|flowchart(?:-elk)?)(?:\s+(TB|TD|BT|RL|LR|[<>^v]))?\s*\Z")
_ID = re.compile(r"\w(?:\w|[.-](?=\w))*")
_CLASS = re.compile(r":::([\w-]+(?:,[\w-]+)*)")
_SHAPES = (
    ("(((", ")))"),
    ("((", "))"),
    ("([", "])"),
    ("[[", "]]"),
    ("[(", ")]"),
    ("[/", "/]"),
    ("[/", "\\]"),
    ("[\\", "\\]"),
    ("[\\", "/]"),
    ("{{", "}}"),
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    (">", "]"),
)
_ATTRIBUTES = re.compile(r"@\{((?:[^{}\"]|\"[^\"]*\")*)\}")
_LABEL = re.compile(r"\blabel\s*:\s*(?:\"([^\"]*)\"|([^,}]+))")
_EDGE_ID = re.compile(r"[\w-]+@(?=[<ox]?(?:--|==|-\.|~~))")
_ARROW = re.compile(r"(?P<tail>[<ox](?=--|==|-\.))?(?:--+[-xo>]|==+[=xo>]|-\.+-[xo>]?|~~~+)")
_ARROW_TEXT = re.compile(
    r"(?P<tail>[<ox](?=--|==|-\.))?(?:"
    r"--(?![-xo>])\s*(?P<solid>[^\s-](?:[^-]|-(?!-))*?)\s*--+[-xo>]"
    r"|==\s*(?P<thick>[^\s=>](?:[^=]|=(?!=))*?)\s*==+[=xo>]"
    r"|-\.\s*(?P<dotted>[^\s.>-].*?)\s*-?\.+-[xo>]?)"
)
_PIPE = re.compile(r"\s*\|(\"[^\"]*\"|[^|]*)\|")
_CLICK = re.compile(
    r"click\s+(?P<id>\w(?:\w|[.-](?=\w))*)\s+(?:href\s+)?\"(?P<to>[^\"]*)\"(?:\s+\"(?P<text>[^\"]*)\")?"
    r"(?:\s+_(?:self|blank|parent|top))?\s*\Z"
)
# What a source is made of, as far as statements go: quoted text, ends of statements, and what stands between them.
_PIECE = re.compile(r"\"[^\"]*\"|\"|[\n;]|[^\"\n;]+")
_SUBGRAPH = re.compile(r"subgraph(?:\s+(.*))?\Z", re.DOTALL)
_SUBGRAPH_TITLE = re.compile(r"(?P<id>[\w.-]+)\s*\[(?P<title>.*)\]\Z", re.DOTALL)
_IGNORED = re.compile(r"(?:direction|classDef|class|style|linkStyle)\s")


def read_header(source: str) -> Header:
    """The diagram's title, names and canvas; empty where it has none."""
    title = ""
    front = FRONT_MATTER.match(source)
    if front:
        try:
            keys = yaml.safe_load(front[1])
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
    ours = re.match(r"(?:\s|%%[^\n]*\n)*(?:graph|flowchart|xychart)", body)
    return "light" if "themeVariables" in configuration or not ours or _COLOURED.search(body) else ""


def plain_label(text: str) -> str:
    """A label as a reader sees it: without quotes, Markdown marks, line breaks, emphasis and entities."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    if len(text) > 1 and text[0] == text[-1] == "`":
        text = text[1:-1].replace("**", "").replace("__", "")
    text = re.sub(r"<br\s*/?>|\\n", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:b|i|em|strong|u|sub|sup|small|code)>", "", text)
    text = re.sub(r"#(\w+);", lambda found: f"&#{found[1]};" if found[1].isdigit() else f"&{found[1]};", text)
    return " ".join(html.unescape(text).split())


def read_flowchart(source: str) -> Flowchart | None:
    """The flowchart in this Mermaid source, or None when the diagram is of another kind.

    Raises:
        FlowchartError: it is a flowchart, with a statement that this reader does not understand.
    """
    statements = _statements(source)
    if not statements:
        return None
    line, first = statements[0]
    header = _HEADER.match(first)
    if not header:
        return None
    chart = Flowchart(header[1] or "TB")
    open_groups = [chart.root]
    for line, statement in statements[1:]:
        _read_statement(chart, open_groups, line, statement)
    if len(open_groups) > 1:
        raise FlowchartError(line, f"the subgraph {open_groups[-1].title!r} is never closed; write `end`")
    return chart


def _statements(source: str) -> list[tuple[int, str]]:
    """The diagram's statements with their lines: without front matter, comments, directives and acc lines."""

    def blank(found: re.Match[str]) -> str:
        return "\n" * found[0].count("\n")

    text = FRONT_MATTER.sub(blank, source, count=1)
    for pattern in (DIRECTIVE, re.compile(r"^[ \t]*%%.*$", re.MULTILINE), _ACC_DESCR, _ACC_TITLE):
        text = pattern.sub(blank, text)
    statements: list[tuple[int, str]] = []
    line, start_line, current = 1, 1, ""
    for piece in _PIECE.findall(text + "\n"):
        if piece in "\n;":
            if current.strip():
                statements.append((start_line, current.strip()))
            current = ""
        elif piece == '"':
            raise FlowchartError(line, f"a quote is never closed in {current.strip()[-40:]!r}")
        else:
            start_line = start_line if current.strip() else line
            current += piece
        line += piece.count("\n")
    return statements


def _read_statement(chart: Flowchart, groups: list[Group], line: int, statement: str) -> None:
    subgraph = _SUBGRAPH.match(statement)
    click = _CLICK.match(statement)
    if subgraph:
        named = _SUBGRAPH_TITLE.match((subgraph[1] or "").strip())
        raw = named["title"] if named else subgraph[1] or ""
        group = Group(named["id"] if named else plain_label(raw), plain_label(raw))
        if len(groups) > MAX_DEPTH:
            raise FlowchartError(line, f"subgraphs nest more than {MAX_DEPTH} deep")
        # Named by an arrow before it was opened, it was taken for a node.
        if chart.nodes.pop(group.id, None) is not None:
            _remove(chart.root, group.id)
        groups[-1].members.append(group)
        groups.append(group)
    elif statement == "end":
        if len(groups) == 1:
            raise FlowchartError(line, "`end` closes no subgraph")
        groups.pop()
    elif click:
        chart.links[click["id"]] = (click["to"], click["text"] or "")
    elif statement.startswith("click"):
        raise FlowchartError(line, f'{statement!r} is not understood; write `click A "page.md"`')
    elif not _IGNORED.match(statement) and statement.partition("@{")[0] not in chart.edge_ids:
        _read_chain(chart, groups[-1], line, statement)


def _read_chain(chart: Flowchart, group: Group, line: int, statement: str) -> None:
    left, rest = _read_nodes(chart, group, line, statement)
    while rest:
        if named := _EDGE_ID.match(rest):
            chart.edge_ids.add(named[0][:-1])
        hidden = "~~~" in rest[:4]
        label, directed, rest = _read_arrow(line, rest)
        right, rest = _read_nodes(chart, group, line, rest)
        if not hidden:
            chart.edges.extend(Edge(start, end, label, directed) for start in left for end in right)
        left = right


def _read_arrow(line: int, text: str) -> tuple[str, bool, str]:
    """The arrow that `text` begins with: its label, whether it points somewhere, and what follows it."""
    text = _EDGE_ID.sub("", text, count=1) if _EDGE_ID.match(text) else text
    found = _ARROW_TEXT.match(text)
    # `A --> B -- text --> C`: where both forms match, the shorter is the plain arrow.
    plain = _ARROW.match(text)
    if plain and (not found or plain.end() < found.end()):
        piped = _PIPE.match(text, plain.end())
        label = plain_label(piped[1]) if piped else ""
        return label, plain[0][-1] in ">xo", text[(piped or plain).end() :].strip()
    if found:
        words = found["solid"] or found["thick"] or found["dotted"]
        return plain_label(words), found[0][-1] in ">xo", text[found.end() :].strip()
    raise FlowchartError(line, f"an arrow was expected at {text[:40]!r}")


def _read_nodes(chart: Flowchart, group: Group, line: int, text: str) -> tuple[list[str], str]:
    """The nodes joined by `&` that `text` begins with, and what follows them."""
    ids = []
    while True:
        identifier, text = _read_node(chart, group, line, text)
        ids.append(identifier)
        if not text.startswith("&"):
            return ids, text
        text = text[1:].strip()


def _read_node(chart: Flowchart, group: Group, line: int, text: str) -> tuple[str, str]:
    found = _ID.match(text)
    if not found:
        raise FlowchartError(line, f"a node was expected at {text[:40]!r}")
    identifier = found[0]
    text = text[found.end() :]
    label = None
    for opener, _ in _SHAPES:
        if text.startswith(opener):
            closers = [closer for other, closer in _SHAPES if other == opener]
            label, text = _read_shape(line, text[len(opener) :], closers)
            chart.shapes[identifier] = opener
            break
    attributes = _ATTRIBUTES.match(text)
    if attributes:
        named = _LABEL.search(attributes[1])
        label = (named[1] if named[1] is not None else named[2]) if named else label
        text = text[attributes.end() :]
    styled = _CLASS.match(text)
    if styled:
        text = text[styled.end() :]
    known = any(identifier == other.id for other in _all_groups(chart.root))
    if not known:
        # A subgraph takes in what was named outside of all before.
        if identifier not in chart.nodes or (group is not chart.root and identifier in chart.root.members):
            _remove(chart.root, identifier)
            group.members.append(identifier)
        if label is not None or identifier not in chart.nodes:
            chart.nodes[identifier] = plain_label(label if label is not None else identifier)
    return identifier, text.strip()


def _read_shape(line: int, text: str, closers: list[str]) -> tuple[str, str]:
    """The label up to the first of these closers, and what follows it."""
    if text.lstrip().startswith('"'):
        start = text.index('"')
        end = text.find('"', start + 1)
        rest = text[end + 1 :].lstrip()
        closer = next((c for c in closers if rest.startswith(c)), None)
        if end > 0 and closer:
            return text[start : end + 1], rest[len(closer) :]
    places = [(place, closer) for closer in closers if (place := text.find(closer)) >= 0]
    if not places:
        raise FlowchartError(line, f"the shape around {text[:40]!r} is never closed")
    place, closer = min(places)
    return text[:place], text[place + len(closer) :]


def _remove(root: Group, node: str) -> None:
    for group in _all_groups(root):
        if node in group.members:
            group.members.remove(node)


def _all_groups(group: Group) -> list[Group]:
    return [group, *(inner for child in group.groups for inner in _all_groups(child))]
