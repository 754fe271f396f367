# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command: what it prints, what it returns, and that it changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from phi4_guide.cli import main
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
