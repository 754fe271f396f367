# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Licence names in any spelling, and copyright lines."""

from __future__ import annotations

import pytest

from phi4_guide.content.licences import parse_copyright, spdx_id, split_names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("The MIT License", "MIT"),
        ("MIT Licence", "MIT"),
        ("Expat", "MIT"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc by", "CC-BY-4.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution 4.0 International License", "CC-BY-4.0"),
        ("CC BY-SA 4.0", None),
        ("CC-BY-NC-SA-4.0", None),
        ("Creative Commons Attribution-NonCommercial 4.0 International", None),
        ("CC BY 3.0", None),
        ("Apache 2.0", None),
        ("MITT", None),
        ("", None),
    ],
)
def test_a_licence_in_any_spelling_is_one_identifier(name: str, expected: str | None) -> None:
    assert spdx_id(name) == expected


@pytest.mark.parametrize(
    "text", ["MIT, CC BY 4.0", "MIT AND CC-BY-4.0", "MIT and CC BY 4.0", "MIT & CC BY 4.0", "MIT; CC BY 4.0"]
)
def test_a_list_of_licences_is_split_however_it_is_written(text: str) -> None:
    assert [spdx_id(name) for name in split_names(text)] == ["MIT", "CC-BY-4.0"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Copyright (c) 2025 Cong Le. All Rights Reserved.", ("2025", "Cong Le")),
        ("© 2024-2026 Cong Le", ("2024", "Cong Le")),
        ("(c) 2025 Cong Le and contributors", ("2025", "Cong Le and contributors")),
        ("Copyright 2025-present Cong Le", ("2025", "Cong Le")),
        ("Copyright (c) 2025, Cong Le", ("2025", "Cong Le")),
        ("Cong Le", None),
        ("2025", None),
        ("", None),
    ],
)
def test_a_copyright_line_names_holder_and_years(text: str, expected: tuple[str, str] | None) -> None:
    assert parse_copyright(text) == expected
