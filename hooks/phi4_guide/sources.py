# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What programs read of a published site: the pages' Markdown, an index of it as llmstxt.org proposes, and `robots.txt`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

_TITLE = re.compile(r"<title>(?P<text>.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="?description"? content="(?P<text>[^"]*)"')
_NEXT = re.compile(r'<link rel="?next"? href="?(?P<text>[^">]+)')
_CANONICAL = re.compile(r'<link rel="?canonical"? href="?(?P<text>[^">]+)')

_INDEX = """\
# {title}

> {description}

Each page below is the Markdown that its author wrote. In it `[text](fact:id)` is a figure of the report: what it says, its
section and its page stand under that id in {address}data/facts.json.

## Pages

{pages}
"""

_ROBOTS = "User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"


def sources(site: Path, docs: Path) -> dict[str, str]:
    """What to write into the built site, by path: the Markdown of each page in `docs`, `llms.txt`, `robots.txt`.

    Empty for a site that does not know its own address.
    """
    home = (site / "index.html").read_text(encoding="utf-8")
    address = _first(_CANONICAL, home)
    if not address:
        return {}
    written = {file.relative_to(docs).as_posix(): file.read_text(encoding="utf-8") for file in sorted(docs.rglob("*.md"))}
    lines = []
    for path, text in _pages(site):
        source = f"{path.rstrip('/')}.md" if path else "index.md"
        if source in written:
            title = _first(_TITLE, text).removesuffix(f" - {_first(_TITLE, home)}")
            lines.append(f"- [{title}]({address}{source}): {_first(_DESCRIPTION, text)}")
    index = _INDEX.format(
        title=_first(_TITLE, home), description=_first(_DESCRIPTION, home), address=address, pages="\n".join(lines)
    )
    return written | {"llms.txt": index, "robots.txt": _ROBOTS.format(address=address)}


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """Path and HTML of each page, in the order in which they lead on to each other."""
    path, seen = "", set[str]()
    while path not in seen and (site / path / "index.html").is_file():
        seen.add(path)
        text = (site / path / "index.html").read_text(encoding="utf-8")
        yield path, text
        path = urljoin(f"/{path}", _first(_NEXT, text) or ".")[1:]


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(found["text"]).strip() if found else ""
