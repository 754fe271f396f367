# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The words of a diagram that is no flowchart, one entry a line: what its twin says of it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.text import decode, plain_label, statements

Entry = tuple[int, str, str]
"""How deep it stands, what it is in the counts (empty for what is not counted), and its words."""

_KIND = re.compile(r"\A\s*([A-Za-z0-9]+)(?:-[\w-]+)?[^\S\n]*(?:showData\b|horizontal\b|;)?")
_MESSAGE = re.compile(
    r"(?P<start>[^:\n]+?)\s*(?P<both><<)?--?(?:>>?|[x)]|[|\\/]{1,2}-?)(?:\(\))?\s*[+-]?\s*(?P<end>[^:\n+-][^:\n]*?)\s*:(?P<text>.*)"
)
_PARTICIPANT = re.compile(r"(?:create\s+)?(?:participant|actor)\s+(?P<id>.+?)(?:@\{[^}]*\})?(?:\s+as\s+(?P<name>.+))?$")
_RELATION = re.compile(
    r"(?P<start>[^\s\"]+)\s*(?:\"(?P<near>[^\"]*)\"\s*)?(?P<arrow>(?:<\||[<*o]|\(\))?(?:--|\.\.)(?:\|>|[>*o]|\(\))?)"
    r"\s*(?:\"(?P<far>[^\"]*)\"\s*)?(?P<end>[^\s\":]+)\s*(?::(?P<text>.*))?"
)
_VERBS = {"<|": "is extended by", "<": "is used by", "*": "consists of", "o": "has", "()": "offers"}
"""What the head at the start of a relation says of its start; at its end, of its end."""
_VERBS_AT_END = {
    "|>": "extends",
    "..|>": "implements",
    ">": "leads to",
    "..>": "depends on",
    "*": "is part of",
    "o": "belongs to",
    "()": "needs",
}
_SHAPE = re.compile(r"^[^\s\[\](){}\"]*(?:\(\(|\)\)|\{\{|[\[(){])+(?P<text>.*?)(?:\)\)|\(\(|\}\}|[\])(}])+$")
_OPENS = re.compile(
    r"(?P<word>loop|alt|opt|par(?:_over)?|critical|break|rect|box)\b\s*(?:rgba?\([^)]*\)|#\w+)?(?P<text>.*)"
)
_GOES_ON = re.compile(r"(?P<word>else|and|option)\b(?P<text>.*)")
_PLOT = re.compile(r"(?P<word>[\w-]+)\s*(?:\"(?P<name>[^\"]*)\")?(?P<rest>[^\[]*)(?:\[(?P<inside>.*))?")
_ELSE = re.compile(r"(?:title|accTitle|accDescr)\b:?(?P<text>.*)")


def outline(source: str) -> tuple[str, list[tuple[int, str]]]:
    """What the diagram is with its counts, `Pie: 3 slices.`, and its entries as depth and words."""
    body = statements(source)
    kind = _KIND.match(body)
    name = kind[1] if kind else "diagram"
    text = body[kind.end() :] if kind else body
    what, read = next((found for word, found in _READERS.items() if name.startswith(word)), ("", _lines))
    entries = [(depth, counted, " ".join(words.split())) for depth, counted, words in read(text.expandtabs(4).split("\n"))]
    counts = Counter(counted for _, counted, _ in entries if counted)
    what = what or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
    return counted_words(what, counts), [(depth, words) for depth, _, words in entries if words]


def counted_words(what: str, counts: dict[str, int]) -> str:
    """A sentence such as `Flowchart: 1 node, 2 arrows.`; the plural of each thing is made by an `s` or `es`."""
    things = (
        f"{n} {thing if n == 1 else thing + ('es' if thing.endswith('s') else 's')}" for thing, n in counts.items() if n
    )
    return f"{what}: {', '.join(things)}." if any(counts.values()) else f"{what}."


def list_entries(parent: Element, entries: Iterable[tuple[int, str]]) -> None:
    """Adds the entries as a list, those that stand deeper as lists in the entry before."""
    open_lists: list[tuple[int, Element]] = []
    for depth, words in entries:
        while open_lists and open_lists[-1][0] > depth:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < depth:
            above = open_lists[-1][1][-1] if open_lists else parent
            open_lists.append((depth, SubElement(above, "ul")))
        SubElement(open_lists[-1][1], "li").text = words


def _label(text: str) -> str:
    words = text.strip().strip('"')
    return plain_label(words.strip("`"), markdown=words.startswith("`"))


def _lines(lines: list[str]) -> Iterator[Entry]:
    """The words of any other kind, without the signs of its grammar."""
    for line in lines:
        said = _ELSE.match(line.strip())
        yield 0, "", decode(re.sub(r"[\"\[\](){}|]|:::\w+|::icon\([^)]*\)", " ", said["text"] if said else line))


def _sequence(lines: list[str]) -> Iterator[Entry]:
    names: dict[str, str] = {}
    read = [line.strip() for line in lines]
    for found in filter(None, map(_PARTICIPANT.match, read)):
        names[found["id"].strip()] = _label(found["name"] or found["id"])
    depth = 0
    for found in filter(None, map(_MESSAGE.match, read)):
        for end in ("start", "end"):
            names.setdefault(found[end].strip(), _label(found[end]))
    for name in names.values():
        yield 0, "participant", name
    for line in read:
        if note := re.match(
            r"note\s+(?P<where>over|(?:left|right)\s+of)\s+(?P<of>[^:]+):(?P<text>.*)", line, re.IGNORECASE
        ):
            of = " and ".join(names.get(name.strip(), name.strip()) for name in note["of"].split(","))
            yield depth, "note", f"Note {note['where'].lower()} {of}: {_label(note['text'])}"
        elif opened := _OPENS.match(line):
            yield depth, "", f"{opened['word']} {_label(opened['text'])}"
            depth += 1
        elif (other := _GOES_ON.match(line)) and depth:
            yield depth - 1, "", f"{other['word']} {_label(other['text'])}"
        elif line == "end":
            depth = max(depth - 1, 0)
        elif message := _MESSAGE.match(line):
            start, end = (names[message[side].strip()] for side in ("start", "end"))
            yield depth, "message", f"{start} to {'and from ' if message['both'] else ''}{end}: {_label(message['text'])}"
        elif line.startswith("title"):
            yield 0, "", _label(line[5:].lstrip(" :"))


