# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Keeps citations and names in one piece: no line ends between `p.` and its number, or within `phi-4`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from phi4_guide.content.sanitize import OURS
from phi4_guide.elements import element, rewrite

_CITATION = re.compile(r"\b(pp?\.|Tables?|Figures?|Appendix|footnote|Algorithm)\s(?=[\dA-D])")
_SECTION = re.compile(r"(§[\dA-D.]+,)\s(?=pp?\.)")
# Browsers end a line behind any hyphen.
_NAME = re.compile(r"(\bphi-\d(?:-medium)?|\bAMC-1\d|\bGPT-4o(?:-mini)?|\bRe-rank|\bCC BY 4\.0|\bpp\.\u00a0\d+–\d+)")
_LITERAL = ("code", "pre", "script", "style")


def keep_whole(root: Element) -> None:
    """Ties citations together with no-break spaces and wraps names, below `root`; code stays as written."""
    # A diagram's source stays as written, too.
    rewrite(root, _wrap, lambda child: child.tag in _LITERAL or OURS in child.get("class", ""))


def _wrap(text: str) -> list[Element | str]:
    """The text with each name in a span."""
    pieces = _NAME.split(_SECTION.sub("\\1\u00a0", _CITATION.sub("\\1\u00a0", text)))
    return [element("span", {"class": "whole"}, piece) if number % 2 else piece for number, piece in enumerate(pieces)]
