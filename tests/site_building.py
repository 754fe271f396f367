# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Builds sites with the real MkDocs and serves them on a free port of this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from phi4_guide.publish.server import Handler, running

ROOT = Path(__file__).parent.parent

GOOD_FRONT_MATTER = """\
---
created: 2025-02-18 05:31:26
author: Cong Le
version: "1.0"
license(s): MIT, CC BY 4.0
copyright: Copyright (c) 2025 Cong Le. All Rights Reserved.
original source: "https://arxiv.org/pdf/2412.08905"
---
"""

TINY_CONFIG = f"""\
site_name: tiny
theme: {{ name: material, font: false }}
plugins:
  - mermaid2: {{ javascript: assets/diagrams.mjs }}
hooks: [{(ROOT / "hooks" / "mkdocs_hooks.py").as_posix()}]
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - {{ name: mermaid, class: mermaid, format: !!python/name:phi4_guide.content.reading.fence }}
  - phi4_guide.extension
extra: {{ phi4_guide: {{ data: false }} }}
"""

DATED = {"SOURCE_DATE_EPOCH": "1763856000"}
"""A build's date is that of its commit, which `make site` puts here: the sitemap has it."""


def mkdocs(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs MkDocs as an author would, and returns what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=cwd,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def build_site(root: Path, target: Path, *flags: str, site_url: str = "") -> subprocess.CompletedProcess[str]:
    """Builds the site at `root` strictly into `target`."""
    env = DATED | ({"SITE_URL": site_url} if site_url else {})
    return mkdocs("build", "--strict", "--site-dir", str(target), *flags, cwd=root, env=env)


def tiny_site(folder: Path, pages: dict[str, str | bytes]) -> Path:
    """A site of these pages (path to text or bytes), with the guide's hook and extension."""
    (folder / "docs" / "assets").mkdir(parents=True)
    (folder / "docs" / "assets" / "diagrams.mjs").write_text("export default {};\n")
    for name in ("LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / name, folder)
    (folder / "mkdocs.yml").write_text(TINY_CONFIG, encoding="utf-8")
    for name, content in pages.items():
        page = folder / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def guide_site(folder: Path, pages: dict[str, str]) -> Path:
    """A site of these pages (path to text) with the guide's own settings, assets and theme, and no data; built."""
    (folder / "docs").mkdir()
    for name in ("licences.md", "ledger.md"):
        (folder / "docs" / name).write_text(f"{GOOD_FRONT_MATTER}# Empty\n", encoding="utf-8")
    for name, text in pages.items():
        (folder / "docs" / name).write_text(GOOD_FRONT_MATTER + text, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "assets", folder / "docs" / "assets")
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "site_dir": "site", "nav": None, "watch": [],
        "theme": {"custom_dir": str(ROOT / "overrides")}, "hooks": [str(ROOT / "hooks" / "mkdocs_hooks.py")],
        "extra": {"phi4_guide": {"data": False}},
    }  # fmt: skip
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    built = mkdocs("build", cwd=folder)
    assert built.returncode == 0, built.stderr
    return folder / "site"


@dataclass(frozen=True)
class Served:
    """A folder on a port of this machine. `url` ends with a slash."""

    url: str
    folder: Path

    def pages(self) -> list[str]:
        """The address of every page, relative to `url`."""
        found = (file.parent.relative_to(self.folder).as_posix() for file in self.folder.rglob("index.html"))
        return sorted("" if path == "." else f"{path}/" for path in found)


class _Host(Handler):
    """Serves below a prefix as a code host's pages do, with the site's 404 page for what is not there."""

    def __init__(self, *args: object, prefix: str, directory: str) -> None:
        self.prefix = prefix
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "outside-of-the-site")
        return super().translate_path("/" + path[len(self.prefix) :])

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serve(folder: Path, prefix: str) -> Iterator[Served]:
    """Serves the folder below `prefix` on a free port of 127.0.0.1 until the block ends."""
    with running(partial(_Host, prefix=prefix, directory=str(folder))) as port:
        yield Served(f"http://127.0.0.1:{port}{prefix}", folder)


def guide(*arguments: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command `phi4-guide` as the Makefile does, and returns what it printed."""
    command = Path(sys.executable).with_name("phi4-guide")
    return subprocess.run(
        [command, *arguments], cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )


def draw(site: Path, kept: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Draws the built site's diagrams into its pages, by the command that `make site` runs."""
    return guide("draw", site, "--kept", kept, env=env)


def finish(site: Path) -> subprocess.CompletedProcess[str]:
    """Finishes the built site, by the command that `make site` runs."""
    return guide("finish", site)


def page_alone(site: Path, target: Path, path: str) -> Path:
    """Copies the built site, with this page and no other, into `target`; gives the page."""
    shutil.copytree(site, target, ignore=shutil.ignore_patterns("*.html"))
    return Path(shutil.copy(site / path / "index.html", target / path))


def copy_project(target: Path, *left_out: str) -> Path:
    """Copies what the site is built of into `target`, but for the names in `left_out`."""
    for name in ("docs", "hooks", "overrides"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", *left_out))
    for name in ("mkdocs.yml", "LICENSE", "LICENSE-CC-BY"):
        shutil.copy(ROOT / name, target)
    return target


def zensical(root: Path, site_url: str = "") -> subprocess.CompletedProcess[str]:
    """Builds the site at `root` with Zensical, anew and strictly, into its folder `site`: it writes nowhere else."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    env = {**os.environ, **({"SITE_URL": site_url} if site_url else {})}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


@contextmanager
def preview(site: Path) -> Iterator[tuple[str, Path]]:
    """`mkdocs serve` on a free port; gives its address and the file that takes its messages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = site / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=site,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )
        try:
            yield f"http://127.0.0.1:{port}/", log
        finally:
            process.terminate()
            process.wait(timeout=20)


def read_when(url: str, words: str, log: Path) -> str:
    """The page at this address as soon as it has these words; fails after a time no build takes."""
    deadline = time.monotonic() + 60
    seen = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                seen = str(answer.read(), "utf-8")
            if words in seen:
                return seen
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    raise AssertionError(f"{words!r} never came at {url}; the server said:\n{log.read_text()}\nand showed:\n{seen[:2000]}")