def _pie(lines: list[str]) -> Iterator[Entry]:
    slices = [found for line in lines if (found := re.match(r"\s*\"(.*)\"\s*:\s*([\d.]+)\s*$", line))]
    whole = sum(float(value) for _, value in (found.groups() for found in slices)) or 1
    for line in lines:
        if title := re.match(r"\s*title\b(.*)", line):
            yield 0, "", _label(title[1])
    for found in slices:
        yield 0, "slice", f"{_label(found[1])}: {found[2]} ({float(found[2]) / whole:.0%})"


def _xychart(lines: list[str]) -> Iterator[Entry]:
    categories: list[str] = []
    for line in map(str.strip, lines):
        if not (found := _PLOT.match(line)):
            continue
        word, named, rest = found["word"].lower(), _label(found["name"] or ""), found["rest"]
        values = [
            _label(value) for value in next(csv.reader([(found["inside"] or "").rstrip("] ")], skipinitialspace=True), [])
        ]
        if word.endswith("-axis"):
            categories = values if word == "x-axis" else categories
            yield 0, "", f"{word.replace('-', ' ')}: {named} {_label(rest.replace('-->', 'to'))} {', '.join(values)}"
        elif word in ("bar", "line"):
            points = (f"{name} {value}".strip() for name, value in zip_longest(categories, values, fillvalue=""))
            name = named or _label(rest)
            yield 0, word, f"{word}{f' “{name}”' if name else ''}: {', '.join(points)}"
        elif word == "title":
            yield 0, "", named or _label(line[len(word) :])


def _sankey(lines: list[str]) -> Iterator[Entry]:
    for row in csv.reader(line.strip() for line in lines):
        if len(row) == 3:
            yield 0, "flow", f"{decode(row[0])} to {decode(row[1])}: {row[2].strip()}"


def _tree(lines: list[str]) -> Iterator[Entry]:
    for line in lines:
        words = re.sub(r"::icon\([^)]*\)|:::[\w\s-]+$", "", line).strip()
        shape, value = _SHAPE.match(words), re.match(r"\"(.*)\"\s*(?::\s*([\d.,]+))?$", words)
        if value:
            words = f"{_label(value[1])}: {value[2]}" if value[2] else _label(value[1])
        elif words:
            words = _label(shape["text"] if shape else words)
        if words and not re.match(r"title\b|classDef\b", words):
            yield len(line) - len(line.lstrip()), "part", words


def _class(lines: list[str]) -> Iterator[Entry]:
    inside: list[str] = []
    labels = dict(re.findall(r"class\s+(\S+?)\[\"(.*?)\"\]", "\n".join(lines)))
    for line in (part.strip() for whole in lines for part in re.split(r"(?<=\{)|(?=\})", whole)):
        named = re.match(r"(?P<what>class|namespace)\s+(?P<id>[^\s{\[:]+)(?:\[\"(?P<label>.*?)\"\])?", line)
        note = re.match(r"note(?:\s+for\s+(?P<of>\S+))?\s+\"(?P<text>.*)\"", line)
        if line == "}":
            inside = inside[:-1]
        elif inside[-1:] == ["class"]:
            yield len(inside), "", _generic(line)
        elif named:
            yield len(inside), named["what"], _generic(named["label"] or named["id"])
            inside += [named["what"]] * line.endswith("{")
        elif note:
            yield len(inside), "note", f"Note{f' for {note[1]}' if note[1] else ''}: {_label(note['text'])}"
        elif relation := _RELATION.fullmatch(line):
            yield len(inside), "relation", _relation(relation, labels)
        elif member := re.match(r"(?:<<(.+)>>\s+(\S+)|([^\s:]+)\s*:\s*(.+))$", line):
            yield len(inside), "", f"{_generic(member[2] or member[3])}: {_generic(member[1] or member[4])}"


def _relation(found: re.Match[str], labels: dict[str, str]) -> str:
    start, end = (
        f"{_generic(labels.get(found[side], found[side]))}{f' ({found[near]})' if found[near] else ''}"
        for side, near in (("start", "near"), ("end", "far"))
    )
    tail, dots, head = re.split(r"(--|\.\.)", found["arrow"])
    verb = (
        _VERBS.get(tail)
        or _VERBS_AT_END.get((dots if dots == ".." else "") + head)
        or _VERBS_AT_END.get(head, "is joined to")
    )
    return f"{start} {verb} {end}" + (f": {_label(found['text'])}" if found["text"] else "")


def _generic(text: str) -> str:
    """A name or member, in which `~T~` is a type between angle brackets."""
    return decode(re.sub(r"~(\w[^~]*)~", r"<\1>", text.strip().strip("`")))


_READERS: dict[str, tuple[str, Callable[[list[str]], Iterator[Entry]]]] = {
    "sequenceDiagram": ("Sequence diagram", _sequence),
    "pie": ("Pie", _pie),
    "xychart": ("Chart", _xychart),
    "sankey": ("Sankey", _sankey),
    "treemap": ("Treemap", _tree),
    "mindmap": ("Mindmap", _tree),
    "classDiagram": ("Class diagram", _class),
}
