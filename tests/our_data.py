# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The guide's own data, and what it is compared with: a second transcription, made apart from the first."""

from __future__ import annotations

from datetime import date

from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, Table
from site_building import ROOT

FOLDER = ROOT / "docs" / "data"
DATA = load_data(FOLDER)
TODAY = date(2026, 11, 24)
"""The day on which pages are checked in tests."""


def transcribed() -> dict[str, dict[str, list[str]]]:
    """The second transcription: table, row, cells."""
    tables: dict[str, dict[str, list[str]]] = {}
    for line in (ROOT / "tests" / "report" / "transcription.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            rows = tables.setdefault(line[2:], {})
        elif line and not line.startswith("#"):
            name, _, cells = line.rpartition(": ")
            rows[name] = cells.split()
    return tables


def cells_of(table: Table) -> dict[str, list[str]]:
    """The table's cells by row, in the same form."""
    return {table.row_name(row, ", "): [table.cell(row, column) for column in table.values] for row in table.rows}


def facts_recorded() -> dict[str, tuple[str, str, str]]:
    """The second record of the facts: id; section, page, value."""
    lines = (ROOT / "tests" / "report" / "facts.txt").read_text(encoding="utf-8").splitlines()
    split = [line.split(" | ", 3) for line in lines if not line.startswith("#")]
    return {fact_id: (section, page, value) for fact_id, section, page, value in split}


def facts_of(data: Data) -> dict[str, tuple[str, str, str]]:
    """The facts that are not computed, in the same form."""
    facts = (data.facts[fact_id] for fact_id in data.own)
    return {fact.id: (fact.section or fact.place, str(fact.page or "-"), fact.value) for fact in facts if not fact.formula}
