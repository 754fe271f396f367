# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Keeps citations, powers and names in one piece: no line ends between `p.` and its number, or within `phi-4`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from phi4_guide.content.sanitize import OURS

_CITATION = re.compile(r"\b(pp?\.|Tables?|Figures?|Appendix|footnote|Algorithm)\s(?=[\dA-D])")
_SECTION = re.compile(r"(§[\dA-D.]+,)\s(?=pp?\.)")
_POWER = re.compile(r"(?<=\d) × (?=10)")
# Browsers end a line behind any hyphen.
_NAME = re.compile(r"(\bphi-\d(?:-medium)?|\bAMC-1\d|\bGPT-4o(?:-mini)?|\bRe-rank|\bCC BY 4\.0|\bpp\.\u00a0\d+–\d+)")
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
_LITERAL = ("code", "pre", "script", "style")


def keep_whole(root: Element) -> None:
    """Ties citations together with no-break spaces and wraps names, below `root`; code stays as written."""
    for child in list(root):
        # A diagram's source stays as written, too.
        if child.tag not in _LITERAL and OURS not in child.get("class", ""):
            keep_whole(child)
    # From the end, so that the places before it stay.
    for place, child in reversed(list(enumerate(root, 1))):
        child.tail = _wrap(root, child.tail or "", place)
    root.text = _wrap(root, root.text or "", 0)


def with_minus(text: str) -> str:
    """A cell for the eye: the report's hyphen before a number is a minus sign."""
    return _MINUS.sub("−", text)


def _wrap(parent: Element, text: str, place: int) -> str:
    """Puts the text from its first name on into spans before the child at `place`; gives what stands before them."""
    tied = _POWER.sub("\u00a0×\u00a0", _SECTION.sub("\\1\u00a0", _CITATION.sub("\\1\u00a0", text)))
    if parent.get("class") == "whole":
        return tied
    before, *pieces = _NAME.split(tied)
    for number, (name, after) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
        span = Element("span", {"class": "whole"})
        span.text, span.tail = name, after
        parent.insert(place + number, span)
    return before
