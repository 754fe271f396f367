# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the data folder into the model, and computes what has a formula."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from phi4_guide.report import verify
from phi4_guide.report.files import DataFile, Entry, Scalar
from phi4_guide.report.formulas import FormulaError, Number, as_decimal, parse
from phi4_guide.report.model import (
    BY_COLUMN, BY_ROW, DIRECTION, FACTS, NAMES, PACKAGE, Data, DataError, Exemption, Fact, Table, float_title, section_name,
)  # fmt: skip


def _words(*words: str) -> Scalar:
    return Scalar("|".join(map(re.escape, words)), " or ".join(map(repr, words)))


_TEXT = Scalar(r"(?s).*\S.*", "a text in quotes")
_FLAG = Scalar("true|false", "true or false", "bool", "true".__eq__)
_WHOLE = Scalar(r"[1-9]\d{0,5}", "a whole number from 1 on", "int", int)
# Read as it is written, since YAML rounds a number of many digits. No figure has thirty.
_NUMBER = Scalar(r"(?=.{1,30}\Z)[+-]?\d+(?:\.\d+)?(?:e[+-]?\d\d?)?", "a number of at most thirty signs", "", Decimal)
_ID = Scalar(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", "words of a–z and 0–9 with `-` or `.` between them")

# A key with a question mark may be left out; a list wants its one item for each of its own.
_FACTS = {"facts": [{
    "id": _ID, "value": _TEXT, "statement": _TEXT, "unit?": _TEXT, "note?": _TEXT, "facts?": [_ID],
    "number?": _NUMBER, "section?": _TEXT, "page?": _WHOLE, "source?": _words("config.json", "model card"), "derived?": _FLAG,
    "float?": Scalar(r"(?:table|figure|algorithm)-[1-9]\d?", "such as 'figure-3'"), "counted?": _FLAG,
    "formula?": _TEXT, "how?": _TEXT,
}]}  # fmt: skip
_PACKAGE = {
    "name": _TEXT, "title": _TEXT, "version": _TEXT, "description": _TEXT, "facts?": [_ID],
    "licenses": [{"name": _TEXT, "title": _TEXT, "path": _TEXT}],
    "sources": [{"title": _TEXT, "path": _TEXT}], "contributors": [{"title": _TEXT, "role": _TEXT}],
    "resources": [{
        "name": Scalar(r"sections|(?:table|figure)-[1-9]\d?", "'sections', or such as 'table-5'"),
        "title": _TEXT, "description": _TEXT, "path": _TEXT, "format": _words("csv"), "mediatype": _words("text/csv"),
        "encoding": _words("utf-8"), "rows": _WHOLE,
        "schema": {
            "fields": [{
                "name": _TEXT, "type": _words("string", "number", "integer"), "bareNumber?": _FLAG, "groupChar?": _words(","),
            }],
            "primaryKey": [_TEXT], "missingValues?": [_TEXT],
        },
        "report?": {
            "section": _TEXT, "page": _WHOLE, "labels": [_TEXT], "unit?": _TEXT, "better?": _words("higher", "lower", BY_ROW),
            "compare?": _words("row", "column"), "facts?": [_ID],
            "bars?": Scalar(rf"{BY_COLUMN}|[1-9]\d*", f"'{BY_COLUMN}', or the number at which they end, as '100'"),
        },
    }],
}  # fmt: skip
_NAMES = {"names": [_TEXT], "exemptions": [{"page": _TEXT, "reason": _TEXT, "text?": _TEXT, "rules?": [_TEXT]}]}

_OF_A_FORMULA = ("number", "section", "page", "source", "derived", "float", "counted")
"""What a fact with a formula does not say itself."""

_CELL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?P<comma>,\d{3})+)(?:\.\d+)?(?P<scale>[KMBT])?(?P<percent>%)?")


def load_data(folder: Path) -> Data:
    """The data in this folder, checked in itself.

    Raises:
        DataError: a file is missing or malformed, or a figure contradicts itself or another.
    """
    data = read_data(folder)
    if flaws := list(verify.flaws(data)):
        raise DataError(flaws)
    return data


def read_data(folder: Path) -> Data:
    """The data in this folder, as it is written.

    Raises:
        DataError: a file is missing or malformed.
    """
    data = Data({}, {}, [])
    _read_package(DataFile(folder / PACKAGE), data)
    _read_facts(DataFile(folder / FACTS), data)
    _read_names(DataFile(folder / NAMES), data)
    return data


