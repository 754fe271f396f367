# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Checks pages without a site builder: converts them with the site's own settings, as the builder would, and lints them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from markdown import Markdown
from markdown.serializers import to_html_string

from phi4_guide.config import Config, find_config, load_config
from phi4_guide.content.page import Flaw, Page, read_page
from phi4_guide.content.reading import fence
from phi4_guide.content.sanitize import SanitizePostprocessor
from phi4_guide.diagnostics import Problem
from phi4_guide.diagrams.source import read_diagram
from phi4_guide.lint.runner import find_pages, most_wanted
from phi4_guide.report.model import DataError
from phi4_guide.site import Site

EXTENSION = "phi4_guide.extension"
_MERMAID = {"name": "mermaid", "class": "mermaid", "format": fence}
_ALONE = Config(
    Path(),
    extensions=(
        *("toc", "tables", "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html"),
        *("pymdownx.keys", "pymdownx.mark", "pymdownx.superfences", "pymdownx.tasklist", EXTENSION),
    ),
    extension_configs={"pymdownx.superfences": {"custom_fences": [_MERMAID]}},
)
"""What converts a page that belongs to no site."""


class Converter:
    """Reads pages with these settings, one after the other."""

    def __init__(self, config: Config) -> None:
        config = config if EXTENSION in config.extensions else _ALONE
        self._md = Markdown(extensions=list(config.extensions), extension_configs=dict(config.extension_configs))
        self._reader = self._md.treeprocessors["phi4_guide"]

    def read(self, raw: bytes, path: str, site: Site | None = None) -> Page:
        """The page in these bytes, with its document, called `path`; one of a site is linted and rendered too."""
        page = read_page(raw, path)
        self._reader.given = page, site  # type: ignore[attr-defined]
        self._md.reset()
        self._md.convert(page.body.lstrip("\n"))
        return page


Draw = Callable[[Path, list[str]], Sequence[str | Problem]]
"""Draws the figures with this HTML by the scripts in this docs folder; gives the picture of each, or why there is none."""


def check_paths(paths: Collection[Path], draw: Draw | None = None) -> tuple[list[Problem], int]:
    """The problems of the pages at these paths, each checked in the site that it belongs to, and their number.

    Of a site whose folder of pages is one of the paths its other files are checked too. Diagrams are drawn by `draw`.

    Raises:
        FileNotFoundError: a path does not exist.
        ValueError: the settings of a page's site cannot be used.
    """
    folders = {path.resolve() for path in paths}
    pages = list(find_pages(paths))
    sites: dict[Path | None, list[Path]] = defaultdict(list)
    for page in pages:
        sites[find_config(page.parent)].append(page)
    problems: list[Problem] = []
    for file, inside in sites.items():
        site = Site(load_config(file)) if file else Site.nowhere()
        try:
            problems += _check(site, inside, draw)
        except DataError as error:
            problems += site.data_problems(error)
        problems += site.file_problems() if site.docs in folders else []
    return most_wanted(problems), len(pages)


def _check(site: Site, pages: Iterable[Path], draw: Draw | None) -> list[Problem]:
    """The problems of these pages, the site's own or others that its settings convert."""
    converter = Converter(site.config)
    site.read = lambda path: converter.read((site.docs / path).read_bytes(), path, site)
    problems: list[Problem] = []
    for file in pages:
        own = file.resolve().is_relative_to(site.docs)
        path = file.resolve().relative_to(site.docs).as_posix() if own else file.as_posix()
        try:
            page = converter.read(file.read_bytes(), path, site if own else None)
        except OSError as error:
            page = Page(path, "", flaw=Flaw("not-readable", 1, 1, f"the page cannot be read: {error.strerror}"))
        problems += site.problems[path] if path in site.problems else site.lint(page, own=own)
    problems += _undrawn(site, draw) if draw else []
    return problems + site.link_problems()


def figures_of(pages: Iterable[Page]) -> list[tuple[str, str, str]]:
    """The diagrams of pages that were rendered: path, source, and the figure's HTML with addresses as they are written."""
    found = []
    for page in (page for page in pages if not page.flaw):
        figures = (figure for figure in page.document.tree.iter("figure") if figure.get("data-state"))
        for diagram, figure in zip(page.document.diagrams, figures, strict=True):
            found.append((page.path, diagram.text, SanitizePostprocessor().run(to_html_string(figure))))
    return found


def _undrawn(site: Site, draw: Draw) -> list[Problem]:
    """A problem for each diagram of the pages checked so far that cannot be drawn, where no rule has said so yet."""
    texts = [text for _, source, text in figures_of(site.pages.values()) if not read_diagram(source).error]
    found = draw(site.docs, texts) if texts else ()
    return [replace(each, path=site.shown(each.path)) for each in found if isinstance(each, Problem)]
