# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The report's figures: facts, tables and the section map, read from the data folder and checked in themselves."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from phi4_guide import safe_yaml
from phi4_guide.report.formulas import FORMULAS
from phi4_guide.report.quantities import Quantity, quantities, spelled

FACTS, PACKAGE, SECTIONS, NAMES = "facts.yml", "datapackage.json", "sections.csv", "names.yml"
_FACT_KEYS = {"id", "value", "number", "unit", "statement", "section", "page"}
_FACT_KEYS |= {"float", "source", "derived", "formula", "note", "counted"}
_DATE = re.compile(r":[ \t]+\d{4}-\d\d?-\d\d?")
_PAGES_AFTER = 2
"""Pages of the report after that on which the last section begins: it runs on to its end."""

# How a table in datapackage.json may say where its best values are, and how long its bars.
BY_ROW, BY_COLUMN, DIRECTION = "by row", "column", "Direction"
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*\Z")


_DERIVED = "hooks/phi4_guide/report/formulas.py"

Wrong = Iterator[tuple[str, str]]
"""Facts that contradict themselves or others: the id, and what is wrong with it."""


class DataError(ValueError):
    """A data file that cannot be used. The message names file and line."""


@dataclass(frozen=True)
class Fact:
    """One figure of the report, or one computed from it.

    `value` is what is printed; `number` the quantity in `unit`, None where it is none. `place` is where it stands:
    `§3, p. 7`, `Table 5, p. 10`, `config.json`. `anchor` is its id on the ledger page.
    """

    id: str
    value: str
    number: Decimal | None
    unit: str
    statement: str
    place: str
    section: str
    page: int | None
    float: str = ""
    derived: bool = False
    formula: str = ""
    note: str = ""
    counted: bool = False
    """Whether the number counts what the value names."""

    @cached_property
    def printed(self) -> tuple[Quantity, ...]:
        """The numbers in the value as printed."""
        return tuple(quantities(self.value))

    @property
    def percent(self) -> bool:
        """Whether the number is a percentage."""
        return self.unit.startswith("percent")

    @property
    def quantity(self) -> Decimal | None:
        """The number with the unit's own thousands: 16 K tokens are 16,000."""
        if self.number is None:
            return None
        return self.number * 1000 if self.unit.startswith("K tokens") else self.number

    @property
    def title(self) -> str:
        """Value and place in a line, for a link's `title`."""
        value = f"{self.value}, derived" if self.derived else self.value
        return f"{value} — {self.place}" if self.place else value


@dataclass(frozen=True)
class Table:
    """A table or figure of the report. `rows` hold every cell as printed, labels included."""

    id: str
    title: str
    caption: str
    section: str
    page: int
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    better: str = ""
    compare: str = ""
    bars: str = ""

    @property
    def place(self) -> str:
        """Section and page."""
        return f"{_section_name(self.section)}, p. {self.page}"

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that hold figures, in order."""
        return tuple(column for column in self.columns if column not in self.labels)

    def row_name(self, row: tuple[str, ...], between: str = " ") -> str:
        """The row's name: its keys, with these words between them."""
        return between.join(self.cell(row, key) for key in self.keys)

    def row_slug(self, row: tuple[str, ...]) -> str:
        """The row's part of a cell's id."""
        return slug(self.row_name(row))

    def cell(self, row: tuple[str, ...], column: str) -> str:
        """The cell as printed."""
        return row[self.columns.index(column)]

    def cell_id(self, row: tuple[str, ...], column: str) -> str:
        """The cell's id as a fact, and its anchor on the ledger page."""
        return f"{self.id}.{self.row_slug(row)}.{slug(column)}"

    def cells(self) -> Iterable[Fact]:
        """Every cell that holds a figure, as a fact with an id such as `table-1.mmlu.phi-4-14b`."""
        for row in self.rows:
            name = self.row_name(row, ", ")
            for column in self.values:
                value = self.cell(row, column)
                numbers = list(quantities(value))
                yield Fact(
                    self.cell_id(row, column),
                    value,
                    numbers[0].value if len(numbers) == 1 else None,
                    "percent" if "%" in value else self.unit,
                    f"{self.title}: {name}, {column}: {value}.",
                    f"{self.title}, p. {self.page}",
                    self.section,
                    self.page,
                    self.id,
                )


