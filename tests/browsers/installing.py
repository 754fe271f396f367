# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Finds Firefox, WebKitGTK and a screen for it. Run as a program, it installs by apt-get what the machine does not have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PROGRAMS = {"firefox": ("firefox-esr", "firefox"), "webkit": ("WebKitWebDriver",), "screen": ("Xvfb",)}
"""The names that each goes by."""
PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
HELP = f"""\
Missing: {{}}. `make test-browsers` opens the site in Chromium, Firefox and WebKitGTK, and leaves none out.
Install what is missing and run this again:
  Debian:  sudo apt-get install {" ".join(PACKAGES)}
  Ubuntu:  sudo apt-get install webkit2gtk-driver xvfb, and Firefox as a package, not as a snap
  Fedora:  sudo dnf install firefox webkit2gtk4.1 xorg-x11-server-Xvfb"""


def program(which: str) -> str:
    """Where this one of `PROGRAMS` is.

    Raises:
        LookupError: it is not on this machine; the message says how to get it.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS[which])), None)
    if not found:
        raise LookupError(HELP.format(which))
    return found


def _missing() -> str:
    return ", ".join(which for which, names in PROGRAMS.items() if not any(map(shutil.which, names)))


if __name__ == "__main__":
    if _missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        install = f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(PACKAGES)}"
        subprocess.run(["sh", "-c", install], check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if _missing():
        sys.exit(HELP.format(_missing()))
