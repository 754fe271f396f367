# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A diagram that can be turned: what the key `turn:` in its own front matter declares, checked and computed at its start.

CONTRIBUTING.md shows one. With an `algorithm:` a module of the browser's makes the values, which say their `start:`, of
inputs that may be texts (`text:`, and the `fact:` that prints it). Inputs of one `whole` are its parts and add up to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from phi4_guide import safe_yaml
from phi4_guide.diagrams.source import Diagram, read_diagram
from phi4_guide.diagrams.text import FRONT_MATTER, statements
from phi4_guide.report.files import Scalar, Source
from phi4_guide.report.formulas import FormulaError, parse, shown
from phi4_guide.report.matching import mismatch
from phi4_guide.report.model import Data, Fact

_TEXT = Scalar(r"(?s).*\S.*", "a text", "")
_UNIT = Scalar(r"\D*[^\s\d]\D*", "a text without digits", "")
_NAME = Scalar("[a-z][a-z0-9]*(?:-[a-z0-9]+)*", "words of a–z and 0–9 with `-` between them")
_NUMBER = Scalar(r"-?\d{1,15}(?:\.\d{1,9})?", "a number in digits, such as 16384", "", Fraction)
_TURN: dict[str, Any] = {"inputs": {}, "presets?": {}, "values": {}, "algorithm?": _NAME}
_INPUT = {
    "label": _TEXT, "unit?": _UNIT, "min": _NUMBER, "max": _NUMBER, "step?": _NUMBER, "start": _TEXT, "whole?": _NUMBER,
}  # fmt: skip
_INPUT_OF_TEXT = {"label": _TEXT, "text": _TEXT, "fact?": _TEXT}
_VALUE = {"label?": _TEXT, "unit?": _UNIT, "fact?": _TEXT, "decimals?": Scalar(r"\d", "a digit", "", int)}


@dataclass(frozen=True)
class Input:
    """What a reader sets, a number in a range or a text. It is `sourced` where its start is a fact's, and not ours."""

    label: str
    unit: str = ""
    start: Fraction = Fraction(0)
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    step: Fraction = Fraction(0)
    whole: Fraction | None = None
    sourced: bool = False
    text: str = ""


@dataclass(frozen=True)
class Place:
    """Where a value's text stands: line and column in the source, from 0, as browsers count; `of` a node, or the title."""

    line: int
    at: int
    text: str
    of: str


@dataclass(frozen=True)
class Value:
    """What follows from the inputs. `start` is what it says at the start, and `fact` the id of what says the same."""

    label: str
    unit: str
    formula: str
    decimals: int
    start: str
    fact: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Turn:
    """What a diagram declares. `numbers` are those of the facts in its formulas, in digits."""

    inputs: dict[str, Input]
    presets: dict[str, dict[str, Fraction | str]]
    values: dict[str, Value]
    numbers: dict[str, str]
    algorithm: str

    @property
    def invented(self) -> bool:
        """Whether the picture is an algorithm's, of nothing but inputs of ours: the figure's face says so."""
        return bool(self.algorithm) and not any(each.sourced for each in self.inputs.values())


def plain(number: Fraction) -> str:
    """A declared number, which has few decimals, in digits."""
    return re.sub(r"\.?0+\Z", "", shown(number, 9)) if number.denominator > 1 else str(number)


def with_unit(number: str, unit: str) -> str:
    """A number in digits as a reader reads it: in groups from five digits on, `%` right behind it, a word apart."""
    whole, point, rest = number.partition(".")
    whole = f"{int(whole):,}" if re.fullmatch(r"-?\d{5,}", whole) else whole
    return f"{whole}{point}{rest}{' ' if unit[:1].isalnum() else ''}{unit}"


@lru_cache(maxsize=64)
def read_turn(source: str, data: Data | None) -> tuple[Turn | None, list[tuple[int, str]]]:
    """What the diagram's `turn:` declares, None without one or where it cannot be used; what is wrong, by line from 0."""
    front = FRONT_MATTER.match(source)
    keys = dict[str, yaml.Node]()
    with suppress(yaml.YAMLError):
        # Where it is no YAML, the rule for diagrams that cannot be read says so.
        keys = _children(safe_yaml.compose(front["keys"])) if front else {}
    node = keys.get("turn")
    meant = isinstance(node, yaml.MappingNode) or (node and not node.value and keys.keys() & _TURN.keys())
    if not (front and node and meant):
        return None, []
    reader = _Reader(source, data)
    turn = reader.read(node)
    above = source.count("\n", 0, front.start("keys"))
    return turn, [(above + line - 1, message) for line, message in reader.wrong]


