# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What may lie in the docs folder, and what is refused there."""

from __future__ import annotations

from pathlib import Path

import pytest

from phi4_guide.lint.published_files import strange_files


def found(docs: Path) -> list[str]:
    return [Path(problem.path).relative_to(docs).as_posix() for problem in strange_files(docs, "data")]


def test_pages_pictures_data_and_assets_may_be_there(tmp_path: Path) -> None:
    for name in ("index.md", "sub/page.md", "sub/a picture.PNG", "data/t.csv", "data/facts.yml", "assets/x.mjs", ".hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["x.html", "x.svg", "x.js", "sub/x.htm", "data.csv", "data/x.md", "data/sub/x.csv", "search/x.json"]
)
def test_what_a_browser_would_run_or_nobody_reads_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).touch()
    assert found(tmp_path) == [name]


def test_the_themes_folders_are_the_themes(tmp_path: Path) -> None:
    (tmp_path / "assets" / "javascripts").mkdir(parents=True)
    assert found(tmp_path) == ["assets/javascripts"]


def test_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.md").symlink_to("/etc/hostname")
    (tmp_path / "folder").symlink_to(tmp_path)
    assert found(tmp_path) == ["folder", "x.md"]
