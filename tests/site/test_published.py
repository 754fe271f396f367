# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The published site: every picture is in its page, Mermaid comes when a reader edits, and nothing moves."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import FOUNDING, by_path, on_a_phone, on_both, requests_of, without_scripts
from site_building import ROOT, Served, contents, done, draw, edit, page_alone, serve

pytestmark = pytest.mark.browser

STATES = "figures => figures.map(figure => figure.dataset.state)"
# The page's own scripts put pictures in through the DOM; what the parser found is the build's work.
DRAWN = re.compile(r'<div class="diagram-picture"><svg\b.*?</svg></div>', re.DOTALL)


def states(page: Page) -> list[str]:
    return list(page.locator("figure.diagram").evaluate_all(STATES))


def without_pictures(html: str) -> str:
    """The page's HTML as it was before its diagrams were drawn into it, as far as can be told from the outside."""
    html = DRAWN.sub("", html).replace('<div class="mermaid" hidden', '<div class="mermaid"')
    return re.sub(r'data-state="\w+"((?: data-unchecked="")?(?: id="[^"]*")?) style="[^"]*"', r"\1", html)


def test_every_diagram_is_in_its_page_and_nothing_else_has_changed(site: Path, drawn: Path) -> None:
    built, after = contents(site), contents(drawn)
    assert built.keys() == after.keys()
    pictures = 0
    for name in built:
        if built[name] != after[name]:
            before, html = built[name].decode(), after[name].decode()
            assert without_pictures(html) == without_pictures(before)
            # What this machine is called and where it served the pages is in none of them.
            assert "127.0.0.1" not in html
        if name.endswith(".html"):
            waiting = built[name].decode().count('data-state="waiting"')
            assert after[name].decode().count('data-state="drawn"') == len(DRAWN.findall(after[name].decode())) == waiting
            pictures += waiting
    assert pictures > 15


@on_both
def test_mermaid_comes_when_a_reader_edits_and_not_before(page: Page, online: Served) -> None:
    asked = requests_of(page)
    page.goto(online.url, wait_until="networkidle")
    figure = page.locator("figure.diagram")
    figure.locator(".walk-next").click()
    figure.locator("[data-of].lit, svg").first.hover()
    figure.locator("summary").click()
    figure.locator(".diagram-enlarge").click()
    page.locator("dialog .walk-next").click()
    page.keyboard.press("Escape")
    page.wait_for_load_state("networkidle")
    assert not any("/mermaid/" in url for url in asked)
    figure.locator(".diagram-edit").click()
    field = figure.locator("textarea")
    assert states(page) == ["drawn"]
    field.fill(field.input_value().replace("Post-training", "Later training"))
    page.locator("figure.diagram[data-state=live]").wait_for()
    assert any("/mermaid/" in url for url in asked)


def test_with_mermaid_blocked_the_picture_remains_and_the_editor_says_why(page: Page, online: Served) -> None:
    page.route("**/assets/mermaid/**", lambda route: route.abort())
    page.goto(online.url + "pretraining/")
    figure = page.locator("figure.diagram").first
    figure.locator(".diagram-edit").click()
    figure.locator("textarea").fill("flowchart TB\n  a --> b")
    figure.locator(".diagram-said", has_text="Mermaid cannot be loaded").wait_for()
    assert set(states(page)) == {"drawn"}
    assert all(svg.is_visible() for svg in page.locator(".diagram-picture svg").all())
    assert page.locator(".diagram-error").count() == 0


@by_path
@without_scripts
def test_without_scripts_pictures_twins_and_tables_are_there(page: Page, online: Served, path: str) -> None:
    page.goto(online.url + path)
    for figure in page.locator("figure.diagram").all():
        assert figure.locator("svg").is_visible()
        assert not figure.locator("div.mermaid").is_visible()
        assert not figure.locator(".diagram-tools").is_visible()
        if path != FOUNDING:
            figure.locator("summary").click()
            said = figure.locator("details")
            assert "leads to" in said.inner_text() or said.locator("p").is_visible()
    assert page.locator("table:not(details table)").filter(visible=False).count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_only_what_has_changed_is_drawn_again(site: Path, drawn: Path, tmp_path: Path) -> None:
    again, kept = shutil.copytree(site, tmp_path / "site"), drawn.parent / "kept"
    stamps = {file: file.stat().st_mtime_ns for file in kept.iterdir()}
    done(draw(again, kept))
    # And on what is drawn already it does nothing.
    done(draw(again, kept))
    assert {file: file.stat().st_mtime_ns for file in kept.iterdir()} == stamps
    assert contents(again) == contents(drawn)
    shutil.copy(site / "data" / "index.html", again / "data")
    edit(again / "data" / "index.html", ("flowchart TB", "flowchart  TB"))
    said = done(draw(again, kept))
    assert "drawing 1/1: data/index.html" in said
    assert "1 of them newly drawn" in said


