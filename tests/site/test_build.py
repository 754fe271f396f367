# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Real builds by MkDocs: what ends one, what only warns, and what an author sees while serving."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from checking import good_page
from phi4_guide.config import load_config
from phi4_guide.lint.front_matter import REQUIRED
from site_building import GOOD_FRONT_MATTER, contents, copy_project, done, edit, mkdocs, preview, read_when, tiny_site

pytestmark = pytest.mark.build

GOOD = GOOD_FRONT_MATTER + "# A page\n\n```mermaid\nflowchart TB\n  A --> B\n```\n"

BROKEN: dict[str, tuple[str | bytes, str]] = {
    "key": (GOOD.replace("author: Cong Le\n", ""), "1:1: error: the required key 'author'"),
    "yaml": (GOOD.replace("Cong Le\nv", "Cong: Le\nv"), "3:13: error: the front matter cannot be read"),
    "none": ("# A page\n", "1:1: error: the page does not begin with keys"),
    "twice": (GOOD.replace("author:", "author: X\nauthor:"), "4:1: error: the front matter cannot be read: the key"),
    # REUSE-IgnoreStart
    "licence": (
        GOOD.replace("created", "# SPDX-License-Identifier: MIT\ncreated"),
        "2:1: error: the SPDX line says 'MIT'",
    ),
    # REUSE-IgnoreEnd
    "bytes": (b"\x89PNG\r\n\x1a\n\xff\xfe", "1:1: error: the byte 0x89 is not UTF-8"),
    "much": (GOOD + "<a x=1 " * 25_000, "1:1: error: the page has 175,"),
    "empty": ("", "1:1: error: the page does not begin with keys"),
    "only": (
        GOOD_FRONT_MATTER.replace("author", "autor"),
        "3:1: error: the required key 'author' is missing, and 'autor' is not known",
    ),
    "deep/er": ("# None\n", "1:1: error: the page does not begin with keys"),
}


@pytest.mark.parametrize("flags", [(), ("--strict",), ("-q",), ("-q", "--strict")], ids=" ".join)
def test_every_error_of_every_page_ends_the_build_whatever_the_flags(tmp_path: Path, flags: tuple[str, ...]) -> None:
    pages = {"index.md": GOOD, **{f"{name}.md": page for name, (page, _) in BROKEN.items()}}
    site = tiny_site(tmp_path, pages)
    before = contents(site / "docs")
    run = mkdocs("build", *flags, cwd=site)
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)
    for name, (_, words) in BROKEN.items():
        assert f"docs/{name}.md:{words}" in run.stderr
    assert f"{len(BROKEN)} errors in the pages; nothing was built" in run.stdout + run.stderr
    assert not list((site / "site").rglob("*.html"))
    assert contents(site / "docs") == before


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A site without an error: a page with advice, line ends and byte order marks of other systems, pages at each depth."""
    pages: dict[str, str | bytes] = {
        "index.md": GOOD.replace("2025-02-18 05:31:26", "soon"),
        "licences.md": GOOD,
        "crlf.md": GOOD.replace("\n", "\r\n").encode(),
        "bom.md": b"\xef\xbb\xbf" + GOOD.encode(),
        # A folder of this name that holds no facts is no matter.
        "data/page.md": GOOD,
        "plain.md": GOOD_FRONT_MATTER + "# Plain\n",
    }
    return tiny_site(tmp_path, pages)


def html_of(site: Path, page: str) -> str:
    return (site / "site" / page / "index.html").read_text(encoding="utf-8")


def test_a_strict_build_with_mermaid2_and_another_plugin(tiny: Path) -> None:
    (tiny / "other.py").write_text(
        "def on_post_page(output, **_):\n    return output.replace('</body>', '<!-- kept --></body>')\n"
    )
    edit(tiny / "mkdocs.yml", (r"hooks: \[", "hooks: [other.py, "))
    # Advice does not end it.
    assert "advice: 'soon' is not a date" in done(mkdocs("build", "--strict", cwd=tiny))
    for page in ("crlf", "bom"):
        assert 'class="byline"' in html_of(tiny, page)
        assert "license(s)" not in html_of(tiny, page)
    # The loader that mermaid2 writes has an address that browsers accept.
    for page, address in (("", "./"), ("crlf", "../"), ("data/page", "../../")):
        assert f'import mermaid from "{address}assets/diagrams.mjs";' in html_of(tiny, page)
        assert html_of(tiny, page).count("mermaid.initialize(") == 1
        assert "<!-- kept -->" in html_of(tiny, page)
    assert "mermaid.initialize(" not in html_of(tiny, "plain")


def test_mermaid2_leaves_the_rest_of_a_page_as_it_was(tiny: Path) -> None:
    done(mkdocs("build", cwd=tiny))
    with_plugin = html_of(tiny, "")
    edit(tiny / "mkdocs.yml", (r"plugins:\n.*\n", "plugins: []\n"))
    done(mkdocs("build", cwd=tiny))
    assert re.sub(r'(?s)<script type="module">\s*import mermaid.*?</script>', "", with_plugin) == html_of(tiny, "")


def test_a_link_that_leads_nowhere_ends_a_build_if_its_page_is_checked_and_is_said_once(tmp_path: Path) -> None:
    """6.4"""
    body = (
        '# A page\n\n[There](crlff.md#a-page), [here](#a-pge).\n\n```mermaid\nflowchart TB\n  A\n  click A "indx.md"\n```\n'
    )
    wrong = ("'crlff.md#a-page' is no page", "index.md has no place `#a-pge`; write `#a-page`", "'indx.md' is no page")
    site = tiny_site(tmp_path, {"index.md": good_page([], body), "crlf.md": GOOD})
    for checked in (False, True):
        (site / "docs" / "index.md").write_text(good_page([], body, checked=checked))
        run = mkdocs("build", *([] if checked else ["--strict"]), cwd=site)
        assert (run.returncode, "nothing was built" in run.stdout + run.stderr) == (int(checked), checked)
        said = [line for line in run.stderr.splitlines() if "crlff.md" in line or "indx.md" in line or "a-pge" in line]
        # Advice is in one line.
        assert len(said) == (3 if checked else 1)
        assert all(words in run.stderr for words in wrong[:: 1 if checked else 3])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's site, in a folder where files of it can be broken."""
    return copy_project(tmp_path, "chunks")


