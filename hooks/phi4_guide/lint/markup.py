# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's body: its headings, its fences, what HTML it may hold, and the signs that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from phi4_guide.addresses import host_of
from phi4_guide.content.header import is_checked
from phi4_guide.content.licences import BADGE_HOSTS
from phi4_guide.content.page import Page
from phi4_guide.content.source_lines import SourceFence, scan
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule

ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "frame", "frameset", "base", "meta", "link", "form", "svg", "math",
    "style", "template", "plaintext", "textarea", "xmp", "noscript", "noembed", "title",
}  # fmt: skip
"""Elements that run or load something, or that end the page for whoever reads it otherwise than we do."""

_BUILT = ("mermaid", "report", "ledger")
_FENCE_LINE = re.compile(
    r"\.?[\w#.+-]*(?:[ \t]*\{[ \t]*\.[^{}]*\}|(?:[ \t]+(?:title|hl_lines|linenums)=(?:\"[^\"]*\"|'[^']*'))*)"
)
# Embedding, override and isolation of direction; control characters but tab and line feed.
_CONTROL = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_WIDTH = re.compile(r"[\u200b\u2060\u00ad\ufeff]")


def _fences(page: Page) -> list[SourceFence]:
    """The fences as they are written; none on a page that cannot be read."""
    return [] if page.flaw else scan(page.body.split("\n"))[0]


def _first_line(page: Page, fence: SourceFence) -> tuple[int, int]:
    return page.body_line + fence.first, fence.indent + 1


@rule("fence-not-closed", Severity.ERROR)
def fence_not_closed(page: Page, _: Context) -> Iterator[Finding]:
    """A fenced block ends with the mark it began with. Without it the rest of the page is code."""
    for fence in _fences(page):
        if not fence.closed:
            name = f" ({fence.language})" if fence.language else ""
            message = f"the fence{name} that begins here is never closed; write {fence.mark} below it"
            yield Finding(*_first_line(page, fence), message)


@rule("fence-line", Severity.ADVICE)
def fence_line(page: Page, _: Context) -> Iterator[Finding]:
    """A fence's first line has a language and no more. With other words there, builders take all of it for text.

    Wrong:

        ``` python example
        print()
        ```
    """
    for fence in _fences(page):
        if fence.language not in _BUILT and not _FENCE_LINE.fullmatch(fence.info):
            message = f"{fence.info!r} is more than a language, so the fence is shown as text; write ```{fence.language}"
            yield Finding(*_first_line(page, fence), message)


@rule("fence-lost", Severity.ADVICE)
def fence_lost(page: Page, _: Context) -> Iterator[Finding]:
    """A diagram or table is drawn where builders see its fence: at the margin, in a list or a quotation, each line behind
    one indent. Elsewhere its source is shown as text.

    Wrong:

        - An item.

            ```mermaid
          flowchart TB
            A --> B
            ```
    """
    built = {fence.line for fence in page.document.fences} if page.document else set()
    for fence in _fences(page) if page.document else ():
        if fence.closed and fence.language in _BUILT and page.body_line + fence.first + 1 not in built:
            message = f"the {fence.language} fence here is shown as text; write its marks at the beginning of their lines"
            yield Finding(*_first_line(page, fence), message)


@rule("headings", Severity.ADVICE)
def headings(page: Page, _context: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has one heading of the first level, and skips none on the way down: readers who
    listen go by them.

    Wrong:

        ### A section
    """
    if not page.document or not is_checked(page):
        return
    found = [(int(run.kind[1]), (run.place(0)[0], 1)) for run in page.document.runs if re.fullmatch(r"h[1-6]", run.kind)]
    first_level = [place for level, place in found if level == 1]
    if not first_level:
        yield Finding(page.body_line, 1, "the page has no heading of the first level; begin it with `# Title`")
    for place in first_level[1:]:
        yield Finding(*place, "this is a second heading of the first level; write `##`")
    for (above, _), (level, place) in pairwise(found):
        if level > above + 1:
            yield Finding(*place, f"this heading skips from {above} to {level}; write `{'#' * (above + 1)}`")


@rule("html-active", Severity.ERROR)
def html_active(page: Page, _: Context) -> Iterator[Finding]:
    """A page runs nothing and loads nothing: no script, frame or form, no event handler, no `javascript:` link.

    Wrong:

        <script>alert(1)</script>
    """
    for dropped in page.document.dropped if page.document else ():
        if dropped.kind == "handler":
            message = f"the event handler {dropped.name!r} is not allowed on a page; remove it"
        elif dropped.kind == "address":
            message = f"a `{dropped.name}` address is not allowed on a page; link to a page"
        elif dropped.name in ACTIVE:
            message = f"`<{dropped.name}>` is not allowed on a page; remove it"
        else:
            continue
        yield Finding(*dropped.place, message)


@rule("html-unusual", Severity.ADVICE)
def html_unusual(page: Page, _: Context) -> Iterator[Finding]:
    """HTML is the exception on a page: elements of text, lists, tables and figures. Others are left out, their text stays.

    Wrong:

        <marquee>Hello</marquee>
    """
    for dropped in page.document.dropped if page.document else ():
        if dropped.kind == "element" and dropped.name not in ACTIVE:
            message = f"`<{dropped.name}>` is no element of a page, and left out; write Markdown, or put it in backticks"
            yield Finding(*dropped.place, message)


@rule("address", Severity.ERROR)
def address(page: Page, _: Context) -> Iterator[Finding]:
    """An address can be taken apart. On one that cannot, a builder ends in an error of its own, without page or line.

    Wrong:

        [The report](//[arxiv.org)
    """
    document = page.document
    links = [(link.target, link.place) for link in document.links] if document else []
    for target, place in [*links, *((image.name, image.place) for image in (document.images if document else ()))]:
        if host_of(target) is None:
            yield Finding(*place, f"{target!r} is no address: its host cannot be read; write it as `https://name/page`")


@rule("image-remote", Severity.ADVICE)
def image_remote(page: Page, _: Context) -> Iterator[Finding]:
    """An image comes from the site itself. A remote one is shown as words that name its host: nobody else is asked.

    Wrong:

        ![A picture](https://example.org/picture.png)
    """
    images = page.document.images if page.document else []
    remote = [(host, image) for image in images if (host := host_of(image.name)) and host not in BADGE_HOSTS]
    for host, image in remote[:1]:
        more = f", as are {len(remote) - 1} more" if remote[1:] else ""
        message = f"the image from {host!r} is shown as words{more}; save it beside the page if its licence allows"
        yield Finding(*image.place, message)


@rule("hidden-direction", Severity.ERROR)
def hidden_direction(page: Page, _: Context) -> Iterator[Finding]:
    """No sign turns the direction of writing or controls a terminal: a text would read otherwise than it is.

    Such signs are invisible. Signs that join letters or emoji, and marks of right-to-left scripts, are none of them.
    """
    yield from _first(page, _CONTROL, "is not allowed; delete it")


@rule("hidden-space", Severity.ADVICE)
def hidden_space(page: Page, _: Context) -> Iterator[Finding]:
    """On a page that says `figures: checked`, a space can be seen: one without width parts words in searches."""
    if is_checked(page):
        yield from _first(page, _NO_WIDTH, "stands here; delete it")


def _first(page: Page, signs: re.Pattern[str], wrong: str) -> Iterator[Finding]:
    found = None if page.flaw else signs.search(page.text)
    if found:
        before = page.text[: found.start()]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        yield Finding(line, column, f"the invisible sign U+{ord(found[0]):04X} {wrong}")
