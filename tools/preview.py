# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Runs `mkdocs serve`, for `make serve`; where mkdocs.yml cannot be used, says so and begins once it is mended."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from click import ClickException
from mkdocs.__main__ import cli
from mkdocs.config import load_config

SETTINGS = Path("mkdocs.yml")


def main() -> None:
    """Serves until somebody ends it. Arguments are those of `mkdocs serve`."""
    while not _usable():
        print(f"{SETTINGS} cannot be used. The preview begins once it is mended.", file=sys.stderr, flush=True)
        before = SETTINGS.stat().st_mtime_ns
        while SETTINGS.stat().st_mtime_ns == before:
            time.sleep(0.5)
    cli(["serve", *sys.argv[1:]], prog_name="mkdocs")


def _usable() -> bool:
    """Whether MkDocs can read its settings; if not, it has said why."""
    try:
        load_config()
    except ClickException as error:
        error.show()
        return False
    return True


if __name__ == "__main__":
    main()
