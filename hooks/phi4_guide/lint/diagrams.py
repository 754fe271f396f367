# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for diagrams: that they can be read, what is left out of the picture, their form, their walk, their turn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from phi4_guide.content.document import Fence
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import Flowchart
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, read_diagram, slug
from phi4_guide.diagrams.text import ICON, WORDS, Part, PartKind, statements
from phi4_guide.diagrams.turn import read_turn
from phi4_guide.diagrams.walk import Step, is_named, read_steps
from phi4_guide.lint import Context, Finding, rule

ROLES = ["data", "process", "model", "decision", "result"]
"""The classes that the site's style sheet colours."""

MAX_NODES, MAX_ROLES, MAX_WORDS, MIN_DESCRIPTION = 12, 3, 5, 9
STEPS, MIN_STEP = range(4, 8), 12

_LOOSE = {"securityLevel", "secure", "dompurifyConfig"}
# What has a style sheet ask for a file; with an escape in it any word may be such a one.
_ASKS = re.compile(r"\b(?:url|src|image|image-set|cross-fade)\s*\(|@import|\\", re.IGNORECASE)
_CLASS_DEF = re.compile(r"(?:^|;)[ \t]*(?P<word>classDef)\b", re.MULTILINE)
_NAMES: dict[str, PartKind] = {"title": "caption", "accTitle": "name", "accDescr": "description"}
_TAG = re.compile(r"(?<!<)<(?P<name>[a-zA-Z][\w-]*)(?:[\s/][^<>]*)?>")
_PICTURES = {"img", "image", "picture", "video", "audio", "source"}
# In a mindmap and an architecture too.
_ANY_ICON = re.compile(rf"{ICON.pattern}|^::icon\(|(?:service|group)\s+[\w-]+\(\w+:(?=[\w-]+\))")
_NO_PICTURE = "the picture is left out, its words are kept; show it beside the diagram"
_SHOWN = {"b", "br", "code", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}


def diagrams_of(page: Page) -> Iterator[tuple[Fence, Diagram]]:
    """The page's diagrams, each as its fence and as it was read; without those of which nothing is judged."""
    read = ((fence, read_diagram(fence.text)) for fence in page.document.diagrams)
    return ((fence, diagram) for fence, diagram in read if not diagram.closed)


def _first_line(fence: Fence, message: str) -> Finding:
    """A finding where the diagram begins, at its language."""
    return Finding(fence.line - 1, fence.indent + 1, message)


