# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a build costs as a site grows, and what drawing its diagrams adds. Run by `make bench`.

Sites of pages with two diagrams each, built by Material alone, which shows the diagrams as code (`plain`); with
mkdocs-mermaid2-plugin's own way (`mermaid2`); and as this site (`ours`), whose diagrams are then drawn (`phi4-guide draw`).
Processor time, the browser's included, medians of several runs, the sites taking turns; mermaid2's largest site is built
once, since it takes minutes. Diagrams repeat after a hundred pages, so that the largest site has nothing new to draw.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections import defaultdict
from dataclasses import asdict
from functools import partial
from pathlib import Path

from measuring import (
    PAGE,
    RESULTS,
    Budget,
    budget_table,
    build,
    draw,
    empty_page,
    make_site,
    processor_time,
    table,
    write_json,
)

RUNS = 3
SIZES = (7, 100, 500)
DISTINCT = 100
"""Pages with diagrams of their own."""
PER_PAGE = 2
WAYS = ("plain", "mermaid2", "ours")
NEW, KEPT = "drawing, all new", "drawing, none new"
_ONCE = ("mermaid2", max(SIZES))


def make(folder: Path, way: str, pages: int) -> Path:
    """A site of so many pages. The two to which every page of ours has links are there as well, without content."""
    content = {"licences.md": empty_page("Licences"), "ledger.md": empty_page("Ledger")}
    for number in range(pages):
        mark = str(number % DISTINCT)
        text = PAGE.replace('"Base model"', f'"Base model {mark}"').replace('"Recalled tokens"', f'"Recalled {mark}"')
        content[f"page-{number:03}.md"] = text
    return make_site(folder, way, content)


def measure(folder: Path, sizes: list[int], runs: int) -> dict[str, dict[int, list[float]]]:
    """Processor seconds by what was done and the number of pages."""
    seconds: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in range(runs):
        for size in sizes:
            for way in WAYS:
                if run and (way, size) == _ONCE:
                    continue
                site = make(folder / way, way, size)
                seconds[way][size].append(processor_time(partial(build, site)))
                if way == "ours":
                    _draw(site, folder / f"drawn-{min(size, DISTINCT)}", seconds, size)
                shutil.rmtree(site)
    return seconds


def _draw(site: Path, kept: Path, seconds: dict[str, dict[int, list[float]]], size: int) -> None:
    """Draws a built site, where all is new a second time. `kept` is where pictures wait for the next site."""
    if size < DISTINCT or not kept.exists():
        shutil.copytree(site / "site", site / "built")
        seconds[NEW][size].append(processor_time(partial(draw, site)))
        shutil.rmtree(site / "site")
        (site / "built").rename(site / "site")
    else:
        kept.rename(site / ".drawings")
    seconds[KEPT][size].append(processor_time(partial(draw, site)))
    if size >= DISTINCT:
        (site / ".drawings").rename(kept)


def main() -> None:
    """Prints the table and the budgets, and writes both as JSON."""
    parser = argparse.ArgumentParser(description="Measures what a build costs, and drawing after it.")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--sizes", type=int, nargs="+", default=[*SIZES], help="pages, the smallest first")
    parser.add_argument("--json", type=Path, default=RESULTS / "build.json", help="where the numbers go")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        seconds = measure(Path(name), options.sizes, options.runs)
    middle = {what: {size: statistics.median(times) for size, times in by.items()} for what, by in seconds.items()}
    print(f"processor seconds, medians of up to {options.runs}\n")
    rows = [[what, *(by.get(size, "") for size in options.sizes)] for what, by in middle.items()]
    print(table(["", *(f"{size} pages" for size in options.sizes)], rows), end="\n\n")
    largest, drawn = max(options.sizes), max(middle[NEW])
    kept = [
        Budget(f"build of {largest} pages, ours / plain", middle["ours"][largest] / middle["plain"][largest], 1.5),
        Budget(f"processor seconds a new diagram, {drawn} pages", middle[NEW][drawn] / drawn / PER_PAGE, 0.5),
    ]
    print(budget_table(kept))
    write_json(options.json, {"seconds": seconds, "budgets": [asdict(budget) | {"met": budget.met} for budget in kept]})


if __name__ == "__main__":
    main()
