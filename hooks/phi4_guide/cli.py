# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The command `phi4-guide`."""

from __future__ import annotations

import argparse
import io
import json
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from phi4_guide.changes import changed_figures
from phi4_guide.check import check_paths, check_site, check_text
from phi4_guide.config import CONFIG_NAME, DATA_FOLDER, find_config, load_config
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import RULES
from phi4_guide.new_page import write_page
from phi4_guide.publish.chromium import NoBrowserError
from phi4_guide.publish.csp import strict_pages
from phi4_guide.publish.files import write_all
from phi4_guide.publish.sources import sources
from phi4_guide.report.model import DataError, facts_as_json
from phi4_guide.site import Site

KEPT = Path(".drawings")
"""Where pictures of diagrams are kept from one build to the next. Not in `.cache`, which Zensical empties."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Returns 0 where there is no error, 1 where a page has one, 2 for wrong use."""
    arguments = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console that cannot show a letter shows its number, and still every problem.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int | None = arguments.run(arguments)
        return code or 0
    except BrokenPipeError:
        # A reader that closes the pipe early, such as `head`, is no error of ours.
        sys.stderr.close()
        return 0
    except (OSError, ValueError, NoBrowserError) as error:
        print(f"phi4-guide: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="phi4-guide", description="Checks and begins pages of the guide.")
    commands = parser.add_subparsers(dest="command", required=True)

    def command(run: Callable[[argparse.Namespace], int | None], name: str, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        added.set_defaults(run=run)
        return added

    check = command(_check, "check", "check pages: front matter, licence headers, headings, figures")
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="pages or folders; `-` for standard input; default: the site"
    )
    check.add_argument("--format", choices=sorted(_FORMATS), default="text", help="how problems are written")
    command(_rules, "rules", "print what each rule wants, and why")
    new = command(_new, "new", "begin a page that passes every rule, in the navigation")
    new.add_argument("title", help="the page's title, for example: Pivotal token search")
    draw = command(_draw, "draw", "draw the diagrams of a built site into its pages, for publishing")
    draw.add_argument("--kept", type=Path, default=KEPT, metavar="DIR", help="pictures drawn before; default: %(default)s")
    finish = command(_finish, "finish", "give a built site its strict policy, and what programs read of it")
    for one in (draw, finish):
        one.add_argument("site", type=Path, metavar="SITE", help="the folder that was built, for example site/")
    changes = command(_changes, "changes", "list the figures that the working tree changes, as Markdown")
    changes.add_argument("base", metavar="BASE", help="the commit to compare with, for example main")
    return parser


def _check(given: argparse.Namespace) -> int:
    try:
        if given.paths == [Path("-")]:
            problems, count = check_text(sys.stdin.buffer.read(), "-"), 1
        else:
            problems, count = check_paths(given.paths) if given.paths else check_site(_site_here())
    except DataError as error:
        if given.format == "github":
            print(f"::error::{str(error).translate(_IN_MESSAGE)}")
        raise
    print(_FORMATS[given.format](problems), end="")
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
        print(textwrap.indent(textwrap.dedent("    " + rule.documentation).strip(), "    "), end="\n\n")


def _new(given: argparse.Namespace) -> None:
    page = write_page(given.title, _site_here(), datetime.now(UTC).date())
    print(
        f"{page} is written, and named in the navigation in mkdocs.yml.\n"
        "Next: `make serve` shows it as you write; `make check` checks it; then send it as a pull request."
    )


def _draw(given: argparse.Namespace) -> None:
    try:
        from phi4_guide.publish.draw import draw_site
    except ImportError as error:
        raise ValueError("drawing needs Playwright; `make site` installs it") from error
    # On a terminal each line of progress overwrites the one before; in a log it stands below it.
    start, end = ("\r\x1b[K", "") if sys.stderr.isatty() else ("", "\n")
    diagrams, new = draw_site(
        given.site, given.kept, lambda line: print(start + line, end=end, file=sys.stderr, flush=True)
    )
    print(f"{start}{diagrams} diagrams are in their pages, {new} of them newly drawn", file=sys.stderr)


def _finish(given: argparse.Namespace) -> None:
    here, site = _site_here(), given.site
    data = here.data()
    facts = {site / DATA_FOLDER / "facts.json": facts_as_json(data)} if data else {}
    write_all(strict_pages(site) | sources(site, here.docs) | facts)
    print(f"{site} is finished: no script runs but its own", file=sys.stderr)


def _changes(given: argparse.Namespace) -> None:
    print(changed_figures(given.base, _site_here().docs / DATA_FOLDER), end="")


def _text(problems: list[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _json(problems: list[Problem]) -> str:
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False) + "\n"


def _github(problems: list[Problem]) -> str:
    """Workflow commands that GitHub shows on the lines of a pull request, errors first, as it shows only ten of a step."""
    lines = []
    for problem in sorted(problems, key=lambda problem: (problem.severity != Severity.ERROR, problem)):
        kind = "error" if problem.severity is Severity.ERROR else "notice"
        place = f"file={problem.path.translate(_IN_PROPERTY)},line={problem.line},col={problem.column}"
        lines.append(f"::{kind} {place}::{f'{problem.message} ({problem.rule})'.translate(_IN_MESSAGE)}\n")
    return "".join(lines)


# How a workflow command writes the signs that would end it, or one of its properties.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})

_FORMATS: dict[str, Callable[[list[Problem]], str]] = {"text": _text, "json": _json, "github": _github}
