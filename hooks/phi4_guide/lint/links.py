# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for links: what they lead to and show is there, they are not too many, and a glossary's terms can be linked."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from phi4_guide.addresses import host_of, link_from
from phi4_guide.content.document import Document, Run
from phi4_guide.content.licences import is_licence_file
from phi4_guide.content.page import Page, is_checked
from phi4_guide.content.source_lines import Place
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import leads_to_a_page, slug
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.diagrams import diagrams_of
from phi4_guide.lint.site_files import PICTURE
from phi4_guide.report.citations import marked, page_spans

_ALIKE = 0.7
"""How alike two names are, of which one is proposed for the other."""

_SHARE, _FEW = 8, 300
_GLOSSARY, _TOLD = "glossary.md", range(4, 31)
_SENTENCE = re.compile(r"(?s).+?\.(?=\s|\Z)")
_PICTURE = re.compile(rf"\.{PICTURE}\Z")
_MOST = 100
"""So many links of a page are named, and letters of a name compared: that takes time."""


@rule("link", Severity.ERROR, late=True)
def link(page: Page, context: Context) -> Iterator[Finding]:
    """A link leads to a page or file of the site, by the path of its source, and to a place that is there; so do those of a
    diagram, and pictures. On a page that is not checked it is advice.

    A licence's text is a repository's: the guide has a page on its own two in its place.

    Wrong:

        The [data](Data.md).
    """
    severity = None if is_checked(page) else Severity.ADVICE
    found = ((place, _wrong(page.path, target, context)) for target, place in _targets(page))
    for place, wrong in islice(((place, wrong) for place, wrong in found if wrong), _MOST):
        yield Finding(*place, wrong, severity)


def _targets(page: Page) -> Iterator[tuple[str, Place]]:
    """What the page's links, pictures and diagrams lead to, each with its place; the rules for addresses have the rest."""
    document = page.document
    # A picture's link has no words by which it would be found.
    found = [(link.target, link.place if link.text else document.find(link.target)) for link in document.links]
    found += [(image.name, image.place) for image in document.images]
    yield from ((target, place) for target, place in found if host_of(target) == "")
    for fence, diagram in diagrams_of(page):
        for part in diagram.parts:
            if part.kind == "link" and leads_to_a_page(part.written):
                yield part.written, fence.place(part.start)


def _wrong(page: str, target: str, context: Context) -> str:
    """What is wrong with where a link leads; empty where nothing is, or it leaves the site."""
    parts = urlsplit(target)
    way, anchor = unquote(parts.path), unquote(parts.fragment)
    if parts.scheme or parts.netloc or is_licence_file(way):
        return ""
    file = posixpath.normpath(posixpath.join(posixpath.dirname(page), way)) if way else page
    if way.startswith("/") or file not in context.files:
        alike = get_close_matches(_stem(file), {_stem(name) for name in context.files}, 3, _ALIKE)
        # A folder's name alone makes no two files alike.
        near = get_close_matches(file[-_MOST:], sorted(name for name in context.files if _stem(name) in alike), 1, 0)
        where = "put it beside the page, or in assets/, and write its" if _PICTURE.search(file) else "write a"
        remedy = f"write `{target.replace(parts.path, link_from(page, near[0]), 1)}`" if near else f"{where} path from here"
        return f"{target!r} is no page or file of the site; {remedy}"
    ids = context.anchors(file) if anchor else None
    if ids is None or anchor in ids:
        return ""
    near = get_close_matches(anchor[:_MOST], ids, 1, _ALIKE)
    remedy = f"write `{way}#{near[0]}`" if near else "open the page, and copy the address of a heading or figure"
    return f"{file} has no place `#{anchor}`; {remedy}"


def _stem(path: str) -> str:
    """A file's name as two are compared."""
    return posixpath.basename(path).lower().removesuffix(".md").removesuffix(".html")[-_MOST:]


@rule("link-share", Severity.ADVICE)
def link_share(page: Page, _: Context) -> Iterator[Finding]:
    """Of a checked page's prose, its paragraphs and list items, at most one character in eight is a link: more is a web.

    A place with its page is a link without being written so. A list whose items all begin with a link is no prose. A few
    sentences alone are not judged.
    """
    runs = {run: _linked(run) for run in _paragraphs(page.document)} if is_checked(page) else {}
    length = sum(len(run.text) for run in runs)
    if length > _FEW and (too_many := sum(runs.values()) - length // _SHARE) > 0:
        worst = max(runs, key=lambda run: runs[run] - len(run.text) / _SHARE)
        much = f"{too_many} characters of the page's prose too many are links, here {runs[worst]} of {len(worst.text)}"
        yield Finding(*worst.place(0), f"{much}; link two or three words, or the place")


def _paragraphs(document: Document) -> list[Run]:
    def begins_with_a_link(item: Element) -> bool:
        return next((part.tag == "a" for part in item.iter() if part.tag == "a" or (part.text or "").strip()), False)

    listed = [each for each in document.tree.iter() if each.tag in ("ol", "ul") and all(map(begins_with_a_link, each))]
    inside = {part for each in listed for part in each.iter()}
    return [run for run in document.runs if run.kind in ("p", "li") and run.pieces[0].element not in inside]


def _linked(run: Run) -> int:
    """How many characters of it are links."""
    whole = [(span.kind, span.start, span.end) for span in run.spans if span.kind != "numeral"]
    linked = [(start, end) for kind, start, end in whole if kind != "code"]
    linked += [(start, end) for start, end, _ in page_spans(marked(run.text, whole))]
    return sum(end - start for start, end in linked)


@rule("term", Severity.ADVICE)
def term(page: Page, _: Context) -> Iterator[Finding]:
    """In a checked glossary.md a heading of the third level is a term: a table above leads to it, and its entry begins
    with a sentence of four to thirty words, which shows wherever a page links the term.
    """
    listed = {link.target for link in page.document.links if link.run.kind in ("td", "th")}
    for head, entry in pairwise(page.document.runs) if page.path == _GLOSSARY and is_checked(page) else ():
        said, address = _SENTENCE.match(entry.text) if entry.kind == "p" else None, f"#{slug(head.text)}"
        if head.kind == "h3" and not (said and len(said[0].split()) in _TOLD and address in listed):
            row = f"write `[{head.text}]({address})` in a table above"
            yield Finding(*head.place(0), f"{row}, and right below this heading a sentence of 4 to 30 words, what it means")
