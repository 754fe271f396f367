# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How much a page may hold, counted before anything converts it: Markdown then takes seconds, not minutes.

A size alone is not enough: Python-Markdown looks for the end of what a sign opens to the end of the text, so its time goes
with the square of those that have none.
"""

from __future__ import annotations

import re

from phi4_guide.content.front_matter import Flaw
from phi4_guide.content.source_lines import place_in, scan, without_fences

PAGE, FENCE = 100_000, 20_000
"""The most characters of a page, and of a fenced block."""

OPEN, ADDRESS = 300, 2_000
"""The most signs of a page that open something without an end near by, and characters of an address that has a name."""

_OPENS = re.compile(r"\[(?![^\[\]]{0,999}\])|\]\((?![^()]{0,999}\))|<(?=[\w!?/])(?![^<>]{0,999}>)")
_NAMED = re.compile(rf"^ {{0,3}}\[[^\]\n]+\]:[^\S\n]*\S{{{ADDRESS}}}", re.MULTILINE)


def refuse_excess(lines: list[str]) -> None:
    """Counts what a page of these lines holds.

    Raises:
        Flaw: it does not keep one of the limits.
    """
    characters = sum(len(line) + 1 for line in lines)
    if characters > PAGE:
        raise _too_much(1, f"the page has {characters:,} characters, more than {PAGE:,}; split it")
    for fence in scan(lines)[0]:
        size = sum(len(line) + 1 for line in lines[fence.first : fence.end])
        if size > FENCE:
            raise _too_much(fence.first + 1, f"the fence has {size:,} characters, more than {FENCE:,}; split it")
    text = "\n".join(without_fences(lines))
    if long := _NAMED.search(text):
        message = f"the address has more than {ADDRESS:,} characters; write it where it is used"
        raise _too_much(place_in(text, long.start())[0], message)
    opens = [found.start() for found in _OPENS.finditer(text)]
    if len(opens) > OPEN:
        message = f"the page has more than {OPEN} brackets or tags that are never closed"
        raise _too_much(place_in(text, opens[OPEN])[0], message)


def _too_much(line: int, message: str) -> Flaw:
    return Flaw("page-too-much", line, 1, message)
