# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The guide's own data, and what it is compared with: a second transcription, made apart from the first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from cases import load
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, Fact, Table, section_name
from site_building import ROOT

FOLDER = ROOT / "docs" / "data"
DATA = load_data(FOLDER)
PAGES = {page.name: page.read_text(encoding="utf-8") for page in FOLDER.parent.glob("*.md")}

_RECORDS = ROOT / "tests" / "report"
_NUMBERS = load("report/number_words.yml")
Record = dict[tuple[str, str], str]
"""What stands where: for a file's name and a row's, what it says."""


def recorded() -> Record:
    """The second records of facts, tables, sections, and of what the data package says of itself."""
    record: Record = {}
    table = ""
    for line in (_RECORDS / "facts.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            fact_id, _, rest = line.partition(" | ")
            record["facts", fact_id] = rest
    for line in (_RECORDS / "transcription.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            table = line[2:]
        elif line.startswith("@ "):
            record[table, "columns" if (table, "table") in record else "table"] = line[2:]
        elif not line.startswith("#"):
            name, _, cells = line.partition(": ") if table == "package" else line.rpartition(": ")
            record[table, name] = cells
    return record


def ours(data: Data, folder: Path) -> Record:
    """The data in the same form; `folder` is where they were read."""
    record = {("facts", fact_id): _fact(data.facts[fact_id]) for fact_id in data.own}
    for table in data.tables.values():
        place = f"{section_name(table.section)}, p. {table.page}"
        about = (place, table.unit, table.bars, said(table.caption))
        record[table.id, "table"] = " | ".join(part or "-" for part in about)
        record[table.id, "columns"] = " | ".join(table.values)
        record |= {(table.id, name): " ".join(cells) for name, cells in cells_of(table).items()}
    record |= {("sections", name): f"{title} | {page}" for name, title, page in data.sections}
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    record |= {("package", key): package[key] for key in ("name", "title", "version", "description")}
    for key, name in (("licence", "licenses"), ("source", "sources")):
        record["package", key] = " | ".join(text for row in package[name] for text in row.values())
    return record


def cells_of(table: Table) -> dict[str, list[str]]:
    """The table's cells by row."""
    return {table.row_name(row, ", "): [table.cell(row, column) for column in table.values] for row in table.rows}


def unused_names(data: Data) -> Iterator[str]:
    """Names that stand on no page and in no statement, and exempted texts that do not stand on their page."""
    everything = "\n".join([*PAGES.values(), *(fact.statement for fact in data.facts.values())])
    yield from (name for name in data.names if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\d)", everything))
    yield from (row.text for row in data.exemptions if row.text not in PAGES.get(row.page, ""))


def said(text: str) -> str:
    """The numbers in a text, in digits and in words."""
    return " ".join(re.findall(rf"\d+|(?i:\b(?:{'|'.join(_NUMBERS)})\b)", text))


def _fact(fact: Fact) -> str:
    number = "" if fact.number is None else f"{fact.number.normalize():f}"
    words = said(f"{fact.statement} {fact.note} {fact.how} {fact.formula}")
    return " | ".join(part or "-" for part in (fact.section, fact.place, number, fact.unit, words, fact.value))
