# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for diagrams: that they can be read and drawn, what is left out of the picture and, on checked pages, their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from phi4_guide.content.document import Fence
from phi4_guide.content.header import is_checked
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import Flowchart, Part, PartKind
from phi4_guide.diagrams.source import Diagram, leads_to_a_page, named_facts, place_in, read_diagram
from phi4_guide.diagrams.text import COMMENT, blank, statements
from phi4_guide.lint import Context, Finding, rule

ROLES = ("data", "process", "model", "decision", "result")
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
# What has a style sheet ask for a file, or may be such a word with an escape in it.
_ASKS = re.compile(r"\b(?:url|src|image|image-set|cross-fade)\s*\(|@import|\\", re.IGNORECASE)
_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>[\s/][^<>]*)?>")
_HANDLER = re.compile(r"[\s\"'/](?P<name>on[a-z]+)\s*=", re.IGNORECASE)
_RUNS = {"script", "iframe", "object", "embed", "frame", "form", "link", "meta", "base", "style", "svg", "math"}
_PICTURES = {"img", "image", "picture", "video", "audio", "source"}
_EMPHASIS = {"b", "br", "code", "del", "em", "i", "ins", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}
_CLICK = re.compile(
    r"^[ \t]*(?:click|link)[ \t]+\S+[ \t]+(?:(?:href[ \t]+)?\"(?P<link>[^\"\n]*)\"|(?P<handler>(?!href\b)\w[^\n]*))",
    re.MULTILINE,
)
# Kinds that know `click`: a line of others may begin with that word.
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


def _at(fence: Fence, line: int, column: int, message: str) -> Finding:
    """A finding at a place in the diagram; line 0 is the fence's first, with its language."""
    return Finding(fence.line + line - 1, fence.indent + column, message)


def _find(fence: Fence, offset: int, message: str) -> Finding:
    return _at(fence, *place_in(fence.text, offset), message)


def _like(value: str, known: list[str]) -> str:
    near = get_close_matches(value, known, 1)
    return f"write `{near[0]}`" if near else f"it is one of {', '.join(known)}"


@rule("diagram-empty", Severity.ADVICE)
def diagram_empty(page: Page, _: Context) -> Iterator[Finding]:
    """A Mermaid fence holds a diagram. An empty one is a frame with Mermaid's complaint in it.

    Wrong:

        ```mermaid
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B
        ```
    """
    for fence, _diagram in _diagrams(page):
        if not blank(COMMENT, fence.text).strip():
            yield _at(fence, 0, 1, "the diagram is empty; write one, `flowchart TB` for a start, or remove it")


