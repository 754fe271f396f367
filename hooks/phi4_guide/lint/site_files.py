# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What is checked of the site as a whole, beside its pages: its licence files, and the exemptions it makes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from phi4_guide.content.page import Page
from phi4_guide.content.prose import prose_of
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Context
from phi4_guide.report.model import NAMES

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


def unused_exemptions(folder: Path, pages: list[Page], context: Context) -> Iterator[Problem]:
    """Every row of names.yml exempts something on its page; one that exempts nothing hides the next mistake."""
    for row in context.data.exemptions if context.data else ():
        concerned = [page for page in pages if row.concerns(page.path)]
        unused = [row.text] if row.text and not any(_has_number(page, row.text) for page in concerned) else []
        for name in row.rules:
            functions = [rule.function for rule in RULES if rule.id == name]
            if not any(True for function in functions for page in concerned for _ in function(page, context)):
                unused.append(name)
        for what in unused:
            message = f"the exemption of {what!r} on {row.page} exempts nothing; remove it"
            yield Problem((folder / NAMES).as_posix(), 1, 1, "exemption-unused", Severity.ERROR, message)


def _has_number(page: Page, text: str) -> bool:
    return text in prose_of(page).unsourced and bool(re.search(r"\d", text))
