# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What the working tree changes against a commit, for a reviewer: pictures before and after, figures, pages."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from html import escape
from itertools import zip_longest
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from phi4_guide.check import Converter, Draw, figures_of
from phi4_guide.config import DATA_FOLDER, Config
from phi4_guide.diagnostics import Problem
from phi4_guide.diagrams.source import read_diagram
from phi4_guide.report.load import read_data
from phi4_guide.report.model import DataError
from phi4_guide.site import FACT_NAMED, Site

_FIELDS = ("value", "place", "number", "unit", "formula", "statement", "note")
_KINDS = {(True, True): "changed", (False, True): "new", (True, False): "removed"}
TEMPLATE = Path(__file__).with_suffix(".html")
_PALETTE = re.compile(r"\{([^{}]*--diagram-paper: #[^{}]*)\}")
_SHARED = re.compile(r'^(?:@font-face \{[^{}]* fallback"[^{}]*\}|\[data-canvas="\w+"\] \{[^{}]*\})', re.MULTILINE)
_WIDTH = re.compile(r'\bviewBox="\S+ \S+ ([\d.]+)')
# Pictures that look alike may differ in this: the diagram's number on the page that drew it, where links lead, rounding.
_UNSEEN = re.compile(r'(?<=[#"-])Diagram-\d+| href="(?!#)[^"]*"|(?<==")-?[\d.]+e-\d+(?=")')
_STYLE = "<style>.step-mark { fill: var(--canvas-ink); } .step-number { fill: var(--canvas); font-size: 14px; }</style>"

_Picture = tuple[str, str]
"""A diagram's title or, where it has none, its source, and what is shown of it in HTML."""


def difference(revision: str, config: Config, draw: Draw) -> tuple[str, str]:
    """What the site with these settings changes against a commit: all of it as a page of HTML, the figures as Markdown.

    Raises:
        ValueError: git does not know the commit, or not the site's folder in it.
        OSError: the site has not the guide's style sheets.
    """
    with TemporaryDirectory() as folder:
        before, docs = Path(folder, "before"), config.docs
        _unpack(revision, docs, before)
        old, new = _files(before, "*.md"), _files(docs, "*.md")
        changed = [path for path in sorted(old | new) if old.get(path) != new.get(path)]
        # By other scripts any picture may be drawn otherwise.
        all_alike = _files(before, "assets/**/*") == _files(docs, "assets/**/*")
        paths = changed if all_alike else sorted(old | new)
        # What is as it was is drawn for the one side, and kept for the other.
        after = _pictures(config, new, paths, draw)
        sides = _pictures(replace(config, docs=before), old, paths, draw), after
        shown = {path: "".join(_sections(path, *(side[path] for side in sides))) for path in paths}
        lines = _figures(before, docs) if Site(config).has_data else ()
        figures, links = [line.replace(f"{folder}/", "") for line in lines], [*_links(old, new)]
    pages = [path for path in changed if not shown[path]]
    sheets = "".join((docs / f"assets/styles/{name}.css").read_text(encoding="utf-8") for name in ("base", "diagrams"))
    light, dark, _ = _PALETTE.findall(sheets)
    page = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        revision=escape(revision),
        light=light,
        dark=dark,
        shared="\n".join(_SHARED.findall(sheets)),
        diagrams="".join(shown.values()).replace(f"{folder}/", ""),
        figures="".join(f"<li>{escape(line)}</li>\n" for line in figures + links),
        pages="".join(f"<li>{_KINDS[path in old, path in new]}: {escape(code(path))}</li>\n" for path in pages),
    )
    said = (f"- {line}" for line in (figures or ["None."]) + links)
    return page, "\n".join(["## Figures that this changes", "", *said, ""])


def _unpack(revision: str, docs: Path, target: Path) -> None:
    # In a folder, `git archive` takes that folder, and names its files from there; a link comes out as a file.
    archive = target.with_suffix(".zip")
    command = ["git", "-C", str(docs), "archive", f"--output={archive}", "--end-of-options", revision]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"{docs} cannot be compared with {revision!r}: git says: {why}")
    with zipfile.ZipFile(archive) as files:
        files.extractall(target)


def _files(folder: Path, pattern: str) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob(pattern) if file.is_file()}


