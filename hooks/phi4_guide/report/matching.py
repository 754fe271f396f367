# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Whether a text says a fact and no other number, and what of a text has no source at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from phi4_guide.report.citations import SOURCED, Place, find_dates, is_among, names, places, read
from phi4_guide.report.model import Data, Fact
from phi4_guide.report.quantities import DASHES, Quantity, is_measure, is_sign, numerals, plain, scaled

_FURTHEST = Decimal("0.02")
"""How far a computed figure may be rounded away."""
_FREE = 3
"""Up to here a number word is free, where it stands beside no unit, scale or percent."""
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_ENDING = re.compile(r"(?:ations?|ions?|ings?|ers?|ed|es|s|ly|al|ive|ity|ten|e)\Z")
_STOP = frozenset(
    "a about above after again all also an and any are as at be because been before being below between both but by can could"
    " did do does each even every few for from further had has have having how if in into is it its itself just largely less"
    " many may might more most much must nearly no none nor not of off often on once one only or other others otherwise out"
    " over own per phi rather same she should since so some such than that the their them then there these they this those"
    " three through to too two under until up upon used using very was way well were what when where whether which while who"
    " whole why will with within without would you".split()
)
_COLLECTIVE = frozenset({"kind", "type", "item", "set", "value"})
"""Facts' units that any fact may be counted in."""
_DOWN = (
    "fell fall falls falling drop drops dropped lost lose loses losing minus lower lowered down decrease decreased worse"
)
_UP = "rose rise rises rising gain gains gained gaining plus higher up grew grow grows increase increased better"
_DOWNWARD, _UPWARD = (
    frozenset(f"{_DOWN} decreases declined negative loss".split()),
    frozenset(f"{_UP} increases above".split()),
)
_APPROXIMATE = re.compile(r"approx|about|around|roughly|[~∼≈]", re.IGNORECASE)


def stem(word: str) -> str:
    """A word without its usual endings, cut short: `pretraining`, `pretrained` and `pretrain` have one stem."""
    small = word.lower()
    cut = _ENDING.sub("", small)
    return (cut if len(cut) > 3 else small.removesuffix("s"))[:6]


def words_of(text: str, data: Data) -> set[str]:
    """The words of substance in a text: stems, and names with digits as they are."""
    shown = plain(text)
    rest = read(shown, data).rest
    return {name.removesuffix("s") for name in names(shown, data)} | {
        stem(word) for word in _WORD.findall(rest) if word.lower() not in _STOP and len(word) > 1
    }


@lru_cache(maxsize=8192)
def _vocabulary(fact: Fact, data: Data) -> frozenset[str]:
    text = f"{fact.statement} {fact.value} {fact.note} {fact.unit} {fact.float.replace('-', ' ')}"
    return frozenset(words_of(text.replace("_", " "), data))


@lru_cache(maxsize=8)
def _units(data: Data) -> frozenset[str]:
    """The stems of all words that are facts' units."""
    nouns = (re.split(r" (?:of|per|to|in|with|each)\b| \(|[,;]", fact.unit)[0].split() for fact in data.facts.values())
    return frozenset(stem(noun[-1]) for noun in nouns if noun and noun[-1].isalpha()) - _COLLECTIVE


def is_figure(quantity: Quantity) -> bool:
    """Whether the number needs a source. Small words do not: `one token`, `two kinds`; but `two tokens`, `two percent` do."""
    if not quantity.spelled or quantity.percent or quantity.scaled or quantity.value not in range(_FREE + 1):
        return True
    return quantity.value != 1 and is_measure(quantity.unit) and quantity.unit.endswith("s")


def says(quantity: Quantity, fact: Fact) -> bool:
    """Whether a number as written is the fact's, in its unit; a share may be written for a percentage.

    A computed one may be rounded: each written digit right, two at least, and never more than 2% off. A number without a
    sign may stand for a signed difference: "falls by 14.8" says −14.8.
    """
    expected, value = fact.quantity, quantity.value
    if expected is None or value.is_nan() or quantity.unit == "th":
        return False
    if fact.percent and not quantity.percent and not quantity.signed and value < 1:
        return value * 100 == expected
    if quantity.percent != fact.percent:
        return False
    if not quantity.signed and fact.value[:1] in ("+", *DASHES):
        expected = abs(expected)
    if value == expected:
        return True
    off = abs(value - expected)
    printed = any(value == other.value for other in fact.printed)
    rounded = quantity.digits > 1 and off <= quantity.last / 2 and off <= _FURTHEST * abs(expected)
    return bool(fact.formula) and (printed or rounded)


