# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs the rules over a page that has been read. Reports everything once and in order, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Context, Finding, Rule, diagrams, figures, front_matter, licence, links, markup

MODULES = (diagrams, figures, front_matter, licence, links, markup)
"""The families of rules; importing one registers its rules."""

MAX_ADVICE = 5
_FAMILY = dict.fromkeys(("diagram-security", "html", "image-remote"), "left out")
"""Rules that say much the same: all that is left out, its words kept, is one."""
_WORST = (
    *("diagram-unreadable", "diagram-refused", "link", "fence", "language", "walk-step", "diagram-lost", "formula"),
    *("markdown", "left out"),
)
"""Rules whose advice is of what readers miss, the worst first; all others come after them."""


def lint_page(page: Page, context: Context) -> list[Problem]:
    """All problems of one page, in order of place; of one that cannot be read or converted that alone.

    Where the context knows the site's files, every page has been read: then the late rules are run, and only they. An
    exemption in the site's data holds for advice alone.
    """
    if flaw := page.flaw:
        return [Problem(page.path, flaw.line, flaw.column, flaw.kind, Severity.ERROR, flaw.message)]
    problems = set()
    for each in (each for each in RULES if each.late is bool(context.files)):
        for finding in _findings(each, page, context):
            severity = finding.severity or each.severity
            if not (severity is Severity.ADVICE and context.data and context.data.exempts(page.path, each.id)):
                problems.add(Problem(page.path, finding.line, finding.column, each.id, severity, finding.message))
    return sorted(problems)


def most_wanted(problems: Iterable[Problem]) -> list[Problem]:
    """Page by page every error, in order of place, and then five lines of advice at most: first what costs readers most.

    A line of advice stands for all that the same rule, or one like it, has found on the page.
    """
    found: list[Problem] = []
    for _, of_page in groupby(
        sorted(set(problems), key=lambda each: (each.path, _cost(each), each)), lambda each: each.path
    ):
        advice = []
        for (cost, _), alike in groupby(of_page, _cost):
            first, *more = alike
            lines = sorted({each.line for each in more} - {first.line})
            also = f"; see line {', '.join(map(str, lines[:9]))} too" if lines else ""
            if cost < 0:
                found += [first, *more]
            else:
                advice.append(replace(first, message=first.message + also))
        found += advice[:MAX_ADVICE]
    return found


def _cost(problem: Problem) -> tuple[int, str]:
    family = _FAMILY.get(problem.rule, problem.rule)
    rank = _WORST.index(family) if family in _WORST else len(_WORST)
    return (-1, "") if problem.severity is Severity.ERROR else (rank, family)


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
