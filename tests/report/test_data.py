# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The report's data: equal to a second transcription, whole in itself, and refused with file and line when it is not."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from our_data import FOLDER, cells_of, facts_of, facts_recorded, transcribed
from phi4_guide.report.load import load_data
from phi4_guide.report.model import Data, DataError
from site_building import ROOT

SHAPES = {1: (13, 7), 2: (2, 8), 3: (2, 8), 4: (4, 9), 5: (5, 3), 6: (10, 6), 7: (5, 1), 8: (3, 1), 9: (12, 4), 10: (5, 8)}


@pytest.fixture(scope="module")
def data() -> Data:
    return load_data(FOLDER)


def differences(ours: Mapping[str, object], second: Mapping[str, object], after: str, record: str, file: str) -> str:
    """What differs from a second record, a line each: what stands where, and what to do. `after` is the line above."""
    lines = (ROOT / record).read_text(encoding="utf-8").splitlines()
    above = lines.index(after) if after else 0
    wrong = []
    for name in dict.fromkeys([*ours, *second]):
        if ours.get(name) != second.get(name):
            place = (n for n, line in enumerate(lines, 1) if n > above and line.startswith((f"{name}: ", f"{name} | ")))
            where = ":".join([record, *map(str, islice(place, 1 if name in second else 0))])
            wrong.append(
                f"{name!r} is {ours.get(name, 'missing')} in docs/data/{file}, {second.get(name, 'missing')} in {where};"
                " look it up in the report, and correct the one that is wrong"
            )
    return "\n".join(wrong)


def test_every_cell_equals_the_second_transcription(data: Data) -> None:
    second = transcribed()
    assert set(second) == set(data.tables)
    for name, rows in second.items():
        wrong = differences(cells_of(data.tables[name]), rows, f"= {name}", "tests/report/transcription.txt", f"{name}.csv")
        assert not wrong, wrong
    assert sum(len(cells) for name, rows in second.items() if "table" in name for cells in rows.values()) == 330


def test_every_fact_equals_the_second_record(data: Data) -> None:
    wrong = differences(facts_of(data), facts_recorded(), "", "tests/report/facts.txt", "facts.yml")
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("ours", "second", "words"),
    [
        (
            {"MMLU": ["84.8"]},
            {"MMLU": ["84.9"]},
            "'MMLU' is ['84.8'] in docs/data/a.csv, ['84.9'] in tests/report/transcription.txt:6;",
        ),
        ({"MMLU": ["84.8"]}, {}, "'MMLU' is ['84.8'] in docs/data/a.csv, missing in tests/report/transcription.txt;"),
        ({}, {"MMLU": ["84.8"]}, "'MMLU' is missing in docs/data/a.csv, ['84.8'] in tests/report/transcription.txt:6;"),
    ],
)
def test_a_difference_names_both_files_and_the_line(
    ours: dict[str, list[str]], second: dict[str, list[str]], words: str
) -> None:
    assert differences(ours, second, "= table-1", "tests/report/transcription.txt", "a.csv").startswith(words)


def test_tables_have_the_reports_shapes(data: Data) -> None:
    for number, (rows, columns) in SHAPES.items():
        table = data.tables[f"table-{number}"]
        assert (len(table.rows), len(table.values)) == (rows, columns)


def test_the_report_ends_where_it_says(data: Data) -> None:
    assert data.last_page == data.facts["last-page"].number


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


def test_figure_6_adds_up(data: Data) -> None:
    for cells in cells_of(data.tables["figure-6"]).values():
        assert abs(sum((number(cell) for cell in cells), Decimal(0)) - 100) <= Decimal("0.1")


def test_figure_6_is_the_same_in_the_facts(data: Data) -> None:
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


@pytest.mark.parametrize(
    ("fact_id", "expected", "unit"),
    [
        ("parameters-exact", "14659507200", "parameters"),
        ("parameters-feed-forward", "11010048000", "parameters"),
        ("parameters-attention", "2621440000", "parameters"),
        ("parameters-embeddings", "1027604480", "parameters"),
        ("parameters-normalisations", "414720", "parameters"),
        ("head-width", "128", "dimensions"),
        ("kv-cache-bytes-per-token", "204800", "bytes"),
        ("weights-bytes-bf16", "29319014400", "bytes"),
        ("training-flops-estimate", "879570432000000000000000", "floating-point operations"),
        ("tokens-per-step-if-sequences", "23592960", "tokens"),
        ("tokens-synthetic", "4000000000000", "tokens"),
        ("unique-tokens-sum", "3280000000000", "tokens"),
        ("table8-sum", "841842", "samples"),
        ("rope-pairs-under-one-turn", "23", "pairs of dimensions"),
    ],
)
def test_derived_figures(data: Data, fact_id: str, expected: str, unit: str) -> None:
    fact = data.facts[fact_id]
    assert fact.number == Decimal(expected)
    assert fact.unit == unit
    assert fact.derived
    assert fact.formula


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "data"))


TOKENS = 'value: "approximately 10T tokens"\n    number: 10000000000000\n'
FIRST = '  - id: arxiv-id\n    value: "2412.08905v1"\n'


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("facts.yml", FIRST, '  - id: arxiv-date\n    value: "x"\n', "facts.yml:16: the fact 'arxiv-date' stands twice"),
        ("facts.yml", FIRST, "  - id: arxiv-id\n", "facts.yml:11: the fact 'arxiv-id' has no `value`"),
        ("facts.yml", FIRST, FIRST + "    colour: red\n", "facts.yml:11: the fact 'arxiv-id' has the unknown key 'colour'"),
        ("facts.yml", FIRST, FIRST + "    number: many\n", "has the number 'many'"),
        ("facts.yml", FIRST, FIRST + "    number: .nan\n", "has the number nan, which is none"),
        ("facts.yml", FIRST, "  - id: arxiv-id\n    value: 2024-13-01\n", "facts.yml:12: the YAML cannot be read: month"),
        (
            "facts.yml",
            '"5120"\n    number: 5120',
            '"0"\n    number: 0',
            "'parameters-feed-forward-share' cannot be computed",
        ),
        ("facts.yml", FIRST, '  - id: "Ä"\n    value: "x"\n', "has an id with other signs"),
        ("facts.yml", FIRST, '  - value: "x"\n', "fact number 1 has no `id`"),
        ("facts.yml", "facts:\n", "facts: [\n", "facts.yml:"),
        ("facts.yml", "\nfacts:\n", "\nfigures:\n", "facts.yml:1: a list under the key `facts`"),
        ("facts.yml", 'section: "3"\n    page: 7', 'section: "3"\n    page: 20', "page 20 is not one of its pages"),
        ("facts.yml", 'section: "3"\n    page: 7', 'section: "9"\n    page: 7', "there is no such section"),
        ("facts.yml", "number: 14659507200", "number: 14659507201", "'parameters-exact' says 14659507201"),
        (
            "facts.yml",
            "id: pretraining-tokens\n",
            "id: tokens\n",
            "needs the fact 'pretraining-tokens', and there is none with a number",
        ),
        (
            "facts.yml",
            FIRST,
            FIRST + '    formula: "x"\n',
            "facts.yml:11: 'arxiv-id' has a `formula` that nothing computes",
        ),
        (
            "facts.yml",
            "id: gpu-days\n",
            "id: days\n",
            "'gpu-days' is computed in hooks/phi4_guide/report/formulas.py; write it",
        ),
        (
            "facts.yml",
            "number: 5760",
            "number: 5761",
            "'global-batch-size' says 5761 but its value is 'global batch size of 5760';"
            ' write `value: "global batch size of 5761"`, or correct `number`',
        ),
        (
            "facts.yml",
            TOKENS,
            TOKENS.replace("10", "12", 2),
            "'pretraining-tokens' says 12000000000000 but its statement says '10T'; correct the statement",
        ),
        ("facts.yml", "about one million annotations", "two million", "but its statement says 'two million'; correct"),
        (
            "facts.yml",
            "global batch size of 5760",
            "56 or 70",
            "says 5760 but its value is '56 or 70'; write a `value` that",
        ),
        (
            "facts.yml",
            '1.5T tokens"\n    number: 15',
            '1.5T tokens"\n    number: 18',
            "its formula gives 1500000000000: write `number: ",
        ),
        ("table-5.csv", "Web,15%", "Web,15%,1", "table-5.csv:2: 5 cells where 4 were expected; a comma in"),
        ("table-5.csv", "Web,15%,", "Web,", "table-5.csv:2: 3 cells where 4 were expected; write every comma"),
        ("table-10.csv", "higher is", "high is", "'table-10' has the 'Direction' 'high is better' in the row 'Grounding"),
        ("table-5.csv", "Data Source", "Source", "table-5.csv:1: the columns"),
        ("datapackage.json", "{", "", "datapackage.json: not a data package"),
        ("datapackage.json", '"page"', '"pag"', "datapackage.json: the resource 'table-1' has no 'page'"),
        ("datapackage.json", '"schema": {', '"schema": 1, "x": {', "the resource 'table-1' is not written as the other"),
        (
            "datapackage.json",
            '"better": "higher"',
            '"better": "hihger"',
            "'table-1' has the `better` 'hihger'; write 'high",
        ),
        ("datapackage.json", '"better": "higher",', "", "'table-1' has `compare` without `better`"),
        ("datapackage.json", '"compare": "row"', '"compare": "rows"', "has the `compare` 'rows'; write 'row' or 'column'"),
        ("datapackage.json", '"bars": "100"', '"bars": "hundred"', "has the `bars` 'hundred'; write 'column', or"),
        ("datapackage.json", '"Framework"\n        ]', '"Frame"\n        ]', "'table-1' has no column 'Frame'"),
        (
            "sections.csv",
            "abstract,Abstract,1",
            "abstract,Abstract,one",
            "sections.csv:3: ['abstract', 'Abstract', 'one'] is",
        ),
        ("names.yml", "exemptions:", "exemption:", "names.yml"),
    ],
)
def test_data_that_is_wrong_is_refused_with_its_place(copy: Path, file: str, old: str, new: str, words: str) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_data(copy)
    assert words in str(caught.value)


