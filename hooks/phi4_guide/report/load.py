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

from phi4_guide.report import model, verify
from phi4_guide.report.files import DataFile, Entry, Scalar
from phi4_guide.report.formulas import FormulaError, Number, as_decimal, parse
from phi4_guide.report.model import Data, DataError, Exemption, Fact, Table, float_title, section_name


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
    "id": _ID, "value": _TEXT, "statement": _TEXT, "unit?": _TEXT, "note?": _TEXT,
    "number?": _NUMBER, "section?": _TEXT, "page?": _WHOLE, "source?": _words("config.json", "model card"),
    "derived?": _FLAG, "float?": Scalar(r"(?:table|figure|algorithm)-[1-9]\d?", "such as 'figure-3'"), "counted?": _FLAG,
    "formula?": _TEXT, "how?": _TEXT,
}]}  # fmt: skip
_PACKAGE = {
    "name": _TEXT, "title": _TEXT, "version": _TEXT, "description": _TEXT,
    "licenses": [{"name": _TEXT, "title": _TEXT, "path": _TEXT}],
    "sources": [{"title": _TEXT, "path": _TEXT}], "contributors": [{"title": _TEXT, "role": _TEXT}],
    "resources": [{
        "name": Scalar(r"sections|(?:table|figure)-[1-9]\d?", "'sections', or such as 'table-5'"),
        "title": _TEXT, "description": _TEXT, "path": _TEXT, "format": _words("csv"), "mediatype": _words("text/csv"),
        "encoding": _words("utf-8"), "rows": _WHOLE,
        "schema": {
            "fields": [{
                "name": _TEXT, "type": _words("string", "number", "integer"), "bareNumber?": _FLAG,
                "groupChar?": _words(","),
            }],
            "primaryKey": [_TEXT], "missingValues?": [_TEXT],
        },
        "report?": {
            "section": _TEXT, "page": _WHOLE, "labels": [_TEXT], "unit?": _TEXT,
            "better?": _words("higher", "lower", model.BY_ROW), "compare?": _words("row", "column"),
            "bars?": Scalar(rf"{model.BY_COLUMN}|[1-9]\d*", f"'{model.BY_COLUMN}', or where they end, as '100'"),
        },
    }],
}  # fmt: skip
_NAMES = {
    "names": [Scalar(r".*\d.*", "a name with a digit in it, in quotes")],
    "exemptions": [{"page": _TEXT, "reason": _TEXT, "text?": _TEXT, "rules?": [_TEXT]}],
}

_OF_A_FORMULA = ("number", "section", "page", "source", "derived", "float", "counted")
"""What a fact with a formula does not say itself."""

_LABEL = Scalar(r"[^\W_].*", "a text that begins with a letter or digit, since a spreadsheet runs what begins with `=`")


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
    """The data in this folder as it is written. It raises `DataError` where a file is missing or malformed."""
    data = Data({}, {}, [])
    _read_package(DataFile(folder / model.PACKAGE), data)
    _read_facts(DataFile(folder / model.FACTS), data)
    _read_names(DataFile(folder / model.NAMES), data)
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
        get("how", ""),
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
                words = " and ".join(places[fact_id]).replace("model card", "the model card")
                number, place = as_decimal(numbers[fact_id]), f"derived from {words}"
                data.facts[fact_id] = replace(data.facts[fact_id], number=number, place=place)
    except FormulaError as error:
        file.wrong(lines[fact_id], f"{fact_id!r} cannot be computed: {error}")
    except CycleError as error:
        ring = error.args[1]
        file.wrong(lines[ring[0]], f"{ring[0]!r} rests on itself: {' → '.join(ring[::-1])}; change one of these formulas")


