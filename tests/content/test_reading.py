# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A page's document is what its readers get, with the places where that stands in the source."""

from __future__ import annotations

import pytest

from checking import read
from site_building import GOOD_FRONT_MATTER

FIRST = GOOD_FRONT_MATTER.count("\n") + 1


def runs(body: str) -> list[tuple[str, str]]:
    document = read(GOOD_FRONT_MATTER + body).document
    assert document is not None
    return [(run.kind, run.text) for run in document.runs]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("It has &#57;&#x39; **lay**ers.", [("p", "It has 99 layers.")]),
        ("3 × 10<sup>-4</sup> and x<sub>2</sub>", [("p", "3 × 10⁻⁴ and x₂")]),
        ("5&thinsp;760 and 10&nbsp;trillion", [("p", "5 760 and 10 trillion")]),
        ("sev&#8203;en, se\u00adven", [("p", "seven, seven")]),
        (r"\*a\* 1\. &lt;b&gt; &amp;lt;", [("p", "*a* 1. <b> &lt;")]),
        ("It has <!--> 999 layers <!-- x -->.", [("p", "It has <!--> 999 layers .")]),
        ("<!-- 999 -->\n\nText.", [("p", "Text.")]),
        ("a  \nb", [("p", "a\nb")]),
        ("- one\n- two `3`\n", [("li", "one"), ("li", "two 3")]),
        ("- one\n\n    more\n", [("p", "one"), ("p", "more")]),
        ("<script>9</script><b onclick=x>8</b>", [("p", "8")]),
        ('<ol start="9"><li value="7">x</li></ol>', [("start", "9"), ("value", "7"), ("li", "x")]),
        ('![an image of 9](a.png "seen 8")', [("alt", "an image of 9"), ("title", "seen 8")]),
        ('!!! note "Title 9"\n    Text.\n', [("p", "Title 9"), ("p", "Text.")]),
        ("Text.[^1]\n\n[^1]: It has 9.\n", [("p", "Text."), ("p", "It has 9. ")]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", [("th", "a"), ("th", "b"), ("td", "1"), ("td", "2")]),
        ("Term\n: not a list here\n", [("p", "Term : not a list here")]),
        ("```text\n999\n```\n", []),
        (
            "<details markdown><summary>More 9</summary>\n\nText *8*.\n\n</details>",
            [("summary", "More 9"), ("p", "Text 8.")],
        ),
        ('=== "Tab 9"\n\n    Text.\n', [("label", "Tab 9"), ("p", "Text.")]),
    ],
)
def test_runs_are_what_readers_see_and_hear(body: str, expected: list[tuple[str, str]]) -> None:
    assert runs(body) == expected


@pytest.mark.parametrize(
    "link",
    [
        "[seven](fact:a.b)", "[seven][q]\n\n[q]: fact:a.b", "[seven][]\n\n[seven]: fact:a.b",
        "[seven]\n\n[seven]: fact:a.b",
        "[seven](<fact:a.b>)", '<a href="fact:a.b">seven</a>', "[seven](fact%3Aa.b)", "[seven](fact&#58;a.b)",
        "[seven](FACT:a.b)", "[se&#8203;ven](fact:a.b)", "[`seven`](fact:a.b)", "[**sev**en](fact:a.b)",
        '[<span title="4">seven</span>](fact:a.b)', '<a href=" fact:a.b">seven</a>', '[seven](x.md){: href="fact:a.b" }',
    ],
)  # fmt: skip
def test_a_fact_link_is_one_however_it_is_spelt(link: str) -> None:
    """CASES 1.1, 1.7."""
    document = read(f"{GOOD_FRONT_MATTER}It reads it {link}\n").document
    assert document is not None
    assert [(found.target, found.text) for found in document.fact_links] == [("a.b", "seven")]


LONG = """\
# A page

First paragraph with [a link](other.md#999) and
[forty](fact:a) layers.

- an item
- another one with
  [twelve](fact:b) heads

Text with a note.[^n]

```mermaid
flowchart TB
  A --> B
```

> quoted [seven][q] times

[^n]: The note says [nine](fact:c).

[q]: fact:d

Last, `code 5` and [ten](fact:e).
"""


def test_fact_links_fences_and_headings_have_their_lines() -> None:
    document = read(GOOD_FRONT_MATTER + LONG).document
    assert document is not None
    lines = LONG.split("\n")
    expected = {link: next(n for n, line in enumerate(lines) if f"[{link}]" in line) for link in
                ("forty", "twelve", "seven", "nine", "ten")}  # fmt: skip
    found = {link.text: link.place for link in document.fact_links}
    assert found == {text: (FIRST + n, lines[n].index(f"[{text}]") + 1) for text, n in expected.items()}
    [fence] = document.diagrams
    assert (fence.line, fence.text) == (FIRST + lines.index("flowchart TB"), "flowchart TB\n  A --> B")
    assert [(run.kind, run.place(0)) for run in document.runs if run.text == "A page"] == [("h1", (FIRST, 3))]
    assert [(link.target, link.text) for link in document.links] == [("other.md#999", "a link")]


@pytest.mark.parametrize(
    "fence",
    [
        "```mermaid\nflowchart TB\n```", "~~~mermaid\nflowchart TB\n~~~", "``` mermaid\nflowchart TB\n```",
        "```Mermaid\nflowchart TB\n```", '```mermaid title="x"\nflowchart TB\n```', "  ```mermaid\n  flowchart TB\n  ```",
        "```mermaid\nflowchart TB\n   ```", "```mermaid\nflowchart TB\n`````", "```\tmermaid\nflowchart TB\n```",
        "- item\n\n    ```mermaid\n    flowchart TB\n    ```", "> ```mermaid\n> flowchart TB\n> ```",
        "Text\n```mermaid\nflowchart TB\n```\ntext", "- ```mermaid\n  flowchart TB\n  ```",
        "```{.mermaid}\nflowchart TB\n```",
        "Note.[^1]\n\n[^1]: Text\n\n    ```mermaid\n    flowchart TB\n    ```",
        "<!-- c -->\n```mermaid\nflowchart TB\n```", "<!--\n```mermaid\nhidden\n```\n-->\n\n```mermaid\nflowchart TB\n```",
        "<!-- ``` -->\n\n```mermaid\nflowchart TB\n```", "```text\n<!--\n```\n\n```mermaid\nflowchart TB\n```\n\n-->",
    ],
)  # fmt: skip
def test_a_diagram_is_one_wherever_a_code_host_draws_one(fence: str) -> None:
    """CASES 2.11 and 2.17."""
    document = read(f"{GOOD_FRONT_MATTER}# A page\n\n{fence}\n\nText.\n").document
    assert document is not None
    assert [found.text.strip() for found in document.diagrams] == ["flowchart TB"]
    assert (GOOD_FRONT_MATTER + f"# A page\n\n{fence}").split("\n")[document.diagrams[0].line - 1].lstrip(
        "> -"
    ) == "flowchart TB"


def test_what_the_sanitizer_takes_out_is_known_with_its_line() -> None:
    body = 'Text.\n\n<script>x</script>\n\n<b onclick="x">b</b> [c](javascript:x) <marquee>d</marquee>\n'
    document = read(GOOD_FRONT_MATTER + body).document
    assert document is not None
    found = [(one.kind, one.name, one.place[0] - FIRST) for one in document.dropped]
    assert found == [
        ("element", "script", 2),
        ("handler", "onclick", 4),
        ("address", "javascript:", 4),
        ("element", "marquee", 4),
    ]
