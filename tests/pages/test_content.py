# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Promises about our own pages and files, kept by comparing the one with the other."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from built_pages import article, section
from cases import load
from checking import check
from phi4_guide.check import check_paths
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import read_flowchart
from site_building import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
FENCE = re.compile(r"^```mermaid\n(.*?)^```", re.MULTILINE | re.DOTALL)
WALK = re.compile(r"^```\n\n((?:\d\. `.*\n(?:   .*\n)*)+)", re.MULTILINE)
FOUNDING = "founding-note.md"


@pytest.mark.thorough  # `make check` checks them besides
def test_our_pages_have_no_error_and_those_that_are_checked_no_advice() -> None:
    problems, count = check_paths([DOCS])
    assert count == len(PAGES)
    # 6.3: a page in the founding note's plain format is welcome.
    checked = {f"docs/{file.name}" for file in PAGES if "\nfigures: checked" in file.read_text(encoding="utf-8")}
    assert len(checked) > 10
    found = [problem for problem in problems if problem.severity is Severity.ERROR or problem.path in checked]
    assert not found, "\n".join(map(str, found))


def test_a_page_that_begins_as_contributing_says_passes_every_rule() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [front] = re.findall(r"^   ```yaml\n(   ---\n.*?   ---\n)   ```", text, re.MULTILINE | re.DOTALL)
    assert check(f"{dedent(front)}\n# A page\n\nIts first words.\n") == []


def test_the_founding_note_is_as_its_author_wrote_it() -> None:
    digest = hashlib.sha256((DOCS / FOUNDING).read_bytes()).hexdigest()
    assert digest == "f093158c41e6b020e53d556231ced7ddc0afcc888ef28ccac8756de7c56ba74f"


@pytest.mark.parametrize("name", ["architecture", "pretraining", "midtraining", "evaluation", "data"])
def test_each_subject_has_a_page_with_at_least_two_diagrams(name: str) -> None:
    assert len(FENCE.findall((DOCS / f"{name}.md").read_text(encoding="utf-8"))) >= 2


@pytest.mark.parametrize(
    "name",
    ["index", "architecture", "data", "decontamination", "pretraining", "midtraining", "post-training", "evaluation"],
)
def test_a_page_leads_through_a_diagram(name: str) -> None:
    """In how many steps and words is a rule's business."""
    assert len(WALK.findall((DOCS / f"{name}.md").read_text(encoding="utf-8"))) == 1


def test_every_node_of_the_founding_diagram_is_explained_in_the_section_named(site: Path) -> None:
    [source] = FENCE.findall((DOCS / FOUNDING).read_text(encoding="utf-8"))
    chart = read_flowchart(source)
    assert chart is not None
    table = load("pages/founding_nodes.yml")
    assert [label for label, _, _ in table] == list(chart.nodes.values())
    for label, place, words in table:
        page, _, anchor = place.partition("#")
        text = " ".join(part.get_text(" ") for part in section(article(site, page), anchor))
        assert words in " ".join(text.split()), f"{label!r}: {words!r} is not in {place}"


def test_every_page_shows_byline_disclaimer_licences_and_unofficial_once(site: Path) -> None:
    for page in PAGES:
        shown = article(site, "" if page.stem == "index" else page.stem)
        text = shown.get_text(" ")
        assert len(shown.select(".byline")) == len(shown.select(".page-foot")) == 1, page
        assert text.count("Disclaimer:") == len(re.findall(r"Licen[sc]es:", text)) == 1, page
        assert text.count("Unofficial: not affiliated with Microsoft.") == 1, page


def test_the_founding_notes_badges_are_local_and_its_licence_links_lead_to_the_licences(site: Path) -> None:
    shown = article(site, "founding-note")
    assert not shown.find_all("img")
    assert [badge.get_text() for badge in shown.select(".badge")] == ["License: MIT", "License: CC BY 4.0"]
    targets = {link.get_text(): link["href"] for link in shown.find_all("a", href=True)}
    assert targets["LICENSE"] == "../licences/#mit-license"
    assert targets["LICENSE-CC-BY"] == "../licences/#cc-by-40"


def test_the_two_settings_of_mermaid_are_equal() -> None:
    module = (DOCS / "assets" / "diagrams.mjs").read_text(encoding="utf-8")
    [defaults] = re.findall(r"export const DEFAULTS = (\{.*?\});", module, re.DOTALL)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    [arguments] = re.findall(r"^      arguments:\n((?:        .*\n)+)", config, re.MULTILINE)
    assert yaml.safe_load(arguments) == yaml.safe_load(defaults)


def test_the_licence_page_shows_the_text_of_the_licence() -> None:
    page = (DOCS / "licences.md").read_text(encoding="utf-8")
    mit = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 1)[1]
    shown = re.sub(r"^> ?", "", page.split("## CC BY 4.0")[0], flags=re.MULTILINE)
    assert " ".join(mit.split()) in " ".join(shown.split())


@pytest.mark.parametrize("name", ["mermaid", "font"])
def test_vendored_files_are_those_of_the_checksums(name: str) -> None:
    folder = DOCS / "assets" / name
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    found = {f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder).as_posix()}" for file in files}
    assert found == set((folder / "SHA256SUMS").read_text().splitlines())


def test_the_vendored_files_are_of_the_versions_that_package_json_names() -> None:
    """Where only package.json is new, as an update proposes it, `make vendor` brings the files."""
    named = json.loads((ROOT / "requirements" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    mermaid, font = DOCS / "assets" / "mermaid", DOCS / "assets" / "font"
    version = (mermaid / "VERSION").read_text().strip()
    assert named == {"mermaid": version, "@fontsource/source-sans-3": (font / "VERSION").read_text().strip()}
    assert f'"{version}"' in (mermaid / "mermaid.esm.min.mjs").read_text(encoding="utf-8")
    assert (mermaid / "LICENCES.txt").read_text(encoding="utf-8").startswith(f"Mermaid {version} is")


def test_no_file_names_a_registry_or_a_remote_asset() -> None:
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert not {"package-lock.json", "npm-shrinkwrap.json", ".npmrc"} & {Path(name).name for name in names}
    for lock_file in ("serve.txt", "test.txt"):
        text = (ROOT / "requirements" / lock_file).read_text()
        assert "://" not in text, lock_file
        assert "--hash=sha256:" in text
    for name in names:
        if name.endswith((".css", ".html", ".mjs")) and "/mermaid/" not in name:
            assert not re.search(r"(?:src|href|url|import)\W{1,3}https?:", (ROOT / name).read_text(encoding="utf-8")), name


def test_package_citation_and_changelog_name_the_same_release() -> None:
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    releases = re.findall(r"^## (\d\S*) - (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert releases[0] == (citation["version"], citation["date-released"])
    assert package["version"] == citation["version"]


def test_every_make_command_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8")))
        assert named <= targets, name


def test_the_search_index_holds_the_words_of_diagrams(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    words = " ".join(entry["text"] for entry in index["docs"])
    assert "Mean of 23,592,960 losses" in words
