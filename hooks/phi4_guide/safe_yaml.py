# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""PyYAML's safe loader, as MkDocs uses it: the one in C where it is there, ten times as fast; it takes tabs that the one
in Python refuses.
"""

from __future__ import annotations

from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH = 50
"""How deep lists and mappings may nest: reading takes the square of that."""


def compose(text: str, loader: Any = Loader) -> yaml.Node | None:
    """The YAML's nodes, which know their places. An alias is refused: a few hundred bytes of those stand for gigabytes.

    Raises:
        yaml.YAMLError: it cannot be read, nests too deeply, or has an alias.
    """
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise yaml.YAMLError(f"it nests more than {MAX_DEPTH} deep")
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError(f"an alias, `*{event.anchor}`; write the value out")
    return yaml.compose(text, Loader=loader)


def load(text: str, loader: Any = Loader) -> Any:
    """What the YAML says.

    Raises:
        yaml.YAMLError: as `compose` does.
    """
    node = compose(text, loader)
    return node and loader("").construct_document(node)
