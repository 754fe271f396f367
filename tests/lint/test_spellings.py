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
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from built_pages import CHECKED, LATER, Builder, Built, plain
from site_building import copy_project, mkdocs
from spellings import PARTS, Case, cases

SETTINGS = settings(phases=[Phase.generate], deadline=None, database=None, suppress_health_check=list(HealthCheck))
KINDS = {str(row["kind"]) for row in PARTS["wrong"]} | {
    "1.4 digit",
    "1.4 scale",
    "1.7 decoy",
    "1.12 rounding",
    "1.13 without number",
}
_WORD = re.compile(
    r"\b(?:four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?"
    r"|hundreds?|thousand|[mb]illion|trillion|dozen|half|twice|(?:three|four|ten)-?fold|thirds|quarters?|fifths|tenths"
    r"|(?:a|one) (?:third|fifth|tenth))\b",
    re.IGNORECASE,
)


def is_true(case: Case, built: Built) -> bool | None:
    """Whether the built page shows nothing wrong; None where that cannot be told without judging numbers.

    A figure that shows as it was meant is as true as it was made. Otherwise numbers outside of links are wrong, and a page
    that shows no number and no fact is right.
    """
    sentence, link = plain(case.sentence).strip(), (case.said.fact, plain(case.said.shown).strip())
    seen = built.text if case.said.fact else built.rest
    if sentence in seen and built.links == ((link,) if case.said.fact else ()):
        return case.said.true and not has_number(seen.replace(sentence, ""))
    number = has_number(built.rest)
    # A place, a name or a date is right in prose as well, but in pieces it is anything.
    if "place" in case.said.kind or (case.said.true and (not case.said.fact or case.said.kind.startswith("1.13"))):
        return None if number or built.links else True
    # A word that raw markup cuts in two is none, and may look like another one.
    return False if number else None if built.links or re.search(r"[<&*`=\\]", built.rest) else True


def has_number(text: str) -> bool:
    """Whether there is any numeric sign or word in a text."""
    signs = any(unicodedata.category(sign)[0] == "N" or sign in "%‰九十" for sign in text)
    return signs or bool(_WORD.search(text))


@dataclass
class Hunt:
    """What became of many cases: how many of each kind were judged, and those judged otherwise than the page shows."""

    judged: Counter[tuple[str, bool | None]] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)
    told: dict[bool, list[Case]] = field(default_factory=lambda: {True: [], False: []})
    """The cases of which the page shows whether they are right, without any other problem."""
    missed: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)

    def judge(self, case: Case, builder: Builder) -> None:
        """Builds the page and compares, once."""
        if case.body in self.seen:
            return
        self.seen.add(case.body)
        built = builder.build(case.body)
        true = is_true(case, built)
        self.judged[case.said.kind, true] += 1
        if true is not None and not built.others:
            self.told[true].append(case)
        if true is not None and true is bool(built.problems):
            what = "right, and refused" if true else "wrong, and passed"
            said = "; ".join(str(problem) for problem in built.problems)
            self.missed.setdefault((what, case.said.kind), []).append((case.dressing, f"{case.body[8:]!r} {said}"))

    @property
    def report(self) -> str:
        """The missed cases by kind, each kind with its shortest page."""
        lines = [f"{sum(self.judged.values())} pages"]
        for (what, kind), pages in sorted(self.missed.items()):
            total = self.judged[kind, what[0] == "r"]
            lines.append(f"{what}: {kind}, {len(pages)} of {total}; for one:")
            lines += [f"    {dressing}: {page}" for dressing, page in sorted(pages, key=lambda page: len(page[1]))[:3]]
        return "\n".join(lines)


def hunt(later: bool, count: int, *, anew: bool = False) -> Hunt:
    """Judges about that many cases: the same each time, or others."""
    found, builder = Hunt(), Builder(*(LATER if later else ()))

    @settings(SETTINGS, max_examples=count, derandomize=not anew)
    @given(cases(later))
    def each(case: Case) -> None:
        found.judge(case, builder)

    each()
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("later", [False, True], ids=["our Markdown", "later Markdown"])
@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.exhaustive)])
def test_no_wrong_spelling_passes_and_no_right_one_is_refused(later: bool, count: int) -> None:
    found = hunt(later, count, anew=count > 1000)
    assert not found.missed, found.report
    told = Counter[bool | None]()
    for (_, true), judged in found.judged.items():
        told[true] += judged
    print(f"{told.total()} pages: {told[True]} right, {told[False]} wrong, of {told[None]} it cannot be told")
    assert min(told[True], told[False]) > count / 8
    assert told[None] < count / 20
    assert {kind for kind, _ in found.judged} >= KINDS


def page_of(cases: list[Case]) -> tuple[str, list[int]]:
    """One page of all these, each with a word of its own before it, and the lines on which their figures stand."""
    text, lines = CHECKED + "# Page\n", []
    for number, case in enumerate(cases):
        own = "".join(chr(ord("a") + int(digit)) for digit in f"{number:03}")
        body = re.sub(r"\[(\^?)([nq])\]", rf"[\g<1>\g<2>{number}]", case.body.removeprefix("# Page\n"))
        text += f"\nWords.\n{body.replace(case.before, f'{own} says ')}"
        lines.append(text[: text.rindex(f"{own} says")].count("\n") + 1)
    return text, lines


@pytest.mark.build
def test_a_strict_build_ends_with_the_lines_of_the_wrong_ones(tmp_path: Path) -> None:
    told = hunt(later=False, count=700).told
    picked: dict[bool, list[Case]] = {}
    for true in (True, False):
        # A label that two share would be one definition, and a page has one title.
        alone = [case for case in told[true] if not re.search("collapsed|shortcut|setext|break", case.dressing)]
        picked[true] = list({(case.said.kind, case.dressing.split(",")[0]): case for case in alone}.values())
    site = copy_project(tmp_path, "chunks")
    wrong, lines = page_of(picked[False][:60])
    (site / "docs" / "data.md").write_text(wrong, encoding="utf-8")
    (site / "docs" / "pretraining.md").write_text(page_of(picked[True][:40])[0], encoding="utf-8")
    done = mkdocs("build", "--strict", cwd=site)
    assert done.returncode == 1
    assert len(lines) == 60
    found = re.findall(r"^ERROR +- +(\S+):(\d+):\d+: error: ", done.stderr, re.MULTILINE)
    reported, expected = {(page, int(line)) for page, line in found}, {("docs/data.md", line) for line in lines}
    assert reported == expected, f"missing {expected - reported}, besides {reported - expected}: {done.stderr}"