@dataclass(frozen=True)
class Exemption:
    """A text that may stand unsourced on one page, or the rules that do not hold there, and why."""

    docs: Path
    page: str
    """Its path in the docs folder."""
    reason: str
    text: str = ""
    rules: tuple[str, ...] = ()


@dataclass
class Data:
    """Everything in the data folder. `facts` holds tables' cells and whole tables too, by id."""

    facts: dict[str, Fact]
    tables: dict[str, Table]
    sections: list[tuple[str, str, int]]
    names: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    own: list[str] = field(default_factory=list)
    """The ids of the facts in facts.yml, in their order."""

    def exempts(self, path: str, rule: str) -> bool:
        """Whether this rule does not hold on the page at this path."""
        return any(rule in row.rules and row.page == path for row in self.exemptions)

    def find(self, fact_id: str) -> Fact | None:
        """The fact of this id; a table cell also by the beginning of its column, where that is one column's alone."""
        if fact_id in self.facts:
            return self.facts[fact_id]
        if not re.match(r"(?:table|figure)-\d+\.", fact_id):
            return None
        longer = [fact for other, fact in self.facts.items() if other.startswith(f"{fact_id}-")]
        same_row = [fact for fact in longer if fact.id.count(".") == fact_id.count(".") == 2]
        return same_row[0] if len(same_row) == 1 else None

    def like(self, fact_id: str) -> str:
        """A hint at the ids that an unknown one may be meant for."""
        near = get_close_matches(fact_id, self.facts, 3)
        return f"did you mean {' or '.join(repr(other) for other in near)}?" if near else "the ledger lists every fact"

    @cached_property
    def names_pattern(self) -> re.Pattern[str]:
        """Finds the names that have digits in them."""
        longest_first = sorted(self.names, key=len, reverse=True)
        choices = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in longest_first)
        return re.compile(rf"(?<![\w.-])(?:{choices})(?![\w-]|\.\d)" if choices else r"(?!)")

    @property
    def last_page(self) -> int:
        """The report's last page. The section map does not say it, since after the last section none begins."""
        return max(page for _, _, page in self.sections) + _PAGES_AFTER

    @cached_property
    def _ends(self) -> dict[str, int]:
        """The last page of each section: that on which the next one of its level, or a higher one, begins."""
        ends = {}
        for place, (name, _, _) in enumerate(self.sections):
            later = self.sections[place + 1 :]
            ends[name] = next((page for other, _, page in later if not other.startswith(f"{name}.")), self.last_page)
        return ends

    def section_has(self, section: str, page: int) -> bool | None:
        """Whether the page is one of the section's; None when there is no such section."""
        begins = {name: page for name, _, page in self.sections}
        if section not in begins:
            return None
        return begins[section] <= page <= self._ends[section]


