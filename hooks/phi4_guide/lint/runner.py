# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs the rules over a page that has been read. Reports everything once and in order, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Context, Finding, Rule, diagrams, figures, front_matter, licence, markup

MODULES = (diagrams, figures, front_matter, licence, markup)
"""The families of rules; importing one registers its rules."""


def lint_page(page: Page, context: Context) -> list[Problem]:
    """All problems of one page, in order of place; of one that cannot be read or converted that alone.

    An exemption in the site's data holds for advice alone.
    """
    if flaw := page.flaw:
        return [Problem(page.path, flaw.line, flaw.column, flaw.kind, Severity.ERROR, flaw.message)]
    problems = set()
    for each in RULES:
        for finding in _findings(each, page, context):
            severity = finding.severity or each.severity
            if not (severity is Severity.ADVICE and context.data and context.data.exempts(page.path, each.id)):
                problems.add(Problem(page.path, finding.line, finding.column, each.id, severity, finding.message))
    return sorted(problems)


def _findings(each: Rule, page: Page, context: Context) -> Iterator[Finding]:
    try:
        yield from each.function(page, context)
    except Exception as error:
        message = f"the rule {each.id!r} cannot judge this page: {type(error).__name__}: {error}; please report this"
        yield Finding(1, 1, message, Severity.ERROR)


def find_pages(paths: Iterable[Path]) -> Iterator[Path]:
    """The Markdown files among these paths and below the folders among them, each once, sorted.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(file for file in path.rglob("*.md") if file.is_file())
        elif path.exists():
            found.add(path)
        else:
            raise FileNotFoundError(f"{path} does not exist")
    yield from sorted(found)
