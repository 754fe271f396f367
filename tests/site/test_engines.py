# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The same pages by another builder: what MkDocs and Zensical make of them is compared, and Zensical's site is opened."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser

from browsing import PAGES, Watch, opened, wake_all
from site_building import ROOT, Served, copy_project, draw, finish, serve, zensical

pytestmark = [pytest.mark.browser, pytest.mark.build]

THEME = ("assets/javascripts/", "assets/stylesheets/")
"""Folders of the theme's own files, which each builder brings with it."""

DIFFERENCES = {
    "data/facts.json": "a build by MkDocs makes it; `phi4-guide finish` makes it for both",
    "search/search_index.json": "the index of Material's search",
    "search.json": "the index of Zensical's search",
    "sitemap.xml.gz": "MkDocs packs the sitemap too",
    "sitemap.xml": "only MkDocs dates it",
    "Home": "Zensical puts the page's name before the site's in the title of the first page too",
}
"""What exists in one builder's site alone, and why; the page docs/another-builder.md names all of it."""

SEEN = {
    "diagrams": "figure.diagram",
    "twins": "details.diagram-twin",
    "fact links": "a.fact",
    "report tables": "figure.report-table",
    "tables": "table",
    "headings": ":is(h1, h2, h3, h4)[id]",
    "bylines": "p.byline",
    "feet": "footer.page-foot",
}
"""What a page is compared by, beside all the rest of it."""

PICTURE = re.compile(r'<div class="diagram-picture">(<svg\b.*?</svg>)</div>', re.DOTALL)
HREF = re.compile(r'(?<=\bhref=")[^"]*')


@pytest.fixture(scope="module")
def zensicals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zensical's site, built in a copy of the project."""
    root = copy_project(tmp_path_factory.mktemp("zensical"))
    built = zensical(root)
    assert built.returncode == 0, built.stdout + built.stderr
    return root / "site"


@pytest.fixture(scope="module")
def theirs_drawn(zensicals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zensical's site with every diagram drawn into its page."""
    folder = tmp_path_factory.mktemp("theirs")
    shutil.copytree(zensicals, folder / "site")
    done = draw(folder / "site", folder / "kept")
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def other(theirs_drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Zensical's site as `make zensical` leaves it, served at the root of a free port."""
    folder = tmp_path_factory.mktemp("theirs-finished") / "site"
    shutil.copytree(theirs_drawn, folder)
    done = finish(folder)
    assert done.returncode == 0, done.stderr
    with serve(folder, "/") as server:
        yield server


def files(site: Path) -> set[str]:
    names = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    return {name for name in names if not name.startswith(THEME)}


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


def pictures(site: Path, name: str) -> list[str]:
    """What was drawn into the page, with links as full addresses."""
    drawn = PICTURE.findall((site / name).read_text(encoding="utf-8"))
    return [HREF.sub(lambda found: address(name, found[0]), picture) for picture in drawn]


def test_both_write_the_same_files_but_for_those_listed(site: Path, zensicals: Path) -> None:
    differing = files(site) ^ files(zensicals)
    assert differing == {name for name in DIFFERENCES if "." in name and name != "sitemap.xml"}
    for name in files(site) - differing:
        if not name.endswith(".html") and name != "sitemap.xml":
            assert (site / name).read_bytes() == (zensicals / name).read_bytes(), name


def test_every_page_says_the_same_with_the_same_links_tables_twins_and_headings(site: Path, zensicals: Path) -> None:
    seen = dict.fromkeys(SEEN, 0)
    for name in sorted(name for name in files(site) if name.endswith(".html")):
        ours, theirs = read(site, name), read(zensicals, name)
        for what, selector in SEEN.items():
            found = ours.select(f"article {selector}")
            assert list(map(str, found)) == list(map(str, theirs.select(f"article {selector}"))), (name, what)
            seen[what] += len(found)
        assert article(ours) == article(theirs), name
    assert all(seen.values()), seen


def test_every_page_has_the_same_head_but_for_the_title_of_the_first(site: Path, zensicals: Path) -> None:
    theirs_alone = 'link[href*="/assets/stylesheets/"], meta[name="generator"], style, script'
    for name in sorted(name for name in files(site) if name.endswith(".html")):
        heads = []
        for folder in (site, zensicals):
            page = read(folder, name)
            for element in page.select(theirs_alone):
                element.decompose()
            heads.append({str(element) for element in page.select("head > *")})
        ours, theirs = heads
        title = "Phi-4: a diagrammatic guide</title>"
        only_here, only_there = (
            ({f"<title>{title}"}, {f"<title>Home - {title}"}) if name == "index.html" else (set(), set())
        )
        assert (ours - theirs, theirs - ours) == (only_here, only_there), name


def test_the_same_pictures_are_drawn_into_the_pages(drawn: Path, theirs_drawn: Path) -> None:
    count = 0
    for name in sorted(name for name in files(drawn) if name.endswith(".html")):
        assert pictures(drawn, name) == pictures(theirs_drawn, name), name
        count += len(pictures(theirs_drawn, name))
    assert count > 15


def test_no_link_is_broken_in_either_site_when_it_is_finished(published: Path, other: Served) -> None:
    for folder in (published, other.folder):
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in files(folder) if name.endswith(".html")}
        pages = {name: BeautifulSoup(text, "html.parser") for name, text in texts.items()}
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


def test_finishing_gives_both_sites_the_same_beside_the_pages(published: Path, other: Served) -> None:
    for name in ("data/facts.json", "robots.txt", "pretraining.md"):
        assert (published / name).read_bytes() == (other.folder / name).read_bytes()
    for page in other.folder.rglob("*.html"):
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.read_text(encoding="utf-8"))
        assert "'unsafe-inline'" not in policy.split("style-src")[0], page


def test_zensicals_pages_draw_every_diagram_and_its_search_finds_their_words(chromium: Browser, other: Served) -> None:
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, other.url)
        for path in PAGES:
            page.goto(other.url + path)
            wake_all(page)
            assert (watch.said, watch.strangers, watch.failed) == ([], [], []), path
        page.locator(".md-search__button").click()
        page.get_by_role("combobox", name="Search").fill("interpolate hyperparameters")
        page.locator("dialog [role=option][href*='/pretraining/']").first.wait_for()
        assert (watch.said, watch.strangers, watch.failed) == ([], [], [])


def test_zensicals_page_for_what_is_not_there_is_whole_below_a_path(chromium: Browser, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "below", "chunks")
    assert zensical(root, site_url="https://phi4-guide.example/phi4-guide/").returncode == 0
    with serve(root / "site", "/phi4-guide/") as server, opened(chromium) as page:
        watch = Watch(page, server.url)
        page.goto(server.url + "no/such/page/")
        assert page.locator("h1").text_content() == "Page not found"
        assert (watch.failed, watch.strangers) == ([f"404 {server.url}no/such/page/"], [])
        page.locator("article a", has_text="the map").click()
        page.wait_for_url(server.url)


def test_the_page_for_maintainers_names_every_difference() -> None:
    words = (ROOT / "docs" / "another-builder.md").read_text(encoding="utf-8")
    assert [name for name in DIFFERENCES if name not in words] == []
