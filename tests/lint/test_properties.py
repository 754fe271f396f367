# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Promises of the checker that hold for any bytes, and for every slip in a good page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from phi4_guide.content.page import read_page
from phi4_guide.diagnostics import Problem
from phi4_guide.diagrams.flowchart import FlowchartError, read_flowchart
from phi4_guide.lint import RULES, Context
from phi4_guide.lint.runner import check_page
from phi4_guide.render.current import data_in
from site_building import GOOD_FRONT_MATTER, ROOT

DATA = data_in(ROOT / "docs" / "data")
CONTEXT = Context(date(2026, 11, 24), needs_source=True, data=DATA)
GOOD = (
    GOOD_FRONT_MATTER.replace("---\ncreated", "---\nfigures: checked\ncreated", 1)
    + "# A page\n\nIt read [10 trillion tokens](fact:pretraining-tokens).\n\n"
    + "```mermaid\n---\ntitle: A batch\n---\nflowchart TB\n  accTitle: Batch\n  accDescr: A batch is a step.\n"
    + "  %% facts: global-batch-size\n  a[Batch 5760] --> b[Step]\n```\n"
)
# The same examples each time: a pull request must not fail for what another one found.
MANY = settings(derandomize=True, max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

pieces = st.sampled_from(
    ["---\n", "---", "...\n", "\n", "\r\n", "author: Cong Le\n", "created: 2025-02-18\n", ": ", "- ", "[", "{", '"', "'",
     "&a ", "*a", "!!x ", "# ", "```mermaid\n", "```\n", "flowchart TB\n", "A --> B\n", "<script>", "[x](fact:", "](", "5",
     "\t", "\x00", "\ufeff", "\u2028", "%%{", "}%%", "|", "`", "license(s): ", "\x85",
     "10⁻", "1e9", "10^", "× 10⁻⁴", "figures: checked\n", "http://["]
)  # fmt: skip
pages = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(str.encode),
    st.lists(pieces, max_size=40).map(lambda parts: "".join(parts).encode()),
    st.lists(pieces, max_size=20).map(lambda parts: (GOOD + "".join(parts)).encode()),
)


@pytest.mark.thorough
@given(pages)
@MANY
def test_no_bytes_make_the_checker_raise_and_what_it_says_is_sorted_and_the_same_again(raw: bytes) -> None:
    problems = check_page(raw, "page.md", CONTEXT)
    assert problems == sorted(problems)
    assert problems == check_page(raw, "page.md", CONTEXT)
    lines = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.message


@pytest.mark.thorough
@given(pages)
@MANY
def test_what_the_checker_takes_for_front_matter_mkdocs_takes_too(raw: bytes) -> None:
    page = read_page(raw, "page.md")
    if page.flaw is not None or not page.entries:
        return
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    _, meta = get_data(text)
    assert {entry.key for entry in page.entries} == {str(key) for key in meta} or any(
        not isinstance(key, str) for key in meta
    )


@pytest.mark.thorough
@given(st.lists(pieces, max_size=40).map("".join))
@MANY
def test_no_diagram_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    try:
        read_flowchart("flowchart TB\n" + text)
    except FlowchartError as error:
        assert error.line >= 1


