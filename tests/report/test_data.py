# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The report's data: equal to a second transcription, whole in itself, and refused with file and line when it is not."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from our_data import FACTS, FOLDER, TABLES, Record, cells_of, ours, recorded, unused_names
from phi4_guide.report.files import LARGEST
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, DataError, facts_as_json
from site_building import ROOT

SHAPES = {1: (13, 7), 2: (2, 8), 3: (2, 8), 4: (4, 9), 5: (5, 3), 6: (10, 6), 7: (5, 1), 8: (3, 1), 9: (12, 4), 10: (5, 8)}
REFUSED = yaml.safe_load((ROOT / "tests" / "report" / "refused.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


def refusal(folder: Path) -> DataError:
    """Why the data in this folder cannot be used."""
    with pytest.raises(DataError) as caught:
        load_data(folder)
    return caught.value


def differences(record: Record, second: Record) -> str:
    """What differs from the second records, a line each: what stands where, and what to do."""
    wrong = []
    for part, name in dict.fromkeys([*record, *second]):
        if record.get((part, name)) != second.get((part, name)):
            file = FACTS if part == "facts" else TABLES
            lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
            above = lines.index(f"= {part}") if f"= {part}" in lines else 0
            place = (n for n, line in enumerate(lines, 1) if n > above and line.startswith((f"{name}: ", f"{name} | ")))
            where = ":".join([file, *map(str, islice(place, 1 if (part, name) in second else 0))])
            ours, theirs = (each.get((part, name), "missing") for each in (record, second))
            wrong.append(f"{name!r} of {part} is {ours} in docs/data, {theirs} in {where}; correct the one that is wrong")
    return "\n".join(wrong)


def test_everything_equals_the_second_records(data: Data) -> None:
    wrong = differences(ours(data, FOLDER), recorded())
    assert not wrong, wrong
    cells = [cell for table in data.tables.values() for cells in cells_of(table).values() for cell in cells]
    assert len(cells) == 330 + 9 + 12


@pytest.mark.parametrize(
    ("ours", "second", "words"),
    [
        ({"MMLU": "84.8"}, {"MMLU": "84.9"}, f"'MMLU' of table-1 is 84.8 in docs/data, 84.9 in {TABLES}:10;"),
        ({"MMLU": "84.8"}, {}, f"'MMLU' of table-1 is 84.8 in docs/data, missing in {TABLES};"),
        ({}, {"MMLU": "84.8"}, f"'MMLU' of table-1 is missing in docs/data, 84.8 in {TABLES}:10;"),
    ],
)
def test_a_difference_names_both_files_and_the_line(ours: dict[str, str], second: dict[str, str], words: str) -> None:
    one, other = ({("table-1", name): cells for name, cells in rows.items()} for rows in (ours, second))
    assert differences(one, other).startswith(words)


def test_every_name_and_every_exempted_text_stands_somewhere(data: Data) -> None:
    assert not list(unused_names(data))


def test_tables_have_the_reports_shapes(data: Data) -> None:
    for number, (rows, columns) in SHAPES.items():
        table = data.tables[f"table-{number}"]
        assert (len(table.rows), len(table.values)) == (rows, columns)


def test_the_last_page_and_the_dates_are_those_that_facts_print(data: Data) -> None:
    assert data.last_page == data.facts["last-page"].number
    assert data.dates == {(2024, 6, 0), (2024, 10, 0), (2024, 11, 0), (2024, 11, 6), (2024, 12, 12)}


@pytest.mark.thorough
def test_the_data_package_is_valid_by_the_library_that_defines_it() -> None:
    from frictionless import Package  # slow to load, and wanted nowhere else

    report = Package(str(FOLDER / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


def number(text: str) -> Decimal:
    scale = {"T": Decimal("1e12"), "B": Decimal("1e9")}.get(text[-1], Decimal(1))
    return Decimal(text.rstrip("%TB").replace(",", "")) * scale


def test_the_mixture_adds_up_and_fits_ten_trillion_tokens(data: Data) -> None:
    rows = [[number(cell) for cell in cells] for cells in cells_of(data.tables["table-5"]).values()]
    assert sum((share for share, _, _ in rows), Decimal(0)) == 100
    for share, unique, epochs in rows:
        assert abs(share / 100 * Decimal("1e13") / unique - epochs) < Decimal("0.06")


def test_figure_6_adds_up_and_is_the_same_in_the_facts(data: Data) -> None:
    for cells in cells_of(data.tables["figure-6"]).values():
        assert abs(sum((number(cell) for cell in cells), Decimal(0)) - 100) <= Decimal("0.1")
    for stage, words in (("base", "base"), ("sft", "sft"), ("dpo-stage-1", "dpo1"), ("final", "final")):
        for outcome in ("correct", "not-attempted", "incorrect"):
            assert data.facts[f"figure-6.{stage}.{outcome}"].value == data.facts[f"simpleqa-{words}-{outcome}"].value


def test_table_1_and_table_9_agree_on_the_finished_model(data: Data) -> None:
    first, ninth = cells_of(data.tables["table-1"]), cells_of(data.tables["table-9"])
    assert {name: cells[0] for name, cells in first.items() if name in ninth} == {
        name: cells[3] for name, cells in ninth.items()
    }


def test_the_averages_of_table_4_are_averages(data: Data) -> None:
    for *cells, average in cells_of(data.tables["table-4"]).values():
        assert abs(sum((number(cell) for cell in cells), Decimal(0)) / len(cells) - number(average)) <= Decimal("0.06")


def test_table_6_lists_the_same_models_at_both_lengths(data: Data) -> None:
    rows = data.tables["table-6"].rows
    assert [row[0] for row in rows[:5]] == [row[0] for row in rows[5:]]
    assert [row[1] for row in rows] == ["8K"] * 5 + ["16K"] * 5


def places_of_phi_4(data: Data, rivals: int) -> list[int]:
    """phi-4's place among the first columns of Table 1, row by row."""
    rows = [[number(cell) for cell in cells[:rivals]] for cells in cells_of(data.tables["table-1"]).values()]
    return [1 + sum(cell > scores[0] for cell in scores) for scores in rows]


def test_the_ranks_that_the_pages_say_in_words(data: Data) -> None:
    small, all_seven = places_of_phi_4(data, 4), places_of_phi_4(data, 7)
    assert [small.count(place) for place in (1, 2, 3, 4)] == [5, 5, 2, 1]
    assert all_seven.count(1) == 2  # GPQA and MATH
    rows = {name: [number(cell) for cell in cells] for name, cells in cells_of(data.tables["table-1"]).items()}
    assert sum(cells[0] > cells[2] for cells in rows.values()) == 10  # over Qwen-2.5-14B-Instruct
    assert sum(cells[0] > cells[3] for cells in rows.values()) == 5  # over GPT-4o-mini
    second = [cells for cells in rows.values() if sum(cell > cells[0] for cell in cells[:4]) == 1]
    assert all(max(cells[:4]) == cells[3] for cells in second)
    tenth = {name: [number(cell) for cell in cells] for name, cells in cells_of(data.tables["table-10"]).items()}
    lower = [sorted(cells).index(cells[-1]) + 1 for name, cells in tenth.items() if not name.startswith("Grounding")]
    assert lower == [1, 8, 2, 1]  # third-party content, continuation, summarisation, jailbreak
    grounding = next(cells for name, cells in tenth.items() if name.startswith("Grounding"))
    assert sorted(grounding, reverse=True).index(grounding[-1]) + 1 == 5


def test_the_facts_that_count_in_table_1_count_what_they_name(data: Data) -> None:
    rows = {name: [number(cell) for cell in cells] for name, cells in cells_of(data.tables["table-1"]).items()}
    ranks = dict(zip(rows, places_of_phi_4(data, 4), strict=True))
    models = [name.rpartition(" (")[0] or name for name in data.tables["table-1"].values]
    named = {
        "table1-benchmark-count": list(rows),
        "table1-first-of-small": [name for name, rank in ranks.items() if rank == 1],
        "table1-wins-over-qwen": [name for name, cells in rows.items() if cells[0] > cells[2]],
        "table1-compared-models": models[1:],
        "table1-small-models": models[:4],
    }
    for fact_id, names in named.items():
        fact = data.facts[fact_id]
        assert fact.number == len(names)
        assert sorted(fact.value.split(", ")) == sorted(names), fact_id


def test_the_benchmarks_of_table_1_on_the_list_are_counted(data: Data) -> None:
    listed = data.facts["decontamination-benchmarks"].value.split(", ")
    rows = {name.removesuffix(" (internal)").lower() for name in cells_of(data.tables["table-1"])}
    fact = data.facts["table1-decontaminated"]
    both = [name for name in listed if name.replace("_", "").lower() in rows]
    assert fact.number == len(both)
    assert sorted(fact.value.split(", ")) == sorted(both)


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
    ("wrong", "words"),
    [
        ("missing", "there is no such file, or it is a folder or a link"),
        ("folder", "there is no such file, or it is a folder or a link"),  # 2.6
        ("link", "there is no such file, or it is a folder or a link"),  # 2.15
        ("large", "it has more than 1,000,000 bytes"),  # 2.15
        ("empty", ""),  # 2.7
        ("bytes", "codec can't decode byte"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(copy: Path, file: str, wrong: str, words: str) -> None:
    path = copy / file
    path.unlink()
    if wrong == "folder":
        path.mkdir()
    elif wrong == "link":
        path.symlink_to(FOLDER / file)
    elif wrong != "missing":
        path.write_bytes({"large": b"#" * (LARGEST + 1), "empty": b"", "bytes": b"\xff"}[wrong])
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


def test_an_exemption_has_its_line(data: Data) -> None:
    lines = (FOLDER / "names.yml").read_text(encoding="utf-8").splitlines()
    assert data.exemptions
    assert all(lines[row.line - 1].endswith(f"page: {row.page}") for row in data.exemptions)


def test_programs_get_the_expression_and_its_words(data: Data) -> None:
    facts = {fact["id"]: fact for fact in json.loads(facts_as_json(data))}
    assert facts["rope-pairs"] == {
        "id": "rope-pairs",
        "value": "64",
        "number": "64",
        "unit": "pairs of dimensions",
        "statement": "Rotary position embedding turns 64 pairs of dimensions in each attention head.",
        "place": "derived from config.json",
        "derived": True,
        "formula": "head-width / 2",
        "how": "head width / 2",
    }


def test_the_built_tables_equal_the_data_cell_by_cell(site: Path, data: Data) -> None:
    ledger = BeautifulSoup((site / "ledger" / "index.html").read_text(encoding="utf-8"), "html.parser")
    cells = [fact for table in data.tables.values() for fact in table.cells()]
    for fact in cells:
        cell = ledger.find(id=fact.id)
        assert isinstance(cell, Tag), fact.id
        assert cell.get_text() == fact.value
    assert len(cells) == 330 + 9 + 12


def test_every_fact_stands_on_the_ledger_with_value_and_place(site: Path, data: Data) -> None:
    ledger = BeautifulSoup((site / "ledger" / "index.html").read_text(encoding="utf-8"), "html.parser")
    for fact_id in data.own:
        entry = ledger.find(id=fact_id)
        assert isinstance(entry, Tag), fact_id
        text = " ".join(entry.get_text().replace("\u00a0", " ").split())
        fact = data.facts[fact_id]
        assert text.startswith(" ".join(fact.value.split()))
        assert fact.place in text


@pytest.mark.parametrize("name", ["table-1", "table-2", "table-3", "table-4", "table-5", "table-6", "figure-1", "figure-6"])
def test_a_table_stands_once_on_the_pages_with_headings_caption_source_and_download(
    site: Path, data: Data, name: str
) -> None:
    found: list[Tag] = []
    for page in site.rglob("index.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        found += soup.select(f"figure#{name}")
    assert len(found) == 1
    [figure] = found
    table = data.tables[name]
    assert figure.select_one("caption")
    assert len(figure.select("tbody th[scope=row]")) == len(table.rows)
    assert len(figure.select("thead th[scope=col]")) == len(table.values) + len(table.keys)
    shown = [cell.get_text().removesuffix(" (best)") for cell in figure.select("tbody td:not(.label)")]
    assert shown == [fact.value for fact in table.cells()]
    link = figure.select_one("a[download]")
    assert link
    assert str(link["href"]).endswith(f"{name}.csv")


def test_best_values_are_the_best(site: Path) -> None:
    soup = BeautifulSoup((site / "evaluation" / "index.html").read_text(encoding="utf-8"), "html.parser")
    rows = {row.select("th")[0].get_text(): row for row in soup.select("#table-1 tbody tr")}
    assert [cell.get_text() for cell in rows["GPQA"].select("td:has(strong)")] == ["56.1 (best)"]
    assert len(rows["LiveBench"].select("td:has(strong)")) == 2


def test_the_data_is_published_as_files(site: Path, data: Data) -> None:
    for file in FOLDER.iterdir():
        assert (site / "data" / file.name).read_bytes() == file.read_bytes()
    facts = json.loads((site / "data" / "facts.json").read_text(encoding="utf-8"))
    assert [fact["id"] for fact in facts] == data.own


def test_a_table_reads_as_the_page_about_the_data_says() -> None:
    with (FOLDER / "table-1.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["Benchmark"]: row for row in csv.DictReader(file)}
    assert (rows["MATH"]["phi-4 14b"], rows["MATH"]["GPT 4o"]) == ("80.4", "74.6")
