# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the numbers in a text, however they are written: `14B`, `3 × 10⁻⁴`, `40 %`, `forty-eight`, `two fifths`, `½`.

Every numeric sign of the text is part of a number that is read; what is not understood has a value that equals nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

NAN = Decimal("NaN")
DASHES = "-‒–—―−"
_MAX_DIGITS = 40
_OTHER = "\ue001"
"""What a plain text has for a numeric sign that is no digit: `½`, `Ⅻ`, `九`."""

_MOST_WORDS = 12
"""More words than a number has; with many more, computing with it takes all memory."""


def listed(words: str) -> list[str]:
    """The words of a text, in order."""
    return words.split()


_DIGIT = listed("one two three four five six seven eight nine")
_TEENS = listed("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: Decimal(n) for n, word in enumerate(["zero", *_DIGIT, *_TEENS])}
_WORDS |= {word: Decimal(n * 10) for n, word in enumerate(_TENS, 2)} | {"single": Decimal(1), "fourty": Decimal(40)}
_PARTS = {word: Decimal(n) for n, word in enumerate(listed("third fourth fifth sixth seventh eighth ninth tenth"), 3)}
_PARTS |= {"eleventh": Decimal(11), "twelfth": Decimal(12), "quarter": Decimal(4)}
_PARTS |= {f"{word}th": _WORDS[word] for word in _TEENS[3:]} | {f"{word[:-1]}ieth": _WORDS[word] for word in _TENS}
MULTIPLES = {word: Decimal(2) for word in listed("twice double doubles doubled doubling")}
MULTIPLES |= {word: Decimal(3) for word in listed("thrice triple triples tripled tripling treble trebles trebled trebling")}
MULTIPLES |= {word: Decimal(4) for word in listed("quadruple quadruples quadrupled quadrupling")}
MULTIPLES |= {word: Decimal(5) for word in listed("quintuple quintuples quintupled quintupling")}
MULTIPLES |= {word: Decimal("0.5") for word in listed("half halves halved halving")}
MULTIPLES |= {word: Decimal("0.25") for word in listed("quarter quartered quartering")}
MULTIPLES |= {f"{word[:-1]}ies": NAN for word in _TENS}
_POWERS = {"hundred": 2, "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "milliard": 9, "trillion": 12}
_POWERS |= {"quadrillion": 15, "quintillion": 18, "sextillion": 21}
_PARTS |= {f"{word}th": Decimal(1).scaleb(power) for word, power in _POWERS.items()}
_SCALES = {word: Decimal(1).scaleb(power) for word, power in _POWERS.items()} | {"dozen": Decimal(12)}
_SCALES |= {f"{word}s": value for word, value in _SCALES.items()} | {"tens": Decimal(10)}
_POWERS = {"k": 3, "m": 6, "mn": 6, "mio": 6, "mln": 6, "b": 9, "bn": 9, "bln": 9, "g": 9, "t": 12, "tn": 12, "trn": 12}
_LETTERS = _SCALES | {letters: Decimal(1).scaleb(power) for letters, power in _POWERS.items()}
MEASURES = frozenset(
    listed(
        "ms second minute hour day week fortnight month year decade byte bit kb kib mb mib gb gib tb tib kg km cm mm hz"
        " mhz ghz watt dollar euro cent token parameter layer head epoch gpu dimension sequence sample question"
        " benchmark language percent time"
    )
)
"""Units that are only ever counted, in the singular."""


def _any(words: Iterable[str]) -> str:
    # A text out of a PDF may have `fi` in one sign.
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})".replace("fi", "(?:fi|ﬁ)")


_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_UNRAISED = str.maketrans(f"{_RAISED}⁺⁻−", "0123456789+--")
_EXPONENT = rf"(?:[⁺⁻]?[{_RAISED}]{{1,3}}|\^[+−-]?\d{{1,3}}|\^\{{[+−-]?\d{{1,3}}\}})(?![\d{_RAISED}])"
_GROUPS = r"\d{1,3}(?P<separator>[ ,'])\d{3}(?!\d)(?:(?P=separator)\d{3}(?!\d))*"
_DIGITS = rf"\d{{1,3}}(?:\.\d{{3}}){{2,}}(?![.\d])|(?:{_GROUPS}|\d+)(?:\.\d+)?|\.\d+"
_POWER = rf" ?[×xX·⋅*] ?10(?P<times>{_EXPONENT})|[eE](?P<e>[+−-]?\d{{1,3}})(?!\w)|(?P<power>{_EXPONENT})"
_END = r"(?![^\W_])"
# A number in words, as words go together: `two million three hundred thousand`, `tens of millions`, `two fifths`.
_COUNT = rf"(?:{_any(_TENS)}[ -]{_any(_DIGIT)}|{_any([*_DIGIT, *_TEENS, *_TENS])}){_END}"
_HUNDREDS = rf"{_COUNT}(?:[ -]hundreds?{_END}(?:(?: and |-and-|[ -]){_COUNT})?)?"
_SCALED = rf"(?:[ -]{_any(_SCALES)}{_END}){{1,{_MOST_WORDS}}}"
_LARGE = rf"(?:{_HUNDREDS}{_SCALED}|(?:an?[ -])?{_any(_SCALES)}{_END}(?:(?: of {_any(_SCALES)}{_END})+|{_SCALED})?)"
_JOINED = rf"(?: and |-and-|[ -]){_HUNDREDS}"
_IN_WORDS = (
    rf"an?[ -]{_any(_PARTS)}{_END}|one[ -]{_any(_PARTS)}{_END}|{_HUNDREDS}[ -]{_any(_PARTS)}s{_END}"
    rf"|{_LARGE}(?:{_JOINED}{_SCALED}){{,{_MOST_WORDS}}}(?:{_JOINED})?|{_HUNDREDS}|{_any(_PARTS)}s{_END}"
    rf"|{_any([*MULTIPLES, *_WORDS, *_SCALES])}(?:{_END}|(?=-?fold))|orders? of magnitude{_END}"
)
_START = re.compile(
    rf"(?P<digits>{_DIGITS})(?:{_POWER})?|(?P<raised>[{_RAISED}]+)|(?P<other>{_OTHER}+)|(?P<alone>[%‰‱٪]+)"
    rf"|(?<![^\W_])(?-i:(?=[IVXL]{{2}})(?=[VXL]*I)(?:X?[LC]|L?X{{0,3}})(?:IX|IV|V?I{{0,3}})){_END}"
    rf"|(?<![^\W_])(?P<words>{_IN_WORDS})",
    re.IGNORECASE,
)
_SCALE = re.compile(rf"[ -]?(?P<scale>{_any(_LETTERS)}){_END}(?!['-][^\W\d_])", re.IGNORECASE)
_PERCENT = re.compile(rf"[ -]?\\?(?:[%‰‱٪]|(?:per[ -]?cents?|percentages?|pct|pc){_END})", re.IGNORECASE)
_TIMES = re.compile(rf"(?P<unit>-?fold|[x×]){_END}", re.IGNORECASE)
_MEASURE = re.compile(rf"(?P<unit>[kMGTP]i?B|k?Hz|[MG]Hz|k?W|ms|ns|s|h|d|kg|mg|km|cm|mm|px|st|nd|rd|th){_END}")
_UNIT = re.compile(r"[ -](?P<unit>[^\W\d_]+)")
_MORE = re.compile(rf"(?:[.,']?[\w{_OTHER}]+)+")


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
    start: int = field(compare=False)
    end: int = field(compare=False)
    last: Decimal = Decimal(1)
    digits: int = 1
    sign: str = ""
    unit: str = ""
    spelled: bool = False
    written: str = ""


def numerals(text: str) -> list[Quantity]:
    """All numbers in a text, in digits, words or other signs, from left to right."""
    shown = plain(text)
    found: list[Quantity] = []
    while match := _START.search(shown, found[-1].end if found else 0):
        found.append(_read(shown, text, match, found[-1].end if found else 0))
    return found


def quantities(text: str) -> list[Quantity]:
    """The numbers in a text that are understood; of those in words, only from one on."""
    understood = (quantity for quantity in numerals(text) if not quantity.value.is_nan())
    return [quantity for quantity in understood if not quantity.spelled or quantity.value >= 1]


def plain(text: str) -> str:
    """The text, sign by sign, with spaces, apostrophes, wide signs and the digits of any script as those of ASCII."""
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
    if sign in "‘’":
        return "'"
    if sign in _RAISED:
        return sign
    if unicodedata.numeric(sign, None) is not None or sign in "🔟💯":
        return _OTHER
    if unicodedata.decomposition(sign).startswith(("<wide>", "<narrow>", "<small>", "<font>")):
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
    return unit is not None and is_measure(unit["unit"])


