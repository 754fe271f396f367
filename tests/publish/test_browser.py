# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Which browser draws: the one that is named, the machine's, or Playwright's own; and what is said where there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from phi4_guide.publish.chromium import NoBrowserError, ensure_browser, require_browser
from site_building import ROOT, command, done, draw, page_alone

WHERE = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright:\n"
    "    print(playwright.chromium.executable_path)"
)


def test_a_browser_that_is_named_comes_first_and_nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert require_browser() == ensure_browser() == Path(sys.executable)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    for find in (require_browser, ensure_browser):
        with pytest.raises(NoBrowserError, match="CHROMIUM names '/nowhere/chromium', which is no file"):
            find()


@pytest.mark.browser
@pytest.mark.parametrize("script", ["exit 1", "echo true 9.4", None], ids=["fails", "another program", "cannot be started"])
def test_what_is_no_chromium_is_named_and_draws_nothing(site: Path, tmp_path: Path, script: str | None) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755 if script else 0o644)
    refused = draw(site, tmp_path / "kept", CHROMIUM=str(program))
    assert refused.returncode == 2
    [said] = refused.stderr.splitlines()
    assert said.startswith(f"phi4-guide: {program} is no Chromium that can be started: ")
    assert said.endswith("; name a browser in CHROMIUM")


@pytest.mark.browser
def test_where_the_machine_has_no_browser_playwrights_own_draws(site: Path, browser_path: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    alone = {"PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "browsers"), "CHROMIUM": ""}
    own = Path(command("python", "-c", WHERE, cwd=ROOT, **alone).stdout.strip())
    own.parent.mkdir(parents=True)
    # Chromium may be a script that needs the PATH which is taken from the drawing.
    own.write_text(f'#!/bin/sh\nPATH="{os.environ["PATH"]}" exec "{browser_path}" "$@"\n')
    own.chmod(0o755)
    file = page_alone(site, tmp_path / "site", "how-it-is-made")
    done(draw(tmp_path / "site", tmp_path / "kept", **alone, PATH=str(tmp_path / "empty")))
    assert "diagram-picture" in file.read_text(encoding="utf-8")
