# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Finds a Chromium to draw the diagrams with. `python -m phi4_guide.publish.chromium` installs one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
HELP = """\
No Chromium or Chrome was found, and none could be installed. The tests open the real site in a real browser.
Install one and run this again:
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask chromium
  anywhere:        .venv/bin/playwright install chromium
or name one: CHROMIUM=/path/to/chromium make test"""
_IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class NoBrowserError(RuntimeError):
    """There is no browser; the message says how to get one."""


def require_browser() -> Path:
    """The browser that the variable `CHROMIUM` names; else the machine's Chromium or Chrome; else Playwright's own.

    Raises:
        NoBrowserError: there is none, or `CHROMIUM` names a file that does not exist.
    """
    found = _find()
    if not found:
        raise NoBrowserError(HELP)
    return found


def _find() -> Path | None:
    named = os.environ.get("CHROMIUM")
    if named and not Path(named).is_file():
        raise NoBrowserError(f"CHROMIUM names {named!r}, which is no file; name a browser there, or unset it")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return Path(found)
    try:
        from playwright.sync_api import sync_playwright  # a dependency of the tests alone
    except ImportError:
        return None
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


def ensure_browser() -> Path:
    """The browser that `require_browser` finds, installed first where there is none: by apt-get if it can, or Playwright.

    Raises:
        NoBrowserError: there is none and none could be installed.
    """
    if not _find() and _IS_ROOT and shutil.which("apt-get"):
        install = "apt-get update && apt-get install --yes --no-install-recommends chromium"
        subprocess.run(["sh", "-c", install], check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not _find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return require_browser()


def launch_arguments() -> list[str]:
    """What Chromium is started with: nothing it does in the background leaves the machine."""
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    # Chromium refuses to start its sandbox as root, as in most containers.
    return [*arguments, "--no-sandbox"] if _IS_ROOT else arguments


if __name__ == "__main__":
    try:
        print(f"browser: {ensure_browser()}")
    except NoBrowserError as error:
        sys.exit(str(error))
