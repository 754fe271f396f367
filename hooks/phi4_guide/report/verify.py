# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What contradicts what in the data: places, numbers, values, statements and the words of formulas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from phi4_guide.report.formulas import shown
from phi4_guide.report.model import Data, Fact, Flaw, section_name
from phi4_guide.report.quantities import Quantity, quantities

_FURTHEST = Fraction(2, 100)
"""How far a value may be rounded away from its number."""


def flaws(data: Data) -> Iterator[Flaw]:
    """Whatever contradicts itself or something else; all at once, since one corrected fact may be in many others."""
    for fact_id in data.own:
        fact = data.facts[fact_id]
        yield from _places(fact, data)
        yield from _values(fact, data)
        yield from _words(fact, data)
    for table in data.tables.values():
        if data.section_has(table.section, table.page) is None or table.page > data.last_page:
            yield data.flaw(table.id, "section", f"{table.id!r} stands in no such place; write its section and page")


def _places(fact: Fact, data: Data) -> Iterator[Flaw]:
    if fact.page is None:
        return
    inside = data.section_has(fact.section, fact.page)
    if inside is None or not (inside or fact.float):
        why = "there is no such section" if inside is None else f"page {fact.page} is not one of its pages"
        words = f"stands in {section_name(fact.section)}: {why}; write the `section` and `page` it stands on"
        yield data.flaw(fact.id, "section" if inside is None else "page", f"{fact.id!r} {words}")
    table = data.tables.get(fact.float)
    if table and table.page != fact.page:
        message = f"{fact.id!r} stands on p. {fact.page}, {table.title} on p. {table.page}; correct one"
        yield data.flaw(fact.id, "page", message)


def _values(fact: Fact, data: Data) -> Iterator[Flaw]:
    """A value that is printed with a number says the fact's: a slip in one is found by the other. So does a statement."""
    if fact.number is None or fact.counted or (fact.derived and not fact.formula):
        return
    number = f"{fact.number:f}"
    if not _says(fact.printed or (() if fact.formula else quantities(fact.statement)), fact):
        says = f"{fact.id!r} {'is computed as' if fact.formula else 'says'} {number} but its value is {fact.value!r}"
        yield data.flaw(fact.id, "value", f"{says}; {_remedy(fact)}")
    text = data.names_pattern.sub(lambda name: " " * len(name[0]), fact.statement)
    stated = quantities(text)
    if stated and not _says(stated, fact):
        those = ", ".join(repr(text[quantity.start : quantity.end].strip()) for quantity in stated)
        message = f"{fact.id!r} says {number} but its statement says {those}; correct the statement"
        yield data.flaw(fact.id, "statement", message)


def _says(said: Iterable[Quantity], fact: Fact) -> bool:
    """Whether one of these is the fact's number; a computed one may be rounded where it is written."""
    if fact.formula and fact.number is not None:
        number = Fraction(fact.number)
        near = (quantity for quantity in said if abs(Fraction(quantity.value) - number) <= _FURTHEST * abs(number))
        written = ((quantity.value, -quantity.step.adjusted()) for quantity in near)
        return any(shown(number, places) == shown(value, places) for value, places in written)
    return any(quantity.value in (fact.number, fact.quantity) for quantity in said)


def _remedy(fact: Fact) -> str:
    """The value to write: as it is, with the fact's number for its own, where that says it."""
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", fact.value)
    if digits and fact.number is not None:
        # A computed figure keeps its decimals, any other says its number in full.
        number = abs(Decimal(shown(fact.number, len(digits[1] or ""))) if fact.formula else fact.number)
        value = fact.value.replace(digits[0], f"{number:,f}" if "," in digits[0] else f"{number:f}", 1)
        if _says(quantities(value), fact):
            remedy = f"write `value: {json.dumps(value, ensure_ascii=False)}`"
            return remedy if fact.formula else f"{remedy}, or correct `number`"
    return "write a `value` that says it"


def _words(fact: Fact, data: Data) -> Iterator[Flaw]:
    """The numbers in a formula's words are those of the formula, in its order."""
    if fact.formula:
        numbers = {name: Fraction(other.number) for name, other in data.facts.items() if other.number is not None}
        terms = data.formulas[fact.id].terms(numbers)
        for quantity in quantities(fact.how):
            # `in` reads on from where the last number was found.
            if Fraction(quantity.value) not in terms:
                said = fact.how[quantity.start : quantity.end].strip()
                message = f"{fact.id!r} says {said!r} in `how`, where its formula does not; correct one"
                yield data.flaw(fact.id, "how", message)
                return
