# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command `phi4-guide`."""

from __future__ import annotations

import argparse
import importlib
import inspect
import io
import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import ModuleType

from phi4_guide.check import check_paths
from phi4_guide.config import CONFIG_NAME, DATA_FOLDER, find_config, load_config
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.diff import difference
from phi4_guide.lint import RULES
from phi4_guide.publish.chromium import NoBrowserError
from phi4_guide.publish.csp import strict_pages
from phi4_guide.publish.files import write_all
from phi4_guide.publish.scripts import finished_scripts
from phi4_guide.publish.sources import sources
from phi4_guide.report.model import facts_as_json
from phi4_guide.site import Site

KEPT = Path(".drawings")
"""Where pictures of diagrams are kept from one build to the next. Not in `.cache`, which Zensical empties."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Returns 0 where there is no error, 1 where a page has one, 2 for wrong use."""
    given = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console that cannot show a letter shows its number, and still every problem.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int | None = given.run(given)
        return code or 0
    except (OSError, ValueError, NoBrowserError) as error:
        print(f"phi4-guide: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="phi4-guide", description="Checks and publishes the guide.")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(run: Callable[[argparse.Namespace], int | None], about: str) -> Callable[..., argparse.Action]:
        added = commands.add_parser(run.__name__.removeprefix("_"), help=about)
        added.set_defaults(run=run)
        return added.add_argument

    check = command(_check, "check pages: front matter, licence headers, headings, figures")
    check("paths", nargs="*", type=Path, metavar="PATH", help="pages or folders; default: the site")
    check("--draw", action="store_true", help="draw what is new of diagrams, and say what cannot be drawn")
    check("--format", choices=sorted(_FORMATS), default="text", help="how problems are written")
    command(_rules, "print what each rule wants, and why")
    draw = command(_draw, "draw the diagrams of a built site into its pages, for publishing")
    draw("--kept", type=Path, default=KEPT, metavar="DIR", help="pictures drawn before; default: %(default)s")
    finish = command(_finish, "give a built site its strict policy, and what programs read of it")
    for one in (draw, finish):
        one("site", type=Path, metavar="SITE", help="the folder that was built, for example site/")
    diff = command(_diff, "show what the working tree changes: pictures before and after as HTML, figures as Markdown")
    diff("revision", metavar="REV", help="the commit to compare with, for example main")
    return parser


def _check(given: argparse.Namespace) -> int:
    draw = partial(_drawing().draw_alone, kept=KEPT) if given.draw else None
    problems, count = check_paths(given.paths or [_site_here().docs], draw)
    for line in _FORMATS[given.format](problems):
        print(line)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    print(f"{count} pages: {errors} errors, {len(problems) - errors} of advice", file=sys.stderr)
    return 1 if errors else 0


def _site_here() -> Site:
    file = find_config(Path.cwd())
    if file is None:
        raise ValueError(f"there is no {CONFIG_NAME} here or above; go to the project's folder, or name the pages to check")
    return Site(load_config(file))


def _rules(_: argparse.Namespace) -> None:
    for rule in sorted(RULES, key=lambda rule: (rule.severity != Severity.ERROR, rule.id)):
        print(f"{rule.id} ({rule.severity})\n")
        print(textwrap.indent(inspect.cleandoc(rule.documentation), "    "), end="\n\n")


def _draw(given: argparse.Namespace) -> None:
    diagrams, new = _drawing().draw_site(given.site, given.kept)
    print(f"{diagrams} diagrams are in their pages, {new} of them newly drawn", file=sys.stderr)


def _drawing() -> ModuleType:
    try:
        return importlib.import_module("phi4_guide.publish.draw")
    except ImportError as error:
        raise ValueError("drawing needs Playwright; `make check` installs it") from error


def _finish(given: argparse.Namespace) -> None:
    here, site = _site_here(), given.site
    data = here.data()
    facts = {site / DATA_FOLDER / "facts.json": facts_as_json(data)} if data else {}
    write_all(strict_pages(site) | finished_scripts(site) | sources(site, here.docs) | facts)
    print(f"{site} is finished: no script runs but its own", file=sys.stderr)


def _diff(given: argparse.Namespace) -> None:
    page, figures = difference(given.revision, _site_here().config, partial(_drawing().draw_alone, kept=KEPT))
    file = Path("diff.html").absolute()
    write_all({file: page})
    print(figures, end="")
    print(f"{file} shows it, with the pictures before and after", file=sys.stderr)


def _github(problems: list[Problem]) -> Iterator[str]:
    """Workflow commands that GitHub shows on the lines of a pull request, errors first, as it shows only ten of a step."""
    for problem in sorted(problems, key=lambda problem: (problem.severity != Severity.ERROR, problem)):
        kind = "error" if problem.severity is Severity.ERROR else "notice"
        place = f"file={problem.path.translate(_IN_PROPERTY)},line={problem.line},col={problem.column}"
        yield f"::{kind} {place}::{f'{problem.message} ({problem.rule})'.translate(_IN_MESSAGE)}"


# How a workflow command writes the signs that would end it, or one of its properties.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})

# How problems are written: as lines.
_FORMATS: dict[str, Callable[[list[Problem]], Iterable[str]]] = {
    "text": lambda problems: map(str, problems),
    "json": lambda problems: [json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False)],
    "github": _github,
}

if __name__ == "__main__":
    sys.exit(main())
