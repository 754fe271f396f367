# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The summary of a pull request, from real repositories: what it names, what cannot forge it, and what it refuses."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from phi4_guide.changes import SHOWN, code
from phi4_guide.cli import main
from site_building import GOOD_FRONT_MATTER, ROOT, tiny_site

pytestmark = pytest.mark.thorough

PAGE = GOOD_FRONT_MATTER + "# A page\n"
PRETRAINING = """\
# Pretraining

It used [5760](fact:global-batch-size) sequences, and scored [80.4](fact:table-1.math.phi-4) on MATH.

```mermaid
flowchart TB
  %% facts: peak-learning-rate
  a --> b
```
"""
TABLE = "# Data\n\n```report\ntable: 5\nrows: [Web]\n```\n"
FACTS, TABLE_1, TABLE_5 = "docs/data/facts.yml", "docs/data/table-1.csv", "docs/data/table-5.csv"


def git(folder: Path, *arguments: str) -> None:
    """Runs git, whatever the settings of whoever runs the tests."""
    settings = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.autocrlf=false",
    ]
    subprocess.run(["git", *settings, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed site of three pages and the report's data; the current folder."""
    pages = {"index.md": PAGE, "pretraining.md": GOOD_FRONT_MATTER + PRETRAINING, "data.md": GOOD_FRONT_MATTER + TABLE}
    folder = tiny_site(tmp_path / "site", dict(pages))
    shutil.copytree(ROOT / "docs" / "data", folder / "docs" / "data")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Begin")
    monkeypatch.chdir(folder)
    return folder


def edit(file: str, old: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new, 1), encoding="utf-8")


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """What the command lists, line by line."""
    assert main(["changes", *arguments]) == 0
    return [line for line in capsys.readouterr().out.splitlines() if line and not line.startswith("#")]


def test_where_nothing_changed_it_says_so(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines_of(capsys, "HEAD") == ["None.", "None."]


def test_changed_new_and_removed_pages_are_named_by_title_and_linked(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("docs/pretraining.md", "It used", "It has used")
    Path("docs/a").mkdir()
    Path("docs/a/new (one).md").write_text(PAGE.replace("created", "title: Named here\ncreated"))
    Path("docs/index.md").unlink()
    expected = [
        "- changed: `Pretraining` ([`docs/pretraining.md`](docs/pretraining.md))",
        "- new: `Named here` ([`docs/a/new (one).md`](docs/a/new%20%28one%29.md))",
        "- removed: `A page` (`docs/index.md`)",
        "None.",
    ]
    assert lines_of(capsys, "HEAD") == expected
    # Committed or not, known to git or not: what counts is what would be built.
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Change")
    assert lines_of(capsys, "HEAD^") == expected
    linked = lines_of(capsys, "HEAD^", "--files", "https://code.example/blob/1a2b/")
    assert (
        linked[0]
        == "- changed: `Pretraining` ([`docs/pretraining.md`](https://code.example/blob/1a2b/docs/pretraining.md))"
    )


def test_changed_figures_have_old_and_new_value_place_and_the_pages_that_use_them(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(FACTS, "global batch size of 5760", "global batch size of 5761")
    edit(FACTS, "number: 5760", "number: 5761")
    edit(FACTS, 'value: "0.0003"', 'value: "0.0004"')
    edit(FACTS, 'value: "5120"', 'value: "5121"')
    edit(FACTS, 'value: "14,659,507,200"', 'value: "14,659,507,201"')
    edit(TABLE_1, "80.4", "80.5")
    edit(TABLE_5, "Web,15%", "Web,16%")
    edit(TABLE_5, "Web rewrites,15%", "Web rewrites,14%")
    pretraining, data = "[`docs/pretraining.md`](docs/pretraining.md)", "[`docs/data.md`](docs/data.md)"
    assert lines_of(capsys, "HEAD")[1:] == [
        f"- changed: `peak-learning-rate` `0.0003` → `0.0004` (`§3, p. 7`), used on {pretraining}",
        "- changed: `global-batch-size` `global batch size of 5760` → `global batch size of 5761` (`§3, p. 7`), "
        f"used on {pretraining}",
        "- changed: `config.hidden-size` `5120` → `5121` (`config.json`)",
        # Its formula does not give this: the checker says so, and the summary still shows what was written.
        "- changed: `parameters-exact` `14,659,507,200` → `14,659,507,201` (`derived from config.json`, derived)",
        f"- changed: `table-1.math.phi-4-14b` `80.4` → `80.5` (`Table 1, p. 2`), used on {pretraining}",
        f"- changed: `table-5.web.fraction-of-training` `15%` → `16%` (`Table 5, p. 10`), used on {data}",
        # The fence on the page chooses another row.
        "- changed: `table-5.web-rewrites.fraction-of-training` `15%` → `14%` (`Table 5, p. 10`)",
    ]


def test_a_change_of_what_a_figure_means_or_of_its_place_is_one_too(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(FACTS, "global batch size is 5760.", "global batch size is 5760 sequences.")
    edit(FACTS, "number: 14659507200", "number: 14659507199")
    edit(FACTS, '0.0003."\n    section: "3"\n    page: 7', '0.0003."\n    section: "3"\n    page: 8')
    edit("docs/data/datapackage.json", '"page": 10,', '"page": 11,')
    lines = [line.partition(", used on")[0] for line in lines_of(capsys, "HEAD")[1:]]
    assert lines == [
        "- changed: `peak-learning-rate` `0.0003` (`§3, p. 7` → `§3, p. 8`)",
        "- changed: `global-batch-size` `global batch size of 5760` (`§3, p. 7`); statement "
        "`The global batch size is 5760.` → `The global batch size is 5760 sequences.`",
        "- changed: `parameters-exact` `14,659,507,200` (`derived from config.json`, derived); number "
        "`14659507200` → `14659507199`",
        "- changed: `table-4` `Table 4` (`Table 4, p. 10` → `Table 4, p. 11`)",
    ]


def test_new_and_removed_figures_are_named_after_the_changed_ones(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(FACTS, "id: arxiv-date", "id: arxiv-day")
    edit(FACTS, 'value: "5120"', 'value: "5121"')
    assert lines_of(capsys, "HEAD")[1:] == [
        "- changed: `config.hidden-size` `5120` → `5121` (`config.json`)",
        "- new: `arxiv-day` `12 Dec 2024` (`front matter, p. 1`)",
        "- removed: `arxiv-date` `12 Dec 2024` (`front matter, p. 1`)",
    ]


def test_a_long_list_ends_with_how_many_more_there_are(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(SHOWN + 5):
        Path(f"docs/{number}.md").write_text(PAGE)
    assert lines_of(capsys, "HEAD")[SHOWN - 1 :] == [lines_of(capsys, "HEAD")[SHOWN - 1], "- and 5 more", "None."]


@given(st.text() | st.text("`|<>[]()*_#\\!&@$\n\u202e ", max_size=12))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_no_text_is_anything_but_code(text: str) -> None:
    [item] = [token for token in MarkdownIt().parse(f"- {code(text)} → {code(text)} end\n") if token.type == "inline"]
    assert item.children is not None
    kinds = [(child.type, child.content) for child in item.children]
    shown = code(text).strip("`").strip()
    if shown == "nothing":
        assert kinds == [("text", "nothing → nothing end")]
    else:
        assert [kind for kind, _ in kinds] == ["code_inline", "text", "code_inline", "text"]
        assert kinds[1::2] == [("text", " → "), ("text", " end")]
        assert kinds[0][1].isprintable()


def test_a_strangers_words_and_names_cannot_forge_the_summary(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evil = "`x` | ## Checked\\n[ok](https://evil.example) <img src=x> @you \u202e"
    edit(FACTS, '"global batch size of 5760"', f"'5760 {evil}'")
    Path("docs/index.md").write_text(f"{GOOD_FRONT_MATTER}# {evil}\n", encoding="utf-8")
    Path("docs/`](x) ## a\n- b.md").write_text(PAGE)
    assert main(["changes", "HEAD"]) == 0
    tokens = MarkdownIt().parse(capsys.readouterr().out)
    assert [token.content for token in tokens if token.type == "inline" and token.map and token.level == 1] == [
        "What this changes",
        "Pages",
        "Figures",
    ]
    inline = [child for token in tokens for child in token.children or []]
    assert {child.type for child in inline} <= {"text", "code_inline", "link_open", "link_close"}
    targets = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert targets == ["docs/index.md", "docs/%60%5D%28x%29%20%23%23%20a%0A-%20b.md", "docs/pretraining.md"]
    assert not any("evil" in child.content or "@" in child.content for child in inline if child.type == "text")


def refused(capsys: pytest.CaptureFixture[str], base: str = "HEAD") -> str:
    """What the command says when it refuses."""
    assert main(["changes", base]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("phi4-guide: ")
    return captured.err


@pytest.mark.parametrize("base", ["nowhere", "0123456789" * 4, "HEAD:docs", "--all"])
def test_a_commit_that_is_not_there_is_named(repository: Path, capsys: pytest.CaptureFixture[str], base: str) -> None:
    assert main(["changes", "--", base]) == 2
    said = capsys.readouterr().err
    assert f"cannot be compared with {base!r}: there is no such commit here; fetch it, or name another" in said


def test_a_commit_without_the_pages_is_refused_in_gits_words(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "checkout", "-q", "--orphan", "empty")
    git(repository, "rm", "-rqf", "--cached", "docs")
    git(repository, "commit", "-qm", "No pages")
    assert "git says: fatal: " in refused(capsys)


def test_a_folder_outside_of_git_is_refused(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(repository / ".git")
    assert "git says: fatal: not a git repository" in refused(capsys)


def test_without_git_it_says_so(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert "git is not installed" in refused(capsys)


def test_outside_of_a_site_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "there is no mkdocs.yml here or above" in refused(capsys)


def test_data_that_cannot_be_read_is_named_with_its_state_and_place(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(FACTS, '  - id: arxiv-id\n    value: "2412.08905v1"\n', "  - id: arxiv-id\n")
    place = "data/facts.yml:11: the fact 'arxiv-id' has no `value`"
    assert f"the figures in the working tree cannot be read: {place}" in refused(capsys)
    git(repository, "commit", "-qam", "Break")
    edit(FACTS, "  - id: arxiv-id\n", '  - id: arxiv-id\n    value: "2412.08905v1"\n')
    assert f"the figures at HEAD cannot be read: {place}" in refused(capsys)


def test_a_site_without_figures_has_pages_to_compare(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "rm", "-rqf", "docs/data")
    git(repository, "commit", "-qm", "No figures")
    edit("docs/index.md", "# A page", "# Another page")
    assert lines_of(capsys, "HEAD") == ["- changed: `Another page` ([`docs/index.md`](docs/index.md))", "None."]
