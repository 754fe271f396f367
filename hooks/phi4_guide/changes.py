# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Which figures the working tree changes against a commit, with old and new value, as Markdown for a reviewer."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from phi4_guide.report.load import read_data
from phi4_guide.report.model import Data, DataError

_FIELDS = ("value", "place", "number", "unit", "formula", "statement", "note")


def changed_figures(base: str, folder: Path) -> str:
    """The figures in the data folder that differ from those of the commit `base`, as a list in Markdown.

    Raises:
        ValueError: git does not know the commit, or not the folder in it; or data cannot be read.
    """
    # In a folder, `git archive` takes that folder, and names its files from there.
    command = ["git", "-C", str(folder), "archive", "--format=zip", "--end-of-options", base]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"{folder} cannot be compared with {base!r}: git says: {why}")
    with tempfile.TemporaryDirectory() as before, zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        # A link to elsewhere comes out as a file that holds its target.
        archive.extractall(before)
        try:
            old = read_data(Path(before))
        except DataError as error:
            raise ValueError(f"the figures at {base} cannot be read: {str(error).replace(before, '')[1:]}") from error
    lines = [f"- {line}" for line in _differences(old, read_data(folder))] or ["None."]
    return "\n".join(["## Figures that this changes", "", *lines, ""])


def _differences(old: Data, new: Data) -> Iterator[str]:
    """A line for each figure that is changed, with each field that differs; then for each that is new or removed."""
    for name in [name for name in new.facts if name in old.facts]:
        # The statement and place of a table's cell are its table's, which is a fact of its own.
        fields = _FIELDS if name in new.own or name in new.tables else _FIELDS[:1]
        pairs = [(field, *(str(getattr(data.facts[name], field)) for data in (old, new))) for field in fields]
        parts = [f"{field} {code(was)} → {code(now)}" for field, was, now in pairs if was != now]
        if parts:
            yield f"changed: {code(name)} {', '.join(parts)}"
    for kind, facts, others in (("new", new.facts, old.facts), ("removed", old.facts, new.facts)):
        yield from (f"{kind}: {code(name)} {code(fact.value)}" for name, fact in facts.items() if name not in others)


def code(text: str) -> str:
    """The text as a code span on one line: nothing in it is Markdown, HTML or a mention, and nothing in it is invisible."""
    line = " ".join(text.split()).replace("`", "'")
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line)
    return f"`{shown}`" if shown else "nothing"
