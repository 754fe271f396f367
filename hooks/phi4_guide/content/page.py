# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's raw bytes: the one pass over what no converted page shows any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from phi4_guide.content.front_matter import Entry, Flaw, read_front_matter
from phi4_guide.content.limits import excess

if TYPE_CHECKING:
    from phi4_guide.content.document import Document


@dataclass(eq=False)
class Page:
    """A page as it was written. `flaw` is set when it cannot be read; then `entries` is empty."""

    path: str
    text: str
    entries: tuple[Entry, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()
    """The front matter's comment lines, each with its line number."""
    body_line: int = 1
    """The line at which the body begins."""
    flaw: Flaw | None = None
    document: Document | None = field(default=None, repr=False)
    """What readers get of it, once it has been converted."""
    failure: str = ""
    """Why it could not be converted."""
    _by_name: dict[str, Entry] = field(default_factory=dict, repr=False)

    def get(self, *names: str) -> Entry | None:
        """The entry of the first of these names that the page has, compared without regard to case."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    @cached_property
    def body(self) -> str:
        """The text below the front matter."""
        return "\n".join(self.text.split("\n")[self.body_line - 1 :])


def read_page(raw: bytes, path: str | Path) -> Page:
    """The page in these bytes. Raises nothing, whatever they are: what cannot be read is the page's `flaw`."""
    name = str(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"the byte {error.object[error.start]:#04x} is not UTF-8; save the page as UTF-8 text"
        return Page(name, "", flaw=Flaw("not-utf-8", line, column, message))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if too_much := excess(lines):
        # Nothing else looks at such a page.
        return Page(name, "", flaw=too_much)
    found = read_front_matter(lines)
    if isinstance(found, Flaw):
        return Page(name, text, flaw=found)
    by_name = {entry.name: entry for entry in found.entries}
    return Page(name, text, tuple(found.entries), found.comments, found.height + 1, _by_name=by_name)