def _read_facts(file: DataFile, data: Data) -> None:
    entries: dict[str, Entry] = {}
    for entry in file.tree(_FACTS)["facts"]:
        fact_id, place = entry["id"], (entry.keys() & {"section", "page"}, "source" in entry)
        name = f"the fact {fact_id!r}"
        written = [key for key in _OF_A_FORMULA if key in entry]
        if fact_id in entries or fact_id in data.facts:
            file.wrong(entry.lines["id"], f"{name} stands twice, here or as a table's; rename or remove one")
        elif ("formula" in entry) != ("how" in entry):
            file.wrong(entry.lines[""], f"{name} has one of `formula` and `how`; write the expression, and it in words")
        elif "formula" in entry and written:
            file.wrong(entry.lines[written[0]], f"`{written[0]}` of {name} is made from its formula; remove it")
        elif "formula" not in entry and place not in (({"section", "page"}, False), (set(), True)):
            file.wrong(entry.lines[""], f"{name} has no place, or two; write `section` and `page`, or `source`")
        entries[fact_id] = entry
        data.places |= {(fact_id, key): (file.path, line) for key, line in entry.lines.items()}
    file.refuse()
    data.own = list(entries)
    data.facts = {fact_id: _fact(entry) for fact_id, entry in entries.items()} | data.facts
    _compute(file, data, {fact_id: entry.lines["formula"] for fact_id, entry in entries.items() if "formula" in entry})
    file.refuse()


def _fact(entry: Entry) -> Fact:
    get: Any = entry.get
    where = float_title(get("float")) if get("float") else section_name(get("section", ""))
    return Fact(
        entry["id"], entry["value"], get("number"), get("unit", ""), entry["statement"],
        get("source") or (f"{where}, p. {entry['page']}" if "page" in entry else ""), get("section", ""), get("page"),
        get("float", ""), get("derived", "formula" in entry), get("formula", ""), get("note", ""), get("counted", False),
        get("how", ""), tuple(get("facts", ())),
    )  # fmt: skip


def _compute(file: DataFile, data: Data, lines: dict[str, int]) -> None:
    """Gives each fact with a formula its number and its place, those first that others rest on."""
    numbers: dict[str, Number] = {fact.id: Fraction(fact.number) for fact in data.facts.values() if fact.number is not None}
    known = numbers | dict.fromkeys(lines, 0.0)
    inputs: dict[str, dict[str, None]] = {}
    places = {fact_id: {data.facts[fact_id].place: None} for fact_id in numbers}
    fact_id = ""
    try:
        for fact_id in lines:
            data.formulas[fact_id] = parse(data.facts[fact_id].formula)
            inputs[fact_id] = data.formulas[fact_id].inputs(known)
        for fact_id in TopologicalSorter(inputs).static_order():
            if fact_id in lines:
                numbers[fact_id] = data.formulas[fact_id].result(numbers)
                places[fact_id] = {place: None for name in inputs[fact_id] for place in places[name]}
                words = " and ".join(f"the {place}" if place == "model card" else place for place in places[fact_id])
                fact = replace(data.facts[fact_id], number=as_decimal(numbers[fact_id]), place=f"derived from {words}")
                data.facts[fact_id] = fact
    except FormulaError as error:
        file.wrong(lines[fact_id], f"{fact_id!r} cannot be computed: {error}")
    except CycleError as error:
        ring = error.args[1]
        file.wrong(lines[ring[0]], f"{ring[0]!r} rests on itself: {' → '.join(ring[::-1])}; change one of these formulas")


def _read_package(file: DataFile, data: Data) -> None:
    resources = file.tree(_PACKAGE)["resources"]
    for resource in resources:
        name, lines = resource["name"], resource.lines
        rows = _rows(file, resource)
        if resource["path"] != f"{name}.csv":
            file.wrong(
                lines["path"], f"the `path` of {name!r} is {resource['path']!r}; write '{name}.csv', a file beside this one"
            )
        elif name in data.tables or (name == "sections" and data.sections):
            file.wrong(lines["name"], f"{name!r} stands twice; remove one")
        elif name == "sections":
            data.sections = _sections(file.path.parent / resource["path"], rows)
        elif "report" not in resource or resource["title"] != float_title(name):
            file.wrong(lines["title"], f"the `title` of {name!r} should be {float_title(name)!r}, and it needs a `report`")
        else:
            table = _table(file, resource, rows)
            data.tables[name] = table
            data.places |= {(name, key): (file.path, line) for key, line in (lines | resource["report"].lines).items()}
            whole = Fact(name, table.title, None, "", table.caption, f"{table.title}, p. {table.page}", table.section,
                         table.page, name, facts=table.facts)  # fmt: skip
            for fact in (whole, *table.cells()):
                if fact.id in data.facts:
                    file.wrong(lines["name"], f"the id {fact.id!r} stands twice; rename a row or a column")
                data.facts[fact.id] = fact
    file.refuse()
    if not data.sections:
        file.wrong(1, "no resource 'sections' is described; restore it")
    file.refuse()


