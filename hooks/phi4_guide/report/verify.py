# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What contradicts what in the data: places, numbers, values, statements and the words of formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from phi4_guide.report.model import Data, Fact, Flaw, section_name
from phi4_guide.report.quantities import Quantity, quantities

_FURTHEST = Decimal("0.02")
"""How far a value may be rounded away from its number."""


def flaws(data: Data) -> Iterator[Flaw]:
    """Whatever contradicts itself or something else; all at once, since one corrected fact may be in many others."""
    for fact_id in data.own:
        fact = data.facts[fact_id]
        yield from _places(fact, data)
        yield from _values(fact, data)
    for table in data.tables.values():
        if table.section not in data.pages or table.page > data.last_page:
            yield data.flaw(table.id, "section", f"{table.id!r} stands in no such place; write its section and page")


def _places(fact: Fact, data: Data) -> Iterator[Flaw]:
    if fact.page is None:
        return
    table, where = data.tables.get(fact.float), section_name(fact.section)
    if fact.section not in data.pages:
        yield data.flaw(fact.id, "section", f"there is no {where}; write the `section` that {fact.id!r} stands in")
    elif not fact.float and fact.page not in data.pages[fact.section]:
        yield data.flaw(fact.id, "page", f"page {fact.page} is not one of {where}; write the `page` of {fact.id!r}")
    elif table and table.page != fact.page:
        message = f"{fact.id!r} stands on p. {fact.page}, {table.title} on p. {table.page}; correct one"
        yield data.flaw(fact.id, "page", message)


def _values(fact: Fact, data: Data) -> Iterator[Flaw]:
    """A value that is printed with a number says the fact's: a slip in one is found by the other. So does a statement."""
    if fact.number is None or fact.counted or (fact.derived and not fact.formula):
        return
    number = f"{fact.number:f}"
    if not _says(fact.printed or (() if fact.formula else quantities(fact.statement)), fact):
        says = f"{fact.id!r} {'is computed as' if fact.formula else 'says'} {number} but its value is {fact.value!r}"
        yield data.flaw(fact.id, "value", f"{says}; correct one of them")
    text = data.names_pattern.sub(lambda name: " " * len(name[0]), fact.statement)
    stated = quantities(text)
    if stated and not _says(stated, fact):
        those = ", ".join(repr(text[quantity.start : quantity.end].strip()) for quantity in stated)
        message = f"{fact.id!r} says {number} but its statement says {those}; correct the statement"
        yield data.flaw(fact.id, "statement", message)


def _says(said: Iterable[Quantity], fact: Fact) -> bool:
    """Whether one of these is the fact's number; a computed one may be rounded where it is written."""
    if fact.formula and fact.number is not None:
        off = ((abs(quantity.value - fact.number), quantity.step / 2) for quantity in said)
        return any(each <= min(half, _FURTHEST * abs(fact.number)) for each, half in off)
    return any(quantity.value in (fact.number, fact.quantity) for quantity in said)
