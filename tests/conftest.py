# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the tests share: the built site, a server for it, a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from phi4_guide.publish.chromium import NoBrowserError, launch_arguments, require_browser
from site_building import ROOT, Served, build_site, draw, finish, serve


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test that asks for the built site: who reads it has to build it first."""
    for item in items:
        if isinstance(item, pytest.Function) and "site" in item.fixturenames:
            item.add_marker(pytest.mark.build)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built strictly once."""
    folder = tmp_path_factory.mktemp("site")
    built = build_site(ROOT, folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[Served]:
    """The site, served as a code host does: below a path."""
    with serve(site, "/phi4-guide/") as server:
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


@pytest.fixture(scope="session")
def drawn(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site with every diagram drawn into its page by the real command; the pictures are kept beside it."""
    folder = tmp_path_factory.mktemp("drawn")
    shutil.copytree(site, folder / "site")
    done = draw(folder / "site", folder / "kept")
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="session")
def published(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is published: built, drawn and finished."""
    folder = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(drawn, folder)
    done = finish(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def online(published: Path) -> Iterator[Served]:
    """The published site, served at the root of a free port."""
    with serve(published, "/") as server:
        yield server
