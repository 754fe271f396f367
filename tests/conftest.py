# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the tests share: the command, the built site and the published one, servers for them, a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browsing import Watch, opened
from phi4_guide.cli import main
from phi4_guide.publish.chromium import NoBrowserError, launch_arguments, require_browser
from site_building import ROOT, Once, Run, Served, build_site, done, draw, finish, guide_site, serve


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
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Folders that take long to fill: of the processes that run the tests the first that wants one fills it for all."""
    base = tmp_path_factory.getbasetemp()
    # A process beside others has a folder of its own, in that of the run.
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, fill: Callable[[Path], object]) -> Path:
        with (base / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (base / name).is_dir():
                fill(begun := tmp_path_factory.mktemp(name))
                begun.rename(base / name)
        return base / name

    return folder


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The real site, built strictly once; what MkDocs said is beside it."""
    return once("built", lambda folder: (folder / "said").write_text(done(build_site(ROOT, folder / "site")))) / "site"


@pytest.fixture(scope="session")
def drawn(site: Path, once: Once) -> Path:
    """The site with every diagram drawn into its page by the real command; the pictures are kept beside it."""
    return once("drawn", lambda folder: done(draw(shutil.copytree(site, folder / "site"), folder / "kept"))) / "site"


@pytest.fixture(scope="session")
def published(drawn: Path, once: Once) -> Path:
    """The site as it is published: built, drawn and finished."""
    return once("published", lambda folder: done(finish(shutil.copytree(drawn, folder / "site")))) / "site"


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
def small(request: pytest.FixtureRequest, once: Once) -> Iterator[Served]:
    """A site of the guide's with the module's `PAGE` as its home, drawn."""

    def fill(folder: Path) -> None:
        done(draw(guide_site(folder, {"index.md": request.module.PAGE}), folder / "kept"))

    with serve(once(request.module.__name__, fill) / "site", "/") as server:
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
