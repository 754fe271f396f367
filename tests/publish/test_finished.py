# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The finished site: no stranger's script runs, pages say what they are, and the same commit gives the same bytes."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, Route

from browsing import Watch, by_path
from site_building import DATED, ROOT, Served, assert_strict, command, contents, copy_project, done, draw, finish

pytestmark = pytest.mark.browser

HOSTILE = """
<script>document.body.dataset.hacked = "script"</script>
<img src="nowhere.png" onerror="document.body.dataset.hacked = 'handler'">
<a id="trap" href="javascript:document.body.dataset.hacked = 'link'">trap</a>
<iframe srcdoc="<script>parent.document.body.dataset.hacked = 'frame'</script>"></iframe>
<base href="https://elsewhere.example/">
"""


def test_no_page_lets_an_inline_script_run_unless_its_hash_is_known(published: Path) -> None:
    for page in published.rglob("*.html"):
        assert_strict(page)


def test_a_script_put_into_a_finished_page_does_not_run(page: Page, online: Served) -> None:
    def put(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</h1>", "</h1>" + HOSTILE, 1))

    page.route("**/pretraining/", put)
    watch = Watch(page, online.url)
    page.goto(online.url + "pretraining/", wait_until="networkidle")
    page.locator("#trap").click()
    page.locator("figure.diagram .diagram-edit").first.click()
    page.locator("figure.diagram textarea").first.fill("flowchart TB\n  a --> b")
    page.locator("figure.diagram[data-state=live]").first.wait_for()
    assert page.evaluate("document.body.dataset.hacked") is None
    assert len([line for line in watch.said if "Content Security Policy" in line]) >= 3
    assert watch.strangers == []


@by_path
def test_a_page_says_what_it_is_to_whoever_links_to_it(published: Path, path: str) -> None:
    page = BeautifulSoup((published / path / "index.html").read_text(encoding="utf-8"), "html.parser")
    said = {str(meta.get("name") or meta.get("property")): str(meta.get("content")) for meta in page.find_all("meta")}
    (canonical,) = page.find_all("link", rel="canonical")
    assert canonical["href"] == said["og:url"] == "https://phi4-guide.example/" + path
    assert said["description"] == said["og:description"]
    assert 60 <= len(said["description"]) <= 180
    picture = published / urlsplit(said["og:image"]).path[1:]
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1200, 630)
    assert urljoin(str(canonical["href"]), "/sitemap.xml") in (published / "robots.txt").read_text(encoding="utf-8")
    assert f"<loc>{canonical['href']}</loc>" in (published / "sitemap.xml").read_text(encoding="utf-8")


def test_every_pages_markdown_is_beside_it_and_in_the_index(published: Path) -> None:
    index = (published / "llms.txt").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[.+\]\(https://phi4-guide\.example/(.+\.md)\): .{60,180}$", index, re.MULTILINE)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert listed == re.findall(r"^ {2,6}- .+: (\S+\.md)$", config, re.MULTILINE)
    for name in listed:
        assert (published / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
    assert "# Phi-4: a diagrammatic guide\n\n> " in index


def test_an_address_that_is_not_there_gets_a_page_with_a_way_on(page: Page, online: Served) -> None:
    watch = Watch(page, online.url)
    answer = page.goto(online.url + "nowhere/at/all/", wait_until="networkidle")
    assert answer
    assert answer.status == 404
    # Typed as a reader types: the theme listens for keys, and a field filled in one go is sometimes not heard.
    page.locator("input[name=query]").press_sequentially("pivotal")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="the map").click()
    page.wait_for_url(online.url)
    assert (len(watch.said), watch.failed, watch.strangers) == (1, [f"404 {online.url}nowhere/at/all/"], [])


def test_another_folder_zone_language_and_day_give_the_same_bytes(published: Path, drawn: Path, tmp_path: Path) -> None:
    """Nothing of the machine or the moment is in the site: the other build is made in another folder, seven months on.

    Pictures come from those that were kept: that one drawn anew is the same, tests/site/test_engines.py shows.
    """
    root = copy_project(tmp_path / "somewhere else")
    build = (
        "import runpy, sys, time_machine\n"
        "sys.argv = ['mkdocs', 'build', '--strict', '--quiet']\n"
        "time_machine.travel('2027-06-24 23:30').start()\n"
        "runpy.run_module('mkdocs', run_name='__main__')\n"
    )
    other = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}
    done(command("python", "-c", build, cwd=root, **DATED, **other))
    done(draw(root / "site", drawn.parent / "kept"))
    done(finish(root / "site"))
    here, there = contents(published), contents(root / "site")
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []
