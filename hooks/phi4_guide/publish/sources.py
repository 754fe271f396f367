# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What programs read of a published site: `robots.txt`, its pages' Markdown, and an index of it as llmstxt.org proposes."""

from __future__ import annotations

import html
import re
from pathlib import Path

from phi4_guide.publish.files import read_text

_TITLE = r"<title>(.*?)</title>"
_DESCRIPTION = r'<meta name="description" content="([^"]*)"'
_CANONICAL = r'<link rel="canonical" href="([^"]+)"'
_NAVIGATION = re.compile(r'<a href="(?:\./)?([\w/-]+/)" class="md-nav__link')
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
    lines = []
    for path in dict.fromkeys(["", *_NAVIGATION.findall(home)]):
        source = f"{path.rstrip('/') or 'index'}.md"
        if site / source in written:
            text = read_text(site / path / "index.html")
            name = _first(_TITLE, text).removesuffix(f" - {title}")
            lines.append(f"- [{name}]({address}{source}): {_first(_DESCRIPTION, text)}")
    index = _INDEX.format(title=title, description=_first(_DESCRIPTION, home), address=address, pages="\n".join(lines))
    return written | {site / "llms.txt": index, site / "robots.txt": _ROBOTS.format(address=address)}


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""
