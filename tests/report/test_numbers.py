# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Numbers however they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from phi4_guide.report.quantities import quantities, spelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14B", ["14e9"]),
        ("14 billion", ["14e9"]),
        ("14-billion parameter", ["14e9"]),
        ("~10T tokens", ["1e13"]),
        ("10 trillion", ["1e13"]),
        ("250K", ["250000"]),
        ("16k", ["16000"]),
        ("100,352", ["100352"]),
        ("0.0003", ["0.0003"]),
        ("3 × 10⁻⁴", ["0.0003"]),
        ("10⁻⁶", ["0.000001"]),
        ("10^-6", ["0.000001"]),
        ("8.8 × 10²³", ["8.8e23"]),
        ("40%", ["40"]),
        ("40 percent", ["40"]),
        ("5-shot", ["5"]),
        ("from 4K to 16K", ["4000", "16000"]),
        ("0.42→0.93", ["0.42", "0.93"]),
        ("+3.0 and −14.8 and -7.7", ["3.0", "-14.8", "-7.7"]),
        ("2025-2026", ["2025", "2026"]),
        ("pp. 8–9", ["8", "9"]),
        ("1.3T, 820B", ["1.3e12", "820e9"]),
        ("no number", []),
        ("4 Books", ["4"]),
        ("5 Tests", ["5"]),
    ],
)
def test_a_number_in_any_spelling_is_one_quantity(text: str, expected: list[str]) -> None:
    assert [quantity.value for quantity in quantities(text)] == [Decimal(value) for value in expected]


def test_percent_sign_and_step_are_kept() -> None:
    [share] = quantities("75.1%")
    assert (share.percent, share.signed, share.step) == (True, False, Decimal("0.1"))
    [steps] = quantities("424,000")
    assert steps.step == 1000


def test_words_are_numbers_too() -> None:
    assert [quantity.value for quantity in spelled("Seven of twelve, none in twenties")] == [7, 12]
    assert [quantity.value for quantity in spelled("A single one of fifty, twice")] == [1, 1, 50, 2]
    assert [quantity.value for quantity in spelled("one million, Ten trillion, two thousands")] == [10**6, 10**13, 2]
