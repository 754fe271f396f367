# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Serves a folder as a static host does: compressed, over connections that stay open, with a record of what was asked."""

from __future__ import annotations

import gzip
import mimetypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from phi4_guide.publish.server import running

_COMPRESSED = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt")


@dataclass(frozen=True)
class Asked:
    """One request: when it came (seconds since the epoch), for what, and the bytes of the answer, its head included."""

    time: float
    path: str
    size: int


@dataclass(frozen=True)
class Served:
    """A folder on a port of this machine; `url` ends with a slash. `log` grows with every request."""

    url: str
    log: list[Asked] = field(default_factory=list)


@cache
def _answer(file: Path) -> bytes:
    """The whole answer for a file, made once: while a page loads, the server takes next to no processor time from it."""
    if not file.is_file():
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    kind = "text/javascript" if file.suffix == ".mjs" else mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    body = file.read_bytes()
    packed = file.suffix in _COMPRESSED
    if packed:
        body = gzip.compress(body, 6, mtime=0)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nCache-Control: max-age=600\r\n"
    return f"{head}{'Content-Encoding: gzip' if packed else 'Accept-Ranges: none'}\r\n\r\n".encode() + body


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else the kernel may hold an answer's last packet back until the one before is acknowledged.
    disable_nagle_algorithm = True

    def __init__(self, *args: object, folder: Path, log: list[Asked]) -> None:
        self.folder, self.log = folder, log
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        came = time.time()
        path = unquote(urlsplit(self.path).path)
        file = (self.folder / path.lstrip("/") / ("index.html" if path.endswith("/") else "")).resolve()
        answer = _answer(file if file.is_relative_to(self.folder) else self.folder)
        self.log.append(Asked(came, path, len(answer)))
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Serves the folder on a free port of 127.0.0.1 until the block ends. Files must not change meanwhile."""
    log: list[Asked] = []
    with running(partial(_Handler, folder=folder.resolve(), log=log)) as port:
        yield Served(f"http://127.0.0.1:{port}/", log)
