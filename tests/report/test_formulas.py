# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Formulas: what an expression gives, and what is refused, at which sign."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import load
from phi4_guide.report.formulas import FormulaError, Number, as_decimal, parse, shown

CASES = load("report/formulas.yml")
FACTS: dict[str, Number] = {"a.b-c": Fraction(6), "x": Fraction(2), "t-7.r1.s": Fraction(1), "t-7.r2.s": Fraction(5)}
DEEP = ["(" * 30 + "1" + ")" * 30, "2^" * 30 + "1", "1 + " * 200 + "1"]


@pytest.mark.parametrize(("text", "result"), CASES["gives"])
def test_an_expression_gives(text: str, result: str) -> None:
    assert str(as_decimal(parse(text).result(FACTS))) == result


@pytest.mark.parametrize(("text", "words"), CASES["refused"])
def test_an_expression_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text).result(FACTS)
    assert words in str(caught.value)


@pytest.mark.parametrize("text", DEEP)
def test_what_nobody_would_follow_is_refused(text: str) -> None:
    with pytest.raises(FormulaError, match="a fact of its own"):
        parse(text)


@pytest.mark.parametrize(("number", "places", "text"), CASES["shown"])
def test_a_number_is_shown_rounded_half_away_from_zero(number: str, places: int, text: str) -> None:
    assert shown(Decimal(number), places) == text


@given(st.text("0123456789.x+*/^(),- pilnsumflorceabt", max_size=30))
def test_any_text_is_computed_or_refused(text: str) -> None:
    try:
        parse(text).result(FACTS)
    except FormulaError as error:
        assert str(error).startswith("at sign ")
