# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A derived fact's formula as it is set: each number with its name under it, each fact linked below."""

from __future__ import annotations

import pytest

from our_data import DATA
from phi4_guide.content.mathml import read_formula
from phi4_guide.render.formula import build_formula
from phi4_guide.report.formulas import parse
from phi4_guide.report.model import Fact

ONE_TURN = "rope-pairs-under-one-turn"
DERIVED = [fact for fact in DATA.facts.values() if fact.formula]


def line(fact_id: str) -> str:
    [math] = build_formula(DATA.facts[fact_id], DATA, "ledger/").iter("math")
    return read_formula(math)[0]


def test_numbers_have_their_names_under_them() -> None:
    assert len(DERIVED) > 30
    assert line("kv-cache-bytes-per-token") == "2×(40)_(hidden layers)×(10)_(key value heads)×(128)_(head width)×2= 204,800"
    assert line("parameters-attention-share").endswith("/(14,659,507,200)_(parameters exact)≈ 17.9%")
    assert line("table7-sum") == "(250,297)_(sample count, sum)= 250,297"
    assert "− floor ((128)_(head width)/2× ln ((16,384)_(max position embeddings)/(2×π))/ ln (" in line(ONE_TURN)


@pytest.mark.parametrize("fact", DERIVED, ids=lambda fact: fact.id)
def test_every_formula_is_set_and_leads_to_its_facts(fact: Fact) -> None:
    built, formula = build_formula(fact, DATA, "ledger/"), parse(fact.formula, DATA.facts)
    assert len([*built.iter("munder")]) == sum(isinstance(operand, list) for operand in formula.operands)
    assert [link.get("href") for link in built.iter("a")] == [f"ledger/#{name}" for name in [fact.id, *formula.inputs]]
