# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""`phi4-guide check --draw`: what Mermaid refuses is found before a build, with file and line; what was drawn is kept."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from cases import load
from checking import good_page
from site_building import ROOT, Run, command, tiny_site

pytestmark = pytest.mark.browser

CASES: list[dict[str, Any]] = load("publish/refused.yml")
DRAWN = "flowchart TB\n  accTitle: A name\n  A --> B\n"
CHECKED = """\
---
title: A title
---
flowchart TB
  accTitle: A name
  accDescr: What the diagram shows, in as many words as are wanted.
  %% facts: weight-decay
  A[Web data] --> B[Model]
"""


def page_with(*sources: str, checked: bool = False) -> str:
    """A page with these diagrams; each begins on the line below its fence's mark."""
    return good_page([], "# A page\n\n" + "\n".join(f"```mermaid\n{source}```\n" for source in sources), checked=checked)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site with the guide's scripts, and a page whose diagram can be drawn."""
    site = tiny_site(tmp_path / "site", {"index.md": page_with(DRAWN)})
    shutil.rmtree(site / "docs" / "assets")
    shutil.copytree(ROOT / "docs" / "assets", site / "docs" / "assets")
    return site


@pytest.fixture
def run() -> Run:
    """Runs the command in a process of its own, since this one's Chromium may be open, and has but one."""
    return lambda *arguments, cwd: command("phi4-guide", *map(str, arguments), cwd=cwd)


def test_what_mermaid_refuses_is_said_with_its_line_and_by_one_rule(root: Path, run: Run) -> None:
    """2.19, 3.12, 6.1; each on a page of its own, since advice on a page is in one line."""
    for number, case in enumerate(CASES):
        (root / "docs" / f"p{number}.md").write_text(page_with(DRAWN, case["source"]), encoding="utf-8")
    done = run("check", "--draw", cwd=root)
    assert done.returncode == 0, done.stdout
    begins = page_with(DRAWN).count("\n") + 2
    expected = [f"docs/p{n}.md:{begins + case['line']}: {case['rule']}" for n, case in enumerate(CASES) if "line" in case]
    found = []
    for line in done.stdout.splitlines():
        place, _, rest = line.partition(": advice: ")
        found.append(f"{place.rpartition(':')[0]}: {rest.rpartition('(')[2].rstrip(')')}")
    assert sorted(found) == sorted(expected), done.stdout
    refused = [line for line in done.stdout.splitlines() if "diagram-refused" in line]
    assert all(": Mermaid cannot draw the diagram: " in line and "Expecting '" not in line for line in refused)


def test_it_is_an_error_on_a_checked_page_and_what_was_drawn_is_not_drawn_again(root: Path, run: Run) -> None:
    wrong = CHECKED.replace("flowchart TB", "sequenceDiagram").replace("A[Web data] --> B[Model]", "A->>end: question")
    page = root / "docs" / "page.md"
    page.write_text(page_with(CHECKED, checked=True), encoding="utf-8")
    first = run("check", "--draw", cwd=root)
    assert (first.returncode, first.stdout) == (0, "")
    assert "drawing 1/1: " in first.stderr
    kept = {file: file.stat().st_mtime_ns for file in (root / ".drawings").iterdir()}
    # Moved to another place on another page.
    page.write_text(page_with(DRAWN, CHECKED, checked=True).replace("# A page", "# A page\n\nWords."), encoding="utf-8")
    assert "drawing" not in run("check", "--draw", cwd=root).stderr
    assert {file: file.stat().st_mtime_ns for file in (root / ".drawings").iterdir()} == kept
    page.write_text(page_with(wrong, checked=True), encoding="utf-8")
    assert run("check", cwd=root).returncode == 0
    second = run("check", "--draw", cwd=root)
    [line] = second.stdout.splitlines()
    at = page.read_text(encoding="utf-8").split("\n").index("  A->>end: question") + 1
    assert (second.returncode, line.startswith(f"docs/page.md:{at}:1: error: Mermaid cannot draw the diagram: ")) == (
        1,
        True,
    )


def test_a_folder_without_the_guides_scripts_draws_nothing_and_says_so(root: Path, run: Run) -> None:
    (root / "docs" / "assets" / "diagrams.mjs").unlink()
    done = run("check", "--draw", cwd=root)
    assert (done.returncode, "has no assets/diagrams.mjs" in done.stderr) == (2, True)
