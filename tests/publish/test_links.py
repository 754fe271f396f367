# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command that follows every link of a built site, whatever built it."""

from __future__ import annotations

from pathlib import Path

import pytest

from phi4_guide.cli import main


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built site of two pages, a page for what is not there, and a file."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a table.csv").write_text("a,b\n")
    (tmp_path / "data" / "index.html").write_text('<h2 id="the-mixture">The mixture</h2><a href="../#top">Home</a>')
    (tmp_path / "404.html").write_text('<a href="/guide/data/">Data</a>')
    (tmp_path / "index.html").write_text('<h1 id="top">Home</h1>')
    return tmp_path


@pytest.mark.parametrize(
    "target",
    [
        *("", ".", "#", "#top", "data/", "data/#the-mixture", "data/index.html#the%2Dmixture", "data/a%20table.csv"),
        *("https://arxiv.org/abs/2412.08905#nowhere", "mailto:someone@example.org", "data:,", "//other.example/"),
    ],
)
def test_a_link_to_what_is_there_and_one_to_another_host_are_right(
    built: Path, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (built / "index.html").open("a") as page:
        page.write(f'<a href="{target}">words</a>')
    assert main(["links", str(built)]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("markup", "wrong"),
    [
        ('<a href="datta/">', "the link 'datta/' leads to nothing in the site"),
        ('<a href="data.md#the-mixture">', "the link 'data.md#the-mixture' leads to nothing in the site"),
        ('<a href="http://[a">', "the link 'http://[a' is no address: its host cannot be read"),
        ('<img src="data/none.png">', "the link 'data/none.png' leads to nothing in the site"),
        ('<a href="../">', "the link '../' leads to nothing in the site"),
        (
            '<svg><a href="data/#the-mixtures">',
            "the link 'data/#the-mixtures' leads to no place in data/index.html; did you mean '#the-mixture'?",
        ),
        ('<a href="#xyz">', "the link '#xyz' leads to no place in index.html"),
        (
            '<a href="/data/">',
            "the link '/data/' begins with '/': the site may stand below a path; link to the page's file",
        ),
    ],
)
def test_a_broken_link_is_named_with_its_page_and_line(
    built: Path, markup: str, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (built / "index.html").open("a") as page:
        page.write(f"\n{markup}words")
    assert main(["links", str(built)]) == 1
    assert capsys.readouterr().out == f"index.html:2: {wrong}\n"


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["links", str(tmp_path)]) == 2
    assert "has no index.html" in capsys.readouterr().err
