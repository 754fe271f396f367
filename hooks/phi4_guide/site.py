# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the checks need to know of a site: where its own pages are, and which of them rest on no publication."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from phi4_guide.render.current import data_in
from phi4_guide.report.model import Data

CONFIG_NAME = "mkdocs.yml"
DATA_FOLDER = "data"
"""The folder of the figures, in the docs folder."""
NAV = re.compile(
    r"^nav:.*\n(?P<entries>(?:(?:[ \t]*(?:#.*)?\n)*(?:[ \t]+|(?=-[ \t]))[^\s#].*(?:\n|\Z))*)",
    re.MULTILINE,
)
"""The navigation in it, up to its last entry: between entries there may be comments and empty lines, at the margin too."""


@dataclass(frozen=True)
class Project:
    """A site's own folder of pages. `without_source` are paths in it, with `/` between the parts."""

    docs: Path
    without_source: frozenset[str] = frozenset()

    @classmethod
    def of(cls, docs: Path, extra: Any) -> Project:
        """The project with these pages and this `extra` in its configuration.

        Raises:
            ValueError: `extra.phi4_guide` is not of the kind wanted.
        """
        settings = (extra if isinstance(extra, Mapping) else {}).get("phi4_guide") or {}
        without = (settings.get("without_source") or []) if isinstance(settings, dict) else settings
        if not isinstance(without, list) or not all(isinstance(path, str) for path in without):
            raise ValueError(f"`extra.phi4_guide.without_source` wants a list of pages, not {without!r}")
        return cls(docs.resolve(), frozenset(without))

    def data(self) -> Data | None:
        """The site's figures; None where it has none.

        Raises:
            DataError: they cannot be used.
        """
        return data_in(self.docs / DATA_FOLDER)

    def owns(self, path: Path) -> bool:
        """Whether the page at this path is one of the site's own."""
        return path.resolve().is_relative_to(self.docs)

    def needs_source(self, path: Path) -> bool:
        """Whether the page at this path is one of the site's own that has to name its publication."""
        try:
            own = path.resolve().relative_to(self.docs)
        except ValueError:
            return False
        return own.as_posix() not in self.without_source


class _Loader(yaml.SafeLoader):
    """Reads a site's configuration for the few plain values wanted here; tags such as `!ENV` are not resolved."""


def _ignore(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> None:
    return None


_Loader.add_multi_constructor("", _ignore)


def load_project(config_file: Path) -> Project:
    """The project whose `mkdocs.yml` this is.

    Raises:
        ValueError: the file cannot be read as YAML, or its values are not of the kind wanted.
    """
    try:
        config: Any = yaml.load(config_file.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"{config_file} cannot be read: {error}") from error
    config = config if isinstance(config, dict) else {}
    try:
        return Project.of(config_file.parent / str(config.get("docs_dir") or "docs"), config.get("extra"))
    except ValueError as error:
        raise ValueError(f"{config_file}: {error}") from error


def find_project(start: Path) -> Project | None:
    """The project that this folder or file belongs to: that of the nearest `mkdocs.yml` above it.

    Raises:
        ValueError: that file cannot be used.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return load_project(folder / CONFIG_NAME)
    return None
