# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a page's raw bytes: the one pass over what no converted page shows any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from phi4_guide.content.document import Document
from phi4_guide.content.front_matter import Entry, Flaw, read_front_matter
from phi4_guide.content.limits import refuse_excess
from phi4_guide.content.source_lines import place_in

SOURCE = ("original source", "source")
"""The key of a page's publication: the founding note's name for it, and the shorter one its author also uses."""


@dataclass(eq=False)
class Page:
    """A page as it was written. `flaw` is set when it cannot be read or converted."""

    path: str
    text: str
    entries: list[Entry] = field(default_factory=list)
    body_line: int = 1
    """The line at which the body begins, below the front matter."""
    flaw: Flaw | None = None
    document: Document = field(default_factory=Document, repr=False)
    """What readers get of it; empty until it has been converted."""

    def get(self, *names: str) -> Entry | None:
        """The entry of the first of these names that the page has, compared without regard to case."""
        return next((entry for name in names for entry in self.entries if entry.name == name), None)

    @cached_property
    def body(self) -> str:
        """The text below the front matter."""
        return "\n".join(self.text.split("\n")[self.body_line - 1 :])


def is_checked(page: Page) -> bool:
    """Whether the page claims that its figures are checked."""
    entry = page.get("figures")
    return entry is not None and (entry.text or "").strip() == "checked"


def read_page(raw: bytes, path: str) -> Page:
    """The page in these bytes. Raises nothing, whatever they are: what cannot be read is the page's `flaw`."""
    page = Page(path, "")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        lines = text.split("\n")
        refuse_excess(lines)
        # Nothing else looks at a page that has too much.
        page.text = text
        page.entries, height = read_front_matter(lines)
        page.body_line = height + 1
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        message = f"the byte {raw[error.start]:#04x} is not UTF-8; save the page as UTF-8 text"
        page.flaw = Flaw("not-utf-8", *place_in(before, len(before)), message)
    except Flaw as flaw:
        page.flaw = flaw
    return page