def is_measure(word: str) -> bool:
    """Whether the word is a unit that is only ever counted: of time, size or money, or of models and their training."""
    return bool({word.lower(), word.lower().removesuffix("s")} & MEASURES)


def is_symbol(sign: str) -> bool:
    """Whether this is a mathematical, monetary or other symbol."""
    return unicodedata.category(sign)[0] == "S"


def _read(shown: str, text: str, match: re.Match[str], place: int) -> Quantity:
    start, end = match.span()
    sign = _sign_before(shown, start, place)
    value, last, digits = NAN, Decimal(1), re.sub(r"[^\d.]", "", match["digits"] or "")
    if match["words"]:
        value, last = _in_words(match["words"].lower())
    elif match["other"] and end - start == 1 and "⁄" in unicodedata.normalize("NFKC", text[start]):
        value = Decimal(str(unicodedata.numeric(text[start])))
    elif digits:
        digits = digits.replace(".", "") if digits.count(".") > 1 else digits
        value, last = _in_digits(digits, match)
        if start and (shown[start - 1].isalnum() or shown[start - 1] == "_"):
            value = NAN
    for _ in range(_MOST_WORDS):
        if not (found := _SCALE.match(shown, end)):
            break
        factor = _LETTERS[found["scale"].lower()]
        value, last, end = value * factor, last * factor, found.end()
    if percent := _PERCENT.match(shown, end):
        divisor = {"‰": 10, "‱": 100}.get(percent[0][-1], 1)
        value, last, end = value / divisor, last / divisor, percent.end()
        if again := _PERCENT.match(shown, end):
            value, end = NAN, again.end()
    if attached := _TIMES.match(shown, end) or _MEASURE.match(shown, end):
        end = attached.end()
    if more := _MORE.match(shown, end):
        value, end = NAN, more.end()
    unit = attached or _UNIT.match(shown, end)
    written = digits or ("" if value.is_nan() else f"{abs(value / last).normalize():f}")
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("0") and "." not in digits else 0
    return Quantity(
        -value if sign[-1:] in tuple(DASHES) else value, last.scaleb(zeros), sign[-1:] in ("+", *DASHES), bool(percent),
        start - len(sign), end, last, len(written.replace(".", "").lstrip("0")), sign, unit["unit"].lower() if unit else "",
        bool(match["words"]), text[start - len(sign) : end].strip(),
    )  # fmt: skip


def _sign_before(shown: str, start: int, place: int) -> str:
    """The signs directly before a number. After a letter, a digit or another number the first one parts the two."""
    first = start
    while first > place and (shown[first - 1] in DASHES or is_symbol(shown[first - 1])):
        first -= 1
    if first < start and first and (first == place or shown[first - 1].isalnum()):
        first += 1
    return shown[first:start]


def _in_digits(digits: str, match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Value, and weight of the last written digit, with the power of ten behind it: `3 × 10⁻⁴`, `3e-4`, `10⁻⁴`."""
    power = match["power"]
    if len(digits) > _MAX_DIGITS or (power and digits != "10"):
        return NAN, Decimal(1)
    exponent = int((match["times"] or match["e"] or power or "0").translate(_UNRAISED).strip("^{}"))
    digits = "1" if power else digits
    return Decimal(digits).scaleb(exponent), Decimal(1).scaleb(exponent - len(digits.partition(".")[2]))


def _in_words(written: str) -> tuple[Decimal, Decimal]:
    """Value and scale of a number in words that go together."""
    total = current = Decimal(0)
    words = re.findall("[a-z]+", written.replace("ﬁ", "fi"))
    if words[-1] == "magnitude":
        return NAN, Decimal(1)
    for word in words:
        if word in MULTIPLES:
            return MULTIPLES[word], Decimal(1)
        if part := _PARTS.get(word.removesuffix("s")):
            return (NAN if words == [word] else (total + current or 1) / part), Decimal(1)
        factor = _SCALES.get(word)
        if factor == 100 and current:
            current *= 100
        elif factor:
            total, current = (total + current * factor if current else (total or 1) * factor), Decimal(0)
        else:
            current += _WORDS.get(word, 0)
    return total + current, _SCALES.get(words[-1], Decimal(1)) if words[-1] != "tens" else Decimal(1)
