# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Colours, sizes and the font that a style sheet and a script, or build and browser, must each say, and say alike."""

from __future__ import annotations

import re

import yaml

from phi4_guide.diagrams import figure
from site_building import ROOT

ASSETS = ROOT / "docs" / "assets"
THEME = (ASSETS / "diagrams" / "theme.mjs").read_text(encoding="utf-8")
BASE = (ASSETS / "styles" / "base.css").read_text(encoding="utf-8")
SHEETS = "".join(path.read_text(encoding="utf-8") for path in sorted((ASSETS / "styles").glob("*.css")))


def found(pattern: str, text: str) -> tuple[str, ...]:
    """What the pattern's groups find in the text, the first time."""
    match = re.search(pattern, text)
    assert match, pattern
    return match.groups()


def light(name: str) -> str:
    """The light palette's colour of this name: the first that the style sheet gives it."""
    [colour] = found(rf"--diagram-{name}: (.+);", BASE)
    return light(colour.removeprefix("var(--diagram-").removesuffix(")")) if colour.startswith("var(") else colour


def test_mermaids_own_colours_are_the_light_palettes() -> None:
    colours = {
        "primaryColor": "process-fill",
        "primaryTextColor": "ink",
        "primaryBorderColor": "process-line",
        "lineColor": "line",
        "secondaryColor": "data-fill",
        "tertiaryColor": "paper",
    }
    assert {name: found(rf'{name}: "(.+)"', THEME)[0] for name in colours} == {
        name: light(colour) for name, colour in colours.items()
    }


def test_a_role_has_its_colours_in_both_palettes() -> None:
    roles = yaml.safe_load(found(r"const ROLES = (\[.*\]);", THEME)[0])
    assert len(roles) == 5
    for role in roles:
        # The quiet role's line is that of all else.
        for part in ("fill",) if role == "process" else ("fill", "line"):
            assert len(re.findall(rf"--diagram-{role}-{part}: #", BASE)) == 2, role


def test_an_authors_colours_are_mended_for_the_canvas_that_they_get() -> None:
    rendering = (ASSETS / "diagrams" / "rendering.mjs").read_text(encoding="utf-8")
    papers = dict(
        zip(("light", "dark"), found(r"const PAPER = \{ light: \[(.+?)\], dark: \[(.+?)\] \}", rendering), strict=True)
    )
    for name, parts in papers.items():
        [canvas] = found(rf'\[data-canvas="{name}"\] \{{\s+--canvas: #(\w+);', SHEETS)
        digits = canvas if len(canvas) == 6 else "".join(sign * 2 for sign in canvas)
        assert [int(part) for part in parts.split(",")] == list(bytes.fromhex(digits))


def test_every_colour_that_is_used_is_set() -> None:
    used = set(re.findall(r"var\((--(?:diagram|guide|canvas)[\w-]*)", SHEETS))
    assert used
    assert used <= set(re.findall(r"(--[\w-]+):", SHEETS))


def test_the_font_of_the_pages_is_the_font_of_the_diagrams() -> None:
    [name] = found(r'export const FONT = "(.+)";', THEME)
    faces = re.findall(rf'font-family: "{name}";\s+font-weight: (\d+);[^}}]*?src: url\("([^"]+)"\)', BASE)
    assert len(faces) == 2
    assert dict(faces) == dict(re.findall(r'(\d+): new URL\("([^"]+)"', THEME))
    assert all((ASSETS / "styles" / file).is_file() for _, file in faces)


def test_the_room_of_what_the_build_cannot_read_is_a_charts() -> None:
    size = found(r"xyChart: \{.*width: (\d+), height: (\d+) \}", THEME)
    assert tuple(map(int, size)) == figure._room(None)


def test_sizes_and_spaces_are_those_that_the_guide_shows() -> None:
    shown = (ROOT / "docs" / "how-it-is-made.md").read_text(encoding="utf-8")
    assert {name: round(float(rem) * 20) for name, rem in re.findall(r"--size-([a-z]+): ([\d.]+)rem;", BASE)} == {
        name: int(pixels) for name, pixels in re.findall(r"^\| ([a-z]+) \| `(\d+)` \| \w", shown, re.M)
    }
    assert re.findall(r"font-size: [^;]*rem", SHEETS) == []
    [spaces] = found(r"(?m)^Spaces are (.+) pixels", shown)
    used = {
        float(rem) * 20
        for values in re.findall(r"[ {](?:margin|padding|gap|column-gap)(?:-[a-z]+)?: ([^;]+);", SHEETS)
        for rem in re.findall(r"(?<![\w.-])([\d.]+)rem", values)
    }
    assert used == {float(space) for space in re.findall(r"\d+", spaces)}
