# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads a site's `mkdocs.yml` without MkDocs: where its pages are, and what converts them.

Settings may come from a stranger, so they run no code of a stranger's: extensions and `!!python/name:` are taken from
Markdown, pymdownx, Material and this package, and left out where they are of any other.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mergedeep
import yaml
import yaml_env_tag

CONFIG_NAME = "mkdocs.yml"
DATA_FOLDER = "data"
"""The folder of the report's figures, in the docs folder."""

_BUILT_IN = ("toc", "tables", "fenced_code")
"""What MkDocs always adds, in its order."""

_TRUSTED = ("markdown", "pymdownx", "material", "phi4_guide")
_PYTHON_NAME = "tag:yaml.org,2002:python/name:"


@dataclass(frozen=True)
class Config:
    """What a site's settings say: its pages' folder, `extra`, Markdown's extensions with their settings, its language."""

    docs: Path
    extra: Mapping[str, Any] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    extension_configs: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    language: str = "en"


class _Loader(yaml.SafeLoader):
    """YAML as MkDocs reads it, without other people's code."""


def _python_name(_: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    module, dot, name = suffix.rpartition(".")
    if not dot or module.partition(".")[0] not in _TRUSTED:
        return None
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise yaml.constructor.ConstructorError(
            problem=f"there is no {suffix!r}; correct the name", problem_mark=node.start_mark
        ) from error


def _plain(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    """Any other tag names something that is of no account here."""
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


yaml_env_tag.add_env_tag(_Loader)
_Loader.add_multi_constructor(_PYTHON_NAME, _python_name)
_Loader.add_multi_constructor("", _plain)


def load_config(file: Path) -> Config:
    """The settings in this file.

    Raises:
        ValueError: it cannot be read, or its values are not of the kind wanted; the message names the file and the line.
    """
    settings = _load(file)
    extra = settings.get("extra") or {}
    docs = settings.get("docs_dir") or "docs"
    listed = settings.get("markdown_extensions") or []
    if not isinstance(extra, dict) or not isinstance(docs, str) or not isinstance(listed, list | dict):
        raise ValueError(f"{file}: `docs_dir` wants a folder, `extra` keys, and `markdown_extensions` a list")
    given: dict[str, Any] = dict.fromkeys(_BUILT_IN)
    for entry in [listed] if isinstance(listed, dict) else listed:
        given |= entry if isinstance(entry, dict) else {str(entry): None}
    names = tuple(str(name) for name in given if _is_trusted(str(name)))
    configs = {name: given[name] for name in names if isinstance(given.get(name), dict) and given[name]}
    theme = settings.get("theme")
    language = theme.get("language", "en") if isinstance(theme, dict) else "en"
    return Config((file.parent / docs).resolve(), extra, names, configs, str(language))


def _is_trusted(name: str) -> bool:
    package = name.partition(".")[0].partition(":")[0]
    return package in _TRUSTED or ("." not in name and importlib.util.find_spec(f"markdown.extensions.{name}") is not None)


def _load(file: Path, *heirs: Path) -> dict[str, Any]:
    """What this file says, and what it inherits."""
    if file in heirs:
        raise ValueError(f"{file}: it inherits from itself; take an INHERIT out")
    try:
        settings = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        raise ValueError(f"{place}: it cannot be read: {getattr(error, 'problem', None) or error}") from error
    if not isinstance(settings, dict):
        raise ValueError(f"{file}: it holds no settings; write `site_name: …` for a start")
    parent = settings.pop("INHERIT", None)
    if not isinstance(parent, str):
        return settings
    inherited = _load((file.parent / parent).resolve(), file, *heirs)
    return dict(mergedeep.merge(inherited, settings))


def find_config(start: Path) -> Path | None:
    """The nearest `mkdocs.yml` in this folder or above it; None where there is none."""
    start = start.resolve()
    return next((file for folder in (start, *start.parents) if (file := folder / CONFIG_NAME).is_file()), None)
