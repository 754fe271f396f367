# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What tables and charts have in common: a cell's number and how it is shown, and which models stand out."""

from __future__ import annotations

import re
from decimal import Decimal

from phi4_guide.report.model import Table, slug
from phi4_guide.report.quantities import quantities

Row = tuple[str, ...]

_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


def number_in(table: Table, row: Row, column: str) -> Decimal | None:
    """The cell's number; None where it holds none, or several."""
    found = quantities(table.cell(row, column))
    return found[0].value if len(found) == 1 else None


def shown(text: str) -> str:
    """A cell for the eye: the report's hyphen before a number is a minus sign."""
    return _MINUS.sub("−", text)


def standing(name: str) -> str:
    """`ours` for phi-4, `teacher` for GPT-4o, which taught it; empty for all others."""
    if slug(name) == "phi-4" or slug(name).startswith("phi-4-"):
        return "ours"
    return "teacher" if slug(name) == "gpt-4o" else ""
