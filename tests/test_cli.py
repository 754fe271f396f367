# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command: what it prints, what it returns, and that it changes nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from checking import good_page
from phi4_guide.cli import main
from phi4_guide.lint import RULES
from site_building import ROOT, tiny_site

GOOD = good_page()
WITHOUT_AUTHOR = good_page(without=["author"])
WITHOUT_SOURCE = good_page(without=["original source"])
ADVICE = good_page(["created: soon"])


@dataclass(frozen=True)
class Done:
    """What a run of the command returned and printed."""

    code: object
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in the test's folder, or in `cwd`."""

    def run_in(*arguments: object, cwd: Path = tmp_path) -> Done:
        monkeypatch.chdir(cwd)
        try:
            code: object = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run_in


@pytest.mark.parametrize(
    ("page", "code", "out"),
    [
        (GOOD, 0, ""),
        (ADVICE, 0, "page.md:2:10: advice: 'soon' is not a date;"),
        (WITHOUT_AUTHOR, 1, "page.md:1:1: error: the required key 'author' is missing"),
        # Elsewhere than in a site a page needs no source.
        (WITHOUT_SOURCE, 0, ""),
    ],
)
def test_a_page_is_checked_and_left_as_it_is(tmp_path: Path, run: Run, page: str, code: int, out: str) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(page.replace("\n", "\r\n").encode())
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    done = run("check", "page.md")
    assert (done.code, done.err) == (code, f"1 pages: {code} errors, {int(bool(out)) - code} of advice\n")
    assert done.out.startswith(out)
    assert bool(done.out) == bool(out)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_json_is_a_list_with_every_field(tmp_path: Path, run: Run) -> None:
    (tmp_path / "page.md").write_text(WITHOUT_AUTHOR)
    done = run("check", "--format", "json", "page.md")
    [problem] = json.loads(done.out)
    assert done.code == 1
    assert set(problem) == {"path", "line", "column", "rule", "severity", "message"}
    assert [problem[key] for key in ("path", "line", "rule", "severity")] == ["page.md", 1, "key-missing", "error"]


@pytest.mark.parametrize("arguments", [["check", "nowhere.md"], ["check", "--format", "xml"], ["chekc"], []])
def test_wrong_use_returns_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.err


def test_each_page_is_checked_in_the_site_it_belongs_to(tmp_path: Path, run: Run) -> None:
    (tmp_path / "stranger.md").write_text(WITHOUT_SOURCE)
    one = tiny_site(tmp_path / "one", {"index.md": GOOD, "inner/page.md": WITHOUT_SOURCE})
    other = tiny_site(tmp_path / "other", {"index.md": WITHOUT_SOURCE})
    config = (other / "mkdocs.yml").read_text()
    (other / "mkdocs.yml").write_text(config.replace("data: false", "data: false, without_source: [index.md]"))
    expected = "one/docs/inner/page.md:1:1: error: the required key 'original source' is missing"
    for named in (["stranger.md", "one/docs", "other/docs"], ["other/docs", "stranger.md", "one/docs"], ["."]):
        done = run("check", *named)
        assert (done.code, done.out.count("\n")) == (1, 1)
        assert done.out.startswith(expected)
        assert done.err.startswith("4 pages: 1 errors")
    assert run("check", cwd=one).out.startswith("docs/inner/page.md:1:1: error: the required key 'original source'")


