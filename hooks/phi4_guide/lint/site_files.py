# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What is checked of the site as a whole, beside its pages: its licence files, and the exemptions it makes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint.published_files import strange_files
from phi4_guide.report.model import NAMES, Exemption

# Of each text with its white space folded; of MIT's, what stands below the copyright line.
_DIGESTS = {
    "LICENSE": ("MIT License", "fe2a9817987f862eaced948f0468c7f51d2fedfc48c5c505b246a49a3870e9a5"),
    "LICENSE-CC-BY": (
        "Creative Commons Attribution 4.0 International",
        "50a0385d4606ed02586ea82f3307d8835cf2e76f7c2b70f5e2f340bd4a1e9fb3",
    ),
}


def licence_files(root: Path) -> Iterator[Problem]:
    """LICENSE and LICENSE-CC-BY are there, and their texts are those of the licences."""
    for name, (licence, digest) in _DIGESTS.items():
        file = root / name
        if not file.is_file():
            message = f"the file is missing; write the text of the {licence} there"
        else:
            text = file.read_text(encoding="utf-8", errors="replace")
            # The title and the copyright line of MIT's text are each project's own.
            body = text.split("\n\n", 2)[-1] if name == "LICENSE" else text
            if hashlib.sha256(" ".join(body.split()).encode()).hexdigest() == digest:
                continue
            message = f"the text is not that of the {licence}; restore it from LICENSES/"
        yield Problem(file.as_posix(), 1, 1, "licence-files", Severity.ERROR, message)


def lint_site(docs: Path, data_folder: str) -> list[Problem]:
    """The problems of the site's files: its licences, and what lies among its pages."""
    return sorted([*licence_files(docs.parent), *strange_files(docs, data_folder)])


def unused_exemptions(exemptions: Iterable[Exemption], needed: set[tuple[str, str]], pages: set[str]) -> Iterator[Problem]:
    """Every row of names.yml exempts something on its page; one that exempts nothing hides the next mistake.

    `needed` are page and text, or page and rule, of those that did; `pages` those that were judged.
    """
    for row in exemptions:
        for what in [row.text, *row.rules] if row.page in pages else ():
            if what and (row.page, what) not in needed:
                message = f"the exemption of {what!r} on {row.page} exempts nothing; remove it"
                yield Problem(NAMES, 1, 1, "exemption-unused", Severity.ERROR, message)
