# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The formula of a derived figure: an expression over fact ids, such as `100 * a.part / (a.part + a.rest)`.

It has numbers, ids, `pi`, the operators `+ - * / ^`, parentheses and the functions `ln floor ceil min max`. A minus has a
space on both sides, since ids have hyphens. `sum(table-7.*.sample-count)` adds up a column. What is rational is exact.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Fraction | float
"""Exact while a result is rational; a float from `ln`, `pi` and roots on."""

_LONGEST, _DEEPEST = 400, 20
_BITS = 2000
"""Bits of the largest power: no figure comes near, and without a bound one takes all memory."""

_TOKEN = re.compile(
    r" *(?:(?P<number>\d+(?:\.\d+)?)|sum\( *(?P<cells>[a-z][a-z0-9.*-]*) *\)|(?P<function>[a-z]+)\("
    r"|(?P<constant>pi)(?![\w.-])|(?P<fact>[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)|(?P<sign>[+*/^(),]|(?<= )-(?= )))"
)
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


class FormulaError(ValueError):
    """An expression that cannot be read or computed. The message says at which of its signs."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(f"at sign {place + 1} of its formula {message}")


@dataclass(frozen=True)
class Step:
    """A step on a stack: a number, `pi`, a fact or a sum of cells is put on it, or a sign or a function is applied."""

    kind: str
    text: str
    place: int
    arguments: int = 0

    def facts(self, ids: Mapping[str, object]) -> list[str]:
        """The ids that it names: one, those of cells, or none."""
        pattern = re.escape(self.text).replace(r"\*", "[^.]+")
        found = [name for name in ids if re.fullmatch(pattern, name)] if self.kind == "cells" else []
        found = [self.text] if self.kind == "fact" and self.text in ids else found
        if self.kind in ("cells", "fact") and not found:
            raise FormulaError(self.place, f"{self.text!r} is no fact with a number; restore that, or correct the id")
        return found


@dataclass(frozen=True)
class Formula:
    """An expression that was read: its steps, in the order in which a stack takes them."""

    steps: tuple[Step, ...]

    def inputs(self, ids: Mapping[str, object]) -> dict[str, None]:
        """The facts it rests on, in order, cells that it sums included.

        Raises:
            FormulaError: one of them is not among the ids.
        """
        return {fact_id: None for step in self.steps for fact_id in step.facts(ids)}

    def terms(self, numbers: Mapping[str, Number]) -> Iterator[Number]:
        """Its constants and its facts' numbers in order, of a sum how many cells it has: what words about it may say."""
        for step in self.steps:
            if step.kind == "number":
                yield Fraction(step.text)
            elif facts := step.facts(numbers):
                yield Fraction(len(facts)) if step.kind == "cells" else numbers[step.text]

    def result(self, numbers: Mapping[str, Number]) -> Number:
        """What it gives with these numbers of facts.

        Raises:
            FormulaError: a fact has no number, or a step no result, such as a division by nothing.
        """
        stack: list[Number] = []
        for step in self.steps:
            if step.kind == "number":
                stack.append(Fraction(step.text))
            elif step.kind == "constant":
                stack.append(math.pi)
            elif step.kind in ("fact", "cells"):
                stack.append(sum((numbers[fact_id] for fact_id in step.facts(numbers)), Fraction(0)))
            else:
                arguments = [stack.pop() for _ in range(step.arguments)][::-1]
                try:
                    stack.append(_finite(_OPERATIONS[step.text](*arguments)))
                except (ArithmeticError, ValueError) as error:
                    raise FormulaError(step.place, f"{step.text!r} has no result; correct a fact in it") from error
        return stack[0]


def parse(text: str) -> Formula:
    """Reads an expression.

    Raises:
        FormulaError: it is none, or is longer or nested deeper than a reader would follow.
    """
    if len(text) > _LONGEST:
        raise FormulaError(_LONGEST, f"more than {_LONGEST} signs stand; make a part of it a fact of its own")
    return _Parser([*_tokens(text), Step("end", "the end", len(text))]).formula()


