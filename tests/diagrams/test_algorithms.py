# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The two algorithms that a reader can turn, in Chromium, beside a second, plain implementation of the report's words."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browsing import opened
from our_data import DATA
from phi4_guide.diagrams.turn import read_turn
from site_building import ROOT, serve

pytestmark = pytest.mark.browser

INPUTS = 1000
TRAIN = (
    "There are some oarsmen in a boat. The average weight is increased by 1.8 kg when one of the crew, who weighs 53 kg, "
    "is replaced by a new man who weighs 71 kg. How many oarsmen are there in the boat?"
)
TEST = (
    "The average weight of 10 oarsmen in a boat is increased by 1.8 kg when one of the crew, who weighs 53 kg is replaced "
    "by a new man. Find the weight of the new man.A. 71 B.62 C.43 D.67 E.40"
)
"""The report's example, Appendix B.1, p. 29."""

TURNED = {"overlap": "decontamination.md", "pivotal": "post-training.md"}
"""The algorithms, and the page that has each."""

WORDS = ["the", "The", "crew", "53", "kg,", "1.8", "ναύτης", "Überlänge", "船", "is;", "a—b", "naïve", "½", "snake_case"]


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    with serve(ROOT / "docs", "/") as server, opened(chromium) as page:
        page.goto(f"{server.url}assets/favicon.svg")
        yield page


def run(page: Page, name: str, call: str, inputs: list[Any]) -> list[Any]:
    """What the module says to each of the inputs; `call` has them as `each`."""
    script = f"async inputs => {{ const module = await import('/assets/diagrams/algorithms/{name}.mjs');"
    results: list[Any] = json.loads(page.evaluate(f"{script} return JSON.stringify(inputs.map(each => {call})) }}", inputs))
    return results


