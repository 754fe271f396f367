# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs the rules over pages. Reads raw bytes, reports everything once and in order, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from phi4_guide.front_matter import read_page
from phi4_guide.problems import Problem
from phi4_guide.project import Project
from phi4_guide.rules import RULES, Context
from phi4_guide.rules import front_matter as _front_matter
from phi4_guide.rules import licence as _licence

# Importing a module of rules registers its rules.
_MODULES = (_front_matter, _licence)


def latest_day() -> date:
    """The last date that is not in the future anywhere on Earth: tomorrow in UTC."""
    return datetime.now(UTC).date() + timedelta(days=1)


def check_page(raw: bytes, path: str, context: Context) -> list[Problem]:
    """All problems of one page, in order of place. `path` is what the problems call it."""
    page = read_page(raw, path)
    return sorted(
        {
            Problem(path, finding.line, finding.column, rule.id, rule.severity, finding.message)
            for rule in RULES
            for finding in rule.function(page, context)
        }
    )


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


def check_paths(paths: Iterable[Path], project: Project | None, latest: date) -> list[Problem]:
    """All problems of the pages at these paths, sorted by path and place.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    problems: list[Problem] = []
    for path in find_pages(paths):
        context = Context(latest, project is not None and project.needs_source(path))
        problems.extend(check_page(path.read_bytes(), path.as_posix(), context))
    return problems