class _Reader:
    """Reads a declaration: first its inputs, and what rests on them where they hold, so that one cause is said once."""

    def __init__(self, source: str, data: Data | None) -> None:
        self.source, self.data, self.wrong = source, data, list[tuple[int, str]]()
        facts = data.facts if data else {}
        self.numbers = {name: Fraction(fact.number) for name, fact in facts.items() if fact.number is not None}
        named = {part.text for part in read_diagram(source).parts if part.kind == "fact"}
        # Facts that are unknown have a rule of their own.
        self.unknown = {name for name in named if data and not data.find(name)}
        self.inputs, self.used = dict[str, Input](), dict[str, str]()

    def read(self, node: yaml.Node) -> Turn | None:
        """The whole; None where something in it is wrong."""
        parts = _children(node)
        for name, part in {"turn": node, **parts}.items():
            if name in ("turn", "inputs", "presets", "values") and not _children(part):
                self.say(part, f"`{name}` has nothing below it; indent what belongs to it deeper than it")
                return None
        algorithm = self.entry(node, _TURN, "`turn`").get("algorithm", "")
        for name, item in _children(parts.get("inputs")).items():
            self.input(name, item)
        wholes = [each for each in self.inputs.values() if each.whole]
        if wholes and sum(each.start for each in wholes) != wholes[0].whole:
            self.say(node, "the inputs with `whole` do not start with that much together; correct one")
        if self.wrong or len(self.inputs) < len(_children(parts.get("inputs"))):
            return None
        presets = {name: dict(self.preset(item)) for name, item in _children(parts.get("presets")).items()}
        values = {name: self.value(name, item, algorithm) for name, item in _children(parts.get("values")).items()}
        kept = {name: value for name, value in values.items() if value}
        return None if self.wrong or self.unknown else Turn(self.inputs, presets, kept, self.used, algorithm)

    def say(self, node: yaml.Node, message: str) -> None:
        self.wrong.append((node.start_mark.line + 1, message))

    def entry(self, node: yaml.Node, wanted: Any, name: str) -> dict[str, Any]:
        """The node's keys, which have to be as wanted; what is not is left out."""
        file = Source(Path(), "")
        found = file.read(node, wanted, name) or {}
        self.wrong += [(flaw.line, flaw.message) for flaw in file.flaws]
        return {key: value for key, value in found.items() if value is not None}

    def number(self, node: yaml.Node, text: str) -> Fraction | None:
        """What digits or an expression over facts give."""
        try:
            formula = parse(f"0 - {text[1:]}" if text.startswith("-") else text, self.numbers)
            return Fraction(formula.result(self.numbers))
        except FormulaError as error:
            if not any(name in text for name in self.unknown):
                self.say(node, f"{text!r} is no number, and none over facts: {error}")
            return None

    def input(self, name: str, node: yaml.Node) -> None:
        of_text = "text" in _children(node)
        found = self.entry(node, _INPUT_OF_TEXT if of_text else _INPUT, f"the input {name!r}")
        if name in (*self.numbers, "pi") or not re.fullmatch(_NAME.pattern, name):
            self.say(node, f"the input's name {name!r} is taken, or not {_NAME.wanted}; choose another")
        if of_text and found.keys() >= {"label", "text"}:
            self.inputs[name] = Input(found["label"], sourced="fact" in found, text=found["text"])
        start = self.number(node, found["start"]) if "start" in found else None
        if start is not None and found.keys() >= {"label", "min", "max"}:
            range_ = found["min"], found["max"], found.get("step") or Fraction(1), found.get("whole")
            sourced = bool(re.search("[a-z]", found["start"]))
            self.inputs[name] = Input(found["label"], found.get("unit", ""), start, *range_, sourced)
            self.refuse(node, f"the start of {name!r}", name, start)
            said, names = with_unit(plain(start), found.get("unit", "")), re.findall(r"[a-z][\w.-]*", found["start"])
            fact = self.data.find(names[0]) if self.data and len(names) == 1 else None
            self.compare(node, f"the input {name!r}", said, fact)

    def compare(self, node: yaml.Node, what: str, start: str, fact: Fact | None) -> None:
        """Says why what is shown at the start is not its fact, where it is not."""
        if fact and self.data and (why := mismatch(start, fact, self.data)):
            self.say(node, f"{what} starts as {start!r}, which is not {fact.id!r}: {why}")

    def refuse(self, node: yaml.Node, what: str, name: str, number: Fraction) -> None:
        """Says why an input cannot be set to a number, where it cannot."""
        each, said = self.inputs[name], f"{what}, {plain(number)}"
        if not each.least <= number <= each.most:
            self.say(node, f"{said}, is outside {plain(each.least)} to {plain(each.most)}; change that, or the number")
        elif each.whole is None and (number - each.least) % each.step:
            self.say(node, f"{said}, is missed by steps of {plain(each.step)} from {plain(each.least)}; change `step`")

    def preset(self, node: yaml.Node) -> Iterator[tuple[str, Fraction | str]]:
        for name, item in _children(node).items():
            if name not in self.inputs:
                self.say(item, f"the preset sets {name!r}, which is no input; there are {', '.join(self.inputs)}")
            elif self.inputs[name].text:
                yield name, str(item.value)
            elif (number := self.number(item, str(item.value))) is not None:
                self.refuse(item, f"the preset's {name!r}", name, number)
                yield name, number

    def value(self, name: str, node: yaml.Node, algorithm: str) -> Value | None:
        many = isinstance(_children(node).get("place"), yaml.SequenceNode)
        own = {"start": _TEXT} if algorithm else {"formula": _TEXT}
        found = self.entry(node, _VALUE | own | {"place?": [_TEXT] if many else _TEXT}, f"the value {name!r}")
        text, unit, decimals = found.get("formula", ""), found.get("unit", ""), found.get("decimals", 0)
        number = found.get("start") if algorithm else self.start(name, node, text, decimals)
        if number is None:
            return None
        fact, start = self.data.find(found.get("fact", "")) if self.data else None, with_unit(number, unit)
        self.compare(node, f"the value {name!r}", start, fact)
        wanted = found.get("place", []) if many else [found.get("place")]
        places = [place for where in filter(None, wanted) for place in self.place(name, node, where, number)]
        return Value(found.get("label", ""), unit, text, decimals, start, fact.id if fact else "", tuple(places))

    def start(self, name: str, node: yaml.Node, text: str, decimals: int) -> str | None:
        """What the formula gives at the start; it has a result wherever one input is at its end."""
        known = self.numbers | {name: each.start for name, each in self.inputs.items()}
        try:
            formula = parse(text, known)
            start = shown(formula.result(known), decimals)
        except FormulaError as error:
            self.say(node, f"the value {name!r}: {error}; its inputs are {', '.join(self.inputs)}")
            return None
        named = sorted(set(formula.inputs) - self.inputs.keys())
        self.used |= {each: f"{self.data.facts[each].number:f}" for each in named if self.data}
        for other, each in self.inputs.items():
            for end, remedy in ((each.least, "`min` must be above"), (each.most, "`max` must be below")):
                try:
                    formula.result(known | {other: end})
                except FormulaError:
                    wrong = f"the value {name!r} has no result where {other!r} is {plain(end)}"
                    self.say(node, f"{wrong}; its {remedy} {plain(end)}")
                    return None
        return start

    def place(self, name: str, node: yaml.Node, where: str, number: str) -> Iterator[Place]:
        diagram = read_diagram(self.source)
        of = where if diagram.chart or where == "title" else ""
        text, region = with_unit(number, "") if of else number, _region(self.source, diagram, where)
        if region is None:
            self.say(node, f"{where!r} is no place in the diagram; write a node's id, a row's or bar's label, or `title`")
            return
        written = self.source[slice(*region)]
        hits = list(re.finditer(rf"(?<![\d.,]){re.escape(text)}(?!\d|[.,]\d)", written))
        if len(hits) != 1:
            starts = f"the value {name!r} starts as {text!r}; write `{text}` there, once"
            self.say(node, f"{where!r} says {' '.join(written.split())!r}, but {starts}")
            return
        at = region[0] + hits[0].start()
        line = self.source.rfind("\n", 0, at) + 1
        column = len(self.source[line:at].encode("utf-16-le")) // 2
        yield Place(self.source.count("\n", 0, at), column, text, of)


def _children(node: yaml.Node | None) -> dict[str, yaml.Node]:
    return {str(key.value): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _region(source: str, diagram: Diagram, where: str) -> tuple[int, int] | None:
    """Where the words of a place begin and end in the source."""
    kinds = ("caption",) if where == "title" else ("label",)
    for part in diagram.parts:
        if part.kind in kinds and part.node == ("" if where == "title" else where):
            # Of a title in quotes the part begins with the first of them.
            return part.start, part.start + len(part.written) + (where == "title")
    body, name = statements(source), re.escape(where)
    if row := re.search(rf"^[ \t]*\"?{name}\"?[ \t]*[:,](?:[^\n]*[:,])?(?P<value>[^\n:,]*)$", body, re.MULTILINE):
        return row.span("value")
    named = r"(?:\"[^\"\n]*\"|[^\"\[\n])*"
    rows = [re.search(rf"^[ \t]*(?:{word})\b{named}\[([^\]\n]*)\]", body, re.MULTILINE) for word in ("x-axis", "bar|line")]
    if rows[0] and rows[1]:
        names = [label.strip(' "') for label in rows[0][1].split(",")]
        cells = list(re.finditer("[^,]+", rows[1][1]))
        if where in names[: len(cells)]:
            start, end = cells[names.index(where)].span()
            return rows[1].start(1) + start, rows[1].start(1) + end
    return None
