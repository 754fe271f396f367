# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The report's data: equal to a second transcription, whole in itself, and refused with file and line when it is not."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from built_pages import article
from cases import load
from our_data import DATA, FOLDER, cells_of, ours, recorded, unused_names
from phi4_guide.report.files import LARGEST
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, DataError, facts_as_json
from phi4_guide.report.quantities import quantities

LINE = re.compile(r"^(?!\s*#| +text: ).+$", re.MULTILINE)
"""Comments are no field; and a `text` of names.yml may become another year of publication that its page prints."""
REFUSED = load("report/refused.yml")
CELLS = [fact for table in DATA.tables.values() for fact in table.cells()]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


def refusal(folder: Path) -> DataError:
    """Why the data in this folder cannot be used."""
    with pytest.raises(DataError) as caught:
        load_data(folder)
    return caught.value


def test_everything_equals_the_second_records() -> None:
    """Where they differ, one of docs/data and the second record is wrong: that of facts.txt or transcription.txt."""
    here, second = ours(DATA, FOLDER), recorded()
    places = dict.fromkeys([*here, *second])
    wrong = [f"{place}: {here.get(place)} in docs/data, {second.get(place)} in tests/report" for place in places]
    assert not [line for line, place in zip(wrong, places, strict=True) if here.get(place) != second.get(place)]
    assert len(CELLS) == 330 + 9 + 12


def letters(text: str) -> str:
    """The text as letters and digits: the text of a PDF has other spaces, hyphens and line ends than its page."""
    return re.sub(r"[\W_]", "", text).casefold()


def wrong_quotes(data: Data) -> list[str]:
    """The facts whose quote is not in the second record of its page, or does not hold their value."""
    lines = (Path(__file__).with_name("quotes.txt")).read_text(encoding="utf-8").splitlines()
    record = {name: (page, passage) for name, page, passage in (line.split(" | ") for line in lines if line[0] != "#")}
    wrong = []
    for fact_id in record.keys() | {fact_id for fact_id in data.own if data.facts[fact_id].quote}:
        (page, passage), fact = record.get(fact_id, ("", "")), data.facts[fact_id]
        # More than the quote, so that neither is made from the other.
        before, _, behind = letters(passage).partition(letters(fact.quote) or "-")
        if page != str(fact.page) or not (before and behind) or letters(fact.value) not in letters(fact.quote):
            wrong.append(fact_id)
    return wrong


def test_every_quote_stands_in_the_second_record_of_its_page_and_holds_its_value() -> None:
    assert 10 <= sum(bool(DATA.facts[fact_id].quote) for fact_id in DATA.own) <= 40
    assert wrong_quotes(DATA) == []


def test_every_name_and_every_exempted_text_stands_somewhere() -> None:
    assert not list(unused_names(DATA))


def test_the_last_page_and_the_dates_are_those_that_facts_print() -> None:
    assert DATA.last_page == DATA.facts["last-page"].number
    assert DATA.dates == {(2024, 6, 0), (2024, 10, 0), (2024, 11, 0), (2024, 11, 6), (2024, 12, 12)}


@pytest.mark.thorough
def test_the_data_package_is_valid_by_the_library_that_defines_it() -> None:
    from frictionless import Package  # slow to load, and wanted nowhere else

    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def numbers(table: str) -> dict[str, list[Decimal]]:
    """The table's cells by row, as numbers."""
    return {name: [quantities(cell)[0].value for cell in cells] for name, cells in cells_of(DATA.tables[table]).items()}


def test_the_mixture_adds_up_and_fits_ten_trillion_tokens() -> None:
    rows = numbers("table-5").values()
    assert sum(share for share, _, _ in rows) == 100
    for share, unique, epochs in rows:
        assert abs(share / 100 * Decimal("1e13") / unique - epochs) < Decimal("0.06")


def test_figure_6_adds_up_and_is_the_same_in_the_facts() -> None:
    assert all(abs(sum(cells, Decimal(0)) - 100) <= Decimal("0.1") for cells in numbers("figure-6").values())
    for stage, words in (("base", "base"), ("sft", "sft"), ("dpo-stage-1", "dpo1"), ("final", "final")):
        for outcome in ("correct", "not-attempted", "incorrect"):
            assert DATA.facts[f"figure-6.{stage}.{outcome}"].value == DATA.facts[f"simpleqa-{words}-{outcome}"].value


def place(cell: Decimal, cells: list[Decimal]) -> int:
    """A score's place among others, the highest being first."""
    return 1 + sum(other > cell for other in cells)