def has_unit(quantity: Quantity, fact: Fact, data: Data) -> bool:
    """Whether the word behind the number is the fact's unit, or none."""
    unit = stem(quantity.unit)
    if not quantity.unit or not (is_measure(quantity.unit) or unit in _units(data)) or quantity.unit == "times":
        return True
    if unit == "point" and re.match(r"score|difference|percent|points", fact.unit):
        return True
    return unit in _vocabulary(fact, data)


def mismatch(text: str, fact: Fact, data: Data, before: str = "") -> str | None:
    """What is wrong with a text that links to the fact; None where it says the fact and no other number.

    A place in it has to be the fact's own. Where no number is in it, its words, or those of the sentence `before` it, share
    one of substance with what the ledger says of the fact; where it is only a place, those of all that is before it.
    """
    shown = " ".join(plain(text).split())
    if shown.casefold() == fact.value.casefold():
        return None
    found = list(places(shown))
    for place in found:
        if wrong := _wrong_place(place, fact):
            return wrong
    for date, _, _ in find_dates(shown):
        if not is_among(date, fact.dates):
            return f"the date is none of the fact's: {fact.value!r}; write that"
    rest = read(shown, data).rest
    numbers = [quantity for quantity in numerals(rest) if not (quantity.spelled and quantity.value == 1)]
    numbers = numbers or numerals(rest)
    if fact.number is None:
        return _not_printed(numbers, fact, data) or _unlike(shown, before, fact, data, named=bool(found))
    if len(numbers) > 1:
        return f"the text has {len(numbers)} numbers, the fact is one: {fact.value!r}; make the link shorter"
    if numbers:
        return _wrong_number(numbers[0], rest, fact, data)
    return _unlike(shown, before, fact, data, named=bool(found))


def _wrong_number(quantity: Quantity, rest: str, fact: Fact, data: Data) -> str | None:
    if not says(quantity, fact):
        return f"the text says {quantity.written!r}, the fact is {fact.value!r}; write that"
    if not has_unit(quantity, fact, data):
        return f"{quantity.unit!r} is not the fact's unit: {fact.value!r}{f' {fact.unit}' if fact.unit else ''}; write that"
    if sign := _strange_sign(quantity, rest, fact):
        return f"the sign {sign!r} is not the fact's: {fact.value!r}; write the number without it"
    words = {word.lower() for word in _WORD.findall(rest)}
    negative = fact.value[:1] in DASHES
    if words & {"minus", "negative"} and not negative:
        return f"the fact is not negative: {fact.value!r}; write that"
    if fact.value[:1] in ("+", *DASHES) and words & (_UPWARD if negative else _DOWNWARD):
        return f"the fact goes the other way: {fact.value!r}; write that"
    return None


def _strange_sign(quantity: Quantity, rest: str, fact: Fact) -> str:
    """A symbol in the text that neither the number's spelling nor the fact has; a dash before the number."""
    spelling = range(quantity.start + len(quantity.sign), quantity.end)
    before = rest[: quantity.start].rstrip()
    if before[-1:] in tuple(DASHES) and not before.rstrip(DASHES + " "):
        return before[-1]
    signed = fact.value[:1] in ("+", *DASHES)
    for place, sign in enumerate(rest):
        if place in spelling or not is_sign(sign) or sign in fact.value:
            continue
        if unicodedata.category(sign)[0] != "S" and not quantity.start <= place < quantity.end:
            continue
        known = (signed and sign in "+−-–") or (
            sign in "~≈" and (fact.formula or _APPROXIMATE.search(fact.value + fact.statement))
        )
        if not known:
            return sign
    return ""


