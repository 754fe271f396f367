# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What programs read of a published site: `robots.txt`, its pages' Markdown, and an index of it as llmstxt.org proposes."""

from __future__ import annotations

import html
import re
from pathlib import Path

from phi4_guide.publish.files import read_text

_HEAD = re.compile(
    r'<title>(?P<title>.*?)</title>|<meta name="description" content="(?P<description>[^"]*)"'
    r'|<link rel="canonical" href="(?P<address>[^"]+)"', re.DOTALL,
)  # fmt: skip
_NAVIGATION = re.compile(r'<a href="(?:\./)?([\w/-]+)/" class="md-nav__link')
_ROBOTS = "User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n"
_INDEX = """\
# {title}

> {description}

Each page below is the Markdown that its author wrote. In it `[text](fact:id)` is a figure of the report: what it says, its
section and its page stand under that id in {address}data/facts.json.

## Pages

"""


def sources(site: Path, docs: Path) -> dict[Path, str]:
    """What to write into the built site of the pages in `docs`; without its address, their Markdown alone.

    Raises:
        ValueError: a page is not UTF-8.
    """
    written = {site / file.relative_to(docs): read_text(file) for file in sorted(docs.rglob("*.md"))}
    text = read_text(site / "index.html")
    home = _head(text)
    if "address" not in home:
        return written
    index = _INDEX.format(**home)
    for page in dict.fromkeys(["index", *_NAVIGATION.findall(text)]):
        if site / f"{page}.md" in written:
            head = home if page == "index" else _head(read_text(site / page / "index.html"))
            name = head["title"].removesuffix(f" - {home['title']}")
            index += f"- [{name}]({home['address']}{page}.md): {head['description']}\n"
    return written | {site / "llms.txt": index, site / "robots.txt": _ROBOTS.format(**home)}


def _head(text: str) -> dict[str, str]:
    """The title and description of a page, empty where it has none, and its address, if it has one."""
    found = {str(found.lastgroup): html.unescape(found[str(found.lastgroup)]).strip() for found in _HEAD.finditer(text)}
    return {"title": "", "description": ""} | found
