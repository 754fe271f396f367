# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The same pages by another builder: what MkDocs and Zensical make of them is compared, and Zensical's site is opened."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page

from browsing import FOUNDING, Watch, wake_all
from site_building import ROOT, Once, assert_strict, contents, copy_project, done, draw, finish, serve, zensical

pytestmark = [pytest.mark.browser, pytest.mark.build]

ALONE = {"search/search_index.json", "search.json", "sitemap.xml.gz"}
"""Files that one builder writes alone: the index of its search, and MkDocs packs the sitemap too."""
DIFFERENT = {"sitemap.xml", "llms.txt"}
"""Only MkDocs dates the one; the other has the title of the first page."""
THEME = ("assets/javascripts/", "assets/stylesheets/")
"""Folders of the theme's own files, which each builder brings with it."""
SEEN = ["figure.diagram svg", "details.diagram-twin", "a.fact", "figure.report-table", "table", ":is(h1, h2, h3, h4)[id]"]
SEEN += ["p.byline", "footer.page-foot"]
"""What there is on the pages that are compared."""
KINDS = ["", FOUNDING, "data/", "pretraining/", "ledger/", "glossary/"]
"""Pages with all kinds of figures, and two without. In all others articles, pictures and scripts are the same as well."""


@pytest.fixture(scope="module")
def theirs(once: Once) -> Path:
    """Zensical's site as `make zensical` leaves it: built in a copy of the project, every diagram drawn anew, finished."""

    def fill(root: Path) -> None:
        done(zensical(copy_project(root)))
        done(draw(root / "site", root / "kept"))
        done(finish(root / "site"))

    return once("zensical", fill) / "site"


def address(name: str, target: str) -> str:
    """Where a link on the page leads: builders write the way to the same place differently."""
    return urljoin(f"https://site.example/{name.removesuffix('index.html')}", target)


def read(site: Path, name: str) -> BeautifulSoup:
    """The page with links as full addresses, without what only the theme's scripts and the search want of it."""
    page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
    for element in page.select("[href]"):
        element["href"] = address(name, str(element["href"]))
    for element in page.select("[data-search-exclude]"):
        del element["data-search-exclude"]
    for anchor in page.select("#__skip"):
        anchor.decompose()
    return page


def article(page: BeautifulSoup) -> list[str]:
    """All of the page that is the guide's, element by element and text by text."""
    found = page.find("article")
    assert isinstance(found, Tag)
    return [line for line in re.split(r"\s*\n\s*|(?<=>)|(?=<)", str(found)) if line]


def head(page: BeautifulSoup) -> set[str]:
    """All of the page's head that is not the theme's, and no hashes of its scripts."""
    for element in page.select(
        'link[href*="/assets/stylesheets/"], meta:is([name=generator], [http-equiv]), style, script'
    ):
        element.decompose()
    return {str(element) for element in page.select("head > *")}


def test_both_write_the_same_files_but_for_those_listed(published: Path, theirs: Path) -> None:
    here, there = (
        {name: raw for name, raw in contents(folder).items() if not name.startswith(THEME)}
        for folder in (published, theirs)
    )
    assert here.keys() ^ there.keys() == ALONE
    same = [name for name in here.keys() & there.keys() - DIFFERENT if not name.endswith(".html")]
    assert [name for name in same if here[name] != there[name]] == []


def test_every_page_says_the_same_with_the_same_links_tables_pictures_and_headings(published: Path, theirs: Path) -> None:
    seen = dict.fromkeys(SEEN, 0)
    title = "Phi-4: a diagrammatic guide</title>"
    for name in [name for name in contents(published) if name.endswith(".html")]:
        ours, other = read(published, name), read(theirs, name)
        assert article(ours) == article(other), name
        for selector in SEEN:
            seen[selector] += len(ours.select(f"article {selector}"))
        # Only the title of the first page differs: Zensical puts the page's name before the site's there too.
        alone = (head(ours) - head(other), head(other) - head(ours))
        assert alone == (({f"<title>{title}"}, {f"<title>Home - {title}"}) if name == "index.html" else (set(), set())), (
            name
        )
    assert all(seen.values()), seen
    assert seen["figure.diagram svg"] > 15


def test_no_link_is_broken_in_either_site(published: Path, theirs: Path) -> None:
    for folder in (published, theirs):
        names = [name for name in contents(folder) if name.endswith(".html")]
        pages = {name: BeautifulSoup((folder / name).read_text(encoding="utf-8"), "html.parser") for name in names}
        ids = {name: {str(element["id"]) for element in page.select("[id]")} for name, page in pages.items()}
        links = [
            urlsplit(address(name, str(element.get("href") or element.get("src") or "")))
            for name, page in pages.items()
            for element in page.select("[href], [src]")
        ]
        here = [target for target in links if target.netloc == "site.example"]
        assert len(here) > 1000
        for target in set(here):
            file = unquote(target.path)[1:] + "index.html" * target.path.endswith("/")
            assert (folder / file).is_file(), target
            assert not target.fragment or unquote(target.fragment) in ids[file], target


def test_zensicals_pages_let_no_other_script_run(theirs: Path) -> None:
    for page in theirs.rglob("*.html"):
        assert_strict(page)


@pytest.mark.usefixtures("quiet")
def test_zensicals_pages_draw_their_diagrams_and_its_search_finds_their_words(page: Page, theirs: Path) -> None:
    with serve(theirs, "/") as server:
        for path in KINDS:
            page.goto(server.url + path)
            wake_all(page)
        page.locator(".md-search__button").click()
        page.get_by_role("combobox", name="Search").fill("interpolate hyperparameters")
        page.locator("dialog [role=option][href*='/pretraining/']").first.wait_for()


def test_zensicals_page_for_what_is_not_there_is_whole_below_a_path(page: Page, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "below", "chunks")
    done(zensical(root, SITE_URL="https://phi4-guide.example/phi4-guide/"))
    with serve(root / "site", "/phi4-guide/") as server:
        watch = Watch(page, server.url)
        page.goto(server.url + "no/such/page/")
        assert page.locator("h1").text_content() == "Page not found"
        assert (watch.failed, watch.strangers) == ([f"404 {server.url}no/such/page/"], [])
        page.locator("article a", has_text="the map").click()
        page.wait_for_url(server.url)


def test_the_page_for_maintainers_names_every_difference() -> None:
    words = (ROOT / "docs" / "another-builder.md").read_text(encoding="utf-8")
    named = {*ALONE, "sitemap.xml", "data/facts.json", "Home"}
    assert [name for name in named if name not in words] == []