def refused(site: Path, kept: Path) -> str:
    """Why this site is not drawn. No page of it has changed."""
    before = contents(site)
    run = draw(site, kept)
    assert (run.returncode, "Traceback" in run.stderr) == (2, False)
    assert contents(site) == before
    return run.stderr


def test_a_broken_diagram_is_not_published(site: Path, tmp_path: Path) -> None:
    edit(page_alone(site, tmp_path / "site", "data"), ("flowchart TB", "flowchart TB\n  oops --&gt;"))
    # A page whose diagrams can be drawn.
    shutil.copy(site / "index.html", tmp_path / "site")
    said = refused(tmp_path / "site", tmp_path / "kept")
    # The line of the page's source on which Mermaid stops, though here the source is as it was.
    lines = (ROOT / "docs" / "data.md").read_text(encoding="utf-8").splitlines()
    [line] = re.findall(r"^data\.md:(\d+):1: error: Mermaid cannot draw the diagram: Parse error", said, re.MULTILINE)
    assert lines[int(line) - 3].strip() == "flowchart TB"
    assert "oops -->" in said
    assert "1 diagrams cannot be drawn; no page was changed" in said


def test_a_broken_diagram_of_a_page_that_is_not_checked_is_named_and_the_rest_is_drawn(site: Path, tmp_path: Path) -> None:
    file = page_alone(site, tmp_path / "site", "founding-note")
    shutil.copy(site / "index.html", tmp_path / "site")
    edit(file, ("graph LR", "graph LR\n  oops --&gt;"))
    said = done(draw(tmp_path / "site", tmp_path / "kept"))
    assert re.search(r"^founding-note\.md:\d+:1: advice: Mermaid cannot draw the diagram: Parse error", said, re.MULTILINE)
    assert 'data-state="waiting"' in file.read_text(encoding="utf-8")
    assert 'data-state="waiting"' not in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_what_cannot_be_drawn_is_named(site: Path, tmp_path: Path) -> None:
    """2.21"""
    file = page_alone(site, tmp_path / "site", "data")
    file.write_bytes(file.read_bytes() + b"\xff")
    assert refused(tmp_path / "site", tmp_path / "kept").startswith(f"phi4-guide: {file} is not UTF-8")
    (tmp_path / "empty").mkdir()
    said = refused(tmp_path / "empty", tmp_path / "kept")
    assert "it is no built site of the guide; run `mkdocs build --strict` first" in said


def make_endless(file: Path, number: int) -> str:
    """Makes this diagram of the page, counted from one, a diagram that takes for ever; gives the page's HTML."""
    parts = re.split(r'(<div class="mermaid"[^>]*>)', file.read_text(encoding="utf-8"))
    parts[2 * number] = re.sub("^[^<]*", "block-beta\n  space:100000\n", parts[2 * number])
    file.write_text("".join(parts), encoding="utf-8")
    return "".join(parts)


def test_a_diagram_that_never_ends_is_not_waited_for_and_named(site: Path, tmp_path: Path) -> None:
    file = page_alone(site, tmp_path / "site", "decontamination")
    text = make_endless(file, 2)
    command = (
        "import sys\nfrom phi4_guide.cli import main\nfrom phi4_guide.publish import draw\n"
        # Not the half minute that an author gets.
        "draw.SECONDS = 8\nsys.exit(main(sys.argv[1:]))"
    )
    arguments: list[str | Path] = ["draw", tmp_path / "site", "--kept", tmp_path / "kept"]
    run = subprocess.run([sys.executable, "-c", command, *arguments], capture_output=True, text=True, check=False)
    place = re.findall(r'data-place="([^"]*)"', text)[1]
    assert f"decontamination/index.html: the diagram at {place} takes over 8 seconds; make it smaller" in run.stderr
    assert (run.returncode, "space:100000" in run.stderr) == (2, True)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the tab's process is found in /proc")
