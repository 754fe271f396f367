# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Reads and writes the files of a built site: each is written whole or not at all, and every error names its file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        ValueError: its bytes are not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8: the byte {error.object[error.start]:#04x} at {error.start}") from error


def write_all(texts: Mapping[Path, str]) -> None:
    """Writes all of these files or none: all are written aside, then each is renamed into its place.

    Raises:
        OSError: a file cannot be written, on a full disc for example; it is named.
    """
    parts = {path: path.with_name(f"{path.name}.{os.getpid()}.part") for path in texts}
    try:
        for path, part in parts.items():
            try:
                part.write_text(texts[path], encoding="utf-8", newline="\n")
            except OSError as error:
                # A failed write, unlike a failed open, does not say which file it was.
                raise OSError(error.errno, error.strerror, str(path)) from error
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
