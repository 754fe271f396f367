# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A site: its settings, its pages, its figures. What lints a page and what renders it meet here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from phi4_guide.config import DATA_FOLDER, Config, find_config, load_config
from phi4_guide.content.page import Page
from phi4_guide.content.source_lines import scan
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.diagrams.source import named_facts
from phi4_guide.lint import Context
from phi4_guide.lint.runner import find_pages, lint_page, most_wanted
from phi4_guide.lint.site_files import lint_site, words_around
from phi4_guide.render.links import drop_licences, explain_terms
from phi4_guide.render.page import Options, render_page
from phi4_guide.render.problems import mark_wrong, problem_strip
from phi4_guide.report.excerpt import find_excerpt
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, DataError

FACT_NAMED = re.compile(r"\bfact:([a-z0-9]+(?:[.-][a-z0-9]+)*)")
"""Finds the links to facts in a page's Markdown, and their ids."""


class Site:
    """A site's own folder of pages.

    In a `preview` its pages show what is wrong with them.

    Raises:
        ValueError: `extra.phi4_guide` is not of the kind wanted.
    """

    def __init__(self, config: Config, *, preview: bool = False) -> None:
        given = config.extra.get("phi4_guide") or {}
        settings = given if isinstance(given, Mapping) else {"data": given}
        self.config = config
        self.without_source = settings.get("without_source") or []
        self.has_data = settings.get("data", True)
        if not isinstance(self.without_source, list) or not isinstance(self.has_data, bool):
            wanted = "`without_source`, a list of pages, and `data`, `false` for a site without figures"
            raise ValueError(f"`extra.phi4_guide` wants {wanted}; not {given!r}")
        self.preview = preview
        self.problems: dict[str, list[Problem]] = {}
        """Those of the pages converted so far, by page."""
        self.flaws: list[Problem] = []
        """What is wrong with the site itself. With such a flaw a preview has no figures: none looks sourced."""
        self.pages: dict[str, Page] = {}
        self.read: Callable[[str], Page | None] = lambda _: None
        """Converts a page that has not been converted yet, for whoever can."""

    @classmethod
    def nowhere(cls) -> Site:
        """The site of a page that no builder converts: it has neither figures nor pages, and knows no problem."""
        return cls(Config(Path(), {"phi4_guide": {"data": False}}))

    @property
    def docs(self) -> Path:
        """The folder of its pages."""
        return self.config.docs

    def data(self) -> Data | None:
        """The site's figures, read again only when a file of theirs has changed; None where its settings say it has none,
        or a flaw is known.

        Raises:
            DataError: they are missing, or cannot be used. In a preview that is a flaw.
        """
        if not self.has_data or self.flaws:
            return None
        folder = self.docs / DATA_FOLDER
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        try:
            return _load(folder, tuple((file.name, file.stat().st_mtime_ns) for file in files if file.is_file()))
        except DataError as error:
            if not self.preview:
                raise
            self.flaws += self.data_problems(error)
        return None

    def data_problems(self, error: DataError) -> list[Problem]:
        """What is wrong with the figures."""
        wrong = ((self.shown(str(flaw.path)), flaw.line, flaw.message) for flaw in error.flaws)
        return [Problem(path, line, 1, "data", Severity.ERROR, message) for path, line, message in wrong]

    def lint(self, page: Page, *, own: bool = True) -> list[Problem]:
        """All problems of a page, which was read; those of the site's own are kept. Of others the site knows nothing."""
        if not own:
            return lint_page(page, Context(needs_source=False))
        self.pages[page.path] = page
        self.problems[page.path] = self._lint(page)
        return self.problems[page.path]

    def _lint(self, page: Page, **late: Any) -> list[Problem]:
        context = Context(page.path not in self.without_source, self.data(), self.config.language, **late)
        return [replace(problem, path=self.shown(page.path)) for problem in lint_page(page, context)]

    def link_problems(self) -> list[Problem]:
        """Those of where the pages converted so far lead, now that all others have been converted too, or can be read."""
        if not self.pages:
            return []
        files = {file.relative_to(self.docs).as_posix() for file in self.docs.rglob("*") if file.is_file()}
        files |= {f"{DATA_FOLDER}/facts.json"} if self.has_data else set()

        @cache
        def anchors(path: str) -> Collection[str] | None:
            page = self.pages.get(path) or (self.read(path) if path.endswith(".md") else None)
            return {element.get("id", "") for element in page.document.tree.iter()} if page and not page.flaw else None

        # Whoever is asked for its anchors may become one of them.
        return [found for page in list(self.pages.values()) for found in self._lint(page, files=files, anchors=anchors)]

    def file_problems(self) -> list[Problem]:
        """Those of the site's other files."""
        found = lint_site(Path(self.shown("")), DATA_FOLDER if self.has_data else "")
        with suppress(DataError):
            data, file = self.data(), find_config(self.docs)
            found += words_around(Path(self.shown(str(file))), data) if data and file else []
        return found

    def all_problems(self) -> list[Problem]:
        """What is worth saying of every page converted so far, and of the site's other files."""
        converted = (problem for problems in self.problems.values() for problem in problems)
        return most_wanted([*self.flaws, *self.file_problems(), *converted, *self.link_problems()])

    def render(self, root: Element, page: Page, options: Options) -> None:
        """Makes the clean tree of a page, which was read, a page of the guide, in place."""
        if self.preview and page.document:
            mark_wrong(root, page.document, self.problems[page.path])
        render_page(root, page, self.data(), options, self.usage)
        explain_terms(root, page.path, self.docs)
        if self.docs.is_absolute():
            drop_licences(root, page.path, self.docs)

    def strip(self, page: str, problems: Iterable[Problem], content: str) -> str:
        """The strip at the top of a page of a preview: which of these problems are its own, or those of no page."""
        pages = {self.shown(path) for path in self.problems} - {self.shown(page)}
        return problem_strip((problem for problem in problems if problem.path not in pages), self.shown(page), content)

    def usage(self, data: Data) -> dict[str, list[str]]:
        """For each fact the pages, as paths in the docs folder, whose prose, diagrams or report tables hold it.

        An index for the ledger, read off the Markdown: nothing is judged by it.
        """
        used: dict[str, list[str]] = {}
        for file in find_pages([self.docs]):
            names = _mentioned(file.read_text(encoding="utf-8", errors="replace"), data)
            for fact_id in {fact.id for name in names if (fact := data.find(name))}:
                used.setdefault(fact_id, []).append(file.relative_to(self.docs).as_posix())
        return used

    def shown(self, path: str) -> str:
        """A page's path as a person would type it from here, where that is shorter."""
        file, here = self.docs / path, Path.cwd()
        return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