def slug(text: str) -> str:
    """A name as it stands in an id: `MMLU pro` is `mmlu-pro`, `HumanEval+` is `humaneval-plus`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("+", " plus ")).strip("-")


def _section_name(section: str) -> str:
    if section[:1].isdigit():
        return f"§{section}"
    return f"Appendix {section}" if section[:1].isupper() else section


def load_data(folder: Path) -> Data:
    """The data in this folder, checked in itself.

    Raises:
        DataError: a file is missing, malformed or contradicts itself.
    """
    data = read_data(folder)
    wrong = list(_wrong_facts(data))
    if wrong:
        path = folder / FACTS
        text = _read(path)
        lines = sorted((_line_of(text, f"id: {fact_id}"), f"{fact_id!r} {what}") for fact_id, what in wrong)
        raise DataError("\n".join(f"{path}:{line}: {what}" for line, what in lines))
    return data


def read_data(folder: Path) -> Data:
    """The data in this folder, as it is written.

    Raises:
        DataError: a file is missing or malformed.
    """
    sections = _load_sections(folder / SECTIONS)
    tables = _load_tables(folder / PACKAGE)
    facts = _load_facts(folder / FACTS)
    own = list(facts)
    for table in tables.values():
        whole = Fact(table.id, table.title, None, "", table.caption, f"{table.title}, p. {table.page}", table.section,
                     table.page, table.id)  # fmt: skip
        for fact in (whole, *table.cells()):
            if fact.id in facts:
                raise DataError(f"{folder / PACKAGE}: the id {fact.id!r} stands twice; rename a row or a column")
            facts[fact.id] = fact
    names, exemptions = _load_names(folder / NAMES)
    return Data(facts, tables, sections, names, exemptions, own)


def facts_as_json(data: Data) -> str:
    """The facts of facts.yml as a JSON list, for programs; numbers are texts, so that none is rounded."""
    facts = [asdict(data.facts[fact_id]) for fact_id in data.own]
    kept = [{key: value for key, value in fact.items() if value not in ("", None, False)} for fact in facts]
    return json.dumps(kept, indent=1, ensure_ascii=False, default=str) + "\n"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read: {error}") from error


def _load_yaml(path: Path) -> tuple[Any, str]:
    text = _read(path)
    try:
        return safe_yaml.load(text), text
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise DataError(f"{path}:{line}: the YAML cannot be read: {getattr(error, 'problem', error)}") from error
    except (ValueError, RecursionError) as error:
        # What looks like a date is read as one, and says nothing of its place.
        found = _DATE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        raise DataError(f"{path}:{line}: the YAML cannot be read: {error}; write a date in quotes") from error


def _line_of(text: str, words: str, nth: int = 0) -> int:
    places = [found.start() for found in re.finditer(re.escape(words) + r"\s*$", text, re.MULTILINE)]
    return text.count("\n", 0, places[min(nth, len(places) - 1)]) + 1 if places else 1


def _load_facts(path: Path) -> dict[str, Fact]:
    loaded, text = _load_yaml(path)
    entries = loaded.get("facts") if isinstance(loaded, dict) else None
    if not isinstance(entries, list):
        raise DataError(f"{path}:1: a list under the key `facts` was expected")
    facts: dict[str, Fact] = {}
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise DataError(f"{path}: fact number {number} has no `id`; write `- id: a-name`")
        fact_id = entry["id"]
        where = f"{path}:{_line_of(text, f'id: {fact_id}', 1 if fact_id in facts else 0)}: the fact {fact_id!r}"
        if fact_id in facts:
            raise DataError(f"{where} stands twice; rename or remove one")
        if not _ID.match(fact_id):
            raise DataError(f"{where} has an id with other signs than a–z, 0–9, `-` and `.`")
        unknown = set(entry) - _FACT_KEYS
        if unknown:
            raise DataError(
                f"{where} has the unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_FACT_KEYS))}"
            )
        for key in ("value", "statement"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                raise DataError(f"{where} has no `{key}`; write it in quotes, as printed")
        facts[fact_id] = _fact(entry, where)
    return facts


def _fact(entry: dict[str, Any], where: str) -> Fact:
    section, page, source = entry.get("section"), entry.get("page"), entry.get("source")
    derived = bool(entry.get("derived"))
    if not source and not (isinstance(section, str) and isinstance(page, int)):
        raise DataError(f"{where} has no place; write `section` in quotes and `page`, or `source`")
    number = entry.get("number")
    try:
        value = None if number is None else Decimal(str(number))
    except InvalidOperation as error:
        raise DataError(f"{where} has the number {number!r}, which is none") from error
    # No figure has thirty digits; with many more, computing with it takes all memory.
    if value is not None and not (value.is_finite() and -30 < value.adjusted() < 30):
        raise DataError(f"{where} has the number {number!r}, which is none")
    floating = str(entry.get("float") or "")
    if source:
        place = str(source)
    else:
        what = floating.replace("-", " ").capitalize() if floating else _section_name(str(section))
        place = f"{what}, p. {page}"
    return Fact(
        entry["id"], entry["value"], value, str(entry.get("unit") or ""), entry["statement"], place, str(section or ""),
        page if isinstance(page, int) else None, floating, derived, str(entry.get("formula") or ""),
        str(entry.get("note") or ""), bool(entry.get("counted")),
    )  # fmt: skip


def _load_tables(path: Path) -> dict[str, Table]:
    try:
        package = json.loads(_read(path))
        resources = [resource for resource in package["resources"] if "report" in resource]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: not a data package: {error}") from error
    tables = {}
    for resource in resources:
        where = f"{path}: the resource {resource.get('name', '')!r}"
        try:
            table = _table(path, resource)
        except KeyError as error:
            raise DataError(f"{where} has no {error}; write it as the other tables have it") from error
        except (TypeError, AttributeError) as error:
            raise DataError(f"{where} is not written as the other tables are: {error}") from error
        if wrong := _wrong_table(table):
            raise DataError(f"{where} {wrong}")
        tables[table.id] = table
    return tables


def _table(path: Path, resource: dict[str, Any]) -> Table:
    file = path.parent / resource["path"]
    rows = list(csv.reader(_read(file).splitlines()))
    columns = [named["name"] for named in resource["schema"]["fields"]]
    if not rows or rows[0] != columns:
        raise DataError(f"{file}:1: the columns {rows[0] if rows else []} are not those of {path.name}: {columns}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            hint = "a comma in a cell needs quotes" if len(row) > len(columns) else "write every comma, of empty cells too"
            raise DataError(f"{file}:{number}: {len(row)} cells where {len(columns)} were expected; {hint}")
    report = resource["report"]
    return Table(
        resource["name"], resource["title"], resource["description"], report["section"], report["page"],
        tuple(columns), tuple(report["labels"]), tuple(resource["schema"]["primaryKey"]),
        tuple(tuple(row) for row in rows[1:]), report.get("unit", ""), report.get("better", ""),
        report.get("compare", ""), report.get("bars", ""),
    )  # fmt: skip


def _wrong_table(table: Table) -> str | None:
    """What is wrong with what a table says of itself; a word that is not known would mark another value as the best."""
    for key, value, known in (
        ("better", table.better, ("higher", "lower", BY_ROW)),
        ("compare", table.compare, ("row", "column")),
    ):
        if value and value not in known:
            return f"has the `{key}` {value!r}; write {' or '.join(repr(word) for word in known)}, or leave it out"
    if table.compare and not table.better:
        return "has `compare` without `better`: the best is not known; write both"
    if table.bars and table.bars != BY_COLUMN and not re.fullmatch(r"[1-9]\d*", str(table.bars)):
        return f"has the `bars` {table.bars!r}; write '{BY_COLUMN}', or the number at which they end, as '100'"
    for name in (*table.labels, *table.keys):
        if name not in table.columns:
            return f"has no column {name!r}; `labels` and `primaryKey` name columns"
    if table.better == BY_ROW:
        return _wrong_directions(table)
    return None


def _wrong_directions(table: Table) -> str | None:
    if DIRECTION not in table.labels:
        return f"is `better` {BY_ROW!r}, and has no label {DIRECTION!r}; add the column"
    for row in table.rows:
        said = table.cell(row, DIRECTION)
        if said.split()[:1] not in (["higher"], ["lower"]):
            return f"has the {DIRECTION!r} {said!r} in the row {table.row_name(row)!r}; begin it with 'higher' or 'lower'"
    return None


def _load_sections(path: Path) -> list[tuple[str, str, int]]:
    rows = list(csv.reader(_read(path).splitlines()))
    sections = []
    for line, row in enumerate(rows[1:], 2):
        try:
            name, title, page = row
            sections.append((name, title, int(page)))
        except ValueError as error:
            raise DataError(
                f"{path}:{line}: {row} is not section, title and page; a comma in a title needs quotes"
            ) from error
    if not sections:
        raise DataError(f"{path}:1: no section stands here; write a line of section, title and page for each")
    return sections


def _load_names(path: Path) -> tuple[tuple[str, ...], tuple[Exemption, ...]]:
    loaded, _ = _load_yaml(path)
    docs = path.parent.parent
    try:
        names = tuple(str(name) for name in loaded["names"])
        exemptions = tuple(
            Exemption(docs, row["page"], row["reason"], rules=tuple(row["rules"]))
            if "rules" in row
            else Exemption(docs, row["page"], row["reason"], row["text"])
            for row in loaded["exemptions"] or []
        )
    except (KeyError, TypeError) as error:
        raise DataError(
            f"{path}: `names` wants a list, `exemptions` rows of page, reason, and text or rules: {error}"
        ) from error
    return names, exemptions


def _wrong_facts(data: Data) -> Wrong:
    yield from _wrong_places(data)
    derived = dict(_wrong_formulas(data))
    yield from derived.items()
    # Of a number that is wrong itself nobody needs to know that the value does not say it.
    yield from ((fact_id, wrong) for fact_id, wrong in _wrong_values(data) if fact_id not in derived)


def _wrong_places(data: Data) -> Wrong:
    for fact_id in data.own:
        fact = data.facts[fact_id]
        if fact.page is None or fact.float:
            continue
        inside = data.section_has(fact.section, fact.page)
        if not inside:
            why = "there is no such section" if inside is None else f"page {fact.page} is not one of its pages"
            yield fact_id, f"stands in {_section_name(fact.section)}: {why}; write the `section` and `page` it stands on"


def _wrong_values(data: Data) -> Wrong:
    """A value that is printed with a number says that number: a slip in one of the two is found by the other.

    So does a statement that has numbers in it at all; a correction that forgets it is found so.
    """
    for fact_id in data.own:
        fact = data.facts[fact_id]
        if fact.number is None or fact.counted or (fact.derived and not fact.formula):
            continue
        said = list(fact.printed)
        if not fact.formula:
            said = said or [*spelled(fact.value), *spelled(fact.statement), *quantities(fact.statement)]
        if not _says_number(said, fact):
            value = f"its value is {fact.value!r}; {_write_value(fact)}, or correct `number`"
            yield fact_id, f"says {fact.number:f} but {value}"
            continue
        if wrong := _wrong_statement(fact, data):
            yield fact_id, f"says {fact.number:f} but {wrong}"


def _wrong_statement(fact: Fact, data: Data) -> str:
    text = data.names_pattern.sub(lambda name: " " * len(name[0]), fact.statement)
    stated = [*quantities(text), *spelled(text)]
    if not stated or _says_number(stated, fact):
        return ""
    words = ", ".join(repr(text[quantity.start : quantity.end].strip()) for quantity in stated)
    return f"its statement says {words}; correct the statement"


def _says_number(said: Iterable[Quantity], fact: Fact) -> bool:
    """Whether one of these is the fact's number; a computed one may be rounded where it is written."""
    if fact.formula and fact.number is not None:
        return any(abs(quantity.value - fact.number) <= quantity.step / 2 for quantity in said)
    return any(quantity.value in (fact.number, fact.quantity) for quantity in said)


