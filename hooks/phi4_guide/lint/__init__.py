# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The rules, and how one is written.

A rule is a generator of findings with a stable id and a severity. Its docstring is its documentation: what it
wants and why, then an example under `Wrong:` and one under `Right:`, in which what it leaves out is a good page's; a test
runs both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.report.model import Data


@dataclass(frozen=True)
class Context:
    """What a rule may know besides the page.

    `latest` is the last date that is not in the future: tomorrow in UTC, since it is already tomorrow somewhere.
    `needs_source` is true for the pages of this site's own `docs/` that rest on a publication. `data` are the figures
    that the page's numbers are checked against; None where the page belongs to no site with data. `exempted` takes page and
    text, or page and rule, of each exemption that was needed.
    """

    latest: date
    needs_source: bool
    data: Data | None = None
    exempted: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Finding:
    """A place on the page, and what is wrong there. `severity` where it weighs other than the rule says."""

    line: int
    column: int
    message: str
    severity: Severity | None = None


RuleFunction = Callable[[Page, Context], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule as it is run and documented."""

    id: str
    severity: Severity
    function: RuleFunction

    @property
    def documentation(self) -> str:
        """The rule's docstring: what it wants and why, with examples."""
        return self.function.__doc__ or ""


RULES: list[Rule] = []


def rule(rule_id: str, severity: Severity) -> Callable[[RuleFunction], RuleFunction]:
    """Registers the decorated generator as the rule `rule_id`."""

    def register(function: RuleFunction) -> RuleFunction:
        RULES.append(Rule(rule_id, severity, function))
        return function

    return register


def listed(rule_id: str, severity: Severity, documentation: str, find: RuleFunction | None = None) -> None:
    """Registers a rule by its documentation: `find` looks for it on a page; without it, it is found of a site or a file."""

    def function(page: Page, context: Context) -> Iterator[Finding]:
        yield from find(page, context) if find else ()

    function.__doc__ = documentation
    rule(rule_id, severity)(function)
