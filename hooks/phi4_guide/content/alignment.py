# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Finds in a page's source where the words stand that its readers see.

Markdown forgets its lines on the way. The words do not change their order within a block, and blocks seldom theirs: so each
block's words are looked for from where the last block ended, skipping markup and addresses between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import accumulate

from phi4_guide.content.source_lines import words_of

Place = tuple[int, int]
"""Line and column in a page's source, counted from 1."""

_WORD = re.compile(r"\w+")
_FAR = 60
"""How many words of the source, those of addresses included, may stand between two words of a block."""

_TRIED = 40
"""At how many places of its first word a block is looked for."""

_BEFORE_LINK = re.compile(r"(?:!?\[|<a\b[^<>]*>)[^\w\[\]\s]*\Z")


class Alignment:
    """Places in a source for texts read from it.

    `texts` are the blocks in the order in which readers meet them; of each, whether it is an attribute's value, which
    stands inside of its block's source. `first` is the number of the source's first line.
    """

    def __init__(self, texts: list[tuple[str, bool]], source: str, first: int) -> None:
        self._texts = [text for text, _ in texts]
        self._first = first
        self._source = source
        self._lines = source.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))[:-1]
        self._words = list(words_of(self._lines, first))
        parts = list(accumulate(not line.strip("> \t") for line in self._lines))
        self._part = [parts[line - first] for _, line, _ in self._words]
        """For each word the number of empty lines above it: no block goes on behind one."""
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, (word, _, _) in enumerate(self._words):
            self._at[word].append(number)
        self._found: dict[str, int] = {}
        self._places: list[list[tuple[int, Place]]] = []
        cursor = 0
        for text, inside in texts:
            words = list(_WORD.finditer(text))
            begins = self._begin([word[0] for word in words], cursor)
            places, after = self._follow(words, cursor if begins is None else begins)
            self._places.append(places)
            # What stands elsewhere, such as a footnote's text, does not take the following blocks there.
            if begins is not None and begins >= cursor and not inside:
                cursor = after

    def _begin(self, words: list[str], cursor: int) -> int | None:
        """The word of the source with which a block begins: at or after the cursor, else anywhere.

        Words may be written otherwise than they are read; one that follows has to do where not all three can be found.
        """
        for lead in range(min(len(words), 6)):
            places = self._at.get(words[lead], [])
            ahead = bisect_left(places, cursor)
            for following in (3, 1):
                for place in (*places[ahead : ahead + _TRIED], *places[:ahead][:_TRIED]):
                    if self._goes_on(words[lead + 1 : lead + 1 + following], place):
                        return place
        return None

    def _goes_on(self, words: list[str], place: int) -> bool:
        part = self._part[place]
        for word in words:
            found = self._next(word, place + 1, 14, part)
            if found is None:
                return False
            place = found
        return True

    def _next(self, word: str, start: int, far: int, part: int) -> int | None:
        places = self._at.get(word, [])
        at = bisect_left(places, start)
        return places[at] if at < len(places) and places[at] < start + far and self._part[places[at]] == part else None

    def _follow(self, words: list[re.Match[str]], start: int) -> tuple[list[tuple[int, Place]], int]:
        """The place of each word by its offset, and the word of the source after the last one found."""
        places: list[tuple[int, Place]] = []
        first = min(start, len(self._words) - 1)
        here: Place = self._words[first][1:] if self._words else (self._first, 1)
        part = self._part[first] if self._words else 0
        for word in words:
            found = self._next(word[0], start, _FAR, part)
            if found is not None:
                here, start = self._words[found][1:], found + 1
            places.append((word.start(), here))
        return places or [(0, here)], start

    def place(self, number: int, offset: int) -> Place:
        """The place of what stands at `offset` in the text of this number; of a link its opening bracket."""
        places = self._places[number]
        at = bisect_left(places, (offset, (0, 0)))
        if at == len(places) or (places[at][0] > offset and at > 0 and " " in self._texts[number][offset : places[at][0]]):
            at -= 1
        start, (line, column) = places[at]
        column = max(1, column - (start - offset)) if 0 < start - offset < 3 else column
        before = _BEFORE_LINK.search(self._lines[line - self._first][: column - 1]) if start - offset >= 0 else None
        return line, before.start() + 1 if before else column

    def find(self, words: str) -> Place | None:
        """The next place in the source where these words stand as they are, each call going on from the one before."""
        at = self._source.find(words, self._found.get(words, 0)) if words else -1
        if at < 0:
            return None
        self._found[words] = at + 1
        line = bisect_right(self._starts, at) - 1
        return self._first + line, at - self._starts[line] + 1
