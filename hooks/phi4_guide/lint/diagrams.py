# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for diagrams: that they can be read and drawn, run nothing and, on the site's own pages, suit a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from phi4_guide.addresses import host_of
from phi4_guide.content.header import is_checked
from phi4_guide.content.page import Page
from phi4_guide.content.prose import Fence, blank, prose_of
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import (
    COMMENT,
    DIRECTIVE,
    FRONT_MATTER,
    Flowchart,
    FlowchartError,
    Part,
    PartKind,
    plain_label,
    read_flowchart,
    read_header,
)
from phi4_guide.diagrams.source import place_in
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.markup import ACTIVE, TAG, active_html, not_an_address

ROLES = ("data", "process", "model", "decision", "result")
"""The classes that the site's style sheet colours."""

SETTINGS = {
    "curve": "basis bumpX bumpY cardinal catmullRom linear monotoneX monotoneY natural rounded step stepAfter stepBefore",
    "layout": "cose-bilkent dagre elk elk.box elk.force elk.mrtree elk.rectpacking elk.sporeOverlap elk.stress swimlane",
    "look": "classic handDrawn neo",
    "theme": "base dark default forest neo neo-dark neutral null redux redux-color redux-dark redux-dark-color",
}
"""What Mermaid 12.3 knows. Anything else it replaces by its default, silently."""

MAX_NODES, MAX_ROLES, MAX_WORDS = 12, 3, 5

_SETTING = re.compile(rf"\b(?P<key>{'|'.join(SETTINGS)})['\"]?\s*:\s*['\"]?(?P<value>[\w.-]+)")
_LOOSE = re.compile(
    r"\bsecurityLevel['\"]?\s*:\s*+['\"]?+(?!strict\b|sandbox\b)[\w-]*|\b(?:secure|dompurifyConfig)['\"]?\s*:|\burl\s*\(|@import\b"
)
# A node's picture, or a paint, from somewhere else.
_ASKS = re.compile(r"\b(?:img\s*:\s*|url\(\s*)['\"]?(?:\w+:)?//")
_NO_SETTING = re.compile(r"^[ \t]*(?:title[ \t]*:|#|%%(?!\{)).*$", re.MULTILINE)
_CLASS_DEF = re.compile(r"(?:^|;)[ \t]*classDef[ \t]+(\S+)", re.MULTILINE)
_SCRIPT = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_STEREOTYPE = re.compile(r"<<[\w ]+>>")
# Other diagrams that know `click`; a flowchart's are read by the reader of flowcharts.
_CLICKS = re.compile(r"\s*(?:classDiagram|stateDiagram|gantt)")
_CLICK = re.compile(
    r"^[ \t]*(?:click|link)[ \t]+\S+[ \t]+(?:(?:href[ \t]+)?\"(?P<link>[^\"\n]*)\"|(?P<handler>(?!href\b)\w[^\n]*))",
    re.MULTILINE,
)
_SANKEY = re.compile(r"^[ \t]*sankey\b", re.MULTILINE)
_NAMES = re.compile(r"^[ \t]*(?P<key>accTitle|accDescr)\b", re.MULTILINE)
_EMPHASIS = {"b", "br", "code", "del", "em", "i", "ins", "mark", "s", "small", "strong", "sub", "sup", "u"}


@lru_cache(maxsize=32)
def _read(source: str) -> Flowchart | FlowchartError | None:
    """The flowchart, or why it cannot be read: once for all rules that ask."""
    try:
        return read_flowchart(source)
    except FlowchartError as error:
        return error


def _fences(page: Page) -> list[Fence]:
    # Of a fence that is not closed the rest of the page is a part.
    return [] if page.flaw else [fence for fence in prose_of(page).diagrams if fence.closed]


def _flowcharts(page: Page) -> Iterator[tuple[Fence, Flowchart]]:
    for fence in _fences(page):
        chart = _read(fence.text)
        if isinstance(chart, Flowchart):
            yield fence, chart


def _parts(page: Page, *kinds: PartKind) -> Iterator[tuple[Fence, Flowchart, Part]]:
    for fence, chart in _flowcharts(page):
        yield from ((fence, chart, part) for part in chart.parts if part.kind in kinds)


def _whole(fence: Fence, message: str) -> Finding:
    return Finding(fence.line - 1, fence.indent + 1, message)


def _find(fence: Fence, offset: int, message: str) -> Finding:
    line, column = place_in(fence.text, offset)
    return Finding(fence.line + line - 1, fence.indent + column, message)


def _like(value: str, known: list[str]) -> str:
    near = get_close_matches(value, known, 1)
    return f"write `{near[0]}`" if near else f"it is one of {', '.join(known)}"


def _settings(pattern: re.Pattern[str], source: str) -> Iterator[re.Match[str]]:
    """What the pattern finds in the diagram's front matter and directives, its title apart."""
    text = blank(_NO_SETTING, source)
    for part in (FRONT_MATTER, DIRECTIVE):
        for found in part.finditer(source):
            yield from pattern.finditer(text, *found.span())


