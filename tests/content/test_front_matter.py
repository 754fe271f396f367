# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the reader makes of bytes that no text fixture can hold, and what it keeps of good ones."""

from __future__ import annotations

import pytest

from checking import check, good_page
from phi4_guide.content.page import FENCE, read_page

GOOD, LINE = good_page(), "A line of text.\n\n"


def rules(raw: bytes) -> list[str]:
    return [problem.rule for problem in check(raw, own=False)]


def test_a_good_page_is_read_with_the_places_of_its_keys() -> None:
    page = read_page(GOOD.encode(), "page.md")
    keys = ("created", "author", "version", "license(s)", "copyright", "original source")
    assert [(entry.key, entry.place[0]) for entry in page.entries] == list(zip(keys, range(2, 8), strict=True))
    assert page.body == "# A page\n"
    author = page.get("author")
    assert author is not None
    assert (author.text, author.value_place) == ("Cong Le", (3, 9))


@pytest.mark.parametrize(
    "raw", [GOOD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r").encode(), b"\xef\xbb\xbf" + GOOD.encode()]
)
def test_other_line_ends_and_a_byte_order_mark_are_read_as_none(raw: bytes) -> None:
    assert read_page(raw, "page.md").entries == read_page(GOOD.encode(), "page.md").entries
    assert rules(raw) == []


def test_bytes_that_are_not_utf_8_are_named_with_their_place() -> None:
    [problem] = check(b"---\nauthor: Andr\xe9\n---\n", own=False)
    assert (problem.rule, problem.line, problem.column) == ("not-utf-8", 2, 13)
    assert "0xe9" in problem.message


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "front-matter"),
        (b"\x00\x01\x02", "front-matter"),
        (b"---\n---", "front-matter"),
        (b"---\n" + b"[" * 20_000 + b"\n---\n", "page-too-much"),
        (b"---\n- " * 500 + b"\n---\n", "front-matter"),
        (b"\xff\xfe-\x00-\x00-\x00", "not-utf-8"),
        ((GOOD + LINE * 33_000).encode(), "page-too-much"),
        ((GOOD + "\n```\n" + LINE * (FENCE // 16) + "```\n").encode(), "page-too-much"),
        ((GOOD + "\n[a]: " + "x" * 2_001 + "\n").encode(), "page-too-much"),
        ((GOOD + LINE * 2_000 + "```\n" + LINE * (FENCE // 18) + "```\n").encode(), ""),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else value,
)
def test_a_file_that_cannot_be_read_has_one_problem_that_says_why(raw: bytes, expected: str) -> None:
    found = rules(raw)
    assert [rule for rule in found if rule != "hidden-direction"] == ([expected] if expected else [])
