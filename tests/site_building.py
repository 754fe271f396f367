# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Builds sites with the real MkDocs and serves them on a free port of this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from phi4_guide.publish.server import Handler, running

ROOT = Path(__file__).parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]
"""The fixture `run`: the command's arguments, and `cwd`."""

Once = Callable[[str, Callable[[Path], object]], Path]
"""The fixture `once`: a folder's name, and what fills it."""

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

_ENV = os.environ | {"NO_MKDOCS_2_WARNING": "1"}


def command(name: str, *arguments: str | Path, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the environment as an author would, and returns what it printed."""
    return subprocess.run(
        [Path(sys.executable).with_name(name), *arguments],
        cwd=cwd,
        env=_ENV | env,
        capture_output=True,
        text=True,
        check=False,
    )


def mkdocs(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs MkDocs."""
    return command("mkdocs", *arguments, cwd=cwd, **env)


def build_site(root: Path, target: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Builds the site at `root` strictly into `target`."""
    return mkdocs("build", "--strict", "--site-dir", str(target), cwd=root, **DATED, **env)


def draw(site: Path, kept: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Draws the built site's diagrams into its pages, by the command that `make site` runs."""
    return command("phi4-guide", "draw", site, "--kept", kept, cwd=ROOT, **env)


def finish(site: Path) -> subprocess.CompletedProcess[str]:
    """Finishes the built site, by the command that `make site` runs."""
    return command("phi4-guide", "finish", site, cwd=ROOT)


def zensical(root: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Builds the site at `root` with Zensical, anew and strictly, into its folder `site`: it writes nowhere else."""
    return command("zensical", "build", "--clean", "--strict", cwd=root, **env)


def done(run: subprocess.CompletedProcess[str]) -> str:
    """What a command that succeeded had to say."""
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stderr


def edit(file: Path, *changes: tuple[str, str]) -> None:
    """Puts each change's text in the place of the first that its pattern finds; it must find one."""
    text = file.read_text(encoding="utf-8")
    for pattern, new in changes:
        text, count = re.subn(pattern, new.replace("\\", r"\\"), text, count=1)
        assert count, pattern
    file.write_text(text, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path in it."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def policies(page: Path) -> list[str]:
    """The policies of a built page, in their order."""
    written = r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
    return re.findall(written, page.read_text(encoding="utf-8"))


def assert_strict(page: Path) -> None:
    """The page has one policy, which lets no script run but the site's own and those whose hash it has, and asks nobody."""
    [policy] = policies(page)
    allowed = {words[0]: words[1:] for words in map(str.split, policy.split(";"))}
    assert allowed["default-src"] == ["'none'"], page
    assert allowed["script-src"][0] == "'self'", page
    assert all(source.startswith("'sha256-") for source in allowed["script-src"][1:]), page
    assert not any("//" in source or "*" in source for sources in allowed.values() for source in sources), page
    # A policy rules what follows it.
    html = page.read_text(encoding="utf-8")
    assert html.index("Content-Security-Policy") < min(html.index("<script"), html.index("<link")), page


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


def guide_folder(folder: Path, pages: dict[str, str], *, data: bool = False) -> Path:
    """A site of these pages (path to text) with the guide's own settings, assets and theme, and its data or none."""
    (folder / "docs").mkdir()
    for name in ("licences.md", "ledger.md"):
        (folder / "docs" / name).write_text(f"{GOOD_FRONT_MATTER}# Empty\n", encoding="utf-8")
    for name, text in pages.items():
        (folder / "docs" / name).write_text(GOOD_FRONT_MATTER + text, encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "assets", folder / "docs" / "assets")
    if data:
        shutil.copytree(ROOT / "docs" / "data", folder / "docs" / "data")
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "site_dir": "site", "nav": None, "watch": [],
        "theme": {"custom_dir": str(ROOT / "overrides")}, "hooks": [str(ROOT / "hooks" / "mkdocs_hooks.py")],
        "extra": {"phi4_guide": {"data": data}},
    }  # fmt: skip
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def guide_site(folder: Path, pages: dict[str, str]) -> Path:
    """Such a site without data, built."""
    done(mkdocs("build", cwd=guide_folder(folder, pages)))
    return folder / "site"


class Served(NamedTuple):
    """A folder on a port of this machine. `url` ends with a slash."""

    url: str
    folder: Path


class _Host(Handler):
    """Serves below a prefix as a code host's pages do, with the site's 404 page for what is not there."""

    def __init__(self, *args: object, prefix: str, directory: str) -> None:
        self.prefix = prefix
        if (page := Path(directory, "404.html")).is_file():
            self.error_message_format = page.read_text(encoding="utf-8").replace("%", "%%")
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        outside = not path.startswith(self.prefix)
        return super().translate_path("/outside-of-the-site" if outside else "/" + path[len(self.prefix) :])


@contextmanager
def serve(folder: Path, prefix: str) -> Iterator[Served]:
    """Serves the folder below `prefix` on a free port of 127.0.0.1 until the block ends."""
    with running(partial(_Host, prefix=prefix, directory=str(folder))) as port:
        yield Served(f"http://127.0.0.1:{port}{prefix}", folder)


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


@contextmanager
def preview(site: Path) -> Iterator[tuple[str, Path]]:
    """What `make serve` runs, on a free port; gives its address and the file that takes its messages."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
    log = site / "serve.log"
    program = [sys.executable, str(ROOT / "tools" / "preview.py"), "--dev-addr", place]
    with log.open("w") as out, subprocess.Popen(program, cwd=site, stdout=out, stderr=out, env=_ENV) as process:
        try:
            yield f"http://{place}/", log
        finally:
            process.terminate()


def read_when(url: str, words: str, log: Path) -> str:
    """The page at this address as soon as it has these words; fails after a time no build takes."""
    seen = ""
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            seen = str(answer.read(), "utf-8")
        if words in seen:
            return seen
        time.sleep(0.2)
    raise AssertionError(f"{words!r} never came at {url}; the server said:\n{log.read_text()}\nand showed:\n{seen[:2000]}")
