# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The rules, and how one is written.

A rule is a generator of findings with a stable id and a severity. Its docstring is its documentation: what it wants and
why, then an example under `Wrong:`, in which what it leaves out is a good page's; a test runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.report.model import Data


@dataclass(frozen=True)
class Context:
    """What a rule may know besides the page.

    `needs_source` is true for the pages of this site's own `docs/` that rest on a publication. `data` are the figures
    that the page's numbers are checked against; None where the page belongs to no site with data. `language` is the site's.

    For late rules: `files` are all that the site publishes, as paths in its docs folder, and `anchors` gives the ids in one
    of its pages, or None where they are not known.
    """

    needs_source: bool
    data: Data | None = None
    language: str = "en"
    files: Collection[str] = ()
    anchors: Callable[[str], Collection[str] | None] = lambda _: None


@dataclass(frozen=True)
class Finding:
    """A place on the page, and what is wrong there. `severity` where it weighs other than the rule says."""

    line: int
    column: int
    message: str
    severity: Severity | None = None


RuleFunction = Callable[[Page, Context], Iterator[Finding]]


def _found_elsewhere(page: Page, context: Context) -> Iterator[Finding]:  # noqa: ARG001
    yield from ()


@dataclass(frozen=True)
class Rule:
    """A rule as it is documented and run; one without a function is found where a page is read, or a site's files are.

    A `late` one is run when every page of the site has been read.
    """

    id: str
    severity: Severity
    documentation: str
    function: RuleFunction = _found_elsewhere
    late: bool = False


RULES: list[Rule] = []


def rule(rule_id: str, severity: Severity, *, late: bool = False) -> Callable[[RuleFunction], RuleFunction]:
    """Registers the decorated generator as the rule `rule_id`."""

    def register(function: RuleFunction) -> RuleFunction:
        RULES.append(Rule(rule_id, severity, function.__doc__ or "", function, late))
        return function

    return register
