# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Sets formulas, LaTeX between dollar signs, as presentation MathML, and reads MathML as a line of text."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

FORMULA = "arithmatex"
"""The class that pymdownx.arithmatex gives to a formula, and to which the theme gives room."""

BLOCK = {"class": FORMULA, "tabindex": "0", "role": "group", "aria-label": "Formula"}
"""What a formula's own block has: it scrolls where it is wider than the page, by the keyboard too."""

_BETWEEN = {"mfrac": "/", "mroot": "√", "msub": "_", "msup": "^", "munder": "_", "mover": "^"}
_BETWEEN |= {"msubsup": "_^", "munderover": "_^"}
"""What stands between the parts of an element that has a fixed number of them, written in a line."""

_TEXT = "\ue002"
"""Stands about each text in a formula while its numerals are looked at."""
_JOINT = "+−±×⋅·*/,"
_INDEX = re.compile(r"(?:(?<=[^\W\d_)\]}′][_^])|(?<=[^\W\d_)\]}′][_^][+−]))[0-3](?![.,]?\d)|(?<==)[0-3](?=\)\^)")
_TERM = re.compile(
    rf"(?<![\d.,^{_TEXT}])(?<!\d[{_JOINT}]|{_TEXT} )[0-3](?![.,]?\d|[{_JOINT}^_]\d| ?{_TEXT}|[kKMBGT](?![\w(])|(?<=\A.)x\Z)"
    rf"(?:(?<=[^\W\d_][{_JOINT}( ].)|(?<=[)\]}}′][{_JOINT}].)|(?= ?[{_JOINT}^]?(?:[^\W\d_]|[(\[{{√∑∏])))"
)


def set_formula(latex: str, display: str) -> Element:
    """The formula as an element `math`; `display` is `inline` or `block`.

    Raises:
        ValueError: it cannot be read; the message says why.
    """
    if len(re.findall(r"(?<!\\)\{", latex)) != len(re.findall(r"(?<!\\)\}", latex)):
        raise ValueError("a brace is missing")
    try:
        math = convert_to_element(latex, display=display)
    except Exception as error:  # The library's have no class in common, and no words but their names.
        raise ValueError(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()) from error
    for part in math.iter():
        if part.tag == "mtext":
            part.text = re.sub(r"\\(?=[%&$#_{}])", "", part.text or "")
        elif part.text in ("{", "}", "&"):
            raise ValueError(f"{part.text!r} stands alone")
        if "\\" in (part.text or ""):
            raise ValueError(f"{part.text!r} is not understood here")
        if part.tag in _BETWEEN and len(part) != len(_BETWEEN[part.tag]) + 1:
            raise ValueError("a part is missing")
        part.text = html.unescape(part.text or "")
        if part.tag == "mrow" and len(part) > 1 and all(letter.get("mathvariant") == "normal" for letter in part):
            # The library sets the letters of `\mathrm{ref}` one by one.
            word = "".join(letter.text or "" for letter in part)
            part.clear()
            part.tag, part.text = "mi", html.unescape(word)
        elif part.tag in ("mi", "mo") and part.text.isalpha() and len(part.text) > 1:
            part.tag, part.attrib = "mo", {"lspace": "0.1em", "rspace": "0.167em"}  # A function's name: `log x`.
        elif part.text == "|":
            part.attrib.update(lspace="0", rspace="0")  # A size's bar; browsers take it for a relation.
    return math


def read_formula(math: Element) -> tuple[str, list[int]]:
    """The formula in a line, `(a+b)/(c)`, `x_i^2`, and where in it the numerals are that need no source.

    Those are a single 0, 1, 2 or 3 at a letter or bracket: its index or exponent (`x^2`, also the first number of a sum),
    or joined to it by an operator or none (`1 - x`, `2 y`, `1/n`). Any other is a figure: one beside another number or
    beside words, alone on a side of an equation, or with a scale (`2M`).
    """
    line = re.sub(r"\s+", " ", _line(math)).strip()
    terms = _INDEX.sub("i", line)
    free = {found.start() for found in [*_INDEX.finditer(line), *_TERM.finditer(terms)]}
    places = [place for place in sorted(free) if line.count(_TEXT, 0, place) % 2 == 0]
    return line.replace(_TEXT, ""), [place - line.count(_TEXT, 0, place) for place in places]


def _line(part: Element) -> str:
    if part.tag == "mtext":
        return f" {_TEXT}{' '.join(''.join(part.itertext()).split())}{_TEXT} "
    signs = _BETWEEN.get(part.tag, "")
    if part.tag in ("mi", "mo") and len(part.text or "") > 1:
        return f" {part.text} "
    pieces = [_line(child) + (child.tail or "").strip() for child in part]
    if signs:
        # An exponent stays a number's: 10^-4.
        pieces = [piece if re.fullmatch(r"[+−-]?\w*|.", piece) else f"({piece})" for piece in map(str.strip, pieces)]
    pieces = [f"{signs[at - 1 : at] if at else ''}{piece}" for at, piece in enumerate(pieces)]
    line = (part.text or "").strip() + (" " if part.tag in ("mtable", "mtr") else "").join(pieces)
    return f"√({line})" if part.tag == "msqrt" else line
