# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a built page says is what the checker judged: spellings of figures, wrong and right, none passed and none refused.

Each page is converted by MkDocs' own function. What its readers see is read off the finished HTML; only where that is what
was meant does the spelling's own truth decide. A page on which the Markdown came out otherwise is judged by what it shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from built_pages import CHECKED, Builder, Built, plain
from site_building import copy_project, mkdocs
from spellings import PARTS, Case, pages, word

SETTINGS = settings(phases=[Phase.generate], deadline=None, database=None, suppress_health_check=list(HealthCheck))
MADE_HERE = {"1.4 digit", "1.4 scale", "1.7 decoy", "1.12 rounding", "1.13 without number"}
KINDS = MADE_HERE | {str(row["kind"]) for row in PARTS["wrong"]}
WORD = re.compile(
    rf"\b(?:{'|'.join(word(number) for number in range(99, 3, -1))}"
    r"|hundreds?|thousand|[mb]illion|trillion|dozen|half|twice|(?:three|four|ten)-?fold|thirds|quarters|fifths|tenths"
    r"|(?:a|one) (?:third|quarter|fifth|tenth)|(?:one|two|three) percent)\b",
    re.IGNORECASE,
)


def has_number(text: str) -> bool:
    """Whether there is any numeric sign or word in a text."""
    signs = any(unicodedata.category(sign)[0] == "N" or sign in "%‰九十" for sign in text)
    return signs or bool(WORD.search(text))


def is_true(case: Case, built: Built) -> bool | None:
    """Whether the built page shows nothing wrong; None where that cannot be told without judging numbers.

    A figure that shows as it was meant is as true as it was made. Otherwise numbers outside of links are wrong, and a page
    that shows no number and no fact is right.
    """
    said, sentence = case.said, plain(case.sentence).strip()
    seen = built.text if said.fact else built.rest
    if sentence in seen and built.links == (((said.fact, plain(said.shown).strip()),) if said.fact else ()):
        return said.true and not has_number(seen.replace(sentence, ""))
    number, without_number = has_number(built.rest), said.kind.startswith("1.13")
    # A place, a name or a date is right in prose as well, but in pieces it is anything.
    if "place" in said.kind or (said.true and (not said.fact or without_number)):
        return None if number or built.links else True
    # A word or a name that raw markup cuts in two is none, and may look like another one.
    raw = re.search(r"[<&*`=\\]", built.rest)
    if number:
        return None if raw and without_number else False
    return None if built.links or raw else True


Verdict = tuple[Case, bool | None, Built]
"""A case, whether its built page shows nothing wrong, and that page."""


def hunt(count: int, *, anew: bool = False) -> list[Verdict]:
    """Builds about that many pages, once each: the same each time, or others."""
    found: dict[str, Verdict] = {}
    builder = Builder()

    @settings(SETTINGS, max_examples=count, derandomize=not anew)
    @given(pages())
    def each(case: Case) -> None:
        if case.body not in found:
            built = builder.build(case.body)
            found[case.body] = case, is_true(case, built), built

    each()
    return list(found.values())


@pytest.mark.thorough
@pytest.mark.parametrize("count", [800, pytest.param(20_000, marks=pytest.mark.exhaustive)])
def test_no_wrong_spelling_passes_and_no_right_one_is_refused(count: int) -> None:
    verdicts = hunt(count, anew=count > 1000)
    missed = [
        f"{'right, and refused' if true else 'wrong, and passed'}: {case} {built.problems}"
        for case, true, built in verdicts
        if true is not None and true is bool(built.problems)
    ]
    assert not missed, "\n".join(sorted(missed, key=len))
    told = Counter(true for _, true, _ in verdicts)
    print(f"{len(verdicts)} pages: {told[True]} right, {told[False]} wrong, of {told[None]} it cannot be told")
    assert min(told[True], told[False]) > count / 8
    assert told[None] < count / 20
    assert {case.said.kind for case, _, _ in verdicts} >= KINDS


@pytest.mark.build
def test_a_strict_build_ends_with_the_lines_of_the_wrong_ones(tmp_path: Path) -> None:
    sample = {
        (true, case.said.kind, case.dressing.split(",")[0]): (true, case)
        for case, true, built in hunt(700)
        if true is not None and not built.others and not case.dressing.endswith("break")
    }
    site, wrong = copy_project(tmp_path, "chunks"), set()
    for number, (true, case) in enumerate(sample.values()):
        page, text = f"docs/case-{number}.md", CHECKED + case.body
        (site / page).write_text(text, encoding="utf-8")
        if not true:
            wrong.add((page, text.count("\n", 0, text.index(case.before)) + 1))
    done = mkdocs("build", "--strict", cwd=site)
    assert done.returncode == 1
    assert min(len(wrong), len(sample) - len(wrong)) >= 40
    found = re.findall(r"^ERROR +- +(\S+):(\d+):\d+: error: ", done.stderr, re.MULTILINE)
    reported = {(page, int(line)) for page, line in found}
    assert reported == wrong, f"missing {wrong - reported}, besides {reported - wrong}: {done.stderr}"