def _rows(package: DataFile, resource: Entry) -> list[tuple[int, list[str]]]:
    """The rows of a resource's CSV file below its head, each with its line, as many and as long as the package says."""
    file = DataFile(package.path.parent / f"{resource['name']}.csv")
    columns = [named["name"] for named in resource["schema"]["fields"]]
    rows = file.rows()
    if not rows or rows[0][1] != columns:
        file.wrong(1, f"the columns {rows[0][1] if rows else []} are not those of {package.path.name}: {columns}")
    for line, row in rows[1:]:
        if len(row) != len(columns):
            hint = "a comma in a cell needs quotes" if len(row) > len(columns) else "write every comma, of empty cells too"
            file.wrong(line, f"{len(row)} cells where {len(columns)} were expected; {hint}")
    file.refuse()
    if len(rows) - 1 != resource["rows"]:
        message = (
            f"{len(rows) - 1} rows where {package.path.name} says {resource['rows']}; restore them, or correct `rows` there"
        )
        file.wrong(rows[-1][0], message)
    for column, named in enumerate(resource["schema"]["fields"]):
        label = named["name"] in (*resource.get("report", {}).get("labels", ()), "Section", "Title")
        for line, row in rows[1:]:
            if not (_good_label(row[column]) if label else _good_figure(row[column], named, resource["schema"])):
                wanted = (
                    "a text that a spreadsheet does not run"
                    if label
                    else "a number as its `type` says, or in `missingValues`"
                )
                file.wrong(line, f"{row[column]!r} under {named['name']!r} should be {wanted}")
    file.refuse()
    return rows[1:]


def _good_label(cell: str) -> bool:
    return bool(cell.strip()) and cell.isprintable() and cell[0] not in "=+-@"


def _good_figure(cell: str, named: Entry, schema: Entry) -> bool:
    found = _CELL.fullmatch(cell)
    if not found:
        return cell in schema.get("missingValues", ())
    if named["type"] == "string":
        return True
    percent = not named.get("bareNumber", True)
    return bool(found["percent"]) == percent and not found["scale"] and not (found["comma"] and "groupChar" not in named)


def _sections(path: Path, rows: list[tuple[int, list[str]]]) -> list[tuple[str, str, int]]:
    file = DataFile(path)
    sections: dict[str, tuple[str, str, int]] = {}
    before = 1
    for line, (name, title, page) in rows:
        if name in sections or not page.isdecimal() or not before <= int(page) < 1000:
            file.wrong(
                line, f"{[name, title, page]} is not a section, its title and the page it begins on, in the report's order"
            )
            continue
        sections[name] = name, title, before = name, title, int(page)
    file.refuse()
    return list(sections.values())


def _table(file: DataFile, resource: Entry, rows: list[tuple[int, list[str]]]) -> Table:
    report, schema = resource["report"], resource["schema"]
    table = Table(
        resource["name"], resource["description"], report["section"], report["page"],
        tuple(named["name"] for named in schema["fields"]), tuple(report["labels"]), tuple(schema["primaryKey"]),
        tuple(tuple(row) for _, row in rows), report.get("unit", ""), report.get("better", ""), report.get("compare", ""),
        report.get("bars", ""), tuple(report.get("facts", ())),
    )  # fmt: skip
    line = report.lines[""]
    if table.compare and not table.better:
        file.wrong(line, f"{table.id!r} has `compare` without `better`: the best is not known; write both")
    for name in (*table.labels, *table.keys):
        if name not in table.columns:
            file.wrong(line, f"{table.id!r} has no column {name!r}; `labels` and `primaryKey` name columns")
    if table.better == BY_ROW and DIRECTION not in table.labels:
        file.wrong(line, f"{table.id!r} is `better` {BY_ROW!r}, and has no label {DIRECTION!r}; add the column")
    file.refuse()
    for at, row in rows if table.better == BY_ROW else ():
        said = table.cell(tuple(row), DIRECTION)
        if said.split()[:1] not in (["higher"], ["lower"]):
            csv = DataFile(file.path.parent / resource["path"])
            csv.wrong(at, f"the {DIRECTION!r} {said!r}; begin it with 'higher' or 'lower'")
            csv.refuse()
    return table


def _read_names(file: DataFile, data: Data) -> None:
    found = file.tree(_NAMES)
    data.names = tuple(found["names"])
    rows = []
    for row in found["exemptions"]:
        if ("text" in row) == ("rules" in row):
            file.wrong(
                row.lines[""], "an exemption has a `text` or `rules`, one of them; write what stands without a source"
            )
        rows.append(Exemption(file.path.parent.parent, row["page"], row["reason"], row.get("text", ""),
                              tuple(row.get("rules", ())), row.lines[""]))  # fmt: skip
    for name in found["names"]:
        if found["names"].count(name) > 1 or not re.search(r"\d", name):
            file.wrong(found.lines["names"], f"the name {name!r} stands twice, or has no digit in it; remove it")
    file.refuse()
    data.exemptions = tuple(rows)
