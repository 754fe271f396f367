# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Sets the formula of a derived fact: each number with its name under it, below that the facts, linked."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from phi4_guide.content.mathml import BLOCK, set_formula
from phi4_guide.elements import element
from phi4_guide.render.places import fact_link
from phi4_guide.report.formulas import OPERAND, parse
from phi4_guide.report.model import Data, Fact

_PART = re.compile(rf"{OPERAND.pattern}|(?P<function>[a-z]+)(?=\()")


def build_formula(fact: Fact, data: Data, ledger: str) -> Element:
    """The formula and its facts, the result first. `ledger` is the address of the ledger page."""
    formula = parse(fact.formula, data.facts)
    operands = iter(formula.operands)

    def set_part(found: re.Match[str]) -> str:
        if found["function"]:
            return rf"\mathrm{{{found[0]}}}"
        if not isinstance(ids := next(operands), list):
            return rf"\{found[0]}" if found[0] == "pi" else f"{{{found[0]}}}"
        number = sum(data.facts[name].number or 0 for name in ids)
        return rf"\underset{{\text{{{_name(ids[0])}{', sum' if ids[1:] else ''}}}}}{{\text{{{number:,f}}}}}"

    latex = _PART.sub(set_part, fact.formula).replace("*", r"\times ").replace("(", r"\left(").replace(")", r"\right)")
    sign = "=" if any(printed.value == fact.number for printed in fact.printed) else r"\approx"
    result = fact.value.replace("%", r"\%")  # A bare one begins a comment.
    rows = [element("li", {}, element("a", fact_link(fact, ledger), fact.value), f": {fact.statement}")]
    for part in map(data.facts.__getitem__, formula.inputs):
        link = element("a", fact_link(part, ledger), part.value)
        rows.append(element("li", {}, link, f" {_name(part.id)}: {part.statement}"))
    math = set_formula(rf"{latex} {sign} \text{{{result}}}", "block")
    return element("div", {"class": "formula"}, element("div", BLOCK, math), element("ul", {}, *rows))


def _name(fact_id: str) -> str:
    return fact_id.rpartition(".")[2].replace("-", " ").removeprefix("num ")
