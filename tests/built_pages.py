# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pages as MkDocs itself builds them, and what their readers then see: read off the finished HTML, without our Document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from mkdocs.config import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from checking import good_page
from phi4_guide.config import load_config as load_settings
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES
from phi4_guide.site import register, site_at
from site_building import ROOT

CHECKED = good_page(body="", checked=True)
FIGURE_RULES = {rule.id for rule in RULES if rule.function.__module__.endswith(".figures")} | {
    "not-converted",
    "diagram-turn",
}

_WITHIN_A_LINE = {"a", "abbr", "b", "code", "em", "i", "img", "kbd", "mark", "small", "span", "strong", "sub", "sup", "wbr"}
_OF_THE_GUIDE = {"byline", "page-foot", "headerlink", "footnote-backref", "footnote-ref", "note-number"}
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


@dataclass(frozen=True)
class Built:
    """What readers see and hear of a page, block by block.

    `rest` is the same without fact links and code, `links` are those, as id and text. `problems` are the errors that the
    rules for figures found within that same conversion, `others` all other errors.
    """

    text: str
    rest: str
    links: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    others: tuple[Problem, ...]


class Builder:
    """Converts pages by MkDocs' own function, with the site's settings."""

    def __init__(self) -> None:
        self._config = load_config(str(ROOT / "mkdocs.yml"))
        self._beside = [self._file(name, "# Page\n") for name in sorted(path.name for path in (ROOT / "docs").glob("*.md"))]
        self._docs = register(load_settings(ROOT / "mkdocs.yml")).docs

    def _file(self, name: str, text: str) -> File:
        file = File(name, self._config.docs_dir, self._config.site_dir, use_directory_urls=True)
        file.content_string = text
        return file

    def build(self, body: str) -> Built:
        """The page with this body, below front matter that says `figures: checked`."""
        page = Page(None, self._file("page.md", CHECKED + body), self._config)
        page.read_source(self._config)
        page.render(self._config, Files([page.file, *self._beside]))
        problems = [problem for problem in site_at(self._docs).problems["page.md"] if problem.severity is Severity.ERROR]
        soup = BeautifulSoup(page.content or "", "html.parser")
        links = [link for link in soup.find_all("a", class_="fact") if "/ledger/#" in str(link.get("href"))]
        return Built(
            plain("".join(_seen(soup))),
            plain("".join(_seen(soup, everything=False))),
            tuple((str(link["href"]).partition("#")[2], plain("".join(_seen(link))).strip()) for link in links),
            tuple(problem for problem in problems if problem.rule in FIGURE_RULES),
            tuple(problem for problem in problems if problem.rule not in FIGURE_RULES),
        )


@cache
def article(site: Path, page: str) -> Tag:
    """The article of a page of a built site."""
    found = BeautifulSoup((site / page / "index.html").read_text(encoding="utf-8"), "html.parser").find("article")
    assert isinstance(found, Tag), page
    return found


def section(article: Tag, anchor: str = "") -> list[Tag]:
    """The heading with this id, or the page's, and what stands below it, up to the next one of its level or a higher one.

    A page's own heading ends where its first section begins.
    """
    heading = article.find(id=anchor) if anchor else article.find("h1")
    assert isinstance(heading, Tag), anchor
    ends = [f"h{level}" for level in range(1, max(2, int(heading.name[1])) + 1)]
    return [heading, *takewhile(lambda sibling: sibling.name not in ends, heading.find_next_siblings())]


def plain(text: str) -> str:
    """A text without the signs that cannot be seen, with every space an ordinary one, and one kind of apostrophe."""
    seen = (" " if unicodedata.category(sign) == "Zs" else sign for sign in text if unicodedata.category(sign) != "Cf")
    return re.sub(r" *\n\s*", "\n", re.sub(r"[ \t]+", " ", "".join(seen))).replace("’", "'").replace("‘", "'")


def _seen(node: Tag, *, everything: bool = True) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, NavigableString):
            # A comment is a string of another class; a line's end in HTML is a space.
            yield re.sub(r"\s", " ", child) if type(child) is NavigableString else ""
        elif isinstance(child, Tag) and not _OF_THE_GUIDE & set(child.get_attribute_list("class")):
            fact = child.name == "a" and "fact" in child.get_attribute_list("class")
            heard = [name for name in ("alt", "title", "aria-label", "start", "value") if not (fact and name == "title")]
            yield from (f"\n{' '.join(str(child[name]).split())}\n" for name in heard if child.get(name))
            if not everything and (fact or child.name in ("code", "pre")):
                yield "\ufffc"
                continue
            inside = "".join(_seen(child, everything=everything))
            around = "" if child.name in _WITHIN_A_LINE else " " if child.name == "br" else "\n"
            yield around + inside.translate({"sup": _RAISED, "sub": _LOWERED}.get(child.name, {})) + around
