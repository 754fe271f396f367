# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Begins a page: a file that passes every rule, and its line in the navigation."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from datetime import date
from pathlib import Path

import yaml

from phi4_guide.check import Converter
from phi4_guide.config import CONFIG_NAME, DATA_FOLDER
from phi4_guide.report.model import slug
from phi4_guide.site import Site

# REUSE-IgnoreStart
_PAGE = """\
---
# SPDX-FileCopyrightText: {year} {author}
# SPDX-License-Identifier: MIT AND CC-BY-4.0
description: "{title}: what this page is about, in a sentence that search engines show below its name."
created: {day}  # the day on which you began
author: {author}  # you
version: "1.0"
license(s): MIT, CC BY 4.0
copyright: Copyright (c) {year} {author}  # you
original source: "https://arxiv.org/pdf/2412.08905"
figures: checked
---

# {title}

What the page is about, in one paragraph. A figure is a link to its fact: phi-4 was pretrained on
[{value}](fact:{fact}).
"""
# REUSE-IgnoreEnd
_FACT = "pretraining-tokens"
_TITLE = re.compile(r"[^\W\d_][\w ,.'’()?!+/–-]*")
_NAV_ENTRY = re.compile(r"^(?P<indent>[ \t]*)- .+: \S+\.md\n?", re.MULTILINE)


class NewPageError(ValueError):
    """A page that cannot be begun; nothing was written."""


def write_page(title: str, site: Site, day: date) -> Path:
    """Writes the page and puts it at the end of `nav` in mkdocs.yml. Returns its path.

    Raises:
        NewPageError: the title gives no file name, the page exists, mkdocs.yml has no `nav` to put it in, or the data
            has no figure to show how one is linked.
        DataError: the site's figures cannot be used.
    """
    title = " ".join(title.split())
    # Its letters without their accents: `Über Größe` is `uber-grosse`.
    name = slug(unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode())
    page, config = site.docs / f"{name}.md", site.docs.parent / CONFIG_NAME
    text = config.read_text(encoding="utf-8")
    entries = list(_NAV_ENTRY.finditer(text))
    data = site.data()
    fact = data.find(_FACT) if data else None
    if not name:
        raise NewPageError(f"the title {title!r} has no letter or digit to name a file by; write it in Latin letters")
    if not _TITLE.fullmatch(title) or yaml.safe_load(title) != title:
        raise NewPageError(f"the title {title!r} has a sign that YAML or Markdown reads otherwise; write it without")
    if page.exists():
        raise NewPageError(f"{page} exists; choose another title, or edit that page")
    if not entries:
        raise NewPageError(f"{config} has no `nav` with a page on a line of its own; add one, then run this again")
    if not fact:
        raise NewPageError(f"{site.docs / DATA_FOLDER} has no fact {_FACT!r}, which a new page shows as its example")
    author = subprocess.run(["git", "config", "user.name"], capture_output=True, check=False, text=True).stdout.strip()
    content = _PAGE.format(title=title, author=author or "Cong Le", day=day, year=day.year, fact=fact.id, value=fact.value)
    problems = site.lint(Converter(site.config).read(content.encode(), page.name))
    if problems:
        raise NewPageError(f"the title {title!r} makes a page with a problem: {problems[0].message}")
    page.write_text(content, encoding="utf-8", newline="\n")
    before, after = text[: entries[-1].end()].rstrip("\n"), text[entries[-1].end() :]
    config.write_text(f"{before}\n{entries[0]['indent']}- {title}: {name}.md\n{after}", encoding="utf-8", newline="\n")
    return page
