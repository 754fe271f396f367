# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How fast the checker is: pages per second as a folder grows, and its share of a build's time. Run by `make bench`.

Medians of several runs.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import ROOT, build, processor_time
from phi4_guide.lint.runner import check_paths, latest_day
from phi4_guide.site import load_project

SIZES = (250, 500, 1000)
BUILT = 200
RUNS = 3


def make_site(folder: Path, pages: int) -> Path:
    """The project's site with Pretraining, its longest page, that many times more."""
    for name in ("docs", "hooks", "overrides"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "chunks"))
    for name in ("LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / name, folder)
    text = (ROOT / "docs" / "pretraining.md").read_text(encoding="utf-8")
    names = [f"copy-{number:04}.md" for number in range(pages)]
    for name in names:
        (folder / "docs" / name).write_text(text, encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = "".join(f"  - {name}\n" for name in names)
    (folder / "mkdocs.yml").write_text(config.replace("nav:\n", f"nav:\n{nav}", 1), encoding="utf-8")
    return folder


def median(action: Callable[[], object]) -> float:
    """The median of an action's processor time in seconds."""
    return statistics.median(processor_time(action) for _ in range(RUNS))


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder) / "large", max(SIZES))
        project = load_project(site / "mkdocs.yml")
        pages = sorted((site / "docs").glob("copy-*.md"))
        print(f"{'pages':>8} {'seconds':>8} {'pages/s':>8}")
        for size in SIZES:
            seconds = median(lambda size=size: check_paths(pages[:size], project, latest_day()))  # type: ignore[misc]
            print(f"{size:>8} {seconds:>8.2f} {size / seconds:>8.0f}")
        small = make_site(Path(folder) / "small", BUILT)
        project = load_project(small / "mkdocs.yml")
        checking = median(lambda: check_paths([small / "docs"], project, latest_day()))
        building = median(lambda: build(small))
        print(f"\nbuild of {BUILT} pages: {building:.1f} s, of which checking {checking:.1f} s ({checking / building:.0%})")


if __name__ == "__main__":
    main()
