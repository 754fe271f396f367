# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Formulas: what an expression gives, and what is refused, at which sign."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import load
from phi4_guide.report.formulas import FormulaError, Number, as_decimal, parse

CASES = load("report/formulas.yml")
FACTS: dict[str, Number] = {"a.b-c": Fraction(6), "x": Fraction(2), "t-7.r1.s": Fraction(1), "t-7.r2.s": Fraction(5)}
LONG = [
    ("a fact of its own", "1 + " * 200 + "1"),
    ("no fact with a number", "(" * 195 + "1" + ")" * 195 + "+ y"),
    ("has no result", "2^" * 199 + "1"),
    ("its formula cannot be read", "(" * 400),
    ("its formula cannot be read", "ln(" * 130 + "1"),
]
"""What nobody would follow, and what is said of it."""


@pytest.mark.parametrize(("text", "result"), CASES["gives"])
def test_an_expression_gives(text: str, result: str) -> None:
    assert str(as_decimal(parse(text, FACTS).result(FACTS))) == result


@pytest.mark.parametrize(("text", "words"), [*CASES["refused"], *((text, words) for words, text in LONG)])
def test_an_expression_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text, FACTS).result(FACTS)
    assert words in str(caught.value)


@given(st.text("0123456789.x+*/^(),- pilnsumflorceabt", max_size=30))
def test_any_text_is_computed_or_refused(text: str) -> None:
    with suppress(FormulaError):
        parse(text, FACTS).result(FACTS)
