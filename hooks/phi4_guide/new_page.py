# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Begins a page: a file that passes every rule, and its line in the navigation."""

from __future__ import annotations

import re
import shutil
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
description: "{title}: what this page is about, in one sentence that a search shows below its title."
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
  accDescr: What the diagram shows, in a sentence or two for those who listen to it.
  %% facts: {fact}
  data[("Data")]:::data --> run("Pretraining"):::process
  run --> model["Base model"]:::model
  click run "pretraining.md" "Pretraining"
```
"""
# REUSE-IgnoreEnd
_FACT = "pretraining-tokens"
_PLAIN = re.compile(r"\w[\w ,.()'’/?!–-]*")


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
    # The letters that Latin ones are made of: the file of `Über Größe` is `uber-grosse.md`.
    name = slug(unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode())
    if not name:
        raise NewPageError(f"the title {title!r} has no letter or digit to name a file by; write it in Latin letters")
    if not _PLAIN.fullmatch(title) or yaml.safe_load(title) != title:
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


def _author() -> str:
    """The name that git knows, or the project's."""
    git = shutil.which("git")
    named = subprocess.run([git, "config", "user.name"], capture_output=True, check=False).stdout if git else b""
    name = named.decode("utf-8", "replace").strip()
    return name if re.fullmatch(r"[^\W\d][\w .'-]*", name) else "Cong Le"
