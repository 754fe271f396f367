# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What sealing gives the published site: names with hashes, a policy without inline scripts, the same bytes every time."""

from __future__ import annotations

import hashlib
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
from site_building import DATED, ROOT, copy_project, draw, guide, mkdocs, seal, serve

pytestmark = pytest.mark.browser

HASHED = re.compile(r"\.([0-9a-f]{8})\.\w+\Z")
NAMED = re.compile(r"\.[0-9a-f]{8}\.|-[0-9A-Z]{8}\.mjs\Z")
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


def test_an_asset_is_named_by_its_content_and_found_under_that_name(site: Path, published: Path) -> None:
    assets = [file for file in (published / "assets").rglob("*") if HASHED.search(file.name)]
    ours = [file for file in assets if not (site / file.relative_to(published)).exists()]
    assert {re.sub(r"\.[0-9a-f]{8}\.", ".", file.name) for file in ours} >= {
        "base.css", "diagrams.css", "figures.css", "diagrams.mjs", "drawing.mjs", "editing.mjs", "enlarging.mjs", "exporting.mjs",
        "rendering.mjs", "sanitize.mjs", "theme.mjs", "mermaid.esm.min.mjs",
        "source-sans-3-latin-400-normal.woff2", "source-sans-3-latin-600-normal.woff2", "favicon.svg", "social.png",
    }  # fmt: skip
    for file in ours:
        found = HASHED.search(file.name)
        assert found and found[1] == hashlib.sha256(file.read_bytes()).hexdigest()[:8], file
        assert not (published / file.relative_to(published).with_name(file.name.replace(found[0], file.suffix))).exists()


def test_a_changed_font_changes_the_name_of_all_that_leads_to_it(drawn: Path, published: Path, tmp_path: Path) -> None:
    changed = tmp_path / "site"
    shutil.copytree(drawn, changed)
    font = changed / "assets" / "font" / "source-sans-3-latin-400-normal.woff2"
    font.write_bytes(font.read_bytes() + b"\0")
    assert seal(changed).returncode == 0
    before, after = ({file.name for file in (folder / "assets").rglob("*.*")} for folder in (published, changed))
    assert {name.split(".")[0] for name in after - before} == {
        "source-sans-3-latin-400-normal", "base", "theme", "rendering", "drawing", "exporting", "editing", "enlarging", "diagrams",
    }  # fmt: skip


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


@pytest.mark.parametrize(
    "strange", ["<script>alert(1)</script>", '<p onclick="alert(1)">x</p>', '<a href=" javascript:alert(1)">x</a>']
)
def test_a_script_that_is_not_the_themes_ends_the_publishing(drawn: Path, tmp_path: Path, strange: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(drawn, site)
    page_file = site / "data" / "index.html"
    page_file.write_text(page_file.read_text(encoding="utf-8").replace("</h1>", "</h1>" + strange, 1), encoding="utf-8")
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    done = seal(site)
    assert done.returncode == 2
    assert "data/index.html: this script is neither the theme's nor mermaid2's" in done.stderr
    assert "alert(1)" in done.stderr
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


def test_what_cannot_be_sealed_is_named(published: Path, tmp_path: Path) -> None:
    done = seal(tmp_path)
    assert (done.returncode, "holds no built site" in done.stderr) == (2, True)
    again = tmp_path / "site"
    shutil.copytree(published, again)
    done = seal(again)
    assert (done.returncode, "sealed already" in done.stderr) == (2, True)
    done = guide("seal", again, "--builder", "mkdocs nonsense")
    assert (done.returncode, "`mkdocs nonsense` cannot build an empty site" in done.stderr) == (2, True)


def test_a_site_is_sealed_whose_pages_are_elsewhere_and_whose_navigation_has_comments(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    (root / "docs").rename(root / "pages")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("  - Data: data.md\n", "# What it learnt from.\n\n  - Data: data.md\n")
    config = config.replace("  - docs/data\n", "  - pages/data\n") + "docs_dir: pages\n"
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    assert mkdocs("build", cwd=root).returncode == 0
    done = guide("seal", "site", cwd=root)
    assert done.returncode == 0, done.stderr
    assert (root / "site" / "data.md").is_file()


def test_hosts_that_read_headers_get_the_same_policy_and_long_caching(published: Path) -> None:
    headers = (published / "_headers").read_text(encoding="utf-8")
    everywhere, *cached = re.split(r"^(?=/)", headers, flags=re.MULTILINE)[1:]
    found = re.search(r"Content-Security-Policy: (.*)", everywhere)
    assert found
    header = {part.split()[0]: set(part.split()[1:]) for part in found[1].split(";")}
    assert header.pop("frame-ancestors") == {"'none'"}
    for file in published.rglob("*.html"):
        for name, sources in policy_of(file.read_text(encoding="utf-8")).items():
            assert set(sources) <= header[name], file
    assert "X-Content-Type-Options: nosniff" in everywhere
    for rule in cached:
        address, said = rule.splitlines()[0], rule.splitlines()[1]
        files = [file for file in published.glob(address[1:].replace("/*", "/**/*")) if file.is_file()]
        assert files and all(NAMED.search(file.name) for file in files), address
        assert said.strip() == "Cache-Control: public, max-age=31536000, immutable"
    assert {re.sub(r"\.[0-9a-f]{8}\..*", "", rule.splitlines()[0]) for rule in cached} >= {
        "/assets/diagrams", "/assets/diagrams/*", "/assets/styles/*", "/assets/favicon",
        "/assets/font/source-sans-3-latin-400-normal",
        "/assets/mermaid/chunks/mermaid.esm.min/*", "/assets/stylesheets/*",
        "/assets/javascripts/bundle",
    }  # fmt: skip


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
    assert seal(root / "site").returncode == 0
    here, there = (
        {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        for folder in (published, root / "site")
    )
    assert sorted(here) == sorted(there)
    assert [name for name in here if here[name] != there[name]] == []
