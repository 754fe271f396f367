# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command: what it prints, what it returns, and that it changes nothing."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from phi4_guide.cli import main
from phi4_guide.lint import RULES
from site_building import GOOD_FRONT_MATTER, ROOT, tiny_site

GOOD = GOOD_FRONT_MATTER + "# A page\n"
WITHOUT_AUTHOR = GOOD.replace("author: Cong Le\n", "")


def test_good_pages_return_0_and_print_nothing_but_the_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.md").write_text(GOOD)
    assert main(["check", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "1 pages: 0 errors, 0 of advice\n"


def test_an_error_returns_1_and_names_file_line_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(WITHOUT_AUTHOR)
    assert main(["check", str(page)]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"{page.as_posix()}:1:1: error: the required key 'author' is missing")


def test_advice_alone_returns_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.md").write_text(GOOD.replace('"1.0"', "1.0"))
    assert main(["check", str(tmp_path)]) == 0
    assert "version-quoted" in capsys.readouterr().out


def test_json_is_a_list_with_every_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(WITHOUT_AUTHOR)
    assert main(["check", "--format", "json", str(page)]) == 1
    [problem] = json.loads(capsys.readouterr().out)
    assert set(problem) == {"path", "line", "column", "rule", "severity", "message"}
    assert (problem["path"], problem["line"], problem["rule"], problem["severity"]) == (
        page.as_posix(),
        1,
        "key-missing",
        "error",
    )


@pytest.mark.parametrize("arguments", [["check", "nowhere.md"], ["check", "--format", "xml"], ["chekc"], []])
def test_wrong_use_returns_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status: object = main(arguments)
    except SystemExit as end:
        status = end.code
    assert status == 2
    assert capsys.readouterr().err


def test_a_site_is_found_from_its_folder_and_its_pages_need_a_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD, "page.md": GOOD.replace("original source", "title")})
    monkeypatch.chdir(site)
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("docs/page.md:1:1: error: the required key 'original source' is missing")
    assert out.count("\n") == 1


def test_the_same_page_elsewhere_needs_no_source(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(GOOD.replace("original source", "title"))
    assert main(["check", str(tmp_path)]) == 0


def test_each_page_is_checked_in_the_project_it_belongs_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without_source = GOOD.replace("original source", "title")
    stranger = tmp_path / "stranger.md"
    stranger.write_text(without_source)
    one = tiny_site(tmp_path / "one", {"index.md": GOOD, "inner/page.md": without_source})
    other = tiny_site(tmp_path / "other", {"index.md": without_source})
    with (other / "mkdocs.yml").open("a") as config:
        config.write("extra: { phi4_guide: { without_source: [index.md] } }\n")
    for named in ([stranger, one / "docs", other / "docs"], [other / "docs", stranger, one / "docs"], [tmp_path]):
        assert main(["check", *map(str, named)]) == 1
        captured = capsys.readouterr()
        assert captured.out.startswith(f"{(one / 'docs' / 'inner' / 'page.md').as_posix()}:1:1: error: the required key")
        assert captured.out.count("\n") == 1
        assert captured.err.startswith("4 pages: 1 errors")


@pytest.mark.parametrize("command", [["new", "A title"], ["finish", "site"], ["changes", "main"]])
def test_what_works_on_a_project_says_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 2
    assert capsys.readouterr().err == "phi4-guide: there is no mkdocs.yml here or above; go to the project's folder\n"


def test_where_there_is_no_site_the_command_asks_for_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "name the pages to check" in capsys.readouterr().err


def test_a_site_configuration_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n")
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "mkdocs.yml cannot be read" in capsys.readouterr().err


def test_checking_changes_no_file(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"\xef\xbb\xbf" + WITHOUT_AUTHOR.replace("\n", "\r\n").encode())
    before = (page.read_bytes(), page.stat().st_mtime_ns)
    main(["check", str(page)])
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before


def test_the_founding_note_has_no_problem_as_a_strangers_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note = (ROOT / "docs" / "founding-note.md").read_text(encoding="utf-8")
    variants = {
        "as-it-is.md": note,
        "source.md": note.replace("original source:", "source:"),
        "no-source.md": note.replace('original source: "https://arxiv.org/pdf/2412.08905"\n', ""),
        "flowchart.md": note.replace("graph LR", "flowchart LR"),
        "disclaimer.md": note.replace("my personal notes", "study notes"),
    }
    for name, text in variants.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_standard_input_is_a_page(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WITHOUT_AUTHOR.encode())))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:1:1: error: the required key 'author' is missing")


