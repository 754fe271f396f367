# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command `phi4-guide`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from phi4_guide.check import check_paths, find_pages, latest_day
from phi4_guide.problems import Problem, Severity
from phi4_guide.project import find_project


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Returns 0 where there is no error, 1 where a page has one, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="phi4-guide", description="Checks the pages of Phi-4: a diagrammatic guide.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check pages: their front matter and licence headers")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="pages or folders (default: the site's own)")
    check.add_argument("--format", choices=sorted(_FORMATS), default="text", help="how problems are written")
    arguments = parser.parse_args(argv)
    return _check(arguments.paths, arguments.format)


def _check(paths: list[Path], form: str) -> int:
    try:
        project = find_project(paths[0] if paths else Path.cwd())
        if not paths and project is None:
            print("phi4-guide: there is no mkdocs.yml here or above; name the pages to check", file=sys.stderr)
            return 2
        paths = paths or [_shown(project.docs)] if project else paths
        problems = check_paths(paths, project, latest_day())
        count = sum(1 for _ in find_pages(paths))
    except (OSError, ValueError) as error:
        print(f"phi4-guide: {error}", file=sys.stderr)
        return 2
    print(_FORMATS[form](problems), end="")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    advice = len(problems) - errors
    print(f"{count} pages: {errors} errors, {advice} of advice", file=sys.stderr)
    return 1 if errors else 0


def _shown(path: Path) -> Path:
    """The path as a person would type it from here, where that is shorter."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _text(problems: list[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _json(problems: list[Problem]) -> str:
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False) + "\n"


_FORMATS = {"text": _text, "json": _json}
