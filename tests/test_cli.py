# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command: what it prints, what it returns, and that it changes nothing."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from phi4_guide.cli import main
from phi4_guide.lint import RULES
from site_building import GOOD_FRONT_MATTER, ROOT, tiny_site

GOOD = GOOD_FRONT_MATTER + "# A page\n"
WITHOUT_AUTHOR = GOOD.replace("author: Cong Le\n", "")
WITHOUT_SOURCE = GOOD.replace("original source", "title")
WITH_ADVICE = GOOD.replace("2025-02-18 05:31:26", "last Tuesday")
AUTHOR_MISSING = "1:1: error: the required key 'author' is missing"
SOURCE_MISSING = "1:1: error: the required key 'original source' is missing"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in a folder of its own; gives what it returns, and what it prints as result and besides."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            code = main(list(map(str, arguments)))
        except SystemExit as end:
            code = int(str(end.code))
        return (code, *capsys.readouterr())

    return run


def content(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("page", "words", "count"),
    [
        (GOOD, "", "0 errors, 0 of advice"),
        (WITH_ADVICE, "(created-date)", "0 errors, 1 of advice"),
        (WITHOUT_AUTHOR, f"page.md:{AUTHOR_MISSING}", "1 errors, 0 of advice"),
        # The same page in a site needs a source.
        (WITHOUT_SOURCE, "", "0 errors, 0 of advice"),
    ],
    ids=["good", "advice", "error", "without a source"],
)
def test_what_is_printed_and_returned_of_a_page(run: Run, tmp_path: Path, page: str, words: str, count: str) -> None:
    (tmp_path / "page.md").write_text(page)
    code, out, err = run("check", ".")
    assert (code, words in out, bool(out), err) == (page == WITHOUT_AUTHOR, True, bool(words), f"1 pages: {count}\n")


def test_json_is_a_list_with_every_field(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(WITHOUT_AUTHOR)
    code, out, _ = run("check", "--format", "json", tmp_path)
    [problem] = json.loads(out)
    message = problem.pop("message")
    path = (tmp_path / "page.md").as_posix()
    assert problem == {"path": path, "line": 1, "column": 1, "rule": "key-missing", "severity": "error"}
    assert (code, AUTHOR_MISSING in f"1:1: error: {message}") == (1, True)


@pytest.mark.parametrize("arguments", [["check", "nowhere.md"], ["check", "--format", "xml"], ["chekc"], []])
def test_wrong_use_returns_2(run: Run, arguments: list[str]) -> None:
    code, _, err = run(*arguments)
    assert (code, bool(err)) == (2, True)


def test_a_site_is_found_from_its_folder_and_its_pages_need_a_source(run: Run, tmp_path: Path) -> None:
    tiny_site(tmp_path, {"index.md": GOOD, "page.md": WITHOUT_SOURCE})
    code, out, _ = run("check")
    assert (code, out.count("\n")) == (1, 1)
    assert out.startswith(f"docs/page.md:{SOURCE_MISSING}")


def test_each_page_is_checked_in_the_project_it_belongs_to(run: Run, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.md"
    stranger.write_text(WITHOUT_SOURCE)
    one = tiny_site(tmp_path / "one", {"index.md": GOOD, "inner/page.md": WITHOUT_SOURCE})
    other = tiny_site(tmp_path / "other", {"index.md": WITHOUT_SOURCE})
    config = other / "mkdocs.yml"
    config.write_text(config.read_text().replace("data: false", "data: false, without_source: [index.md]"))
    for named in ([stranger, one / "docs", other / "docs"], [other / "docs", stranger, one / "docs"], [tmp_path]):
        code, out, err = run("check", *named)
        assert (code, out.count("\n")) == (1, 1)
        assert out.startswith(f"one/docs/inner/page.md:{SOURCE_MISSING}")
        assert err.startswith("4 pages: 1 errors")


@pytest.mark.parametrize("command", [["check"], ["new", "A title"], ["finish", "site"], ["changes", "main"]])
def test_what_works_on_a_project_says_where_there_is_none(run: Run, command: list[str]) -> None:
    message = "there is no mkdocs.yml here or above; go to the project's folder, or name the pages to check"
    assert run(*command) == (2, "", f"phi4-guide: {message}\n")


def test_a_site_configuration_that_cannot_be_read_is_named_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n")
    code, _, err = run("check")
    assert (code, "mkdocs.yml:2: it cannot be read" in err) == (2, True)


def test_checking_changes_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"\xef\xbb\xbf" + WITHOUT_AUTHOR.replace("\n", "\r\n").encode())
    before = content(tmp_path)
    assert run("check", tmp_path)[0] == 1
    assert content(tmp_path) == before


def test_the_founding_note_has_no_problem_as_a_strangers_page(run: Run, tmp_path: Path) -> None:
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
    assert run("check", tmp_path)[:2] == (0, "")


def test_standard_input_is_a_page(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WITHOUT_AUTHOR.encode())))
    code, out, _ = run("check", "-")
    assert (code, out.startswith(f"-:{AUTHOR_MISSING}")) == (1, True)


def test_github_annotations_put_errors_first_and_cannot_be_broken_out_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD.replace("created: 2025-02-18 05:31:26", 'created: "50%\\n::error::x"'))
    (tmp_path / "b,line=9::50%\n.md").write_text(WITHOUT_AUTHOR)
    code, out, _ = run("check", "--format", "github", ".")
    error, notice = out.splitlines()
    assert (code, error.startswith("::error file=b%2Cline=9%3A%3A50%25%0A.md,line=1,col=1::the required key")) == (1, True)
    assert (notice.startswith("::notice file=a.md,line="), "50%25" in notice) == (True, True)


