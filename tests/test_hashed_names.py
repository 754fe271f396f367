# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Names with a hash of the content: what leads to a file, and what cannot be named so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from phi4_guide.hashed_names import HashedNames, RingError

PAGE = '<script src="../assets/one.mjs"></script>'


def names_of(folder: Path, **modules: str) -> HashedNames:
    (folder / "assets").mkdir()
    for name, text in modules.items():
        (folder / "assets" / f"{name}.mjs").write_text(text)
    return HashedNames.of(folder)


def test_what_two_modules_share_has_one_name(tmp_path: Path) -> None:
    names = names_of(tmp_path, one="import './two.mjs'; import './three.mjs'", two="import './three.mjs'", three="")
    assert re.fullmatch(r'<script src="../assets/one\.[0-9a-f]{8}\.mjs"></script>', names.in_page(PAGE))
    shared = Path(names.renamed["assets/three.mjs"]).name
    assert [shared in text.decode() for text in names.contents.values()].count(True) == 2


def test_files_that_refer_to_each_other_are_named(tmp_path: Path) -> None:
    names = names_of(tmp_path, one="import './two.mjs'", two="import './three.mjs'", three="import './two.mjs'")
    with pytest.raises(RingError, match=r"^assets/two\.mjs -> assets/three\.mjs -> assets/two\.mjs: files that refer to"):
        names.in_page(PAGE)


def test_a_file_that_refers_to_itself_is_named(tmp_path: Path) -> None:
    with pytest.raises(RingError, match=r"^assets/one\.mjs -> assets/one\.mjs: "):
        names_of(tmp_path, one="import './one.mjs'").in_page(PAGE)
