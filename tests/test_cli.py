# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command: what it prints, what it returns, and that it changes nothing."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from checking import good_page
from phi4_guide.lint import RULES
from site_building import ROOT, Run, edit, tiny_site

GOOD = good_page()
WITHOUT_AUTHOR = good_page(without=["author"])
WITHOUT_SOURCE = good_page(without=["original source"])
ADVICE = good_page(["created: soon"])


@pytest.mark.parametrize(
    ("page", "code", "out"),
    [
        (GOOD, 0, None),
        (ADVICE, 0, "page.md:2:10: advice: 'soon' is not a date;"),
        (WITHOUT_AUTHOR, 1, "page.md:1:1: error: the required key 'author' is missing"),
        # Elsewhere than in a site a page needs no source.
        (WITHOUT_SOURCE, 0, None),
    ],
)
def test_a_page_is_checked_and_left_as_it_is(tmp_path: Path, run: Run, page: str, code: int, out: str | None) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(page.replace("\n", "\r\n").encode())
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    done = run("check", "page.md")
    assert (done.returncode, done.stderr) == (code, f"1 pages: {code} errors, {int(bool(out)) - code} of advice\n")
    assert done.stdout.startswith(out) if out else not done.stdout
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_json_is_a_list_with_every_field(tmp_path: Path, run: Run) -> None:
    (tmp_path / "page.md").write_text(WITHOUT_AUTHOR)
    done = run("check", "--format", "json", "page.md")
    [problem] = json.loads(done.stdout)
    assert done.returncode == 1
    assert set(problem) == {"path", "line", "column", "rule", "severity", "message"}
    assert [problem[key] for key in ("path", "line", "rule", "severity")] == ["page.md", 1, "key-missing", "error"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere.md"], "nowhere.md"),
        (["check", "--format", "xml"], "invalid choice: 'xml'"),
        (["chekc"], "invalid choice: 'chekc'"),
        ([], "the following arguments are required"),
        *(
            (arguments, "phi4-guide: there is no mkdocs.yml here or above; ")
            for arguments in (["check"], ["finish", "site"], ["diff", "main"])
        ),
    ],
)
def test_wrong_use_returns_2_and_says_why(run: Run, arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert (done.returncode, words in done.stderr) == (2, True)


def test_each_page_is_checked_in_the_site_it_belongs_to(tmp_path: Path, run: Run) -> None:
    without = good_page(checked=True, without=["original source"])
    (tmp_path / "stranger.md").write_text(without)
    one = tiny_site(tmp_path / "one", {"index.md": GOOD, "inner/page.md": without})
    other = tiny_site(tmp_path / "other", {"index.md": without})
    edit(other / "mkdocs.yml", ("data: false", "data: false, without_source: [index.md]"))
    expected = "docs/inner/page.md:1:1: error: the required key 'original source' is missing"
    for named in (["stranger.md", "one/docs", "other/docs"], ["other/docs", "stranger.md", "one/docs"], ["."]):
        done = run("check", *named)
        assert (done.returncode, done.stdout.count("\n")) == (1, 1)
        assert done.stdout.startswith(f"one/{expected}")
        assert done.stderr.startswith("4 pages: 1 errors")
    assert run("check", cwd=one).stdout.startswith(expected)


def test_the_founding_note_has_no_problem_as_a_strangers_page(tmp_path: Path, run: Run) -> None:
    """6.3"""
    note = (ROOT / "docs" / "founding-note.md").read_text(encoding="utf-8")
    variants = [
        ("", ""),
        ("original source:", "source:"),
        ('original source: "https://arxiv.org/pdf/2412.08905"\n', ""),
        ("graph LR", "flowchart LR"),
        ("MIT, CC BY 4.0", "MIT, CC BY-SA 4.0"),
        ("---\n", "---\nlayout: post\ntags: [a]\ncategories: [b]\n"),
    ]
    for number, (old, new) in enumerate(variants):
        (tmp_path / f"{number}.md").write_text(note.replace(old, new, 1), encoding="utf-8")
    done = run("check", ".")
    assert (done.returncode, done.stdout) == (0, "")


def test_github_annotations_put_errors_first_and_cannot_be_broken_out_of(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a,line=9::50%\n.md").write_text(good_page(['created: "50%\\n::error::x"']))
    (tmp_path / "b.md").write_text(WITHOUT_AUTHOR)
    error, notice = run("check", "--format", "github", ".").stdout.splitlines()
    assert error.startswith("::error file=b.md,line=1,col=1::the required key")
    assert notice.startswith("::notice file=a%2Cline=9%3A%3A50%25%0A.md,line=2,col=10::'50%25")


def test_rules_prints_every_rule_with_what_it_wants(run: Run) -> None:
    done = run("rules")
    assert done.returncode == 0
    assert [rule.id for rule in RULES if f"{rule.id} ({rule.severity})" not in done.stdout] == []


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with our figures."""
    site = tiny_site(tmp_path, {"index.md": GOOD})
    shutil.copytree(ROOT / "docs" / "data", site / "docs" / "data")
    edit(site / "mkdocs.yml", ("extra:.*", "extra: {}"))
    return site


def test_files_that_no_page_is_are_named_and_end_nothing(site: Path, run: Run) -> None:
    """2.3, 2.8, 2.13 and 2.14, with and without data"""
    (site / "LICENSE").unlink()
    (site / "docs" / "x.md").mkdir()
    (site / "docs" / "y.md").symlink_to("nowhere")
    (site / "docs" / "<b>.md").write_text(GOOD)
    (site / "docs" / "assets" / "x.js").touch()
    for extra in ("{}", "{ phi4_guide: { data: false } }"):
        edit(site / "mkdocs.yml", ("extra: .*", f"extra: {extra}"))
        if "false" in extra:
            shutil.rmtree(site / "docs" / "data")
        done = run("check")
        assert done.returncode == 1, done.stderr
        lines = [line for line in done.stdout.splitlines() if "licence-files" in line or "file-strange" in line]
        named = [line.partition(":")[0] for line in lines]
        assert named == ["LICENSE", "docs/<b>.md", "docs/assets/x.js", "docs/x.md", "docs/y.md"]


def test_settings_and_data_that_cannot_be_used_are_named(site: Path, run: Run) -> None:
    (site / "docs" / "data" / "facts.yml").write_text("facts: [\n")
    done = run("check")
    assert (done.returncode, done.stdout.startswith("docs/data/facts.yml:2:1: error: ")) == (1, True)  # 6.9
    assert run("check", "--format", "github").stdout.startswith("::error file=docs/data/facts.yml,line=2,")
    (site / "mkdocs.yml").write_text("site_name: [\n")
    done = run("check")
    assert (done.returncode, bool(re.search(r"mkdocs\.yml:2: .*cannot be read", done.stderr))) == (2, True)
