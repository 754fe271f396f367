# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the quantities in a text, however they are written: `14B`, `14 billion`, `3 × 10⁻⁴`, `40%`, `seven`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_SPELLED = {word: Decimal(number) for number, word in enumerate(_WORDS)} | {
    "fifty": Decimal(50),
    "single": Decimal(1),
    "twice": Decimal(2),
}
_SCALES = {
    "k": 3,
    "K": 3,
    "thousand": 3,
    "M": 6,
    "million": 6,
    "B": 9,
    "billion": 9,
    "T": 12,
    "trillion": 12,
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.)])[+−-](?=\d))?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s*[×x]\s*10(?:(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|\^(?P<caret>-?\d{1,3}))|e(?P<e>[+-]?\d{1,3})(?!\w))?"
    r"(?:[\s\u00a0-]?(?P<scale>thousand|million|billion|trillion)\b|(?P<letter>[kKMBT])(?![a-zA-Z]))?"
    r"(?P<percent>[\s\u00a0]?%|[\s\u00a0]per\s?cent\b)?"
)
_POWER = re.compile(r"10(?:(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|\^(?P<caret>-?\d{1,3}))")
_WORD = re.compile(
    rf"\b(?P<word>{'|'.join(sorted(_SPELLED, key=len, reverse=True))})"
    r"(?:[\s\u00a0-](?P<scale>thousand|million|billion|trillion))?\b",
    re.IGNORECASE,
)


DIGIT = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]")
"""Whether there is anything to look for in a text."""


@dataclass(frozen=True)
class Quantity:
    """A number as written. `step` is the weight of its last significant digit: 100 for `1.3K`, 0.01 for `0.25`."""

    value: Decimal
    step: Decimal
    signed: bool
    percent: bool
    start: int
    end: int


def quantities(text: str) -> Iterator[Quantity]:
    """The numbers in a text that are written with digits, from left to right."""
    place = 0
    while number := _NUMBER.search(text, place):
        power = _POWER.match(text, number.start())
        if power:
            value = Decimal(1).scaleb(_exponent(power))
            yield Quantity(value, value, False, False, power.start(), power.end())
        else:
            yield _read(number)
        place = (power or number).end()


def spelled(text: str) -> list[Quantity]:
    """The numbers in a text that are written as words: `zero` to `twenty`, `fifty`, `single` and `twice`; `one million`."""
    found = []
    for word in _WORD.finditer(text):
        step = Decimal(1).scaleb(_SCALES[word["scale"].lower()] if word["scale"] else 0)
        found.append(Quantity(_SPELLED[word["word"].lower()] * step, step, False, False, *word.span()))
    return found


def _exponent(found: re.Match[str]) -> int:
    return int(found["raised"].translate(_SUPERSCRIPTS)) if found["raised"] else int(found["caret"])


def _read(found: re.Match[str]) -> Quantity:
    digits = found["digits"].replace(",", "")
    exponent = int(found["e"]) if found["e"] else _exponent(found) if found["raised"] or found["caret"] else 0
    exponent += _SCALES[found["scale"] or found["letter"]] if found["scale"] or found["letter"] else 0
    value = Decimal(digits).scaleb(exponent)
    decimals = len(digits.partition(".")[2])
    zeros = 0 if decimals or not digits.strip("0") else len(digits) - len(digits.rstrip("0"))
    step = Decimal(1).scaleb(exponent - decimals + zeros)
    sign = found["sign"]
    return Quantity(-value if sign in ("-", "−") else value, step, sign is not None, bool(found["percent"]), *found.span())
