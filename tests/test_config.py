# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The checker reads a site's settings as MkDocs does, and runs no code that they name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from mkdocs.config import load_config as load_by_mkdocs

from phi4_guide.config import load_config
from site_building import ROOT

INHERITED = {
    "parent.yml": "site_name: a\nmarkdown_extensions: [toc: {permalink: true}, admonition]\nextra: {a: 1, b: {c: 2}}\n",
    "mkdocs.yml": "INHERIT: parent.yml\nextra: {b: {d: !ENV [NOWHERE, OTHER, 4]}}\ndocs_dir: !ENV [PAGES, docs]\n",
}
MAPPED = {
    "mkdocs.yml": "site_name: a\nmarkdown_extensions:\n  smarty: {smart_dashes: false}\n  pymdownx.superfences:\n"
    "    custom_fences:\n      - {name: a, class: a, format: !!python/name:pymdownx.superfences.fence_code_format }\n"
}


def folder_with(files: dict[str, str], folder: Path) -> Path:
    (folder / "docs").mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder / "mkdocs.yml"


@pytest.mark.parametrize("files", [None, INHERITED, MAPPED], ids=["our own", "inherited", "mapped"])
def test_what_mkdocs_and_the_checker_hand_to_markdown_is_the_same(
    files: dict[str, str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTHER", "5")
    file = folder_with(files, tmp_path) if files else ROOT / "mkdocs.yml"
    ours, theirs = load_config(file), load_by_mkdocs(str(file))
    assert list(ours.extensions) == theirs.markdown_extensions
    assert ours.extension_configs == {name: given for name, given in theirs.mdx_configs.items() if given}
    assert (ours.docs, dict(ours.extra)) == (Path(theirs.docs_dir).resolve(), dict(theirs.extra))
    assert ours.language == theirs.theme.get("language", "en")


def test_settings_run_no_code_of_a_strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "strangers.py").write_text("raise SystemExit('it ran')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    text = (
        "site_name: a\nmarkdown_extensions:\n  - strangers\n  - strangers.part\n  - strangers:Part\n  - admonition\n"
        "extra:\n  a: !!python/name:strangers.part\n"
        "  b: !!python/object/apply:os.system [exit]\n  c: !!python/name:os.system\n"
    )
    config = load_config(folder_with({"mkdocs.yml": text}, tmp_path))
    assert config.extensions == ("toc", "tables", "fenced_code", "admonition")
    assert dict(config.extra) == {"a": None, "b": None, "c": None}
    assert "strangers" not in sys.modules


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "mkdocs.yml:2: it cannot be read: "),
        ("- a", "mkdocs.yml: it holds no settings; write `site_name: …`"),
        ("extra: 5", "mkdocs.yml: `docs_dir` wants a folder, `extra` keys, and `markdown_extensions` a list"),
        ("INHERIT: mkdocs.yml", "mkdocs.yml: it inherits from itself; take an INHERIT out"),
        ("a: !!python/name:pymdownx.superfences.nothing ", "mkdocs.yml:1: it cannot be read: there is no 'pymdownx"),
    ],
)
def test_settings_that_cannot_be_used_are_named_with_their_line(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"mkdocs\.yml") as found:
        load_config(folder_with({"mkdocs.yml": text + "\n"}, tmp_path))
    assert words in str(found.value)
