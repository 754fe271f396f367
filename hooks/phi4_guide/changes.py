# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the working tree changes against a commit, as Markdown for a reviewer: pages, and figures with their old values."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from phi4_guide.content.page import read_page
from phi4_guide.content.prose import prose_of
from phi4_guide.lint.runner import find_pages
from phi4_guide.render.ledger import usage
from phi4_guide.report.load import read_data
from phi4_guide.report.model import FACTS, Data, DataError, Fact
from phi4_guide.site import DATA_FOLDER

SHOWN = 100
"""How many pages, or figures, are listed; a code host drops a summary that is too long."""

LONGEST = 200
"""How many characters of a text are shown."""

_DETAILS = ("number", "unit", "formula", "statement", "note")
"""What else a fact says, in order of weight: where the value is the same, the first that differs is shown."""

_TITLE = re.compile(r"^#[ \t]+(.+)$", re.MULTILINE)


class ChangesError(ValueError):
    """The two states cannot be compared. The message says why."""


def summarise(base: str, docs: Path, files: str = "") -> str:
    """The changes of the site's folder of pages against the commit `base`, as Markdown.

    Figures are compared as they are written, not checked: a change of a formula would refuse the figures before it.
    A page is a link to its file; `files` is put before the file's path in the repository.

    Raises:
        ChangesError: git is missing or does not know the commit or the folder; the data of a state cannot be read.
    """
    commit = os.fsdecode(_git(docs, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")).strip()
    prefix = os.fsdecode(_git(docs, "rev-parse", "--show-prefix")).removesuffix("\n")

    def link(page: str) -> str:
        path = f"{prefix}{page}"
        return f"[{code(path)}]({files}{quote(os.fsencode(path))})"

    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder)
        _take_out(commit, docs, before)
        old, new = _data(before, f"at {base}"), _data(docs, "in the working tree")
        pages = _list(_pages(before, docs, prefix, link))
        figures = _list(_figures(old, new, usage(docs, new), link))
    return f"## What this changes\n\n### Pages\n\n{pages}\n### Figures\n\n{figures}"


def code(text: str) -> str:
    """The text as a code span on one line: nothing in it is Markdown, HTML or a mention, and nothing in it is invisible."""
    plain = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in " ".join(text.split()))
    plain = plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
    mark = "`" * (1 + max(map(len, re.findall("`+", plain)), default=0))
    inside = f" {plain} " if plain.startswith("`") or plain.endswith("`") else plain
    return f"{mark}{inside}{mark}" if plain else "nothing"


def _git(docs: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", docs, *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise ChangesError("git is not installed; it knows what the pages were before") from error
    if done.returncode:
        # Asked quietly, git says nothing of a commit that it does not have.
        said = os.fsdecode(done.stderr).strip()
        why = f"git says: {said}" if said else "there is no such commit here; fetch it, or name another"
        raise ChangesError(f"{docs} cannot be compared with {arguments[-1].removesuffix('^{commit}')!r}: {why}")
    return done.stdout


def _take_out(commit: str, docs: Path, folder: Path) -> None:
    """Writes the pages and the data of the commit's `docs` into `folder`."""
    # In a folder, `git archive` takes that folder, and names its files from there.
    with tarfile.open(fileobj=io.BytesIO(_git(docs, "archive", "--format=tar", commit))) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content and (member.name.endswith(".md") or member.name.startswith(f"{DATA_FOLDER}/")):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def _data(docs: Path, state: str) -> Data:
    folder = docs / DATA_FOLDER
    if not (folder / FACTS).is_file():
        return Data({}, {}, [])
    try:
        return read_data(folder)
    except DataError as error:
        raise ChangesError(f"the figures {state} cannot be read: {str(error).replace(f'{docs}{os.sep}', '')}") from error


def _pages(before: Path, after: Path, prefix: str, link: Callable[[str], str]) -> Iterator[str]:
    """A line for each page that is changed, new or removed."""
    old, new = ({file.relative_to(docs).as_posix(): file for file in find_pages([docs])} for docs in (before, after))
    for page, file in sorted(new.items()):
        if page not in old:
            yield f"new: {code(_title(file))} ({link(page)})"
        elif old[page].read_bytes() != file.read_bytes():
            yield f"changed: {code(_title(file))} ({link(page)})"
    for page in sorted(old.keys() - new.keys()):
        yield f"removed: {code(_title(old[page]))} ({code(prefix + page)})"


def _title(file: Path) -> str:
    page = read_page(file.read_bytes(), file)
    given = page.get("title")
    found = _TITLE.search(prose_of(page).markup)
    return (given and given.text) or (found and found[1]) or file.stem


def _figures(before: Data, after: Data, used: dict[str, list[str]], link: Callable[[str], str]) -> Iterator[str]:
    """A line for each figure that is changed, new or removed: what it said and says, its place, and where it is used."""
    for fact_id, fact in after.facts.items():
        old = before.facts.get(fact_id)
        # A cell's statement and place are its table's.
        cell = fact_id not in after.own and fact_id not in after.tables
        fields = ("value",) if cell else ("value", "place", *_DETAILS)
        if old and all(getattr(old, field) == getattr(fact, field) for field in fields):
            continue
        pages = ", ".join(link(page) for page in used.get(fact_id, []))
        said = _said(old or fact, fact)
        yield f"{'changed' if old else 'new'}: {code(fact_id)} {said}{f', used on {pages}' if pages else ''}"
    for fact_id, fact in before.facts.items():
        if fact_id not in after.facts:
            yield f"removed: {code(fact_id)} {_said(fact, fact)}"


def _said(old: Fact, new: Fact) -> str:
    """Value and place, before and now; where the value is the same, the first detail that differs."""
    differing = [field for field in _DETAILS if getattr(old, field) != getattr(new, field)]
    detail = ""
    if old.value == new.value and differing:
        was, is_now = (str(getattr(fact, differing[0])) for fact in (old, new))
        detail = f"; {differing[0]} {_arrow(was, is_now)}"
    derived = ", derived" if new.derived else ""
    return f"{_arrow(old.value, new.value)} ({_arrow(old.place, new.place)}{derived}){detail}"


def _arrow(was: str, is_now: str) -> str:
    return code(was) if was == is_now else f"{code(was)} → {code(is_now)}"


def _list(lines: Iterable[str]) -> str:
    """The lines as a list: the changed first, then the new, then the removed."""
    ordered = sorted(lines, key=lambda line: line.split(":")[0])
    more = [f"and {len(ordered) - SHOWN} more"] if len(ordered) > SHOWN else []
    return "".join(f"- {line}\n" for line in [*ordered[:SHOWN], *more]) or "None.\n"
