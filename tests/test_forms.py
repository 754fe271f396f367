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


def filled(data: Data, address: str = ADDRESS) -> list[dict[str, str]]:
    """What the ledger's "wrong?" of each fact fills in, as a code host reads it, in the ledger's order."""
    ledger = build_ledger("ledger.md", data, {}, address)
    links = [urlsplit(link.get("href", "")) for link in ledger.iter("a") if link.text == "wrong?"]
    assert all((f"{link.scheme}://{link.netloc}{link.path}", link.fragment) == (ADDRESS, "") for link in links)
    assert all(link.query.isascii() and "+" not in link.query for link in links)
    return [{name: value for name, [value] in parse_qs(link.query, strict_parsing=True).items()} for link in links]


def test_every_fact_of_the_ledger_leads_to_the_form_filled_in_with_it() -> None:
    found = filled(DATA)
    expected = [
        {
            "template": "wrong-figure.yml",
            "title": f"Wrong figure: {fact_id}",
            "figure": fact_id,
            "ours": DATA.facts[fact_id].value,
            "place": DATA.facts[fact_id].place,
        }
        for fact_id in DATA.own
    ]
    assert sorted(found, key=lambda fields: fields["figure"]) == sorted(expected, key=lambda fields: fields["figure"])
    form = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "wrong-figure.yml").read_text(encoding="utf-8"))
    assert expected[0]["title"].startswith(form["title"])
    fields = {part["id"] for part in form["body"] if part["type"] == "input"}
    assert expected[0].keys() - {"template", "title"} <= fields


def test_a_value_with_the_signs_of_an_address_arrives_as_it_is_and_without_an_address_no_link_leads_nowhere() -> None:
    value = 'a&ours=b#c%20+d=é "§3"/?;\n'
    fact = Fact("batch", value, None, "", "The batch.", "§3, p. 7", "3", 7)
    data = Data({fact.id: fact}, {}, [("3", "Pretraining", 7)], own=[fact.id])
    [fields] = filled(data)
    assert fields["ours"] == value
    assert filled(data, "") == []
