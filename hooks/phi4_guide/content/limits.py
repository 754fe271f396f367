# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How much a page may hold, counted before anything converts it: Markdown then takes seconds, not minutes.

A size alone is not enough: Python-Markdown looks for the end of what a sign opens to the end of the text, so its time goes
with the square of those that have none.
"""

from __future__ import annotations

import re

from phi4_guide.content.front_matter import Flaw
from phi4_guide.content.source_lines import scan

PAGE, FENCE = 100_000, 20_000
"""The most characters of a page, and of a fenced block."""

OPEN, ADDRESS = 300, 2_000
"""The most signs of a page that open something without an end near by, and characters of an address that has a name."""

_OPENS = re.compile(r"\[(?![^\[\]]{0,999}\])|\]\((?![^()]{0,999}\))|<(?=[\w!?/])(?![^<>]{0,999}>)")
_NAMED = re.compile(rf" {{0,3}}\[[^\]]+\]:\s*\S{{{ADDRESS}}}")


def excess(lines: list[str]) -> Flaw | None:
    """What a page of these lines has too much of; None where it keeps all limits."""
    characters = sum(len(line) + 1 for line in lines)
    if characters > PAGE:
        return _too_much(0, f"the page has {characters:,} characters, more than {PAGE:,}; split it")
    kept = list(lines)
    for fence in scan(lines)[0]:
        size = sum(len(line) + 1 for line in lines[fence.first : fence.end])
        if size > FENCE:
            return _too_much(fence.first, f"the fence has {size:,} characters, more than {FENCE:,}; split it")
        kept[fence.first : fence.end] = [""] * (fence.end - fence.first)
    long = next((number for number, line in enumerate(kept) if _NAMED.match(line)), None)
    if long is not None:
        return _too_much(long, f"the address has more than {ADDRESS:,} characters; write it where it is used")
    text = "\n".join(kept)
    places = [found.start() for found in _OPENS.finditer(text)]
    if len(places) > OPEN:
        number = text.count("\n", 0, places[OPEN])
        return _too_much(number, f"the page has more than {OPEN} brackets or tags that are never closed")
    return None


def _too_much(number: int, message: str) -> Flaw:
    return Flaw("page-too-much", number + 1, 1, message)
