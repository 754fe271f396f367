# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Real builds by MkDocs: what ends one, what only warns, and what an author sees while serving."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from phi4_guide.config import load_config
from phi4_guide.lint.front_matter import REQUIRED
from site_building import GOOD_FRONT_MATTER, ROOT, build_site, copy_project, mkdocs, preview, read_when, tiny_site

pytestmark = pytest.mark.build

GOOD = GOOD_FRONT_MATTER + "# A page\n\n```mermaid\nflowchart TB\n  A --> B\n```\n"
OUR_PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))


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
    "only": (GOOD_FRONT_MATTER.replace("author", "autor"), "1:1: error: the required key 'author'"),
    "deep/er": ("# None\n", "1:1: error: the page does not begin with keys"),
}


@pytest.mark.parametrize("flags", [(), ("--strict",), ("-q",), ("-q", "--strict")], ids=" ".join)
def test_every_error_of_every_page_ends_the_build_whatever_the_flags(tmp_path: Path, flags: tuple[str, ...]) -> None:
    pages = {"index.md": GOOD, **{f"{name}.md": page for name, (page, _) in BROKEN.items()}}
    site = tiny_site(tmp_path, pages)
    before = {file: file.read_bytes() for file in site.rglob("*.md")}
    done = mkdocs("build", *flags, cwd=site)
    assert done.returncode == 1
    for name, (_, words) in BROKEN.items():
        assert f"docs/{name}.md:{words}" in done.stderr
    assert f"{len(BROKEN)} errors in the pages; nothing was built" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not list((site / "site").rglob("*.html"))
    assert {file: file.read_bytes() for file in site.rglob("*.md")} == before


def test_advice_does_not_end_a_strict_build(tmp_path: Path) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD.replace("2025-02-18 05:31:26", "soon"), "licences.md": GOOD})
    done = mkdocs("build", "--strict", cwd=site)
    assert done.returncode == 0, done.stderr
    assert "advice: 'soon' is not a date" in done.stderr


@pytest.mark.parametrize("raw", [GOOD.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + GOOD.encode()], ids=["CRLF", "BOM"])
def test_line_ends_and_byte_order_marks_give_the_same_page(tmp_path: Path, raw: bytes) -> None:
    site = tiny_site(tmp_path, {"index.md": raw})
    assert mkdocs("build", "--strict", cwd=site).returncode == 0
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert 'class="byline"' in html
    assert "license(s)" not in html


def test_a_link_from_a_diagram_to_a_page_that_does_not_exist_fails_a_strict_build(tmp_path: Path) -> None:
    wrong = GOOD.replace("  A --> B\n", '  A --> B\n  click A "nowhere.md"\n')
    site = tiny_site(tmp_path, {"index.md": wrong})
    done = mkdocs("build", "--strict", cwd=site)
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr


def test_the_loader_that_mermaid2_writes_has_an_address_browsers_accept(tmp_path: Path) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD, "a/b.md": GOOD, "plain.md": GOOD_FRONT_MATTER + "# Plain\n"})
    assert mkdocs("build", "--strict", cwd=site).returncode == 0
    built = site / "site"
    for page, address in (
        ("index.html", "./assets/diagrams.mjs"),
        ("a/b/index.html", "../../assets/diagrams.mjs"),
    ):
        html = (built / page).read_text(encoding="utf-8")
        assert f'import mermaid from "{address}";' in html
        assert html.count("mermaid.initialize(") == 1
    assert "mermaid.initialize(" not in (built / "plain" / "index.html").read_text(encoding="utf-8")


def test_mermaid2_leaves_the_rest_of_a_page_as_it_was(tmp_path: Path) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD})
    assert mkdocs("build", cwd=site).returncode == 0
    with_plugin = (site / "site" / "index.html").read_text(encoding="utf-8")
    config = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(re.sub(r"plugins:\n.*\n", "plugins: []\n", config), encoding="utf-8")
    assert mkdocs("build", cwd=site).returncode == 1  # the hook says what is missing
    (site / "mkdocs.yml").write_text(re.sub(r"plugins:\n.*\nhooks:.*\n", "plugins: []\n", config), encoding="utf-8")
    assert mkdocs("build", cwd=site).returncode == 0
    without = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert re.sub(r'<script type="module">\s*import mermaid.*?</script>', "", with_plugin, flags=re.DOTALL) == without


def test_another_plugin_still_changes_a_page_with_a_diagram(tmp_path: Path) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD})
    (site / "other.py").write_text(
        "def on_post_page(output, **_):\n    return output.replace('</body>', '<!-- kept --></body>')\n"
    )
    config = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(config.replace("hooks: [", "hooks: [other.py, "), encoding="utf-8")
    assert mkdocs("build", "--strict", cwd=site).returncode == 0
    html = (site / "site" / "index.html").read_text(encoding="utf-8")
    assert "<!-- kept -->" in html
    assert html.count("mermaid.initialize(") == 1


