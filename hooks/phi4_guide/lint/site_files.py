# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What is checked of the site as a whole, beside its pages: its files, its licences, and the exemptions it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import listed
from phi4_guide.lint.published_files import strange_files
from phi4_guide.report.model import NAMES, Exemption

_LICENCES = {
    "LICENSE": ("LICENSES/MIT.txt", "cba406a9783fce40748ba7e30bfea3bad3b439b12b9db14cf970a6d0a5e3b872"),
    "LICENSE-CC-BY": ("LICENSES/CC-BY-4.0.txt", "d557539df68e771cc1eedcc91d13f70fca930e508d11eedcafa4b15db49e3744"),
}
"""The project's two licence files, each with the text that it is a copy of, and the SHA-256 of both."""

listed(
    "licence-files",
    Severity.ERROR,
    "LICENSE and LICENSE-CC-BY are the texts of the two licences, to the byte: they say what a reader is granted.",
)
listed(
    "exemption-unused",
    Severity.ERROR,
    "Every row of `exemptions` in names.yml exempts something on its page; one that does not hides the next mistake.",
)


def lint_site(docs: Path, data_folder: str) -> list[Problem]:
    """The problems of the site's files: its licences, and what lies among its pages."""
    return sorted([*licence_files(docs.parent), *strange_files(docs, data_folder)])


def licence_files(root: Path) -> Iterator[Problem]:
    """A problem for each licence file that is missing or is not its text; none where a project has no such file at all."""
    texts = {name: (root / name).read_bytes() if (root / name).is_file() else None for name in _LICENCES}
    if not any(texts.values()) and not (root / "LICENSES").exists():
        return
    for name, (original, digest) in _LICENCES.items():
        text = texts[name]
        if text is None:
            message = f"the file is missing; copy {original} there"
        elif hashlib.sha256(text).hexdigest() != digest:
            message = f"the file is not the licence's text to the byte; copy {original} there"
        else:
            continue
        yield Problem((root / name).as_posix(), 1, 1, "licence-files", Severity.ERROR, message)


def unused_exemptions(exemptions: Iterable[Exemption], needed: set[tuple[str, str]], pages: set[str]) -> Iterator[Problem]:
    """A problem for each row of names.yml that exempts nothing.

    `needed` are page and text, or page and rule, of those that did; `pages` those that were judged.
    """
    for row in exemptions:
        for what in [row.text, *row.rules] if row.page in pages else ():
            if what and (row.page, what) not in needed:
                message = f"the exemption of {what!r} on {row.page} exempts nothing; remove it"
                yield Problem(NAMES, row.line, 1, "exemption-unused", Severity.ERROR, message)
