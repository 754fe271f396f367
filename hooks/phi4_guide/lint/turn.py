# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The rule for diagrams that can be turned: what their `turn:` declares holds at the start, and wherever a reader gets."""

from __future__ import annotations

from collections.abc import Iterator

from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.turn import read_turn
from phi4_guide.lint import Context, Finding, rule


@rule("diagram-turn", Severity.ERROR)
def diagram_turn(page: Page, context: Context) -> Iterator[Finding]:
    """What a reader can turn is true: names are known, formulas have results, each start is its fact's and stands there.

    A value's start is what its formula gives, and stands once in each place that `place:` names: at a node's id, a row's,
    bar's or slice's label, or in the `title`. Starts and presets are in range.

    Wrong:

        ```mermaid
        ---
        turn:
          inputs:
            tokens: {label: Tokens, min: 1, max: 9, start: 3}
          values:
            bytes: {formula: 2 * token, place: cache}
        ---
        flowchart TB; cache["6 bytes"] --> B
        ```
    """
    for fence in page.document.diagrams if page.document else ():
        for line, wrong in read_turn(fence.text, context.data)[1]:
            yield Finding(fence.line + line, fence.indent + 1, wrong)