@rule("diagram-unreadable", Severity.ADVICE)
def diagram_unreadable(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram is not empty, and can be read at build: its words and links are there for those who listen, and checked.

    What cannot be read here most often cannot be drawn either. An error on a checked page: figures in it go unchecked. Its
    first word is one of Mermaid's kinds; a node has another id than Mermaid's own words, `end` for one.

    Wrong:

        ```mermaid
        flowchart TB; A[Tokens (web)] --> B
        ```
    """
    severity = Severity.ERROR if is_checked(page) else None
    for fence in page.document.diagrams:
        if error := read_diagram(fence.text).error:
            wrong = f"the diagram cannot be read: {error}"
            yield Finding(fence.line + error.line - 1, fence.indent + 1, wrong, severity)
        elif not statements(fence.text).strip():
            yield _first_line(fence, "the diagram is empty; write one, `flowchart TB` for a start, or remove it")


@rule("diagram-lost", Severity.ADVICE)
def diagram_lost(page: Page, _: Context) -> Iterator[Finding]:
    """A node has one label, and a `click` names a node that stands above it.

    Of two labels Mermaid keeps the last, other links it drops, also those of subgraphs, and says nothing.

    Wrong:

        ```mermaid
        flowchart TB; A[Web data] --> B; A[Code]; click C "data.md"
        ```
    """
    for fence, diagram in diagrams_of(page):
        chart = diagram.chart or Flowchart()
        labels: dict[str, str] = {}
        for part in chart.parts:
            if part.kind == "label" and labels.setdefault(part.node, part.text) != part.text:
                wrong = f"the node {part.node!r} is {labels[part.node]!r} above and {part.text!r} here"
                yield Finding(*fence.place(part.start), f"{wrong}; write one label, or another id")
            for name in part.node.split(",") if part.kind == "link" else ():
                if name not in chart.links:
                    wrong = f"the link of {name!r} is lost: no node of this id stands above; name one that does"
                    yield Finding(*fence.place(part.start), wrong)


@rule("diagram-security", Severity.ADVICE)
def diagram_security(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram runs nothing, loosens nothing and asks for no file. What would is left out of it, and its words are kept.

    Such are a link that leads to no page, a callback, HTML, a loose setting, a style's address, a picture.

    Wrong:

        ```mermaid
        flowchart TB; A@{ img: "https://example.org/a.png", label: "A" } --> B
        ```
    """
    for fence, diagram in diagrams_of(page):
        for part in diagram.parts:
            for offset, wrong in _left_out(part):
                yield Finding(*fence.place(part.start + offset), wrong)


def _left_out(part: Part) -> Iterator[tuple[int, str]]:
    """What of a part is left out of the picture: its offset, and what is wrong with it."""
    if part.kind == "setting":
        loose = _LOOSE.intersection(part.node.split("."))
        if loose and not (loose == {"securityLevel"} and part.text in ("strict", "sandbox")):
            yield 0, f"the setting `{min(loose)}` is not obeyed: it loosens what a diagram may do; remove it"
        if _ASKS.search(part.text):
            yield 0, "a style that asks for a file is left out; remove the address"
    if part.kind == "handler" or (part.kind == "link" and not leads_to_a_page(part.written)):
        wrong = "it would run a script" if part.kind == "handler" else "it leads to no page"
        yield 0, f'{part.written.strip()!r} is left out, {wrong}; write a link, `click A "page.md"`'
    if part.kind == "picture":
        yield 0, _NO_PICTURE
    for icon in _ANY_ICON.finditer(part.written) if part.kind in WORDS else ():
        yield icon.start(), _NO_PICTURE
    for tag in _TAG.finditer(part.written) if part.kind in WORDS else ():
        name = tag["name"].lower()
        if name in _PICTURES:
            yield tag.start(), _NO_PICTURE
        elif name not in _SHOWN:
            remedy = ', its words are kept; write a link as `click A "page.md"`' if name == "a" else "; remove it"
            yield tag.start(), f"`<{name}>` is left out{remedy}"


@rule("diagram-name", Severity.ADVICE)
def diagram_name(page: Page, context: Context) -> Iterator[Finding]:
    """A diagram of a checked page has a title, a name, a description of nine words, and the facts that it rests on.

    The title says what the diagram shows, as an answer. Those who listen hear the name, and the description in its place.

    Wrong:

        ```mermaid
        flowchart TB; A --> B
        ```
    """
    for fence, diagram in diagrams_of(page) if is_checked(page) else ():
        body = statements(fence.text).strip()
        where = " between the `---` lines" if body.startswith("sankey") else ""
        missing = [f"{key}; write a line `{key}: …`{where}" for key, kind in _NAMES.items() if not diagram.first(kind)]
        wrong = [f"the diagram has no {words}" for words in missing]
        if 0 < len(diagram.first("description").split()) < MIN_DESCRIPTION:
            wrong.append(f"the accDescr is short; say what the diagram shows, in {MIN_DESCRIPTION} words or more")
        if context.needs_source and not named_facts(fence.text):
            wrong.append("the diagram names no facts; write a line `%% facts: …` with the ids of what it rests on")
        yield from (_first_line(fence, message) for message in wrong if body)


@rule("diagram-size", Severity.ADVICE)
def diagram_size(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart of a checked page is taken in at a look, on a phone: 12 nodes, five words a label, top-down, three roles.

    Roles are classes in the site's colours, `A:::data`; no other class shows. A walk has four to seven steps of
    twelve words or more.

    Wrong:

        ```mermaid
        flowchart LR; A["All of the web data that was kept"]:::dta --> B
        ```
    """
    for fence, diagram in diagrams_of(page) if is_checked(page) else ():
        chart = diagram.chart or Flowchart()
        roles = {part.written for part in chart.parts if part.kind == "class"}
        for number, most, what in ((len(chart.nodes), MAX_NODES, "nodes"), (len(roles), MAX_ROLES, "roles")):
            if number > most:
                yield _first_line(fence, f"the diagram has {number} {what}; keep it to {most}, or divide it")
        if chart.direction not in ("TB", "TD"):
            yield _first_line(fence, f"the flowchart runs {chart.direction}; a phone is narrow, write `flowchart TB`")
        for part in chart.parts:
            if part.kind == "label" and len(part.text.split()) > MAX_WORDS:
                wrong = f"the label {part.text!r} is long; write {MAX_WORDS} words at most"
                yield Finding(*fence.place(part.start), wrong)
            if part.kind == "class" and part.written not in ROLES:
                near = get_close_matches(part.written, ROLES, 1)
                remedy = f"write `{near[0]}`" if near else f"it is one of {', '.join(ROLES)}"
                yield Finding(*fence.place(part.start), f"the class {part.written!r} is no role; {remedy}")
        for found in _CLASS_DEF.finditer(statements(fence.text)) if diagram.chart else ():
            wrong = "roles have the guide's colours; remove the classDef, write `A:::data`"
            yield Finding(*fence.place(found.start("word")), wrong)
        steps = read_steps(fence.listing, diagram.chart)
        steps = steps if steps and is_named(steps[0]) else []
        if len(steps) not in STEPS and steps:
            yield _first_line(fence, f"the walk has {len(steps)} steps; write four to seven")
        for step in (step for step in steps if 0 < step.words < MIN_STEP):
            wrong = f"the step has {step.words} words; say what happens there, and why, in {MIN_STEP} or more"
            yield Finding(*page.document.item_place(step.item), wrong)


@rule("walk-step", Severity.ADVICE)
def walk_step(page: Page, _: Context) -> Iterator[Finding]:
    """Each step of a walk begins with what it shows of the diagram, in backticks, and then says what happens there.

    A list right behind a flowchart is its walk where the first item begins so: `a` is a node or a group, `a --> b` an
    arrow with both its ends. A wrong step leaves it a list; on a checked page that is an error. It is advice where only a
    later item begins so. Any other list stays one.

    Wrong:

        ```mermaid
        flowchart TB; data --> model
        ```

        1. `data`: Text is read.
        2. `modell`: It is learnt.
    """
    for fence, diagram in diagrams_of(page):
        steps = read_steps(fence.listing, diagram.chart)
        begun = bool(steps) and is_named(steps[0])
        severity = Severity.ERROR if is_checked(page) and begun else None
        # Of a list whose first item is none of a walk's the rest may be meant otherwise.
        for step in steps if begun else steps[:1]:
            for name, wrong in _wrong(step, diagram.chart or Flowchart()):
                yield Finding(*page.document.item_place(step.item, name), wrong, severity)


def _wrong(step: Step, chart: Flowchart) -> Iterator[tuple[str, str]]:
    """What is wrong with a step, and the name at which it is."""
    known = [*chart.nodes, *chart.groups, *(f"{edge.start} --> {edge.end}" for edge in chart.edges)]
    # An arrow that is named from its end is meant too.
    meant = {f"{edge.end} --> {edge.start}": f"{edge.start} --> {edge.end}" for edge in chart.edges}
    meant |= {name: name for name in known}
    if not step.names:
        yield "", f"the step names nothing of the diagram, so the list is no walk; begin it with a node, as `{known[0]}`"
    for name in (name for name, shown in step.names.items() if not shown):
        near = get_close_matches(name, meant, 1)
        remedy = f"`{meant[near[0]]}`" if near else "one of " + ", ".join(f"`{each}`" for each in known[:12])
        yield name, f"the diagram has no `{name}`; write {remedy}"
    if step.names and not step.words:
        yield next(iter(step.names)), "the step says nothing; write behind its names what happens there, and why"


@rule("figure-id", Severity.ADVICE)
def figure_id(page: Page, _: Context) -> Iterator[Finding]:
    """A figure's id is its own on the page, and made for an address: links lead to `#fig-the-run` and `#fig-the-run.node`.

    It is made of the diagram's title, or of an `id:` beside that; of two alike the second figure has none. An error on a
    checked page.
    """
    severity = Severity.ERROR if is_checked(page) else None
    lines: dict[str, int] = {}
    for fence, diagram in diagrams_of(page):
        for part in diagram.parts:
            if part.kind == "anchor" and (not part.text or part.text != slug(part.text)):
                remedy = f"`id: {slug(part.text)}`" if slug(part.text) else "small letters, digits and hyphens"
                yield Finding(*fence.place(part.start), f"{part.text!r} is no id; write {remedy}", severity)
        line = lines.setdefault(diagram.id, fence.line - 1)
        if diagram.id and line != fence.line - 1:
            wrong = f"the figure on line {line} has the id `{diagram.id}` too; write another title, or another `id: …`"
            yield Finding(fence.line - 1, fence.indent + 1, wrong, severity)


@rule("diagram-turn", Severity.ERROR)
def diagram_turn(page: Page, context: Context) -> Iterator[Finding]:
    """What a reader can turn is true: names are known, formulas have results, each start is its fact's and stands there.

    A value's start is what its formula gives, and stands once in each place that `place:` names: at a node's id, a row's,
    bar's or slice's label, or in the `title`. Starts and presets are in range.

    Wrong:

        ```mermaid
        ---
        turn:
          inputs: {tokens: {label: Tokens, min: 1, max: 9, start: 3}}
          values: {bytes: {formula: 2 * token, place: cache}}
        ---
        flowchart TB; cache["6 bytes"] --> B
        ```
    """
    for fence in page.document.diagrams:
        for line, wrong in read_turn(fence.text, context.data)[1]:
            yield Finding(fence.line + line, fence.indent + 1, wrong)
