# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the tests in three browsers share: the published site, and each browser, started once."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from browsers.engines import ENGINES, NOTES_TROUBLE, Engine, started
from site_building import Served, edit, serve

LONGEST = 300
"""Seconds in which a test ends, though its browser may say nothing any more; the first also builds the site."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Ends a test that does not end by itself."""

    def end(*_: object) -> None:
        raise TimeoutError(f"{item.name} has not ended in {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


by_engine = pytest.mark.parametrize(
    "engine",
    # Each browser is started once: its tests stay together.
    [pytest.param(kind, id=kind.name, marks=pytest.mark.xdist_group(kind.name)) for kind in ENGINES],
    indirect=True,
)


@pytest.fixture(scope="session")
def guide(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The published site, online; each page with one script more, which only notes what goes wrong."""
    folder = shutil.copytree(published, tmp_path_factory.mktemp("noted") / "site")
    (folder / "noted.js").write_text(NOTES_TROUBLE, encoding="utf-8")
    for page in folder.rglob("*.html"):
        edit(page, ('(?=<meta name="viewport")', '<script src="/noted.js"></script>'))
    with serve(folder, "/") as server:
        yield server


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The browser that the test's parameter names, in a fresh profile."""
    with started(request.param, tmp_path_factory.mktemp(request.param.name)) as engine:
        yield engine


@pytest.fixture
def quiet(engine: Engine, guide: Served) -> Iterator[None]:
    """In the end the pages have said nothing and asked nobody else, in this test or the one before."""
    yield
    engine.listen()
    elsewhere = [address for address in engine.asked if not address.startswith((guide.url, "data:", "blob:", "about:"))]
    said = list(engine.said)
    engine.asked.clear()
    engine.said.clear()
    assert (said, elsewhere) == ([], [])
