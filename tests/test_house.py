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
FOUNDATION = {"diagnostics", "safe_yaml", "addresses", "elements"}
"""What anything may import, and what imports nothing: left out of the drawing."""


def imports(file: Path) -> set[str]:
    """The modules that this one imports, as it names them."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


IMPORTS = {
    ".".join(file.relative_to(HOOKS).with_suffix("").parts).removeprefix("phi4_guide."): imports(file)
    for file in HOOKS.rglob("*.py")
}
"""By module, what it imports; ours without the name of the package before them."""


def arrows() -> set[tuple[str, str]]:
    """Every arrow between two rooms, a package or a module beside the packages, as the code has it."""
    found = {
        (module.partition(".")[0], name.removeprefix("phi4_guide.").partition(".")[0])
        for module, names in IMPORTS.items()
        for name in names
        if name.startswith("phi4_guide.")
    }
    return {(start, end) for start, end in found if start != end}


def followed(found: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """These arrows, and those that follow from two of them."""
    while longer := {(a, d) for a, b in found for c, d in found if b == c} - found:
        found = found | longer
    return found


def test_the_drawing_of_the_house_is_true() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [source] = re.findall(r"^```mermaid\n(flowchart TB\n  mkdocs_hooks.*?)^```", text, re.MULTILINE | re.DOTALL)
    chart = read_flowchart(source)
    assert chart is not None
    drawn = {(edge.start, edge.end) for edge in chart.edges}
    found = {(start, end) for start, end in arrows() if end not in FOUNDATION}
    assert found - followed(drawn) == set(), "imports that the drawing in CONTRIBUTING does not have, or not so"
    assert {name for arrow in drawn for name in arrow} == {name for arrow in found for name in arrow}


def test_no_arrow_leads_back_up_and_the_foundation_imports_nothing_of_ours() -> None:
    assert not [name for name, other in followed(arrows()) if name == other]
    assert not [(start, end) for start, end in arrows() if start in FOUNDATION and end not in FOUNDATION]


def test_lint_and_render_do_not_know_each_other_and_the_library_not_mkdocs() -> None:
    assert not {("lint", "render"), ("render", "lint")} & arrows()
    names = {name.partition(".")[0] for module, found in IMPORTS.items() if module != "mkdocs_hooks" for name in found}
    assert "mkdocs" not in names