def test_github_annotations_put_errors_first_and_say_how_many_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text(GOOD.replace('"1.0"', "1.0"))
    for number in range(11):
        (tmp_path / f"b{number:02}.md").write_text(WITHOUT_AUTHOR)
    assert main(["check", "--format", "github", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith(f"::error file={(tmp_path / 'b00.md').as_posix()},line=1,col=1::the required key")
    assert "[and 2 more: run `phi4-guide check`]" in lines[-1]
    assert not any(line.startswith("::notice") for line in lines)


def test_an_annotation_cannot_be_broken_out_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text(GOOD.replace("created: 2025-02-18 05:31:26", 'created: "50%\\n::error::x"'))
    main(["check", "--format", "github", str(tmp_path)])
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "50%25" in out


def test_a_files_name_cannot_add_properties_to_an_annotation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a,line=9::50%\n.md").write_text(WITHOUT_AUTHOR)
    monkeypatch.chdir(tmp_path)
    main(["check", "--format", "github", "."])
    assert capsys.readouterr().out.startswith("::error file=a%2Cline=9%3A%3A50%25%0A.md,line=1,col=1::the required key")


def test_rules_prints_every_rule_with_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    out = capsys.readouterr().out
    for rule in RULES:
        assert f"{rule.id} ({rule.severity})" in out


def site_with_nav(folder: Path) -> Path:
    site = tiny_site(folder, {"index.md": GOOD, "pretraining.md": GOOD})
    shutil.copytree(ROOT / "docs" / "data", site / "docs" / "data")
    names = site / "docs" / "data" / "names.yml"
    names.write_text(names.read_text(encoding="utf-8").split("exemptions:")[0] + "exemptions: []\n", encoding="utf-8")
    for name in ("LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / name, site)
    with (site / "mkdocs.yml").open("a") as config:
        config.write("nav:\n  - Home: index.md\n  - Pretraining: pretraining.md\nextra: {}\n")
    return site


def test_new_begins_a_page_that_passes_every_rule_in_the_navigation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    assert main(["new", "Pivotal token search"]) == 0
    said = capsys.readouterr().out
    assert "pivotal-token-search.md is written" in said
    assert "make check" in said
    assert (
        "  - Pretraining: pretraining.md\n  - Pivotal token search: pivotal-token-search.md\nextra"
        in (site / "mkdocs.yml").read_text()
    )
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_new_names_the_file_in_plain_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    assert main(["new", "Über Größe"]) == 0
    page = (site / "docs" / "uber-grosse.md").read_text(encoding="utf-8")
    assert "\n# Über Größe\n" in page
    # What it takes from git is marked, for the author to look at.
    assert re.search(r"^author: .+  # you$", page, re.MULTILINE)


def test_new_shows_a_figure_as_the_data_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    facts = site / "docs" / "data" / "facts.yml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("approximately 10T tokens", "10,000B tokens"), encoding="utf-8")
    assert main(["new", "Corrected"]) == 0
    assert "[10,000B tokens](fact:pretraining-tokens)" in (site / "docs" / "corrected.md").read_text()
    shutil.rmtree(site / "docs" / "data")
    assert main(["new", "Without"]) == 2
    assert "data has no fact 'pretraining-tokens', which a new page shows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nav:\n  - Home: index.md\n# The rest.\n\n  - Part:\n      - Two: two.md\n", "\n# Extra.\nextra: {}\n"),
        ("nav:\n- Home: index.md\n- Two: two.md\n", "extra: {}\n"),
        ("nav: # By hand.\n    - Home: index.md\n    - Two: two.md\n", ""),
    ],
    ids=["comments at the margin", "entries at the margin", "at the end, deeper"],
)
def test_new_puts_the_page_behind_the_last_one_however_the_navigation_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    site = site_with_nav(tmp_path)
    config = site / "mkdocs.yml"
    head = config.read_text(encoding="utf-8").partition("nav:")[0]
    config.write_text(head + (before + after if after else before.rstrip()), encoding="utf-8")
    monkeypatch.chdir(site)
    assert main(["new", "Last"]) == 0
    text = config.read_text(encoding="utf-8")
    assert text.startswith(head + before)
    assert text.endswith(f"- Last: last.md\n{after}")
    assert yaml.safe_load(text.removeprefix(head))["nav"][-1] == {"Last": "last.md"}


