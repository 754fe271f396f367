# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Readies a built site's scripts: the guide's own without what explains them to an author, and the theme's search mended,
which takes some sets of words with digits for each other, and then fails on a letter (lunr 2.3).
"""

from __future__ import annotations

import re
from pathlib import Path

from phi4_guide.publish.files import read_text

# Whole lines alone: what stands behind code, or in a text, may be no comment. Texts of several lines are CSS and HTML.
_COMMENT_OR_INDENT = re.compile(r"^ *(?://(?! SPDX-).*\n|/\*\*[^*]*(?:\*(?!/)[^*]*)*\*/\n)?", re.MULTILINE)
# A node of the search's tree of words is known by its letters and what follows each by number, with nothing between them.
_NODE = re.compile(r"(?<=\+)(?P<next>\w)\.id(?=\}return)")


def finished_scripts(site: Path) -> dict[Path, str]:
    """Each of the guide's scripts in the built site without indents and lines of comment, but for the two with its licence;
    and the theme's search, mended.

    Raises:
        ValueError: a script is not UTF-8.
    """
    files = [*site.glob("assets/*.mjs"), *site.glob("assets/diagrams/**/*.mjs")]
    small = {file: _COMMENT_OR_INDENT.sub("", read_text(file)) for file in sorted(files)}
    search = site.glob("assets/javascripts/workers/search*.js")
    return small | {file: _NODE.sub(r'\g<next>.id+","', read_text(file)) for file in search}
