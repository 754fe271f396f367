# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a Markdown extension knows of the page it converts, whatever the site builder, and the data of its site."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from markdown import Markdown

from phi4_guide.content.page import Page, read_page
from phi4_guide.content.prose import prose_of
from phi4_guide.report.load import load_data
from phi4_guide.report.model import FACTS, Data


@dataclass(frozen=True)
class Current:
    """The page being converted, and the folder of the site's pages; the folder is None for a generated page."""

    page: Page
    docs: Path | None
    _placed: Counter[str] = field(default_factory=Counter, init=False, repr=False, compare=False)

    def link(self, target: str) -> str:
        """The address of `target`, a path in the docs folder, as written in a link on the page."""
        return posixpath.relpath(target, posixpath.dirname(self.page.path) or ".")

    def place_of(self, fenced: str) -> str:
        """File and line where the diagram with this text begins, as `page.md:31`; the file alone where it is not found.

        Of equal diagrams each call gives the next one's.
        """
        text = fenced.strip()
        lines = (fence.line - 1 for fence in prose_of(self.page).diagrams if fence.text.strip() == text)
        before = self._placed[text]
        self._placed[text] += 1
        return ":".join([self.page.path, *map(str, islice(lines, before, before + 1))])


def current(md: Markdown) -> Current | None:
    """The page that the converter works on, from what MkDocs or Zensical leaves with it; None outside of a site."""
    if "relpath" in md.treeprocessors:
        file = md.treeprocessors["relpath"].file  # type: ignore[attr-defined]
        return Current(read_page(file.content_bytes, file.src_uri), Path(file.src_dir) if file.src_dir else None)
    if "rendering_context" in md.preprocessors:
        context: Any = md.preprocessors["rendering_context"]
        docs = Path(context.config["root_dir"], context.config["docs_dir"])
        return Current(read_page((docs / context.page.path).read_bytes(), context.page.path), docs)
    return None


def data_in(folder: Path) -> Data | None:
    """The data in this folder, read again only when a file in it has changed; None where the folder holds no facts.

    Raises:
        DataError: the data cannot be used.
    """
    if not (folder / FACTS).is_file():
        return None
    stamps = tuple(sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir()))
    return _load(folder, stamps)


@lru_cache(maxsize=4)
def _load(folder: Path, stamps: tuple[tuple[str, int], ...]) -> Data:
    return load_data(folder)
