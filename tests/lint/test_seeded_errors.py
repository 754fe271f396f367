# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Single-digit errors, seeded uniformly over every digit that a reader sees: each kind's share that is caught.

A digit is made another one in its source, a page, a table or a fact; what then refuses it is what a build calls.
"""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from our_data import ours, recorded
from phi4_guide.content.page import read_page
from phi4_guide.content.prose import prose_of
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.source import diagram_texts
from phi4_guide.lint.runner import check_page, context_for, latest_day
from phi4_guide.report.load import load_data
from phi4_guide.report.matching import blank_names
from phi4_guide.report.model import Data, DataError
from phi4_guide.site import load_project
from site_building import ROOT

pytestmark = pytest.mark.thorough

DOCS = ROOT / "docs"
SEEDS = 450
CHECKED = sorted(page for page in DOCS.glob("*.md") if "\nfigures: checked\n" in page.read_text(encoding="utf-8"))
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Place:
    """A digit in a file, and what a reader sees it as part of."""

    kind: str
    file: Path
    offset: int


def digits_of_a_page(file: Path, data: Data) -> Iterator[Place]:
    """The digits of a page's prose, citations and diagrams, by kind."""
    text = file.read_text(encoding="utf-8")
    page = read_page(text.encode(), file)
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    prose = prose_of(page)
    body = starts[page.body_line - 1]
    shown = blank_names(prose.unsourced, data)
    for found in _DIGIT.finditer(prose.unsourced):
        # What stands there and is no name is a reference without a link, "pp. 32–33" for one: it claims no figure.
        kind = "reference" if shown[found.start()].isdigit() else "name"
        yield Place(kind, file, body + found.start())
    for link in prose.fact_links:
        start = starts[link.line - 1] + link.column
        named = blank_names(link.text, data)
        for found in _DIGIT.finditer(link.text):
            yield Place("prose" if named[found.start()].isdigit() else "name", file, start + found.start())
    for fence in prose.fences:
        if fence.language == "mermaid":
            for part in diagram_texts(fence.text):
                start = starts[fence.line + part.line - 2] + fence.indent + part.column - 1
                named = blank_names(part.text, data)
                for found in _DIGIT.finditer(part.text):
                    if text[start + found.start()] == found[0]:
                        yield Place("diagram" if named[found.start()].isdigit() else "name", file, start + found.start())


def digits_of_the_data() -> Iterator[Place]:
    """The digits of the tables' cells, and of the ledger's entries: values, numbers and pages."""
    for file in sorted((DOCS / "data").glob("*-*.csv")):
        text = file.read_text(encoding="utf-8")
        header = text.index("\n")
        for row in re.finditer(r"^.*$", text[header + 1 :], re.MULTILINE):
            labels = len(re.match(r'(?:"[^"]*"|[^,]*),', row[0])[0]) if row[0] else 0  # type: ignore[index]
            for found in _DIGIT.finditer(row[0], labels):
                yield Place("table cell", file, header + 1 + row.start() + found.start())
    facts = DOCS / "data" / "facts.yml"
    for line in re.finditer(r"^    (?P<key>value|page): .*$", facts.read_text(encoding="utf-8"), re.MULTILINE):
        for found in _DIGIT.finditer(line[0]):
            yield Place(f"ledger {line['key']}", facts, line.start() + found.start())


def is_caught(place: Place, wrong: str, folder: Path) -> bool:
    """Whether a build refuses the file with this content, or the comparison with the second transcription does."""
    if place.file.suffix == ".md":
        project = load_project(ROOT / "mkdocs.yml")
        problems = check_page(wrong.encode(), place.file.as_posix(), context_for(place.file, project, latest_day()))
        return any(problem.severity is Severity.ERROR for problem in problems)
    copy = folder / place.file.name
    right = copy.read_text(encoding="utf-8")
    copy.write_text(wrong, encoding="utf-8")
    try:
        return ours(load_data(folder), folder) != recorded()
    except DataError:
        return True
    finally:
        copy.write_text(right, encoding="utf-8")


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[bool]]:
    """For each kind, how many seeded errors were caught and how many were not."""
    data = load_data(DOCS / "data")
    chance = random.Random(2412_08905)
    places = [place for page in CHECKED for place in digits_of_a_page(page, data)] + list(digits_of_the_data())
    folder = Path(shutil.copytree(DOCS / "data", tmp_path_factory.mktemp("seeds") / "data"))
    results: dict[str, Counter[bool]] = defaultdict(Counter)
    for place in chance.sample(places, SEEDS):
        text = place.file.read_text(encoding="utf-8")
        other = chance.choice([digit for digit in "0123456789" if digit != text[place.offset]])
        wrong = text[: place.offset] + other + text[place.offset + 1 :]
        found = is_caught(place, wrong, folder)
        results[place.kind][found] += 1
        if not found:
            line = text.count("\n", 0, place.offset) + 1
            print(f"not caught: {place.kind}, {place.file.name}:{line}: …{wrong[place.offset - 20 : place.offset + 10]!r}…")
    print({kind: f"{counts[True]} of {counts.total()}" for kind, counts in sorted(results.items())})
    return results


@pytest.mark.parametrize("kind", ["prose", "table cell"])
def test_every_wrong_digit_on_a_checked_page_is_caught(caught: dict[str, Counter[bool]], kind: str) -> None:
    assert caught[kind].total() > 20
    assert caught[kind][False] == 0


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        # One of a diagram's numbers may become another one that it names.
        ("diagram", 0.9),
        # A derived figure counted in the report, such as the number of its authors, is not printed anywhere.
        ("ledger value", 0.97),
        ("ledger page", 1.0),
    ],
)
def test_most_wrong_digits_elsewhere_are_caught(caught: dict[str, Counter[bool]], kind: str, share: float) -> None:
    assert caught[kind].total() > 20
    assert caught[kind][True] >= share * caught[kind].total()


def test_the_true_pages_give_no_alarm() -> None:
    project = load_project(ROOT / "mkdocs.yml")
    for page in CHECKED:
        assert check_page(page.read_bytes(), page.as_posix(), context_for(page, project, latest_day())) == []
