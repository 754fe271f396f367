# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the Markdown extension makes of a page: figures, byline and foot, and pages written for a code host."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import pytest
import yaml
from markdown.treeprocessors import Treeprocessor

from phi4_guide.config import load_config
from phi4_guide.content.reading import fence
from site_building import GOOD_FRONT_MATTER, ROOT

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "pages.yml").read_text(encoding="utf-8"))
SITE = load_config(ROOT / "mkdocs.yml")
WHOLE: dict[str, dict[str, Any]] = CASES["figures"] | CASES["pages"]


class SiteBuilder(Treeprocessor):
    """Stands where MkDocs leaves the page with the converter."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.file = SimpleNamespace(content_bytes=page.encode(), src_uri=path, src_dir=None)

    def run(self, root: Element) -> None:
        """Leaves links as they are."""


def render(body: str, front: str = GOOD_FRONT_MATTER, path: str = "page.md") -> str:
    """The HTML of a page with a heading and this body."""
    body = f"# Page\n\n{body}"
    md = markdown.Markdown(
        extensions=[
            "attr_list",
            "footnotes",
            "tables",
            "pymdownx.arithmatex",
            "pymdownx.superfences",
            "phi4_guide.extension",
        ],
        extension_configs={
            "pymdownx.arithmatex": SITE.extension_configs["pymdownx.arithmatex"],
            "pymdownx.superfences": {"custom_fences": [{"name": "mermaid", "class": "mermaid", "format": fence}]},
            "phi4_guide.extension": {"licence_page": "licences.md"},
        },
    )
    md.treeprocessors.register(SiteBuilder(front + body, path), "relpath", 0)
    return md.convert(body)


def figure(source: str) -> str:
    return f"```mermaid\n{source}```\n"


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_has_what_it_should_and_nothing_else(name: str) -> None:
    case, front, body = WHOLE[name], GOOD_FRONT_MATTER, WHOLE[name].get("body", "")
    if "front" in case:
        front = "" if case["front"] == "none" else front.replace(*case["front"])
    html = render(figure(body) if body.startswith("flowchart") else body, front, case.get("path", "page.md"))
    joined = html.replace("\n", "")
    for wanted in case.get("has", ()):
        text, count = wanted if isinstance(wanted, list) else (wanted, None)
        assert text in html or text in joined, (text, html)
        assert count is None or joined.count(text) == count, (text, html)
    assert [text for text in case.get("lacks", ()) if text in html] == []


@pytest.mark.parametrize("body", CASES["places"])
def test_wherever_a_diagram_stands_it_is_a_figure_there(body: str) -> None:
    html = render(body)
    assert html.count("<figure") == html.count("<li>A leads to B</li>") == 1
    assert "<p></p>" not in html


@pytest.mark.parametrize(("source", "canvas"), CASES["canvases"])
def test_a_diagram_whose_colours_are_not_ours_has_a_canvas_that_makes_it_legible(source: str, canvas: str | None) -> None:
    html = render(figure(source))
    assert f'data-canvas="{canvas}"' in html if canvas else "data-canvas" not in html


def test_the_byline_names_author_version_date_licences_source_and_minutes() -> None:
    before, _, after = render("Text. " * 440).partition('<p class="byline">')
    byline = after.partition("</p>")[0]
    assert before.strip().endswith("</h1>")
    said = ["Cong Le", "version 1.0", "18\u00a0February 2025", "MIT", "CC BY 4.0", "source: arXiv:2412.08905", "2 min read"]
    said += ['<time datetime="2025-02-18">', 'href="licences.md#mit-license"']
    assert [part for part in said if part not in byline] == []


@pytest.mark.parametrize("body", CASES["hostile"])
def test_what_would_run_or_load_something_is_made_harmless(body: str) -> None:
    html = render(body).lower()
    dangers = ("<script", "onload", "onerror", "javascript:", "<iframe", "<svg", "url(", 'src="https:', "srcset")
    assert [danger for danger in dangers if danger in html] == []
