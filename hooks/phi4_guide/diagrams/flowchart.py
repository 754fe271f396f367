# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A small reader of Mermaid flowcharts: their nodes, arrows, groups and links.

It reads as Mermaid does: tests/diagrams/test_judge.py compares the two. What it does not understand it refuses: it raises
`FlowchartError`, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from phi4_guide import safe_yaml
from phi4_guide.diagrams import grammar
from phi4_guide.diagrams.text import Part, PartKind, plain_label, statements

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
    """An arrow or line between two nodes, by their ids. `directed` has a head at its end, `both` at either end.

    `id` is its own, by which the source may say more of it: `e1` of `a e1@--> b`.
    """

    start: str
    end: str
    label: str = ""
    directed: bool = True
    both: bool = False
    id: str = ""

    @property
    def verb(self) -> str:
        """How its start goes to its end, in words."""
        return "leads to and from" if self.both else "leads to" if self.directed else "is joined to"


@dataclass
class Group:
    """A subgraph: its title, and what stands directly in it, nodes by id, in the order of the source."""

    id: str
    title: str
    members: list[str | Group] = field(default_factory=list)


@dataclass
class Flowchart:
    """What a flowchart says. `nodes` maps ids to labels, `links` to (target, tooltip), `groups` to all subgraphs; `root`
    holds what stands in none. `steps` are the arrows of each step of Mermaid's own, in their order.
    """

    direction: str = "TB"
    nodes: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    root: Group = field(default_factory=lambda: Group("", ""))
    parts: list[Part] = field(default_factory=list)
    steps: dict[int, list[Edge]] = field(default_factory=dict)

    def label(self, name: str) -> str:
        """The label of a node, or the title of a group, which an arrow may name too."""
        return (self.groups[name].title if name in self.groups else self.nodes.get(name, name)) or "a node without a label"

    def words(self, edge: Edge) -> str:
        """What an arrow says, from its start to its end."""
        return f"{self.label(edge.start)} {edge.verb} {self.label(edge.end)}" + (f" ({edge.label})" if edge.label else "")


def read_flowchart(source: str) -> Flowchart | None:
    """The flowchart in this Mermaid source, or None when the diagram is of another kind.

    Raises:
        FlowchartError: it is a flowchart, with a statement that this reader does not understand.
    """
    text = grammar.ENTITY.sub("\ue000\\1\ue001", grammar.COLOURED.sub(r"\1 ", statements(source)))
    kind = grammar.KIND.match(text)
    return _Reader(text, kind.end()).read() if kind else None