@pytest.mark.parametrize("nav", ["", "nav: []\n", "nav: [index.md]\n"])
def test_new_needs_a_navigation_to_put_the_page_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], nav: str
) -> None:
    site = site_with_nav(tmp_path)
    config = site / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").partition("nav:")[0] + nav, encoding="utf-8")
    monkeypatch.chdir(site)
    assert main(["new", "Last"]) == 2
    assert "mkdocs.yml has no `nav` with an entry on a line of its own" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Pretraining", "exists"),
        ("…", "no letter or digit"),
        ("A: colon", "a sign that YAML or Markdown reads otherwise"),
        ("*Star* page", "a sign that YAML or Markdown reads otherwise"),
        ("- a dash", "a sign that YAML or Markdown reads otherwise"),
        ("@me", "a sign that YAML or Markdown reads otherwise"),
        ("All 7 of them", "makes a page with a problem"),
    ],
)
def test_new_refuses_what_it_cannot_do_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], title: str, words: str
) -> None:
    site = site_with_nav(tmp_path)
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    monkeypatch.chdir(site)
    assert main(["new", title]) == 2
    assert words in capsys.readouterr().err
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


def test_licence_files_that_are_missing_or_altered_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    (site / "LICENSE").unlink()
    text = (site / "LICENSE-CC-BY").read_text(encoding="utf-8")
    (site / "LICENSE-CC-BY").write_text(text.replace("worldwide", "local", 1), encoding="utf-8")
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert "LICENSE:1:1: error: the file is missing" in out
    assert "LICENSE-CC-BY:1:1: error: the text is not that of the Creative Commons Attribution" in out


def test_an_exemption_that_exempts_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    names = site / "docs" / "data" / "names.yml"
    text = names.read_text(encoding="utf-8")
    row = "exemptions:\n  - page: index.md\n    text: 2025-2026\n    reason: None.\n"
    row += "  - page: index.md\n    rules: [diagram-name, diagram-size]\n    reason: None.\n"
    names.write_text(text.replace("exemptions: []\n", row), encoding="utf-8")
    with (site / "docs" / "index.md").open("a", encoding="utf-8") as page:
        page.write("\n```mermaid\nflowchart TB\n  A --> B\n```\n")
    assert main(["check"]) == 1
    out = capsys.readouterr().out
    assert "the exemption of '2025-2026' on index.md exempts nothing" in out
    assert "the exemption of 'diagram-size' on index.md exempts nothing" in out
    # The one that exempts something does.
    assert "diagram-name" not in out


def test_data_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_with_nav(tmp_path)
    monkeypatch.chdir(site)
    (site / "docs" / "data" / "facts.yml").write_text("facts: [\n")
    assert main(["check"]) == 2
    assert "facts.yml:" in capsys.readouterr().err
    assert main(["check", "--format", "github"]) == 2
    assert re.match(r"::error::.*facts\.yml:2: .*\n\Z", capsys.readouterr().out)
