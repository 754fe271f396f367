# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pages that somebody means harm with: each is refused with a reason or rendered harmless, in bounded time and memory."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Route

from browsing import Watch, draw_all, opened
from cases import load
from checking import good_page, read
from our_data import DATA
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context
from phi4_guide.lint.runner import lint_page
from site_building import copy_project, preview, read_when

PAGES: dict[str, dict[str, str]] = load("lint/hostile/pages.yml")
BOMBS: dict[str, dict[str, Any]] = {bomb["name"]: bomb for bomb in load("lint/hostile/bombs.yml")}
CPU_SECONDS, BYTES = 120, 2 << 30
"""What all bombs together may cost; without limits one of them takes minutes."""

HARM = Path(__file__).with_name("hostile").joinpath("harm.js").read_text(encoding="utf-8")


def text_of(kind: str, text: str) -> str:
    """The page that pages.yml describes."""
    if kind == "front matter":
        return good_page(text.split("\n"), "# A page\n\nText.\n")
    return good_page([], "# A page\n\n" + (f"```mermaid\n{text}\n```\n" if kind == "diagrams" else f"{text}\n"))


TEXTS = {name: text_of(kind, text) for kind, pages in PAGES.items() for name, text in pages.items()}
SOME_AND_ALL = pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.exhaustive)])


def errors(text: str) -> set[str]:
    """The rules with an error for a page that is not the site's own but knows its figures."""
    problems = lint_page(read(text), Context(needs_source=False, data=DATA))
    assert all(len(problem.message) < 400 for problem in problems)
    return {problem.rule for problem in problems if problem.severity is Severity.ERROR}


def test_there_are_many_and_each_has_its_name() -> None:
    assert len(TEXTS) == sum(map(len, PAGES.values()))
    assert len(TEXTS) + len(BOMBS) >= 140


@pytest.mark.parametrize("kind", ["refused", "harmless", "front matter"])
def test_a_hostile_page_is_refused_where_that_is_promised(kind: str) -> None:
    refused = {name for name in PAGES[kind] if errors(TEXTS[name])}
    assert refused == (set() if kind == "harmless" else set(PAGES[kind]))


@pytest.mark.thorough
@SOME_AND_ALL
def test_bombs_are_refused_or_read_in_bounded_time_and_memory(every: bool) -> None:
    """2.12 and 2.20. In a process of their own, which may take so much of the processor and of memory and no more."""
    names = [name for name, bomb in BOMBS.items() if every or "slow" not in bomb]
    done = subprocess.run(
        [sys.executable, __file__, *names],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert list(found) == names
    # Nothing else ends a conversion; and most are refused by counting.
    assert set(found.values()) <= {"page-too-much", "not-converted", "read"}, found
    assert list(found.values()).count("page-too-much") >= 14, found


def explode(names: list[str]) -> None:
    """Reads these bombs, in a process that is bounded where that can be, and prints what became of each."""
    if sys.platform == "linux":
        import resource  # Windows has none, and macOS keeps no limit of memory.

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    for name in names:
        before, after = BOMBS[name].get("around", ("", ""))
        text = before + BOMBS[name]["piece"] * BOMBS[name]["times"] + after
        ended = errors(good_page([], f"# A page\n\n{text}\n")) & {"page-too-much", "not-converted"}
        print(f"{name}: {next(iter(ended), 'read')}", flush=True)


def without_policy(route: Route) -> None:
    """Of a page's policy only the word on pictures stays: Mermaid itself loads one that a node asks for."""
    answer = route.fetch()
    text = re.sub(r'(?<=Security-Policy" content=")[^"]*', "img-src 'self' data: blob:", answer.text())
    route.fulfill(response=answer, body=text)


@pytest.mark.browser
@pytest.mark.build
@SOME_AND_ALL
def test_nothing_of_them_runs_or_asks_anybody(chromium: Browser, tmp_path: Path, every: bool) -> None:
    """In the preview, where errors are warnings, without the policy on scripts, which tests/publish/test_policy.py has."""
    root = copy_project(tmp_path)
    pages = dict(enumerate(list(TEXTS)[:: 1 if every else 6]))
    for number, name in pages.items():
        (root / "docs" / f"page-{number}.md").write_text(TEXTS[name], encoding="utf-8")
    with preview(root) as (site, log), opened(chromium, viewport={"width": 1280, "height": 800}) as page:
        read_when(site, "Home", log)
        watch = Watch(page, site)
        dialogs: list[str] = []
        stopped: list[str] = []
        harmed: dict[str, Any] = {}

        def dismiss(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.on("requestfailed", lambda request: stopped.append(request.url) if request.failure == "csp" else None)
        page.route(re.compile(r"/page-\d+/$"), without_policy)
        for number, name in pages.items():
            url = f"{site}page-{number}/"
            page.goto(url)
            draw_all(page)
            found = page.evaluate(HARM)
            if any(found.values()) or page.url.split("#")[0] != url:
                harmed[name] = (found, page.url)
        assert harmed == {}
        # What the policy stops has been asked of nobody.
        assert dialogs == []
        assert set(watch.strangers) <= set(stopped)


if __name__ == "__main__":
    explode(sys.argv[1:])
