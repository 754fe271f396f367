# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for diagrams: that they can be read, what is left out of the picture and, on checked pages, their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from phi4_guide.content.document import Fence
from phi4_guide.content.header import is_checked
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import Flowchart, Part, PartKind
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, place_in, read_diagram
from phi4_guide.diagrams.text import statements
from phi4_guide.lint import Context, Finding, rule

ROLES = ["data", "process", "model", "decision", "result"]
"""The classes that the site's style sheet colours."""

SETTINGS = {
    "curve": "basis bumpX bumpY cardinal catmullRom linear monotoneX monotoneY natural rounded step stepAfter stepBefore",
    "layout": "cose-bilkent dagre elk elk.box elk.force elk.mrtree elk.rectpacking elk.sporeOverlap elk.stress swimlane",
    "look": "classic handDrawn neo",
    "theme": "base dark default forest neo neo-dark neutral null redux redux-color redux-dark redux-dark-color",
}
"""What Mermaid 12.3 knows. Anything else it replaces by its default, silently."""

MAX_NODES, MAX_ROLES, MAX_WORDS, MIN_DESCRIPTION = 12, 3, 5, 9

_LOOSE = {"securityLevel", "secure", "dompurifyConfig"}
# What has a style sheet ask for a file; with an escape in it any word may be such a one.
_ASKS = re.compile(r"\b(?:url|src|image|image-set|cross-fade)\s*\(|@import|\\", re.IGNORECASE)
_TAG = re.compile(r"(?<!<)<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>[\s/][^<>]*)?>")
_HANDLER = re.compile(r"[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)
_PICTURES = {"img", "image", "picture", "video", "audio", "source"}
_SHOWN = {"b", "br", "code", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}
_CLICK = re.compile(
    r"^[ \t]*(?:click|link)[ \t]+\S+[ \t]+(?:(?:href[ \t]+)?\"(?P<link>[^\"\n]*)\"|(?P<handler>(?!href\b)\w[^\n]*))",
    re.MULTILINE,
)
# Kinds that know `click`; in others a line may begin with that word.
_CLICKS = re.compile(r"\s*(?:graph|flowchart|classDiagram|stateDiagram|gantt)")
_CLASS_DEF = re.compile(r"(?:^|;)[ \t]*(?P<word>classDef)\b", re.MULTILINE)
_SANKEY = re.compile(r"\s*sankey\b")
_NAMES = re.compile(r"^[ \t]*(?P<key>accTitle|accDescr)\b", re.MULTILINE)


def _diagrams(page: Page) -> Iterator[tuple[Fence, Diagram]]:
    for fence in page.document.diagrams if page.document else ():
        yield fence, read_diagram(fence.text)


def _flowcharts(page: Page) -> Iterator[tuple[Fence, Flowchart]]:
    return ((fence, diagram.chart) for fence, diagram in _diagrams(page) if diagram.chart)


def _parts(page: Page, *kinds: PartKind) -> Iterator[tuple[Fence, Part]]:
    return ((fence, part) for fence, chart in _flowcharts(page) for part in chart.parts if part.kind in kinds)


def _at(fence: Fence, line: int, column: int, message: str, severity: Severity | None = None) -> Finding:
    """A finding at a place in the diagram; line 0 is the fence's first, with its language."""
    return Finding(fence.line + line - 1, fence.indent + column, message, severity)


def _find(fence: Fence, offset: int, message: str, severity: Severity | None = None) -> Finding:
    return _at(fence, *place_in(fence.text, offset), message, severity)


def _like(value: str, known: list[str]) -> str:
    near = get_close_matches(value, known, 1)
    return f"write `{near[0]}`" if near else f"it is one of {', '.join(known)}"


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
    for fence, diagram in _diagrams(page):
        if not statements(fence.text).strip():
            yield _at(fence, 0, 1, "the diagram is empty; write one, `flowchart TB` for a start, or remove it")
        elif error := diagram.error:
            yield _at(fence, error.line, 1, f"the diagram cannot be read: {error}", severity)


@rule("diagram-node-twice", Severity.ADVICE)
def diagram_node_twice(page: Page, _: Context) -> Iterator[Finding]:
    """A node has one label. Of two Mermaid keeps the last and says nothing: often the second node was to have another id.

    Wrong:

        ```mermaid
        flowchart TB; A[Web data] --> B; A[Code]
        ```

    Right:

        ```mermaid
        flowchart TB; A[Web data] --> B; C[Code]
        ```
    """
    labels: dict[tuple[int, str], str] = {}
    for fence, part in _parts(page, "label"):
        above = labels.setdefault((fence.line, part.of), part.shown)
        if above != part.shown:
            wrong = f"the node {part.of!r} is {above!r} above and {part.shown!r} here; write one label, or another id"
            yield _find(fence, part.start, wrong)


@rule("diagram-setting", Severity.ADVICE)
def diagram_setting(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram's curve, layout, look and theme are ones that Mermaid has. Any other is replaced by the default, silently.

    Wrong:

        ```mermaid
        %%{init: {"theme": "darkk"}}%%
        flowchart TB; A --> B
        ```

    Right:

        ```mermaid
        %%{init: {"theme": "dark"}}%%
        flowchart TB; A --> B
        ```
    """
    for fence, diagram in _diagrams(page):
        for setting in diagram.settings:
            known = SETTINGS.get(setting.path[-1] if setting.path else "", "").split()
            if known and setting.value not in known:
                wrong = f"Mermaid has no {setting.path[-1]} {setting.value!r}; {_like(setting.value, known)}"
                yield _at(fence, setting.line, setting.column, wrong)


@rule("diagram-link", Severity.ADVICE)
def diagram_link(page: Page, _: Context) -> Iterator[Finding]:
    """A `click` names a node that stands above it. Mermaid drops every other, and one on a subgraph too, silently.

    Wrong:

        ```mermaid
        flowchart TB; A --> B; click C "data.md"
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B; click B "data.md"
        ```
    """
    for fence, chart in _flowcharts(page):
        for part in (part for part in chart.parts if part.kind == "link"):
            for name in part.of.split(","):
                if name not in chart.links or name not in chart.nodes:
                    wrong = f"the link of {name!r} is lost: no node of this id stands above; name one that does"
                    yield _find(fence, part.start, wrong)


@rule("diagram-security", Severity.ADVICE)
def diagram_security(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram runs nothing, loosens nothing and asks for no file. What would is left out of it, and its words are kept.

    Of each kind (a script's link, a callback, HTML, a loose setting, a style's address, a picture) a page's first is
    reported.

    Wrong:

        ```mermaid
        flowchart TB; A@{ img: "https://example.org/a.png", label: "A" } --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B; click A "https://example.org/a.png"
        ```
    """
    for found in (
        _clicks(page, "link"),
        _clicks(page, "handler"),
        _settings(page),
        _styles(page),
        _pictures(page),
        _html(page),
    ):
        yield from islice(found, 1)


def _clicks(page: Page, kind: PartKind) -> Iterator[Finding]:
    """Links that lead to no page, or callbacks, in diagrams of any kind."""
    for fence, diagram in _diagrams(page):
        body = "" if diagram.chart else statements(fence.text)
        clicks = [(part.text, part.start) for part in (diagram.chart.parts if diagram.chart else ()) if part.kind == kind]
        lines = _CLICK.finditer(body) if _CLICKS.match(body) else ()
        for text, start in [*clicks, *((found[kind], found.start(kind)) for found in lines if found[kind])]:
            if kind == "handler" or not leads_to_a_page(text):
                wrong = "it would run a script" if kind == "handler" else "it leads to no page"
                yield _find(fence, start, f'{text.strip()!r} is left out, {wrong}; write a link, `click A "page.md"`')


def _settings(page: Page) -> Iterator[Finding]:
    for fence, diagram in _diagrams(page):
        for setting in diagram.settings:
            loose = _LOOSE.intersection(setting.path)
            if loose and not (loose == {"securityLevel"} and setting.value in ("strict", "sandbox")):
                wrong = f"the setting `{min(loose)}` is not obeyed: it loosens what a diagram may do; remove it"
                yield _at(fence, setting.line, setting.column, wrong)


def _styles(page: Page) -> Iterator[Finding]:
    wrong = "a style that asks for a file is left out; remove the address"
    for fence, diagram in _diagrams(page):
        for setting in diagram.settings:
            if setting.path != ("title",) and _ASKS.search(setting.value):
                yield _at(fence, setting.line, setting.column, wrong)


def _tags(page: Page) -> Iterator[tuple[Fence, int, str, str]]:
    """The HTML in labels: fence, place, name and attributes."""
    for fence, diagram in _diagrams(page):
        parts = diagram.chart.parts if diagram.chart else [Part("label", "", statements(fence.text), 0, "")]
        for part in (part for part in parts if part.kind in ("label", "arrow", "title", "tip")):
            for tag in _TAG.finditer(part.text):
                yield fence, part.start + tag.start(), tag["name"].lower(), tag["attributes"] or ""


def _pictures(page: Page) -> Iterator[Finding]:
    places = [(fence, part.start) for fence, part in _parts(page, "picture")]
    for fence, start in [*places, *((fence, start) for fence, start, name, _ in _tags(page) if name in _PICTURES)]:
        yield _find(fence, start, "the picture is left out, its words are kept; show it beside the diagram")


def _html(page: Page) -> Iterator[Finding]:
    for fence, start, name, attributes in _tags(page):
        if name not in _SHOWN | _PICTURES or _HANDLER.search(attributes):
            yield _find(fence, start, f'`<{name}>` is left out, its words are kept; write a link as `click A "page.md"`')


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
    for fence, diagram in _diagrams(page) if is_checked(page) else ():
        sankey = _SANKEY.match(statements(fence.text))
        where = " between the `---` lines" if sankey else ""
        for key, value in (("title", diagram.title), ("accTitle", diagram.name), ("accDescr", diagram.description)):
            if not value and statements(fence.text).strip():
                yield _at(fence, 0, 1, f"the diagram has no {key}; write a line `{key}: …`{where}")
        if 0 < len(diagram.description.split()) < MIN_DESCRIPTION:
            wrong = f"the accDescr is short; say what the diagram shows, in {MIN_DESCRIPTION} words or more"
            yield _at(fence, 0, 1, wrong)
        if context.needs_source and not named_facts(fence.text) and statements(fence.text).strip():
            yield _at(
                fence, 0, 1, "the diagram names no facts; write a line `%% facts: …` with the ids of what it rests on"
            )
        for line in _NAMES.finditer(fence.text, sankey.end()) if sankey else ():
            wrong = f"in a sankey Mermaid reads `{line['key']}` as data; write the line between the `---` lines above"
            yield _find(fence, line.start("key"), wrong, Severity.ERROR)


@rule("diagram-size", Severity.ADVICE)
def diagram_size(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart of a checked page is taken in at a look, on a phone: 12 nodes, five words a label, top-down, three roles.

    Roles are classes in the site's colours, `A:::data`; no other class shows.

    Wrong:

        ```mermaid
        flowchart LR; A["All of the web data that was kept"]:::dta --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A["Web data, kept"]:::data --> B
        ```
    """
    for fence, chart in _flowcharts(page) if is_checked(page) else ():
        classes = [part for part in chart.parts if part.kind == "class"]
        roles = {part.text for part in classes}
        for number, most, what in ((len(chart.nodes), MAX_NODES, "nodes"), (len(roles), MAX_ROLES, "roles")):
            if number > most:
                yield _at(fence, 0, 1, f"the diagram has {number} {what}; keep it to {most}, or divide it")
        if chart.direction not in ("TB", "TD"):
            yield _at(fence, 0, 1, f"the flowchart runs {chart.direction}; a phone is narrow, write `flowchart TB`")
        for part in (part for part in chart.parts if part.kind == "label" and len(part.shown.split()) > MAX_WORDS):
            yield _find(fence, part.start, f"the label {part.shown!r} is long; write {MAX_WORDS} words at most")
        for part in (part for part in classes if part.text not in ROLES):
            yield _find(fence, part.start, f"the class {part.text!r} is no role; {_like(part.text, ROLES)}")
        for found in _CLASS_DEF.finditer(statements(fence.text)):
            yield _find(fence, found.start("word"), "roles have the guide's colours; remove the classDef, write `A:::data`")
