# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Each block of Python on a page runs as it stands, and prints last what it says it prints."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from xml.etree.ElementTree import fromstring, tostring

import pytest

from our_data import DATA
from phi4_guide.content.source_lines import PRINTS, scan
from phi4_guide.render.links import show_printed
from phi4_guide.report.matching import mismatch
from site_building import ROOT

SECONDS = 10
ALONE = """\
import sys

def refuse(event, arguments):
    if event.startswith("socket.") or event == "open" and set("wax+") & set(str(arguments[1])):
        raise PermissionError(f"a page's code asks nobody and writes nothing: {event}")

sys.addaudithook(refuse)
exec(compile(sys.stdin.read(), "the block", "exec"))
"""


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """The blocks of Python in a page, each with the line on which it begins."""
    lines = text.split("\n")
    for fence in scan(lines)[0]:
        if fence.language == "python":
            inside = (line.removeprefix("> ") for line in lines[fence.first + 1 : fence.end])
            yield fence.first + 1, textwrap.dedent("\n".join(inside))


BLOCKS = [
    pytest.param(code, id=f"{file.name}:{line}")
    for file in sorted((ROOT / "docs").glob("*.md"))
    for line, code in blocks(file.read_text(encoding="utf-8"))
]


def run(code: str) -> subprocess.CompletedProcess[str]:
    """What a block does in a process of its own, which has the guide's files before it, asks nobody and writes nothing."""
    command = [sys.executable, "-I", "-B", "-X", "utf8", "-c", ALONE]
    place = ROOT / "docs"
    return subprocess.run(
        command, input=code, capture_output=True, encoding="utf-8", check=False, timeout=SECONDS, cwd=place
    )


def wrong(code: str) -> str | None:
    """What is wrong with a block; None where it runs and prints what it says."""
    done = run(code)
    if done.returncode:
        return done.stderr
    last = code.rstrip().rpartition("\n")[2]
    said = PRINTS.search(last)
    if code.count("# prints:") != bool(said):
        return "`# prints:` stands once, in the last line"
    fact = DATA.find(said["id"]) if said else None
    return mismatch(done.stdout.rstrip().rpartition("\n")[2], fact, DATA) if fact else None


def test_pages_have_such_blocks() -> None:
    assert sum("# prints:" in str(block.values[0]) for block in BLOCKS) >= 2


@pytest.mark.parametrize("code", BLOCKS)
def test_a_block_of_python_runs_and_prints_its_fact(code: str) -> None:
    assert wrong(code) is None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print(5120 // 40)\n# prints: head-width", None),
        ("print('width', 128)\nprint(f'{204800:,} bytes')  # prints: kv-cache-bytes-per-token", None),
        ("print(128)\nprint(129)\n# prints: head-width", "the text says '129'"),
        ("# prints: head-width\nprint(128)", "in the last line"),
        ("1 / 0", "ZeroDivisionError"),
        ("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')", "asks nobody"),
        ("open('left.txt', 'w')", "writes nothing"),
    ],
)
def test_a_block_that_does_not_is_noticed(code: str, words: str | None) -> None:
    found = wrong(code)
    assert words in found if words and found else found == words


def test_readers_see_what_a_block_prints_and_not_the_facts_name() -> None:
    root = fromstring('<code><span class="c1"># prints: head-width</span><span class="c1"># prints: no-fact</span></code>')
    show_printed(root, DATA)
    shown = (
        '<span class="c1"># last line: <a href="fact:head-width">128</a></span><span class="c1"># prints: no-fact</span>'
    )
    assert tostring(root, encoding="unicode") == f"<code>{shown}</code>"
