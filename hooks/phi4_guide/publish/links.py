# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Follows every link of a built site to the page and the place it names, whatever built the site.

A strict build by MkDocs does that too; another builder may look at the links in Markdown alone, and miss a diagram's.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from phi4_guide.addresses import host_of
from phi4_guide.publish.files import read_text


class _Page(HTMLParser):
    """What a page leads to or loads, by line, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[tuple[int, str]] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (tag, name) == ("a", "name")):
                self.ids.add(value)
            elif value and name in ("href", "src"):
                self.targets.append((self.getpos()[0], value))


def broken_links(site: Path) -> list[str]:
    """What is wrong with the links of the built site, one line each; addresses of other hosts are not asked.

    Raises:
        ValueError: a page is not UTF-8.
    """
    site = site.resolve()
    pages = {file: _Page(read_text(file)) for file in sorted(site.rglob("*.html"))}
    return [
        f"{file.relative_to(site).as_posix()}:{line}: the link {target!r} {wrong}"
        for file, page in pages.items()
        for line, target in dict.fromkeys(page.targets)
        for wrong in _wrong(site, file, target, pages)
    ]


def _wrong(site: Path, file: Path, target: str, pages: dict[Path, _Page]) -> Iterator[str]:
    parts = urlsplit(target) if host_of(target) is not None else None
    if not parts:
        yield "is no address: its host cannot be read"
    elif parts.path.startswith("/") and not parts.netloc:
        # The error page is shown at any address: there links have to begin so.
        if file.name != "404.html":
            yield "begins with '/': the site may stand below a path; link to the page's file"
    elif not parts.scheme and not parts.netloc:
        found = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        found = found / "index.html" if found.is_dir() else found
        place = unquote(parts.fragment)
        if not found.is_relative_to(site) or not found.is_file():
            yield "leads to nothing in the site"
        elif found in pages and place and place not in pages[found].ids:
            near = get_close_matches(place, pages[found].ids, 1)
            there = found.relative_to(site).as_posix()
            yield f"leads to no place in {there}" + (f"; did you mean {'#' + near[0]!r}?" if near else "")
