# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every rule on pages that declare what they expect, in content and count; and on its own documentation."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import pytest
from pygments.lexers import get_all_lexers  # type: ignore[import-untyped]

from cases import load
from checking import check, good_page
from phi4_guide.content.source_lines import BUILT
from phi4_guide.lint import RULES, Rule
from site_building import ROOT

FAMILIES = ("diagrams", "facts", "front-matter", "licence", "links", "markup", "turn", "walks")
CASES: dict[str, list[dict[str, Any]]] = {
    rule: cases for name in FAMILIES for rule, cases in load(f"lint/cases/{name}.yml").items()
}
FOUND_ELSEWHERE = {"data", "diagram-refused", "file-strange", "licence-files", "settings"}
FOUND_ELSEWHERE |= {"not-readable", "not-converted", "not-utf-8"}
"""Rules of no page's text: of the site's files, and of what ends a conversion. They have tests of their own."""


def page_of(case: dict[str, Any]) -> str:
    """The page that a case describes; front-matter.yml says how."""
    if "page" in case:
        return str(case["page"])
    below = str(case.get("below", "")) * case.get("times", 1)
    body = case.get("body", f"# A page\n\n{below}" if below else "# A page\n")
    front = case.get("front", "").split("\n") if case.get("front") else []
    return good_page(front, body, checked=case.get("checked", False), without=case.get("without", ()))


ALL = [pytest.param(rule, case, id=f"{rule}: {case['name']}") for rule, cases in CASES.items() for case in cases]
OF_OUR_HEADERS = {"diagram-name", "figures-claim"}
"""What every page of ours has in its front matter or beside its diagrams, and no case of another rule need have."""


@pytest.mark.parametrize(("rule", "case"), ALL)
def test_a_page_has_exactly_the_problems_it_declares(rule: str, case: dict[str, Any]) -> None:
    problems = check(page_of(case), case.get("path", "page.md"), own=case.get("own", False))
    found = [
        f"{p.line}:{p.column} {p.severity} {p.rule}: {p.message}"
        for p in problems
        if p.rule == rule or p.rule not in OF_OUR_HEADERS
    ]
    expect = case.get("expect") or []
    expect = [expect] if isinstance(expect, str) else expect
    assert len(found) == len(expect), found
    for problem, expected in zip(found, expect, strict=True):
        head, _, words = expected.partition(": ")
        assert problem.startswith(f"{head}: "), found
        assert words in problem, found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_wrong_case_a_right_one_and_documentation(rule: Rule) -> None:
    assert len(rule.documentation.split()) > 7
    if rule.id not in FOUND_ELSEWHERE:
        expected = [str(case.get("expect") or "") for case in CASES[rule.id]]
        assert any(f" {rule.id}" in words for words in expected), "no case that this rule reports"
        assert any(f" {rule.id}" not in words for words in expected), "no case that this rule lets pass"


def examples(rule: Rule) -> Iterator[str]:
    """The examples under `Wrong:` in a rule's documentation, as pages.

    Each is a whole page, lines of front matter in a good page's, or a part of its body.
    """
    text = textwrap.dedent("    " + rule.documentation)
    for block in re.findall(r"^ *Wrong:\n\n((?:(?: {4,}.*)?\n)+)", text, re.MULTILINE):
        lines = textwrap.dedent(block).strip("\n").split("\n")
        if ("---" in lines and not lines[0].startswith("```")) or lines[0] == "# A page":
            yield "\n".join(lines) + "\n"
        elif all(re.match(r"# SPDX|[\w ()]+:(?: |\Z)", line) for line in lines):
            yield good_page(lines, checked=True)
        else:
            yield good_page([], "# A page\n\n" + "\n".join(lines) + "\n", checked=True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_in_a_rules_documentation_are_true(rule: Rule) -> None:
    # Some rules are for the site's own pages alone.
    for page in examples(rule):
        assert rule.id in {problem.rule for own in (False, True) for problem in check(page, own=own)}, page
    assert "Wrong:" not in rule.documentation or list(examples(rule))


def test_no_language_that_pygments_knows_is_taken_for_a_name_that_is_misspelt() -> None:
    names = {alias for _, aliases, *_ in get_all_lexers() for alias in aliases}
    assert len(names) > 500
    assert [name for name in names if get_close_matches(name, BUILT, 1, 0.8)] == []


def test_every_id_that_can_be_reported_is_a_rule() -> None:
    """2.3: what names none where it reports a problem or a flaw has the id of a rule, or of such a flaw."""
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "hooks").rglob("*.py"))
    reported = re.findall(r'\b(?:Flaw\(|Problem\([^"\n]+, )"([\w-]+)"', code)
    ids = {rule.id for rule in RULES}
    assert len(ids) == len(RULES)
    assert {"file-strange", "licence-files", "page-too-much"} <= set(reported) <= ids
