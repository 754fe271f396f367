# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the reader makes of bytes that no text fixture can hold, and what it keeps of good ones."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

import pytest

from phi4_guide.content.page import MAX_FRONT_MATTER_BYTES, read_page
from phi4_guide.lint import Context
from phi4_guide.lint.runner import check_page, latest_day
from phi4_guide.render.current import data_in
from site_building import GOOD_FRONT_MATTER, ROOT

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


@pytest.mark.thorough
def test_a_page_of_five_megabytes_is_refused_for_its_length() -> None:
    assert rules((GOOD + "A line of text.\n" * 330_000).encode()) == ["page-too-much"]
    assert rules((GOOD + "A line of text.\n\n" * 2_000).encode()) == []


def test_what_mkdocs_would_not_take_for_front_matter_is_not_taken_for_it_here() -> None:
    # MkDocs wants the closing line to end; without it the keys become text on the page.
    assert rules(GOOD_FRONT_MATTER.rstrip("\n").encode()) == ["front-matter-not-closed"]
    assert rules(GOOD.encode()) == []


@pytest.mark.parametrize("author", ["author: Cong Le\t", "author:\tCong Le"])
def test_a_tab_that_mkdocs_accepts_is_accepted(author: str) -> None:
    assert rules(GOOD.replace("author: Cong Le", author).encode()) == []


def test_two_spdx_lines_name_the_licences_together() -> None:
    # REUSE-IgnoreStart
    lines = "---\n# SPDX-License-Identifier: MIT\n# SPDX-License-Identifier: CC-BY-4.0\n"
    # REUSE-IgnoreEnd
    assert rules(GOOD.replace("---\n", lines, 1).encode()) == []


def test_an_empty_source_is_no_error_where_its_absence_is_none() -> None:
    page = GOOD.replace('original source: "https://arxiv.org/pdf/2412.08905"', "original source:")
    stranger = Context(date(2026, 11, 24), needs_source=False)
    assert check_page(page.encode(), "page.md", stranger) == []
    assert rules(page.encode()) == ["key-value"]


def test_a_page_may_be_dated_tomorrow_in_utc_and_no_later(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(2026, 11, 23, 23, 30, tzinfo=tz)

    monkeypatch.setattr("phi4_guide.lint.runner.datetime", Clock)
    assert latest_day() == date(2026, 11, 24)


@pytest.mark.parametrize("value", ["10⁻ x", "1e99999999", "10^99999999999", "3 × 10⁻⁻"])
def test_no_number_is_too_strange_to_be_refused(value: str) -> None:
    page = GOOD.replace("---\n", "---\nfigures: checked\n", 1) + f"\nIt is {value}.\n"
    context = Context(date(2026, 11, 24), needs_source=True, data=data_in(ROOT / "docs" / "data"))
    assert {problem.rule for problem in check_page(page.encode(), "page.md", context)} == {"number-unsourced"}
