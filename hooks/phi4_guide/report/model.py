# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The report's figures as the guide knows them: facts, tables, the section map, names, and what one page may do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from phi4_guide.report.dates import Date, find_dates
from phi4_guide.report.quantities import Quantity, quantities

FACTS, PACKAGE, NAMES = "facts.yml", "datapackage.json", "names.yml"

# How a table in datapackage.json may say where its best values are, and how long its bars.
BY_ROW, BY_COLUMN, DIRECTION = "by row", "column", "Direction"


@dataclass(frozen=True, order=True)
class Flaw:
    """Something wrong with the data: the file, the line, and what to write instead."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class DataError(ValueError):
    """Data that cannot be used. The message has a line for each flaw, which begins with file and line."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(sorted(flaws))
        super().__init__("\n".join(map(str, self.flaws)))


@dataclass(frozen=True)
class Fact:
    """One figure of the report, or one computed from it.

    `value` is what is printed; `number` the quantity in `unit`, None where it is none; if `counted`, of what it names.
    `quote` has more of the report's words. `place` is where it stands: `§3, p. 7`, `Table 5, p. 10`, `config.json`. With a
    formula, in words `how`, number and place come from its facts.
    """

    id: str
    value: str
    number: Decimal | None = None
    unit: str = ""
    statement: str = ""
    place: str = ""
    section: str = ""
    page: int | None = None
    float: str = ""
    derived: bool = False
    formula: str = ""
    note: str = ""
    counted: bool = False
    how: str = ""
    quote: str = ""

    @cached_property
    def printed(self) -> tuple[Quantity, ...]:
        """The numbers in the value as printed."""
        return tuple(quantities(self.value))

    @cached_property
    def dates(self) -> frozenset[Date]:
        """The dates in the value as printed; a range of months has two."""
        return frozenset(date for date, _, _ in find_dates(self.value))

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
        """Statement, the report's words and place in a line, for a link's `title`."""
        words = f" “{self.quote}”" if self.quote else ""
        return f"{self.statement}{words} — {self.place}{', not printed' if self.derived and not self.formula else ''}"


@dataclass(frozen=True)
class Table:
    """A table or figure of the report. `rows` hold every cell as printed, labels included."""

    id: str
    caption: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    section: str
    page: int
    labels: tuple[str, ...]
    unit: str = ""
    better: str = ""
    compare: str = ""
    bars: str = ""

    @property
    def title(self) -> str:
        """Its name in the report: `Table 5`."""
        return float_title(self.id)

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that hold figures, in order."""
        return tuple(column for column in self.columns if column not in self.labels)

    def row_name(self, row: tuple[str, ...], between: str = " ") -> str:
        """The row's name: its keys, with these words between them."""
        return between.join(self.cell(row, key) for key in self.keys)

    def cell(self, row: tuple[str, ...], column: str) -> str:
        """The cell as printed."""
        return row[self.columns.index(column)]

    def number(self, row: tuple[str, ...], column: str) -> Decimal | None:
        """The cell's number; None where it holds none, or several."""
        found = quantities(self.cell(row, column))
        return found[0].value if len(found) == 1 else None

    def cell_id(self, row: tuple[str, ...], column: str) -> str:
        """The cell's id as a fact, and its anchor on the ledger page."""
        return f"{self.id}.{slug(self.row_name(row))}.{slug(column)}"

    def cells(self) -> Iterable[Fact]:
        """Every cell that holds a figure, as a fact with an id such as `table-1.mmlu.phi-4-14b`."""
        for row in self.rows:
            name = self.row_name(row, ", ")
            for column in self.values:
                value = self.cell(row, column)
                unit = "percent" if "%" in value else self.unit
                statement = f"{self.title}: {name}, {column}: {value}."
                yield self._fact(self.cell_id(row, column), value, self.number(row, column), unit, statement)

    def whole(self) -> Fact:
        """The table itself as a fact."""
        return self._fact(self.id, self.title, None, "", self.caption)

    def _fact(self, fact_id: str, value: str, number: Decimal | None, unit: str, statement: str) -> Fact:
        place = f"{self.title}, p. {self.page}"
        return Fact(fact_id, value, number, unit, statement, place, self.section, self.page, self.id)


@dataclass(frozen=True)
class Exemption:
    """A text that may stand unsourced on one page, or the rules that do not hold there, and why."""

    page: str
    """Its path in the docs folder."""
    reason: str
    text: str = ""
    rules: tuple[str, ...] = ()


@dataclass(eq=False)
class Data:
    """Everything in the data folder. `facts` holds tables' cells and whole tables too, by id."""

    facts: dict[str, Fact]
    tables: dict[str, Table]
    sections: list[tuple[str, str, int]]
    names: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    own: list[str] = field(default_factory=list)
    """The ids of the facts in facts.yml, in their order."""
    places: dict[tuple[str, str], tuple[Path, int]] = field(default_factory=dict)
    """File and line of each field, by the id of its fact or table and its key."""

    def exempts(self, path: str, rule: str) -> bool:
        """Whether this rule does not hold on the page at this path."""
        return any(rule in row.rules and row.page == path for row in self.exemptions)

    def flaw(self, of: str, key: str, message: str) -> Flaw:
        """What is wrong with a field of the fact or table of this id; without the field, with the whole."""
        return Flaw(*(self.places.get((of, key)) or self.places[of, "id"]), message)

    @cached_property
    def dates(self) -> frozenset[Date]:
        """The dates that facts print: a date in prose is right only if it is one of these."""
        return frozenset(date for fact_id in self.own for date in self.facts[fact_id].dates)

    def find(self, fact_id: str) -> Fact | None:
        """The fact of this id; a table cell also by the beginning of its column, where that is one column's alone."""
        if fact_id in self.facts or fact_id.count(".") != 2:
            return self.facts.get(fact_id)
        longer = [fact for other, fact in self.facts.items() if other.startswith(f"{fact_id}-")]
        return longer[0] if len(longer) == 1 else None

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
        """The report's last page: its last section begins two pages before."""
        return max(page for _, _, page in self.sections) + 2

    @cached_property
    def pages(self) -> dict[str, range]:
        """The pages of each section: the last is that on which the next of its level, or a higher one, begins."""
        pages = {}
        for place, (name, _, first) in enumerate(self.sections, 1):
            later = (page for other, _, page in self.sections[place:] if not other.startswith(f"{name}."))
            pages[name] = range(first, next(later, self.last_page) + 1)
        return pages


def float_title(float_id: str) -> str:
    """A table's, figure's or algorithm's name in the report: `table-5` is `Table 5`."""
    return float_id.replace("-", " ").capitalize()


def slug(text: str) -> str:
    """A name as it stands in an id: `MMLU pro` is `mmlu-pro`, `HumanEval+` is `humaneval-plus`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("+", " plus ")).strip("-")


def section_name(section: str) -> str:
    """A section as a place names it: `§3.2`, `Appendix B.1`, `references`."""
    if section[:1].isdigit():
        return f"§{section}"
    return f"Appendix {section}" if section[:1].isupper() else section


def facts_as_json(data: Data) -> str:
    """The facts of facts.yml as a JSON list, for programs; numbers are texts, so that none is rounded."""
    facts = [asdict(data.facts[fact_id]) for fact_id in data.own]
    kept = [{key: value for key, value in fact.items() if value or isinstance(value, Decimal)} for fact in facts]
    return json.dumps(kept, indent=1, ensure_ascii=False, default=str) + "\n"
