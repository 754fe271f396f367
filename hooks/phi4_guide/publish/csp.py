# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Seals a built site for publishing: names with hashes, and a policy under which its own scripts run and no other.

Which inline scripts are its own is not read off its pages: a site of empty pages with the same settings says it, built for
the purpose. What stands on a page and not there came with an author's text, and ends the work.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from phi4_guide.config import CONFIG_NAME, NAV
from phi4_guide.publish.hashed_names import ASSETS, HashedNames
from phi4_guide.publish.sources import sources

_POLICY = re.compile(r'\s*<meta http-equiv="?Content-Security-Policy"? content="(?P<policy>[^"]*)"\s*/?>')
_HEAD = re.compile(r"<head>\s*(?:<meta charset=[^>]*>)?")
_ANY_INLINE = "'unsafe-inline'"
_DATA = {"application/json", "application/ld+json"}
_EMPTY_PAGE = """\
---
created: 2025-02-18
author: nobody
version: "1.0"
license(s): MIT, CC BY 4.0
copyright: none
original source: none
---

# Empty

```mermaid
flowchart TB
  a --> b
```
"""
# How deep a page lies is in its scripts.
_EMPTY_PAGES = ("index.md", "1.md", "1/2.md", "1/2/3.md")

_HEADERS = """\
# For hosts that read such a file: the policy of the pages' own <meta>, and what only a header can say.
/*
  Content-Security-Policy: {policy}; frame-ancestors 'none'
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
{cached}"""
_CACHED = "{path}\n  Cache-Control: public, max-age=31536000, immutable\n"


class SealError(ValueError):
    """The site cannot be sealed; the message says what to do. Nothing in it was changed."""


def seal(site: Path, docs: Path, builder: str) -> None:
    """Seals the built site in place; adds `_headers`, `robots.txt`, `llms.txt` and the pages' Markdown.

    `docs` are its pages, beside the configuration; `builder` is the command that builds a site there, into `site/`.

    Raises:
        SealError: the site is no built one, is sealed already, or has a script that neither theme nor plugin wrote.
        RingError: assets refer to each other.
        DataError: the site's figures cannot be used.
    """
    index = site / "index.html"
    if not index.is_file():
        raise SealError(f"{site} holds no built site; run `mkdocs build --strict` first")
    names = HashedNames.of(site)
    pages = {file: names.in_page(file.read_text(encoding="utf-8")) for file in sorted(site.rglob("*.html"))}
    with tempfile.TemporaryDirectory() as folder:
        empty = _empty_site(Path(folder), docs, builder)
        texts = [names.in_page(file.read_text(encoding="utf-8")) for file in empty.rglob("*.html")]
    own = {script for text in texts for script in _Scripts.of(text).inline}
    hashes: set[str] = set()
    sealed = {}
    for file, text in pages.items():
        mine = _hashes(file.relative_to(site).as_posix(), text, own)
        hashes |= mine
        sealed[file] = _with_policy(file, text, mine)
    policy = _POLICY.search(pages[index])
    beside = sources(site, docs)
    for old in names.renamed:
        (site / old).unlink()
    for path, content in names.contents.items():
        (site / path).write_bytes(content)
    for file, text in sealed.items():
        file.write_text(text, encoding="utf-8", newline="\n")
    for path, text in beside.items():
        (site / path).write_text(text, encoding="utf-8", newline="\n")
    cached = "".join(_CACHED.format(path=f"/{path}") for path in names.kept_for_good())
    if policy:
        headers = _HEADERS.format(policy=_strict(policy["policy"], hashes), cached=cached)
        (site / "_headers").write_text(headers, encoding="utf-8", newline="\n")


def _empty_site(folder: Path, docs: Path, builder: str) -> Path:
    """Builds a site of empty pages with the settings of the one with these pages; returns where it is."""
    root, pages = docs.parent, folder / docs.name
    config = (root / CONFIG_NAME).read_text(encoding="utf-8")
    (folder / CONFIG_NAME).write_text(NAV.sub("", config), encoding="utf-8")
    for part in ("hooks", "overrides"):
        shutil.copytree(root / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    # Settings may name a folder of the pages'.
    for inner in docs.iterdir():
        if inner.is_dir():
            (pages / inner.name).mkdir(parents=True)
    for name in (*_EMPTY_PAGES, f"{ASSETS}diagrams.mjs"):
        file = pages / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_EMPTY_PAGE if file.suffix == ".md" else "", encoding="utf-8")
    # The builder of the environment that this runs in, before any other of the name.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command, *arguments = shlex.split(builder)
    command = shutil.which(command, path=path) or command
    built = subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if built.returncode:
        raise SealError(f"`{builder}` cannot build an empty site:\n{built.stderr}")
    return folder / "site"


class _Scripts(HTMLParser):
    """What of a page would run without being asked for at an address of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.handlers: list[str] = []
        self._in_script = False

    @classmethod
    def of(cls, text: str) -> _Scripts:
        scripts = cls()
        scripts.feed(text)
        scripts.close()
        return scripts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._in_script = tag == "script" and "src" not in values and values.get("type") not in _DATA
        if self._in_script:
            self.inline.append("")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.handlers.append(f"{name}={value}")

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.inline[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_script = False


def _hashes(name: str, text: str, own: set[str]) -> set[str]:
    """The page's inline scripts as a policy names them."""
    scripts = _Scripts.of(text)
    strange = [script for script in scripts.inline if script not in own] + scripts.handlers
    if strange:
        raise SealError(
            f"{name}: this script is neither the theme's nor mermaid2's, and would not run: {strange[0][:200]!r}; "
            "take it out of the page, or out of `extra` and the plugins in mkdocs.yml"
        )
    return {f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts.inline}


def _with_policy(file: Path, text: str, hashes: Iterable[str]) -> str:
    """The page with its policy in front of all that it rules."""
    found = _POLICY.search(text)
    if not found or _ANY_INLINE not in _directive(found["policy"], "script-src"):
        raise SealError(f"{file} has no policy to make strict: the site is sealed already, or its template was changed")
    tag = f'\n      <meta http-equiv="Content-Security-Policy" content="{_strict(found["policy"], hashes)}">'
    rest = text[: found.start()] + text[found.end() :]
    return _HEAD.sub(lambda head: head[0] + tag, rest, count=1)


def _directive(policy: str, name: str) -> str:
    return next((part for part in policy.split(";") if part.split()[:1] == [name]), "")


def _strict(policy: str, hashes: Iterable[str]) -> str:
    """The policy with these scripts in the place of any inline script."""
    scripts = _directive(policy, "script-src")
    return policy.replace(scripts, scripts.replace(_ANY_INLINE, " ".join(sorted(hashes))))
