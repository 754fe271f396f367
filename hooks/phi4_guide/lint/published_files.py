# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What may lie in the docs folder: all of it is published, and a browser opens it as what it is, script included."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import listed

_NAME = re.compile(r"[\w.\- ]+")
_PICTURES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_DATA = (".csv", ".json", ".yml")
_ASSETS = {
    "": (".css", ".mjs"),
    "diagrams": (".mjs",),
    "font": (".woff2", ".txt", ""),
    "mermaid": (".mjs", ".txt", ""),
    "styles": (".css",),
}
"""The site's own folders in `assets`, each with the endings of its files beside pictures."""
_MAX_SVG = 1 << 20
_SHAPES = {
    "circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "marker", "mask", "metadata", "path",
    "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "symbol", "text", "textPath",
    "title", "tspan", "use",
}  # fmt: skip
# Beside a declaration, what a file begins with or refers to: other documents, style sheets, pictures.
_ELSEWHERE = re.compile(r"<!DOCTYPE|<!ENTITY|<\?(?!xml\s)", re.IGNORECASE)
_REFERENCE = re.compile(r"\\|@import|://|(?:url|src|image|image-set)\(\s*+[\"']?+(?!#)", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
# What an editor of pictures keeps for itself has a name space of its own; of others than SVG, browsers run these.
_RUN = ("{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/1998/Math/MathML}")

listed(
    "file-strange",
    Severity.ERROR,
    """In the docs folder lie pages, pictures and data, and in `assets` the site's own files: each is published as it is.

    Names consist of letters, digits, `-`, `_`, `.` and spaces: the theme prints them. An SVG picture holds shapes and text,
    and refers to nothing outside of itself.
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
    if ending not in kinds and (ending.lower() not in _PICTURES or parts[0] == data):
        return f"a file such as {name!r} is not published; here may be {', '.join(filter(None, (*kinds, *_PICTURES)))}"
    return _wrong_svg(path) if ending.lower() == ".svg" else ""


def _wrong_svg(path: Path) -> str:
    if path.stat().st_size > _MAX_SVG:
        return f"the picture {path.name!r} has more than {_MAX_SVG:,} bytes; make it smaller"
    text = path.read_bytes()
    try:
        shown = text.decode("utf-8")
        found = _ELSEWHERE.search(shown)
        if found:
            return f"the picture {path.name!r} has {found[0]!r}; save it as plain SVG"
        elements = list(ElementTree.fromstring(text).iter())
    except (ElementTree.ParseError, UnicodeDecodeError, LookupError, RecursionError) as error:
        return f"the picture {path.name!r} is no SVG that can be read: {error}; save it as plain SVG"
    wrong = next(filter(None, map(_wrong_element, elements)), "")
    return f"the picture {path.name!r} holds {wrong}; a picture runs and loads nothing: take it out" if wrong else ""


def _wrong_element(element: ElementTree.Element) -> str:
    tag = element.tag.rpartition("}")[2]
    if element.tag.startswith(_RUN) or (element.tag.startswith(_SVG) and tag not in _SHAPES):
        return f"an element `{tag}`"
    for key, value in element.items():
        name = key.rpartition("}")[2].lower()
        if name.startswith("on") or name == "base" or (name == "href" and not value.startswith("#")):
            return f"an attribute `{name}`"
        if _REFERENCE.search(value) and not key.startswith("{"):
            return f"an attribute `{name}` that refers elsewhere"
    return "a style that refers elsewhere" if tag == "style" and _REFERENCE.search("".join(element.itertext())) else ""
