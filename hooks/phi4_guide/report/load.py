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
from phi4_guide.report.files import Entry, Scalar, Source
from phi4_guide.report.formulas import Formula, FormulaError, Number, as_decimal, parse
from phi4_guide.report.model import Data, DataError, Exemption, Fact, Table, float_title, section_name


def _words(*words: str) -> Scalar:
    return Scalar("|".join(map(re.escape, words)), " or ".join(map(repr, words)))


_TEXT = Scalar(r"(?s).*\S.*", "a text in quotes")
_QUOTE = Scalar(r"\S+(?: \S+){0,24}", "at most 25 words of the report")
_FLAG = Scalar("true|false", "true or false", "bool", "true".__eq__)
_WHOLE = Scalar(r"[1-9]\d{0,5}", "a whole number from 1 on", "int", int)
# Read as it is written, since YAML rounds a number of many digits. No figure has thirty.
_NUMBER = Scalar(r"(?=.{1,30}\Z)[+-]?\d+(?:\.\d+)?(?:e[+-]?\d\d?)?", "a number of at most thirty signs", "", Decimal)
_ID = Scalar(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", "words of a–z and 0–9 with `-` or `.` between them")

# A key with a question mark may be left out; a list wants its one item for each of its own.
_FACTS = {"facts": [{
    "id": _ID, "value": _TEXT, "statement": _TEXT, "unit?": _TEXT, "note?": _TEXT, "quote?": _QUOTE,
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

_FIGURE = "a number as its `type` says, or one of `missingValues`"
_LABEL = Scalar(r"[^\W_].*", "a text that begins with a letter or digit, since a spreadsheet runs what begins with `=`")
_DIRECTION = Scalar("(?:higher|lower)(?: .*)?", "begun with 'higher' or 'lower'")

_COMPUTED = ("number", "section", "page", "source", "derived", "float", "counted")
"""What a fact with a formula does not say itself."""


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
    _read_package(Source.of(folder / model.PACKAGE), data)
    _read_facts(Source.of(folder / model.FACTS), data)
    _read_names(Source.of(folder / model.NAMES), data)
    return data


def _read_facts(source: Source, data: Data) -> None:
    entries: dict[str, Entry] = {}
    for entry in source.tree(_FACTS)["facts"]:
        fact_id, computed = entry["id"], "formula" in entry
        name, place = f"the fact {fact_id!r}", [key for key in ("section", "page", "source") if key in entry]
        written = [key for key in _COMPUTED if key in entry]
        if fact_id in entries or fact_id in data.facts:
            source.wrong(entry.lines["id"], f"{name} stands twice, here or as a table's; rename or remove one")
        elif computed != ("how" in entry):
            source.wrong(entry.lines[""], f"{name} has one of `formula` and `how`; write the expression, and it in words")
        elif computed and written:
            source.wrong(entry.lines[written[0]], f"`{written[0]}` of {name} is made from its formula; remove it")
        elif not computed and place not in (["section", "page"], ["source"]):
            source.wrong(entry.lines[""], f"{name} has no place, or two; write `section` and `page`, or `source`")
        entries[fact_id] = entry
        data.places |= {(fact_id, key): (source.path, line) for key, line in entry.lines.items()}
    source.refuse()
    data.own = list(entries)
    data.facts = {fact_id: _fact(**entry) for fact_id, entry in entries.items()} | data.facts
    _compute(source, data, {fact_id: entry.lines["formula"] for fact_id, entry in entries.items() if "formula" in entry})
    source.refuse()


def _fact(source: str = "", **entry: Any) -> Fact:
    fact = Fact(**entry)
    where = float_title(fact.float) if fact.float else section_name(fact.section)
    return replace(fact, place=source or f"{where}, p. {fact.page}", derived=fact.derived or bool(fact.formula))


def _compute(source: Source, data: Data, lines: dict[str, int]) -> None:
    """Gives each fact with a formula its number and its place, those first that others rest on."""
    numbers: dict[str, Number] = {fact.id: Fraction(fact.number) for fact in data.facts.values() if fact.number is not None}
    places = {fact_id: {data.facts[fact_id].place: None} for fact_id in numbers}
    known = {*numbers, *lines}
    formulas: dict[str, Formula] = {}
    fact_id = ""
    try:
        for fact_id in lines:
            formulas[fact_id] = parse(data.facts[fact_id].formula, known)
        for fact_id in TopologicalSorter({name: formula.inputs for name, formula in formulas.items()}).static_order():
            if formula := formulas.get(fact_id):
                numbers[fact_id] = formula.result(numbers)
                places[fact_id] = {place: None for name in formula.inputs for place in places[name]}
                place = "derived from " + " and ".join(places[fact_id]).replace("model card", "the model card")
                data.facts[fact_id] = replace(data.facts[fact_id], number=as_decimal(numbers[fact_id]), place=place)
    except FormulaError as error:
        source.wrong(lines[fact_id], f"{fact_id!r} cannot be computed: {error}")
    except CycleError as error:
        ring = error.args[1]
        source.wrong(lines[ring[0]], f"{ring[0]!r} rests on itself: {' → '.join(ring[::-1])}; change one of these formulas")


def _read_package(source: Source, data: Data) -> None:
    for resource in source.tree(_PACKAGE)["resources"]:
        name, lines, schema = resource["name"], resource.lines, resource["schema"]
        report = resource.get("report", {"labels": ("Section", "Title")})
        for key, right in (("path", f"{name}.csv"), ("title", float_title(name))):
            if resource[key] != right:
                source.wrong(lines[key], f"`{key}` of {name!r} is {resource[key]!r}; write {right!r}")
        if (name == "sections") == ("report" in resource) or name in data.tables or (name == "sections" and data.sections):
            source.wrong(lines["name"], f"{name!r} stands twice, or has no `report`, which all have but the sections")
        columns = {column["name"]: _column(column, schema) for column in schema["fields"]}
        for column in {*report["labels"], *schema["primaryKey"]} - columns.keys():
            source.wrong(lines["schema"], f"{name!r} has no column {column!r}; `labels` and `primaryKey` name columns")
        columns |= dict.fromkeys(report["labels"], _LABEL)
        if report.get("better") == model.BY_ROW:
            columns[model.DIRECTION] = _DIRECTION
        source.refuse()
        rows = Source.of(source.path.parent / resource["path"]).rows(columns, schema["primaryKey"], resource["rows"])
        if name == "sections":
            data.sections = [(section, title, int(page)) for section, title, page in rows]
            continue
        table = Table(name, resource["description"], tuple(columns), schema["primaryKey"], rows, **report)
        data.tables[name] = table
        data.places |= {(name, key): (source.path, line) for key, line in (lines | report.lines).items()}
        for fact in (table.whole(), *table.cells()):
            if fact.id in data.facts:
                source.wrong(lines["name"], f"the id {fact.id!r} stands twice; rename a row or a column")
            data.facts[fact.id] = fact
    source.refuse()
    if not data.sections:
        raise source.error(1, "there is no resource 'sections'; restore it")


def _column(column: Entry, schema: Entry) -> Scalar:
    """A figure as the column's type says, or one of the words for none."""
    digits = r"\d{1,3}(?:,\d{3})*" if "groupChar" in column else r"\d+"
    end = {"integer": "", "number": r"(?:\.\d+)?", "string": r"(?:\.\d+)?[KMBT]?%?"}[column["type"]]
    percent = "" if column.get("bareNumber", True) else "%"
    return Scalar("|".join([f"[+-]?{digits}{end}{percent}", *map(re.escape, schema.get("missingValues", ()))]), _FIGURE)


def _read_names(source: Source, data: Data) -> None:
    found = source.tree(_NAMES)
    for row in found["exemptions"]:
        if ("text" in row) == ("rules" in row):
            source.wrong(row.lines[""], "an exemption has one of `text` and `rules`; correct it")
    source.refuse()
    data.names = found["names"]
    data.exemptions = tuple(Exemption(**row, line=row.lines[""]) for row in found["exemptions"])
