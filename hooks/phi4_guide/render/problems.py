# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Shows a page's problems on the page itself, in a preview: in a strip at its top, and a wrong figure where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.etree.ElementTree import Element

from phi4_guide.content.document import Document, Piece
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.elements import element

STRIP = re.compile(r'<section class="problems".*?</section>', re.DOTALL)
"""The strip in a built page."""

_CODE = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"\S*\w[%‰]?|\S")


def problem_strip(problems: Iterable[Problem], path: str, content: str) -> str:
    """The strip as HTML, errors first; hidden where there is nothing to tell. The script that draws adds what cannot be.

    `path` is that of the page as problems name it, `content` its HTML, to whose marks the strip leads.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity is Severity.ADVICE)
    items = "".join(_item(problem, path, content) for problem in ordered)
    inside = f'<p id="problems">To mend before this page is published</p><ul>{items}</ul>'
    hidden = "" if items else " hidden"
    return f'<section class="problems" aria-labelledby="problems" data-search-exclude{hidden}>{inside}</section>'


def _item(problem: Problem, path: str, content: str) -> str:
    place = f"line {problem.line}" if problem.path == path else f"{problem.path}, line {problem.line}"
    shown = escape(f"{problem.severity.capitalize()}, {place}")
    if problem.path == path and f'id="{_mark_id(problem)}"' in content:
        shown = f'<a href="#{_mark_id(problem)}">{shown}</a>'
    message = _CODE.sub(r"<code>\1</code>", escape(problem.message))
    return f'<li class="problem-{problem.severity}">{shown}: {message}</li>'


def _mark_id(problem: Problem) -> str:
    return f"problem-{problem.line}-{problem.column}"


def mark_wrong(root: Element, document: Document, problems: Iterable[Problem]) -> None:
    """Marks below `root`, from which the document was read, what has an error; a wrong link leads nowhere any more."""
    parents = {child: parent for parent in root.iter() for child in parent}
    words = []
    for problem in {(wrong.line, wrong.column): wrong for wrong in problems if wrong.severity is Severity.ERROR}.values():
        fences = (fence for fence in document.fences if -1 <= problem.line - fence.line <= fence.text.count("\n") + 1)
        if fence := next(fences, None):
            siblings = parents[fence.element]
            note = element("p", {"class": "wrong", "id": _mark_id(problem)}, f"Line {problem.line}: {problem.message}")
            siblings.insert(list(siblings).index(fence.element), note)
        elif found := document.asked.get((problem.line, problem.column)):
            words.append((*found, problem))
    # From the end of each run: where a mark is put in, the places before it stay.
    for run, offset, problem in sorted(words, key=lambda entry: -entry[1]):
        attributes = {"class": "wrong", "id": _mark_id(problem), "title": problem.message}
        for piece in [piece for piece in run.pieces if piece.start <= offset][-1:]:
            _mark(piece, run.text[piece.start : offset], attributes, parents)


def _mark(piece: Piece, before: str, attributes: dict[str, str], parents: dict[Element, Element]) -> None:
    """Marks the link that holds the piece, the formula that it is, or the word in it with that much of its text before."""
    holder = parents[piece.element] if piece.where == "tail" else piece.element
    around = [holder]
    while around[-1] in parents:
        around.append(parents[around[-1]])
    whole = next((part for part in around if part.tag == "a"), holder if holder.tag in ("math", "sub", "sup") else None)
    if whole is not None:
        whole.attrib |= attributes
        if whole.tag == "a":
            whole.tag = "mark"
            whole.attrib.pop("href", None)
        return
    text = getattr(piece.element, piece.where) or ""
    # The page may have many spaces where readers see one: the signs before the word are counted without them.
    signs = [place for place, sign in enumerate(text) if not sign.isspace()][len("".join(before.split())) :]
    if signs and (word := _WORD.match(text, signs[0])):
        mark = element("mark", attributes, word[0])
        mark.tail = text[word.end() :]
        setattr(piece.element, piece.where, text[: word.start()])
        holder.insert(list(holder).index(piece.element) + 1 if piece.where == "tail" else 0, mark)
