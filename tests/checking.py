# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A good page to change, and what the rules find on a page: converted with the site's settings, judged by its data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from our_data import DATA
from phi4_guide.check import Converter
from phi4_guide.config import load_config
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Problem
from phi4_guide.lint import Context
from phi4_guide.lint.runner import lint_page
from site_building import GOOD_FRONT_MATTER, ROOT

FILES = ("page.md", "data.md", "part/glossary.md", "data/table-5.csv", "run.png")
CONVERTER = Converter(load_config(ROOT / "mkdocs.yml"))

# REUSE-IgnoreStart
_CHECKED = """\
description: A page that says what it is about in one sentence that is neither long nor short.
figures: checked
# SPDX-License-Identifier: MIT AND CC-BY-4.0
# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
"""
# REUSE-IgnoreEnd


def good_page(
    front: Iterable[str] = (), body: str = "# A page\n", *, checked: bool = False, without: Iterable[str] = ()
) -> str:
    """A page without a problem, with these lines in its front matter and this body.

    A line takes the place of the one with the same key; others of that key follow it, and a new key comes last.
    """
    lines = {_key(line): [line] for line in GOOD_FRONT_MATTER.split("\n")[1:-2] + _CHECKED.split("\n")[: 4 * checked]}
    fresh: dict[str, list[str]] = {}
    key = ""
    for line in front:
        key = key if line[:1].isspace() else _key(line)
        fresh.setdefault(key, []).append(line)
    lines = {key: fresh.get(key, old) for key, old in lines.items() if key not in without or key in fresh} | fresh
    return "\n".join(["---", *(line for written in lines.values() for line in written), "---", body])


def _key(line: str) -> str:
    return line.partition(":")[0].casefold() if not line.startswith("#") else line.partition(":")[0]


def read(raw: str | bytes, path: str = "page.md") -> Page:
    """The page in these bytes, with its document."""
    return CONVERTER.read(raw.encode() if isinstance(raw, str) else raw, path)


def check(raw: str | bytes, path: str = "page.md", *, own: bool = True) -> list[Problem]:
    """All problems of a page, one of the site's own or a stranger's. The site has two pages more, a table and a picture."""
    page = read(raw, path)
    context = Context(own, DATA if own else None)
    late = replace(
        context, files=FILES, anchors=lambda path: {"tokens", "fig-run", "fig-run.a"} if path == "data.md" else None
    )
    return sorted([*lint_page(page, context), *(lint_page(page, late) if own else [])])
