# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the reader makes of bytes that no text fixture can hold, and what it keeps of good ones."""

from __future__ import annotations

from datetime import date

import pytest

from phi4_guide.check import check_page
from phi4_guide.front_matter import MAX_FRONT_MATTER_BYTES, read_page
from phi4_guide.rules import Context
from site_building import GOOD_FRONT_MATTER

CONTEXT = Context(date(2026, 11, 24), needs_source=True)
GOOD = GOOD_FRONT_MATTER + "# A page\n"


def rules(raw: bytes) -> list[str]:
    return [problem.rule for problem in check_page(raw, "page.md", CONTEXT)]


def test_a_good_page_is_read_with_the_places_of_its_keys() -> None:
    page = read_page(GOOD.encode(), "page.md")
    assert [(entry.key, entry.line) for entry in page.entries] == [
        ("created", 2),
        ("author", 3),
        ("version", 4),
        ("license(s)", 5),
        ("copyright", 6),
        ("original source", 7),
    ]
    assert page.body == "# A page\n"
    author = page.get("author")
    assert author is not None
    assert (author.text, author.value_line, author.value_column) == ("Cong Le", 3, 9)


def test_windows_line_ends_are_read_as_any_other() -> None:
    page = read_page(GOOD.replace("\n", "\r\n").encode(), "page.md")
    assert page.entries == read_page(GOOD.encode(), "page.md").entries
    assert rules(GOOD.replace("\n", "\r\n").encode()) == []


def test_a_byte_order_mark_is_advice_and_the_page_is_read() -> None:
    assert rules(b"\xef\xbb\xbf" + GOOD.encode()) == ["byte-order-mark"]


def test_bytes_that_are_not_utf_8_are_named_with_their_place() -> None:
    [problem] = check_page(b"---\nauthor: Andr\xe9\n---\n", "page.md", CONTEXT)
    assert (problem.rule, problem.line, problem.column) == ("not-utf-8", 2, 13)
    assert "0xe9" in problem.message


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "front-matter-missing"),
        (b"\n\n\n", "front-matter-missing"),
        (b"---", "front-matter-not-closed"),
        (b"---\n---", "front-matter-not-closed"),
        (b"\x00\x01\x02", "front-matter-missing"),
        (b"---\nauthor: \x07\n---\n", "front-matter-yaml"),
        (b"---\n" + b"[" * 20_000 + b"\n---\n", "front-matter-yaml"),
        (b"---\n- " * 5_000 + b"\n---\n", "front-matter-yaml"),
        (b"---\n<<: text\n---\n", "front-matter-yaml"),
        (b"---\n" + b"a: " + b"x" * MAX_FRONT_MATTER_BYTES + b"\n---\n", "front-matter-too-large"),
        (b"\xff\xfe-\x00-\x00-\x00", "not-utf-8"),
    ],
)
def test_a_file_without_readable_front_matter_has_one_problem_that_says_why(raw: bytes, expected: str) -> None:
    assert rules(raw) == [expected]


def test_a_page_of_five_megabytes_is_checked_like_any_other() -> None:
    assert rules((GOOD + "A line of text.\n" * 330_000).encode()) == []


def test_what_mkdocs_would_not_take_for_front_matter_is_not_taken_for_it_here() -> None:
    # MkDocs wants the closing line to end; without it the keys become text on the page.
    assert rules(GOOD_FRONT_MATTER.rstrip("\n").encode()) == ["front-matter-not-closed"]
    assert rules(GOOD.encode()) == []
