# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the preview shows an author, by the real `make serve` and in a real browser, and what only `make site` makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browsing import NARROW, WCAG
from checking import good_page
from site_building import GOOD_FRONT_MATTER, done, edit, guide_folder, mkdocs, preview, read_when, tiny_site

BREAKS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "breaks.yml").read_text(encoding="utf-8"))
GOOD = good_page(body="# A page\n\nOf [10 trillion tokens](fact:pretraining-tokens).\n", checked=True)
BROKEN = good_page(body="\n\n".join(["# A page", *(entry["body"] for entry in BREAKS)]), checked=True)
STRIP = ".problems"
RULES = [*WCAG, "best-practice"]


def break_facts(site: Path) -> str:
    """Breaks the figures of this site, and gives their text as it was."""
    file = site / "docs" / "data" / "facts.yml"
    text = file.read_text(encoding="utf-8")
    edit(file, (r"number: 5760", "number: 5761"))
    return text


@pytest.fixture
def previewed(tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A preview of a good page and a broken one: its address, its folder and the file that takes its messages."""
    site = guide_folder(tmp_path, {}, data=True)
    for name, text in (("index.md", GOOD), ("page.md", BROKEN)):
        (site / "docs" / name).write_text(text, encoding="utf-8")
    with preview(site) as (url, log):
        read_when(url + "page/", "A page", log)
        yield url, site, log
        assert "Traceback" not in log.read_text()


@pytest.mark.browser
def test_a_page_shows_each_of_its_problems_until_it_is_mended(page: Page, previewed: tuple[str, Path, Path]) -> None:
    """6.1, 6.5, 6.9."""
    url, site, _ = previewed
    page.goto(url + "page/")
    strip = page.get_by_role("region", name="To mend before this page is published")
    for entry in BREAKS:
        first = BROKEN.count("\n", 0, BROKEN.index(entry["body"])) + 1
        said = strip.locator("li").filter(has_text=entry["says"])
        expect(said).to_have_count(1)
        [line] = re.findall(r"^Error, line (\d+): ", said.inner_text())
        assert first <= int(line) <= first + entry["body"].count("\n")
        if entry["marked"] == "p":
            expect(page.locator("p.wrong", has_text=entry["says"])).to_have_count(1)
        elif entry["marked"]:
            address = said.get_by_role("link").get_attribute("href")
            expect(page.locator(f".wrong{address}")).to_have_text(entry["marked"])
    marks = page.locator("mark.wrong, math.wrong, p.wrong")
    assert marks.count() == sum(entry["marked"] is not None for entry in BREAKS)
    # What the checker says of a diagram Mermaid does not say again.
    expect(strip.locator("li", has_text="Mermaid says")).to_have_count(1)
    # Nothing wrong looks sourced: neither a link nor a diagram.
    assert page.locator(".wrong a, a .wrong, a.fact, .wrong + figure .diagram-source:visible").count() == 0
    strip.get_by_role("link", name=re.compile("Error, line")).last.click()
    expect(page.locator(".diagram-error").last).to_be_in_viewport()
    (site / "docs" / "page.md").write_text(GOOD, encoding="utf-8")
    expect(page.get_by_role("link", name="10 trillion tokens")).to_be_visible(timeout=60_000)
    expect(page.locator(STRIP)).to_be_hidden()
    assert page.locator(".wrong").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("page", [{}, NARROW], indirect=True, ids=["wide", "narrow"])
def test_the_strip_can_be_read_by_everybody(page: Page, previewed: tuple[str, Path, Path]) -> None:
    page.goto(previewed[0] + "page/")
    page.locator(".diagram-error").last.wait_for()
    for scheme, name in (("dark", "slate"), ("light", "default")):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.locator(f"body[data-md-color-scheme={name}]").wait_for(state="attached")
        found = Axe().run(page, context=".md-content", options={"runOnly": RULES}).response
        assert found["passes"]
        assert [(rule["id"], node["target"]) for rule in found["violations"] for node in rule["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_broken_data_and_settings_are_told_on_every_page_and_gone_when_mended(
    page: Page, previewed: tuple[str, Path, Path]
) -> None:
    url, site, log = previewed
    page.goto(url)
    expect(page.locator(STRIP)).to_be_hidden()
    before = break_facts(site)
    told = page.locator(f"{STRIP} li").first
    expect(told).to_contain_text(re.compile(r"Error, docs/data/facts.yml, line \d+: .*says 5761"), timeout=60_000)
    assert page.locator("a", has_text="10 trillion tokens").count() == 0
    (site / "docs" / "data" / "facts.yml").write_text(before, encoding="utf-8")
    expect(page.get_by_role("link", name="10 trillion tokens")).to_be_visible(timeout=60_000)
    expect(page.locator(STRIP)).to_be_hidden()
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    for wrong, words in (("{", "expected"), ("site_name: x\nnav: 3\n", "configuration error")):
        (site / "mkdocs.yml").write_text(wrong, encoding="utf-8")
        expect(told).to_contain_text(re.compile(f"mkdocs.yml.*{words}", re.DOTALL), timeout=60_000)
    (site / "mkdocs.yml").write_text(settings, encoding="utf-8")
    expect(page.locator(STRIP)).to_be_hidden(timeout=60_000)
    assert "Config value 'nav': Expected nav to be a list" in log.read_text()


@pytest.mark.build
def test_a_preview_that_cannot_begin_says_so_and_begins_when_mended(tmp_path: Path) -> None:
    """6.9."""
    site = guide_folder(tmp_path, {}, data=True)
    (site / "docs" / "index.md").write_text(GOOD, encoding="utf-8")
    facts = break_facts(site)
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text("site_name: 'x\n", encoding="utf-8")
    with preview(site) as (url, log):
        read_when(log.as_uri(), "mkdocs.yml cannot be used. The preview begins once it is mended.", log)
        assert 'mkdocs.yml", line 1, column 12' in log.read_text()
        (site / "mkdocs.yml").write_text(settings.replace('"data": true', '"data": 3'), encoding="utf-8")
        read_when(url, "mkdocs.yml, line 1: <code>extra.phi4_guide</code> wants", log)
        (site / "mkdocs.yml").write_text(settings, encoding="utf-8")
        assert 'class="fact"' not in read_when(url, "says 5761", log)
        (site / "docs" / "data" / "facts.yml").write_text(facts, encoding="utf-8")
        read_when(url, 'class="fact', log)
        assert "Traceback" not in log.read_text()


@pytest.mark.build
def test_a_build_has_no_strip_refuses_what_the_preview_shows_and_says_that_it_is_not_drawn(tmp_path: Path) -> None:
    site = guide_folder(tmp_path, {}, data=True)
    (site / "docs" / "index.md").write_text(GOOD, encoding="utf-8")
    said = done(mkdocs("build", cwd=site))
    assert re.search(r"^INFO .*draws no diagram into its page; `make site`", said, re.MULTILINE)
    assert not [file for file in (site / "site").rglob("*.html") if 'class="problems"' in file.read_text(encoding="utf-8")]
    (site / "docs" / "index.md").write_text(BROKEN, encoding="utf-8")
    refused = mkdocs("build", cwd=site)
    assert refused.returncode == 1
    # What only Mermaid knows, a build alone cannot.
    told = refused.stderr.replace("`", "")
    assert [entry for entry in BREAKS if entry["says"] not in told and "Mermaid" not in entry["says"]] == []


@pytest.mark.build
def test_gh_deploy_is_refused_and_names_make_site(tmp_path: Path) -> None:
    """6.7."""
    site = tiny_site(tmp_path, {"index.md": f"{GOOD_FRONT_MATTER}# A page\n"})
    run = mkdocs("gh-deploy", cwd=site)
    assert (run.returncode, (site / "site").exists()) == (1, False)
    assert "run `make site`" in run.stdout + run.stderr
