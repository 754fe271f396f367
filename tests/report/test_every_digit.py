# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every digit of the data, made another, one at a time: loading refuses it, or the second transcription differs."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from our_data import DATA, FOLDER, cells_of, facts_of, facts_recorded, transcribed
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, DataError

pytestmark = pytest.mark.thorough

SAMPLE = 220
SEEN = {"table cell", "table label", "value", "number", "page", "section", "id", "float", "formula", "sections"}
"""Fields in which every change is to be seen."""


@dataclass(frozen=True)
class Digit:
    """A digit of the data, and the field that it stands in."""

    field: str
    file: str
    offset: int


def digits() -> Iterator[Digit]:
    """Every digit of the data folder's files, comments apart."""
    for file in sorted(FOLDER.iterdir()):
        field = ""
        for line in re.finditer(r"^.*$", file.read_text(encoding="utf-8"), re.MULTILINE):
            if file.suffix == ".csv":
                label = re.match(r'(?:"[^"]*"|[^,]*),', line[0])
                labels = line.start() + (label.end() if label else 0)
            key = re.match(r'\s*-? *"?(?P<key>[A-Za-z]+)"?:', line[0])
            field = key["key"] if key else field
            for found in re.finditer(r"\d", "" if line[0].lstrip().startswith("#") else line[0]):
                at = line.start() + found.start()
                name = {".yml": field, ".json": f"package {field}"}.get(file.suffix)
                if file.suffix == ".csv":
                    name = (
                        "sections"
                        if file.stem == "sections"
                        else "table cell"
                        if line.start() and at >= labels
                        else "table label"
                    )
                yield Digit(name or "", file.name, at)


def is_seen(digit: Digit, new: str, folder: Path) -> bool:
    """Whether the data so changed is refused, or differs from the second transcription."""
    file = folder / digit.file
    right = file.read_text(encoding="utf-8")
    file.write_text(right[: digit.offset] + new + right[digit.offset + 1 :], encoding="utf-8")
    try:
        return compared(load_data(folder)) != compared(DATA)
    except DataError:
        return True
    finally:
        file.write_text(right, encoding="utf-8")


def compared(data: Data) -> tuple[object, ...]:
    """What the second transcription knows of the data."""
    cells = {name: cells_of(table) for name, table in data.tables.items()}
    return cells, facts_of(data), list(data.facts), data.sections


def unseen(chosen: list[Digit], folder: Path) -> tuple[Counter[str], Counter[str], list[str]]:
    """Of these digits how many were changed and how many of the changes nothing saw, by field, and those changes."""
    chance = random.Random(2412_08905)
    shutil.copytree(FOLDER, folder)
    tried, missed, places = Counter[str](), Counter[str](), []
    for digit in chosen:
        text = (folder / digit.file).read_text(encoding="utf-8")
        new = chance.choice([other for other in "0123456789" if other != text[digit.offset]])
        tried[digit.field] += 1
        if not is_seen(digit, new, folder):
            missed[digit.field] += 1
            line = text.count("\n", 0, digit.offset) + 1
            around = f"{text[digit.offset - 30 : digit.offset]!r} [{text[digit.offset]} > {new}]"
            places.append(f"{digit.field}: {digit.file}:{line}: {around}")
    return tried, missed, places


def test_the_data_is_the_second_transcription() -> None:
    assert {name: cells_of(table) for name, table in DATA.tables.items()} == transcribed()
    assert facts_of(DATA) == facts_recorded()


def test_a_sample_of_all_changed_digits_is_seen(tmp_path: Path) -> None:
    wanted = [digit for digit in digits() if digit.field in SEEN]
    tried, missed, places = unseen(random.Random(8).sample(wanted, SAMPLE), tmp_path / "data")
    assert not places, f"{missed} of {tried}\n" + "\n".join(places)


@pytest.mark.exhaustive
def test_every_changed_digit_is_seen(tmp_path: Path) -> None:
    tried, missed, places = unseen(list(digits()), tmp_path / "data")
    print({field: f"{missed[field]} of {count} not seen" for field, count in sorted(tried.items())}, *places, sep="\n")
    assert not [place for place in places if place.partition(":")[0] in SEEN]