def refused(copy: Path, *flags: str) -> str:
    """What is said while the copy does not build."""
    run = mkdocs("build", *flags, cwd=copy)
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)
    return run.stdout + run.stderr


WRONG_FIGURES = [
    ("pretraining.md", r"\[0.0003\]\(fact:peak", "[0.0004](fact:peak", "peak-learning-rate: the text says '0.0004'"),
    ("pretraining.md", "fact:weight-decay", "fact:weight-decya", "'weight-decya'; did you mean 'weight-decay'"),
    ("data.md", "table: 5", "table: 15", "there is no table '15' in the data"),
    ("data.md", "Synthetic,All synthetic,40.0%", "Synthetic,All synthetic,41.0%", "is none of the diagram's facts"),
]


def test_wrong_figures_and_wrong_data_do_not_build(copy: Path) -> None:
    for page, old, new, _ in WRONG_FIGURES:
        edit(copy / "docs" / page, (old, new))
    said = refused(copy)
    assert [words for *_, words in WRONG_FIGURES if words not in said] == []
    facts = copy / "docs" / "data" / "facts.yml"
    edit(facts, ("number: 5760", "number: 5761"))
    assert "says 5761 but its value is 'global batch size of 5760'" in refused(copy)
    facts.unlink()
    assert "facts.yml" in refused(copy)


def test_required_keys_taken_from_any_page_fail(copy: Path) -> None:
    without = load_config(copy / "mkdocs.yml").extra["phi4_guide"]["without_source"]
    taken = re.compile(rf"^(?:{'|'.join(map(re.escape, (*REQUIRED, 'original source')))}):.*\n", re.MULTILINE)
    pages = sorted((copy / "docs").glob("*.md"))
    for file in pages:
        text = file.read_text(encoding="utf-8")
        file.write_text(taken.sub("", text.replace("---\n", "---\nstatus: new\n", 1)), encoding="utf-8")
    said = refused(copy, "--strict", "-q")
    for file in pages:
        sourced = "figures: checked" in file.read_text(encoding="utf-8") and file.name not in without
        for key in (*REQUIRED, *(["original source"] if sourced else [])):
            assert f"docs/{file.name}:1:1: error: the required key {key!r} is missing" in said


def test_the_strict_build_of_the_project_says_nothing_of_note(site: Path) -> None:
    # Without -q, which makes --strict blind to warnings.
    said = (site.parent / "said").read_text(encoding="utf-8")
    assert "Documentation built" in said
    assert not re.search(r"^(WARNING|ERROR)", said, re.MULTILINE)
    assert "advice" not in said


def test_a_preview_whose_port_is_taken_says_so_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        run = mkdocs("serve", "--dev-addr", place, cwd=tiny_site(tmp_path, {"index.md": GOOD}))
    assert run.returncode == 1
    said = run.stdout + run.stderr
    assert f"the preview cannot be at {place}: " in said
    assert "; stop what runs there, or run `.venv/bin/mkdocs serve --dev-addr 127.0.0.1:" in said
    assert "Traceback" not in said


def test_a_preview_reports_errors_and_keeps_preview(tmp_path: Path) -> None:
    broken = GOOD.replace("author: Cong Le\n", "") + "\nStill shown.\n"
    site = tiny_site(tmp_path, {"index.md": GOOD, "page.md": broken, "bytes.md": b"# \xff\n", "licences.md": GOOD})
    with preview(site) as (url, log):
        read_when(url + "page/", "Still shown.", log)
        shown = read_when(url + "bytes/", "cannot be shown", log)
        assert "the byte 0xff is not UTF-8" in shown
        assert shown.count('<li class="problem-error">Error, line 1: the byte 0xff') == 1
        said = log.read_text()
        assert "WARNING -  docs/page.md:1:1: error: the required key 'author' is missing" in said
        assert "WARNING -  docs/bytes.md:1:3: error: the byte 0xff" in said
        (site / "docs" / "page.md").write_text(GOOD + "\nMended.\n")
        read_when(url + "page/", "Mended.", log)
        (site / "docs" / "page.md").write_text("No front matter any more.\n")
        read_when(url + "page/", "No front matter any more.", log)
        assert "Traceback" not in log.read_text()
