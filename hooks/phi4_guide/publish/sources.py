# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What programs read of a published site: `robots.txt`, its pages' Markdown, and an index of it as llmstxt.org proposes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from phi4_guide.publish.files import read_text

_TITLE = r"<title>(.*?)</title>"
_DESCRIPTION = r'<meta name="description" content="([^"]*)"'
_NEXT, _CANONICAL = (rf'<link rel="{name}" href="([^"]+)"' for name in ("next", "canonical"))
_ROBOTS = "User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"
_INDEX = """\
# {title}

> {description}

Each page below is the Markdown that its author wrote. In it `[text](fact:id)` is a figure of the report: what it says, its
section and its page stand under that id in {address}data/facts.json.

## Pages

{pages}
"""


def sources(site: Path, docs: Path) -> dict[Path, str]:
    """What to write into the built site of the pages in `docs`; without its address, their Markdown alone.

    Raises:
        ValueError: a page is not UTF-8.
    """
    written = {site / file.relative_to(docs): read_text(file) for file in sorted(docs.rglob("*.md"))}
    home = read_text(site / "index.html")
    address, title = _first(_CANONICAL, home), _first(_TITLE, home)
    if not address:
        return written
    lines = [
        f"- [{_first(_TITLE, text).removesuffix(f' - {title}')}]({address}{source}): {_first(_DESCRIPTION, text)}"
        for source, text in _pages(site)
        if site / source in written
    ]
    index = _INDEX.format(title=title, description=_first(_DESCRIPTION, home), address=address, pages="\n".join(lines))
    return written | {site / "llms.txt": index, site / "robots.txt": _ROBOTS.format(address=address)}


def _pages(site: Path) -> Iterator[tuple[str, str]]:
    """Path of the Markdown, and HTML, of each page, in the order in which they lead on to each other."""
    path, seen = "", set[str]()
    while path not in seen and (site / path / "index.html").is_file():
        seen.add(path)
        text = read_text(site / path / "index.html")
        yield f"{path.rstrip('/') or 'index'}.md", text
        path = urljoin(f"/{path}", _first(_NEXT, text) or ".")[1:]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""
