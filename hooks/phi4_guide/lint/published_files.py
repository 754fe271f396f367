# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What may lie in the docs folder: all of it is published, and a browser opens it as what it is, script included."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from phi4_guide.diagnostics import Problem, Severity

_PAGES = (".md", ".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
_DATA = (".csv", ".json", ".yml")
_THEMES = ("javascripts", "stylesheets", "images")
"""Folders of the theme's in `assets`: a file there would take the place of one of its own."""


def strange_files(docs: Path, data: str, assets: str = "assets") -> Iterator[Problem]:
    """A problem for every file in the folder that is neither page, picture, data nor one of the site's own assets."""
    for folder, folders, files in os.walk(docs):
        for name in sorted((*folders, *files)):
            path = Path(folder) / name
            wrong = _wrong(path, path.relative_to(docs).parts, data, assets)
            if wrong and not name.startswith("."):
                yield Problem(path.as_posix(), 1, 1, "file-strange", Severity.ERROR, wrong)


def _wrong(path: Path, parts: tuple[str, ...], data: str, assets: str) -> str:
    if path.is_symlink():
        return "a link to elsewhere would publish what is there; put the file itself here"
    if path.is_dir():
        theirs = parts[0] == assets and len(parts) == 2 and parts[1] in _THEMES
        return "this folder is the theme's; use another name" if theirs else ""
    endings = _DATA if parts[0] == data and len(parts) == 2 else _PAGES
    if parts[0] == assets or path.suffix.lower() in endings:
        return ""
    return f"a file of this kind is not published; here may be {', '.join(endings)}"
