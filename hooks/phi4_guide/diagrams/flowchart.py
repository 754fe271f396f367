# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A small reader of Mermaid flowcharts: their nodes, arrows, groups and links.

It reads as Mermaid does: tests/diagrams/test_judge.py compares the two. What it does not understand it refuses: it raises
`FlowchartError`, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import yaml

from phi4_guide import safe_yaml
from phi4_guide.diagrams import grammar
from phi4_guide.diagrams.text import plain_label, statements

MAX_DEPTH = 50
MAX_EDGES = 500
"""Mermaid draws no more, and `A & B --> C & D` multiplies."""


class FlowchartError(ValueError):
    """A statement this reader does not understand. `line` counts from 1 in the diagram's source."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Edge:
    """An arrow or line between two nodes, by their ids. `directed` has a head at its end, `both` at either end."""

    start: str
    end: str
    label: str = ""
    directed: bool = True
    both: bool = False


@dataclass
class Group:
    """A subgraph: its title, and what stands directly in it, nodes by id, in the order of the source."""

    id: str
    title: str
    members: list[str | Group] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        """The groups that stand directly in it."""
        return [member for member in self.members if isinstance(member, Group)]


PartKind = Literal["id", "label", "arrow", "title", "class", "link", "tip", "handler", "picture"]


@dataclass(frozen=True)
class Part:
    """Something as it is written, the offset in the source at which it begins, and as it shows. `of` is whose it is."""

    kind: PartKind
    of: str
    text: str
    start: int
    shown: str


@dataclass
class Flowchart:
    """What a flowchart says. `nodes` maps ids to labels, `links` to (target, tooltip)."""

    direction: str
    nodes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    root: Group = field(default_factory=lambda: Group("", ""))
    parts: list[Part] = field(default_factory=list)


def read_flowchart(source: str) -> Flowchart | None:
    """The flowchart in this Mermaid source, or None when the diagram is of another kind.

    Raises:
        FlowchartError: it is a flowchart, with a statement that this reader does not understand.
    """
    text = grammar.STYLE_LINE.sub(
        lambda line: line[0][:-1] + " " if grammar.COLOUR.search(line[0]) else line[0], statements(source)
    )
    text = grammar.ENTITY.sub("\ue000\\1\ue001", text)
    kind = grammar.KIND.match(text)
    return _Reader(text, kind.end()).read() if kind else None


class _Reader:
    """Reads a source from its header to its end. `at` is the place that it has come to."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._arrows = 0
        self._edge_ids: set[str] = set()
        # While the source is read, members are ids. A node belongs to the group that names it and closes first.
        self._open: list[tuple[Group, list[str]]] = []
        self._groups: dict[str, Group] = {}
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
        return repr(self._text[self._at : self._at + 40].strip().split("\n")[0].translate(grammar.UNMASK))

    def _part(self, kind: PartKind, of: str, raw: str, start: int) -> str:
        """Keeps this as a part of the chart, and returns it as it shows."""
        raw = raw.translate(grammar.UNMASK)
        quoted = grammar.QUOTED.match(raw.replace('""', ""))
        words = quoted["text"] + quoted["more"] if quoted else raw.replace('""', "")
        shown = plain_label(words, markdown=bool(quoted and quoted["mark"]))
        if words in raw:
            raw, start = words, start + raw.index(words)
        self._chart.parts.append(Part(kind, of, raw, start, shown))
        return shown

    def read(self) -> Flowchart:
        """The flowchart, or `FlowchartError`."""
        found = self._take(grammar.DIRECTION)
        if not found:
            raise self._error(f"the direction {self._rest()} is not known; write `TB` or `LR`, and no more on that line")
        if inside := grammar.TURN_INSIDE.search(self._text[max(found.end("to"), 0) :]):
            self._at = found.end("to") + inside.end() - 1
            raise self._error("Mermaid takes a line for a direction that has `direction TB` in it; divide the line")
        self._chart = Flowchart(found["to"] or "TB")
        self._open.append((self._chart.root, []))
        while self._take(grammar.BLANK) and self._at < len(self._text):
            self._read_statement()
        if len(self._open) > 1:
            raise self._error(f"the subgraph {self._open[-1][0].title!r} is never closed; write `end`")
        self._close()
        self._resolve()
        return self._chart

    def _read_statement(self) -> None:
        if ignored := self._take(grammar.IGNORED):
            if any(int(number) >= self._arrows for number in re.findall(r"\d+", ignored["which"] or "")):
                raise self._error(f"`linkStyle {ignored['which']}` names an arrow that is not there; they count from 0")
            return
        if style := self._take(grammar.STYLE):
            self._chart.nodes.setdefault(style["id"], style["id"])
            self._open[0][1].append(style["id"])
        elif subgraph := self._take(grammar.SUBGRAPH):
            self._open_group(subgraph)
        elif self._take(grammar.END):
            if len(self._open) == 1:
                raise self._error("`end` closes no subgraph")
            self._close()
        elif click := self._take(grammar.CLICK):
            self._read_click(click)
        else:
            self._read_chain()

    def _open_group(self, found: re.Match[str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise self._error(f"subgraphs nest more than {MAX_DEPTH} deep")
        group = "title" if found["title"] else "name"
        title = self._part("title", "", found[group], found.start(group))
        name = found["name"].replace('""', "").strip('"`')
        # A title with a space in it is no id; Mermaid then makes one.
        named = group == "title" or not re.search(r"\s", name)
        self._open.append((Group(name.strip() if named else "", title), []))

    def _close(self) -> None:
        """Closes the innermost group, or the root: it owns what was named in it and has no owner yet."""
        group, named = self._open.pop()
        if self._open:
            group.id = group.id or f"subGraph{self._closed}"
            self._closed += 1
            group = self._groups.setdefault(group.id, group)
            self._open[-1][1].append(group.id)
        for name in named:
            if name != group.id and name not in self._owners:
                self._owners[name] = group.id
                group.members.append(name)

    def _resolve(self) -> None:
        """Puts groups in the place of their ids, now that every group is known."""
        for name in self._groups:
            depth, above = 0, self._owners[name]
            while above:
                depth, above = depth + 1, self._owners[above]
                if depth > MAX_DEPTH:
                    raise self._error(f"the subgraph {name!r} is in itself, or more than {MAX_DEPTH} deep")
        for group in (self._chart.root, *self._groups.values()):
            group.members = [self._groups.get(str(name), name) for name in group.members]
        self._chart.nodes = {name: label for name, label in self._chart.nodes.items() if name not in self._groups}

    def _read_click(self, found: re.Match[str]) -> None:
        kinds: tuple[PartKind, ...] = ("link", "tip", "handler")
        shown = {kind: self._part(kind, found["ids"], found[kind], found.start(kind)) for kind in kinds if found[kind]}
        for name in found["ids"].split(","):
            # Mermaid drops a link that stands before its node.
            if found["link"] and name in self._chart.nodes:
                self._chart.links[name] = (found["link"].translate(grammar.UNMASK), shown.get("tip", ""))

    def _read_chain(self) -> None:
        left = self._read_nodes()
        while arrow := self._read_arrow():
            hidden, label, directed, both = arrow
            right = self._read_nodes()
            self._arrows += len(left) * len(right)
            if self._arrows > MAX_EDGES:
                raise self._error(f"Mermaid draws no more than {MAX_EDGES} arrows; divide the diagram")
            if not hidden:
                self._chart.edges.extend(Edge(start, end, label, directed, both) for start in left for end in right)
            left = right
        if not self._take(grammar.LINE_ENDS):
            raise self._error(f"an arrow or the end of the line was expected at {self._rest()}")

    def _read_arrow(self) -> tuple[bool, str, bool, bool] | None:
        """The arrow that comes next, if one does: whether it is hidden, its label, whether it has a head, and two."""
        if named := self._take(grammar.EDGE_ID):
            self._edge_ids.add(named["id"])
        if found := self._take(grammar.ARROW):
            piped = self._take(grammar.PIPE)
            if not piped and self._text.startswith("|", self._at):
                raise self._error(f"the text of an arrow is empty or needs quotes at {self._rest()}")
            label = self._part("arrow", "", piped["text"], piped.start("text")) if piped else ""
            tail = grammar.TAILS.get((found["head"] or "-")[-1])
            return bool(found["hidden"]), label, tail is not None, tail is not None and tail == found["tail"]
        for pattern in grammar.TEXT_ARROWS:
            if found := self._take(pattern):
                text = re.sub(r"[xo<]?-?\Z" if found["head"][0] == "." else r"[xo<]?\Z", "", found["text"], count=1)
                tails = found["tail"] + found["text"][len(text) :].rstrip("-")
                tail = grammar.TAILS.get(found["head"][-1])
                if not text.replace('""', "").strip() or (found["tail"] and tails != tail):
                    raise self._error(f"the arrow at {found[0].strip()!r} cannot be read; write `-->|text|`")
                return False, self._part("arrow", "", text.rstrip(), found.start("text")), bool(tail), tails == tail
        return None

    def _read_nodes(self) -> list[str]:
        """The nodes joined by `&` that come next."""
        names = [self._read_node()]
        while self._take(grammar.AMPERSAND):
            names.append(self._read_node())
        return names

    def _read_node(self) -> str:
        found = None if grammar.EDGE_ID.match(self._text, self._at) else self._take(grammar.NODE)
        # Mermaid knows letters of the first plane of Unicode, and no other signs beside ASCII's.
        if not found or not all(sign.isascii() or (sign.isalpha() and sign < "\uffdd") for sign in found[0]):
            word = re.match(grammar.WORDS, self._text[self._at : self._at + 20])
            remedy = f"; {word[0].strip()!r} is Mermaid's own word, write another id" if word else ""
            if word and word[0] == "subgraph":
                remedy = '; a title with signs or brackets needs quotes, `subgraph id["…"]`'
            raise self._error(f"a node was expected at {self._rest()}{remedy}")
        name = found[0]
        label = self._read_shape(name)
        if styled := self._take(grammar.CLASS):
            self._part("class", name, styled["text"], styled.start("text"))
        attributes = self._read_attributes(name)
        if name in self._edge_ids:
            return name
        if name not in self._chart.nodes:
            self._chart.parts.append(Part("id", name, name, found.start(), name))
        label = attributes.get("label") or (label if label is not None else self._chart.nodes.get(name, name))
        no_words = label == name and not attributes.get("label") and ("icon" in attributes or "img" in attributes)
        self._chart.nodes[name] = "" if no_words else label
        self._open[-1][1].append(name)
        return name

    def _read_shape(self, name: str) -> str | None:
        """The label between the brackets that come next, if some do."""
        for shape in grammar.SHAPES:
            if found := self._take(shape):
                return self._part("label", name, found["text"], found.start("text"))
        if self._text[self._at : self._at + 1] in ("(", "[", "{", ">"):
            raise self._error(f"the shape around {self._rest()} is empty or never closed, or its text needs quotes")
        return None

    def _read_attributes(self, name: str) -> dict[str, str]:
        """What stands in the `@{ … }` that comes next, if one does: YAML, on one line without its braces."""
        found = self._take(grammar.ATTRIBUTES)
        if not found:
            return {}
        written = found["all"].translate(grammar.UNMASK)
        try:
            body = re.sub(r"\"[^\"]*\"", lambda text: re.sub(r"\n\s*", "<br>", text[0]), written)
            read = safe_yaml.load(body if "\n" in body else f"{{{body}}}", yaml.BaseLoader)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise self._error(f"the attributes of {name!r} cannot be read; write `@{{ shape: rect }}`") from error
        attributes = {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}
        if "img" in attributes:
            self._chart.parts.append(Part("picture", name, attributes["img"], found.start(), attributes["img"]))
        label = attributes.pop("label", "")
        if label not in ("", "null", "~"):
            start, attributes["label"] = found.start("all") + max(written.find(label), 0), plain_label(label, markdown=True)
            self._chart.parts.append(Part("label", name, label, start, attributes["label"]))
        return attributes