def _read_package(file: DataFile, data: Data) -> None:
    for resource in file.tree(_PACKAGE)["resources"]:
        name, lines, schema = resource["name"], resource.lines, resource["schema"]
        report = resource.get("report", {"labels": ["Section", "Title"]})
        for key, right in (("path", f"{name}.csv"), ("title", float_title(name))):
            if resource[key] != right:
                file.wrong(lines[key], f"`{key}` of {name!r} is {resource[key]!r}; write {right!r}")
        if (name == "sections") == ("report" in resource) or name in data.tables or (name == "sections" and data.sections):
            file.wrong(lines["name"], f"{name!r} stands twice, or has no `report`, which all have but the sections")
        for column in {*report["labels"], *schema["primaryKey"]} - {named["name"] for named in schema["fields"]}:
            file.wrong(lines["schema"], f"{name!r} has no column {column!r}; `labels` and `primaryKey` name columns")
        if "compare" in report and "better" not in report:
            file.wrong(report.lines["compare"], f"{name!r} has `compare` without `better`; write which is best")
        file.refuse()
        table = DataFile(file.path.parent / resource["path"])
        rows = table.rows(_columns(report, schema), schema["primaryKey"], resource["rows"])
        if name == "sections":
            data.sections = [(section, title, int(page)) for section, title, page in rows]
        else:
            _add_table(file, resource, rows, data)
    if not data.sections:
        file.wrong(1, "there is no resource 'sections'; restore it")
    file.refuse()


def _columns(report: dict[str, Any], schema: Entry) -> dict[str, Scalar]:
    """What stands in each column: a label, or a figure as its type says, or one of the words for none."""
    columns = {}
    for named in schema["fields"]:
        digits = r"\d{1,3}(?:,\d{3})*" if "groupChar" in named else r"\d+"
        end = {"integer": "", "string": r"(?:\.\d+)?[KMBT]?%?"}.get(named["type"], r"(?:\.\d+)?")
        end += "" if named.get("bareNumber", True) else "%"
        none = (f"|{re.escape(word)}" for word in schema.get("missingValues", ()))
        pattern = f"[+-]?{digits}{end}{''.join(none)}"
        columns[named["name"]] = Scalar(pattern, "a number as its `type` says, or one of `missingValues`")
    columns |= dict.fromkeys(report["labels"], _LABEL)
    if report.get("better") == model.BY_ROW:
        columns[model.DIRECTION] = Scalar("(?:higher|lower)(?: .*)?", "begun with 'higher' or 'lower'")
    return columns


def _add_table(file: DataFile, resource: Entry, rows: list[tuple[str, ...]], data: Data) -> None:
    report, schema, name = resource["report"], resource["schema"], resource["name"]
    columns = tuple(named["name"] for named in schema["fields"])
    table = Table(
        name, resource["description"], report["section"], report["page"], columns, tuple(report["labels"]),
        tuple(schema["primaryKey"]), tuple(rows), report.get("unit", ""), report.get("better", ""),
        report.get("compare", ""), report.get("bars", ""),
    )  # fmt: skip
    data.tables[name] = table
    data.places |= {(name, key): (file.path, line) for key, line in (resource.lines | report.lines).items()}
    place = f"{table.title}, p. {table.page}"
    whole = Fact(name, table.title, None, "", table.caption, place, table.section, table.page, name)
    for fact in (whole, *table.cells()):
        if fact.id in data.facts:
            file.wrong(resource.lines["name"], f"the id {fact.id!r} stands twice; rename a row or a column")
        data.facts[fact.id] = fact


def _read_names(file: DataFile, data: Data) -> None:
    found = file.tree(_NAMES)
    exemptions = {(row["page"], row.get("text", "")): row for row in found["exemptions"]}
    for row in found["exemptions"]:
        if ("text" in row) == ("rules" in row) or row is not exemptions[row["page"], row.get("text", "")]:
            file.wrong(row.lines[""], "an exemption stands twice, or has not one of `text` and `rules`; correct it")
    file.refuse()
    data.names = tuple(found["names"])
    data.exemptions = tuple(
        Exemption(page, row["reason"], text, tuple(row.get("rules", ())), row.lines[""])
        for (page, text), row in exemptions.items()
    )
