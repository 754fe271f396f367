# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a pull request changes, from real repositories: pictures and figures, what cannot forge them, refusals."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

from browsing import SIZES, Watch, opened
from checking import good_page
from phi4_guide.diff import code
from site_building import ROOT, Once, Run, command, edit, tiny_site

pytestmark = pytest.mark.thorough

HOSTILE = "</template></figcaption><script>alert(1)</script><img src=//x.example/> $revision & \\"

FACTS, PACKAGE, TABLE = (Path("docs/data", name) for name in ("facts.yml", "datapackage.json", "table-1.csv"))


def git(folder: Path, *arguments: str) -> None:
    """Runs git, whatever the settings of whoever runs the tests."""
    options = ("user.name=A", "user.email=a@example.org", "commit.gpgsign=false", "core.autocrlf=false")
    command = ["git", *(word for option in options for word in ("-c", option)), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project with the report's data; the current folder."""
    for part in ("data", "assets/styles"):
        shutil.copytree(ROOT / "docs" / part, tmp_path / "docs" / part)
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "Begin"]):
        git(tmp_path, *arguments)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(run: Run, base: str = "HEAD") -> list[str]:
    title, _, *lines = run("diff", base).stdout.splitlines()
    assert title == "## Figures that this changes"
    figures = Path("diff.html").read_text(encoding="utf-8").partition("<h2>Pages")[0]
    shown = re.findall(r"<li>(.*)</li>", figures)
    assert [f"- {unescape(line)}" for line in shown] == [line for line in lines if line != "- None."]
    return [line.removeprefix("- ") for line in lines]


def test_changed_figures_have_old_and_new_value_and_new_and_removed_ones_come_last(repository: Path, run: Run) -> None:
    assert listed(run) == ["None."]
    edit(
        FACTS,
        ('value: "global batch size of 5760', 'value: "global batch size of 5761'),
        ("number: 5760", "number: 5761"),
        ("global batch size is 5760.", "global batch size is 5761."),
        ('value: "5120"', 'value: "5121"'),
        ("id: arxiv-date", "id: arxiv-day"),
    )
    edit(TABLE, ("80.4", "80.5"))
    edit(PACKAGE, ('"page": 10,', '"page": 11,'))
    expected = [
        "changed: `global-batch-size` value `global batch size of 5760` → `global batch size of 5761`, "
        "number `5760` → `5761`, statement `The global batch size is 5760.` → `The global batch size is 5761.`",
        "changed: `config.hidden-size` value `5120` → `5121`",
        "changed: `tokens-per-step-if-sequences` number `23592960` → `23597056`",
        "changed: `steps-if-sequences` number `423855.2517361111111111111111` → `423781.6785280333275473008158`",
        "changed: `table-1.math.phi-4-14b` value `80.4` → `80.5`",
        "changed: `table-4` place `Table 4, p. 10` → `Table 4, p. 11`",
        "new: `arxiv-day` `12 Dec 2024`",
        "removed: `arxiv-date` `12 Dec 2024`",
    ]
    found = listed(run)
    assert [line for line in found if line in expected] == expected
    # All others rest on these.
    others = [line for line in found if line not in expected]
    assert [line for line in others if not re.fullmatch("changed: `[^`]+` number `[^`]+` → `[^`]+`", line)] == []
    # Committed or not: what counts is what would be built.
    git(repository, "commit", "-qam", "Change")
    assert (listed(run, "HEAD^"), listed(run, "HEAD")) == (found, ["None."])


def test_links_to_facts_are_told_apart_from_figures(repository: Path, run: Run) -> None:
    page, other = (repository / "docs" / name for name in ("page.md", "other.md"))
    page.write_text(
        good_page(body="# A\n\n[10T](fact:pretraining-tokens), [5760](fact:global-batch-size)\n"), encoding="utf-8"
    )
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Link")
    edit(page, (r"\[5760\]\(fact:global-batch-size\)", "[10T](fact:pretraining-tokens)"))
    other.write_text(good_page(body="# B\n\n[0.1](fact:weight-decay)\n"), encoding="utf-8")
    assert listed(run) == [
        "None.",
        "`other.md` now links `weight-decay`",
        "`page.md` now links `pretraining-tokens`",
        "`page.md` no longer links `global-batch-size`",
    ]


@given(st.text() | st.text("`|<>[]()*_#\\!&@$\n\u202e ", max_size=12) | st.just("`a" * 300))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_no_text_is_anything_but_code(text: str) -> None:
    [item] = [token for token in MarkdownIt().parse(f"- {code(text)} → {code(text)} end\n") if token.type == "inline"]
    assert item.children is not None
    kinds = [(child.type, child.content) for child in item.children]
    if code(text) == "nothing":
        assert kinds == [("text", "nothing → nothing end")]
    else:
        assert [kind for kind, _ in kinds] == ["code_inline", "text", "code_inline", "text"]
        assert kinds[1::2] == [("text", " → "), ("text", " end")]
        assert kinds[0][1].isprintable()


