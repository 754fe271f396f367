# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a check finds: one problem, its place and its weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an error refuses the page, advice never does."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. `line` and `column` count from 1; a problem of the whole file is at 1:1.

    The order of problems is the order of their places, so a sorted list reads like the page.
    """

    path: str
    line: int
    column: int
    rule: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        said = f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.message} ({self.rule})"
        # A line break in a file's name would begin a line that a program reads as somebody else's.
        return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in said)


CONFLICT = "a merge has left both its versions here; keep one, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`"


def conflict_in(lines: Iterable[str]) -> int | None:
    """The line, from 0, on which two versions of a text begin that a merge has left between git's marks; None without."""
    numbered = iter(enumerate(lines))
    marks = ("<<<<<<< ", "=======", ">>>>>>> ")
    begin, _, end = (next((n for n, line in numbered if line.startswith(mark)), None) for mark in marks)
    return None if end is None else begin