def _not_printed(numbers: list[Quantity], fact: Fact, data: Data) -> str | None:
    """Of a fact without a number only such numbers are said as its value prints, in that order."""
    value = read(fact.value, data).rest
    printed = iter([other.written.casefold() for other in numerals(value)])
    for quantity in numbers:
        if is_figure(quantity) and not (quantity.written.casefold() in printed and has_unit(quantity, fact, data)):
            return f"{quantity.written!r} is no number of the fact: {fact.value!r}; write what is printed"
    return None


def _unlike(shown: str, before: str, fact: Fact, data: Data, *, named: bool) -> str | None:
    """What is wrong with words that have nothing in common with the fact's."""
    known = _vocabulary(fact, data)
    own = words_of(shown, data)
    if own & known or fact.value.casefold() in shown.casefold() or find_dates(shown):
        return None
    only_a_place = named and not own
    sentences = [sentence for sentence in _SENTENCE_END.split(before) if sentence.strip(" (*")]
    context = before if only_a_place else "".join(sentences[-1:])
    if words_of(context, data) & known or (only_a_place and not sentences):
        return None
    return f"these words have none in common with the fact: {fact.statement!r}; name the fact that they say"


def _wrong_place(place: Place, fact: Fact) -> str | None:
    where = f"the fact stands in {fact.place}"
    if place.kind == "section":
        return None if place.name == fact.section else f"§{place.name} is not its section: {where} (§{fact.section})"
    if place.kind == "page":
        return None if int(place.name) == fact.page else f"that is not its page: {where}"
    if place.kind == "footnote":
        named = f"footnote {place.name}" in fact.statement.casefold()
        return None if named else f"no footnote {place.name}: {where}"
    said = {other.float for text in (fact.value, fact.statement, fact.note) for other in places(plain(text))}
    if place.float in said | {fact.float}:
        return None
    return f"{place.float.replace('-', ' ').capitalize()} is not where it stands: {where}"


def touching(text: str, start: int, end: int) -> str | None:
    """What stands against a link and would be read with its number: a sign before it, a scale or another number behind."""
    shown = plain(text)
    before, link = shown[:start][-2:], shown[start:end]
    last = before[-1:]
    numbers = numerals(link)
    if not numbers:
        return None
    opens = not link[: numbers[0].start].strip()
    closes = not link[numbers[-1].end :].strip()
    if opens and last and (last.isalnum() or last == "." and not before[:-1].isalpha()):
        return last
    if opens and last and is_sign(last) and not _parts(last, before[:-1]):
        return last
    if opens and before[-2:-1] and before[-2:-1] in "√±∓" and last == " ":
        return before[-2]
    after = shown[end : end + 24]
    if closes and after and (scaled(after, 0) or after[0].isalnum() or re.match(r"[\ue001^]|[.,'’]\d", after)):
        return (re.match(r"[ -]?[\w%‰]+|..?", after) or [after])[0].strip()
    return None


def _parts(sign: str, before: str) -> bool:
    """Whether the sign stands between two things and belongs to neither: `phi-4`, `5–8`, `0.42→0.93`, `n=4`."""
    return bool(before) and (before.isalnum() or before in ")]%" or before == SOURCED) and (sign in DASHES or sign in "→=/")


def unsourced(text: str, facts: Iterable[Fact], data: Data) -> list[str]:
    """What is wrong with a plain text that may say the numbers of these facts: each number, date and place without source."""
    reading = read(text, data)
    allowed = list(facts)
    problems = [wrong.message for wrong in (*reading.places, *reading.dates)]
    for quantity in numerals(reading.rest):
        if is_figure(quantity) and not any(said_by(quantity, fact, data) for fact in allowed):
            problems.append(f"{quantity.written!r} is no number of its facts")
    return problems


def said_by(quantity: Quantity, fact: Fact, data: Data) -> bool:
    """Whether the fact, with or without a number of its own, says a number of a text, with its unit."""
    if fact.number is None:
        return _not_printed([quantity], fact, data) is None
    return says(quantity, fact) and has_unit(quantity, fact, data)


def likeness(text: str, fact: Fact, data: Data) -> int:
    """How many words of substance a text has in common with the fact and its id."""
    return len(words_of(text, data) & (_vocabulary(fact, data) | {stem(word) for word in _WORD.findall(fact.id)}))
