# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs the rules over pages. Reads raw bytes, reports everything once and in order, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from phi4_guide.content.page import read_page
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES, Context
from phi4_guide.lint import diagrams as _diagrams
from phi4_guide.lint import figures as _figures
from phi4_guide.lint import front_matter as _front_matter
from phi4_guide.lint import licence as _licence
from phi4_guide.lint import markup as _page
from phi4_guide.lint.published_files import strange_files
from phi4_guide.lint.site_files import licence_files, unused_exemptions
from phi4_guide.site import DATA_FOLDER, Project

# Importing a module of rules registers its rules.
_MODULES = (_diagrams, _figures, _front_matter, _licence, _page)


def latest_day() -> date:
    """The last date that is not in the future anywhere on Earth: tomorrow in UTC."""
    return datetime.now(UTC).date() + timedelta(days=1)


def check_page(raw: bytes, path: str, context: Context) -> list[Problem]:
    """All problems of one page, in order of place. `path` is what the problems call it."""
    page = read_page(raw, path)
    return sorted(
        {
            Problem(path, finding.line, finding.column, rule.id, finding.severity or rule.severity, finding.message)
            for rule in RULES
            for finding in rule.function(page, context)
            # No page is exempt from errors, whatever names.yml says.
            if (finding.severity or rule.severity) is Severity.ERROR
            or not (context.data and context.data.exempts(page.path, rule.id))
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


def context_for(path: Path, project: Project | None, latest: date) -> Context:
    """What the rules may know of the page at this path: figures are the site's own pages' alone.

    Raises:
        DataError: the site's figures cannot be used.
    """
    if project is None or not project.owns(path):
        return Context(latest, needs_source=False)
    return Context(latest, project.needs_source(path), project.data())


def check_paths(paths: Iterable[Path], project: Project | None, latest: date) -> list[Problem]:
    """All problems of the pages at these paths, sorted by path and place.

    Raises:
        FileNotFoundError: a path does not exist.
        DataError: the site's figures cannot be used.
    """
    problems: list[Problem] = []
    for path in find_pages(paths):
        try:
            raw = path.read_bytes()
        except OSError as error:
            message = f"the page cannot be read: {error.strerror}"
            problems.append(Problem(path.as_posix(), 1, 1, "not-readable", Severity.ERROR, message))
            continue
        problems.extend(check_page(raw, path.as_posix(), context_for(path, project, latest)))
    return sorted(problems)


def check_site(project: Project) -> list[Problem]:
    """The problems of the site beside its pages: its licence files, strange files, and exemptions that exempt nothing.

    Raises:
        DataError: the site's figures cannot be used.
    """
    data = project.data()
    if data is None:
        return []
    files = find_pages([project.docs])
    exempted = [file for file in files if any(row.concerns(file.as_posix()) for row in data.exemptions)]
    pages = [read_page(file.read_bytes(), file.as_posix()) for file in exempted]
    context = Context(latest_day(), needs_source=False, data=data)
    return sorted(
        [
            *licence_files(project.docs.parent),
            *strange_files(project.docs, DATA_FOLDER),
            *unused_exemptions(project.docs / DATA_FOLDER, pages, context),
        ]
    )
