# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The Markdown extension `phi4_guide.extension`: reads a page once, lints it, renders it, whatever the site builder."""

from __future__ import annotations

import html
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from phi4_guide.content.page import Flaw, Page, read_page
from phi4_guide.content.reading import read_document
from phi4_guide.content.sanitize import SanitizePostprocessor
from phi4_guide.content.source_lines import BlockStartPreprocessor, SourcePreprocessor
from phi4_guide.render.heard import HeardTreeprocessor
from phi4_guide.render.page import Options
from phi4_guide.report.model import DataError
from phi4_guide.site import Site, site_at

SECONDS = 5
"""What a page's conversion may take of the processor; the guide's longest takes a twentieth of it."""


class _CannotBeShownError(Exception):
    """Why a page is not converted, or not to its end."""


class GuideTreeprocessor(Treeprocessor):
    """Makes a converted page a page of the guide."""

    def __init__(self, md: Markdown, options: Options) -> None:
        super().__init__(md)
        self._options = options
        self._page = Page("", "")
        self._site: Site | None = None
        self.given: tuple[Page, Site | None] | None = None
        """The page that is converted and its site; without a site its document is all that is wanted of it."""

    def convert(self, convert: Callable[[str], str], source: str) -> str:
        """The conversion, bounded in time; what ends it is a problem of the page, and not the end of the whole build."""
        self._page, self._site = page, site = self._current()
        try:
            with _time_limit():
                if page.flaw and not page.text:
                    raise _CannotBeShownError(page.flaw.message)
                if not source.strip():
                    # Python-Markdown leaves such a page alone, its front matter with it.
                    self.run(Element("div"))
                return convert(source)
        except DataError:
            raise
        except _CannotBeShownError as error:
            why = str(error)
        except Exception as error:
            why = f"its conversion ends in {type(error).__name__}: {error}"
        page.flaw = page.flaw or Flaw("not-converted", page.body_line, 1, f"the page cannot be converted: {why}")
        if site:
            site.lint(page)
        return f"<p>This page cannot be shown: {html.escape(why)}.</p>"

    def run(self, root: Element) -> None:
        """Changes the page's tree in place: read, linted and rendered, once each."""
        self._page.document = read_document(root, self.md, self._page.body, self._page.body_line)
        if self._site:
            self._site.lint(self._page)
            self._site.render(root, self._page, self._options)

    def _current(self) -> tuple[Page, Site | None]:
        """The page being converted, from whoever converts it, and its site; a page of no builder's is on none."""
        if self.given:
            return self.given
        if "relpath" in self.md.treeprocessors:
            file = self.md.treeprocessors["relpath"].file  # type: ignore[attr-defined]
            site = site_at(Path(file.src_dir)) if file.src_dir else Site.nowhere()
            return read_page(file.content_bytes, file.src_uri), site
        if "rendering_context" in self.md.preprocessors:
            context: Any = self.md.preprocessors["rendering_context"]
            docs = Path(context.config["root_dir"], context.config["docs_dir"])
            return read_page((docs / context.page.path).read_bytes(), context.page.path), site_at(docs)
        return Page("", ""), Site.nowhere()


class GuideExtension(Extension):
    """Its options are those of `Options`."""

    def __init__(self, **options: Any) -> None:
        self.config = {option.name: [option.default, ""] for option in fields(Options)}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Registers the processors: around superfences (25), after smart quotes (6), around toc (5), and last of all."""
        reader = GuideTreeprocessor(md, Options(**self.getConfigs()))
        md.preprocessors.register(SourcePreprocessor(md), "phi4_source", 29)
        md.preprocessors.register(BlockStartPreprocessor(md), "phi4_block_starts", 24)
        md.treeprocessors.register(reader, "phi4_guide", 5.5)
        md.treeprocessors.register(HeardTreeprocessor(md), "phi4_heard", 4.5)
        md.postprocessors.register(SanitizePostprocessor(md), "phi4_sanitize", -10)
        md.convert = partial(reader.convert, md.convert)  # type: ignore[method-assign]


@contextmanager
def _time_limit() -> Iterator[None]:
    """Ends what runs inside after some seconds of the processor's time, where the system has a clock for that."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(signum: int, frame: object) -> None:  # noqa: ARG001
        raise _CannotBeShownError(f"its conversion takes more than {SECONDS} seconds; split the page")

    before = signal.signal(signal.SIGVTALRM, end)
    # Once more a second: what is raised while nh3 calls back is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def makeExtension(**options: Any) -> GuideExtension:
    """The name by which Python-Markdown finds an extension."""
    return GuideExtension(**options)
