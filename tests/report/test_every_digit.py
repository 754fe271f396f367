# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Every digit of every field of the data, made another one, is seen: by loading, or by the second records (CASES 1.15)."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from our_data import FOLDER, ours, recorded, unused_names
from phi4_guide import safe_yaml
from phi4_guide.report.load import load_data
from phi4_guide.report.model import DataError

SAMPLE = 20
"""How many digits the default run changes."""

PASS = {"names.yml: text": "another year of publication that its page prints; the page's own year then has no exemption"}
"""What may pass, as `file: key`, and why."""


Digit = tuple[str, str, int]
"""A digit of a field of the data: file, key and offset."""


def digits() -> list[Digit]:
    """All of them; comments are no field."""
    found = []
    for path in sorted(FOLDER.iterdir()):
        text = path.read_text(encoding="utf-8")
        node = safe_yaml.compose(text) if path.suffix in (".yml", ".json") else None
        spans = scalars(node, "") if node else iter([("cell", 0, len(text))])
        for key, start, end in spans:
            found += [(path.name, key, start + digit.start()) for digit in re.finditer(r"[0-9]", text[start:end])]
    return found


def scalars(node: yaml.Node, key: str) -> Iterator[tuple[str, int, int]]:
    """The last key above each scalar, and where the scalar begins and ends."""
    if isinstance(node, yaml.ScalarNode):
        yield key, node.start_mark.index, node.end_mark.index
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from scalars(value, name.value)
    else:
        for item in node.value:
            yield from scalars(item, key)


def check(places: list[Digit], folder: Path) -> None:
    """Changes each of these digits in the data of this folder, one at a time; fails where that is not seen."""
    shutil.copytree(FOLDER, folder)
    right, chance, unseen = recorded(), random.Random(2412_08905), []
    for name, key, offset in places:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        wrong = (int(text[offset]) + chance.randint(1, 9)) % 10
        file.write_text(f"{text[:offset]}{wrong}{text[offset + 1 :]}", encoding="utf-8")
        try:
            data = load_data(folder)
            seen = ours(data, folder) != right or any(unused_names(data))
        except DataError as error:
            seen = all(flaw.path.is_relative_to(folder) and flaw.line > 0 for flaw in error.flaws)
        if not seen and f"{name}: {key}" not in PASS:
            unseen.append(f"{name}: {key} at {offset}, made {wrong}")
        file.write_text(text, encoding="utf-8")
    assert not unseen


@pytest.mark.thorough
def test_a_changed_digit_of_the_data_is_seen(tmp_path: Path) -> None:
    check(random.Random(36).sample(digits(), SAMPLE), tmp_path / "data")


@pytest.mark.exhaustive
def test_every_changed_digit_of_the_data_is_seen(tmp_path: Path) -> None:
    assert len(digits()) > 5000
    check(digits(), tmp_path / "data")
