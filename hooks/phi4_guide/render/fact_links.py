# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes `[10 trillion tokens](fact:pretraining-tokens)` a link to that fact's entry on the ledger page."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from phi4_guide.render.current import Current
from phi4_guide.report.model import Data

PREFIX = "fact:"


def link_facts(root: Element, here: Current, data: Data, ledger: str) -> None:
    """Gives every fact link below `root` its address, and value and place as its title.

    An unknown id is the checker's to report, with file and line; its link becomes plain text.
    """
    for link in root.iter("a"):
        written = link.get("href", "")
        if not written.startswith(PREFIX):
            continue
        fact = data.find(written.removeprefix(PREFIX))
        if fact is None:
            link.tag = "span"
            del link.attrib["href"]
            continue
        link.set("href", f"{here.link(ledger)}#{fact.id}")
        link.set("title", fact.title)
        link.set("class", "fact")
