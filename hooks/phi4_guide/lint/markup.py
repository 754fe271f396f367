# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's body: its headings, its fences, and what HTML it may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phi4_guide.addresses import host_of
from phi4_guide.content.licences import BADGE_HOSTS
from phi4_guide.content.page import Page
from phi4_guide.content.prose import prose_of
from phi4_guide.content.sanitize import ELEMENTS
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import place_in
from phi4_guide.lint import Context, Finding, rule

_ATX = re.compile(r"^ {0,3}(?P<marks>#{1,6})(?=[ \t]|$)", re.MULTILINE)
_SETEXT = re.compile(r"^(?P<text>[^\s>#|*+-][^\n]*)\n(?P<marks>=+|-{2,})[ \t]*$", re.MULTILINE)
_FENCE_LINE = re.compile(
    r"\.?[\w#.+-]*(?:[ \t]*\{[ \t]*\.[^{}]*\}|(?:[ \t]+(?:title|hl_lines|linenums)=(?:\"[^\"]*\"|'[^']*'))*)"
)
TAG = re.compile(r"<(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:[\s/][^<>]*)?)>")
_HANDLER = re.compile(r"(?:^|[\s\"'/])(?P<name>on[a-z]+)\s*=", re.IGNORECASE)
_ACTIVE_ADDRESS = re.compile(
    r"(?:\]\(\s*+<?|(?:href|src|action|formaction|xlink:href)\s*+=\s*+[\"']?\s*+|^ {0,3}\[[^\]\n]++\]:\s*+<?)"
    r"(?P<scheme>(?:javascript|vbscript)\s*:|data:text/html)",
    re.IGNORECASE | re.MULTILINE,
)
ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "frame", "frameset", "base", "meta", "link", "form", "svg", "math",
    "style", "template", "plaintext", "textarea", "xmp", "noscript", "noembed", "title",
}  # fmt: skip
_WHOLE_ADDRESS = re.compile(
    r"(?:\]\(\s*+<?|(?:href|src)\s*+=\s*+[\"']?\s*+|^ {0,3}\[[^\]\n]++\]:\s*+<?|<)"
    r"(?P<address>(?:[a-z][a-z+.-]{0,20}:)?//[^\s>\"')]+)",
    re.IGNORECASE | re.MULTILINE,
)
# Embedding, override and isolation of direction; control characters but tab and line feed.
_CONTROL = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NO_WIDTH = re.compile(r"[\u200b\u2060\u00ad\ufeff]")
_IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?(?P<markdown>[^)\s>]+)|<img\b[^<>]*?\bsrc\s*=\s*[\"']?(?P<html>[^\"'\s>]+)", re.I)


@rule("fence-not-closed", Severity.ERROR)
def fence_not_closed(page: Page, _: Context) -> Iterator[Finding]:
    """A fenced block ends with the mark it began with. Without it the rest of the page is code."""
    if page.flaw:
        return
    for fence in prose_of(page).fences:
        if not fence.closed:
            name = f" ({fence.language})" if fence.language else ""
            yield Finding(
                fence.line - 1,
                fence.indent + 1,
                f"the fence{name} that begins here is never closed; write ``` below it",
            )


@rule("fence-line", Severity.ERROR)
def fence_line(page: Page, _: Context) -> Iterator[Finding]:
    """A fence's first line has a language and no more. With other words there, builders take all of it for text.

    Wrong:

        ``` python example
        print()
        ```
    """
    for fence in () if page.flaw else prose_of(page).fences:
        if not _FENCE_LINE.fullmatch(fence.info):
            wrong = f"{fence.info!r} is more than a language; leave that in the fence's first line alone"
            yield Finding(fence.line - 1, fence.indent + 1, wrong)


@rule("headings", Severity.ADVICE)
def headings(page: Page, _: Context) -> Iterator[Finding]:
    """A page has one heading of the first level, and skips none on the way down: readers who listen go by them.

    Wrong:

        ### A section
    """
    if page.flaw:
        return
    prose = prose_of(page)
    found = [(match.start(), len(match["marks"])) for match in _ATX.finditer(prose.markup)]
    found += [(match.start(), 1 if match["marks"][0] == "=" else 2) for match in _SETEXT.finditer(prose.markup)]
    found.sort()
    first_level = [offset for offset, level in found if level == 1]
    if not first_level and not page.get("title"):
        yield Finding(page.body_line, 1, "the page has no heading of the first level; begin it with `# Title`")
    for offset in first_level[1:]:
        yield Finding(*prose.place(offset), "this is a second heading of the first level; write `##`")
    above = 0
    for offset, level in found:
        if above and level > above + 1:
            wanted = "#" * (above + 1)
            yield Finding(*prose.place(offset), f"this heading skips a level, from {above} to {level}; write `{wanted}`")
        above = level