def test_rules_prints_every_rule_with_what_it_wants(run: Run) -> None:
    code, out, _ = run("rules")
    assert (code, [rule.id for rule in RULES if f"{rule.id} ({rule.severity})\n\n    " not in out]) == (0, [])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with our data and a navigation, in the folder in which the command runs."""
    site = tiny_site(tmp_path, {"index.md": GOOD, "pretraining.md": GOOD})
    shutil.copytree(ROOT / "docs" / "data", site / "docs" / "data")
    edit(site / "docs" / "data" / "names.yml", r"(?s)exemptions:.*", "exemptions: []\n")
    edit(site / "mkdocs.yml", r"extra: .*\n", "nav:\n  - Home: index.md\n  - Pretraining: pretraining.md\nextra: {}\n")
    return site


def edit(file: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, lambda _: new, file.read_text(encoding="utf-8"), count=1)
    assert count
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "name"), [("Pivotal token search", "pivotal-token-search"), ("Über Größe", "uber-grosse")]
)
def test_new_begins_a_page_that_passes_every_rule_in_the_navigation(run: Run, site: Path, title: str, name: str) -> None:
    # The figure in it is the data's.
    edit(site / "docs" / "data" / "facts.yml", "approximately 10T tokens", "10,000B tokens")
    code, out, err = run("new", title)
    assert (code, f"{name}.md is written" in out, "make check" in out) == (0, True, True), err
    assert f"  - Pretraining: pretraining.md\n  - {title}: {name}.md\nextra" in (site / "mkdocs.yml").read_text()
    page = (site / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert (f"\n# {title}\n" in page, "[10,000B tokens](fact:pretraining-tokens)" in page) == (True, True)
    # What it takes from git is marked, for the author to look at.
    assert re.search(r"^author: .+  # you$", page, re.MULTILINE)
    code, out, _ = run("check")
    assert (code, name in out) == (0, False)


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
    run: Run, site: Path, before: str, after: str
) -> None:
    config = site / "mkdocs.yml"
    edit(config, r"(?s)nav:.*", before + after if after else before.rstrip())
    head = config.read_text(encoding="utf-8").partition("nav:")[0]
    assert run("new", "Last")[0] == 0
    text = config.read_text(encoding="utf-8")
    assert (text.startswith(head + before), text.endswith(f"- Last: last.md\n{after}")) == (True, True)
    assert yaml.safe_load(text.removeprefix(head))["nav"][-1] == {"Last": "last.md"}


def refused(run: Run, site: Path, title: str) -> str:
    """Why no page of this title is begun; nothing is written."""
    before = content(site)
    code, _, err = run("new", title)
    assert (code, content(site)) == (2, before)
    return err


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Pretraining", "pretraining.md exists"),
        ("…", "no letter or digit"),
        ("All 7 of them", "makes a page with a problem"),
        *((title, "a sign that YAML or Markdown reads") for title in ("A: colon", "*Star* page", "- a dash", "@me", "Yes")),
    ],
)
def test_new_refuses_a_title_that_it_cannot_write(run: Run, site: Path, title: str, words: str) -> None:
    assert words in refused(run, site, title)


@pytest.mark.parametrize(
    ("pattern", "new", "words"),
    [
        *(
            ("(?s)nav:.*", nav, "mkdocs.yml has no `nav` with a page on a line")
            for nav in ("", "nav: []", "nav: [index.md]")
        ),
        (
            "extra: {}",
            "extra: {phi4_guide: {data: false}}",
            "data has no fact 'pretraining-tokens', which a new page shows",
        ),
    ],
)
def test_new_needs_a_navigation_and_a_figure(run: Run, site: Path, pattern: str, new: str, words: str) -> None:
    edit(site / "mkdocs.yml", pattern, new)
    assert words in refused(run, site, "Last")


def test_licence_files_that_are_missing_or_altered_are_named(run: Run, site: Path) -> None:
    (site / "LICENSE").unlink()
    edit(site / "LICENSE-CC-BY", "worldwide", "local")
    code, out, _ = run("check")
    assert code == 1
    assert "LICENSE:1:1: error: the file is missing; copy LICENSES/MIT.txt there" in out
    assert "LICENSE-CC-BY:1:1: error: the file is not the licence's text to the byte" in out


def test_an_exemption_that_exempts_nothing_is_an_error(run: Run, site: Path) -> None:
    row = "  - page: index.md\n    text: 2025-2026\n    reason: None.\n"
    row += "  - page: index.md\n    rules: [created-date, diagram-size]\n    reason: None.\n"
    edit(site / "docs" / "data" / "names.yml", r"exemptions: \[\]\n", f"exemptions:\n{row}")
    (site / "docs" / "index.md").write_text(WITH_ADVICE)
    code, out, _ = run("check")
    # The one that exempts something does.
    assert (code, "created-date" in out) == (1, False)
    assert "the exemption of '2025-2026' on index.md exempts nothing" in out
    assert "the exemption of 'diagram-size' on index.md exempts nothing" in out


def test_data_that_cannot_be_used_is_named(run: Run, site: Path) -> None:
    (site / "docs" / "data" / "facts.yml").write_text("facts: [\n")
    code, _, err = run("check")
    assert (code, "facts.yml:" in err) == (2, True)
    code, out, _ = run("check", "--format", "github")
    assert (code, bool(re.match(r"::error::.*facts\.yml:2: .*\n\Z", out))) == (2, True)