def test_a_tab_that_crashes_ends_the_drawing_and_the_diagram_is_named(site: Path, tmp_path: Path) -> None:
    # 2.16
    file = page_alone(site, tmp_path / "site", "how-it-is-made")
    text = make_endless(file, 1)
    program = Path(sys.executable).with_name("phi4-guide")
    command: list[str | Path] = [program, "draw", tmp_path / "site", "--kept", tmp_path / "kept"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline() == "drawing 1/1: how-it-is-made/index.html\n"
        for tab in tabs_of(process.pid):
            os.kill(tab, signal.SIGKILL)
        said = process.stderr.read()
    assert process.returncode == 2
    begins = r"phi4-guide: how-it-is-made/index\.html: the diagram at how-it-is-made\.md:\d+ ends the browser or"
    assert re.match(begins, said)
    assert "Traceback" not in said
    assert file.read_text(encoding="utf-8") == text


def tabs_of(parent: int) -> list[int]:
    """The processes below this one in which a browser shows a page."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            children.setdefault(int(status.read_text().rpartition(")")[2].split()[1]), []).append(int(status.parent.name))
    below, found = [parent], []
    for pid in below:
        below += children.get(pid, [])
        with suppress(OSError):
            found += [pid] if b"--type=renderer" in Path(f"/proc/{pid}/cmdline").read_bytes() else []
    return found


def test_a_kept_picture_that_was_cut_off_or_exchanged_is_drawn_anew(site: Path, drawn: Path, tmp_path: Path) -> None:
    """2.21"""
    file = page_alone(site, tmp_path / "site", "midtraining")
    published = (drawn / "midtraining" / "index.html").read_text(encoding="utf-8")
    kept = shutil.copytree(drawn.parent / "kept", tmp_path / "kept")
    whole = contents(kept)
    first, second, third, *_ = (name for name, raw in whole.items() if raw.decode().partition("\n")[2] in published)
    (kept / first).write_bytes(whole[first][:-100])
    (kept / second).write_bytes(whole[third])
    (kept / third).write_bytes(b"\xff" + whole[third])
    assert "3 of them newly drawn" in done(draw(tmp_path / "site", kept))
    assert file.read_text(encoding="utf-8") == published
    assert contents(kept) == whole


def weights_of(asked: list[str], online: Served) -> dict[str, int]:
    """What these addresses weigh in bytes, compressed: that does not depend on the machine."""
    paths = [online.folder / url.removeprefix(online.url) for url in asked]
    files = [path / "index.html" if path.is_dir() else path for path in paths]
    packed = [file.read_bytes() if file.suffix == ".woff2" else gzip.compress(file.read_bytes()) for file in files]
    return dict(zip(asked, map(len, packed), strict=True))


@on_a_phone
@pytest.mark.parametrize(("path", "limit"), [("notes-and-report/", 130), (FOUNDING, 350)])
def test_what_a_page_weighs(page: Page, online: Served, path: str, limit: int) -> None:
    asked = requests_of(page)
    page.goto(online.url + path, wait_until="networkidle")
    # The search's index is asked for by a script, when the page has long been seen.
    named = [url for url in asked if "search" not in url and url.startswith(online.url)]
    assert sum(weights_of(named, online).values()) <= limit * 1024, weights_of(named, online)
    assert len(named) <= 13


@pytest.mark.parametrize(
    ("path", "limit"),
    [("notes-and-report/", 5), ("", 7), ("data/", 9)],
    ids=["neither walk nor turn", "a walk", "a walk and a turn"],
)
def test_the_scripts_of_a_page_with_diagrams_are_small(page: Page, online: Served, path: str, limit: int) -> None:
    asked = requests_of(page)
    page.goto(online.url + path, wait_until="networkidle")
    page.locator("figure.diagram [data-of]").first.hover()
    page.wait_for_load_state("networkidle")
    weights = weights_of([url for url in asked if "/diagrams" in url and url.endswith(".mjs")], online)
    assert len(weights) > 1
    assert sum(weights.values()) <= limit * 1024, weights


@pytest.mark.usefixtures("quiet")
def test_below_a_path_the_published_site_is_whole(page: Page, published: Path) -> None:
    with serve(published, "/phi4-guide/") as server:
        page.goto(server.url + "pretraining/")
        page.locator("figure.diagram svg a", has_text="Read a batch").click()
        page.wait_for_url(server.url + "pretraining/#tokens")
