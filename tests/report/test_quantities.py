# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Numbers however they are written (1.3, 1.4, 1.11)."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from itertools import pairwise
from unittest.mock import Mock

import pytest

from cases import load
from phi4_guide.report import quantities as module
from phi4_guide.report.quantities import numerals, quantities

CASES: dict[str, list[str]] = load("report/quantities.yml")


@pytest.mark.parametrize(("text", "expected"), CASES.items(), ids=CASES)
def test_a_number_in_any_spelling_is_one_quantity(text: str, expected: list[str]) -> None:
    found = numerals(text)
    assert all(one in found and not one.value.is_nan() for one in quantities(text))
    assert len(found) == len(expected), found
    for quantity, words in zip(found, expected, strict=True):
        number, _, unit = str(words).partition(" ")
        assert quantity.unit == unit
        assert quantity.percent == number.endswith("%")
        assert str(quantity.value) == number if number == "NaN" else quantity.value == Decimal(number.rstrip("%"))


def test_how_exactly_a_number_is_written_is_kept() -> None:
    [share] = quantities("75.1%")
    assert (share.percent, share.signed, share.digits) == (True, False, 3)
    assert share.step == share.last == Decimal("0.1")
    [steps] = quantities("424,000")
    assert [steps.step, steps.last, steps.digits] == [1000, 1, 6]
    [tokens] = numerals("fifteen billion")
    assert [tokens.last, tokens.digits] == [10**9, 2]


def test_every_numeric_sign_of_unicode_is_part_of_a_number() -> None:
    for code in range(0x110000):
        if unicodedata.category(chr(code))[0] == "N":
            assert numerals(f"It has {chr(code)} layers"), hex(code)


@pytest.mark.parametrize("sign", ["1,", "1 ", "&#1 ", "+", "one ", "trillion ", "1 k ", "¹", "-1"])
def test_reading_takes_as_many_steps_as_there_are_signs(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """2.12: each match begins where the last one ended, and no number is made of more than a few words."""
    counted = Mock(wraps=module._read)
    monkeypatch.setattr(module, "_read", counted)
    found = numerals(sign * 2_000)
    assert counted.call_count == len(found) <= len(sign) * 2_000
    assert all(one.end <= other.start for one, other in pairwise(found))
