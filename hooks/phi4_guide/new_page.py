# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Begins a page: a file that passes every rule."""

from __future__ import annotations

import subprocess
import unicodedata
from datetime import date
from pathlib import Path

from phi4_guide.check import Converter
from phi4_guide.report.model import slug
from phi4_guide.site import Site

# REUSE-IgnoreStart
_PAGE = """\
---
# SPDX-FileCopyrightText: {day.year} {author}
# SPDX-License-Identifier: MIT AND CC-BY-4.0
description: "{title}: what this page is about, in a sentence that search engines show below its name."
created: {day}  # the day on which you began
author: {author}  # you
version: "1.0"
license(s): MIT, CC BY 4.0
copyright: Copyright (c) {day.year} {author}  # you
original source: "https://arxiv.org/pdf/2412.08905"
figures: checked
---

# {title}

What the page is about, in one paragraph.
"""
# REUSE-IgnoreEnd


def write_page(title: str, site: Site, day: date) -> Path:
    """Writes a page of this title into the site's folder. Returns its path.

    Raises:
        ValueError: the title gives no file name, or breaks a rule. FileExistsError: the page exists. Nothing is written.
        DataError: the site's figures cannot be used.
    """
    # Its letters without their accents: `Über Größe` is `uber-grosse`.
    name = slug(unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode())
    if not name:
        raise ValueError(f"the title {title!r} has no letter or digit to name a file by; write it in Latin letters")
    author = subprocess.run(["git", "config", "user.name"], capture_output=True, check=False, text=True).stdout.strip()
    content = _PAGE.format(title=title, author=author or "Cong Le", day=day)
    page = site.docs / f"{name}.md"
    if problems := site.lint(Converter(site.config).read(content.encode(), page.name)):
        raise ValueError(f"the title {title!r} makes a page with a problem: {problems[0].message}")
    with page.open("x", encoding="utf-8", newline="\n") as file:
        file.write(content)
    return page
