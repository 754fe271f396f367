# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes the guide's own scripts in a built site small: what explains them to an author is no reader's to fetch."""

from __future__ import annotations

from pathlib import Path

from rjsmin import jsmin

from phi4_guide.publish.files import read_text

_LICENCE_LINES = 2


def small_scripts(site: Path) -> dict[Path, str]:
    """Each of the guide's scripts in the built site without comments and indents, but for the two lines with its licence.

    Raises:
        ValueError: a script is not UTF-8.
    """
    small = {}
    for file in sorted(site.glob("assets/diagrams*/**/*.mjs")) + sorted(site.glob("assets/*.mjs")):
        lines = read_text(file).splitlines(keepends=True)
        small[file] = "".join(lines[:_LICENCE_LINES]) + str(jsmin("".join(lines[_LICENCE_LINES:]))) + "\n"
    return small