@pytest.mark.parametrize("base", ["HEAD^", "HEAD"])
def test_figures_that_cannot_be_read_are_not_compared_and_said(repository: Path, run: Run, base: str) -> None:
    """Those of before formulas, say; of the working tree's own too."""
    value = '    value: "2412.08905v1"\n'
    edit(FACTS, (value, ""))
    git(repository, "commit", "-qam", "Break")
    if base == "HEAD":
        edit(FACTS, ("  - id: arxiv-id\n", f"  - id: arxiv-id\n{value}"))
    [line] = listed(run, base)
    file = re.escape("before/data/facts.yml" if base == "HEAD" else str(repository / FACTS))
    assert re.fullmatch(f"not compared: `{file}:\\d+: there is no 'value'; write it.*`", line), line


@pytest.mark.parametrize("base", ["nowhere", "--output=docs/stolen"])
def test_a_commit_that_git_does_not_know_is_refused_in_its_words(repository: Path, run: Run, base: str) -> None:
    done = run("diff", "--", base)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot be compared with {base!r}: git says: fatal: not a valid object name" in done.stderr
    assert not [path for path in ("docs/stolen", "diff.html") if Path(path).exists()]


def test_a_folder_outside_of_git_is_refused(repository: Path, run: Run) -> None:
    shutil.rmtree(repository / ".git")
    done = run("diff", "HEAD")
    assert (done.returncode, "git says: fatal: not a git repository" in done.stderr) == (2, True)


def page_with(*diagrams: tuple[str, str], words: str = "Words.") -> str:
    """A page with these words and diagrams, each a title and its source."""
    fences = (f"```mermaid\n---\ntitle: {json.dumps(title)}\n---\n{source}\n```\n" for title, source in diagrams)
    return good_page([], f"# A page\n\n{words}\n\n" + "\n".join(fences))


def chain(*labels: str) -> str:
    """A flowchart with these labels, one after the other; the first is a link."""
    nodes = [f'n{number}["{label}"]:::data' for number, label in enumerate(labels)]
    return f'flowchart TB\n  {" --> ".join(nodes)}\n  click n0 "index.md" "Home"'


KEPT_AS_IS = ("Kept", chain("as", "it", "is"))
LINKED = chain("a", "b") + "\n  n1 -->|and once more| n2"
BEFORE: dict[str, str | bytes] = {
    "index.md": page_with(("Gone", chain("gone")), KEPT_AS_IS, ("Changed", chain("old")), ("Named", chain("the", "same"))),
    "linked.md": page_with(("A link elsewhere", LINKED)),
    "old.md": page_with(),
    "prose.md": page_with(KEPT_AS_IS, words="Old."),
    "same.md": page_with(KEPT_AS_IS),
    "refused.md": page_with(("Refused", "sequenceDiagram\n  A->>B <b>question</b>"), ("Beside it", chain("one"))),
    "unread.md": b"\xff",
}
AFTER: dict[str, str | bytes] = {
    "index.md": page_with(
        KEPT_AS_IS,
        ("First", chain("new")),
        ("Changed", chain("old", "new " + "wide " * 9)),
        ("Named anew", chain("the", "same")),
    ),
    "linked.md": page_with(("A link elsewhere", LINKED.replace("index.md", "prose.md"))),
    "new.md": page_with(),
    "prose.md": page_with(KEPT_AS_IS, words="New."),
    "same.md": page_with(KEPT_AS_IS),
    "refused.md": page_with(("Refused", chain("can", "be drawn")), ("Beside it", chain("two"))),
    "unread.md": page_with(KEPT_AS_IS),
    "<i>host&ile.md": page_with((HOSTILE, "%%{init: {'theme': 'dark'}}%%\n" + chain("</svg><b>bold</b> Diagram-1"))),
}
SHOWN = [
    # kind, page; before and after: the title, and how many nodes are drawn
    ("new: <i>host&ile.md", None, (HOSTILE, 1)),
    ("removed: index.md", ("Gone", 1), None),
    ("new: index.md", None, ("First", 1)),
    ("changed: index.md", ("Changed", 1), ("Changed", 2)),
    ("changed: index.md", ("Named", 2), ("Named anew", 2)),
    ("changed: refused.md", ("Refused", 0), ("Refused", 2)),
    ("changed: refused.md", ("Beside it", 1), ("Beside it", 1)),
    ("changed: unread.md", ("", 0), ("Kept", 3)),
]


def write_pages(folder: Path, pages: dict[str, str | bytes]) -> None:
    for file in folder.rglob("*.md"):
        file.unlink()
    for name, content in pages.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def drawn(once: Once) -> Path:
    """A project whose pages were committed as `BEFORE`, are as `AFTER`, and are shown in `diff.html`."""

    def fill(root: Path) -> None:
        tiny_site(root, {})
        shutil.rmtree(root / "docs" / "assets")
        shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
        write_pages(root / "docs", BEFORE)
        for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "Begin"]):
            git(root, *arguments)
        write_pages(root / "docs", AFTER)
        said = command("phi4-guide", "diff", "HEAD", cwd=root)
        assert (said.returncode, str(root / "diff.html") in said.stderr) == (0, True), said.stderr

    return once("diff", fill)


