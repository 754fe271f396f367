# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The formula of a derived figure: an expression over fact ids, such as `100 * a.part / (a.part + a.rest)`.

It has numbers, ids, `pi`, the operators `+ - * / ^`, parentheses and the functions `ln floor ceil min max`. A minus has a
space on both sides, since ids have hyphens. `sum(table-7.*.sample-count)` adds up a column. What is rational is exact.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Fraction | float
"""Exact while a result is rational; a float from `ln`, `pi` and roots on."""

_LONGEST = 400
_BITS = 2000
"""Bits of the largest power: no figure comes near, and without a bound one takes all memory."""

_SIGNS = re.compile(r"[a-z0-9.+*/^(), -]*")
OPERAND = re.compile(
    r"sum\( *(?P<cells>[a-z0-9.*-]+) *\)|(?P<number>\d+(?:\.\d+)?)|([a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)(?![\w(.-])"
)
_UNREAD = (
    "its formula cannot be read; write ids, numbers, `+ * / ^ ( )`, a minus between spaces, and `ln floor ceil min max pi`"
)


class FormulaError(ValueError):
    """An expression that cannot be read or computed."""


@dataclass(frozen=True)
class Formula:
    """An expression that was read. Each constant in the tree is the place of an operand: a number, or facts to add up."""

    tree: ast.expr
    operands: tuple[Number | list[str], ...]

    @property
    def inputs(self) -> list[str]:
        """The facts it rests on, in order, each once."""
        return [*dict.fromkeys(fact_id for facts in self.operands if isinstance(facts, list) for fact_id in facts)]

    def result(self, numbers: Mapping[str, Number]) -> Number:
        """What it gives with these numbers of facts.

        Raises:
            FormulaError: a step has no result, such as a division by nothing.
        """
        try:
            return self._result(self.tree, numbers)
        except KeyError as error:
            raise FormulaError(_UNREAD) from error
        except (ArithmeticError, TypeError, ValueError) as error:
            raise FormulaError(
                "a part of its formula has no result, as a division by nothing; correct a fact in it"
            ) from error

    def _result(self, node: ast.expr, numbers: Mapping[str, Number]) -> Number:
        """What a part gives. It raises `KeyError` for what is no expression of ours."""
        match node:
            case ast.Constant(value=int(place)):
                operand = self.operands[place]
                return sum((numbers[name] for name in operand), Fraction(0)) if isinstance(operand, list) else operand
            case ast.BinOp(left=left, op=operation, right=right):
                function = _OPERATIONS[type(operation)]
                return _finite(function(self._result(left, numbers), self._result(right, numbers)))
            case ast.Call(func=ast.Name(id=name), args=parts):
                return _finite(_OPERATIONS[name](*(self._result(part, numbers) for part in parts)))
        raise KeyError(node)


def parse(text: str, ids: Collection[str]) -> Formula:
    """Reads an expression over these facts. It is Python's but for ids and `^`: with those exchanged, Python reads it.

    Raises:
        FormulaError: it is none, or longer than a reader would follow, or names a fact that is not among these.
    """
    if len(text) > _LONGEST:
        raise FormulaError(f"its formula has more than {_LONGEST} signs; make a part of it a fact of its own")
    operands: list[Number | list[str]] = []

    def exchanged(found: re.Match[str]) -> str:
        number = math.pi if found[0] == "pi" else Fraction(found["number"]) if found["number"] else None
        operands.append(_facts(found["cells"] or found[0], ids) if number is None else number)
        return f" {len(operands) - 1} "

    try:
        if not _SIGNS.fullmatch(text):
            raise SyntaxError
        python = OPERAND.sub(exchanged, text).replace("^", "**").strip()
        return Formula(ast.parse(python, mode="eval").body, tuple(operands))
    except SyntaxError as error:
        raise FormulaError(_UNREAD) from error


def shown(number: Number | Decimal, places: int) -> str:
    """The number with so many decimals, rounded half away from zero. A browser shows the same
    (docs/assets/diagrams/formulas.mjs).
    """
    exact = _exact(number) if isinstance(number, float) else Fraction(number)
    scaled = math.floor(abs(exact) * 10**places + Fraction(1, 2))
    digits = f"{scaled:0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if exact < 0 and scaled else text


def as_decimal(number: Number) -> Decimal:
    """The number as facts have it: exact where 28 digits are enough."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number.numerator) / number.denominator


def _facts(name: str, ids: Collection[str]) -> list[str]:
    """The facts of this id, or, with a `*` for a part of theirs, of these."""
    pattern = re.compile(re.escape(name).replace(r"\*", "[^.]+"))
    found = list(filter(pattern.fullmatch, ids)) if "*" in name else [name] if name in ids else []
    if not found:
        raise FormulaError(f"{name!r} is no fact with a number; restore that, or correct the id")
    return found


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


_OPERATIONS: dict[object, Callable[..., Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
    "ln": lambda number, /: math.log(number),  # no base
    "floor": lambda number: Fraction(math.floor(_exact(number))),
    "ceil": lambda number: Fraction(math.ceil(_exact(number))),
    "min": min,
    "max": max,
}
