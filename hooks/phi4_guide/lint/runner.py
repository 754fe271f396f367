# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs the rules over a page that has been read. Reports everything once and in order, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Context, Finding, Rule, rule
from phi4_guide.lint import diagrams as _diagrams
from phi4_guide.lint import figures as _figures
from phi4_guide.lint import front_matter as _front_matter
from phi4_guide.lint import licence as _licence
from phi4_guide.lint import markup as _markup
from phi4_guide.lint import turn as _turn
from phi4_guide.lint import walks as _walks

# Importing a module of rules registers its rules.
_MODULES = (_diagrams, _figures, _front_matter, _licence, _markup, _turn, _walks)


def latest_day() -> date:
    """The last date that is not in the future anywhere on Earth: tomorrow in UTC."""
    return datetime.now(UTC).date() + timedelta(days=1)


@rule("not-converted", Severity.ERROR)
def not_converted(page: Page, _: Context) -> Iterator[Finding]:
    """A page can be converted, in seconds. What ends its conversion is one problem of that page; the others are built."""
    if page.failure and not page.flaw:
        yield Finding(page.body_line, 1, f"the page cannot be converted: {page.failure}")


def lint_page(page: Page, context: Context) -> list[Problem]:
    """All problems of one page, in order of place. An exemption in the site's data holds for advice alone."""
    problems = set()
    for each in RULES:
        for finding in _findings(each, page, context):
            severity = finding.severity or each.severity
            if severity is Severity.ADVICE and context.data and context.data.exempts(page.path, each.id):
                context.exempted.add((page.path, each.id))
                continue
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
