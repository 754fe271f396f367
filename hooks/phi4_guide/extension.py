# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The Markdown extension `phi4_guide.extension`: diagrams as figures, byline and foot, pages from a code host.

All of it works on the page's tree before the site builder resolves links, so what it adds is checked as well.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from phi4_guide.diagrams import DiagramTreeprocessor
from phi4_guide.foreign import BlockStartPreprocessor, ForeignTreeprocessor
from phi4_guide.page_frame import PageFrameTreeprocessor
from phi4_guide.typography import CitationTreeprocessor


class GuideExtension(Extension):
    """Option `licence_page`: the page, as a path in the docs folder, to which licence names and links lead."""

    def __init__(self, **options: Any) -> None:
        self.config = {"licence_page": ["", "The page to which licence names and links lead; empty for none"]}
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:
        """Registers the processors: after superfences (25) and inline patterns (20), before MkDocs' links (0)."""
        licence_page = self.getConfig("licence_page")
        md.preprocessors.register(BlockStartPreprocessor(md), "phi4_block_starts", 24)
        md.treeprocessors.register(DiagramTreeprocessor(md), "phi4_diagrams", 9)
        md.treeprocessors.register(ForeignTreeprocessor(md, licence_page), "phi4_foreign", 8)
        md.treeprocessors.register(PageFrameTreeprocessor(md, licence_page), "phi4_page_frame", 7)
        md.treeprocessors.register(CitationTreeprocessor(md), "phi4_citations", 6)


def makeExtension(**options: Any) -> GuideExtension:
    """The name by which Python-Markdown finds an extension."""
    return GuideExtension(**options)
