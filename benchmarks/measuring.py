# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the benchmarks share: sites with the same content and different ways of drawing, processor time, tables."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
"""The page that is measured."""

_FORMAT = '!!python/name:pymdownx.superfences.fence_code_format ""'
_COMMON = ["attr_list", "tables", {"toc": {"permalink": True}}]
_FENCE = {"name": "mermaid", "class": "mermaid", "format": _FORMAT}
_SUPERFENCES = {"pymdownx.superfences": {"custom_fences": [_FENCE]}}
_LIBRARY = {"mermaid2": {"javascript": "assets/mermaid/mermaid.esm.min.mjs"}}
WAYS: dict[str, dict[str, object]] = {
    "ours": {},
    "plain": {"plugins": ["search"], "markdown_extensions": _COMMON},
    # As the theme's documentation says.
    "material": {"plugins": ["search"], "markdown_extensions": [*_COMMON, _SUPERFENCES]},
    # As the plugin's documentation says, with a library of the site's own, since a measurement asks no other host.
    "mermaid2": {"plugins": ["search", _LIBRARY], "markdown_extensions": _COMMON},
}
"""What each way of drawing says in mkdocs.yml where the project's says something else. Theme and style are the same."""


def make_site(folder: Path, way: str, pages: dict[str, str], nav: Sequence[str] = ()) -> Path:
    """A site in `folder` of these pages (name to text) and the project's assets and data; returns the folder.

    Its settings are the project's own but for the way of drawing, and `nav`, without which MkDocs lists the pages itself.
    """
    docs = folder / "docs"
    for name in ("assets", "data"):
        shutil.copytree(ROOT / "docs" / name, docs / name)
    # An exemption is for a real page; one that exempts nothing is an error.
    (docs / "data" / "names.yml").write_text("names: []\nexemptions: []\n", encoding="utf-8")
    for name in ("LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / name, folder)
    for name, text in pages.items():
        (docs / name).write_text(text, encoding="utf-8")
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "docs_dir": "docs",
        "site_dir": "site",
        "nav": [*nav] or None,
        "watch": [],
        "theme": {"custom_dir": str(ROOT / "overrides")},
        "hooks": [str(ROOT / "hooks" / "mkdocs_hooks.py")] if way == "ours" else [],
        **({} if way == "ours" else {"extra_javascript": []}),
        **WAYS[way],
    }
    # JSON is YAML, but for the one tag that is wanted.
    text = json.dumps(settings, indent=1).replace(json.dumps(_FORMAT), _FORMAT)
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder


def empty_page(title: str) -> str:
    """A page with nothing but a title, which passes the checks."""
    front_matter, _ = PAGE.split("---\n\n", 1)
    return f"{front_matter}---\n\n# {title}\n"


def build(site: Path) -> None:
    """Builds the site into its folder `site`, as an author does."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--clean"]
    subprocess.run(command, cwd=site, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})


def draw(site: Path) -> None:
    """Draws the built site's diagrams into its pages; what its folder `.drawings` holds is not drawn again."""
    command = [str(Path(sys.executable).with_name("phi4-guide")), "draw", "site"]
    subprocess.run(command, cwd=site, check=True, stderr=subprocess.DEVNULL)


def processor_time(action: Callable[[], object]) -> float:
    """The action's processor time in seconds, that of all programs it starts included.

    Other programs on the machine disturb it less than the clock's.
    """
    start = sum(os.times()[:4])
    if sys.platform == "linux":
        # A browser's processes outlive their parent by a moment, and nobody's are counted nowhere: they become ours.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    action()
    deadline = time.monotonic() + 10
    with suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
    return sum(os.times()[:4]) - start


_PR_SET_CHILD_SUBREAPER = 36


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as text, the first column to the left, numbers to the right."""

    def text(cell: object) -> str:
        return str(cell) if not isinstance(cell, float) else f"{cell:.0f}" if cell >= 100 else f"{cell:.3g}"

    cells = [[*header], *([text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (
        [text.ljust(w) if n == 0 else text.rjust(w) for n, (text, w) in enumerate(zip(row, widths, strict=True))]
        for row in cells
    )
    return "\n".join("  ".join(line).rstrip() for line in lines)


@dataclass(frozen=True)
class Budget:
    """What a quantity is to keep."""

    name: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it does."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def budget_table(budgets: Iterable[Budget]) -> str:
    """The budgets as text, each with whether it is met."""
    rows = ([b.name, b.value, f"{'≥' if b.at_least else '≤'} {b.limit:g}", "met" if b.met else "NOT MET"] for b in budgets)
    return table(["budget", "measured", "limit", ""], rows)


def write_json(target: Path, results: object) -> None:
    """Writes the results for programs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"\n{target} has the numbers for programs")