def test_the_ranks_that_the_pages_say_in_words() -> None:
    rows, tenth = numbers("table-1"), numbers("table-10")
    small = [place(cells[0], cells[:4]) for cells in rows.values()]
    assert [small.count(rank) for rank in (1, 2, 3, 4)] == [5, 5, 2, 1]
    assert [name for name, cells in rows.items() if place(cells[0], cells) == 1] == ["GPQA", "MATH"]
    assert sum(cells[0] > cells[3] for cells in rows.values()) == 5  # over GPT-4o-mini
    assert all(max(cells[:4]) == cells[3] for cells in rows.values() if place(cells[0], cells[:4]) == 2)
    grounding = next(name for name in tenth if name.startswith("Grounding"))
    assert place(tenth[grounding][-1], tenth.pop(grounding)) == 5
    # Of these the lowest is first: third-party content, continuation, summarisation, jailbreak.
    assert [place(-cells[-1], [-cell for cell in cells]) for cells in tenth.values()] == [1, 8, 2, 1]


def test_the_facts_that_count_in_table_1_count_what_they_name() -> None:
    rows = numbers("table-1")
    models = [name.rpartition(" (")[0] or name for name in DATA.tables["table-1"].values]
    plain = {name.removesuffix(" (internal)").lower() for name in rows}
    listed = DATA.facts["decontamination-benchmarks"].value.split(", ")
    for fact_id, names in {
        "table1-benchmark-count": list(rows),
        "table1-first-of-small": [name for name, cells in rows.items() if place(cells[0], cells[:4]) == 1],
        **{
            f"table1-wins-over-{model}": [name for name, cells in rows.items() if cells[0] > cells[column]]
            for column, model in enumerate(("phi-3", "qwen", "mini", "llama", "qwen-72b", "gpt-4o"), 1)
        },
        "table1-compared-models": models[1:],
        "table1-small-models": models[:4],
        "table1-decontaminated": [name for name in listed if name.replace("_", "").lower() in plain],
    }.items():
        fact = DATA.facts[fact_id]
        assert fact.number == len(names)
        assert sorted(fact.value.split(", ")) == sorted(names), fact_id


def digits() -> list[tuple[Path, int]]:
    """All of them, by file and offset."""
    lines = ((file, line) for file in sorted(FOLDER.iterdir()) for line in LINE.finditer(file.read_text(encoding="utf-8")))
    return [(file, line.start() + digit.start()) for file, line in lines for digit in re.finditer("[0-9]", line[0])]


@pytest.mark.thorough
@pytest.mark.parametrize("count", [20, pytest.param(0, marks=pytest.mark.exhaustive)], ids=["some", "all"])
def test_every_changed_digit_of_the_data_is_seen(copy: Path, count: int) -> None:
    """1.15: by loading, or by the second records."""
    places = digits()
    assert len(places) > 5000
    right, chance, unseen = recorded(), random.Random(2412_08905), []
    for original, offset in random.Random(36).sample(places, count or len(places)):
        file, text = copy / original.name, original.read_text(encoding="utf-8")
        wrong = (int(text[offset]) + chance.randint(1, 9)) % 10
        file.write_text(f"{text[:offset]}{wrong}{text[offset + 1 :]}", encoding="utf-8")
        try:
            data = load_data(copy)
            seen = ours(data, copy) != right or any(unused_names(data)) or bool(wrong_quotes(data))
        except DataError as error:
            seen = all(flaw.path.is_relative_to(copy) and flaw.line > 0 for flaw in error.flaws)
        if not seen:
            unseen.append(f"{file.name}: {text[:offset].splitlines()[-1]} [{wrong}]")
        file.write_text(text, encoding="utf-8")
    assert not unseen


@pytest.mark.thorough
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.get('case', '')} {case['file']}: {case['words'][:60]}")
def test_data_that_is_wrong_is_refused_with_its_place(copy: Path, case: dict[str, Any]) -> None:
    path = copy / case["file"]
    text = path.read_text(encoding="utf-8")
    assert case["old"] in text
    changed = text.replace(case["old"], case["new"], 1)
    path.write_text(changed, encoding="utf-8")
    lines = zip(text.split("\n"), changed.split("\n"), strict=False)
    first = next(n for n, (old, new) in enumerate(lines, 1) if old != new)
    near = changed.count("\n", 0, changed.index(case["near"])) + 1 if "near" in case else first + case.get("shift", 0)
    found = [(flaw.line, flaw.message) for flaw in refusal(copy).flaws]
    assert any(line == case.get("line", near) and case["words"] in message for line, message in found), found


