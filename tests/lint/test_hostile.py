# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Pages that somebody means harm with: each is refused with a reason or rendered harmless, in bounded time and memory."""

from __future__ import annotations

import os
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
from checking import good_page, read
from our_data import DATA
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context
from phi4_guide.lint.runner import lint_page
from site_building import GOOD_FRONT_MATTER, Served, copy_project, preview, read_when

HOSTILE = Path(__file__).parent / "hostile"
PAGES: dict[str, dict[str, str]] = yaml.safe_load((HOSTILE / "pages.yml").read_text(encoding="utf-8"))
BOMBS: list[dict[str, Any]] = yaml.safe_load((HOSTILE / "bombs.yml").read_text(encoding="utf-8"))
CPU_SECONDS, BYTES = 120, 2 << 30
"""What all bombs together may cost; without limits one of them takes minutes."""

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


def text_of(kind: str, text: str) -> str:
    """The page that pages.yml describes."""
    if kind == "front matter":
        return good_page(text.split("\n"), "# A page\n\nText.\n")
    return good_page([], "# A page\n\n" + (f"```mermaid\n{text}\n```\n" if kind == "diagrams" else f"{text}\n"))


TEXTS = {name: text_of(kind, text) for kind, pages in PAGES.items() for name, text in pages.items()}


def bomb_of(entry: dict[str, Any]) -> str:
    before, after = entry.get("around", ("", ""))
    return good_page([], f"# A page\n\n{before}{entry['piece'] * entry['times']}{after}\n")


def rules_of(text: str) -> set[str]:
    """The errors of a page that is not the site's own but knows its figures."""
    problems = lint_page(read(text), Context(needs_source=False, data=DATA))
    assert all(len(problem.message) < 400 for problem in problems)
    return {problem.rule for problem in problems if problem.severity is Severity.ERROR}


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
    assert len(TEXTS) == sum(map(len, PAGES.values()))
    assert len(TEXTS) + len({bomb["name"] for bomb in BOMBS}) >= 140


@pytest.mark.parametrize("kind", ["refused", "harmless", "front matter"])
def test_a_hostile_page_is_refused_where_that_is_promised(kind: str) -> None:
    refused = {name for name in PAGES[kind] if rules_of(TEXTS[name])}
    assert refused == (set() if kind == "harmless" else set(PAGES[kind]))


@pytest.mark.thorough
def test_bombs_are_refused_or_read_in_bounded_time_and_memory() -> None:
    """2.12 and 2.20. In a process of their own, which may take so much of the processor and of memory and no more."""
    done = subprocess.run(
        [sys.executable, __file__],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        preexec_fn=BOUNDED,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert list(found) == [bomb["name"] for bomb in BOMBS]
    # Nothing else ends a conversion; and most are refused by counting.
    assert set(found.values()) <= {"page-too-much", "not-converted", "read"}, found
    assert list(found.values()).count("page-too-much") >= 14, found


def bounded() -> None:
    if sys.platform == "linux":
        import resource  # Windows has none, and macOS keeps no limit of memory.

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))


# Windows knows nothing to run between fork and exec.
BOUNDED = bounded if sys.platform != "win32" else None


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """All of them in one site, as the preview shows it: there errors are warnings, and every page is rendered."""
    pages = {f"page-{number}.md": text for number, text in enumerate(TEXTS.values())}
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
        for number, name in enumerate(TEXTS):
            url = f"{shown.url}page-{number}/"
            page.goto(url)
            draw_all(page)
            # What invites a click is clicked; where that leads away, the way is not taken.
            page.evaluate(CLICK_ALL)
            found = page.evaluate(LOOSE)
            if found != CLEAN or page.url.split("#")[0] != url:
                harmed[name] = (found, page.url)
        assert harmed == {}
        # What the policy stops has been asked of nobody.
        assert dialogs == []
        assert set(watch.strangers) <= set(stopped)


if __name__ == "__main__":
    for bomb in BOMBS:
        ended = rules_of(bomb_of(bomb)) & {"page-too-much", "not-converted"}
        print(f"{bomb['name']}: {next(iter(ended), 'read')}", flush=True)
