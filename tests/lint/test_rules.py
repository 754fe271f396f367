# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every rule on pages that declare what they expect, in content and count; and on its own documentation."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from our_data import DATA, TODAY
from phi4_guide.diagnostics import Problem
from phi4_guide.lint import RULES, Context, Rule
from phi4_guide.lint.runner import check_page
from site_building import GOOD_FRONT_MATTER

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """A page and the problems it has, one a line: `line:column severity rule: part of the message`."""

    name: str
    page: str
    own: bool
    expect: list[str]


def load_cases() -> list[Case]:
    """All cases; a file `rule-id.yml` holds those of one rule, the wrong and the right."""
    cases = []
    for file in sorted(CASES.glob("*.yml")):
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            name = f"{file.stem}: {document['name']}"
            cases.append(Case(name, document["page"], document.get("own", False), document["expect"] or []))
    return cases


def check(page: str | bytes, *, own: bool = False) -> list[Problem]:
    raw = page if isinstance(page, bytes) else page.encode()
    return check_page(raw, "page.md", Context(TODAY, own, DATA if own else None))


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name)
def test_a_page_has_exactly_the_problems_it_declares(case: Case) -> None:
    found = [f"{p.line}:{p.column} {p.severity} {p.rule}: {p.message}" for p in check(case.page, own=case.own)]
    assert len(found) == len(case.expect), found
    for problem, expected in zip(found, case.expect, strict=True):
        head, _, words = expected.partition(": ")
        assert problem.startswith(f"{head}: "), found
        assert words in problem, found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_wrong_case_a_right_one_and_documentation(rule: Rule) -> None:
    file = CASES / f"{rule.id}.yml"
    if rule.id not in ("not-utf-8", "front-matter-too-large"):  # bytes and sizes are in test_front_matter.py
        documents = list(yaml.safe_load_all(file.read_text(encoding="utf-8")))
        reported = [[line.split()[2].rstrip(":") for line in d["expect"] or []] for d in documents]
        assert any(rule.id in rules for rules in reported), "no case that this rule reports"
        assert any(rule.id not in rules for rules in reported), "no case that this rule lets pass"
    assert len(rule.documentation.split()) > 8


def examples(rule: Rule, kind: str) -> list[str]:
    """The examples under `Wrong:` or `Right:` in a rule's documentation, as pages."""
    text = textwrap.dedent("    " + rule.documentation)
    blocks = re.findall(rf"^ *{kind}:\n\n((?:(?: {{4,}}.*)?\n)+)", text, re.MULTILINE)
    return [page_with(textwrap.dedent(block).strip("\n")) for block in blocks]


def page_with(example: str) -> str:
    """A good page with the example in it: a whole page, lines of front matter in place of others, or a part of the body."""
    lines = example.split("\n")
    if "---" in lines or lines[0] == "# A page":
        return example + "\n"
    if not all(re.match(r"# SPDX|[\w ()]+:(?: |\Z)", line) for line in lines):
        return GOOD_FRONT_MATTER + "# A page\n\n" + example + "\n"
    keys = [line.split(":")[0].casefold() for line in lines]
    kept = [line for line in GOOD_FRONT_MATTER.split("\n") if line.split(":")[0] not in keys]
    return "\n".join([kept[0], *lines, *kept[1:]]) + "# A page\n"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_in_a_rules_documentation_are_true(rule: Rule) -> None:
    # Some rules are for the site's own pages alone.
    own = not any(rule.id == problem.rule for page in examples(rule, "Wrong") for problem in check(page))
    for page in examples(rule, "Wrong"):
        assert rule.id in {problem.rule for problem in check(page, own=own)}, page
    for page in examples(rule, "Right"):
        assert rule.id not in {problem.rule for problem in check(page, own=own)}, page
    assert "Wrong:" not in rule.documentation or examples(rule, "Wrong")


def test_rule_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
