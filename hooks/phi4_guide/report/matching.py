# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Whether a text says a fact and no other number, and what of a text has no source at all."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from phi4_guide.report.citations import SOURCED, Place, find_names, find_places, marked, read
from phi4_guide.report.dates import find_dates, is_among
from phi4_guide.report.model import Data, Fact, section_name
from phi4_guide.report.quantities import DASHES, MULTIPLES, Quantity, is_measure, is_symbol, listed, numerals, plain, scaled

_FURTHEST = Decimal("0.02")
"""How far a computed figure may be rounded away."""
_NEAR = 24
"""As far from a link what would be read with its number is looked for."""
_FEW = 5
"""A word that up to so many facts have is never a common one."""
_FREE = 3
"""Up to here a number word is free, where it stands beside no unit, scale or percent."""
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_TOUCHES_BEFORE = re.compile(
    rf"[^\W_]\Z|(?<![^\W_])\.\Z|[√±∓$€£¥] \Z|(?<![^\W_)\]%{SOURCED}])[{DASHES}+−→=/]\Z|[√±∓<>≤≥~≈∼$€£^|]\Z"
)
_TOUCHES_BEHIND = re.compile(r"[^\W_]|[\ue001^°′″]|[.,']\d")
_STOP = frozenset(
    listed(
        "a about above after again all also an and any are as at be because been before being below between both"
        " but by can could did do does each even every few for from further had has have having how if in into is"
        " it its itself just largely less many may might more most much must nearly no none nor not of off often on"
        " once one only or other others otherwise out over own per phi rather same she should since so some such"
        " than that the their them then there these they this those three through to too two under until up upon"
        " used using very was way well were what when where whether which while who whole why will with within"
        " without would you section sections appendix table tables figure figures fig algorithm page pages pp footnote"
    )
)
_COLLECTIVE = frozenset(listed("kind type item set value"))
"""Units of facts that anything may be counted in."""
_MULTIPLE = listed("time times x × fold -fold")
_NEGATIVE = frozenset(listed("minus negative"))
_DOWNWARD = frozenset(
    listed(
        "fell fall falls falling drop drops dropped lost lose loses loss minus lower lowered down decrease decreased"
        " declined worse"
    )
)
_UPWARD = frozenset(
    listed("rose rise rises rising gain gains gained plus higher up grew grow grows increase increased better")
)
_APPROXIMATE = re.compile(r"approx|about|around|roughly|[~∼≈]", re.IGNORECASE)


def stem(word: str) -> str:
    """The beginning of a word: `pretraining`, `pretrained` and `pretrain` have one."""
    return word.lower().removesuffix("s")[:6]


def words_of(text: str, data: Data) -> set[str]:
    """The words of substance in a text: stems, and names with digits as they are."""
    shown = plain(text)
    found = find_names(shown, data)
    words = (word for word in _WORD.findall(marked(shown, found)) if word.lower() not in _STOP and len(word) > 1)
    return {name.removesuffix("s") for name, _, _ in found} | {stem(word) for word in words}


@lru_cache(maxsize=8192)
def _vocabulary(fact: Fact, data: Data) -> frozenset[str]:
    text = f"{fact.statement} {fact.value} {fact.note} {fact.unit} {fact.float.replace('-', ' ')}"
    return frozenset(words_of(text.replace("_", " "), data))


