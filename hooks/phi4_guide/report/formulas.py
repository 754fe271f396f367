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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = Fraction | float
"""Exact while a result is rational; a float from `ln`, `pi` and roots on."""

_LONGEST = 400
_BITS = 2000
"""Bits of the largest power: no figure comes near, and without a bound one takes all memory."""

_SIGNS = re.compile(r"[a-z0-9.+*/^(), -]*")
_OPERAND = re.compile(r"sum\( *([a-z0-9.*-]+) *\)|(\d+(?:\.\d+)?)|([a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)(?![\w(.-])")
_UNREAD = (
    "its formula cannot be read; write ids, numbers, `+ * / ^ ( )`, a minus between spaces, and `ln floor ceil min max pi`"
)


class FormulaError(ValueError):
    """An expression that cannot be read or computed."""


@dataclass(frozen=True)
class Formula:
    """An expression that was read: numbers, ids of facts and patterns of cells to add up; and how they are computed with.

    The constants of the tree are places among the operands.
    """

    operands: tuple[Number | str, ...]
    tree: ast.expr

    def inputs(self, ids: Mapping[str, object]) -> dict[str, None]:
        """The facts it rests on, in order, cells that it sums included.

        Raises:
            FormulaError: one of them is not among the ids.
        """
        return {fact_id: None for name in self.operands if isinstance(name, str) for fact_id in _facts(name, ids)}

    def terms(self, numbers: Mapping[str, Number]) -> Iterator[Number]:
        """Its constants and its facts' numbers in order, of a sum how many cells it has: what words about it may say."""
        for operand in self.operands:
            if isinstance(operand, str):
                facts = _facts(operand, numbers)
                yield Fraction(len(facts)) if "*" in operand else numbers[operand]
            else:
                yield operand

    def result(self, numbers: Mapping[str, Number]) -> Number:
        """What it gives with these numbers of facts.

        Raises:
            FormulaError: a fact has no number, or a step no result, such as a division by nothing.
        """
        return self._result(self.tree, numbers)

    def _result(self, node: ast.expr, numbers: Mapping[str, Number]) -> Number:
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            operand = self.operands[node.value]
            if not isinstance(operand, str):
                return operand
            return sum((numbers[fact_id] for fact_id in _facts(operand, numbers)), Fraction(0))
        if isinstance(node, ast.BinOp):
            function, parts = _OPERATIONS.get(type(node.op)), [node.left, node.right]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            function, parts = _OPERATIONS.get(node.func.id), node.args
        else:
            function, parts = None, []
        if function is None:
            raise FormulaError(_UNREAD)
        arguments = [self._result(part, numbers) for part in parts]
        try:
            return function(*arguments)
        except (ArithmeticError, TypeError, ValueError) as error:
            part = re.sub(r"\d+", lambda place: str(self.operands[int(place[0])]), ast.unparse(node))
            raise FormulaError(f"{part!r} has no result; correct a fact in it") from error


def parse(text: str) -> Formula:
    """Reads an expression. It is Python's but for the ids and `^`, so Python reads it once these are out of the way.

    Raises:
        FormulaError: it is none, or longer than a reader would follow.
    """
    if len(text) > _LONGEST:
        raise FormulaError(f"its formula has more than {_LONGEST} signs; make a part of it a fact of its own")
    operands: list[Number | str] = []

    def place(found: re.Match[str]) -> str:
        cells, number, fact = found.groups()
        operands.append(math.pi if fact == "pi" else Fraction(number) if number else cells or fact)
        return f" {len(operands) - 1} "

    python = _OPERAND.sub(place, text).replace("^", "**").strip()
    try:
        if not _SIGNS.fullmatch(text):
            raise SyntaxError
        return Formula(tuple(operands), ast.parse(python, mode="eval").body)
    except SyntaxError as error:
        raise FormulaError(_UNREAD) from error


def as_decimal(number: Number) -> Decimal:
    """The number as facts have it: exact where 28 digits are enough."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number.numerator) / number.denominator


def _facts(name: str, ids: Mapping[str, object]) -> list[str]:
    pattern = re.compile(re.escape(name).replace(r"\*", "[^.]+"))
    found = list(filter(pattern.fullmatch, ids)) if "*" in name else [name] if name in ids else []
    if not found:
        raise FormulaError(f"{name!r} is no fact with a number; restore that, or correct the id")
    return found


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
    "floor": lambda number: Fraction(math.floor(number)),
    "ceil": lambda number: Fraction(math.ceil(number)),
    "min": min,
    "max": max,
}