def _write_value(fact: Fact) -> str:
    """What to write as `value`: the value as it is with its one number made the fact's, where that says it."""
    if len(fact.printed) == 1 and fact.quantity is not None:
        [old] = fact.printed
        digits = re.compile(r"\d[\d,]*(?:\.\d+)?").search(fact.value, old.start)
        plain = Decimal(digits[0].replace(",", "")) if digits else Decimal(0)
        if digits and plain:
            new = abs(fact.quantity * plain / old.value)
            # A computed figure keeps its decimals, any other says its number in full.
            new = round(new, len(digits[0].partition(".")[2])) if fact.formula else new
            written = f"{new:,f}" if "," in digits[0] else f"{new:f}"
            value = fact.value[: digits.start()] + _without_zeros(written) + fact.value[digits.end() :]
            if _says_number(quantities(value), fact):
                return f"write `value: {json.dumps(value, ensure_ascii=False)}`"
    return "write a `value` that says it"


def _without_zeros(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


def _wrong_formulas(data: Data) -> Wrong:
    """All that are wrong are named at once: one corrected fact may be in many formulas."""
    numbers = {fact_id: fact.number for fact_id, fact in data.facts.items() if fact.number is not None}
    for fact_id in data.own:
        if data.facts[fact_id].formula and fact_id not in FORMULAS:
            yield fact_id, f"has a `formula` that nothing computes; add it to FORMULAS in {_DERIVED}, or remove `formula`"
    for fact_id, formula in FORMULAS.items():
        fact = data.facts.get(fact_id)
        if fact is None or fact.number is None or not fact.derived or not fact.formula:
            yield fact_id, f"is computed in {_DERIVED}; write it here with `number`, `derived` and `formula`"
            continue
        try:
            expected = formula(numbers)
        except KeyError as error:
            yield fact_id, f"needs the fact {error}, and there is none with a number; restore it, or change {_DERIVED}"
            continue
        except ArithmeticError:
            yield fact_id, "cannot be computed: a fact in its formula makes that a division by nothing; correct that fact"
            continue
        if fact.number != expected:
            right = replace(fact, number=expected)
            number = _without_zeros(f"{expected:f}")
            # In quotes, since YAML rounds a number of many digits.
            write = [f'write `number: "{number}"`']
            if not _says_number(fact.printed, right):
                write.append(_write_value(right))
            if statement := _wrong_statement(right, data):
                write.append(statement)
            yield fact_id, f"says {fact.number:f}; its formula gives {number}: {'; '.join(write)}"
