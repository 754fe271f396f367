# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pages that somebody means harm with: each is refused with a reason or rendered harmless, in bounded time and memory."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Dialog, Route

from browsing import Watch, draw_all, opened
from our_data import DATA, TODAY
from phi4_guide.content.limits import COLUMNS, EMPHASIS, LINE, NESTED, PARAGRAPH, SIGNS
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context
from phi4_guide.lint.runner import check_page
from site_building import GOOD_FRONT_MATTER, Served, copy_project, mkdocs, preview, read_when

HOSTILE = Path(__file__).parent / "hostile"
PAGES: list[dict[str, Any]] = yaml.safe_load((HOSTILE / "pages.yml").read_text(encoding="utf-8"))
BOMBS: list[dict[str, Any]] = yaml.safe_load((HOSTILE / "bombs.yml").read_text(encoding="utf-8"))
CPU_SECONDS, BYTES = 60, 2 << 30
"""What refusing all bombs may cost, and building a page just below the limits; without limits one of them takes minutes."""

LOOSE = """() => ({
  handlers: [...document.querySelectorAll('article *')].flatMap(e => [...e.attributes].filter(a => a.name.startsWith('on'))
    .map(a => a.name)),
  active: [...document.querySelectorAll('article :is(script, iframe, object, embed, form, base, meta, link, video, math)')]
    .map(e => e.outerHTML.slice(0, 80)),
  links: [...document.querySelectorAll('article a')].map(a => new URL(a.href.baseVal ?? a.href, document.baseURI).protocol)
    .filter(protocol => !['http:', 'https:', 'mailto:'].includes(protocol)),
  hacked: document.body.dataset.hacked ?? null,
})"""
CLICK_ALL = """() => {
  for (const inviting of document.querySelectorAll('article :is(a, summary, button, .node)')) {
    inviting.addEventListener('click', event => event.preventDefault());
    for (const kind of ['mouseover', 'click'])
      inviting.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
  }
}"""
CLEAN: dict[str, Any] = {"handlers": [], "active": [], "links": [], "hacked": None}


def text_of(entry: dict[str, Any]) -> str:
    head = GOOD_FRONT_MATTER.removesuffix("---\n") + entry.get("front", "") + "---\n"
    return f"{head}# A page\n\n{entry['body']}\n"


def bomb_of(entry: dict[str, Any]) -> str:
    before, after = entry.get("around", ("", ""))
    return f"{GOOD_FRONT_MATTER}# A page\n\n{before}{entry['piece'] * entry['times']}{after}\n"


def site_of(root: Path, pages: dict[str, str]) -> Path:
    """The project with these pages in the place of its own."""
    copy_project(root)
    for own in root.glob("docs/*.md"):
        own.unlink()
    for name, text in {"index.md": GOOD_FRONT_MATTER + "# Home\n", **pages}.items():
        (root / "docs" / name).write_text(text, encoding="utf-8")
    names = root / "docs" / "data" / "names.yml"
    names.write_text(
        re.sub(r"^exemptions:.*", "exemptions: []\n", names.read_text(encoding="utf-8"), flags=re.M | re.S), "utf-8"
    )
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"^nav:\n(?:  .*\n)+", "", config, flags=re.MULTILINE)
    # There is no page for names of licences and figures to lead to.
    (root / "mkdocs.yml").write_text(
        re.sub(r"^      (licence|ledger)_page: .*\n", "", config, flags=re.MULTILINE), encoding="utf-8"
    )
    return root


def test_there_are_many_and_each_has_its_name() -> None:
    names = [entry["name"] for entry in (*PAGES, *BOMBS)]
    assert len(set(names)) == len(names) >= 100


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry["name"])
def test_a_hostile_page_is_refused_where_that_is_promised(entry: dict[str, Any]) -> None:
    problems = check_page(text_of(entry).encode(), "page.md", Context(TODAY, needs_source=False, data=DATA))
    refused = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert bool(refused) == (entry["expect"] == "refused"), problems
    assert all(len(problem.message) < 400 for problem in problems)


