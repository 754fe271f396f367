# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What is checked of the site as a whole, beside its pages: its files and its licences."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Rule
from phi4_guide.lint.figures import unsourced
from phi4_guide.report.model import Data

_LICENCES = {
    "LICENSE": ("LICENSES/MIT.txt", "cba406a9783fce40748ba7e30bfea3bad3b439b12b9db14cf970a6d0a5e3b872"),
    "LICENSE-CC-BY": ("LICENSES/CC-BY-4.0.txt", "d557539df68e771cc1eedcc91d13f70fca930e508d11eedcafa4b15db49e3744"),
}
"""The project's two licence files, each with the text that it is a copy of, and the SHA-256 of both."""

_NAME = r"[\w.\- ]+"
_INSIDE = rf"(?:{_NAME}/)*{_NAME}"
PICTURE = r"(?i:avif|gif|jpe?g|png|webp)"
_ASSETS = "|".join(
    (
        r"favicon\.svg",
        rf"{_NAME}\.(?:css|mjs|{PICTURE})",
        rf"diagrams/{_INSIDE}\.mjs",
        rf"styles/{_INSIDE}\.css",
        rf"font/(?:{_NAME}\.(?:woff2|txt)|[A-Z\d]+)",
        rf"mermaid/(?:{_INSIDE}\.(?:mjs|txt)|[A-Z\d]+)",
    )
)
"""What may lie in `assets`: another folder would take the place of one of the theme's."""

_MAY_BE = "here may be pages, `.md`, pictures, `.png` for example, and in `data` the figures, `.csv`, `.json` and `.yml`"

_ABOUT = {
    "licence-files": "LICENSE and LICENSE-CC-BY are the two licences to the byte: they say what a reader is granted.",
    "diagram-refused": """Mermaid draws every diagram; `phi4-guide check --draw` tries the new ones. On a page that is not
    checked it is advice: there what cannot be drawn is published as its source.
    """,
    "data": "The figures of a site can be read, and agree with each other: no page is judged by others.",
    "settings": """The settings in mkdocs.yml can be used; a preview goes on without those that cannot. A number in the
    site's name or description, or in a title of `nav`, has a source, as on a page.
    """,
    "not-readable": "A page is a file that can be read.",
    "file-strange": """In the docs folder lie pages, pictures and data, in `assets` the site's own files; all are published.

    Names consist of letters, digits, `-`, `_`, `.` and spaces: the theme prints them. An SVG can run scripts and ask other
    hosts where it is opened by itself, so there is one, the site's sign.
    """,
}
RULES += [Rule(name, Severity.ERROR, documentation) for name, documentation in _ABOUT.items()]


def words_around(file: Path, data: Data) -> Iterator[Problem]:
    """A problem for each number without a source in what stands around every page: the site's name, its description, the
    titles in `nav`.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return  # Whoever loads the settings tells; in a preview their author may be in the middle of them.
    settings = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    for node in filter(None, (settings.get("site_name"), settings.get("site_description"), *_titles(settings.get("nav")))):
        for wrong in unsourced(str(node.value), data, data.dates, linked=False):
            message = f"it stands around every page: {wrong.message}"
            yield Problem(file.as_posix(), node.start_mark.line + 1, 1, "settings", Severity.ERROR, message)


def _titles(nav: yaml.Node | None) -> Iterator[yaml.Node]:
    for entry in nav.value if isinstance(nav, yaml.SequenceNode) else ():
        for title, below in entry.value if isinstance(entry, yaml.MappingNode) else ():
            yield from (title, *_titles(below))


def lint_site(docs: Path, data_folder: str) -> list[Problem]:
    """The problems of the site's licences, and of what lies among its pages."""
    return sorted([*licence_files(docs.parent), *strange_files(docs, data_folder)])


def licence_files(root: Path) -> Iterator[Problem]:
    """A problem for each licence file that is missing or is not its text; none where a project has no such file at all."""
    if not any((root / name).exists() for name in (*_LICENCES, "LICENSES")):
        return
    for name, (original, digest) in _LICENCES.items():
        file = root / name
        wrong = "is missing" if not file.is_file() else "is not the licence's text to the byte"
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            message = f"the file {wrong}; copy {original} there"
            yield Problem(file.as_posix(), 1, 1, "licence-files", Severity.ERROR, message)


def strange_files(docs: Path, data: str) -> Iterator[Problem]:
    """A problem for every file below `docs` that should not be there: a browser opens it as what it is, script included.

    What begins with a dot is not published. A folder is one as well where it is a link, or has a page's name.
    """
    published = re.compile(
        rf"(?!assets/|{data}/){_INSIDE}\.(?:md|{PICTURE})|{data}/{_NAME}\.(?:csv|json|yml)|assets/(?:{_ASSETS})"
    )
    for folder, folders, files in os.walk(docs):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder, name) for name in [*folders, *sorted(files)] if not name.startswith(".")):
            wrong = ""
            if path.is_symlink():
                wrong = "is a link, which would publish what it leads to; put the file itself here"
            elif path.is_dir():
                wrong = "is a folder with a page's name; give it another" if path.suffix.lower() == ".md" else ""
            elif not published.fullmatch(path.relative_to(docs).as_posix()):
                wrong = f"is not published; {_MAY_BE}; names have letters, digits, `-`, `_`, `.` and spaces"
            if wrong:
                yield Problem(path.as_posix(), 1, 1, "file-strange", Severity.ERROR, f"{path.name!r} {wrong}")