@pytest.mark.thorough
@pytest.mark.parametrize("file", ["facts.yml", "datapackage.json", "table-3.csv", "sections.csv", "names.yml"])
@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ("missing", "there is no such file, or it is a folder or a link"),
        ("a folder", "there is no such file, or it is a folder or a link"),
        ("a link", "there is no such file, or it is a folder or a link"),
        (b"#" * (LARGEST + 1), "it has more than 1,000,000 bytes"),
        (b"", ""),
        (b"\xff", "codec can't decode byte"),
    ],
    ids=["missing", "a folder", "a link", "large", "empty", "no text"],
)
def test_a_file_that_cannot_be_read_is_named(copy: Path, file: str, contents: str | bytes, words: str) -> None:
    """2.6, 2.7, 2.15"""
    path = copy / file
    path.unlink()
    if contents == "a folder":
        path.mkdir()
    elif contents == "a link":
        path.symlink_to(FOLDER / file)
    elif isinstance(contents, bytes):
        path.write_bytes(contents)
    error = refusal(copy)
    assert [(flaw.path, flaw.line) for flaw in error.flaws] == [(path, 1)]
    assert words in str(error)


@pytest.mark.thorough
def test_all_that_a_correction_makes_wrong_is_named_at_once(copy: Path) -> None:
    facts = copy / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace('"5120"\n    number: 5120', '"5121"\n    number: 5121'), encoding="utf-8")
    lines = str(refusal(copy)).splitlines()
    assert len(lines) > 5
    line = text[: text.index('value: "1,027,604,480"')].count("\n") + 1
    words = f"{facts}:{line}: 'parameters-embeddings' is computed as 1027805184 but its value is '1,027,604,480'; "
    assert f"{words}correct one of them" in lines


def test_programs_get_the_expression_and_its_words() -> None:
    facts = {fact["id"]: fact for fact in json.loads(facts_as_json(DATA))}
    assert facts["rope-pairs"] == load("report/formulas.yml")["published"]


def typeset(value: str) -> str:
    """5.2: a hyphen for a minus."""
    return re.sub(r"(?<!\w)-(?=\d)", "−", value)


def test_every_cell_and_every_fact_stands_on_the_ledger(site: Path) -> None:
    entries = {str(entry["id"]): entry.get_text() for entry in article(site, "ledger").find_all(id=True)}
    assert {fact.id: entries.get(fact.id) for fact in CELLS} == {fact.id: typeset(fact.value) for fact in CELLS}
    assert sum(fact.value.startswith("-") for fact in CELLS) > 10
    for fact in (DATA.facts[fact_id] for fact_id in DATA.own):
        text = " ".join(entries[fact.id].replace("\u00a0", " ").split())
        assert text.startswith(" ".join(typeset(fact.value).split()))
        assert fact.place in text
    index = [str(link["href"]) for link in article(site, "ledger").select(".ledger > p:first-child a")]
    assert {"#section-3", "#section-a-1", "#derived-figures", "#table-10"} <= set(index)
    assert {anchor.removeprefix("#") for anchor in index} <= entries.keys()


def test_a_table_stands_once_on_the_pages_with_headings_caption_source_and_download(site: Path) -> None:
    pages = [BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser") for page in site.rglob("index.html")]
    for name in (*(f"table-{n}" for n in range(1, 7)), "figure-1", "figure-6"):
        figures = [figure for page in pages for figure in page.select(f"figure#{name}")]
        if name == "table-4":
            # It is whole below the chart of a part of it, which has no address of its own.
            figures = article(site, "data").select("figure.report-table:not([id])")
        [figure] = figures
        table = DATA.tables[name]
        assert figure.select_one("caption")
        assert len(figure.select("tbody th[scope=row]")) == len(table.rows)
        assert len(figure.select("thead th[scope=col]")) == len(table.values) + len(table.keys)
        shown = [cell.get_text().removesuffix(" (best)") for cell in figure.select("tbody td:not(.label)")]
        assert shown == [typeset(fact.value) for fact in table.cells()]
        [link] = figure.select("a[download]")
        assert str(link["href"]).endswith(f"{name}.csv")


def test_best_values_are_the_best(site: Path) -> None:
    rows = {row.select("th")[0].get_text(): row for row in article(site, "evaluation").select("#table-1 tbody tr")}
    assert [cell.get_text() for cell in rows["GPQA"].select("td:has(strong)")] == ["56.1 (best)"]
    assert len(rows["LiveBench"].select("td:has(strong)")) == 2


def test_the_data_is_published_as_files(site: Path) -> None:
    for file in FOLDER.iterdir():
        assert (site / "data" / file.name).read_bytes() == file.read_bytes()
    facts = json.loads((site / "data" / "facts.json").read_text(encoding="utf-8"))
    assert [fact["id"] for fact in facts] == DATA.own


def test_a_table_reads_as_the_page_about_the_data_says() -> None:
    with (FOLDER / "table-1.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["Benchmark"]: row for row in csv.DictReader(file)}
    assert (rows["MATH"]["phi-4 14b"], rows["MATH"]["GPT 4o"]) == ("80.4", "74.6")
