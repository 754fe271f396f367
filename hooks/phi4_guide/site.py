# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A site: its settings, its pages, its figures. What lints a page and what renders it meet here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from phi4_guide.config import DATA_FOLDER, Config, find_config, load_config
from phi4_guide.content.page import Page
from phi4_guide.content.source_lines import scan
from phi4_guide.diagnostics import Problem
from phi4_guide.diagrams.source import named_facts
from phi4_guide.lint import Context
from phi4_guide.lint.runner import find_pages, lint_page
from phi4_guide.lint.site_files import lint_site, unused_exemptions
from phi4_guide.render.page import Options, render_page
from phi4_guide.report.excerpt import cells_of
from phi4_guide.report.load import load_data
from phi4_guide.report.model import NAMES, Data

_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_FACT = re.compile(r"\bfact:([a-z0-9]+(?:[.-][a-z0-9]+)*)")


@dataclass
class Site:
    """A site's own folder of pages. `without_source` are paths in it, with `/` between the parts.

    `problems` are those of the pages converted so far, by page.
    """

    config: Config
    without_source: frozenset[str] = frozenset()
    has_data: bool = True
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    exempted: set[tuple[str, str]] = field(default_factory=set)
    """Page and text, or page and rule, of each exemption that one of these pages needed."""
    _data: tuple[Any, Data] | None = None

    @classmethod
    def of(cls, config: Config) -> Site:
        """The site with these settings.

        Raises:
            ValueError: `extra.phi4_guide` is not of the kind wanted.
        """
        settings = config.extra.get("phi4_guide") or {}
        without = settings.get("without_source") or [] if isinstance(settings, Mapping) else settings
        if not isinstance(without, list) or not all(isinstance(path, str) for path in without):
            raise ValueError(f"`extra.phi4_guide.without_source` wants a list of pages, not {without!r}")
        has_data = settings.get("data", True)
        if not isinstance(has_data, bool):
            raise ValueError(f"`extra.phi4_guide.data` wants `false` for a site without figures, not {has_data!r}")
        return cls(config, frozenset(without), has_data)

    @classmethod
    def nowhere(cls) -> Site:
        """The site of a page that no builder converts: it has neither figures nor pages, and knows no problem."""
        return cls(Config(Path()), has_data=False)

    @property
    def docs(self) -> Path:
        """The folder of its pages."""
        return self.config.docs

    def data(self) -> Data | None:
        """The site's figures, read again only when a file of theirs has changed; None where its settings say it has none.

        Raises:
            DataError: they are missing, or cannot be used.
        """
        if not self.has_data:
            return None
        folder = self.docs / DATA_FOLDER
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        stamps = [(file.name, file.stat().st_mtime_ns) for file in files if file.is_file()]
        if self._data is None or self._data[0] != stamps:
            self._data = (stamps, load_data(folder))
            self.__dict__.pop("usage", None)
        return self._data[1]

    def context(self, path: str, *, own: bool) -> Context:
        """What the rules may know of the page at this path; of a page from elsewhere nothing of the site."""
        if not own:
            return Context(needs_source=False)
        return Context(path not in self.without_source, self.data(), self.exempted)

    def lint(self, page: Page, *, own: bool = True) -> list[Problem]:
        """All problems of a page, which was read. Those of its own pages are kept in `problems`."""
        found = lint_page(page, self.context(page.path, own=own))
        if own:
            found = [problem.at(self.shown(page.path)) for problem in found]
            self.problems[page.path] = found
        return found

    def lint_files(self) -> list[Problem]:
        """The problems of the site's files as such: licences, names, kinds."""
        return lint_site(Path(self.shown("")), DATA_FOLDER if self.has_data else "")

    def all_problems(self) -> list[Problem]:
        """Those of every page converted so far, and what only shows when all are: exemptions that exempt nothing."""
        data = self.data()
        unused = unused_exemptions(data.exemptions, self.exempted, set(self.problems)) if data else []
        names = self.shown(f"{DATA_FOLDER}/{NAMES}")
        return sorted([*(p for found in self.problems.values() for p in found), *(p.at(names) for p in unused)])

    def render(self, root: Element, page: Page, options: Options) -> None:
        """Makes the clean tree of a page, which was read, a page of the guide, in place."""
        render_page(root, page, self.data(), options, lambda: self.usage)

    @cached_property
    def usage(self) -> dict[str, list[str]]:
        """For each fact the pages, as paths in the docs folder, whose prose, diagrams or report tables hold it.

        An index for the ledger, read off the Markdown: nothing is judged by it.
        """
        data = self.data()
        used: dict[str, dict[str, None]] = {}
        for file in find_pages([self.docs]) if data else ():
            path = file.relative_to(self.docs).as_posix()
            for name in _mentioned(file.read_text(encoding="utf-8", errors="replace"), data):
                if data and (fact := data.find(name)):
                    used.setdefault(fact.id, {})[path] = None
        return {fact_id: list(pages) for fact_id, pages in used.items()}

    def shown(self, path: str) -> str:
        """A page's path as a person would type it from here, where that is shorter."""
        file, here = self.docs / path, Path.cwd()
        return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def _mentioned(text: str, data: Data | None) -> list[str]:
    """The ids of the facts that a page's Markdown names."""
    lines = text.replace("\r\n", "\n").split("\n")
    names: list[str] = []
    fences, comments = scan(lines)
    for fence in fences:
        inside = "\n".join(lines[fence.first + 1 : fence.end])
        if fence.language == "mermaid":
            names += [fact.id for fact in named_facts(inside)]
        elif fence.language == "report" and data:
            names += [cell.id for cell in cells_of(inside, data)]
        lines[fence.first : fence.end + 1] = [""] * (min(fence.end + 1, len(lines)) - fence.first)
    for first, end in comments:
        lines[first:end] = [""] * (end - first)
    return names + _FACT.findall(_CODE.sub("", "\n".join(lines)))


_SITES: dict[Path, Site] = {}


def register(config: Config) -> Site:
    """The site with these settings, from now on that of all pages in its folder. Called when a build begins.

    Raises:
        ValueError: `extra.phi4_guide` is not of the kind wanted.
    """
    before = _SITES.get(config.docs)
    site = _SITES[config.docs] = Site.of(config)
    site._data = before._data if before else None
    return site


def site_at(docs: Path) -> Site:
    """The site with this folder of pages: a builder that tells nothing of its settings has them in `mkdocs.yml` above it.

    Raises:
        ValueError: those settings cannot be used.
    """
    docs = docs.resolve()
    if docs not in _SITES:
        file = find_config(docs)
        config = load_config(file) if file else Config(docs)
        register(config if config.docs == docs else Config(docs, config.extra))
    return _SITES[docs]
