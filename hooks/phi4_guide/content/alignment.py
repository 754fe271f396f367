# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Finds in a page's source where the words stand that its readers see.

Markdown forgets its lines on the way. The words do not change their order within a block, and blocks seldom theirs: so each
block's words are looked for from where the last block ended, skipping markup and addresses between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from phi4_guide.content.source_lines import Place, place_in

_WORD = re.compile(r"\w+")
_EMPTY = re.compile(r"^[> \t]*$", re.MULTILINE)
_FAR = 60
"""How many words of the source, those of addresses included, may stand between two words of a block."""

_TRIED = 40
"""At how many places of its first word a block is looked for, ahead and behind."""

_BEFORE = 999
"""So much of a line is read for what a link begins with: more would be read again for each place in it."""
_BEFORE_LINK = re.compile(r"(?:!?\[|<a\b[^<>]*>)[^\w\[\]\s]*\Z")


class Alignment:
    """Places in a source for texts read from it.

    `texts` are the blocks in the order in which readers meet them; of each, whether it is an attribute's value, which
    stands inside of its block's source. `first` is the number of the source's first line.
    """

    def __init__(self, texts: Iterable[tuple[str, bool]], source: str, first: int) -> None:
        self._source, self._first = source, first
        self._searched: dict[str, int] = {}
        words = list(_WORD.finditer(source))
        self._starts = [word.start() for word in words]
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(words):
            self._numbers[word[0]].append(number)
        empty = [line.start() for line in _EMPTY.finditer(source)]
        self._part = [bisect_left(empty, start) for start in self._starts]
        """For each word of the source the number of empty lines above it: no block goes on behind one."""
        self._found: list[tuple[str, list[tuple[int, int]]]] = []
        """Each text, with the offsets of its words, there and in the source."""
        cursor = 0
        for text, inside in texts if words else ():
            offsets = [word.start() for word in _WORD.finditer(text)]
            begin = self._begin(_WORD.findall(text), cursor)
            numbers = list(self._follow(_WORD.findall(text), cursor if begin is None else begin)) or [cursor]
            self._found.append((text, list(zip(offsets or [0], (self._starts[n] for n in numbers), strict=True))))
            # What stands elsewhere, such as a footnote's text, does not take the following blocks there.
            if begin is not None and begin >= cursor and not inside:
                cursor = min(numbers[-1] + 1, len(words) - 1)

    def _begin(self, words: list[str], cursor: int) -> int | None:
        """The word of the source with which a block begins, at or after the cursor or else anywhere; None if there is none.

        Words may be written otherwise than they are read: so any of the first may be found, with the two behind it.
        """
        for lead, word in enumerate(words[:6]):
            numbers, tried = self._numbers.get(word, []), words[lead : lead + 3]
            ahead = bisect_left(numbers, cursor)
            for number in (*numbers[ahead : ahead + _TRIED], *numbers[:ahead][:_TRIED]):
                if len(set(self._follow(tried, number))) == len(tried):
                    return number
        return None

    def _follow(self, words: list[str], start: int) -> Iterator[int]:
        """For each of a block's words, in order, the word of the source that it is, or else the one before."""
        here, part = start, self._part[start]
        for word in words:
            numbers = self._numbers.get(word, [])
            at = bisect_left(numbers, start)
            if at < len(numbers) and numbers[at] < start + _FAR and self._part[numbers[at]] == part:
                here, start = numbers[at], numbers[at] + 1
            yield here

    def place(self, number: int, offset: int) -> Place:
        """The place of what stands at `offset` in the text of this number; of a link its opening bracket."""
        if not self._found:
            return self._first, 1
        text, places = self._found[number]
        at = bisect_left(places, (offset, 0))
        if at == len(places) or (at > 0 and " " in text[offset : places[at][0]]):
            at -= 1
        start, place = places[at]
        before = self._source[max(self._source.rfind("\n", 0, place) + 1, place - _BEFORE) : place]
        if offset <= start and (link := _BEFORE_LINK.search(before)):
            place -= len(link[0])
        elif before.endswith(text[offset:start]):
            place -= len(text[offset:start])
        return self._numbered(place)

    def find(self, words: str) -> Place:
        """The next place in the source where these words stand as they are, each call going on from the one before."""
        at = self._source.find(words, self._searched.get(words, 0)) if words else -1
        self._searched[words] = at + 1
        return self._numbered(max(at, 0))

    def _numbered(self, offset: int) -> Place:
        line, column = place_in(self._source, offset)
        return self._first + line - 1, column
