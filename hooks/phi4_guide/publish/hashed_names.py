# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Gives what the pages load from `assets/` a name with a hash of its content, so that a browser may keep it for good."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ASSETS = "assets/"

# What builders and Mermaid have named so already: `main.57a0d79d.min.css`, `chunk-NYALJP3A.mjs`.
_HASHED = re.compile(r"\.[0-9a-f]{8}\.|-[0-9A-Z]{8}\.mjs\Z")
_REFERENCE = re.compile(r"""(?<=["'(])[^"'()\s<>]+(?=["')])""")
_WITH_REFERENCES = (".css", ".mjs")
# What a page loads; a licence's text keeps the address that people link to.
_LOADED = (*_WITH_REFERENCES, ".js", ".svg", ".png", ".woff2")


class RingError(ValueError):
    """Files that refer to each other: the name of each would be part of what is hashed for its own."""


@dataclass
class HashedNames:
    """The site's assets under their new names. Files are read, none is changed.

    `contents` are what is to be written, by new path; `renamed` the new paths by the old ones. All paths are the site's.
    """

    files: Mapping[str, Path]
    contents: dict[str, bytes] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    _begun: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, site: Path) -> HashedNames:
        """The names for this built site."""
        paths = (path for path in (site / ASSETS).rglob("*") if path.is_file())
        return cls({path.relative_to(site).as_posix(): path for path in paths})

    def in_page(self, text: str) -> str:
        """The page's HTML with what it refers to under its new name.

        Raises:
            RingError: assets refer to each other.
        """
        # However an address begins, `../`, `/guide/` or with the host: an asset's path is its end.
        return self._rewritten(text, lambda reference: ASSETS + reference.rpartition(ASSETS)[2])

    def kept_for_good(self) -> list[str]:
        """Every path that has a hash in its name; a folder that holds nothing else, at any depth, as `folder/*`."""
        paths = [self.renamed.get(path, path) for path in self.files]
        hashed = {path for path in paths if _HASHED.search(path)}
        folders = {posixpath.dirname(path) for path in hashed}
        whole = {folder for folder in folders if all(path in hashed for path in paths if path.startswith(f"{folder}/"))}
        return sorted({f"{posixpath.dirname(path)}/*" if posixpath.dirname(path) in whole else path for path in hashed})

    def _rewritten(self, text: str, resolve: Callable[[str], str]) -> str:
        def name(found: re.Match[str]) -> str:
            path = resolve(found[0])
            if path not in self.files:
                return found[0]
            return found[0][: -len(posixpath.basename(path))] + posixpath.basename(self._name(path))

        return _REFERENCE.sub(name, text)

    def _name(self, path: str) -> str:
        """The new path of this one, after those of all that it refers to: their names are part of what is hashed."""
        if _HASHED.search(path) or not path.endswith(_LOADED):
            return path
        if path in self._begun:
            ring = " -> ".join([*self._begun[self._begun.index(path) :], path])
            raise RingError(
                f"{ring}: files that refer to each other cannot be named by their content; take out one reference"
            )
        if path not in self.renamed:
            self._begun.append(path)
            content = self.files[path].read_bytes()
            if path.endswith(_WITH_REFERENCES):
                folder = posixpath.dirname(path)
                resolve = lambda reference: posixpath.normpath(posixpath.join(folder, reference))  # noqa: E731
                content = self._rewritten(content.decode(), resolve).encode()
            stem, suffix = posixpath.splitext(path)
            self.renamed[path] = f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{suffix}"
            self.contents[self.renamed[path]] = content
            self._begun.pop()
        return self.renamed[path]
