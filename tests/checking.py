# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Checks a page's text as the site checks its own: converted with its settings, judged by its rules and its data."""

from __future__ import annotations

from our_data import DATA, TODAY
from phi4_guide.check import Converter
from phi4_guide.config import load_config
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Problem
from phi4_guide.lint import Context
from phi4_guide.lint.runner import lint_page
from site_building import ROOT

CONVERTER = Converter(load_config(ROOT / "mkdocs.yml"))


def read(raw: str | bytes, path: str = "page.md") -> Page:
    """The page in these bytes, with its document."""
    return CONVERTER.read(raw.encode() if isinstance(raw, str) else raw, path)


def check(raw: str | bytes, path: str = "page.md", *, own: bool = True) -> list[Problem]:
    """All problems of a page, one of the site's own or a stranger's."""
    return lint_page(read(raw, path), Context(TODAY, own, DATA if own else None))
