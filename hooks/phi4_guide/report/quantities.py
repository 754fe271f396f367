# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the numbers in a text, however they are written: `14B`, `3 × 10⁻⁴`, `40 %`, `forty-eight`, `two fifths`, `½`.

Every numeric sign of the text is part of a number that is read; what is not understood has a value that equals nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

NAN = Decimal("NaN")
DASHES = "-‒–—―−"
_MAX_DIGITS = 40
_OTHER = "\ue001"
"""What a plain text has for a numeric sign that is no digit: `½`, `Ⅻ`, `九`."""

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_SMALL = {word: Decimal(n) for n, word in enumerate(f"{_ONES} eighteen nineteen".split())} | {"single": Decimal(1)}
_TENS = {word: Decimal(n * 10) for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "quadrillion": 15}
_SCALES = {word: Decimal(1).scaleb(power) for word, power in _POWERS.items()} | {"dozen": Decimal(12)}
_POWERS |= {"k": 3, "m": 6, "mn": 6, "mio": 6, "mln": 6, "b": 9, "bn": 9, "bln": 9, "g": 9, "t": 12, "tn": 12, "trn": 12}
_LETTERS = {letters: Decimal(1).scaleb(power) for letters, power in _POWERS.items() if len(letters) < 4}
_PARTS = {word: Decimal(n) for n, word in enumerate("third fourth fifth sixth seventh eighth ninth tenth".split(), 3)}
_PARTS |= {"quarter": Decimal(4), "hundredth": Decimal(100)}
_MULTIPLES = {
    word: Decimal(value)
    for value, words in (
        ("2", "twice double doubles doubled doubling"),
        ("3", "thrice triple triples tripled tripling"),
        ("4", "quadruple quadruples quadrupled quadrupling"),
        ("0.5", "half halves halved halving"),
    )
    for word in words.split()
}
_PLURALS = {f"{word}s": value for word, value in _SCALES.items()} | {"tens": Decimal(10)}


MEASURES = frozenset(
    "ms second minute hour day week month year byte bit kb kib mb mib gb gib tb tib kg km cm mm hz mhz ghz watt dollar euro"
    " cent token parameter layer head epoch gpu dimension sequence sample question benchmark language percent time".split()
)
"""Units that are only ever counted, in the singular."""


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_UNRAISED = str.maketrans(f"{_RAISED}⁺⁻−", "0123456789+--")
_EXPONENT = rf"(?:[⁺⁻]?[{_RAISED}]{{1,3}}|\^[+−-]?\d{{1,3}}|\^\{{[+−-]?\d{{1,3}}\}})(?![\d{_RAISED}])"
_DIGITS = r"(?:\d{1,3}(?P<separator>[ ,'’])\d{3}(?!\d)(?:(?P=separator)\d{3}(?!\d))*|\d+)(?:\.\d+)?|\.\d+"
_END = r"(?![^\W_])"
_ALONE = _any([*_SMALL, *_TENS, *_SCALES, *_MULTIPLES, *_PLURALS, *(f"{word}s" for word in _PARTS)])
_START = re.compile(
    rf"(?P<digits>{_DIGITS})|(?P<raised>[{_RAISED}]+)|(?P<other>{_OTHER}+)"
    rf"|(?<![^\W_])(?P<word>an?[ -](?:{_any([*_PARTS, *_SCALES])}){_END}|(?:{_ALONE})(?:{_END}|(?=-?fold)))",
    re.IGNORECASE,
)
_TENTH_POWER = re.compile(rf" ?[×xX·⋅*] ?10(?P<times>{_EXPONENT})|[eE](?P<e>[+−-]?\d{{1,3}})(?!\w)")
_POWER = re.compile(_EXPONENT)
_NEXT_WORD = re.compile(
    rf"(?P<join>[ -]| and |-and-| of )(?P<word>{_any([*_SMALL, *_TENS, *_SCALES, *_PLURALS, *_PARTS])}|(?:{_any(_PARTS)})s){_END}",
    re.IGNORECASE,
)
_SCALE = re.compile(rf"[ -]?(?P<scale>{_any([*_SCALES, *_PLURALS, *_LETTERS])}){_END}(?!['’-][^\W\d_])", re.IGNORECASE)
_PERCENT = re.compile(rf"[ -]?\\?(?:[%‰‱٪]|(?:per[ -]?cents?|percentages?|pct|pc){_END})", re.IGNORECASE)
_TIMES = re.compile(rf"-?fold{_END}|[x×]{_END}", re.IGNORECASE)
_MEASURE = re.compile(rf"(?:[kMGTP]i?B|k?Hz|[MG]Hz|k?W|ms|ns|s|h|d|kg|mg|km|cm|mm|px){_END}")
_ORDINAL = re.compile(rf"(?:st|nd|rd|th){_END}")
_UNIT = re.compile(r"[ -]([^\W\d_]+)")
_MORE = re.compile(rf"(?:[.,'’]?[\w{_OTHER}]+)+")


