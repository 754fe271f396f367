# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads the data folder into the model, computes what has a formula, and finds what contradicts something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from phi4_guide.report import model
from phi4_guide.report.files import Entry, Scalar, Source
from phi4_guide.report.formulas import Formula, FormulaError, Number, as_decimal, parse
from phi4_guide.report.model import Data, DataError, Exemption, Fact, Flaw, Table, float_title, section_name
from phi4_guide.report.quantities import Quantity, quantities


def _words(*words: str) -> Scalar:
    return Scalar("|".join(map(re.escape, words)), " or ".join(map(repr, words)))


_TEXT = Scalar(r"(?s).*\S.*", "a text in quotes")
_VALUE = replace(_TEXT, wanted="a text in quotes, as printed; a quantity is its `number`")
_QUOTE = Scalar(r"\S+(?: \S+){0,24}", "at most 25 words of the report")
_FLAG = Scalar("true|false", "true or false", "bool", "true".__eq__)
_WHOLE = Scalar(r"[1-9]\d{0,5}", "a whole number from 1 on", "int", int)
# Read as it is written, since YAML rounds a number of many digits. No figure has thirty.
_NUMBER = Scalar(r"(?=.{1,30}\Z)[+-]?\d+(?:\.\d+)?(?:e[+-]?\d\d?)?", "a number of at most thirty signs", "", Decimal)
_ID = Scalar(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", "words of a–z and 0–9 with `-` or `.` between them")

# A key with a question mark may be left out; a list wants its one item for each of its own.
_FACTS = {"facts": [{
    "id": _ID, "value": _VALUE, "statement": _TEXT, "unit?": _TEXT, "note?": _TEXT, "quote?": _QUOTE,
    "number?": _NUMBER, "section?": _TEXT, "page?": _WHOLE,
    "source?": _words("config.json", "config.json of phi-3-medium", "model card"), "derived?": _FLAG,
    "float?": Scalar(r"(?:table|figure|algorithm)-[1-9]\d?", "such as 'figure-3'"), "counted?": _FLAG,
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

_PLACES = (["section", "page"], ["source"], ["formula", "how"])
"""How a fact may say where it is from."""
_FURTHEST = Decimal("0.02")
"""How far a value may be rounded away from its number."""


def load_data(folder: Path) -> Data:
    """The data in this folder, checked in itself.

    Raises:
        DataError: a file is missing or malformed, or a figure contradicts itself or another.
    """
    data = read_data(folder)
    if flaws := list(_contradictions(data)):
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
        fact_id = entry["id"]
        if fact_id in entries or fact_id in data.facts:
            source.wrong(entry.lines["id"], f"the fact {fact_id!r} stands twice, here or in a table; rename or remove one")
        elif [key for key in ("section", "page", "source", "formula", "how") if key in entry] not in _PLACES:
            remedy = "write `section` and `page`, or `source`, or `formula` and the same in words, `how`"
            source.wrong(entry.lines[""], f"the fact {fact_id!r} has no place, or two; {remedy}")
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
    data.exemptions = tuple(Exemption(**row) for row in found["exemptions"])


def _contradictions(data: Data) -> Iterator[Flaw]:
    """Whatever contradicts itself or something else; all at once, since one corrected fact may be in many others."""
    for fact in (data.facts[fact_id] for fact_id in (*data.own, *data.tables)):
        if fact.page is not None and not _is_place(fact, data):
            where = f"in {section_name(fact.section)} on p. {fact.page}"
            yield data.flaw(fact.id, "page", f"{fact.id!r} does not stand {where}; write its `section` and `page`")
        if fact.number is not None and not fact.counted and (fact.formula or not fact.derived):
            yield from _values(fact, fact.number, data)


def _is_place(fact: Fact, data: Data) -> bool:
    """Whether there is this section, and the page in it. A table or figure may stand behind its section."""
    table = data.tables.get(fact.float)
    pages = range(1, data.last_page + 1) if fact.float else data.pages.get(fact.section, ())
    return fact.section in data.pages and fact.page in pages and (table is None or table.page == fact.page)


def _values(fact: Fact, number: Decimal, data: Data) -> Iterator[Flaw]:
    """A value that is printed with a number says the fact's: a slip in one is found by the other. So does a statement."""
    text = data.names_pattern.sub(lambda name: " " * len(name[0]), fact.statement)
    stated = quantities(text)
    if not _says(fact.printed or (() if fact.formula else stated), fact, number):
        says = f"{fact.id!r} {'is computed as' if fact.formula else 'says'} {number:f} but its value is {fact.value!r}"
        yield data.flaw(fact.id, "value", f"{says}; correct one of them")
    if stated and not _says(stated, fact, number):
        those = ", ".join(repr(quantity.written) for quantity in stated)
        message = f"{fact.id!r} says {number:f} but its statement says {those}; correct the statement"
        yield data.flaw(fact.id, "statement", message)


def _says(said: Iterable[Quantity], fact: Fact, number: Decimal) -> bool:
    """Whether one of these is the fact's number; a computed one may be rounded where it is written."""
    if fact.formula:
        return any(abs(one.value - number) <= min(one.step / 2, _FURTHEST * abs(number)) for one in said)
    return any(one.value in (number, fact.quantity) for one in said)