def active_html(text: str) -> Iterator[tuple[int, str]]:
    """Where the text has an element that runs or loads something, or an event handler, and what is wrong there."""
    for tag in TAG.finditer(text):
        if tag["name"].lower() in ACTIVE:
            yield tag.start(), f"`<{tag['name']}>` is not allowed on a page; remove it"
        for handler in _HANDLER.finditer(tag["attributes"]):
            place = tag.start("attributes") + handler.start("name")
            yield place, f"the event handler {handler['name']!r} is not allowed on a page; remove it"


@rule("html-active", Severity.ERROR)
def html_active(page: Page, _: Context) -> Iterator[Finding]:
    """A page runs nothing and loads nothing: no script, frame or form, no event handler, no `javascript:` link.

    Wrong:

        <script>alert(1)</script>
    """
    if page.flaw:
        return
    prose = prose_of(page)
    for offset, wrong in active_html(prose.markup):
        yield Finding(*prose.place(offset), wrong)
    for address in _ACTIVE_ADDRESS.finditer(prose.markup):
        yield Finding(
            *prose.place(address.start("scheme")), f"a `{address['scheme']}` address is not allowed; link to a page"
        )


@rule("address", Severity.ERROR)
def address(page: Page, _: Context) -> Iterator[Finding]:
    """An address can be taken apart. On one that cannot, a builder ends in an error of its own, without page or line.

    Wrong:

        [The report](http://[arxiv.org)
    """
    if page.flaw:
        return
    prose = prose_of(page)
    for found in _WHOLE_ADDRESS.finditer(prose.markup):
        if host_of(found["address"]) is None:
            yield Finding(*prose.place(found.start("address")), not_an_address(found["address"]))


def not_an_address(text: str) -> str:
    """What is wrong with an address that cannot be taken apart."""
    return f"{text!r} is no address: its host cannot be read; write it as `https://example.org/page`"


@rule("html-unusual", Severity.ADVICE)
def html_unusual(page: Page, _: Context) -> Iterator[Finding]:
    """HTML is the exception on a page: elements of text, lists, tables and figures, written as Markdown where it can be.

    Wrong:

        <marquee>Hello</marquee>
    """
    if page.flaw:
        return
    prose = prose_of(page)
    for tag in TAG.finditer(prose.markup):
        if tag["name"].lower() not in ACTIVE | ELEMENTS:
            yield Finding(
                *prose.place(tag.start()),
                f"`<{tag['name']}>` is not an element of a page; write it as Markdown or in backticks",
            )


@rule("image-remote", Severity.ADVICE)
def image_remote(page: Page, _: Context) -> Iterator[Finding]:
    """An image comes from the site itself. A remote one is shown as a link that names its host: nobody else is asked.

    Wrong:

        ![A picture](https://example.org/picture.png)
    """
    if page.flaw:
        return
    prose = prose_of(page)
    for image in _IMAGE.finditer(prose.markup):
        host = host_of(image["markdown"] or image["html"])
        if host and host not in BADGE_HOSTS:
            yield Finding(
                *prose.place(image.start()),
                f"the image from {host!r} is shown as a link; save it beside the page if its licence allows",
            )


@rule("hidden-direction", Severity.ERROR)
def hidden_direction(page: Page, _: Context) -> Iterator[Finding]:
    """No sign turns the direction of writing or controls a terminal: a text would read otherwise than it is.

    Such signs are invisible. Signs that join letters or emoji, and marks of right-to-left scripts, are none of them.
    """
    yield from _first(page, _CONTROL, "is not allowed; delete it")


@rule("hidden-space", Severity.ADVICE)
def hidden_space(page: Page, _: Context) -> Iterator[Finding]:
    """A space can be seen. One without width parts words for programs, and searches, where a reader sees one word."""
    yield from _first(page, _NO_WIDTH, "stands here; delete it")


def _first(page: Page, signs: re.Pattern[str], wrong: str) -> Iterator[Finding]:
    found = None if page.flaw else signs.search(page.text)
    if found:
        line, column = place_in(page.text, found.start())
        yield Finding(line, column, f"the invisible sign U+{ord(found[0]):04X} {wrong}")
