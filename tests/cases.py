# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Cases as data: YAML files beside the tests that read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from phi4_guide import safe_yaml


def load(name: str) -> Any:
    """What the file of this name below `tests/` says."""
    return safe_yaml.load((Path(__file__).parent / name).read_text(encoding="utf-8"))