def _pictures(config: Config, files: dict[str, bytes], paths: list[str], draw: Draw) -> dict[str, list[_Picture]]:
    # Pictures need no figures, which may be what is wrong.
    site, converter = Site(replace(config, extra={"phi4_guide": {"data": False}})), Converter(config)
    pages = [converter.read(files[path], path, site) for path in paths if path in files]
    built = figures_of(pages)
    drawn: Sequence[str | Problem | ValueError]
    try:
        drawn = draw(config.docs, [figure for *_, figure in built]) if built else []
    except ValueError as error:
        drawn = [error] * len(built)
    pictures: dict[str, list[_Picture]] = {path: [] for path in paths}
    pictures |= {page.path: [("", f"<p>{escape(page.flaw.message)}</p>")] for page in pages if page.flaw}
    for (page, source, _), picture in zip(built, drawn, strict=True):
        pictures[page].append(_shown(source, picture))
    return pictures


def _shown(source: str, drawn: str | Problem | ValueError) -> _Picture:
    diagram = read_diagram(source)
    title = diagram.first("caption")
    if isinstance(drawn, str):
        # In a tree of its own: the ids in any two pictures are alike.
        tree = f'<template shadowrootmode="open">{_STYLE}{drawn}</template>'
        width = f'style="--width: {_WIDTH.findall(drawn)[0]}px"'
        shown = f'<div class="picture" data-canvas="{diagram.canvas}" {width}>{tree}</div>'
    else:
        why = drawn.message if isinstance(drawn, Problem) else str(drawn).partition("\n")[0]
        shown = f"<p>{escape(why)}</p><pre>{escape(source)}</pre>"
    return title or source, f"<figcaption>{escape(title)}</figcaption>{shown}"


def _sections(page: str, old: list[_Picture], new: list[_Picture]) -> Iterator[str]:
    """HTML of each diagram that looks different; one with another title is known by its place among the others."""
    known = SequenceMatcher(None, [title for title, _ in old], [title for title, _ in new], autojunk=False)
    for _, first, last, begin, end in known.get_opcodes():
        for (_, before), (_, after) in zip_longest(old[first:last], new[begin:end], fillvalue=("", "")):
            if _UNSEEN.sub("0", before) != _UNSEEN.sub("0", after):
                sides = f"<figure><h4>Before</h4>{before}</figure><figure><h4>After</h4>{after}</figure>"
                yield f"<h3>{_KINDS[before != '', after != '']}: {escape(page)}</h3><div>{sides}</div>\n"


def _figures(before: Path, docs: Path) -> Iterator[str]:
    """A line for each figure that is changed, with each field that differs; then for each that is new or removed."""
    try:
        old, new = (read_data(folder / DATA_FOLDER) for folder in (before, docs))
    except DataError as error:
        yield f"not compared: {code(str(error.flaws[0]))}"
        return
    for name in [name for name in new.facts if name in old.facts]:
        # The statement and place of a table's cell are its table's, which is a fact of its own.
        fields = _FIELDS if name in new.own or name in new.tables else _FIELDS[:1]
        pairs = [(field, *(str(getattr(data.facts[name], field)) for data in (old, new))) for field in fields]
        parts = [f"{field} {code(was)} → {code(now)}" for field, was, now in pairs if was != now]
        if parts:
            yield f"changed: {code(name)} {', '.join(parts)}"
    for kind, facts, others in (("new", new.facts, old.facts), ("removed", old.facts, new.facts)):
        yield from (f"{kind}: {code(name)} {code(fact.value)}" for name, fact in facts.items() if name not in others)


def _links(old: dict[str, bytes], new: dict[str, bytes]) -> Iterator[str]:
    """A line for each page that links facts anew, or more often, and for each that no longer links some, or less often."""
    for path in sorted(old | new):
        before, after = (Counter(FACT_NAMED.findall(side.get(path, b"").decode(errors="replace"))) for side in (old, new))
        for kind, ids in (("now links", after - before), ("no longer links", before - after)):
            if ids:
                yield f"{code(path)} {kind} {', '.join(map(code, ids))}"


def code(text: str) -> str:
    """The text as a code span on one line: nothing in it is Markdown, HTML or a mention, and nothing in it is invisible."""
    line = " ".join(text.split()).replace("`", "'")
    shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line)
    return f"`{shown}`" if shown else "nothing"
