# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The figures that a pull request changes, from real repositories: what is listed, what cannot forge it, and refusals."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from phi4_guide.changes import code
from site_building import ROOT, Run, edit

pytestmark = pytest.mark.thorough

FACTS, PACKAGE, TABLE = (Path("docs/data", name) for name in ("facts.yml", "datapackage.json", "table-1.csv"))


def git(folder: Path, *arguments: str) -> None:
    """Runs git, whatever the settings of whoever runs the tests."""
    options = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false", "core.autocrlf=false")
    command = ["git", *(word for option in options for word in ("-c", option)), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project with the report's data; the current folder."""
    shutil.copytree(ROOT / "docs" / "data", tmp_path / "docs" / "data")
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "Begin"]):
        git(tmp_path, *arguments)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(run: Run, base: str = "HEAD") -> list[str]:
    title, _, *lines = run("changes", base).stdout.splitlines()
    assert title == "## Figures that this changes"
    return lines


def test_changed_figures_have_old_and_new_value_and_new_and_removed_ones_come_last(repository: Path, run: Run) -> None:
    assert listed(run) == ["None."]
    edit(
        FACTS,
        ('value: "global batch size of 5760', 'value: "global batch size of 5761'),
        ("number: 5760", "number: 5761"),
        ("global batch size is 5760.", "global batch size is 5761."),
        ('value: "5120"', 'value: "5121"'),
        ("id: arxiv-date", "id: arxiv-day"),
    )
    edit(TABLE, ("80.4", "80.5"))
    edit(PACKAGE, ('"page": 10,', '"page": 11,'))
    expected = [
        "- changed: `global-batch-size` value `global batch size of 5760` → `global batch size of 5761`, "
        "number `5760` → `5761`, statement `The global batch size is 5760.` → `The global batch size is 5761.`",
        "- changed: `config.hidden-size` value `5120` → `5121`",
        "- changed: `tokens-per-step-if-sequences` number `23592960` → `23597056`",
        "- changed: `steps-if-sequences` number `423855.2517361111111111111111` → `423781.6785280333275473008158`",
        "- changed: `table-1.math.phi-4-14b` value `80.4` → `80.5`",
        "- changed: `table-4` place `Table 4, p. 10` → `Table 4, p. 11`",
        "- new: `arxiv-day` `12 Dec 2024`",
        "- removed: `arxiv-date` `12 Dec 2024`",
    ]
    assert listed(run) == expected
    # Committed or not: what counts is what would be built.
    git(repository, "commit", "-qam", "Change")
    assert (listed(run, "HEAD^"), listed(run, "HEAD")) == (expected, ["None."])


@given(st.text() | st.text("`|<>[]()*_#\\!&@$\n\u202e ", max_size=12) | st.just("`a" * 300))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_no_text_is_anything_but_code(text: str) -> None:
    [item] = [token for token in MarkdownIt().parse(f"- {code(text)} → {code(text)} end\n") if token.type == "inline"]
    assert item.children is not None
    kinds = [(child.type, child.content) for child in item.children]
    if code(text) == "nothing":
        assert kinds == [("text", "nothing → nothing end")]
    else:
        assert [kind for kind, _ in kinds] == ["code_inline", "text", "code_inline", "text"]
        assert kinds[1::2] == [("text", " → "), ("text", " end")]
        assert kinds[0][1].isprintable()


@pytest.mark.parametrize(
    ("base", "why"),
    [
        ("nowhere", "cannot be compared with 'nowhere': git says: fatal: not a valid object name"),
        ("--output=docs/stolen", "git says: fatal: not a valid object name"),
        ("HEAD^", r"docs/data/facts\.yml:\d+: there is no `value`; write it"),
        ("HEAD", r"the figures at HEAD cannot be read: facts\.yml:\d+: there is no `value`; write it"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_gits_words_or_the_datas(
    repository: Path, run: Run, base: str, why: str
) -> None:
    value = '    value: "2412.08905v1"\n'
    edit(FACTS, (value, ""))
    git(repository, "commit", "-qam", "Break")
    if base == "HEAD":
        edit(FACTS, ("  - id: arxiv-id\n", f"  - id: arxiv-id\n{value}"))
    done = run("changes", "--", base)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(f"^phi4-guide: .*{why}", done.stderr)
    assert not Path("docs/stolen").exists()


def test_a_folder_outside_of_git_is_refused(repository: Path, run: Run) -> None:
    shutil.rmtree(repository / ".git")
    done = run("changes", "HEAD")
    assert (done.returncode, "git says: fatal: not a git repository" in done.stderr) == (2, True)
