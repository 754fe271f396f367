# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for where a reader is led in a diagram: the steps of its walk, and its figure's id."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from phi4_guide.content.page import Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.diagrams.flowchart import Flowchart
from phi4_guide.diagrams.source import slug
from phi4_guide.diagrams.walk import Step, is_named, read_steps
from phi4_guide.lint import Context, Finding, rule
from phi4_guide.lint.diagrams import diagrams_of


@rule("walk-step", Severity.ADVICE)
def walk_step(page: Page, _: Context) -> Iterator[Finding]:
    """Each step of a walk begins with what it shows of the diagram, in backticks, and then says what happens there.

    A list right behind a flowchart is its walk where the first item begins so: `a` is a node or a group, `a --> b` an
    arrow with both its ends. A wrong step leaves it a list; on a checked page that is an error. It is advice where only a
    later item begins so. Any other list stays one.

    Wrong:

        ```mermaid
        flowchart TB; data --> model
        ```

        1. `data`: Text is read.
        2. `modell`: It is learnt.

    Right:

        ```mermaid
        flowchart TB; data --> model
        ```

        1. `data`: Text is read.
        2. `data --> model`: It is learnt.
    """
    for fence, diagram in diagrams_of(page):
        steps = read_steps(fence.listing, diagram.chart)
        begun = bool(steps) and is_named(steps[0])
        severity = Severity.ERROR if is_checked(page) and begun else None
        # Of a list whose first item is none of a walk's the rest may be meant otherwise.
        for step in steps if begun else steps[:1]:
            for name, wrong in _wrong(step, diagram.chart or Flowchart()):
                yield Finding(*page.document.item_place(step.item, name), wrong, severity)


def _wrong(step: Step, chart: Flowchart) -> Iterator[tuple[str, str]]:
    """What is wrong with a step, and the name at which it is."""
    known = [*chart.nodes, *chart.groups, *(f"{edge.start} --> {edge.end}" for edge in chart.edges)]
    # An arrow that is named from its end is meant too.
    meant = {f"{edge.end} --> {edge.start}": f"{edge.start} --> {edge.end}" for edge in chart.edges}
    meant |= {name: name for name in known}
    if not step.names:
        yield "", f"the step names nothing of the diagram, so the list is no walk; begin it with a node, as `{known[0]}`"
    for name in (name for name, shown in step.names.items() if not shown):
        near = get_close_matches(name, meant, 1)
        remedy = f"`{meant[near[0]]}`" if near else "one of " + ", ".join(f"`{each}`" for each in known[:12])
        yield name, f"the diagram has no `{name}`; write {remedy}"
    if step.names and not step.speaks:
        yield next(iter(step.names)), "the step says nothing; write behind its names what happens there, and why"


@rule("figure-id", Severity.ADVICE)
def figure_id(page: Page, _: Context) -> Iterator[Finding]:
    """A figure's id is its own on the page, and made for an address: links lead to `#fig-the-run` and `#fig-the-run.node`.

    It is made of the diagram's title, or of an `id:` beside that; of two alike the second figure has none. An error on a
    checked page.

    Wrong:

        ```mermaid
        ---
        title: The run
        id: The Run!
        ---
        flowchart TB; a --> b
        ```

    Right:

        ```mermaid
        ---
        title: The run
        id: run
        ---
        flowchart TB; a --> b
        ```
    """
    severity = Severity.ERROR if is_checked(page) else None
    lines: dict[str, int] = {}
    for fence, diagram in diagrams_of(page):
        for part in diagram.parts:
            if part.kind == "anchor" and (not part.text or part.text != slug(part.text)):
                remedy = f"`id: {slug(part.text)}`" if slug(part.text) else "small letters, digits and hyphens"
                yield Finding(*fence.place(part.start), f"{part.text!r} is no id; write {remedy}", severity)
        line = lines.setdefault(diagram.id, fence.line - 1)
        if diagram.id and line != fence.line - 1:
            wrong = f"the figure on line {line} has the id `{diagram.id}` too; write another title, or another `id: …`"
            yield Finding(fence.line - 1, fence.indent + 1, wrong, severity)
