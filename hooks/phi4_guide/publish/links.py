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

_NOT_FOUND = "404.html"
"""The page that a host shows at any address: the one whose links have to be absolute."""


class _Reader(HTMLParser):
    """Reads what a page leads to or loads, by line, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[tuple[int, str]] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (tag, name) == ("a", "name")):
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.targets.append((self.getpos()[0], value))


def broken_links(site: Path) -> list[str]:
    """What is wrong with the links of the built site, one line each; addresses of other hosts are not asked."""
    pages = {file: _Reader(file.read_text(encoding="utf-8")) for file in sorted(site.resolve().rglob("*.html"))}
    return [
        f"{file.relative_to(site.resolve()).as_posix()}:{line}: the link {target!r} {wrong}"
        for file, page in pages.items()
        for line, target in dict.fromkeys(page.targets)
        for wrong in _wrong(file, target, pages, site.resolve())
    ]


def _wrong(file: Path, target: str, pages: dict[Path, _Reader], site: Path) -> Iterator[str]:
    if host_of(target) is None:
        yield "is no address: its host cannot be read"
        return
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return
    if parts.path.startswith("/"):
        if file.name != _NOT_FOUND:
            yield "begins with '/': the site may stand below a path; link to the page's file"
        return
    found = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if found.is_dir():
        found /= "index.html"
    if not found.is_relative_to(site) or not found.is_file():
        yield "leads to nothing in the site"
    elif found in pages and parts.fragment and unquote(parts.fragment) not in pages[found].ids:
        near = get_close_matches(unquote(parts.fragment), pages[found].ids, 1)
        there = found.relative_to(site).as_posix()
        yield f"leads to no place in {there}" + (f"; did you mean {'#' + near[0]!r}?" if near else "")
