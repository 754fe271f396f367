# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Colours, sizes and the font that a style sheet and a script, or build and browser, must each say, and say alike."""

from __future__ import annotations

import re

import pytest
import yaml

from phi4_guide.diagrams import figure
from site_building import ROOT

ASSETS = ROOT / "docs" / "assets"
THEME = (ASSETS / "diagrams" / "theme.mjs").read_text(encoding="utf-8")
BASE = (ASSETS / "styles" / "base.css").read_text(encoding="utf-8")
SHEETS = "".join(path.read_text(encoding="utf-8") for path in sorted((ASSETS / "styles").glob("*.css")))


def light(name: str) -> str:
    """The light palette's colour of this name: the first that the style sheet gives it."""
    found = re.search(rf"--diagram-{name}: (.+);", BASE)
    assert found, name
    return light(found[1].removeprefix("var(--diagram-").removesuffix(")")) if found[1].startswith("var(") else found[1]


@pytest.mark.parametrize(
    ("variable", "colour"),
    [
        ("primaryColor", "process-fill"),
        ("primaryTextColor", "ink"),
        ("primaryBorderColor", "process-line"),
        ("lineColor", "line"),
        ("secondaryColor", "data-fill"),
        ("tertiaryColor", "paper"),
    ],
)
def test_mermaids_own_colours_are_the_light_palettes(variable: str, colour: str) -> None:
    found = re.search(rf'{variable}: "(.+)"', THEME)
    assert found
    assert found[1] == light(colour)


def test_a_role_has_its_colours_in_both_palettes() -> None:
    found = re.search(r"const ROLES = (\[.*\]);", THEME)
    assert found
    roles = yaml.safe_load(found[1])
    assert len(roles) == 5
    for role in roles:
        # The quiet role's line is that of all else.
        assert len(re.findall(rf"--diagram-{role}-fill: #", BASE)) == 2, role
        assert role == "process" or len(re.findall(rf"--diagram-{role}-line: #", BASE)) == 2, role


def test_every_colour_that_is_used_is_set() -> None:
    used = set(re.findall(r"var\((--(?:diagram|guide|canvas)[\w-]*)", SHEETS))
    assert used
    assert used <= set(re.findall(r"(--[\w-]+):", SHEETS))


def test_the_font_of_the_pages_is_the_font_of_the_diagrams() -> None:
    name = re.search(r'export const FONT = "(.+)";', THEME)
    assert name
    files = dict(re.findall(r'(\d+): new URL\("([^"]+)"', THEME))
    faces = re.findall(rf'font-family: "{name[1]}";\s+font-weight: (\d+);[^}}]*?src: url\("([^"]+)"\)', BASE)
    assert len(faces) == 2
    assert dict(faces) == files
    assert all((ASSETS / "styles" / file).is_file() for file in files.values())


def test_the_room_of_what_the_build_cannot_read_is_a_charts() -> None:
    size = re.search(r"xyChart: \{.*width: (\d+), height: (\d+) \}", THEME)
    assert size
    room = figure._room(None)
    assert (int(size[1]), int(size[2])) == room
