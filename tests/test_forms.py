# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The ledger's "wrong?" fills in the form that the code host shows: every value, under a field of that name."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import yaml

from our_data import DATA
from phi4_guide.render.ledger import build_ledger
from phi4_guide.report.model import Data, Fact
from site_building import ROOT

ADDRESS = "https://code.example/issues/new"


def links(data: Data, address: str = ADDRESS) -> list[str]:
    """Where the ledger's "wrong?" of each fact leads, in the ledger's order."""
    ledger = build_ledger("ledger.md", data, {}, address)
    return [link.get("href", "") for link in ledger.iter("a") if link.text == "wrong?"]


def fields(link: str) -> dict[str, str]:
    """What a link's query says, as a code host reads it."""
    return {name: value for name, [value] in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def one_fact(value: str) -> Data:
    """Data of one fact with this value."""
    fact = Fact("batch", value, None, "", "The batch.", "§3, p. 7", "3", 7)
    return Data({fact.id: fact}, {}, [("3", "Pretraining", 7)], own=[fact.id])


def test_every_fact_of_the_ledger_leads_to_the_form_filled_in_with_it() -> None:
    found = links(DATA)
    assert all(link.startswith(f"{ADDRESS}?template=wrong-figure.yml&title=Wrong%20figure%3A%20") for link in found)
    assert {fields(link)["figure"]: fields(link) for link in found} == {
        fact_id: {
            "template": "wrong-figure.yml",
            "title": f"Wrong figure: {fact_id}",
            "figure": fact_id,
            "ours": DATA.facts[fact_id].value,
            "place": DATA.facts[fact_id].place,
        }
        for fact_id in DATA.own
    }


def test_the_form_has_a_field_of_one_line_for_each_name() -> None:
    [link] = links(one_fact("5760"))
    filled = fields(link)
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / filled.pop("template")).read_text(encoding="utf-8"))
    assert filled.pop("title").startswith(form["title"])
    assert set(filled) <= {part["id"] for part in form["body"] if part["type"] == "input"}


def test_a_value_with_the_signs_of_an_address_arrives_as_it_is_and_without_an_address_no_link_leads_nowhere() -> None:
    value = 'a&ours=b#c%20+d=é "§3"/?;\n'
    [link] = links(one_fact(value))
    assert (fields(link)["ours"], urlsplit(link).fragment, link.isascii()) == (value, "", True)
    assert links(one_fact("5760"), "") == []
