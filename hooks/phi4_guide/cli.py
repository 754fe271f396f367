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
from phi4_guide.publish.draw import draw_site
from phi4_guide.publish.files import write_all
from phi4_guide.publish.links import broken_links
from phi4_guide.publish.sources import sources
from phi4_guide.report.model import DataError, facts_as_json
from phi4_guide.site import Site

KEPT = Path(".drawings")
"""Where pictures of diagrams are kept from one build to the next. Not in `.cache`, which Zensical empties."""

ANNOTATIONS = 10
"""How many annotations GitHub shows of one step."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Returns 0 where there is no error, 1 where a page has one, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="phi4-guide", description="Checks and begins pages of the guide.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check pages: front matter, licence headers, headings, figures")
    check.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="pages or folders; `-` for standard input; default: the site"
    )
    check.add_argument("--format", choices=sorted(_FORMATS), default="text", help="how problems are written")
    check.set_defaults(run=lambda given: _check(given.paths, given.format))
    rules = commands.add_parser("rules", help="print what each rule wants, and why")
    rules.set_defaults(run=lambda _: _rules())
    new = commands.add_parser("new", help="begin a page that passes every rule, in the navigation")
    new.add_argument("title", help="the page's title, for example: Pivotal token search")
    new.set_defaults(run=lambda given: _new(given.title))
    draw = commands.add_parser("draw", help="draw the diagrams of a built site into its pages, for publishing")
    draw.add_argument(
        "site", type=Path, metavar="SITE", help="the folder that `mkdocs build --strict` wrote, for example site/"
    )
    draw.add_argument("--kept", type=Path, default=KEPT, metavar="DIR", help="pictures drawn before; default: %(default)s")
    draw.set_defaults(run=lambda given: _draw(given.site, given.kept))
    finish = commands.add_parser("finish", help="give a built site its strict policy, and what programs read of it")
    finish.add_argument("site", type=Path, metavar="SITE", help="the folder that was built, for example site/")
    finish.set_defaults(run=lambda given: _finish(given.site))
    changes = commands.add_parser("changes", help="list the figures that the working tree changes, as Markdown")
    changes.add_argument("base", metavar="BASE", help="the commit to compare with, for example main")
    changes.set_defaults(run=lambda given: _changes(given.base))
    links = commands.add_parser("links", help="follow every link of a built site, whatever built it")
    links.add_argument("site", type=Path, metavar="SITE", help="the folder with the built site, for example site/")
    links.set_defaults(run=lambda given: _links(given.site))
    arguments = parser.parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console that cannot show a letter shows its number, and still every problem.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code: int = arguments.run(arguments)
        return code
    except BrokenPipeError:
        # A reader that closes the pipe early, such as `head`, is no error of ours.
        sys.stderr.close()
        return 0
    except (OSError, ValueError, NoBrowserError) as error:
        print(f"phi4-guide: {error}", file=sys.stderr)
        return 2


def _check(paths: list[Path], form: str) -> int:
    try:
        problems, count = _problems(paths)
    except DataError as error:
        if form == "github":
            print(f"::error::{str(error).translate(_IN_MESSAGE)}")
        raise
    print(_FORMATS[form](problems), end="")
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    print(f"{count} pages: {errors} errors, {len(problems) - errors} of advice", file=sys.stderr)
    return 1 if errors else 0


def _problems(paths: list[Path]) -> tuple[list[Problem], int]:
    """The problems of what is named, or of the whole site, and the number of pages checked."""
    if paths == [Path("-")]:
        return check_text(sys.stdin.buffer.read(), "-"), 1
    return check_paths(paths) if paths else check_site(_site_here("name the pages to check"))


def _site_here(instead: str = "go to the project's folder") -> Site:
    file = find_config(Path.cwd())
    if file is None:
        raise ValueError(f"there is no {CONFIG_NAME} here or above; {instead}")
    return Site.of(load_config(file))


def _rules() -> int:
    for rule in sorted(RULES, key=lambda rule: (rule.severity != Severity.ERROR, rule.id)):
        print(f"{rule.id} ({rule.severity})\n")
        print(textwrap.indent(textwrap.dedent("    " + rule.documentation).strip(), "    "), end="\n\n")
    return 0


def _new(title: str) -> int:
    page = write_page(title, _site_here(), datetime.now(UTC).date())
    print(
        f"{page} is written, and named in the navigation in mkdocs.yml.\n"
        "Next: `make serve` shows it as you write; `make check` checks it; then send it as a pull request."
    )
    return 0


def _draw(site: Path, kept: Path) -> int:
    """On a terminal each line of progress overwrites the one before; in a log it stands below it."""
    terminal = sys.stderr.isatty()
    start, end = ("\r\x1b[K", "") if terminal else ("", "\n")
    diagrams, new = draw_site(site, kept, lambda line: print(start + line, end=end, file=sys.stderr, flush=True))
    print(f"{start}{diagrams} diagrams are in their pages, {new} of them newly drawn", file=sys.stderr)
    return 0


def _finish(site: Path) -> int:
    here = _site_here()
    data = here.data()
    facts = {site / DATA_FOLDER / "facts.json": facts_as_json(data)} if data else {}
    write_all(strict_pages(site) | sources(site, here.docs) | facts)
    print(f"{site} is finished: no script runs but its own", file=sys.stderr)
    return 0


def _changes(base: str) -> int:
    print(changed_figures(base, _site_here().docs / DATA_FOLDER), end="")
    return 0


def _links(site: Path) -> int:
    if not (site / "index.html").is_file():
        raise ValueError(f"{site} has no index.html: it is no built site")
    broken = broken_links(site)
    print("".join(f"{line}\n" for line in broken), end="")
    print(f"{site}: {len(broken)} broken links", file=sys.stderr)
    return 1 if broken else 0


def _text(problems: list[Problem]) -> str:
    return "".join(f"{problem}\n" for problem in problems)


def _json(problems: list[Problem]) -> str:
    return json.dumps([asdict(problem) for problem in problems], indent=2, ensure_ascii=False) + "\n"


def _github(problems: list[Problem]) -> str:
    """Workflow commands that GitHub shows on the lines of a pull request, errors first; it shows ten of a step."""
    ordered = sorted(problems, key=lambda problem: (problem.severity != Severity.ERROR, problem))
    more = len(ordered) - ANNOTATIONS
    lines = []
    for number, problem in enumerate(ordered[:ANNOTATIONS], 1):
        kind = "error" if problem.severity is Severity.ERROR else "notice"
        message = f"{problem.message} ({problem.rule})"
        if number == ANNOTATIONS and more > 0:
            message += f" [and {more} more: run `phi4-guide check`]"
        place = f"file={problem.path.translate(_IN_PROPERTY)},line={problem.line},col={problem.column}"
        lines.append(f"::{kind} {place}::{message.translate(_IN_MESSAGE)}\n")
    return "".join(lines)


# How a workflow command writes the signs that would end it, or one of its properties.
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


_FORMATS: dict[str, Callable[[list[Problem]], str]] = {"text": _text, "json": _json, "github": _github}