def change(old: str, new: str) -> Callable[[str], str]:
    def apply(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return apply


SLIPS: list[tuple[str, Callable[[str], str], int, int]] = [
    ("front-matter-missing", lambda text: text.split("---\n", 2)[2], 1, 1),
    ("front-matter-not-first", lambda text: "Text.\n" + text, 1, 1),
    ("front-matter-not-closed", lambda text: text.split("---\n# A page")[0] + "\n# A page\n", 1, 1),
    ("front-matter-yaml", change("author: Cong Le", "author: Cong: Le"), 4, 13),
    ("front-matter-plain", change("author: Cong Le", "author: &a Cong Le"), 4, 9),
    ("page-too-much", lambda text: text + "- " * 21 + "x\n", 24, 1),
    ("key-markup", change("author: Cong Le", "author: <b>Cong Le</b>"), 4, 9),
    ("fence-line", lambda text: text + "``` a b\nx\n```\n", 24, 1),
    ("address", lambda text: text + "[x](http://[a)\n", 24, 5),
    ("hidden-direction", lambda text: text + "a\u202eb\n", 24, 2),
    ("hidden-space", lambda text: text + "a\u200bb\n", 24, 2),
    ("byte-order-mark", lambda text: "\ufeff" + text, 1, 1),
    ("key-missing", change("author: Cong Le\n", ""), 1, 1),
    ("key-value", change("author: Cong Le", "author:"), 4, 1),
    ("key-duplicate", change("author: Cong Le\n", "author: Cong Le\nauthor: Cong Le\n"), 5, 1),
    ("key-unknown", change("author:", "descripton: x\nauthor:"), 4, 1),
    ("version-quoted", change('"1.0"', "1.0"), 5, 10),
    ("created-date", change("2025-02-18 05:31:26", "soon"), 3, 10),
    ("source-url", change('"https://arxiv.org/pdf/2412.08905"', "the report"), 8, 18),
    ("licence-name", change("MIT, CC", "MITT, CC"), 6, 13),
    ("copyright-form", change("Copyright (c) 2025 Cong Le. All Rights Reserved.", "Cong Le"), 7, 12),
    # REUSE-IgnoreStart
    ("licence-agreement", change("figures:", "# SPDX-License-Identifier: MIT\nfigures:"), 2, 1),
    # REUSE-IgnoreEnd
    ("figures-claim", change("figures: checked", "figures: yes"), 2, 10),
    ("fact-unknown", change("fact:pretraining-tokens", "fact:pretraining-token"), 12, 9),
    ("fact-mismatch", change("10 trillion", "12 trillion"), 12, 9),
    ("citation", change("It read", "It (§3, p. 2) read"), 12, 9),
    ("number-unsourced", change("It read", "It read 7 times"), 12, 9),
    ("report-fence", change("```mermaid", "```report\ntable: 99\n```\n\n```mermaid"), 15, 1),
    ("fence-not-closed", lambda text: text.rstrip("`\n") + "\n", 14, 1),
    ("headings", change("# A page\n", "# A page\n\n### Deep\n"), 12, 1),
    ("html-active", change("It read", "<script></script>It read"), 12, 1),
    ("html-unusual", change("It read", "<blink>It</blink> read"), 12, 1),
    ("image-remote", change("It read", "![x](https://example.org/x.png) read"), 12, 1),
    ("diagram-empty", lambda text: text.split("---\ntitle:")[0] + "```\n", 14, 1),
    ("diagram-unreadable", change("b[Step]", "b[Step (a)]"), 22, 1),
    ("diagram-node-twice", change("b[Step]", "b[Step]\n  a[Batches]"), 23, 5),
    ("diagram-setting", change("A batch\n", "A batch\nconfig:\n  theme: drak\n"), 18, 10),
    ("diagram-role", change("b[Step]", "b[Step]:::reslt"), 22, 31),
    ("diagram-link", change("b[Step]", 'b[Step]\n  click c "c.md"'), 23, 12),
    ("diagram-active", change("b[Step]", "b[Step]\n  click b call go()"), 23, 11),
    ("diagram-html", change("b[Step]", "b[Step <q>on</q>]"), 22, 28),
    ("diagram-security", change("A batch\n", "A batch\nconfig:\n  securityLevel: loose\n"), 18, 3),
    ("diagram-name", change("  accTitle: Batch\n", ""), 14, 1),
    ("diagram-size", change("b[Step]", "c & d & e & f & g & h & i & j & k & l & m & n"), 14, 1),
    ("diagram-label-length", change("b[Step]", "b[A step of the training run]"), 22, 23),
    ("not-utf-8", change("Cong Le", "Cong L\udce9"), 4, 15),
    ("front-matter-too-large", change("author:", "description: " + "long " * 14_000 + "\nauthor:"), 1, 1),
]


def check_text(text: str) -> list[Problem]:
    return check_page(text.encode("utf-8", "surrogateescape"), "page.md", CONTEXT)


def test_the_good_page_is_good() -> None:
    assert check_text(GOOD) == []


@pytest.mark.parametrize(("rule", "slip", "line", "column"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_one_slip_in_a_good_page_is_one_problem_at_its_place(
    rule: str, slip: Callable[[str], str], line: int, column: int
) -> None:
    problems = check_text(slip(GOOD))
    assert [(problem.rule, problem.line, problem.column) for problem in problems] == [(rule, line, column)]


def test_every_rule_has_its_slip() -> None:
    assert {slip[0] for slip in SLIPS} == {rule.id for rule in RULES}


# What a message tells an author to do, done to the page by a program.
MENDS: dict[str, Callable[[str, Problem], str]] = {
    "key-missing": lambda text, problem: text.replace("---\n", f"---\n{_advice(problem)}\n", 1),
    "key-value": lambda text, problem: _replace_line(text, problem.line, _advice(problem)),
    "key-duplicate": lambda text, problem: _replace_line(text, problem.line, None),
    "version-quoted": lambda text, problem: _replace_line(text, problem.line, _advice(problem)),
    "source-url": lambda text, problem: _replace_line(text, problem.line, _advice(problem)),
    "licence-name": lambda text, problem: _replace_line(text, problem.line, _advice(problem)),
    "copyright-form": lambda text, problem: _replace_line(text, problem.line, _advice(problem)),
    "html-active": lambda text, problem: text.replace("<script></script>", ""),
    "headings": lambda text, problem: _replace_line(text, problem.line, "## Deep"),
    "front-matter-not-closed": lambda text, problem: text.replace('2412.08905"\n', '2412.08905"\n---\n', 1),
    "fence-not-closed": lambda text, problem: text + "```\n",
    "fact-unknown": lambda text, problem: text.replace(
        "fact:pretraining-token)", f"fact:{(re.findall(r'[a-z0-9-]+', problem.message.split('mean ')[1]) or [''])[0]})"
    ),
}


def _advice(problem: Problem) -> str:
    found = re.search(r"write `([^`]+)`", problem.message)
    assert found, problem.message
    return found[1]


def _replace_line(text: str, number: int, line: str | None) -> str:
    lines = text.split("\n")
    lines[number - 1 : number] = [] if line is None else [line]
    return "\n".join(lines)


@given(st.sampled_from([slip for slip in SLIPS if slip[0] in MENDS]))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_doing_what_a_message_says_removes_that_problem_and_adds_none(
    slip: tuple[str, Callable[[str], str], int, int],
) -> None:
    rule, make, _, _ = slip
    broken = make(GOOD)
    [problem] = check_text(broken)
    assert check_text(MENDS[rule](broken, problem)) == []
