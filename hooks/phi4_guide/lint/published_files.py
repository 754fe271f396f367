# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What may lie in the docs folder: all of it is published, and a browser opens it as what it is, script included."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import listed

_NAME = re.compile(r"[\w.\- ]+")
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
_DATA = (".csv", ".json", ".yml")
_ASSETS = {
    "": (".css", ".mjs"),
    "diagrams": (".mjs",),
    "font": (".woff2", ".txt", ""),
    "mermaid": (".mjs", ".txt", ""),
    "styles": (".css",),
}
"""The site's own folders in `assets`, each with the endings of its files beside pictures."""
listed(
    "file-strange",
    Severity.ERROR,
    """In the docs folder lie pages, pictures and data, and in `assets` the site's own files: each is published as it is.

    Names consist of letters, digits, `-`, `_`, `.` and spaces: the theme prints them. An SVG can run scripts and ask other
    hosts where it is opened by itself, so there is one, the site's sign.
    """,
)


def strange_files(docs: Path, data: str, assets: str = "assets") -> Iterator[Problem]:
    """A problem for every file or folder below `docs` that is none of these; what begins with a dot is not published."""
    for folder, folders, files in os.walk(docs):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(files)]:
            path = Path(folder, name)
            wrong = "" if name.startswith(".") else _wrong(path, path.relative_to(docs).parts, data, assets)
            if wrong:
                yield Problem(path.as_posix(), 1, 1, "file-strange", Severity.ERROR, wrong)


def _wrong(path: Path, parts: tuple[str, ...], data: str, assets: str) -> str:
    """What is wrong with a file, and what to do instead; empty where nothing is."""
    name, ending = parts[-1], path.suffix
    if not _NAME.fullmatch(name):
        return f"the name {name!r} has other signs than letters, digits, `-`, `_`, `.` and spaces; rename it"
    if path.is_symlink():
        return f"{name!r} is a link, which would publish what it leads to; put the file itself here"
    if path.is_dir():
        # One of the theme's names would take the place of its folder.
        if parts[0] == assets and len(parts) == 2 and name not in _ASSETS:
            return f"{name!r} is none of the site's own folders in `{assets}`; put the file beside its page"
        return f"{name!r} is a folder with a page's name; give it another" if ending.lower() == ".md" else ""
    if parts[0] == assets:
        kinds = _ASSETS.get(parts[1] if len(parts) > 2 else "", ())
    else:
        kinds = _DATA if parts[:-1] == (data,) else (".md",)
    pictures = () if parts[0] == data else _PICTURES
    if ending not in kinds and ending.lower() not in pictures and parts != (assets, "favicon.svg"):
        return f"a file such as {name!r} is not published; here may be {', '.join(filter(None, (*kinds, *pictures)))}"
    return ""
