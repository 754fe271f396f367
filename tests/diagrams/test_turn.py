# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What `turn:` declares, as it is read: what is wrong is in the cases of the rule `diagram-turn`."""

from __future__ import annotations

import random
import re

import pytest

from our_data import DATA
from phi4_guide.diagrams.source import named_facts
from phi4_guide.diagrams.turn import Place, read_turn, with_unit
from site_building import ROOT


def test_the_contributors_example_is_right_and_starts_where_it_says() -> None:
    [example] = re.findall(r"```markdown\n(---\n.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    turn, wrong = read_turn(example, DATA)
    assert wrong == []
    assert turn is not None
    assert [each.sourced for each in turn.inputs.values()] == [True, False]
    cache = turn.values["cache"]
    assert (cache.start, cache.fact) == ("3.36 billion bytes", "kv-cache-bytes-full")
    assert turn.numbers == {"kv-cache-bytes-per-token": "204800"}
    assert [(fact.id, fact.turned) for fact in named_facts(example)] == [
        ("config.max-position-embeddings", True),
        ("context-length-pretraining", True),
        ("kv-cache-bytes-full", True),
    ]


def test_a_place_is_counted_as_browsers_count() -> None:
    inputs, values = "{a: {label: A, min: 0, max: 9, start: 4}}", "{b: {formula: a, place: n}}"
    source = f"---\nturn:\n  inputs: {inputs}\n  values: {values}\n---\nflowchart TB\n"
    turn, _ = read_turn(f'{source}  n["𝄞𝄞 4"] --> m', None)
    assert turn is not None
    assert turn.values["b"].places == (Place(6, 10, "4", "n"),)


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [("1234.5", "tokens", "1234.5 tokens"), ("-12345.67", "%", "-12,345.67%"), ("0.5", "", "0.5"), ("10000", "", "10,000")],
)
def test_a_number_is_said_with_its_unit(number: str, unit: str, said: str) -> None:
    assert with_unit(number, unit) == said


KEYS = re.findall(
    r"\w+", "inputs presets values algorithm label unit min max step start whole text formula decimals place a b"
)
SCALARS = ["1", "2.5", "-3", "a", "title", "A", "a + b", "ln(0)", "table-5", "''", "null", "1e5", '"%"', "a ^ a ^ a ^ 99"]


def some_yaml(rng: random.Random, depth: int) -> str:
    kind = rng.randrange(5) if depth else 4
    inside = [some_yaml(rng, depth - 1) for _ in range(rng.randrange(4))] if depth else []
    if kind < 3:
        return "{" + ", ".join(f"{rng.choice(KEYS)}: {item}" for item in inside) + "}"
    return f"[{', '.join(inside)}]" if kind == 3 else rng.choice(SCALARS)


@pytest.mark.thorough
def test_any_declaration_is_read_or_refused() -> None:
    rng = random.Random(3)
    refused = 0
    for _ in range(250):
        some = [some_yaml(rng, rng.randrange(3)) for _ in range(7)]
        turn = (
            "{{inputs: {{a: {{label: A, min: 0, max: 9, start: {}}}, b: {}}}, presets: {{P: {}}},"
            " values: {{v: {{formula: {}, place: {}, decimals: {}, fact: {}}}}}}}"
        ).format(*some)
        for declared in (turn, some_yaml(rng, 4)):
            found, wrong = read_turn(f'---\ntitle: A 1\nturn: {declared}\n---\nflowchart TB\n  A["1 b"]\n', DATA)
            assert found is None or not wrong
            refused += bool(wrong)
    assert refused > 200
