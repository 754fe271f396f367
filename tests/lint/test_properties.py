# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Promises of the checker that hold for any bytes, and for whoever does what a message says."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from checking import check, good_page
from phi4_guide.content.page import read_page
from phi4_guide.diagrams.flowchart import FlowchartError, read_flowchart

GOOD = good_page(
    [],
    "# A page\n\nIt read [10 trillion tokens](fact:pretraining-tokens).\n\n"
    "```mermaid\n---\ntitle: A batch\n---\nflowchart TB\n  accTitle: Batch\n"
    "  accDescr: A batch is what one step of the training reads.\n"
    "  %% facts: global-batch-size\n  a[Batch 5760] --> b[Step]\n```\n",
    checked=True,
)
# The same examples each time: a pull request must not fail for what another one found.
MANY = settings(derandomize=True, max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])

pieces = st.sampled_from(
    ["---\n", "---", "...\n", "\n", "\r\n", "author: Cong Le\n", "created: 2025-02-18\n", ": ", "- ", "[", "{", '"', "'",
     "&a ", "*a", "!!x ", "# ", "```mermaid\n", "```\n", "flowchart TB\n", "A --> B\n", "<script>", "[x](fact:", "](", "5",
     "\t", "\x00", "\ufeff", "\u2028", "%%{", "}%%", "|", "`", "license(s): ", "\x85", "<!--", "-->", "\x02", "&#58;",
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
    problems = check(raw)
    assert problems == sorted(problems)
    assert problems == check(raw)
    lines = raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.message
        assert "please report" not in problem.message


@pytest.mark.thorough
@given(pages)
@MANY
def test_what_the_checker_takes_for_front_matter_mkdocs_takes_too(raw: bytes) -> None:
    page = read_page(raw, "page.md")
    if page.flaw is not None:
        return
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    body, meta = get_data(text)
    assert [entry.key for entry in page.entries] == list(meta) or any(not isinstance(key, str) for key in meta)
    # MkDocs takes the empty lines below it away.
    assert body == page.body.lstrip("\n")


@pytest.mark.thorough
@given(st.lists(pieces, max_size=40).map("".join))
@MANY
def test_no_diagram_makes_the_reader_raise_anything_but_its_own_error(text: str) -> None:
    try:
        read_flowchart("flowchart TB\n" + text)
    except FlowchartError as error:
        assert error.line >= 1


# REUSE-IgnoreStart
SLIPS = [
    # A rule, what is right and what is written instead, and where what the message says to write goes.
    ("key-missing", "author: Cong Le\n", "", ("---\n", "---\n{}\n")),
    ("key-value", "author: Cong Le\n", "author:\n", ("author:\n", "{}\n")),
    ("licence", "MIT, CC BY 4.0\n", "MIT License (MIT)\n", ("license(s): MIT License (MIT)\n", "{}\n")),
    ("licence", "# SPDX-License-Identifier: MIT AND CC-BY-4.0\n", "", ("---\n", "---\n{}\n")),
    ("licence", "Copyright (c) 2025 Cong Le. All Rights Reserved.", "Cong Le", ("copyright: Cong Le", "{}")),
    ("html", "It read", "<script></script>It read", ("<script></script>", "")),
    ("headings", "It read", "### Deep\n\nIt read", ("### D", "{} D")),
    ("front-matter", "---\n# A", "\n# A", ("\n\n# A", "\n{}\n# A")),
    ("fence", "b[Step]\n```\n", "b[Step]\n", ("b[Step]\n", "b[Step]\n```\n")),
]
# REUSE-IgnoreEnd


def test_the_good_page_is_good() -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(("rule", "right", "wrong", "mend"), SLIPS, ids=[rule for rule, *_ in SLIPS])
def test_doing_what_a_message_says_removes_that_problem_and_adds_none(
    rule: str, right: str, wrong: str, mend: tuple[str, str]
) -> None:
    head, found, tail = GOOD.rpartition(right)
    assert found
    broken = head + wrong + tail
    problem = next(problem for problem in check(broken) if problem.rule == rule)
    place, text = mend
    if "{}" in text:
        words = re.search(r"write (?:a line )?`([^`]+)`", problem.message)
        assert words, problem.message
        text = text.format(words[1])
    mended = broken.replace(place, text, 1)
    # The name in an example is not the author's, and so not that of the SPDX line.
    left = [f"{problem.rule}: {problem.message.rpartition('; ')[2]}" for problem in check(mended)]
    assert set(left) <= {"licence: name the same in both"}
    assert not left or "Your Name" in mended