@pytest.mark.thorough
def test_every_derived_figure_that_a_correction_makes_wrong_is_named_at_once(copy: Path) -> None:
    facts = copy / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace('"5120"\n    number: 5120', '"5121"\n    number: 5121'), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_data(copy)
    lines = str(caught.value).splitlines()
    assert len(lines) > 5
    line = text[: text.index("id: parameters-embeddings\n")].count("\n") + 1
    assert f"{facts}:{line}: 'parameters-embeddings' says 1027604480; its formula gives 1027805184: " in str(caught.value)


@pytest.mark.thorough
def test_all_that_is_wrong_is_named_at_once_with_its_line(copy: Path) -> None:
    facts = copy / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    text = text.replace("global batch size of 5760", "global batch size of 5670")
    facts.write_text(text.replace('section: "3"\n    page: 7', 'section: "3"\n    page: 20', 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_data(copy)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    line = text[: text.index("id: global-batch-size\n")].count("\n") + 1
    assert f"{facts}:{line}: 'global-batch-size' says 5760 but its value is " in str(caught.value)


@pytest.mark.thorough
def test_the_lines_that_a_message_gives_make_the_data_whole_again(copy: Path) -> None:
    """A batch size of 5700 makes steps of many digits, which YAML would round if they were not quoted."""
    facts = copy / "facts.yml"
    text = facts.read_text(encoding="utf-8").replace("5760", "5700")
    facts.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_data(copy)
    for line in str(caught.value).splitlines():
        text = follow(text, line)
    assert str(caught.value).count("correct the statement") == 2
    text = text.replace("23,592,960 tokens", "23,347,200 tokens").replace("about 424,000 steps", "about 428,000 steps")
    facts.write_text(text, encoding="utf-8")
    assert load_data(copy).facts["steps-if-sequences"].number == Decimal("1e13") / (5700 * 4096)


def follow(text: str, message: str) -> str:
    """The text of facts.yml with the lines that a message says to write."""
    lines = text.split("\n")
    start = int(message.split(":")[1]) - 1
    for key, line in re.findall(r"`((?:number|value): )(\".*?\")`", message):
        place = next(number for number in range(start, len(lines)) if lines[number].strip().startswith(key))
        lines[place] = f"    {key}{line}"
    return "\n".join(lines)


@pytest.mark.thorough
def test_a_section_map_without_sections_is_refused(copy: Path) -> None:
    (copy / "sections.csv").write_text("Section,Title,Page\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"sections\.csv:1: no section stands here"):
        load_data(copy)


def test_an_exemption_is_of_one_page_alone(data: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = [row for row in data.exemptions if row.rules]
    monkeypatch.chdir(ROOT)
    for path in ("docs/founding-note.md", str(ROOT / "docs" / "founding-note.md"), "docs/../docs/founding-note.md"):
        assert row.concerns(path)
    for path in ("docs/sub/founding-note.md", "founding-note.md", "elsewhere/docs/founding-note.md", "docs/index.md"):
        assert not row.concerns(path)


@pytest.mark.thorough
@pytest.mark.parametrize("file", ["facts.yml", "datapackage.json", "table-3.csv", "sections.csv", "names.yml"])
def test_a_missing_file_is_named(copy: Path, file: str) -> None:
    (copy / file).unlink()
    with pytest.raises(DataError, match=file):
        load_data(copy)


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


def test_an_alias_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(FOLDER, folder)
    facts = folder / "facts.yml"
    facts.write_text(facts.read_text(encoding="utf-8") + "    note: [&a [x, x], *a]\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"an alias, `\*a`; write the value out"):
        load_data(folder)
