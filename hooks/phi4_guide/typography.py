# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Keeps a citation in one piece: no line ends between `p.` and its number."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_CITATION = re.compile(r"\b(pp?\.|Table|Tables|Figure|Appendix|footnote|Algorithm) (?=[\dA-D])")
_LITERAL = ("code", "pre", "script", "style")


class CitationTreeprocessor(Treeprocessor):
    """Writes `p. 7` and `Table 5` with a no-break space."""

    def run(self, root: Element) -> None:
        """Changes the page's tree in place; code stays as written."""
        if root.text:
            root.text = _CITATION.sub("\\1\u00a0", root.text)
        for child in root:
            if child.tag not in _LITERAL:
                self.run(child)
            if child.tail:
                child.tail = _CITATION.sub("\\1\u00a0", child.tail)
