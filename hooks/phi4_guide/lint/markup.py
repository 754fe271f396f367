# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for a page's body: its headings, its fences, what HTML it may hold, and the signs that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice, pairwise

from phi4_guide.addresses import host_of
from phi4_guide.content.licences import BADGE_HOSTS
from phi4_guide.content.mathml import FORMULA, set_formula
from phi4_guide.content.page import Page, is_checked
from phi4_guide.content.source_lines import BUILT, place_in, scan, swallowed, without_fences
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.report.citations import marked

ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "frame", "frameset", "base", "meta", "link", "form", "svg",
    "style", "template", "plaintext", "textarea", "xmp", "noscript", "noembed", "title",
}  # fmt: skip
"""Elements that run or load something, or that end the page for whoever reads it otherwise than we do."""

# Embedding, override and isolation of direction; control characters but tab and line feed.
_CONTROL = re.compile(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")

_NOT_ON = {
    r"^ *>[> ]*(\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\])": "a note; write `!!! note`, and its lines behind four spaces",
    r"^ *(-{1,}8<-{1,})": "a text from another file; write the text itself",
    r"(~~\w)[^~\n]*~~": "a deletion; write `<del>…</del>`",
    r"(?<![\w:])(:[a-z][a-z0-9_+-]+:)(?![\w:])": "an icon; write the sign itself",
}
"""Marks that other readers of Markdown know: the pattern, in it what stays where it is not on; what it is, and a remedy."""
_ENGLISH = {"the", "and", "this", "that", "with", "are", "from", "which", "it", "by"}
"""Words that make a tenth of an English text, and next to nothing of others."""
_ENOUGH = 100


@rule("fence", Severity.ERROR)
def fence(page: Page, _: Context) -> Iterator[Finding]:
    """A fenced block ends with the mark it began with. Without it the rest of the page is code, or the next fence is.

    A diagram or table is drawn where builders see its fence: at the margin, in a list or a quotation, each line behind one
    indent. That its source is shown as text elsewhere is advice; on a page that is not checked so is all but one that is
    never closed. A name that is nearly `mermaid`, on a checked page `report` or `formula`, is told.

    Wrong:

        ```mermiad
        flowchart TB; A --> B
        ```
    """
    built = {found.line for found in page.document.fences}
    lines = page.body.split("\n")
    severity, names = (None, 3) if is_checked(page) else (Severity.ADVICE, 1)
    for found in scan(lines)[0]:
        place, written = (page.body_line + found.first, found.indent + 1), repr(f"{found.mark}{found.info}")
        if not found.closed:
            message = f"the fence {written} that begins here is never closed; write {found.mark} below it"
            yield Finding(*place, message)
        elif inside := swallowed(lines, found):
            where = f"on line {page.body_line + inside}, where {lines[inside].lstrip(' >')!r} begins"
            message = f"the fence {written} that begins here is still open {where}; write {found.mark} where it ends"
            yield Finding(*place, message, severity)
        elif found.language in BUILT and place[0] + 1 not in built:
            message = f"the {found.language} fence here is shown as text; write its marks at the beginning of their lines"
            yield Finding(*place, message, Severity.ADVICE)
        # No language that Pygments knows is so near.
        elif found.language not in BUILT and (near := get_close_matches(found.language, BUILT[:names], 1, 0.8)):
            yield Finding(*place, f"nothing is made of a fence {written}; write {found.mark + near[0]!r}", severity)


@rule("headings", Severity.ADVICE)
def headings(page: Page, _context: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has one heading of the first level, and skips none on the way down: readers who
    listen go by them.

    Wrong:

        ### A section
    """
    if not is_checked(page):
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


@rule("formula", Severity.ADVICE)
def formula(page: Page, _: Context) -> Iterator[Finding]:
    """A formula between dollar signs is LaTeX that can be set; one that cannot stands there as code. On a checked page that
    is an error: its numbers go unread.

    Wrong:

        $\\frac{1}{n$
    """
    severity = Severity.ERROR if is_checked(page) else None
    for run in page.document.runs:
        for span in run.spans:
            if span.value == FORMULA:
                try:
                    set_formula(run.text[span.start : span.end], "inline")
                except ValueError as error:
                    message = f"the formula cannot be set: {error}; correct it, or write `\\$` for a dollar sign"
                    yield Finding(*run.place(span.start), message, severity)
    for run, text in zip(page.document.runs, _prose(page), strict=True):
        if text.count("$$") > 1:
            message = "`$$` begins no block here; leave an empty line above the first and below the last"
            yield Finding(*run.place(text.index("$$")), message, severity)


@rule("html", Severity.ERROR)
def html(page: Page, _: Context) -> Iterator[Finding]:
    """A page runs nothing and loads nothing: no script, frame or form, no event handler, no `javascript:` link.

    HTML is the exception on it: elements of text, lists, tables and figures. That others are left out is advice; their text
    stays.

    Wrong:

        <script>alert(1)</script>
    """
    for dropped in page.document.dropped:
        if dropped.kind == "element" and dropped.name not in ACTIVE:
            message = f"the element `{dropped.name}` is left out; write Markdown, or put it in backticks"
            yield Finding(*dropped.place, message, Severity.ADVICE)
        else:
            kind = dropped.kind.replace("handler", "event handler")
            yield Finding(*dropped.place, f"the {kind} `{dropped.name}` is not allowed on a page; remove it")


@rule("address", Severity.ERROR)
def address(page: Page, _: Context) -> Iterator[Finding]:
    """An address can be taken apart. On one that cannot, a builder ends in an error of its own, without page or line.

    Wrong:

        [The report](//[arxiv.org)
    """
    images = [image for image in page.document.images if host_of(image.name) is None]
    links = [link for link in page.document.links if host_of(link.target) is None]
    for target, place in [(link.target, link.place) for link in links] + [(image.name, image.place) for image in images]:
        yield Finding(*place, f"{target!r} is no address: its host cannot be read; write it as `https://name/page`")


@rule("image-remote", Severity.ADVICE)
def image_remote(page: Page, _: Context) -> Iterator[Finding]:
    """An image comes from the site itself. A remote one is shown as words that name its host: nobody else is asked.

    Wrong:

        ![A picture](https://example.org/picture.png)
    """
    for image in page.document.images:
        if (host := host_of(image.name)) and host not in BADGE_HOSTS:
            message = f"the image from {host!r} is shown as words; save it beside the page if its licence allows"
            yield Finding(*image.place, message)


@rule("hidden-direction", Severity.ERROR)
def hidden_direction(page: Page, _: Context) -> Iterator[Finding]:
    """No sign turns the direction of writing or controls a terminal: a text would read otherwise than it is.

    Such signs are invisible. Signs that join letters or emoji, and marks of right-to-left scripts, are none of them.
    """
    if found := _CONTROL.search(page.text):
        place = place_in(page.text, found.start())
        yield Finding(*place, f"the invisible sign U+{ord(found[0]):04X} is not allowed; delete it")


@rule("markdown", Severity.ADVICE)
def markdown(page: Page, _: Context) -> Iterator[Finding]:
    """A mark that other readers of Markdown know, and this site does not, stands on the page as it is written.

    Wrong:

        It is ~~read~~ skimmed.
    """
    lines = page.body.split("\n")
    for first, end in scan(lines)[1]:
        lines[first:end] = [""] * (end - first)
    source, shown = "\n".join(without_fences(lines)), "\n".join(_prose(page))
    for pattern, meant in _NOT_ON.items():
        candidates = islice(re.finditer(pattern, source, re.MULTILINE), _ENOUGH)
        if found := next((found for found in candidates if found[1] in shown), None):
            line, column = place_in(source, found.start(1))
            message = f"`{found[1]}` is shown as it is: this site does not know it as {meant}"
            yield Finding(page.body_line + line - 1, column, message)


@rule("language", Severity.ADVICE)
def language(page: Page, context: Context) -> Iterator[Finding]:
    """A page is in the site's language: browsers translate and read aloud, and search finds words, by that.

    An English site knows a text of a hundred different words that is in another.
    """
    words = re.findall(r"[^\W\d_]+", " ".join(_prose(page)).lower())
    few = sum(word in _ENGLISH for word in words) < len(words) / 50
    if context.language == "en" and few and len(set(words)) >= _ENOUGH:
        message = (
            "the page is read aloud and searched as English, which it hardly is; translate it, or give it its own site"
        )
        yield Finding(page.body_line, 1, message)


def _prose(page: Page) -> Iterator[str]:
    """What is read of the page, without its code."""
    for run in page.document.runs:
        yield marked(run.text, (("", span.start, span.end) for span in run.spans if span.kind == "code"))
