# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Whose scripts `phi4-guide finish` lets run, on small sites made by hand: the theme's, the loader's, and no others."""

from __future__ import annotations

import base64
import hashlib
import re
import resource
from importlib.util import find_spec
from pathlib import Path

import pytest

from site_building import GOOD_FRONT_MATTER, ROOT, Run, assert_strict, contents, edit, policies

_THEME = Path(str(find_spec("material").origin)).parent / "templates" / "partials" / "javascripts"  # type: ignore[union-attr]
SCOPE, CONTENT = (
    re.findall(r"<script>(.*?)</script>", (_THEME / name).read_text(encoding="utf-8"), re.DOTALL)[0]
    for name in ("base.html", "content.html")
)
META = re.findall(r"<meta http-equiv.*?>", (ROOT / "overrides" / "main.html").read_text(encoding="utf-8"))[0]
LOADER = """import mermaid from "{}assets/diagrams.mjs";
mermaid.initialize({{
    layout: "dagre",
    htmlLabels: false{}
}});"""
LAX = META.replace("default-src 'none'", "default-src *; script-src-elem 'unsafe-inline'")


def scope(root: str) -> str:
    """The theme's script that names the way to the site's root."""
    return re.sub(r"\{\{.*?\}\}", root, SCOPE)


def page(root: str, head: str = "", article: str = "", end: str = "") -> str:
    """A page of the theme's, with this in its head, its article, and behind it."""
    return (
        f'<!doctype html>\n<html lang="en"><head>\n<meta charset="utf-8">{head}\n  {META}<script>{scope(root)}</script>'
        '<link rel="canonical" href="https://guide.example/"></head>\n'
        f"<body><article><h1>Page</h1>{article}</article><script>{CONTENT}</script>{end}</body></html>\n"
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A built site of a home, two pages and an error page, in a project whose pages are not in `docs`."""
    (tmp_path / "mkdocs.yml").write_text("docs_dir: pages\nextra: {phi4_guide: {data: false}}\n", encoding="utf-8")
    for folder in ("pages", "built/data/table"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pages" / "index.md").write_text(GOOD_FRONT_MATTER + "# Page\n", encoding="utf-8")
    pages = {"index.html": ".", "data/index.html": "..", "data/table/index.html": "../..", "404.html": "/guide/"}
    for name, root in pages.items():
        (tmp_path / "built" / name).write_text(page(root), encoding="utf-8")
    return tmp_path / "built"


def refused(small: Path, run: Run) -> str:
    """What is said when a site is not finished; nothing of it has changed."""
    before = contents(small)
    done = run("finish", small)
    assert (done.returncode, contents(small), "Traceback" in done.stderr) == (2, before, False)
    return done.stderr


def hashes(policy: str) -> set[str]:
    return set(re.findall(r"'sha256-([^']*)'", policy))


def hash_of(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_each_page_gets_the_hashes_of_its_own_scripts_and_no_inline_script_runs_besides(small: Path, run: Run) -> None:
    loader = LOADER.format("../", ',\n    securityLevel: "strict",\n    handDrawnSeed: 4')
    file = small / "data" / "index.html"
    file.write_text(page("..", end=f'<script type="module">{loader}</script><script type="application/json">{{}}</script>'))
    assert run("finish", small).returncode == 0
    for name, scripts in ((file, [scope(".."), CONTENT, loader]), (small / "404.html", [scope("/guide/"), CONTENT])):
        [policy] = policies(name)
        assert hashes(policy) == set(map(hash_of, scripts))
    for file in small.rglob("*.html"):
        assert_strict(file)
    # The project's pages are not in `docs`.
    assert (small / "index.md").read_bytes() == (small.parent / "pages" / "index.md").read_bytes()
    assert "Sitemap: https://guide.example/sitemap.xml" in (small / "robots.txt").read_text(encoding="utf-8")


HOSTILE = [
    "<script>alert(1)</script>",
    f"<script>alert(1);{scope('..')}</script>",
    f"<script>{CONTENT.replace('var ', 'var a=alert(1),', 1)}</script>",
    f"""<script>{scope('"+alert(1)+"')}</script>""",
    f"<script>{scope('https://alert(1)/')}</script>",
    f"<script>alert(1){SCOPE}</script>",
    '<script src="https://elsewhere.example/assets/alert(1).js"></script>',
    '<script src="//elsewhere.example/assets/alert(1).js"></script>',
    '<script src="../data/alert(1).csv"></script>',
    '<SCRIPT title=">" src="../alert(1).md"></SCRIPT>',
    "<SCRIPT src=../alert(1).md></SCRIPT>",
    *(
        f'<script type="module">{loader}</script>'
        for loader in (
            LOADER.format("https://elsewhere.example/", ", x: 1") + "alert(1)",
            LOADER.format("https://elsewhere.example/alert(1)/", ""),
            LOADER.format("./", "}); alert(1); ({"),
            LOADER.format("./", ',\n    themeCSS: "alert(1)"'),
            LOADER.format("./", ',\n    securityLevel: "loose"'),
        )
    ),
]


# What no policy without `unsafe-inline` lets run.
STOPPED = [
    '<script type="module" type="application/json">alert(1)</script>',
    '<p onclick="alert(1)">x</p>',
    '<svg><animate onbegin="alert(1)"/></svg>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
]


@pytest.mark.parametrize("where", ["head", "article", "end"])
@pytest.mark.parametrize("strange", HOSTILE)
def test_a_script_that_is_not_the_themes_ends_the_work_and_is_named(
    small: Path, run: Run, where: str, strange: str
) -> None:
    (small / "data" / "index.html").write_text(page("..", **{where: strange}), encoding="utf-8")
    said = refused(small, run)
    assert "data/index.html: this script is neither the theme's nor mermaid2's" in said
    assert ("alert(1)" in said) == ("alert(1)" in strange)


@pytest.mark.parametrize("strange", STOPPED)
def test_what_the_policy_stops_gets_no_hash(small: Path, run: Run, strange: str) -> None:
    (small / "data" / "index.html").write_text(page("..", article=strange), encoding="utf-8")
    assert run("finish", small).returncode == 0
    [policy] = policies(small / "data" / "index.html")
    assert hashes(policy) == {hash_of(scope("..")), hash_of(CONTENT)}
    [scripts] = [part.split() for part in policy.split(";") if part.startswith(" script-src")]
    assert [source for source in scripts[1:] if not source.startswith("'sha256-")] == ["'self'"]


def test_a_script_that_every_page_has_alike_is_the_themes_only_if_the_theme_has_it(small: Path, run: Run) -> None:
    # 2.13: a page's title stands in the navigation of all, the error page included.
    for file in small.rglob("*.html"):
        edit(file, ("<article>", "<nav><script>alert(1)</script></nav><article>"))
    assert "404.html: this script is neither the theme's" in refused(small, run)


def test_a_policy_that_an_author_wrote_does_not_take_the_place_of_the_sites(small: Path, run: Run) -> None:
    (small / "index.html").write_text(page(".", head=LAX), encoding="utf-8")
    assert run("finish", small).returncode == 0
    strict, lax = policies(small / "index.html")
    assert (hashes(strict), "elem" in strict) == ({hash_of(scope(".")), hash_of(CONTENT)}, False)
    # Of two policies both hold.
    assert lax in LAX


def test_html_that_is_no_page_of_the_site_is_refused(small: Path, run: Run) -> None:
    # 2.14
    (small / "assets").mkdir()
    (small / "assets" / "x.html").write_text("<!doctype html><head></head><p>Hello</p>", encoding="utf-8")
    assert "assets/x.html has not the policy of the site's pages" in refused(small, run)


def test_what_cannot_be_finished_is_named(small: Path, run: Run) -> None:
    assert "holds no built site; run `mkdocs build --strict` first" in refused(small / "data", run)
    (small / "data" / "index.html").write_bytes(page("..").encode() + b"\xff")
    # 2.21
    assert "data/index.html is not UTF-8: the byte 0xff at " in refused(small, run)
    (small / "data" / "index.html").write_text(page(".."), encoding="utf-8")
    assert run("finish", small).returncode == 0
    assert "it has one already" in refused(small, run)


def test_on_a_full_disc_no_page_is_cut_off_and_the_file_is_named(small: Path, run: Run) -> None:
    # 2.21: no file may grow beyond a size, as if the disc were full.
    (small / "data" / "index.html").write_text(page("..", article="words " * 20_000), encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        said = refused(small, run)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert ("data/index.html" in said, "too large" in said) == (True, True)
