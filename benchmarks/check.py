# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How fast `phi4-guide check` is, as a site grows, and its share of a build's time. Run by `make bench`.

Medians of several runs.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import ROOT, Budget, budget_table, build, processor_time, table

SIZES = (0, 250, 500, 1000)
BUILT = 250
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


def check(site: Path) -> None:
    """Checks the site, as an author does. What it finds is not looked at."""
    command = [str(Path(sys.executable).with_name("phi4-guide")), "check"]
    subprocess.run(command, cwd=site, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def median(action: Callable[[Path], None], site: Path) -> float:
    """The median of an action's processor time in seconds."""
    return statistics.median(processor_time(lambda: action(site)) for _ in range(RUNS))


def main() -> None:
    """Prints the table and the budgets."""
    with tempfile.TemporaryDirectory() as folder:
        sites = {size: make_site(Path(folder) / str(size), size) for size in SIZES}
        seconds = {size: median(check, site) for size, site in sites.items()}
        print(table(["more pages", "seconds"], [[str(size), seconds[size]] for size in SIZES]))
        building = median(build, sites[BUILT])
    print(f"\nbuild with {BUILT} more pages: {building:.1f} s, against {seconds[BUILT]:.1f} s for checking alone\n")
    half, largest = (seconds[size] - seconds[0] for size in SIZES[-2:])
    budgets = [
        Budget("processor seconds for the site as it is", seconds[0], 2),
        # With the number of pages the time doubles too; with its square it would be four times as long.
        Budget(f"{SIZES[-1]} more pages / {SIZES[-2]} more", largest / half, 2.5),
    ]
    print(budget_table(budgets))


if __name__ == "__main__":
    main()
