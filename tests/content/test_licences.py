# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Licence names in any spelling, and copyright lines."""

from __future__ import annotations

import pytest

from cases import load
from phi4_guide.content.licences import Copyright, parse_copyright, spdx_id, split_names

CASES = load("content/licences.yml")


@pytest.mark.parametrize(
    ("licence", "name"), [(licence, name) for licence, names in CASES["names"].items() for name in names]
)
def test_a_licence_in_any_spelling_is_one_identifier(licence: str, name: str) -> None:
    assert (spdx_id(name) or "none") == licence


@pytest.mark.parametrize("text", CASES["lists"])
def test_a_list_of_licences_is_split_however_it_is_written(text: str) -> None:
    assert [spdx_id(name) for name in split_names(text)] == ["MIT", "CC-BY-4.0"]


@pytest.mark.parametrize(("text", "parts"), CASES["copyrights"])
def test_a_copyright_line_names_holder_and_years(text: str, parts: list[str | int]) -> None:
    assert parse_copyright(text) == (Copyright(*parts) if parts else None)  # type: ignore[arg-type]
