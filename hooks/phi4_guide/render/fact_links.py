# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes `[10 trillion tokens](fact:pretraining-tokens)` a link to that fact's entry on the ledger page."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from phi4_guide.content.document import FACT
from phi4_guide.render.elements import link_from
from phi4_guide.report.model import Data


def link_facts(root: Element, page: str, data: Data, ledger: str) -> None:
    """Gives every fact link on this page its address, and value and place as its title.

    An unknown id is the checker's to report, with file and line; its link becomes plain text.
    """
    for link in root.iter("a"):
        written = link.get("href", "")
        if not written.startswith(FACT):
            continue
        fact = data.find(written.removeprefix(FACT))
        if fact is None:
            link.tag = "span"
            del link.attrib["href"]
            continue
        link.set("href", f"{link_from(page, ledger)}#{fact.id}")
        link.set("title", fact.title)
        link.set("class", "fact")
