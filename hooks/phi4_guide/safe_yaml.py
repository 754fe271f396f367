# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""PyYAML's safe loader, as MkDocs uses it: the one in C where it is there, ten times as fast; it takes tabs that the one
in Python refuses.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_MAX_DEPTH = 50
# A quote that its line does not close, nor another at the end of a later line.
_OPEN_QUOTE = re.compile(
    r"^[^\n#\"']*[:-][ \t]+(?P<quote>[\"'])(?:(?!(?P=quote)).)*\n(?:(?!(?P=quote))[\s\S])*"
    r"(?:(?P=quote)(?![ \t]*(?:#.*)?$)|\Z)",
    re.MULTILINE,
)
_REMEDY = "write `key: value`, as far in as its neighbours, with the value in quotes if it has punctuation"


def load(text: str, loader: Any = Loader) -> Any:
    """What the YAML says. An alias is refused: a few hundred bytes of those stand for gigabytes. So is deep nesting, which
    takes the square of its depth, and all of the stack.

    Raises:
        yaml.YAMLError: it cannot be read, has an alias, or nests too deeply.
    """
    _refuse(text, loader)
    return yaml.load(text, Loader=loader)


def compose(text: str) -> yaml.Node | None:
    """The YAML's parts with their places; None where it has none. What `load` refuses is refused.

    Raises:
        yaml.YAMLError: as `load` does.
    """
    _refuse(text, Loader)
    node: yaml.Node | None = yaml.compose(text, Loader=Loader)
    return node


def why(error: Any, text: str) -> tuple[int, int, str]:
    """Line and column, from 0, of what made this text unreadable, and what to write: YAML itself may notice far below."""
    scanned = str(getattr(error, "context", "")).startswith("while scanning")
    mark = getattr(error, "context_mark" if scanned else "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if (quote := _OPEN_QUOTE.search(text)) and (above := text.count("\n", 0, start := quote.start("quote"))) <= line:
        column = start - text.rfind("\n", 0, start) - 1
        return above, column, f"the quote that begins here is never closed; write {quote['quote']} where its text ends"
    problem = str(getattr(error, "problem", error))
    return line, column, problem if ";" in problem else f"{problem}; {_REMEDY}"


def _refuse(text: str, loader: Any) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        problem = f"more than {_MAX_DEPTH} lists or mappings in each other" if depth > _MAX_DEPTH else ""
        if isinstance(event, yaml.AliasEvent):
            problem = f"an alias, `*{event.anchor}`; write the value out"
        if problem:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
