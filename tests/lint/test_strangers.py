# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pages that somebody else wrote, dropped in as they are: they build, pass, and are told little, and nothing false."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cases import load
from checking import good_page, read
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint import Context
from phi4_guide.lint.runner import MAX_ADVICE, lint_page, most_wanted
from site_building import ROOT, Run, done, edit, mkdocs, tiny_site

FRONT = """\
---
created: 2025-06-12 05:31:26
author: Cong Le
version: "1.0"
license(s): MIT, CC BY-SA 4.0
copyright: Copyright (c) 2025 Cong Le. All Rights Reserved.
source: https://code.example/somebody/something
---

"""
USUAL = """\
> This is a working draft in progress
>
> ![Loading...](https://media.example/giphy.gif)

----

# A project of 14 billion parts
> **Disclaimer:**
>
> These are notes on the topic.
---

<!--
```mermaid
flowchrt
```
-->

<details>
<summary>More</summary>

> **Bold** words, and 400 of them.

</details>

```mermaid
%%{init: {'flowchart': { 'htmlLabels': false }, 'themeVariables': {'primaryColor': '#fc82'}}}%%
flowchart LR
  Meme@{ img: "https://media.example/meme.png", label: "A picture", pos: "b" }
  Meme ~~~ Profile{{"<a href='https://code.example/somebody'>Click here</a>"}}
```

---
>**Licenses:**
>
>- **MIT License:** [![License: MIT](https://img.shields.io/badge/License-MIT-yellow.svg)](LICENSE) in [LICENSE](LICENSE).
>- **CC BY-SA 4.0**: details in [LICENSE-CC-BY-SA-4.0](THE_PAST/LICENSE-CC-BY-SA-4.0).
"""
TROUBLED = """\
# A page

[One](nowhere.md), [two](nothing.md#at-all), ![three](none.png) and <marquee>four</marquee>, <blink>five</blink>.

- ~~Six~~ :smile:

```mermaid
flowchrt TB
```

```mermaid
flowchart TB
  A --> end
```

```mermaid
flowchart TB
  A[One] --> B
  A[Two]
  click C "x.md"
```

It is $\\frac{1}{n$ or so.
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with our figures and three pages of somebody's."""
    pages: dict[str, str | bytes] = {
        "index.md": good_page(),
        "usual.md": FRONT + USUAL,
        "sourceless.md": FRONT.replace("source:", "link:") + USUAL,
        "troubled.md": FRONT + TROUBLED,
    }
    site = tiny_site(tmp_path, pages)
    shutil.copytree(ROOT / "docs" / "data", site / "docs" / "data")
    edit(
        site / "mkdocs.yml", ("extra:.*", "extra: {}"), ("markdown_extensions:\n", "markdown_extensions:\n  - md_in_html\n")
    )
    return site


def test_they_pass_and_are_told_in_a_line_or_two(site: Path, run: Run) -> None:
    """6.3, 6.8 and 2.9"""
    found = run("check", cwd=site)
    assert found.returncode == 0, found.stdout
    lines = found.stdout.splitlines()
    for page in ("usual", "sourceless"):
        [line] = [line for line in lines if line.startswith(f"docs/{page}.md:")]
        assert "the image from 'media.example' is shown as words" in line
        assert line.endswith("; see line 38, 39 too (image-remote)")
    rules = [line.rpartition("(")[2].rstrip(")") for line in lines if line.startswith("docs/troubled.md:")]
    assert rules == ["diagram-unreadable", "link", "diagram-lost", "markdown", "html"]
    assert len(rules) <= MAX_ADVICE


@pytest.mark.build
def test_they_build_strictly_and_no_link_of_theirs_leads_to_nothing_of_a_repository(site: Path) -> None:
    said = done(mkdocs("build", "--strict", cwd=site))
    # Nothing is said twice.
    assert "contains a link" not in said
    assert "unrecognized relative link" not in said
    html = (site / "site" / "usual" / "index.html").read_text(encoding="utf-8")
    assert "figures not checked" in html
    assert "THE_PAST" not in html
    assert "<strong>Bold</strong> words" in html


def test_every_error_is_said_and_of_advice_the_worst_five_lines() -> None:
    advice = [
        Problem("page.md", line, 1, rule, Severity.ADVICE, f"{rule} on {line}")
        for line, rule in enumerate(["key-value", "html", "markdown", "a", "b", "link", "image-remote", "link", "c"], 1)
    ]
    errors = [Problem("page.md", line, 1, "link", Severity.ERROR, "wrong") for line in range(20, 40)]
    found = most_wanted([*advice, *errors, *advice])
    assert found[:20] == errors
    said = [problem.message for problem in found[20:]]
    assert said == ["link on 6; see line 8 too", "markdown on 3", "html on 2; see line 7 too", "a on 4", "b on 5"]
    assert most_wanted([]) == []


def test_a_page_is_in_another_language_only_on_a_site_of_ours() -> None:
    """6.9"""
    [german] = [case["below"] for case in load("lint/cases/markup.yml")["language"] if "German" in case["name"]]
    page = read(good_page([], f"# Eine Seite\n\n{german}\n"))
    found = [[each.rule for each in lint_page(page, Context(False, language=language))] for language in ("en", "de")]
    assert found == [["language"], []]