@lru_cache(maxsize=1)
def _load(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Data:
    """The figures in this folder; a file of theirs that has changed has another stamp."""
    return load_data(folder)


def _mentioned(text: str, data: Data) -> Iterator[str]:
    """The ids of the facts that a page's Markdown names."""
    lines = text.replace("\r\n", "\n").split("\n")
    for fence in scan(lines)[0]:
        inside = "\n".join(lines[fence.first + 1 : fence.end])
        if fence.language == "mermaid":
            yield from (fact.id for fact in named_facts(inside))
        elif fence.language == "report" and (excerpt := find_excerpt(inside, data)):
            yield from (cell.id for cell in excerpt.table.cells())
        lines[fence.first : fence.end] = [""] * (fence.end - fence.first)
    yield from FACT_NAMED.findall("\n".join(lines))


_SITES: dict[Path, Site] = {}


def register(config: Config, *, preview: bool = False) -> Site:
    """The site with these settings, from now on that of all pages in its folder: for when a build begins."""
    _SITES[config.docs] = Site(config, preview=preview)
    return _SITES[config.docs]


def site_at(docs: Path) -> Site:
    """The site with this folder of pages: a builder that tells nothing of its settings has them in `mkdocs.yml` above it.

    Raises:
        ValueError: those settings cannot be used.
    """
    docs = docs.resolve()
    if docs not in _SITES:
        file = find_config(docs)
        register(replace(load_config(file), docs=docs) if file else Config(docs))
    return _SITES[docs]