DIGIT = re.compile(rf"[\d{_RAISED}]")
"""Whether there is anything to look for in a text."""


@dataclass(frozen=True)
class Quantity:
    """A number as written. `value` has the sign and the scale in it; NaN equals nothing.

    `step` is the weight of its last significant digit, 1000 for `424,000`; `last` that of its last written one, 1.
    `sign` is what stands directly before, `unit` the word that follows, in small letters; `th` of `4th`.
    """

    value: Decimal
    step: Decimal
    signed: bool
    percent: bool
    start: int
    end: int
    last: Decimal = Decimal(1)
    digits: int = 1
    sign: str = ""
    unit: str = ""
    spelled: bool = False
    scaled: bool = False
    written: str = ""


def numerals(text: str) -> list[Quantity]:
    """All numbers in a text, in digits, words or other signs, from left to right."""
    shown = plain(text)
    found: list[Quantity] = []
    place = 0
    while match := _START.search(shown, place):
        found.append(_read(shown, text, match, place))
        place = found[-1].end
    return found


def quantities(text: str) -> list[Quantity]:
    """The numbers in a text that are written with digits, and understood."""
    return [quantity for quantity in numerals(text) if not quantity.spelled and not quantity.value.is_nan()]


def spelled(text: str) -> list[Quantity]:
    """The whole numbers in a text that are written as words."""
    return [quantity for quantity in numerals(text) if quantity.spelled and quantity.value >= 1]


def plain(text: str) -> str:
    """The text, sign by sign, with each space an ordinary one, wide signs and digits of any script as those of ASCII."""
    return text.replace("\n", " ") if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=1024)
def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Zs" or sign == "\n":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    if sign in "‐‑﹣":
        return "-"
    if sign in _RAISED:
        return sign
    if unicodedata.numeric(sign, None) is not None:
        return _OTHER
    if unicodedata.decomposition(sign).startswith(("<wide>", "<narrow>", "<small>")):
        return unicodedata.normalize("NFKC", sign)
    return sign


def scaled(shown: str, end: int) -> bool:
    """Whether what follows a number in a plain text changes it: a scale, a percent, `-fold`."""
    return any(pattern.match(shown, end) for pattern in (_SCALE, _PERCENT, _TIMES))


def counted(shown: str, end: int) -> bool:
    """Whether what follows a number in a plain text makes it a count: what changes it, or a unit of measure."""
    if scaled(shown, end):
        return True
    unit = _UNIT.match(shown, end)
    return bool(unit) and is_measure(unit[1])  # type: ignore[index]


def is_measure(word: str) -> bool:
    """Whether the word is a unit that is only ever counted: of time, size or money, or of models and their training."""
    return bool({word.lower(), word.lower().removesuffix("s")} & MEASURES)


def is_sign(sign: str) -> bool:
    """Whether this is a mathematical, monetary or other symbol, or a dash."""
    return sign in DASHES or unicodedata.category(sign)[0] == "S"


