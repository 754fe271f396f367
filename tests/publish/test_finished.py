# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The finished site: no stranger's script runs, pages say what they are, and the same commit gives the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from browsing import PAGES, Watch, by_path, opened
from site_building import DATED, ROOT, copy_project, draw, finish, serve

pytestmark = pytest.mark.browser

HOSTILE = """
<script>document.body.dataset.hacked = "script"</script>
<img src="nowhere.png" onerror="document.body.dataset.hacked = 'handler'">
<a id="trap" href="javascript:document.body.dataset.hacked = 'link'">trap</a>
<iframe srcdoc="<script>parent.document.body.dataset.hacked = 'frame'</script>"></iframe>
<base href="https://elsewhere.example/">
"""


def policy_of(html: str) -> dict[str, list[str]]:
    (meta,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
    return {part.split()[0]: part.split()[1:] for part in meta.split(";")}


@pytest.mark.parametrize("path", [*PAGES, "404.html"], ids=lambda path: path.strip("/") or "home")
def test_no_page_lets_an_inline_script_run_unless_its_hash_is_known(published: Path, path: str) -> None:
    html = (published / path / "index.html" if path != "404.html" else published / path).read_text(encoding="utf-8")
    policy = policy_of(html)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"][0] == "'self'"
    assert all(source.startswith("'sha256-") for source in policy["script-src"][1:])
    assert not any("//" in source or "*" in source for sources in policy.values() for source in sources)
    # A policy rules what follows it.
    assert html.index("Content-Security-Policy") < min(html.index("<script"), html.index("<link"))


def test_a_script_put_into_a_finished_page_does_not_run(chromium: Browser, published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(published, folder)
    page_file = folder / "pretraining" / "index.html"
    text = page_file.read_text(encoding="utf-8")
    page_file.write_text(text.replace("</h1>", "</h1>" + HOSTILE, 1), encoding="utf-8")
    with serve(folder, "/") as server, opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, server.url)
        page.goto(server.url + "pretraining/", wait_until="networkidle")
        page.locator("#trap").click()
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
    assert listed == re.findall(r"^  - .+: (\S+\.md)$", config, re.MULTILINE)
    for name in listed:
        assert (published / name).read_bytes() == (ROOT / "docs" / name).read_bytes()
    assert "# Phi-4: a diagrammatic guide\n\n> " in index


def test_an_address_that_is_not_there_gets_a_page_with_a_way_on(chromium: Browser, published: Path) -> None:
    with serve(published, "/") as server, opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, server.url)
        answer = page.goto(server.url + "nowhere/at/all/", wait_until="networkidle")
        assert answer and answer.status == 404
        # Typed as a reader types: the theme listens for keys, and a field filled in one go is sometimes not heard.
        page.locator("input[name=query]").press_sequentially("pivotal")
        page.locator(".md-search-result__link").first.wait_for()
        page.keyboard.press("Escape")
        page.get_by_role("link", name="the map").click()
        page.wait_for_url(server.url)
        assert (len(watch.said), watch.failed, watch.strangers) == (1, [f"404 {server.url}nowhere/at/all/"], [])


def test_another_folder_zone_language_and_day_give_the_same_bytes(published: Path, tmp_path: Path) -> None:
    """Nothing of the machine or the moment is in the site: the other build is made in another folder, seven months on."""
    root = copy_project(tmp_path / "somewhere else")
    later = {**os.environ, **DATED, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}
    build = (
        "import runpy, sys, time_machine\n"
        "sys.argv = ['mkdocs', 'build', '--strict', '--quiet']\n"
        "time_machine.travel('2027-06-24 23:30').start()\n"
        "runpy.run_module('mkdocs', run_name='__main__')\n"
    )
    built = subprocess.run([sys.executable, "-c", build], cwd=root, env=later, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert draw(root / "site", tmp_path / "kept").returncode == 0
    assert finish(root / "site").returncode == 0
    here, there = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (published, root / "site")
    )
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []
