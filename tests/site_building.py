# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Builds sites with the real MkDocs and serves them on a free port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
hooks: [{(ROOT / "hooks" / "mkdocs_adapter.py").as_posix()}]
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - {{ name: mermaid, class: mermaid, format: !!python/name:phi4_guide.fences.fence }}
  - phi4_guide.extension
"""


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
    env = {"SITE_URL": site_url} if site_url else {}
    return mkdocs("build", "--strict", "--site-dir", str(target), *flags, cwd=root, env=env)


def tiny_site(folder: Path, pages: dict[str, str | bytes]) -> Path:
    """A site of these pages (path to text or bytes), with the guide's hook and extension."""
    (folder / "docs" / "assets").mkdir(parents=True)
    (folder / "docs" / "assets" / "diagrams.mjs").write_text("export default {};\n")
    (folder / "mkdocs.yml").write_text(TINY_CONFIG, encoding="utf-8")
    for name, content in pages.items():
        page = folder / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True)
class Served:
    """A folder on a port of this machine. `url` ends with a slash."""

    url: str
    folder: Path

    def pages(self) -> list[str]:
        """The address of every page, relative to `url`."""
        found = (file.parent.relative_to(self.folder).as_posix() for file in self.folder.rglob("index.html"))
        return sorted("" if path == "." else f"{path}/" for path in found)


class _Handler(SimpleHTTPRequestHandler):
    """Serves below a prefix as a code host's pages do, with its 404 page for what is not there."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

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

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    """Says nothing of a browser that leaves a page before all of it has arrived."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def serve(folder: Path, prefix: str) -> Iterator[Served]:
    """Serves the folder below `prefix` on a free port of 127.0.0.1 until the block ends."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, prefix=prefix, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}{prefix}", folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