@pytest.mark.build
def test_bombs_are_refused_by_counting() -> None:
    """In a process of their own, which may take so much of the processor and of memory and no more."""
    done = subprocess.run(
        [sys.executable, __file__],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
        preexec_fn=BOUNDED,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.split() == ["page-too-much"] * len(BOMBS)


def bounded() -> None:
    if sys.platform == "linux":
        import resource  # Windows has none, and macOS keeps no limit of memory.

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


# Windows knows nothing to run between fork and exec.
BOUNDED = bounded if sys.platform != "win32" else None


@pytest.mark.build
def test_as_much_as_the_limits_let_pass_is_built_in_bounded_time(tmp_path: Path) -> None:
    # Each sign in its worst known form, as often as it may stand.
    pieces = {"`[`": "[", "`<`": "<a\n", "a backtick": "`a\n"}
    deep = f"{'> ' * NESTED}x\n\n{'*a **b ' * (EMPHASIS // 3)}\n\n{'|a' * (COLUMNS - 1)}|\n{'|-' * (COLUMNS - 1)}|\n"
    # And what would make our own patterns go over a text again and again.
    slow = [
        f"src={' ' * (LINE - 99)}\n\n" * 9,
        f"[a](fact:{'x' * (LINE // 2)}\n\n" * 15,
        f"{'[' * 1_300}\n{'x' * (PARAGRAPH - 2_000)}",
    ]
    bodies = [deep, *(piece * SIGNS[name][1] for name, piece in pieces.items()), *slow]
    head = GOOD_FRONT_MATTER.replace("---\n", "---\nfigures: checked\n", 1)
    root = site_of(tmp_path, {f"page-{number}.md": f"{head}# A page\n\n{body}\n" for number, body in enumerate(bodies)})
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, preexec_fn=BOUNDED)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert (root / "site" / "page-0" / "index.html").is_file()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """All of them in one site, as the preview shows it: there errors are warnings, and every page is rendered."""
    pages = {f"page-{number}.md": text_of(entry) for number, entry in enumerate(PAGES)}
    root = site_of(tmp_path_factory.mktemp("hostile"), pages)
    with preview(root) as (url, log):
        read_when(url, "Home", log)
        yield Served(url, root)


@pytest.mark.browser
@pytest.mark.build
def test_nothing_of_them_runs_or_asks_anybody(chromium: Browser, shown: Served) -> None:
    """Without the pages' policy on scripts: the markup alone is harmless; that wall has tests/publish/test_policy.py."""
    with opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        watch = Watch(page, shown.url)
        dialogs: list[str] = []

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        def without_policy(route: Route) -> None:
            answer = route.fetch()
            # Of it only the word on pictures stays: Mermaid itself loads one that a node asks for.
            text = re.sub(r'(?<=Security-Policy" content=")[^"]*', "img-src 'self' data: blob:", answer.text())
            route.fulfill(response=answer, body=text)

        page.on("dialog", dismiss)
        stopped: list[str] = []
        page.on("requestfailed", lambda request: stopped.append(request.url) if request.failure == "csp" else None)
        page.route(re.compile(r"/page-\d+/$"), without_policy)
        harmed: dict[str, Any] = {}
        for number, entry in enumerate(PAGES):
            url = f"{shown.url}page-{number}/"
            page.goto(url)
            draw_all(page)
            # What invites a click is clicked; where that leads away, the way is not taken.
            page.evaluate(CLICK_ALL)
            found = page.evaluate(LOOSE)
            if found != CLEAN or page.url.split("#")[0] != url:
                harmed[entry["name"]] = (found, page.url)
        assert harmed == {}
        # What the policy stops has been asked of nobody.
        assert (dialogs, sorted(watch.strangers)) == ([], sorted(stopped))


@pytest.mark.build
def test_those_that_pass_the_checker_are_built_in_one_go(tmp_path: Path) -> None:
    passing = [text_of(entry) for entry in PAGES if entry["expect"] == "harmless"]
    root = site_of(tmp_path / "project", {f"page-{number}.md": text for number, text in enumerate(passing)})
    done = mkdocs("build", cwd=root)
    assert done.returncode == 0, done.stderr[-3_000:]
    assert len(list((root / "site").glob("page-*/index.html"))) == len(passing)


if __name__ == "__main__":
    for bomb in BOMBS:
        found = check_page(bomb_of(bomb).encode(), "page.md", Context(TODAY, needs_source=False, data=DATA))
        print(*{problem.rule for problem in found})