@lru_cache(maxsize=8)
def _common(data: Data) -> frozenset[str]:
    """The words of so many facts that to share them says nothing: `token`, `training`, `score`."""
    facts = Counter(word for fact_id in data.own for word in _vocabulary(data.facts[fact_id], data))
    return frozenset(word for word, count in facts.items() if count > max(_FEW, len(data.own) // 25))


@lru_cache(maxsize=8)
def _units(data: Data) -> frozenset[str]:
    """The stems of all words that are facts' units."""
    nouns = (re.split(r" (?:of|per|to|in|with|each)\b| \(|[,;]", fact.unit)[0].split() for fact in data.facts.values())
    return frozenset(stem(noun[-1]) for noun in nouns if noun and noun[-1].isalpha()) - _COLLECTIVE


def is_figure(quantity: Quantity) -> bool:
    """Whether the number needs a source. Small words do not, `two kinds`; but beside a unit of measure, `two tokens`."""
    multiple = quantity.written.removeprefix(quantity.sign).lower() in MULTIPLES or quantity.unit.endswith("fold")
    if not quantity.spelled or quantity.percent or multiple or quantity.value not in range(_FREE + 1):
        return True
    return quantity.value != 1 and is_measure(quantity.unit) and quantity.unit.endswith("s")


def says(quantity: Quantity, fact: Fact, data: Data) -> bool:
    """Whether a number as written is the fact's, or one that it prints; a share may be written for a percentage.

    A computed one may be rounded: each written digit right, two at least, and never more than 2% off. A number without a
    sign may stand for a signed difference: "falls by 14.8" says −14.8.
    """
    expected, value = fact.quantity, quantity.value
    if expected is None:
        return quantity.written.casefold() in _printed(fact, data)
    if value.is_nan() or quantity.unit in ("st", "nd", "rd", "th"):
        return False
    if fact.percent and not quantity.percent and not quantity.signed and value < 1:
        return value * 100 == expected
    if not quantity.signed and _is_signed(fact):
        expected = abs(expected)
    off = abs(value - expected)
    rounded = quantity.digits > 1 and off <= min(quantity.last / 2, _FURTHEST * abs(expected))
    printed = any(value == other.value for other in fact.printed)
    return quantity.percent == fact.percent and (not off or (bool(fact.formula) and (printed or rounded)))


def _is_signed(fact: Fact) -> bool:
    return fact.value[:1] in ("+", *DASHES)


def has_unit(quantity: Quantity, fact: Fact, data: Data) -> bool:
    """Whether the word behind the number is the fact's unit, or none."""
    unit = stem(quantity.unit)
    if not quantity.unit or not (is_measure(quantity.unit) or unit in _units(data)) or quantity.unit in _MULTIPLE:
        return True
    if unit == "point" and re.match(r"score|difference|percent|points", fact.unit):
        return True
    per = set(map(stem, fact.unit.partition(" per ")[2].split()))
    return unit in _vocabulary(fact, data) and unit not in per


def mismatch(text: str, fact: Fact, data: Data, around: tuple[str, str] = ("", "")) -> str | None:
    """What is wrong with a text that links to the fact; None where it says the fact and no other number.

    `around` is the text before and behind it. A place in it has to be the fact's own. Where no number is in it, its words,
    or those of the sentence before it, share one of substance with what the ledger says of the fact; where it is only a
    place, those of all that is before it, and of its sentence behind it.
    """
    return next(_mismatches(" ".join(text.split()), fact, data, around), None)


def _mismatches(written: str, fact: Fact, data: Data, around: tuple[str, str]) -> Iterator[str]:
    shown = plain(written)
    if shown.casefold() == fact.value.casefold():
        return
    named = {name.removesuffix("s") for name, _, _ in find_names(shown, data)}
    of_fact = {name for name in named if fact.number is None and fact.value.casefold() in name.split(":")}
    if others := named - of_fact - _vocabulary(fact, data):
        yield f"{min(others)!r} is no name of the fact: {fact.statement!r}; name its fact"
    places = list(find_places(shown))
    for place, start, end in places:
        if not _stands_in(fact, place):
            yield f"{shown[start:end]!r} is not its place: {_asked(fact)}"
    dates = [date for date, _, _ in find_dates(shown)]
    if not all(is_among(date, fact.dates) for date in dates):
        yield f"the date is none of the fact's: {fact.value!r}; write that"
    rest, _ = read(written, data, ())
    numbers = [quantity for quantity in numerals(rest) if not (quantity.spelled and quantity.value == 1)]
    numbers = numbers or numerals(rest)
    if fact.number is None:
        if strange := _not_printed(numbers, fact, data):
            remedy = "write what is printed" + (", or a `number` in facts.yml" if _printed(fact, data) else "")
            yield f"{strange!r} is no number of the fact: {fact.value!r}; {remedy}"
    elif len(numbers) > 1:
        yield f"the text has {len(numbers)} numbers, the fact is one: {fact.value!r}; make the link shorter"
    elif numbers:
        yield from _wrong_number(numbers[0], plain(rest), fact, data)
        return
    if not (of_fact or dates or _is_meant(shown, around, fact, data, [place for place, _, _ in places])):
        yield f"these words have none in common with the fact: {fact.statement!r}; name the fact that they say"


def _asked(fact: Fact) -> str:
    """The fact's place, and what to write: one that a link may say, or where it stands in none, what else it may."""
    if not fact.page:
        return f"{fact.place}; link its number or its words, and write a place beside the link"
    place = fact.place.rpartition(", ")[2] if fact.section.islower() else fact.place
    return f"{place}{f' ({section_name(fact.section)})' if fact.float else ''}; write that"


def _wrong_number(quantity: Quantity, rest: str, fact: Fact, data: Data) -> Iterator[str]:
    if not says(quantity, fact, data):
        yield f"the text says {quantity.written!r}, the fact is {fact.value!r}; write that"
    if not has_unit(quantity, fact, data):
        yield f"{quantity.unit!r} is not the fact's unit: {fact.value!r}{f' {fact.unit}' if fact.unit else ''}; write that"
    if sign := _strange_sign(quantity, rest, fact):
        yield f"the sign {sign!r} is not the fact's: {fact.value!r}; write the number without it"
    other_way = _NEGATIVE if not _is_signed(fact) else _UPWARD if fact.value[0] in DASHES else _DOWNWARD | _NEGATIVE
    if other_way & {word.lower() for word in _WORD.findall(rest)}:
        yield f"the fact goes the other way: {fact.value!r}; write that"


def _strange_sign(quantity: Quantity, rest: str, fact: Fact) -> str:
    """A symbol in the text that neither the number's spelling nor the fact has; a dash that begins the text."""
    if rest.lstrip()[:1] in tuple(DASHES) and not quantity.signed:
        return rest.lstrip()[0]
    known = set(fact.value) | set("+-−–" if _is_signed(fact) else "")
    if fact.formula or _APPROXIMATE.search(f"{fact.value} {fact.statement}"):
        known |= set("~≈")
    outside = rest[: quantity.start + len(quantity.sign)] + rest[quantity.end :]
    return next((sign for sign in outside if is_symbol(sign) and sign not in known), "")


def _not_printed(numbers: list[Quantity], fact: Fact, data: Data) -> str:
    """Of a fact without a number only such numbers are said as its value prints, in that order; the first that is not."""
    printed = iter(_printed(fact, data))
    for quantity in numbers:
        if is_figure(quantity) and not (quantity.written.casefold() in printed and has_unit(quantity, fact, data)):
            return quantity.written
    return ""


@lru_cache(maxsize=8192)
def _printed(fact: Fact, data: Data) -> tuple[str, ...]:
    """The numbers in a fact's value as written, without those of names, places and dates."""
    return tuple(quantity.written.casefold() for quantity in numerals(read(fact.value, data, ())[0]))


def _is_meant(shown: str, around: tuple[str, str], fact: Fact, data: Data, places: list[Place]) -> bool:
    """Whether words without a number are the fact's: a rare one, or a common one where they have no other."""
    own, (before, behind) = words_of(shown, data), around
    telling = own - _common(data) or own
    if telling & _vocabulary(fact, data) or any(place.id == fact.id for place in places):
        return True
    only_a_place = bool(places) and not own
    sentences = [sentence for sentence in _SENTENCE_END.split(before) if sentence.strip(" (*")]
    context = before + _SENTENCE_END.split(behind)[0] if only_a_place else "".join(sentences[-1:])
    return bool(shared(words_of(context, data), fact, data)) or (only_a_place and not context.strip(" (*"))


def _stands_in(fact: Fact, place: Place) -> bool:
    """Whether a place is the fact's, or one that it speaks of."""
    if place.kind == "section":
        return place.name == fact.section
    if place.kind == "page":
        return int(place.name) == fact.page
    if place.kind == "footnote":
        return f"footnote {place.name}" in fact.statement.casefold()
    text = plain(f"{fact.value}\n{fact.statement}\n{fact.note}")
    return place.id == fact.float or any(place == other for other, _, _ in find_places(text))


def touching(text: str, start: int, end: int, fact: Fact, data: Data) -> str:
    """What stands against a link and would be read with its number: a sign before it, a scale or another number behind, a
    unit that is not the fact's, what makes a name, a place or a date of it.
    """
    before, link, after = plain(text[max(0, start - _NEAR) : start]), plain(text[start:end]), plain(text[end : end + _NEAR])
    if not (numbers := numerals(link)):
        return ""
    near, edges = f"{before}{link}{after}", (len(before), len(before) + len(link))
    for _, first, last in (*find_names(near, data), *find_places(near), *find_dates(near)):
        if any(first < edge < last for edge in edges):
            return near[first:last]
    if not link[: numbers[0].start].strip() and (found := _TOUCHES_BEFORE.search(f" {before[-2:]}")):
        return found[0].strip()
    if link[numbers[-1].end :].strip():
        return ""
    if scaled(after, 0) or _TOUCHES_BEHIND.match(after):
        return after.split(". ")[0].strip()
    counted = numerals(link + after)[len(numbers) - 1]
    strange = fact.number is not None and is_measure(counted.unit) and not has_unit(counted, fact, data)
    return counted.unit if strange and fact.unit[:1] != "(" else ""


@lru_cache(maxsize=4096)
def facts_saying(quantity: Quantity, data: Data) -> tuple[Fact, ...]:
    """The facts that say a number of a text, with its unit."""
    near = {fact.id: fact for number in (abs(quantity.value), None) for fact in _by_number(data).get(number, ())}
    return tuple(fact for fact in near.values() if says(quantity, fact, data) and has_unit(quantity, fact, data))


@lru_cache(maxsize=8)
def _by_number(data: Data) -> dict[Decimal | None, list[Fact]]:
    """The facts by each number that may be written for them; those that may be rounded, which any may, by None."""
    by_number: dict[Decimal | None, list[Fact]] = defaultdict(list)
    for fact in data.facts.values():
        numbers = {abs(other.value) for other in numerals(fact.value)}
        if fact.quantity is not None:
            numbers |= {abs(fact.quantity), abs(fact.quantity) / 100}
        for number in (*numbers, *([None] if fact.formula else [])):
            by_number[number].append(fact)
    return by_number


def shared(words: set[str], fact: Fact, data: Data) -> set[str]:
    """Those of these words of substance that are the fact's, those apart that many facts have."""
    return (words & _vocabulary(fact, data)) - _common(data)
