# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Licence names in any spelling, and copyright lines."""

from __future__ import annotations

import pytest

from cases import load
from phi4_guide.content.licences import spdx_id, split_names

CASES = load("content/licences.yml")


@pytest.mark.parametrize(
    ("licence", "name"), [(licence, name) for licence, names in CASES["names"].items() for name in names]
)
def test_a_licence_in_any_spelling_is_one_identifier(licence: str, name: str) -> None:
    assert (spdx_id(name) or "none") == licence


@pytest.mark.parametrize("text", CASES["lists"])
def test_a_list_of_licences_is_split_however_it_is_written(text: str) -> None:
    assert [spdx_id(name) for name in split_names(text)] == ["MIT", "CC-BY-4.0"]
