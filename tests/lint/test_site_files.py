# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What may lie in the docs folder and beside it, and what is refused there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cases import load
from our_data import DATA
from phi4_guide.lint.site_files import licence_files, strange_files, words_around
from site_building import ROOT

FILES = load("lint/files.yml")


def found(docs: Path) -> dict[str, str]:
    """The files with a problem, each with its message."""
    return {Path(p.path).relative_to(docs).as_posix(): p.message for p in strange_files(docs, "data")}


def test_only_what_may_be_published_may_be_there_and_the_message_names_the_rest(tmp_path: Path) -> None:
    for name in (*FILES["welcome"], *FILES["refused"]):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    problems = found(tmp_path)
    assert sorted(problems) == sorted(FILES["refused"])
    assert all(repr(Path(name).name) in message for name, message in problems.items())


def test_links_wherever_they_lead_and_folders_with_a_pages_name_are_refused(tmp_path: Path) -> None:
    """2.8"""
    (tmp_path / "x.md").symlink_to("/etc/hostname")
    (tmp_path / "y.md").symlink_to("nowhere.md")
    (tmp_path / "folder").symlink_to(tmp_path)
    for name in ("z.md", "sub"):
        (tmp_path / name).mkdir()
    problems = found(tmp_path)
    assert list(problems) == ["folder", "z.md", "x.md", "y.md"]
    assert "is a folder with a page's name" in problems["z.md"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("LICENSE", "2025", "2024"), ("LICENSE-CC-BY", "worldwide", "worldwidf"), ("LICENSE", "\n", "\r\n")],
)
def test_a_licence_file_with_one_byte_changed_is_named(tmp_path: Path, name: str, old: str, new: str) -> None:
    """2.3 and 2.9"""
    for licence in ("LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / licence, tmp_path)
    assert list(licence_files(tmp_path)) == []
    text = (tmp_path / name).read_bytes()
    assert old.encode() in text
    (tmp_path / name).write_bytes(text.replace(old.encode(), new.encode(), 1))
    [problem] = licence_files(tmp_path)
    assert (Path(problem.path).name, problem.rule) == (name, "licence-files")
    (tmp_path / name).unlink()
    [problem] = licence_files(tmp_path)
    assert "is missing" in problem.message


def test_the_licence_files_are_the_texts_that_reuse_keeps() -> None:
    for name, text in (("LICENSE", "MIT"), ("LICENSE-CC-BY", "CC-BY-4.0")):
        assert (ROOT / name).read_bytes() == (ROOT / "LICENSES" / f"{text}.txt").read_bytes()


def test_a_number_around_every_page_has_a_source(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text("site_name: Phi-4 in 12 layers\nnav:\n  - In §3: a.md\n  - More:\n    - Nine words: b.md\n  - c9.md\n")
    assert [(problem.line, problem.rule) for problem in words_around(file, DATA)] == [(1, "settings"), (5, "settings")]
    assert list(words_around(ROOT / "mkdocs.yml", DATA)) == []
    for broken in ("{", "nine", "", "site_name: [9"):
        file.write_text(broken)
        assert list(words_around(file, DATA)) == []
