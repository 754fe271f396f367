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
from phi4_guide.config import CONFIG_NAME, DATA_FOLDER, NAV
from phi4_guide.report.model import slug
from phi4_guide.site import Site

# REUSE-IgnoreStart
_PAGE = """\
---
# SPDX-FileCopyrightText: {year} {author}
# SPDX-License-Identifier: MIT AND CC-BY-4.0
description: "{title}: what this page is about, in one sentence of sixty to a hundred and eighty characters."
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

```mermaid
---
title: What the diagram shows, as an answer
---
flowchart TB
  accTitle: The diagram's name, for those who listen
  accDescr: What the diagram shows, in a sentence or two.
  %% facts: {fact}
  data[("Data")]:::data --> run("Pretraining"):::process
  run --> model["Base model"]:::model
  click run "pretraining.md" "Pretraining"
```
"""
# REUSE-IgnoreEnd
_FACT = "pretraining-tokens"


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
    name = slug(_in_ascii(title))
    if not name:
        raise NewPageError(f"the title {title!r} has no letter or digit to name a file by; write it in Latin letters")
    if _as_yaml(title) != [{title: "x"}] or re.search(r"[\"\\\[\]{}<>`*_|]", title):
        raise NewPageError(f"the title {title!r} has a sign that YAML or Markdown reads otherwise; write it without")
    page = site.docs / f"{name}.md"
    if page.exists():
        raise NewPageError(f"{page} exists; choose another title, or edit that page")
    config = site.docs.parent / CONFIG_NAME
    text = config.read_text(encoding="utf-8")
    nav = NAV.search(text)
    first = re.search(r"^[ \t]*(?=- )", nav["entries"], re.MULTILINE) if nav else None
    if not nav or not first:
        raise NewPageError(f"{config} has no `nav` with an entry on a line of its own; add one, then run this again")
    data = site.data()
    fact = data.find(_FACT) if data else None
    if not fact:
        raise NewPageError(f"{site.docs / DATA_FOLDER} has no fact {_FACT!r}, which a new page shows as its example")
    content = _PAGE.format(title=title, author=_author(), day=day, year=day.year, fact=fact.id, value=fact.value)
    problems = site.lint(Converter(site.config).read(content.encode(), page.name))
    if problems:
        raise NewPageError(f"the title {title!r} makes a page with a problem: {problems[0].message}")
    page.write_text(content, encoding="utf-8", newline="\n")
    line = f"{first[0]}- {title}: {name}.md\n"
    config.write_text(text[: nav.end()].rstrip("\n") + f"\n{line}" + text[nav.end() :], encoding="utf-8", newline="\n")
    return page


def _in_ascii(title: str) -> str:
    """The title with the letters that Latin ones are made of: `Über Größe` is `Uber Grosse`."""
    return unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode()


def _as_yaml(title: str) -> object:
    """What a line of the navigation with this title says to YAML."""
    try:
        return yaml.safe_load(f"- {title}: x")
    except yaml.YAMLError:
        return None


def _author() -> str:
    """The name that git knows, or the project's."""
    command = ["git", "config", "user.name"]
    try:
        named = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    except (OSError, UnicodeDecodeError):
        named = ""
    return named if re.fullmatch(r"[\w][\w .'-]*", named) and not named[0].isdigit() else "Cong Le"