def shown(number: Number | Decimal, places: int) -> str:
    """The number with so many decimals, rounded half away from zero; -3 are thousands. A browser shows the same
    (docs/assets/diagrams/formulas.mjs)."""
    exact = _exact(number) if isinstance(number, float) else Fraction(number)
    scaled = math.floor(abs(exact) * Fraction(10) ** places + Fraction(1, 2))
    digits = f"{scaled:0{max(places, 0) + 1}d}" + "0" * -places
    text = f"{digits[:-places]}.{digits[-places:]}" if places > 0 else digits
    return f"-{text}" if exact < 0 and scaled else text


def as_decimal(number: Number) -> Decimal:
    """The number as facts have it: exact where 28 digits are enough."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number.numerator) / number.denominator


def _tokens(text: str) -> Iterator[Step]:
    place = 0
    while text[place:].strip(" "):
        found = _TOKEN.match(text, place)
        if not found:
            sign = text[place:].lstrip(" ")[0]
            raise FormulaError(place, f"{sign!r} is not known; write ids, numbers, `+ * / ^ ( )`, a minus between spaces")
        kind = str(found.lastgroup)
        yield Step(kind, found[kind], found.start(kind))
        place = found.end()


class _Parser:
    """Reads tokens by how strongly their signs bind, and writes steps."""

    def __init__(self, tokens: list[Step]) -> None:
        self.tokens = tokens[::-1]
        self.steps: list[Step] = []

    def formula(self) -> Formula:
        self.expression(0)
        self.take("the end", "write `+ * / ^`, or a minus between spaces, before it")
        return Formula(tuple(self.steps))

    def take(self, wanted: str = "", remedy: str = "") -> Step:
        token = self.tokens[-1]
        if wanted and token.text != wanted:
            raise FormulaError(token.place, f"stands {token.text!r} where {wanted!r} was expected; {remedy}")
        return self.tokens.pop() if len(self.tokens) > 1 else token

    def expression(self, depth: int, binding: int = 0) -> None:
        if depth > _DEEPEST:
            raise FormulaError(self.tokens[-1].place, "the nesting is too deep; make a part of it a fact of its own")
        self.operand(depth)
        while _BINDING.get(self.tokens[-1].text, 0) > binding:
            sign = self.take()
            # Of two powers the right one comes first: 2^3^2 is 2^9.
            self.expression(depth + 1, _BINDING[sign.text] - (sign.text == "^"))
            self.steps.append(Step("sign", sign.text, sign.place, 2))

    def operand(self, depth: int) -> None:
        token = self.take()
        if token.kind in ("number", "constant", "fact", "cells"):
            self.steps.append(token)
        elif token.text == "(":
            self.expression(depth + 1)
            self.take(")", "close the parenthesis")
        elif token.kind == "function" and token.text in ("ln", "floor", "ceil", "min", "max"):
            self.expression(depth + 1)
            count = 1
            while token.text in ("min", "max") and self.tokens[-1].text == ",":
                self.take()
                self.expression(depth + 1)
                count += 1
            self.take(")", "close the parenthesis")
            self.steps.append(Step("function", token.text, token.place, count))
        else:
            raise FormulaError(token.place, f"stands {token.text!r} where a number, an id, a function or `(` was expected")


def _exact(number: Number) -> Fraction:
    """A floating-point number to twelve digits: where a browser's logarithms differ from ours, it is in the sixteenth."""
    return Fraction(f"{number:.11e}") if isinstance(number, float) else number


def _finite(number: Number) -> Number:
    if isinstance(number, float) and not math.isfinite(number):
        raise OverflowError
    return number


def _power(base: Number, exponent: Number) -> Number:
    if isinstance(base, float) or isinstance(exponent, float) or exponent.denominator > 1:
        return math.pow(base, exponent)
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent) > _BITS:
        raise OverflowError
    return base ** int(exponent)


_OPERATIONS: dict[str, Callable[..., Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "^": _power,
    "ln": math.log,
    "floor": lambda number: Fraction(math.floor(_exact(number))),
    "ceil": lambda number: Fraction(math.ceil(_exact(number))),
    "min": min,
    "max": max,
}
