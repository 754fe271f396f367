# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The Markdown extension `phi4_guide.render.extension`: diagrams, figures, byline and foot, pages from a code host.

All of it works on the page's tree before the site builder resolves links, so what it adds is checked as well.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from phi4_guide.diagrams.figure import build_diagram
from phi4_guide.render.byline import add_frame
from phi4_guide.render.code_host import BlockStartPreprocessor, localise
from phi4_guide.render.current import Current, current, data_in
from phi4_guide.render.fact_links import link_facts
from phi4_guide.render.fences import Builder, build_fences
from phi4_guide.render.ledger import build_ledger
from phi4_guide.render.report_table import ReportFenceError, build_report, read_request
from phi4_guide.render.sanitize import HarmlessPostprocessor
from phi4_guide.render.typography import keep_whole
from phi4_guide.report.model import Data
from phi4_guide.site import DATA_FOLDER


class GuideTreeprocessor(Treeprocessor):
    """Makes a converted page a page of the guide."""

    def __init__(self, md: Markdown, options: dict[str, str]) -> None:
        super().__init__(md)
        self._options = options

    def run(self, root: Element) -> None:
        """Changes the page's tree in place."""
        here = current(self.md)
        data = data_in(here.docs / DATA_FOLDER) if here and here.docs else None
        build_fences(root, self.md, self._builders(here, data))
        localise(root, here, self._options["licence_page"])
        if here and data:
            link_facts(root, here, data, self._options["ledger_page"])
        if here:
            add_frame(root, here, self._options["licence_page"])
        keep_whole(root)

    def _builders(self, here: Current | None, data: Data | None) -> dict[str, Builder]:
        def diagram(source: str, drawing: Element) -> Element:
            def cite(name: str) -> tuple[str, str] | None:
                fact = data.find(name) if data and here else None
                return (fact.place, f"{here.link(self._options['ledger_page'])}#{fact.id}") if fact and here else None

            return build_diagram(source, drawing, cite, here.place_of(source) if here else "")

        builders: dict[str, Builder] = {"mermaid": diagram}
        if here and data:
            ledger = here.link(self._options["ledger_page"])

            def report(source: str, drawing: Element) -> Element:
                try:
                    request = read_request(source, data)
                except ReportFenceError:
                    # The checker reports it, with file and line; the page shows the fence as it was written.
                    return drawing
                return build_report(request, ledger, here.link(DATA_FOLDER), with_id=request.whole)

            builders["report"] = report
            builders["ledger"] = lambda source, drawing: build_ledger(here, data, self._options["report_uri"])
        return builders


class GuideExtension(Extension):
    """Options: `licence_page` and `ledger_page`, to which licence names and fact links lead, as paths in the docs folder;
    `report_uri`, where a wrong figure is reported.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "licence_page": ["", "The page to which licence names and links lead; empty for none"],
            "ledger_page": ["ledger.md", "The page to which fact links lead"],
            "report_uri": ["", "Where a wrong figure is reported; what the form is filled in with is put behind it"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Registers the processors: after superfences (25), inline patterns (20) and smart quotes (6), before toc (5);
        and after every other postprocessor.
        """
        md.preprocessors.register(BlockStartPreprocessor(md), "phi4_block_starts", 24)
        md.treeprocessors.register(GuideTreeprocessor(md, self.getConfigs()), "phi4_guide", 5.5)
        md.postprocessors.register(HarmlessPostprocessor(md), "phi4_harmless", -10)


def makeExtension(**options: Any) -> GuideExtension:
    """The name by which Python-Markdown finds an extension."""
    return GuideExtension(**options)
