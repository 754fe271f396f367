# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What programs read of a published site: its figures, its pages' Markdown and an index of it, `robots.txt`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from phi4_guide.config import DATA_FOLDER
from phi4_guide.report.load import load_data
from phi4_guide.report.model import FACTS, facts_as_json

_TITLE = re.compile(r"<title>(?P<text>.*?)</title>", re.DOTALL)
_DESCRIPTION = re.compile(r'<meta name="?description"? content="(?P<text>[^"]*)"')
_NEXT = re.compile(r'<link rel="?next"? href="?(?P<text>[^">]+)')
_CANONICAL = re.compile(r'<link rel="?canonical"? href="?(?P<text>[^">]+)')

# In the form that llmstxt.org proposes.
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
    """What to write into the built site, by path: `data/facts.json`, the Markdown of each page in `docs`, its index.

    A site that does not know its own address gets no index.

    Raises:
        DataError: the site's figures cannot be used.
    """
    home = (site / "index.html").read_text(encoding="utf-8")
    address = _first(_CANONICAL, home)
    data = load_data(docs / DATA_FOLDER) if (docs / DATA_FOLDER / FACTS).is_file() else None
    facts = {f"{DATA_FOLDER}/facts.json": facts_as_json(data)} if data else {}
    written = {file.relative_to(docs).as_posix(): file.read_text(encoding="utf-8") for file in sorted(docs.rglob("*.md"))}
    if not address:
        return facts | written
    lines = []
    for path, text in _pages(site):
        source = f"{path.rstrip('/')}.md" if path else "index.md"
        if source in written:
            title = _first(_TITLE, text).removesuffix(f" - {_first(_TITLE, home)}")
            lines.append(f"- [{title}]({address}{source}): {_first(_DESCRIPTION, text)}")
    index = _INDEX.format(
        title=_first(_TITLE, home), description=_first(_DESCRIPTION, home), address=address, pages="\n".join(lines)
    )
    return facts | written | {"llms.txt": index, "robots.txt": _ROBOTS.format(address=address)}


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