@rule("diagram-empty", Severity.ADVICE)
def diagram_empty(page: Page, _: Context) -> Iterator[Finding]:
    """A Mermaid fence holds a diagram. An empty one is a frame with Mermaid's complaint in it.

    Wrong:

        ```mermaid
        ```
    """
    for fence in _fences(page):
        if not blank(COMMENT, fence.text).strip():
            yield _whole(fence, "the diagram is empty; write one, `flowchart TB` for a start, or remove it")


@rule("diagram-unreadable", Severity.ADVICE)
def diagram_unreadable(page: Page, context: Context) -> Iterator[Finding]:
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
    severity = Severity.ERROR if context.data and is_checked(page) else None
    for fence in _fences(page):
        error = _read(fence.text)
        if isinstance(error, FlowchartError):
            line = fence.line + error.line - 1
            yield Finding(line, fence.indent + 1, f"the flowchart cannot be read: {error}", severity)


@rule("diagram-node-twice", Severity.ADVICE)
def diagram_node_twice(page: Page, _: Context) -> Iterator[Finding]:
    """A node has one label. Of two Mermaid keeps the last and says nothing: often the second node was to have another id.

    Wrong:

        ```mermaid
        flowchart TB; A[Web data] --> B; A[Code]
        ```
    """
    said: dict[tuple[int, str], str] = {}
    for fence, _chart, part in _parts(page, "label"):
        label = plain_label(part.text)
        above = said.setdefault((fence.line, part.of), label)
        if above != label:
            wrong = f"the node {part.of!r} is {above!r} above and {label!r} here; write one label, or another id"
            yield _find(fence, part.start, wrong)