def ngrams(text: str, n: int) -> set[tuple[str, ...]]:
    words = re.split(r"[\W_]+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def overlap(train: str, test: str) -> dict[str, Any]:
    long = ngrams(train, 13) & ngrams(test, 13)
    ours, theirs = ngrams(train, 7), ngrams(test, 7)
    ratio = len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0
    return {"long": {*map(" ".join, long)}, "short": {*map(" ".join, ours & theirs)}, "ratio": ratio}


def texts() -> Iterator[tuple[str, str]]:
    """Pairs of texts that share a part, one of them perhaps altered, in various scripts."""
    dice = random.Random(13)
    for number in range(INPUTS):
        shared = " ".join(dice.choices(WORDS, k=dice.choice([0, 1, 6, 7, 8, 12, 13, 14, 30])))
        before, after = (" ".join(dice.choices(WORDS, k=dice.randint(0, 9))) for _ in "12")
        yield shared, f"{before} {dice.choice([shared, shared.upper(), shared.title()])} {after}{'.' * (number % 2)}"


EDGES = {
    "both empty": ("", ""),
    "one word": ("crew", "crew"),
    "equal": (TRAIN, TRAIN),
    "exactly 13 words": (" ".join("abcdefghijklm"), " ".join("abcdefghijklm")),
    "12 words": (" ".join("abcdefghijkl"), " ".join("abcdefghijkl")),
    "punctuation and case": (" ".join("abcdefghijklm"), ", ".join("ABCDEFGHIJKLM") + "!"),
    "not ASCII": ("Ein Übermaß an Fähigkeiten führt zu größeren Öfen im Café der Straße heute", "ÖFEN IM CAFÉ"),
    "only punctuation": ("?!", "…"),
}


def test_the_overlap_is_what_a_plain_implementation_counts(page: Page) -> None:
    pairs = [*EDGES.values(), *texts()]
    found = run(page, "overlap", "module.compare(...each)", [list(pair) for pair in pairs])
    assert len(found) == INPUTS + len(EDGES)
    for pair, ours in zip(pairs, found, strict=True):
        plain = overlap(*pair)
        # Sorted by code point here, by UTF-16 unit there.
        assert ({*ours["long"]}, {*ours["short"]}, ours["ratio"]) == (
            {*plain["long"]},
            {*plain["short"]},
            plain["ratio"],
        ), pair
    assert 100 < sum(bool(ours["long"]) for ours in found) < INPUTS - 100


def test_the_oarsmen_have_the_ratio_that_the_report_prints(page: Page) -> None:
    [found] = run(page, "overlap", "module.compare(...each)", [[TRAIN, TEST]])
    assert found["ratio"] == 0.39473684210526316
    assert (len(found["short"]), min(found["counts"])) == (15, 38)
    assert "one of the crew who weighs 53 kg is replaced by a new" in found["long"]


def test_a_mark_holds_the_words_of_a_shared_run(page: Page) -> None:
    [found] = run(page, "overlap", "module.compare(...each)", [[TRAIN, TEST]])
    for text, marks in zip((TRAIN, TEST), found["marks"], strict=True):
        said: dict[int, set[str]] = {7: set(), 13: set()}
        for start, end, length in marks:
            said[length].add(" ".join(re.split(r"[\W_]+", text[start:end].lower())))
        assert said == {7: {*found["short"]}, 13: {*found["long"]}}


@pytest.mark.parametrize(
    ("long", "ratio", "way"),
    [
        (["a run"], 0.0, ["long", "bad"]),
        ([], 0.1, ["long", "ratio", "clean"]),
        ([], 0.2, ["long", "ratio", "clean"]),
        ([], 0.3, ["long", "ratio", "part"]),
        ([], 0.5, ["long", "ratio", "bad"]),
    ],
)
def test_the_way_through_algorithm_1(page: Page, long: list[str], ratio: float, way: list[str]) -> None:
    assert run(page, "overlap", "module.decide(each, 0.2, 0.5)", [{"long": long, "ratio": ratio}]) == [way]


def pivotal(tokens: list[dict[str, float]], before: float, gap: float) -> tuple[list[int], int]:
    """The report's Figure 4, p. 13, with a list of pieces in place of recursion."""
    chances = [before, *(token["success"] for token in tokens)]
    asked, found, open_pieces = set(), [], [(0, len(tokens))]
    while open_pieces:
        first, end = open_pieces.pop()
        asked |= {first, end}
        if abs(chances[end] - chances[first]) < gap - 1e-9:
            continue
        if end - first == 1:
            found.append(first)
            continue
        logs = [math.log(token["likely"]) for token in tokens[first:end]]
        behind = [sum(logs[:count]) for count in range(1, end - first)]
        middle = first + max(1, sum(each >= sum(logs) / 2 - 1e-9 for each in behind))
        open_pieces += [(first, middle), (middle, end)]
    return sorted(found), len(asked)


def answers() -> Iterator[list[Any]]:
    dice = random.Random(7)
    chance = [round(number / 20, 2) for number in range(1, 20)]
    for _ in range(INPUTS):
        count = dice.choice([1, 2, 3, 8, 10, 12])
        tokens = [{"success": dice.choice(chance), "likely": dice.choice(chance)} for _ in range(count)]
        yield [tokens, dice.choice(chance), dice.choice([0.05, 0.1, 0.2, 0.5])]


def test_the_search_finds_what_a_plain_implementation_finds(page: Page) -> None:
    inputs = list(answers())
    call = "(() => { const { pivotal, estimates } = module.search(...each); return [pivotal, estimates] })()"
    found = run(page, "pivotal", call, inputs)
    for each, (tokens, estimates) in zip(inputs, found, strict=True):
        assert (tokens, estimates) == pivotal(*each), each
    assert sum(len(tokens) > 1 for tokens, _ in found) > 100


def test_a_fall_and_a_rise_that_cancel_within_a_piece_are_missed(page: Page) -> None:
    chances = [0.5, 0.5, 0.9, 0.5, 0.5]
    tokens = [{"success": chance, "likely": 0.5} for chance in chances]
    [found] = run(page, "pivotal", "module.search(...each)", [[tokens, 0.5, 0.2]])
    assert (found["pivotal"], found["estimates"]) == ([], 2)


def source_of(name: str) -> str:
    """The diagram that an algorithm makes, as its page has it."""
    text = (ROOT / "docs" / TURNED[name]).read_text(encoding="utf-8")
    fences = re.findall(r"```mermaid\n(.*?\n)```", text, re.DOTALL)
    [source] = [fence for fence in fences if f"algorithm: {name}" in fence]
    return str(source)


@pytest.mark.parametrize("name", TURNED)
def test_source_and_values_on_the_page_are_what_the_algorithm_makes_at_the_start(page: Page, name: str) -> None:
    source = source_of(name)
    turn, wrong = read_turn(source, DATA)
    assert turn is not None, wrong
    inputs = {name: each.text or float(each.start) for name, each in turn.inputs.items()}
    [found] = run(page, name, "module.run(...each)", [[inputs, source]])
    assert found["source"].rstrip() == source.rstrip()
    for value, declared in turn.values.items():
        made = found["values"][value]
        assert (made if isinstance(made, str) else f"{made:.{declared.decimals}f}") == declared.start


def test_the_page_has_the_texts_of_the_report() -> None:
    turn, wrong = read_turn(source_of("overlap"), DATA)
    assert turn is not None, wrong
    assert (turn.inputs["train"].text, turn.inputs["test"].text) == (TRAIN, TEST)
