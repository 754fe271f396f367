# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Finds a Chromium that draws the diagrams, or gets one. `make test` runs it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
HELP = (
    "No Chromium or Chrome was found, and none could be installed. The tests open the real site in a real browser.\n"
    "Install one and run this again:\n"
    "  Debian, Ubuntu:  sudo apt-get install chromium\n"
    "  Fedora:          sudo dnf install chromium\n"
    "  macOS:           brew install --cask chromium\n"
    "  anywhere:        .venv/bin/playwright install chromium\n"
    "or name one: CHROMIUM=/path/to/chromium make test"
)

_NAME_ANOTHER = "name a browser in CHROMIUM, or unset it"


class NoBrowserError(RuntimeError):
    """There is no browser; the message says how to get one."""


# Of a Chromium, whoever has built it: 141.0.7390.54.
_VERSION = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")


def find_browser() -> Path | None:
    """The machine's Chromium or Chrome, or Playwright's own; None where there is neither.

    The environment variable `CHROMIUM` names one and comes first. To be asked before Playwright runs: it runs once only.

    Raises:
        NoBrowserError: `CHROMIUM` names a file that does not exist.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise NoBrowserError(f"CHROMIUM names {named!r}, which is no file; {_NAME_ANOTHER}")
        return Path(named)
    found = (shutil.which(name) for name in _NAMES)
    usual = (place for place in _PLACES if Path(place).is_file())
    return next((Path(path) for path in (*found, *usual) if path), None) or _playwrights_own()


def _playwrights_own() -> Path | None:
    try:
        from playwright.sync_api import sync_playwright  # a dependency of the tests alone
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def require_browser() -> Path:
    """The browser that `find_browser` finds.

    Raises:
        NoBrowserError: there is none.
    """
    found = find_browser()
    if not found:
        raise NoBrowserError(HELP)
    return found


def version_of(browser: Path) -> str:
    """What the browser says of its version.

    Raises:
        NoBrowserError: the file is no Chromium.
    """
    if os.name == "nt":
        # There it opens a window instead of saying its version.
        return str(browser.stat().st_mtime_ns)
    try:
        said = subprocess.run([browser, "--version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise NoBrowserError(f"{browser} is no Chromium that can be started: {error.strerror}; {_NAME_ANOTHER}") from error
    if said.returncode or not _VERSION.search(said.stdout):
        raise NoBrowserError(f"{browser} is no Chromium: asked for its --version, it does not say one; {_NAME_ANOTHER}")
    return said.stdout.strip()


def ensure_browser() -> Path:
    """The browser that `find_browser` finds, installed first where there is none.

    As root on Debian or Ubuntu that is `apt-get install chromium`, elsewhere Playwright's own download.

    Raises:
        NoBrowserError: there is none and none could be installed.
    """
    found = find_browser()
    if found:
        return found
    commands: list[list[str]] = []
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [
            ["apt-get", "update"],
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
        ]
    if not _succeeded(commands) or not find_browser():
        _succeeded([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return require_browser()


def _succeeded(commands: list[list[str]]) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return bool(commands) and all(subprocess.run(command, check=False, env=quiet).returncode == 0 for command in commands)


def launch_arguments() -> list[str]:
    """What Chromium is started with: nothing it does in the background leaves the machine."""
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    # Chromium refuses to start its sandbox as root, as in most containers.
    return [*arguments, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else arguments


if __name__ == "__main__":
    try:
        print(f"browser: {ensure_browser()}")
    except NoBrowserError as error:
        sys.exit(str(error))