@pytest.mark.parametrize("command", [["check"], ["new", "A title"], ["finish", "site"], ["changes", "main"]])
def test_what_works_on_a_site_says_where_there_is_none(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert done.code == 2
    assert done.err.startswith("phi4-guide: there is no mkdocs.yml here or above; ")


def test_a_site_configuration_that_cannot_be_read_is_named(tmp_path: Path, run: Run) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: [\n")
    done = run("check")
    assert done.code == 2
    assert re.search(r"mkdocs\.yml:2: .*cannot be read", done.err)


def test_the_founding_note_has_no_problem_as_a_strangers_page(tmp_path: Path, run: Run) -> None:
    """6.3"""
    note = (ROOT / "docs" / "founding-note.md").read_text(encoding="utf-8")
    variants = {
        "as-it-is.md": note,
        "source.md": note.replace("original source:", "source:"),
        "no-source.md": note.replace('original source: "https://arxiv.org/pdf/2412.08905"\n', ""),
        "flowchart.md": note.replace("graph LR", "flowchart LR"),
        "licence.md": note.replace("MIT, CC BY 4.0", "MIT, CC BY-SA 4.0"),
        "others.md": note.replace("---\n", "---\nlayout: post\ntags: [a]\ncategories: [b]\n", 1),
    }
    for name, text in variants.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("check", ".")
    assert (done.code, done.out) == (0, "")


def test_github_annotations_put_errors_first_and_cannot_be_broken_out_of(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a,line=9::50%\n.md").write_text(good_page(['created: "50%\\n::error::x"']))
    (tmp_path / "b.md").write_text(WITHOUT_AUTHOR)
    error, notice = run("check", "--format", "github", ".").out.splitlines()
    assert error.startswith("::error file=b.md,line=1,col=1::the required key")
    assert notice.startswith("::notice file=a%2Cline=9%3A%3A50%25%0A.md,line=2,col=10::'50%25")


def test_rules_prints_every_rule_with_what_it_wants(run: Run) -> None:
    done = run("rules")
    assert done.code == 0
    for rule in RULES:
        assert f"{rule.id} ({rule.severity})" in done.out


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with our figures and a navigation."""
    site = tiny_site(tmp_path, {"index.md": GOOD, "pretraining.md": GOOD})
    shutil.copytree(ROOT / "docs" / "data", site / "docs" / "data")
    edit(site / "docs" / "data" / "names.yml", "(?s)exemptions:.*", "exemptions: []\n")
    edit(site / "mkdocs.yml", "extra:.*", "nav:\n  - Home: index.md\n  - Pretraining: pretraining.md\nextra: {}")
    return site


def edit(file: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, lambda _: new, file.read_text(encoding="utf-8"), count=1)
    assert count
    file.write_text(text, encoding="utf-8")


def test_new_begins_a_page_that_passes_every_rule_in_the_navigation(site: Path, run: Run) -> None:
    edit(site / "docs" / "data" / "facts.yml", "approximately 10T tokens", "10,000B tokens")
    done = run("new", "Über Größe")
    assert done.code == 0, done.err
    assert "uber-grosse.md is written" in done.out
    assert "make check" in done.out
    nav = "  - Pretraining: pretraining.md\n  - Über Größe: uber-grosse.md\nextra"
    assert nav in (site / "mkdocs.yml").read_text(encoding="utf-8")
    page = (site / "docs" / "uber-grosse.md").read_text(encoding="utf-8")
    assert "\n# Über Größe\n" in page
    # A figure as the data has it; and what it takes from git is marked, for the author to look at.
    assert "[10,000B tokens](fact:pretraining-tokens)" in page
    assert re.search(r"^author: .+  # you$", page, re.MULTILINE)
    done = run("check")
    assert (done.code, [line for line in done.out.splitlines() if "uber-grosse" in line]) == (0, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nav:\n  - Home: index.md\n# The rest.\n\n  - Part:\n      - Two: two.md\n", "\n# Extra.\nextra: {}\n"),
        ("nav:\n- Home: index.md\n- Two: two.md\n", "extra: {}\n"),
        ("extra: {}\nnav: # By hand.\n    - Home: index.md\n    - Two: two.md\n", ""),
    ],
    ids=["comments at the margin", "entries at the margin", "at the end, deeper"],
)
def test_new_puts_the_page_behind_the_last_one_however_the_navigation_is_written(
    site: Path, run: Run, before: str, after: str
) -> None:
    config = site / "mkdocs.yml"
    head = config.read_text(encoding="utf-8").partition("nav:")[0]
    config.write_text(head + (before + after if after else before.rstrip()), encoding="utf-8")
    assert run("new", "Last").code == 0
    text = config.read_text(encoding="utf-8")
    assert text.startswith(head + before)
    assert text.endswith(f"- Last: last.md\n{after}")
    assert yaml.safe_load(text.removeprefix(head))["nav"][-1] == {"Last": "last.md"}


def refused(site: Path, run: Run, title: str) -> str:
    """Why no page of this title is begun; nothing is written."""
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    done = run("new", title)
    assert done.code == 2
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before
    return done.err


@pytest.mark.parametrize(
    ("pattern", "new", "words"),
    [
        *(
            ("(?s)nav:.*", nav, "mkdocs.yml has no `nav` with a page on a line")
            for nav in ("", "nav: []", "nav: [index.md]")
        ),
        ("{}", "{ phi4_guide: { data: false } }", "has no fact 'pretraining-tokens', which a new page shows"),
    ],
)
def test_new_needs_a_navigation_and_a_figure(site: Path, run: Run, pattern: str, new: str, words: str) -> None:
    edit(site / "mkdocs.yml", pattern, new)
    assert words in refused(site, run, "Last")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Pretraining", "exists"),
        ("…", "no letter or digit"),
        ("All 7 of them", "makes a page with a problem"),
        *(
            (title, "a sign that YAML or Markdown")
            for title in ("A: colon", "*Star* page", "- a dash", "2025", "@me", "Yes")
        ),
    ],
)
def test_new_refuses_a_title_that_it_cannot_write(site: Path, run: Run, title: str, words: str) -> None:
    assert words in refused(site, run, title)


def test_files_that_no_page_is_are_named_and_end_nothing(site: Path, run: Run) -> None:
    """2.3, 2.8, 2.13 and 2.14, with and without data"""
    (site / "LICENSE").unlink()
    (site / "docs" / "x.md").mkdir()
    (site / "docs" / "y.md").symlink_to("nowhere")
    (site / "docs" / "<b>.md").write_text(GOOD)
    (site / "docs" / "assets" / "x.js").touch()
    for extra in ("extra: {}", "extra: { phi4_guide: { data: false } }"):
        edit(site / "mkdocs.yml", "extra: .*", extra)
        if "false" in extra:
            shutil.rmtree(site / "docs" / "data")
        done = run("check")
        assert done.code == 1, done.err
        found = [
            line.partition(":")[0] for line in done.out.splitlines() if "licence-files" in line or "file-strange" in line
        ]
        assert found == ["LICENSE", "docs/<b>.md", "docs/assets/x.js", "docs/x.md", "docs/y.md"]


def test_an_exemption_that_exempts_nothing_is_an_error(site: Path, run: Run) -> None:
    row = "exemptions:\n  - page: index.md\n    text: 2025-2026\n    reason: None.\n"
    row += "  - page: index.md\n    rules: [created-date, html]\n    reason: None.\n"
    edit(site / "docs" / "data" / "names.yml", r"exemptions: \[\]\n", row)
    (site / "docs" / "index.md").write_text(ADVICE, encoding="utf-8")
    done = run("check")
    assert done.code == 1
    assert "the exemption of '2025-2026' on index.md exempts nothing" in done.out
    assert "the exemption of 'html' on index.md exempts nothing" in done.out
    # The one that exempts something does.
    assert "created-date" not in done.out


def test_data_that_cannot_be_used_is_named(site: Path, run: Run) -> None:
    (site / "docs" / "data" / "facts.yml").write_text("facts: [\n")
    done = run("check")
    assert done.code == 2
    assert "facts.yml:" in done.err
    done = run("check", "--format", "github")
    assert done.code == 2
    assert re.match(r"::error::.*facts\.yml:2: .*\n\Z", done.out)
