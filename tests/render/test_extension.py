# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the Markdown extension makes of a page: figures, byline and foot, and pages written for a code host."""

from __future__ import annotations

import re
import textwrap
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import pytest
from markdown.treeprocessors import Treeprocessor

from phi4_guide.content.reading import fence
from site_building import GOOD_FRONT_MATTER


class SiteBuilder(Treeprocessor):
    """Stands where MkDocs leaves the page with the converter."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.file = SimpleNamespace(content_bytes=page.encode(), src_uri=path, src_dir=None)

    def run(self, root: Element) -> None:
        """Leaves links as they are."""


def render(body: str, front: str = GOOD_FRONT_MATTER, path: str = "page.md") -> str:
    extensions: list[Any] = ["attr_list", "tables", "pymdownx.superfences", "phi4_guide.extension"]
    fences = {"custom_fences": [{"name": "mermaid", "class": "mermaid", "format": fence}]}
    md = markdown.Markdown(
        extensions=extensions,
        extension_configs={
            "pymdownx.superfences": fences,
            "phi4_guide.extension": {"licence_page": "licences.md"},
        },
    )
    md.treeprocessors.register(SiteBuilder(front + body, path), "relpath", 0)
    return md.convert(textwrap.dedent(body))


DIAGRAM = """\
```mermaid
---
title: A title & more
---
flowchart TB
  accTitle: Name
  accDescr: What it shows
  A["<b>One</b> & two"]:::data --> B("Three")
  click B "page.md#three" "To three"
```
"""


def test_a_diagram_is_a_figure_with_title_source_twin_and_place() -> None:
    html = render(f"# Page\n\n{DIAGRAM}")
    assert re.search(r'<figure class="diagram" data-place="page.md:\d+" data-state="waiting" id="fig-a-title-more" ', html)
    assert '<button aria-label="Enlarge: A title &amp; more" class="diagram-enlarge" type="button">Enlarge</button>' in html
    assert '<button aria-label="Edit: A title &amp; more" class="diagram-edit" type="button">Edit</button>' in html
    assert 'aria-label="Copy link: A title &amp; more" class="diagram-copy-link" type="button">Copy link</button>' in html
    assert "<figcaption>A title &amp; more</figcaption>" in html
    assert "<summary>As text</summary>" in html
    assert "What it shows" in html
    link = '<a data-node="page.md#three" href="page.md#three" title="To three">Three</a>'
    assert f'<li id="fig-a-title-more.A">One &amp; two leads to <span id="fig-a-title-more.B">{link}</span></li>' in html


def test_the_source_of_a_diagram_stays_in_the_page_as_written_and_escaped() -> None:
    html = render(f"# Page\n\n{DIAGRAM}")
    assert '<div class="mermaid" data-search-exclude="">' in html
    assert 'A["&lt;b&gt;One&lt;/b&gt; &amp; two"]:::data --&gt; B("Three")' in html


@pytest.mark.parametrize(
    "body",
    [
        "- item\n\n    ```mermaid\n    flowchart TB\n    A --> B\n    ```\n",
        "- item\n    ```mermaid\n    flowchart TB\n    A --> B\n    ```\n",
        "1. one\n\n    ```mermaid\n    flowchart TB\n    A --> B\n    ```\n\n2. two\n",
        "> quoted\n>\n> ```mermaid\n> flowchart TB\n> A --> B\n> ```\n",
    ],
)
def test_a_diagram_in_a_list_or_quotation_is_a_figure_there(body: str) -> None:
    html = render(f"# Page\n\n{body}")
    assert html.count("<figure") == 1
    assert "<li>A leads to B</li>" in html
    assert "<p></p>" not in html


def test_a_diagram_that_our_reader_does_not_understand_still_stands() -> None:
    html = render('# Page\n\n```mermaid\nflowchart TB\n  accDescr: Words\n  A ??? B\n  click A "page.md" "There"\n```\n')
    assert html.count('<div class="mermaid" data-search-exclude="">') == 1
    assert "<p>Words</p>" in html
    # Its links are checked and resolved like any other, and the drawn node takes its own from there.
    assert '<p><a data-node="page.md" href="page.md">There</a></p>' in html


def test_a_diagram_knows_where_it_stands_among_others() -> None:
    html = render("# Page\n\n```mermaid\nflowchart TB\n  A --> B\n```\n\n```mermaid\nflowchart TB\n  C --> D\n```\n")
    first, second = map(int, re.findall(r'data-place="page.md:(\d+)"', html))
    assert second == first + 5


def test_of_equal_diagrams_each_knows_its_own_line() -> None:
    diagram = "```mermaid\nflowchart TB\n  A --> B\n```\n"
    html = render(f"# Page\n\n{diagram.replace('mermaid', 'text')}\n{diagram}\n{diagram}")
    begins = (GOOD_FRONT_MATTER + f"# Page\n\n{diagram}\n").count("\n") + 1
    assert re.findall(r'data-place="page.md:(\d+)"', html) == [str(begins), str(begins + 5)]


def test_other_code_is_left_alone() -> None:
    html = render("# Page\n\n```python\nx = 1\n```\n")
    assert "<figure" not in html
    assert '<code class="language-python">' in html or 'class="highlight"' in html


def test_the_byline_names_author_version_date_licences_source_and_minutes() -> None:
    html = render("# Page\n\n" + "Text. " * 440)
    before, byline = html.split('<p class="byline">')
    byline = byline.split("</p>")[0]
    assert before.strip().endswith("</h1>")
    for part in (
        "Cong Le",
        "version 1.0",
        "18 February 2025",
        "MIT",
        "CC BY 4.0",
        "source: arXiv:2412.08905",
        "2 min read",
    ):
        assert part in byline
    assert '<time datetime="2025-02-18">' in byline
    assert 'href="licences.md#mit-license"' in byline


def test_the_foot_names_disclaimer_licences_and_whose_it_is_not_once() -> None:
    html = render("# Page\n\nText.\n")
    foot = html.split("<footer")[1]
    assert foot.count("Disclaimer") == 1
    assert foot.count("Unofficial: not affiliated with Microsoft") == 1
    assert 'href="licences.md#cc-by-40"' in foot


def test_a_page_with_its_own_disclaimer_and_licences_shows_them_once() -> None:
    html = render("# Page\n\n> **Disclaimer:**\n>\n> Mine.\n\nText.\n\n**Licenses:**\n\n- MIT\n")
    assert html.count("Disclaimer") == 1
    assert html.count("Unofficial: not affiliated with Microsoft") == 1


def test_a_page_under_another_licence_is_shown_under_it() -> None:
    front = GOOD_FRONT_MATTER.replace("MIT, CC BY 4.0", "MIT, CC BY-NC-SA 4.0")
    html = render("# Page\n", front)
    assert "CC BY-NC-SA 4.0" in html.split("<footer")[1]
    assert "everything else under CC BY 4.0" not in html


def test_what_an_author_writes_cannot_become_markup_of_the_byline() -> None:
    front = GOOD_FRONT_MATTER.replace("author: Cong Le", "author: <script>alert(1)</script>")
    assert "<script>" not in render("# Page\n", front)


def test_a_page_without_front_matter_has_neither_byline_nor_foot() -> None:
    html = render("# Page\n", front="")
    assert "byline" not in html
    assert "<footer" not in html


@pytest.mark.parametrize(
    ("path", "expected"),
    [("page.md", "licences.md#mit-license"), ("a/b/page.md", "../../licences.md#mit-license")],
)
def test_links_to_the_licence_files_lead_to_the_licence_page(path: str, expected: str) -> None:
    html = render("# Page\n\n[text](LICENSE) and [more](../LICENSE-CC-BY)\n", path=path)
    assert f'<a href="{expected}">text</a>' in html
    assert "#cc-by-40" in html


def test_links_to_other_hosts_licence_files_are_left_alone() -> None:
    assert 'href="https://example.org/LICENSE"' in render("# Page\n\n[text](https://example.org/LICENSE)\n")


def test_a_remote_image_becomes_words_that_name_its_host() -> None:
    html = render("# Page\n\n![A picture](https://example.org/p.png)\n")
    assert "<img" not in html
    assert '<a href="https://example.org/p.png" rel="noopener">A picture (image on example.org)</a>' in html


def test_a_licence_badge_is_drawn_locally() -> None:
    html = render("# Page\n\n[![License: MIT](https://img.shields.io/badge/License-MIT-yellow.svg)](LICENSE)\n")
    assert "<img" not in html
    assert '<span class="badge">License: MIT</span>' in html


def test_an_image_of_the_sites_own_stays() -> None:
    assert '<img alt="own" src="picture.png"' in render("# Page\n\n![own](picture.png)\n")


def test_a_list_that_follows_a_line_directly_is_a_list_as_on_a_code_host() -> None:
    html = render("# Page\n\nTwo things:\n- one\n- two\n\n> Quoted:\n> 1. first\n> 2. second\n---\n\nEnd.\n")
    assert html.count("<li>") == 4
    assert html.count("<ol>") == 1
    quotation = html.split("<blockquote>")[1].split("</blockquote>")[0]
    assert "<hr" not in quotation
    assert "<hr" in html


def test_a_list_in_code_or_within_an_item_stays_as_it_is() -> None:
    assert "text\n- no list" in render("# Page\n\n```\ntext\n- no list\n```\n")
    html = render("# Page\n\n- an item that\n  goes on\n- another\n")
    assert html.count("<li>") == 2
    assert html.count("<ul>") == 1


def test_a_citation_does_not_end_a_line_before_its_number() -> None:
    html = render("# Page\n\nSee §3, p. 7, pp. 8–9, Table 5 and `p. 7`.\n")
    assert '§3,\u00a0p.\u00a07, <span class="whole">pp.\u00a08–9</span>, Table\u00a05 and <code>p. 7</code>' in html


@pytest.mark.parametrize(
    "body",
    [
        "Here it is:\n```mermaid\nflowchart TB\nA --> B\n```\n",
        "```mermaid\nflowchart TB\nA --> B\n```\nText below.\n",
        "> tight\n> ```mermaid\n> flowchart TB\n> A --> B\n> ```\n",
        "1. item\n\n    ```mermaid\n    flowchart TB\n    A --> B\n    ```\n2. next\n",
    ],
)
def test_a_diagram_without_empty_lines_around_it_is_a_figure(body: str) -> None:
    html = render(f"# Page\n\n{body}")
    assert html.count("<figure") == 1
    assert html.count("A leads to B") == 1


@pytest.mark.parametrize(
    "body",
    [
        "don`t\n\n<script>window.ran=1</script>\n\nit`s",
        "<script/src=https://third.example/x.js></script>",
        "<div><svg/onload=window.ran=1></svg></div>",
        '<div><img title=">" src=x onerror="window.ran=1"></div>',
        '![x](a.png){ onerror="window.ran=1" }',
        "[x](java&#115;cript:window.ran=1)",
        '<a href="&#106;avascript:window.ran=1">x</a>',
        "<iframe src=//third.example></iframe>",
        '<p style="background:url(//third.example/x)">x</p>',
        '<img src="https://third.example/x.png">',
        '![x](a.png){ srcset="https://third.example/x.png" }',
    ],
)
def test_what_would_run_or_load_something_is_made_harmless(body: str) -> None:
    html = render(f"# Page\n\n{body}\n").lower()
    for danger in ("<script", "onload", "onerror", "javascript:", "<iframe", "<svg", "url(", 'src="https:', "srcset"):
        assert danger not in html


def test_ordinary_html_stays_as_it_is() -> None:
    body = '<details open=""><summary>More &amp; more</summary>\n<p class="x">Text<br>text <b title="a">b</b></p></details>'
    assert body in render(f"# Page\n\n{body}\n")


@pytest.mark.parametrize("target", ["assets/font/LICENSE", "https://example.org/LICENSE", "../other/LICENSE-CC-BY"])
def test_a_licence_file_of_something_else_is_left_alone(target: str) -> None:
    assert f'href="{target}"' in render(f"# Page\n\n[text]({target})\n")


def test_the_twin_names_what_a_group_holds_and_groups_by_their_titles() -> None:
    source = "flowchart TB\n  A --> s\n  subgraph s [Training]\n    B\n    C\n  end\n  A --- B\n"
    html = render(f"# Page\n\n```mermaid\n{source}```\n").replace("\n", "")
    assert "<li>A leads to Training; is joined to B</li>" in html
    assert "<strong>Training</strong><ul><li>B</li><li>C</li>" in html


@pytest.mark.parametrize(
    ("source", "canvas"),
    [
        ("flowchart TB\n  A --> B\n", None),
        ("---\ntitle: 'My theme: dark matter'\n---\nflowchart TB\n  A --> B\n", None),
        ("---\nconfig:\n  theme: dark\n---\nflowchart TB\n  A --> B\n", "dark"),
        ("%%{init: {'theme': 'forest'}}%%\nflowchart TB\n  A --> B\n", "light"),
        ("flowchart TB\n  A --> B\n  style A fill:#f9f\n", "light"),
        ("sequenceDiagram\n  A->>B: hi\n", None),
        ("gantt\n  title Plan\n", "light"),
    ],
)
def test_a_diagram_whose_colours_are_not_ours_has_a_canvas_that_makes_it_legible(source: str, canvas: str | None) -> None:
    html = render(f"# Page\n\n```mermaid\n{source}```\n")
    assert ("data-canvas" in html) == (canvas is not None)
    assert canvas is None or f'data-canvas="{canvas}"' in html
