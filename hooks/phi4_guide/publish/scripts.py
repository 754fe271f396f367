# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes the guide's own scripts in a built site small: what explains them to an author is no reader's to fetch."""

from __future__ import annotations

import re
from pathlib import Path

from phi4_guide.publish.files import read_text

# Whole lines alone: what stands behind code, or in a text, may be no comment. Texts of several lines are CSS and HTML.
_COMMENT_OR_INDENT = re.compile(r"^ *(?://(?! SPDX-).*\n|/\*\*[^*]*(?:\*(?!/)[^*]*)*\*/\n)?", re.MULTILINE)


def small_scripts(site: Path) -> dict[Path, str]:
    """Each of the guide's scripts in the built site without indents and lines of comment, but for the two with its licence.

    Raises:
        ValueError: a script is not UTF-8.
    """
    files = [*site.glob("assets/*.mjs"), *site.glob("assets/diagrams/**/*.mjs")]
    return {file: _COMMENT_OR_INDENT.sub("", read_text(file)) for file in sorted(files)}