def test_a_folder_called_data_that_holds_no_facts_is_no_matter(tmp_path: Path) -> None:
    site = tiny_site(tmp_path, {"index.md": GOOD, "data/page.md": GOOD})
    assert mkdocs("build", "--strict", cwd=site).returncode == 0


WRONG_FIGURES = [
    ("pretraining.md", "[0.0003](fact:peak", "[0.0004](fact:peak", "peak-learning-rate: the text says '0.0004'"),
    (
        "pretraining.md",
        "fact:weight-decay",
        "fact:weight-decya",
        "there is no fact 'weight-decya'; did you mean 'weight-decay'",
    ),
    ("data.md", "table: 5", "table: 15", "there is no table 15 in the data"),
    ("data.md", "Synthetic,Models,40%", "Synthetic,Models,41%", "is none of the diagram's facts"),
]


def test_wrong_figures_do_not_build(copy: Path, pages: dict[Path, str]) -> None:
    for page, old, new, _ in WRONG_FIGURES:
        file = copy / "docs" / page
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = mkdocs("build", cwd=copy)
    assert done.returncode == 1
    assert [words for *_, words in WRONG_FIGURES if words not in done.stderr] == []
    assert "Traceback" not in done.stderr


def test_wrong_data_do_not_build(copy: Path) -> None:
    file = copy / "docs" / "data" / "facts.yml"
    good = file.read_text(encoding="utf-8")
    try:
        for wrong, words in (
            (good.replace("number: 5760", "number: 5761"), "says 5761 but its value is 'global batch size of 5760'"),
            (None, "facts.yml"),
        ):
            file.unlink() if wrong is None else file.write_text(wrong, encoding="utf-8")
            done = mkdocs("build", cwd=copy)
            assert done.returncode == 1
            assert words in done.stderr + done.stdout
            assert "Traceback" not in done.stderr
    finally:
        file.write_text(good, encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's site, in a folder where pages can be broken."""
    return copy_project(tmp_path_factory.mktemp("copy"), "chunks")


@pytest.fixture
def pages(copy: Path) -> Iterator[dict[Path, str]]:
    """All of our pages, which a test may change."""
    texts = {copy / "docs" / page: (copy / "docs" / page).read_text(encoding="utf-8") for page in OUR_PAGES}
    yield texts
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")


def test_required_keys_taken_from_any_page_fail(copy: Path, pages: dict[Path, str]) -> None:
    without = load_config(copy / "mkdocs.yml").extra["phi4_guide"]["without_source"]
    taken = re.compile(rf"^(?:{'|'.join(map(re.escape, (*REQUIRED, 'original source')))}):.*\n", re.MULTILINE)
    for file, text in pages.items():
        file.write_text(taken.sub("", text.replace("---\n", "---\nstatus: new\n", 1)), encoding="utf-8")
    done = mkdocs("build", "--strict", "-q", cwd=copy)
    assert done.returncode == 1
    for file in pages:
        for key in (*REQUIRED, *([] if file.name in without else ["original source"])):
            assert f"docs/{file.name}:1:1: error: the required key {key!r} is missing" in done.stderr


def test_malformed_front_matter_of_any_page_fails(copy: Path, pages: dict[Path, str]) -> None:
    for file, text in pages.items():
        file.write_text(text.replace("author: Cong Le", "author: Cong: Le", 1), encoding="utf-8")
    done = mkdocs("build", "--strict", "-q", cwd=copy)
    assert done.returncode == 1
    for file, text in pages.items():
        line = text.split("\n").index("author: Cong Le") + 1
        assert f"docs/{file.name}:{line}:13: error: the front matter cannot be read" in done.stderr


def test_a_copy_of_the_site_builds(copy: Path) -> None:
    # Without -q, which makes --strict blind to warnings.
    assert mkdocs("build", "--strict", cwd=copy).returncode == 0


def test_the_strict_build_of_the_project_says_nothing_of_note(tmp_path: Path) -> None:
    done = build_site(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^(WARNING|ERROR)", done.stderr, re.MULTILINE)
    assert "advice" not in done.stderr


def test_a_preview_whose_port_is_taken_says_so_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        done = mkdocs("serve", "--dev-addr", place, cwd=tiny_site(tmp_path, {"index.md": GOOD}))
    assert done.returncode == 1
    said = done.stdout + done.stderr
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
        said = log.read_text()
        assert "WARNING -  docs/page.md:1:1: error: the required key 'author' is missing" in said
        assert "WARNING -  docs/bytes.md:1:3: error: the byte 0xff" in said
        (site / "docs" / "page.md").write_text(GOOD + "\nMended.\n")
        read_when(url + "page/", "Mended.", log)
        (site / "docs" / "page.md").write_text("No front matter any more.\n")
        read_when(url + "page/", "No front matter any more.", log)
        assert "Traceback" not in log.read_text()