@rule("diagram-setting", Severity.ADVICE)
def diagram_setting(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram's curve, layout, look and theme are ones that Mermaid has. Any other is replaced by the default, silently.

    Wrong:

        ```mermaid
        %%{init: {"theme": "darkk"}}%%
        flowchart TB; A --> B
        ```
    """
    for fence in _fences(page):
        for found in _settings(_SETTING, fence.text):
            key, value = found["key"], found["value"]
            known = SETTINGS[key].split()
            if value not in known:
                wrong = f"Mermaid has no {key} {value!r}; {_like(value, known)}"
                yield _find(fence, found.start("value"), wrong)


@rule("diagram-role", Severity.ADVICE)
def diagram_role(page: Page, _: Context) -> Iterator[Finding]:
    """A node's class, `A:::data`, is a role of this site or one that the diagram defines by `classDef`. No other shows.

    Wrong:

        ```mermaid
        flowchart TB; A[Tokens]:::dta --> B
        ```
    """
    for fence, chart in _flowcharts(page):
        known = [*ROLES, *filter(None, ",".join(_CLASS_DEF.findall(fence.text)).split(","))]
        for part in chart.parts:
            if part.kind == "class" and part.text not in known:
                yield _find(fence, part.start, f"the class {part.text!r} is defined nowhere; {_like(part.text, known)}")


@rule("diagram-link", Severity.ADVICE)
def diagram_link(page: Page, _: Context) -> Iterator[Finding]:
    """A `click` names a node that stands above it. Mermaid drops every other, and one on a subgraph too, silently.

    Wrong:

        ```mermaid
        flowchart TB; A --> B; click C "data.md"
        ```
    """
    for fence, chart, part in _parts(page, "link"):
        for name in part.of.split(","):
            if name not in chart.links or name not in chart.nodes:
                wrong = f"the link of {name!r} is lost: no node of this id stands above; name one that does"
                yield _find(fence, part.start, wrong)


@rule("diagram-active", Severity.ERROR)
def diagram_active(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram runs nothing: no script or frame in a label, no event handler, no callback, no link that is none.

    Mermaid would not run them as it is set here. A diagram is copied, though, to where it is set otherwise.

    Wrong:

        ```mermaid
        flowchart TB; A --> B; click A "javascript:alert(1)"
        ```

    Right:

        ```mermaid
        flowchart TB; A --> B; click A "data.md"
        ```
    """
    for fence in _fences(page):
        text = blank(_STEREOTYPE, blank(COMMENT, fence.text))
        for offset, wrong in active_html(text):
            yield _find(fence, offset, wrong)
        for part in _clicks(fence.text):
            if part.kind == "handler":
                wrong = f'{part.text.strip()!r} would run a script; write a link, `click A "page.md"`'
                yield _find(fence, part.start, wrong)
            elif _SCRIPT.match(re.sub(r"[\x00-\x20]", "", plain_label(part.text))):
                yield _find(fence, part.start, f"the link {part.text!r} is not allowed; link to a page")
            elif host_of(plain_label(part.text)) is None:
                yield _find(fence, part.start, not_an_address(part.text))


def _clicks(source: str) -> Iterator[Part]:
    """Links and handlers of a diagram, whatever its kind and whether it can be read or not."""
    chart = _read(source)
    if isinstance(chart, Flowchart):
        yield from (part for part in chart.parts if part.kind in ("link", "handler"))
    elif chart or _CLICKS.match(blank(COMMENT, blank(DIRECTIVE, blank(FRONT_MATTER, source)))):
        for found in _CLICK.finditer(source):
            if found["link"] is not None:
                yield Part("link", "", found["link"], found.start("link"))
            else:
                yield Part("handler", "", found["handler"], found.start("handler"))


@rule("diagram-html", Severity.ADVICE)
def diagram_html(page: Page, _: Context) -> Iterator[Finding]:
    """A flowchart's labels are text: `<br>` and simple emphasis apart, Mermaid drops HTML, or draws it as it is written.

    Wrong:

        ```mermaid
        flowchart TB; A["see <a href='data.md'>the data</a>"] --> B
        ```
    """
    for fence, _chart, part in _parts(page, "label", "arrow", "title", "tip"):
        for tag in TAG.finditer(part.text):
            if tag["name"].lower() not in _EMPHASIS | ACTIVE:
                wrong = f'`<{tag["name"]}>` does not show in a diagram; write text, and a link as `click A "page.md"`'
                yield _find(fence, part.start + tag.start(), wrong)


@rule("diagram-security", Severity.ERROR)
def diagram_security(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram's settings loosen nothing: no other `securityLevel`, no `secure`, no `dompurifyConfig`, nothing loaded.

    The first three Mermaid takes from a page alone, so they are lost or meant for another. What a `url(…)` in `themeCSS`
    names a browser does ask for. `htmlLabels: true` is no such setting: such labels are sanitised too.

    Wrong:

        ```mermaid
        %%{init: {"securityLevel": "loose"}}%%
        flowchart TB; A --> B
        ```
    """
    for fence in _fences(page):
        for found in _settings(_LOOSE, fence.text):
            setting = re.sub(r"['\"]", "", found[0])
            yield _find(fence, found.start(), f"the setting `{setting}` loosens what a diagram may do; remove it")
        for found in _ASKS.finditer(blank(FRONT_MATTER, blank(DIRECTIVE, fence.text))):
            yield _find(fence, found.start(), "a diagram asks nobody for a picture; remove the address")


@rule("diagram-name", Severity.ADVICE)
def diagram_name(page: Page, context: Context) -> Iterator[Finding]:
    """A diagram of the site's own pages has a title, a name and a description: `title`, `accTitle`, `accDescr`.

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
          accDescr: A leads to B.
          A --> B
        ```
    """
    for fence in _fences(page) if context.data else ():
        header = read_header(fence.text)
        if not fence.text.strip():
            continue
        said = {"title": header.title, "accTitle": header.name, "accDescr": header.description}
        sankey = _SANKEY.search(blank(FRONT_MATTER, fence.text))
        for key in (key for key, value in said.items() if not value):
            where = " between the `---` lines" if sankey else ""
            yield _whole(fence, f"the diagram has no {key}; write a line `{key}: …`{where}")
        for line in _NAMES.finditer(fence.text, sankey.end()) if sankey else ():
            wrong = f"in a sankey Mermaid reads `{line['key']}` as data; write the line between the `---` lines above"
            yield replace(_find(fence, line.start("key"), wrong), severity=Severity.ERROR)


@rule("diagram-size", Severity.ADVICE)
def diagram_size(page: Page, context: Context) -> Iterator[Finding]:
    """A flowchart of the site's own pages has at most 12 nodes and three roles: more is not taken in at a look.

    Wrong:

        ```mermaid
        flowchart TB; A & B & C & D --> E & F & G & H --> I & J & K & L --> M
        ```
    """
    for fence, chart in _flowcharts(page) if context.data else ():
        roles = {part.text for part in chart.parts if part.kind == "class"}
        for number, most, what in ((len(chart.nodes), MAX_NODES, "nodes"), (len(roles), MAX_ROLES, "roles")):
            if number > most:
                yield _whole(fence, f"the diagram has {number} {what}; keep it to {most}, or divide it")


@rule("diagram-label-length", Severity.ADVICE)
def diagram_label_length(page: Page, context: Context) -> Iterator[Finding]:
    """A node's label on the site's own pages has at most five words; what takes more is said beside the diagram.

    Wrong:

        ```mermaid
        flowchart TB; A["All of the web data that was kept"] --> B
        ```
    """
    for fence, _chart, part in _parts(page, "label") if context.data else ():
        words = plain_label(part.text).split()
        if len(words) > MAX_WORDS:
            wrong = f"the label {' '.join(words)!r} has {len(words)} words; write {MAX_WORDS} at most"
            yield _find(fence, part.start, wrong)
