# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The house: what imports what is what CONTRIBUTING draws, and arrows lead down."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import ROOT

HOOKS = ROOT / "hooks"
PACKAGE = HOOKS / "phi4_guide"
FOUNDATION = {"diagnostics", "safe_yaml", "addresses", "elements"}
"""What anything may import, and what imports nothing: left out of the drawing."""


def imports(file: Path) -> set[str]:
    """The modules that this one imports, as it names them."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def room(module: str) -> str:
    """The package, or the module beside the packages, that a module of ours belongs to."""
    return module.removeprefix("phi4_guide.").partition(".")[0]


def arrows() -> set[tuple[str, str]]:
    """Every arrow between two rooms, as the code has it."""
    found = {
        (room(".".join(file.relative_to(HOOKS).with_suffix("").parts)), room(module))
        for file in HOOKS.rglob("*.py")
        for module in imports(file)
        if module.startswith("phi4_guide.")
    }
    return {(start, end) for start, end in found if start != end and end not in FOUNDATION}


def drawn() -> set[tuple[str, str]]:
    """Every arrow of the drawing in CONTRIBUTING, and those that follow from two of them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [source] = re.findall(r"^```mermaid\n(flowchart TB\n  mkdocs_hooks.*?)^```", text, re.MULTILINE | re.DOTALL)
    chart = read_flowchart(source)
    assert chart is not None
    found = {(edge.start, edge.end) for edge in chart.edges}
    while longer := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found |= longer
    return found


def test_the_drawing_of_the_house_is_true() -> None:
    assert arrows() - drawn() == set(), "imports that the drawing in CONTRIBUTING does not have, or not in this direction"
    rooms = {name for arrow in arrows() for name in arrow}
    assert {name for arrow in drawn() for name in arrow} == rooms


def test_no_arrow_leads_back_up() -> None:
    reached = arrows()
    while longer := {(a, d) for a, b in reached for c, d in reached if b == c} - reached:
        reached |= longer
    assert not [name for name, other in reached if name == other]


def test_the_foundation_imports_nothing_of_ours() -> None:
    for name in FOUNDATION:
        ours = {room(module) for module in imports(PACKAGE / f"{name}.py") if module.startswith("phi4_guide.")}
        assert ours <= FOUNDATION, name


def test_lint_and_render_do_not_know_each_other() -> None:
    for one, other in (("lint", "render"), ("render", "lint")):
        for file in (PACKAGE / one).glob("*.py"):
            assert not [module for module in imports(file) if module.startswith(f"phi4_guide.{other}")], file


def test_the_library_imports_nothing_of_mkdocs() -> None:
    for file in PACKAGE.rglob("*.py"):
        assert not [module for module in imports(file) if module.partition(".")[0] == "mkdocs"], file