SECTIONS = """() => [...document.querySelectorAll('h3')].map((heading) => [
  heading.textContent,
  ...[...heading.nextElementSibling.children].map((side) => side.querySelector('h4 + *') && [
    side.querySelector('figcaption')?.textContent ?? '',
    side.querySelector('.picture')?.shadowRoot.querySelectorAll('svg .node').length ?? 0,
  ]),
])"""


@pytest.mark.browser
def test_each_picture_that_changed_is_beside_what_it_was(drawn: Path, page: Page) -> None:
    watch = Watch(page, (drawn / "diff.html").as_uri())
    page.goto((drawn / "diff.html").as_uri())
    found = [(kind, *(side and tuple(side) for side in sides)) for kind, *sides in page.evaluate(SECTIONS)]
    assert found == SHOWN
    names = page.locator("h2:has-text('Pages') + ul > li").all_text_contents()
    # A link or the prose is another, and each picture as it was.
    assert names == ["changed: `linked.md`", "new: `new.md`", "removed: `old.md`", "changed: `prose.md`"]
    refused = page.locator("figure:has-text('Refused')")
    assert (refused.locator("p").text_content() or "").startswith("Mermaid cannot draw the diagram: ")
    assert (refused.locator("pre").text_content() or "").endswith("A->>B <b>question</b>")
    assert page.get_by_text("the byte 0xff is not UTF-8; save the page as UTF-8 text").count() == 1
    # Nothing of what the pages say is an element, runs, or is asked for.
    strange = "script, img, b, i, link, iframe, object, [src], [onclick]"
    assert page.locator(strange).count() == 0
    assert (watch.trouble, len(page.frames)) == ([], 1)
    # The site has no figures, and that is no trouble.
    assert page.locator("h2:text-is('Figures') + ul > li").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", SIZES)
def test_it_is_legible_in_both_palettes_and_no_wider_than_its_window(drawn: Path, chromium: Browser, width: int) -> None:
    papers = set()
    with opened(chromium, viewport={"width": width, "height": SIZES[width]}) as page:
        page.goto((drawn / "diff.html").as_uri())
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            papers.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        before, after = (page.locator("h3:has-text('Changed') + div > figure").nth(side).bounding_box() for side in (0, 1))
        assert before and after
        side_by_side, below = (after["y"] == before["y"], after["y"] >= before["y"] + before["height"])
        assert (side_by_side, below) == ((True, False) if width > 1000 else (False, True))
    assert len(papers) == 2


@pytest.mark.browser
def test_each_side_is_drawn_by_its_own_scripts(drawn: Path, page: Page, tmp_path: Path) -> None:
    """Other scripts may change a picture on any page; where a commit has none, sources are shown, and why."""
    root = shutil.copytree(drawn, tmp_path / "scripts")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Go on")
    edit(root / "docs" / "assets" / "diagrams" / "theme.mjs", ("rankSpacing: 34", "rankSpacing: 60"))
    for without in (False, True):
        if without:
            git(root, "rm", "-rq", "--cached", "docs/assets")
            git(root, "commit", "-qm", "Go back")
        said = command("phi4-guide", "diff", "HEAD", cwd=root)
        assert said.returncode == 0, said.stderr
        page.goto((root / "diff.html").as_uri())
        found = [(kind, *(side and tuple(side) for side in sides)) for kind, *sides in page.evaluate(SECTIONS)]
        assert ("changed: same.md", ("Kept", 0 if without else 3), ("Kept", 3)) in found
        # A single node has no rank to be nearer to.
        assert {(before[1], after[1]) for _, before, after in found} == (
            {(0, 1), (0, 2), (0, 3)} if without else {(2, 2), (3, 3)}
        )
        assert ("before has no assets/diagrams.mjs: " in page.content()) is without
        assert "/tmp" not in page.content()


def test_its_style_is_the_sites(repository: Path, run: Run) -> None:
    """What stands in for the font, and the canvases; the palettes are read from the site's style sheet too."""
    assert run("diff", "HEAD").returncode == 0
    styles = repository / "docs" / "assets" / "styles"
    files = [[styles / "base.css", styles / "diagrams.css"], [repository / "diff.html"]]
    site, ours = ("".join("".join(file.read_text(encoding="utf-8") for file in each).split()) for each in files)
    faces = re.findall(r"@font-face\{[^}]*\}", ours)
    canvases = re.findall(r'\[data-canvas="\w+"\]\{--canvas:#\w+;--canvas-ink:#\w+;', ours)
    assert (len(faces), len(canvases)) == (2, 2)
    assert [rule for rule in faces + canvases if rule not in site] == []
