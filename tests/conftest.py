# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the tests share: the command, the built site and the published one, servers for them, a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browsing import Watch, opened
from phi4_guide.cli import main
from phi4_guide.publish.chromium import NoBrowserError, launch_arguments, require_browser
from site_building import ROOT, Run, Served, build_site, done, draw, finish, guide_site, serve


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that asks for the built site: who reads it has to build it first."""
    for item in items:
        if isinstance(item, pytest.Function) and "site" in item.fixturenames:
            item.add_marker(pytest.mark.build)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process, in the test's folder or in `cwd`."""

    def run_in(*arguments: object, cwd: Path = tmp_path) -> CompletedProcess[str]:
        monkeypatch.chdir(cwd)
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(str(end.code))
        return CompletedProcess([], code, *capsys.readouterr())

    return run_in


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built strictly once."""
    folder = tmp_path_factory.mktemp("site")
    done(build_site(ROOT, folder))
    return folder


@pytest.fixture(scope="session")
def drawn(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with every diagram drawn into its page by the real command; the pictures are kept beside it."""
    folder = shutil.copytree(site, tmp_path_factory.mktemp("drawn") / "site")
    done(draw(folder, folder.parent / "kept"))
    return folder


@pytest.fixture(scope="session")
def published(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published: built, drawn and finished."""
    folder = shutil.copytree(drawn, tmp_path_factory.mktemp("published") / "site")
    done(finish(folder))
    return folder


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Served]:
    """The built site, whose diagrams wait, served as a code host does: below a path."""
    with serve(site, "/phi4-guide/") as server:
        yield server


@pytest.fixture(scope="session")
def online(published: Path) -> Iterator[Served]:
    """The published site, served at the root of a free port."""
    with serve(published, "/") as server:
        yield server


@pytest.fixture(scope="module")
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of the guide's with the module's `PAGE` as its home, drawn."""
    folder = tmp_path_factory.mktemp("small")
    built = guide_site(folder, {"index.md": request.module.PAGE})
    done(draw(built, folder / "kept"))
    with serve(built, "/") as server:
        yield server


@pytest.fixture(scope="session")
def browser_path() -> Path:
    """Where Chromium is; without one the run fails and says how to get it."""
    try:
        return require_browser()
    except NoBrowserError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def chromium(browser_path: Path) -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=launch_arguments())
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a fresh profile, in a wide window; a parameter names other options of the browser's."""
    with opened(chromium, **getattr(request, "param", {})) as page:
        yield page


@pytest.fixture
def quiet(page: Page) -> Iterator[None]:
    """In the end the page has said nothing on its console, asked nobody but this machine, and got all that it asked for."""
    watch = Watch(page, "http://127.0.0.1:")
    yield
    assert watch.trouble == []
