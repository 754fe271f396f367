# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Keeps citations, numbers and names in one piece, `p.` with its number or `phi-4`, and writes a minus as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from xml.etree.ElementTree import Element

from phi4_guide.content.sanitize import OURS
from phi4_guide.elements import element

_CITATION = re.compile(r"\b(pp?\.|Tables?|Figures?|Appendix|footnote|Algorithm)\s(?=[\dA-D])")
_MINUS = re.compile(r"(?<![\w.,)-])-(?=\d)")
_SECTION = re.compile(r"(§[\dA-D.]+,)\s(?=pp?\.)")
_PRODUCT = re.compile(r"(?<=\d) × (?=\d)")
_SCALED = re.compile(
    r"(?<=\d) (?=(?:thousand|million|billion|trillion|times|points|(?:Janu|Febru)ary|March|April|May|June|July"
    r"|August|(?:Septem|Octo|Novem|Decem)ber)\b)"
)
# Browsers end a line behind any hyphen.
_NAME = re.compile(
    r"(\b[Pp]hi-\d(?:-medium)?|\bAMC-1\d|\bGPT-4o(?:-mini)?|\bQwen-72B|\bMMLU-pro|\bRe-rank|\b\d+-grams?|\bCC BY 4\.0"
    r"|\bpp\.\u00a0\d+–\d+)"
)
_SUM = re.compile(r"(?=.*\d)(?:[\s\d.,%()√×+/=^·≈−°²³π…-]|\b(?:ln|thousand|million|billion|trillion)\b)+[KMBT]?")
_SHORT = 12
"""Signs that a line of the narrowest table has room for."""
_LITERAL = ("code", "pre", "script", "style")


def keep_whole(root: Element) -> None:
    """Ties citations together with no-break spaces, wraps names, and puts `−` for `-`, below `root`; code stays as written.

    Of code that is a number or a sum of ours the class is `sum`: it is set as text. One that is short is in one piece.
    """
    rewrite(root, _wrap, _LITERAL)
    for code in root.iter("code"):
        if _SUM.fullmatch(code.text or "") and not code.get("class"):
            code.set("class", "sum whole" if len(code.text or "") <= _SHORT else "sum")


def rewrite(root: Element, make: Callable[[str], list[Element | str]], literal: Container[str]) -> None:
    """Puts in the place of each text below `root` what `make` makes of it; in these elements it stays as written."""
    # From the end, so that the places before it stay.
    for place, child in reversed(list(enumerate(root, 1))):
        # A diagram's source stays as written, too.
        if child.tag not in literal and OURS not in child.get("class", ""):
            rewrite(child, make, literal)
        made = element("span", {}, *make(child.tail or ""))
        child.tail, root[place:place] = made.text, list(made)
    made = element("span", {}, *make(root.text or ""))
    root.text, root[0:0] = made.text, list(made)


def with_minus(text: str) -> str:
    """A cell for the eye: the report's hyphen before a number is a minus sign."""
    return _MINUS.sub("−", text)


def _wrap(text: str) -> list[Element | str]:
    """The text, tied and with its minus signs, and each name in a span."""
    tied = _SECTION.sub("\\1\u00a0", _CITATION.sub("\\1\u00a0", with_minus(text)))
    tied = _SCALED.sub("\u00a0", _PRODUCT.sub("\u00a0×\u00a0", tied))
    pieces = _NAME.split(tied)
    return [element("span", {"class": "whole"}, piece) if number % 2 else piece for number, piece in enumerate(pieces)]