def _read(shown: str, text: str, match: re.Match[str], place: int) -> Quantity:
    start, end = match.span()
    sign = _sign_before(shown, start, place)
    value, last, scaled = NAN, Decimal(1), False
    digits = ""
    if match["word"]:
        value, last, end = _read_words(shown, match)
        scaled = last > 1
    elif match["other"]:
        fraction = unicodedata.normalize("NFKC", text[start:end])
        if end - start == 1 and "⁄" in fraction:
            value = Decimal(str(unicodedata.numeric(text[start])))
    elif match["digits"]:
        digits = re.sub(r"[^\d.]", "", match["digits"])
        value, last, end = _read_digits(digits, shown, end)
        if start and (shown[start - 1].isalnum() or shown[start - 1] == "_"):
            value = NAN
    while found := _SCALE.match(shown, end):
        factor = (_SCALES | _PLURALS | _LETTERS)[found["scale"].lower()]
        value, last, end, scaled = value * factor, last * factor, found.end(), True
    percent = _PERCENT.match(shown, end)
    if percent:
        divisor = {"‰": 10, "‱": 100}.get(percent[0].strip(" -"), 1)
        value, last, end = value / divisor, last / divisor, percent.end()
    times = _TIMES.match(shown, end)
    measure = None if times else _MEASURE.match(shown, end) or (_ORDINAL.match(shown, end) if digits else None)
    end = times.end() if times else measure.end() if measure else end
    if more := _MORE.match(shown, end):
        value, end = NAN, more.end()
    if sign[-1:] in tuple(DASHES):
        value = -value
    if measure or times:
        unit = measure[0] if measure else "times"
    else:
        unit = following[1] if (following := _UNIT.match(shown, end)) else ""
    written = digits or ("" if value.is_nan() else f"{abs(value / last).normalize():f}")
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("0") and "." not in digits else 0
    return Quantity(
        value, last.scaleb(zeros), sign[-1:] in ("+", *DASHES), bool(percent), start - len(sign), end, last,
        len(written.replace(".", "").lstrip("0")), sign, unit.lower(), bool(match["word"]), scaled,
        text[start - len(sign) : end].strip(),
    )  # fmt: skip


def _sign_before(shown: str, start: int, place: int) -> str:
    """The signs directly before a number. After a letter, a digit or another number the first one parts the two."""
    first = start
    while first > place and is_sign(shown[first - 1]):
        first -= 1
    if first < start and first and (first == place or shown[first - 1].isalnum()):
        first += 1
    return shown[first:start]


def _read_digits(digits: str, shown: str, end: int) -> tuple[Decimal, Decimal, int]:
    """Value, weight of the last written digit and end of a number in digits, with the power of ten behind it."""
    if len(digits) > _MAX_DIGITS:
        return NAN, Decimal(1), end
    value, last = Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
    if digits == "10" and (power := _POWER.match(shown, end)):
        value = last = Decimal(1).scaleb(_exponent(power[0]))
        return value, last, power.end()
    if power := _TENTH_POWER.match(shown, end):
        exponent = _exponent(power["times"] or power["e"])
        return value.scaleb(exponent), last.scaleb(exponent), power.end()
    if _POWER.match(shown, end):
        return NAN, last, end
    return value, last, end


def _exponent(written: str) -> int:
    return int(written.translate(_UNRAISED).strip("^{}"))


def _read_words(shown: str, match: re.Match[str]) -> tuple[Decimal, Decimal, int]:
    """Value, scale and end of a number in words, as far as its words go together."""
    word = re.sub(r"an?[ -]", "", match["word"].lower())
    article = word != match["word"].lower()
    end = match.end()
    if word in _MULTIPLES:
        return _MULTIPLES[word], Decimal(1), end
    if word in _PARTS and article:
        return 1 / _PARTS[word], Decimal(1), end
    if word.removesuffix("s") in _PARTS:
        return NAN, Decimal(1), end
    total, current, scale = Decimal(0), Decimal(0), Decimal(1)
    if factor := (_SCALES | _PLURALS).get(word):
        total, scale = factor, factor if word != "tens" else Decimal(1)
    else:
        current = (_SMALL | _TENS)[word]
    while following := _NEXT_WORD.match(shown, end):
        added = _combine(total, current, following["word"].lower(), following["join"].strip("- "))
        if added is None:
            break
        total, current, factor = added
        scale = factor if factor > 1 else scale
        end = following.end()
        if factor < 1:
            break
    return total + current, scale if current == 0 else Decimal(1), end


def _combine(total: Decimal, current: Decimal, word: str, join: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """Total, part and scale after one word more; None where the word begins another number."""
    part = word.removesuffix("s")
    if part in _PARTS:
        number = total + current
        fits = number and not join and (word != part or number == 1)
        return (number / _PARTS[part], Decimal(0), Decimal("0.1")) if fits else None
    if factor := (_SCALES | _PLURALS).get(word):
        if join == "and" or (join == "of") != (word in _PLURALS and not current):
            return None
        if factor == 100 and current:
            return total, current * 100, Decimal(1)
        return (total + current * factor if current else total * factor), Decimal(0), factor
    value = (_SMALL | _TENS)[word]
    if join == "of" or not value:
        return None
    units = current % 100
    if (not current and total) or (current and not units):
        return total, current + value, Decimal(1)
    fits = not join and units >= 20 and not units % 10 and value < 10
    return (total, current + value, Decimal(1)) if fits else None
