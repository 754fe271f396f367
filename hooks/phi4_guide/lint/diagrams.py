# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for diagrams: that they can be read, what is left out of the picture and, on checked pages, their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from phi4_guide.content.document import Fence
from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import Flowchart
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, read_diagram
from phi4_guide.diagrams.text import WORDS, PartKind, statements
from phi4_guide.lint import Context, Finding, rule

ROLES = ["data", "process", "model", "decision", "result"]
"""The classes that the site's style sheet colours."""

MAX_NODES, MAX_ROLES, MAX_WORDS, MIN_DESCRIPTION = 12, 3, 5, 9

_LOOSE = {"securityLevel", "secure", "dompurifyConfig"}
# What has a style sheet ask for a file; with an escape in it any word may be such a one.
_ASKS = re.compile(r"\b(?:url|src|image|image-set|cross-fade)\s*\(|@import|\\", re.IGNORECASE)
_CLASS_DEF = re.compile(r"(?:^|;)[ \t]*(?P<word>classDef)\b", re.MULTILINE)
_NAMES: dict[str, PartKind] = {"title": "caption", "accTitle": "name", "accDescr": "description"}
_TAG = re.compile(r"(?<!<)<(?P<name>[a-zA-Z][\w-]*)(?:[\s/][^<>]*)?>")
_PICTURES = {"img", "image", "picture", "video", "audio", "source"}
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

    What cannot be read here most often cannot be drawn either. An error on a checked page: figures in it go unchecked.

    Wrong:

        ```mermaid
        flowchart TB; A[Tokens (web)] --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A["Tokens (web)"] --> B
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

    Of each kind (a link that leads to no page, a callback, HTML, a loose setting, a style's address, a picture) a page's
    first is reported.

    Wrong:

        ```mermaid
        flowchart TB; A@{ img: "https://example.org/a.png", label: "A" } --> B
        ```
    """
    reported = set()
    for fence, diagram in diagrams_of(page):
        for kind, offset, wrong in _left_out(diagram):
            if kind not in reported:
                yield Finding(*fence.place(offset), wrong)
            reported.add(kind)


def _left_out(diagram: Diagram) -> Iterator[tuple[str, int, str]]:
    """What is left out of the picture: its kind, its place, and what is wrong with it."""
    for part in diagram.parts:
        if part.kind == "setting":
            loose = _LOOSE.intersection(part.node.split("."))
            if loose and not (loose == {"securityLevel"} and part.text in ("strict", "sandbox")):
                wrong = f"the setting `{min(loose)}` is not obeyed: it loosens what a diagram may do; remove it"
                yield "setting", part.start, wrong
            if _ASKS.search(part.text):
                yield "style", part.start, "a style that asks for a file is left out; remove the address"
        if part.kind == "handler" or (part.kind == "link" and not leads_to_a_page(part.written)):
            wrong = "it would run a script" if part.kind == "handler" else "it leads to no page"
            wrong = f'{part.written.strip()!r} is left out, {wrong}; write a link, `click A "page.md"`'
            yield part.kind, part.start, wrong
        if part.kind == "picture":
            yield "picture", part.start, _NO_PICTURE
        for tag in _TAG.finditer(part.written) if part.kind in WORDS else ():
            name = tag["name"].lower()
            if name in _PICTURES:
                yield "picture", part.start + tag.start(), _NO_PICTURE
            elif name not in _SHOWN:
                wrong = f'`<{name}>` is left out, its words are kept; write a link as `click A "page.md"`'
                yield "html", part.start + tag.start(), wrong


@rule("diagram-name", Severity.ADVICE)
def diagram_name(page: Page, context: Context) -> Iterator[Finding]:
    """A diagram of a checked page has a title, a name, a description of nine words, and the facts that it rests on.

    The title says what the diagram shows, as an answer. Those who listen hear the name, and the description in its place.

    Wrong:

        ```mermaid
        flowchart TB; A --> B
        ```

    Right:

        ```mermaid
        ---
        title: From A to B
        ---
        flowchart TB
          accTitle: Way
          accDescr: A leads to B, and from there nothing leads on.
          %% facts: weight-decay
          A --> B
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

    Roles are classes in the site's colours, `A:::data`; no other class shows.

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