class _Reader:
    """Reads a source from its header to its end. `_at` is the place that it has come to."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._chart = Flowchart()
        self._arrows = 0
        self._steps: dict[str, int] = {}
        """The ids of arrows, with the step that each is in; 0 for none."""
        # While the source is read, members are ids. A node belongs to the group that names it and closes first.
        self._open = [self._chart.root]
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

    def _part(self, kind: PartKind, node: str, found: re.Match[str], group: str = "text") -> str:
        """Keeps a group of this match as a part of the chart, and returns it as it shows."""
        written, start = found[group].translate(grammar.UNMASK), found.start(group)
        words = written.replace('""', "")
        quoted = grammar.QUOTED.match(words)
        words = quoted["text"] + quoted["more"] if quoted else words
        text = plain_label(words, markdown=bool(quoted and quoted["mark"]))
        if words in written:
            written, start = words, start + written.index(words)
        self._chart.parts.append(Part(kind, node, written, start, text))
        return text

    def read(self) -> Flowchart:
        """The flowchart, or `FlowchartError`."""
        direction = self._take(grammar.DIRECTION)
        if not direction:
            raise self._error(f"the direction {self._rest()} is not known; write `TB` or `LR`, and no more on that line")
        self._chart.direction = direction["to"] or "TB"
        if inside := grammar.TURN_INSIDE.search(self._text):
            self._at = inside.end() - 1
            raise self._error("Mermaid takes a line for a direction that has `direction TB` in it; divide the line")
        while self._take(grammar.BLANK) and self._at < len(self._text):
            self._read_statement()
        if len(self._open) > 1:
            raise self._error(f"the subgraph {self._open[-1].title!r} is never closed; write `end`")
        self._own(self._chart.root, self._chart.root)
        self._resolve()
        return self._chart

    def _read_statement(self) -> None:
        if ignored := self._take(grammar.IGNORED):
            if any(int(number) >= self._arrows for number in re.findall(r"\d+", ignored["which"] or "")):
                raise self._error(f"`linkStyle {ignored['which']}` names an arrow that is not there; they count from 0")
        elif style := self._take(grammar.STYLE):
            self._chart.nodes.setdefault(style["id"], style["id"])
            self._chart.root.members.append(style["id"])
        elif subgraph := self._take(grammar.SUBGRAPH):
            title = self._part("title", "", subgraph, "title" if subgraph["title"] else "name")
            name = subgraph["name"].replace('""', "").strip('"`')
            # A title with a space in it is no id.
            named = subgraph["title"] or not re.search(r"\s", name)
            self._open.append(Group(name.strip() if named else "", title))
        elif self._take(grammar.END):
            self._close()
        elif click := self._take(grammar.CLICK):
            self._read_click(click)
        else:
            self._read_chain()

    def _close(self) -> None:
        if len(self._open) == 1:
            raise self._error("`end` closes no subgraph")
        closed = self._open.pop()
        # Mermaid makes an id where there is none, and of two groups with one id the first.
        closed.id = closed.id or f"subGraph{self._closed}"
        self._closed += 1
        self._open[-1].members.append(closed.id)
        self._own(self._chart.groups.setdefault(closed.id, closed), closed)

    def _own(self, owner: Group, group: Group) -> None:
        """Gives `owner` what was named in `group` and has no owner yet."""
        named, group.members = group.members, []
        for name in named:
            if isinstance(name, str) and name != owner.id and name not in self._owners:
                self._owners[name] = owner.id
                owner.members.append(name)

    def _resolve(self) -> None:
        """Puts groups in the place of their ids, now that every group is known."""
        groups = self._chart.groups
        for name in groups:
            above = name
            for _ in range(MAX_DEPTH + 1):
                above = self._owners.get(above, "")
            if above:
                raise self._error(f"the subgraph {name!r} is in itself, or more than {MAX_DEPTH} deep")
        stepped = [edge for edge in self._chart.edges if self._steps.get(edge.id)]
        for edge in sorted(stepped, key=lambda edge: self._steps[edge.id]):
            self._chart.steps.setdefault(self._steps[edge.id], []).append(edge)
        for group in (self._chart.root, *groups.values()):
            group.members = [groups.get(str(name), name) for name in group.members]
        # An arrow names a group as if it were a node; a link of it is dropped.
        for name in groups:
            self._chart.nodes.pop(name, None)
            self._chart.links.pop(name, None)

    def _read_click(self, found: re.Match[str]) -> None:
        kinds: tuple[PartKind, ...] = ("link", "tip", "handler")
        shown = {kind: self._part(kind, found["ids"], found, kind) for kind in kinds if found[kind]}
        for name in found["ids"].split(","):
            # Mermaid drops a link that stands before its node.
            if found["link"] and name in self._chart.nodes:
                self._chart.links[name] = (found["link"].translate(grammar.UNMASK), shown.get("tip", ""))

    def _read_chain(self) -> None:
        left = self._read_nodes()
        while arrow := self._read_arrow():
            name, shown, label, directed, both = arrow
            right = self._read_nodes()
            self._arrows += len(left) * len(right)
            if self._arrows > MAX_EDGES:
                raise self._error(f"Mermaid draws no more than {MAX_EDGES} arrows; divide the diagram")
            if shown:
                # Of several arrows in one the id is that of the first from the last node.
                self._chart.edges.extend(
                    Edge(start, end, label, directed, both, name if start == left[-1] and end == right[0] else "")
                    for start in left
                    for end in right
                )
            left = right
        if not self._take(grammar.LINE_ENDS):
            raise self._error(f"an arrow or the end of the line was expected at {self._rest()}")

    def _read_arrow(self) -> tuple[str, bool, str, bool, bool] | None:
        """The arrow that comes next, if one does: its id, whether it is drawn, its label, whether it has a head, or two."""
        if named := self._take(grammar.ARROW_ID):
            self._steps.setdefault(named["id"], 0)
        found = next(filter(None, map(self._take, grammar.ARROWS)), None)
        if not found:
            return None
        if self._text.startswith("|", self._at):
            raise self._error(f"the text of an arrow is empty or needs quotes at {self._rest()}")
        tail, head = grammar.TAILS.get(found["head"][-1], ""), found["head"][0]
        tails = found["tail"] + (head if head in grammar.TAILS.values() else "")
        if found["tail"] and tails != tail:
            raise self._error(f"the arrow at {found[0].strip()!r} cannot be read; write `-->|text|`")
        label = self._part("arrow", "", found) if found["text"] else ""
        return named["id"] if named else "", head != "~", label, tail != "", tail != "" and tails == tail

    def _read_nodes(self) -> list[str]:
        """The nodes joined by `&` that come next."""
        names = [self._read_node()]
        while self._take(grammar.AMPERSAND):
            names.append(self._read_node())
        return names

    def _read_node(self) -> str:
        found = None if grammar.ARROW_ID.match(self._text, self._at) else self._take(grammar.NODE)
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
            self._part("class", name, styled)
        attributes = self._read_attributes(name)
        if name in self._steps:
            step = attributes.get("step", "")
            self._steps[name] = int(step) if re.fullmatch(r"[1-9]\d{0,3}", step, re.ASCII) else self._steps[name]
            return name
        if name not in self._chart.nodes:
            self._chart.parts.append(Part("id", name, name, found.start(), name))
        label = attributes.get("label") or (self._chart.nodes.get(name, name) if label is None else label)
        pictured = label == name and not attributes.get("label") and attributes.keys() & {"icon", "img"}
        self._chart.nodes[name] = "" if pictured else label
        self._open[-1].members.append(name)
        return name

    def _read_shape(self, name: str) -> str | None:
        """The label between the brackets that come next, if some do."""
        for shape in grammar.SHAPES:
            if found := self._take(shape):
                return self._part("label", name, found)
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
        except (yaml.YAMLError, ValueError) as error:
            raise self._error(f"the attributes of {name!r} cannot be read; write `@{{ shape: rect }}`") from error
        attributes = {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}
        for picture in attributes.keys() & {"icon", "img"}:
            self._chart.parts.append(Part("picture", name, attributes[picture], found.start(), attributes[picture]))
        label = attributes.pop("label", "")
        if label not in ("", "null", "~"):
            start, attributes["label"] = found.start("all") + max(written.find(label), 0), plain_label(label, markdown=True)
            self._chart.parts.append(Part("label", name, label, start, attributes["label"]))
        return attributes