@rule("diagram-unreadable", Severity.ADVICE)
def diagram_unreadable(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart can be read when the site is built: its words and links are then there for those who listen, and checked.

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
        if error := diagram.error:
            line = fence.line + error.line - 1
            yield Finding(line, fence.indent + 1, f"the diagram cannot be read: {error}", severity)


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
    said: dict[tuple[int, str], str] = {}
    for fence, part in _parts(page, "label"):
        above = said.setdefault((fence.line, part.of), part.shown)
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
            key = setting.path[-1] if setting.path else ""
            known = SETTINGS.get(key, setting.value).split()
            if setting.value not in known and key in SETTINGS:
                wrong = f"Mermaid has no {key} {setting.value!r}; {_like(setting.value, known)}"
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


@rule("diagram-active", Severity.ADVICE)
def diagram_active(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram runs nothing: a script's link, a callback, a script in a label are left out of it; its words are kept.

    The first of each kind on a page is reported.

    Wrong:

        ```mermaid
        flowchart TB; A --> B; click A "javascript:alert(1)"
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B; click A "data.md"
        ```
    """
    for found in (_script_links(page), _callbacks(page), _running_html(page)):
        yield from islice(found, 1)


def _clicks(page: Page) -> Iterator[tuple[Fence, str, str, int]]:
    """Links and handlers of diagrams, whatever their kind: fence, which of the two, text and place."""
    for fence, diagram in _diagrams(page):
        for part in diagram.chart.parts if diagram.chart else ():
            if part.kind in ("link", "handler"):
                yield fence, part.kind, part.text, part.start
        body = "" if diagram.chart else statements(fence.text)
        for found in _CLICK.finditer(body) if _CLICKS.match(body) else ():
            kind = str(found.lastgroup)
            yield fence, kind, found[kind], found.start(kind)


def _script_links(page: Page) -> Iterator[Finding]:
    for fence, kind, text, start in _clicks(page):
        if kind == "link" and not leads_to_a_page(text):
            yield _find(
                fence, start, f'the link {text!r} is left out: it leads to no page; link to one, `click A "page.md"`'
            )


def _callbacks(page: Page) -> Iterator[Finding]:
    for fence, kind, text, start in _clicks(page):
        if kind == "handler":
            wrong = f'{text.strip()!r} is left out: it would run a script; write a link, `click A "page.md"`'
            yield _find(fence, start, wrong)


def _tags(page: Page) -> Iterator[tuple[Fence, int, str, str]]:
    """The HTML tags in labels: fence, place, name, attributes."""
    for fence, diagram in _diagrams(page):
        if diagram.chart:
            shown = [part for part in diagram.chart.parts if part.kind in ("label", "arrow", "title", "tip")]
            texts = [(part.start, part.text) for part in shown]
        else:
            # `<<interface>>` is a class diagram's own.
            texts = [(0, blank(re.compile(r"<<[\w ]+>>"), statements(fence.text)))]
        for start, text in texts:
            for tag in _TAG.finditer(text):
                yield fence, start + tag.start(), tag["name"].lower(), tag["attributes"] or ""


def _running_html(page: Page) -> Iterator[Finding]:
    for fence, place, name, attributes in _tags(page):
        handler = _HANDLER.search(attributes)
        if name in _RUNS or handler:
            what = f"the event handler {handler['name']!r}" if handler else f"`<{name}>`"
            yield _find(fence, place, f"{what} is left out of the diagram; remove it")


@rule("diagram-html", Severity.ADVICE)
def diagram_html(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart's labels are text: `<br>` and simple emphasis apart, HTML is left out and its words are kept.

    The first such element on a page is reported.

    Wrong:

        ```mermaid
        flowchart TB; A["see <a href='data.md'>the data</a>"] --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A["see the data"] --> B; click A "data.md"
        ```
    """
    tags = (tag for tag in _tags(page) if read_diagram(tag[0].text).chart)
    unknown = (tag for tag in tags if tag[2] not in _EMPHASIS | _RUNS | _PICTURES)
    for fence, place, name, _attributes in islice(unknown, 1):
        wrong = f'`<{name}>` does not show in a diagram; write text, and a link as `click A "page.md"`'
        yield _find(fence, place, wrong)


@rule("diagram-security", Severity.ADVICE)
def diagram_security(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram loosens nothing and asks for no file: pictures, addresses in styles and loose settings are left out of it.

    Its words are kept. The first of each kind on a page is reported.

    Wrong:

        ```mermaid
        %%{init: {"securityLevel": "loose"}}%%
        flowchart TB; A --> B
        ```

    Right:

        ```mermaid
        %%{init: {"securityLevel": "strict"}}%%
        flowchart TB; A --> B
        ```
    """
    for found in (_loose_settings(page), _styles_that_ask(page), _pictures(page)):
        yield from islice(found, 1)


def _loose_settings(page: Page) -> Iterator[Finding]:
    for fence, diagram in _diagrams(page):
        for setting in diagram.settings:
            strict = setting.path[-1:] == ("securityLevel",) and setting.value in ("strict", "sandbox")
            if found := [] if strict else [key for key in setting.path if key in _LOOSE]:
                wrong = f"the setting `{found[0]}` is not obeyed: it loosens what a diagram may do; remove it"
                yield _at(fence, setting.line, setting.column, wrong)


def _styles_that_ask(page: Page) -> Iterator[Finding]:
    wrong = "a style asks for a file and is left out of the diagram; remove the address"
    for fence, diagram in _diagrams(page):
        for setting in diagram.settings:
            if len(setting.path) > 1 or setting.path == ("themeCSS",):
                if _ASKS.search(setting.value):
                    yield _at(fence, setting.line, setting.column, wrong)
        for line in re.finditer(r"^[ \t]*(?:style|classDef|linkStyle)\b[^\n]*", statements(fence.text), re.MULTILINE):
            if re.search(r"\burl\s*\(", line[0]):
                yield _find(fence, line.start(), wrong)


def _pictures(page: Page) -> Iterator[Finding]:
    wrong = "the picture is left out of the diagram, its words are kept; show it beside the diagram"
    for fence, part in _parts(page, "picture"):
        yield _find(fence, part.start, wrong)
    for fence, place, name, _attributes in _tags(page):
        if name in _PICTURES:
            yield _find(fence, place, wrong)


@rule("diagram-name", Severity.ADVICE)
def diagram_name(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram of a checked page has a title, a name and a description: `title`, `accTitle`, `accDescr` of nine words.

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
          A --> B
        ```
    """
    for fence, diagram in _diagrams(page) if is_checked(page) else ():
        if not fence.text.strip():
            continue
        sankey = _SANKEY.match(statements(fence.text))
        where = " between the `---` lines" if sankey else ""
        for key, value in (("title", diagram.title), ("accTitle", diagram.name), ("accDescr", diagram.description)):
            if not value:
                yield _at(fence, 0, 1, f"the diagram has no {key}; write a line `{key}: …`{where}")
        words = len(diagram.description.split())
        if 0 < words < MIN_DESCRIPTION:
            wrong = f"the accDescr has {words} words; say what the diagram shows, in {MIN_DESCRIPTION} or more"
            yield _at(fence, 0, 1, wrong)
        for line in _NAMES.finditer(fence.text, sankey.end()) if sankey else ():
            wrong = f"in a sankey Mermaid reads `{line['key']}` as data; write the line between the `---` lines above"
            yield replace(_find(fence, line.start("key"), wrong), severity=Severity.ERROR)


@rule("diagram-facts", Severity.ADVICE)
def diagram_facts(page: Page, context: Context) -> Iterator[Finding]:
    """A diagram of a checked page that rests on a publication names its facts, which makes its line of sources.

    Wrong:

        ```mermaid
        flowchart TB; A --> B
        ```

    Right:

        ```mermaid
        flowchart TB
          %% facts: weight-decay
          A --> B
        ```
    """
    for fence, _diagram in _diagrams(page) if is_checked(page) and context.needs_source else ():
        if fence.text.strip() and not named_facts(fence.text):
            yield _at(
                fence, 0, 1, "the diagram names no facts; write a line `%% facts: …` with the ids of those it rests on"
            )


@rule("diagram-direction", Severity.ADVICE)
def diagram_direction(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart of a checked page runs from top to bottom: a phone is narrow.

    Wrong:

        ```mermaid
        flowchart LR; A --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B
        ```
    """
    for fence, chart in _flowcharts(page) if is_checked(page) else ():
        if chart.direction not in ("TB", "TD"):
            yield _at(fence, 0, 1, f"the flowchart runs {chart.direction}; a phone is narrow, write `flowchart TB`")


@rule("diagram-role", Severity.ADVICE)
def diagram_role(page: Page, _: Context) -> Iterator[Finding]:
    """A node's class on a checked page, `A:::data`, is a role of this site, in its colours: no other shows.

    Wrong:

        ```mermaid
        flowchart TB; A[Tokens]:::dta --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A[Tokens]:::data --> B
        ```
    """
    for fence, chart in _flowcharts(page) if is_checked(page) else ():
        for part in chart.parts:
            if part.kind == "class" and part.text not in ROLES:
                yield _find(fence, part.start, f"the class {part.text!r} is no role; {_like(part.text, list(ROLES))}")
        for found in _CLASS_DEF.finditer(statements(fence.text)):
            wrong = "roles have the guide's colours; remove the classDef and write `:::data`, `:::process`, …"
            yield _find(fence, found.start("word"), wrong)


@rule("diagram-size", Severity.ADVICE)
def diagram_size(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart of a checked page has at most 12 nodes and three roles: more is not taken in at a look.

    Wrong:

        ```mermaid
        flowchart TB; A & B & C & D --> E & F & G & H --> I & J & K & L --> M
        ```
    """
    for fence, chart in _flowcharts(page) if is_checked(page) else ():
        roles = {part.text for part in chart.parts if part.kind == "class"}
        for number, most, what in ((len(chart.nodes), MAX_NODES, "nodes"), (len(roles), MAX_ROLES, "roles")):
            if number > most:
                yield _at(fence, 0, 1, f"the diagram has {number} {what}; keep it to {most}, or divide it")


@rule("diagram-label-length", Severity.ADVICE)
def diagram_label_length(page: Page, _: Context) -> Iterator[Finding]:
    """A node's label on a checked page has at most five words; what takes more is said beside the diagram.

    Wrong:

        ```mermaid
        flowchart TB; A["All of the web data that was kept"] --> B
        ```

    Right:

        ```mermaid
        flowchart TB; A["Web data, kept"] --> B
        ```
    """
    for fence, part in _parts(page, "label") if is_checked(page) else ():
        words = part.shown.split()
        if len(words) > MAX_WORDS:
            yield _find(fence, part.start, f"the label {part.shown!r} has {len(words)} words; write {MAX_WORDS} at most")
