# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The controls of a diagram that can be turned, and its values in words: there from the start, so that nothing moves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from xml.etree.ElementTree import Element, SubElement

from phi4_guide.diagrams.turn import Input, Turn, plain, with_unit
from phi4_guide.render.places import fact_link
from phi4_guide.report.model import Data


def add_turn(figure: Element, turn: Turn, data: Data | None, ledger: str, behind: Iterable[Element]) -> None:
    """Adds the controls below the picture and its sources; `ledger` is the address of the page with the facts.

    In a paragraph among what stands `behind` the figure, a link to the fact of one of its values shows that value.
    """
    title = figure.findtext("figcaption") or ""
    label = f"Turn: {title}" if title else "Turn"
    box = Element("div", {"class": "diagram-turn", "role": "group", "aria-label": label, "data-search-exclude": ""})
    box.set("data-turn", json.dumps(asdict(turn), default=plain, ensure_ascii=False))
    SubElement(box, "p", {"class": "turn-note"}).text = _note(turn)
    inputs = SubElement(box, "div", {"class": "turn-inputs"})
    for name, each in turn.inputs.items():
        _add_input(inputs, name, each)
    presets = SubElement(box, "div", {"class": "diagram-bar turn-presets"})
    for name in turn.presets:
        SubElement(presets, "button", {"type": "button", "value": name}).text = name
    SubElement(presets, "button", {"type": "button", "class": "turn-reset"}).text = "Reset"
    listing = SubElement(box, "ul", {"class": "turn-values"})
    for name, value in ((name, value) for name, value in turn.values.items() if value.label):
        item = SubElement(listing, "li")
        item.text = f"{value.label}: "
        fact = data.find(value.fact) if data else None
        output = SubElement(item, "output", _output(name))
        (SubElement(output, "a", fact_link(fact, ledger)) if fact else output).text = value.start
    SubElement(box, "p", {"class": "turn-said", "role": "status"})
    after = [number for number, child in enumerate(figure) if child.get("class") in ("diagram-frame", "diagram-source")]
    figure.insert(after[-1] + 1, box)
    for paragraph in behind:
        if paragraph.tag == "p":
            _show_in(paragraph, turn)


def _output(name: str) -> dict[str, str]:
    """What the browser shows a value in. It says all that changed in one sentence; each by itself would be too much."""
    return {"name": name, "aria-live": "off"}


def _show_in(paragraph: Element, turn: Turn) -> None:
    names = {f"fact:{value.fact}": name for name, value in turn.values.items() if value.fact}
    for parent in list(paragraph.iter()):
        for place, link in enumerate(parent):
            if name := names.get(link.get("href", "")):
                parent[place] = output = Element("output", _output(name))
                output.append(link)
                output.tail, link.tail = link.tail, None


def _add_input(parent: Element, name: str, each: Input) -> None:
    line = SubElement(parent, "div", {"class": "turn-input"})
    if each.text:
        SubElement(line, "span").text = each.label
        size = {"rows": str(2 + len(each.text) // 50), "autocomplete": "off", "spellcheck": "false"}
        field = SubElement(line, "textarea", {"name": name, "aria-label": each.label, **size})
        field.text = each.text
        SubElement(line, "p", {"class": "turn-marked"}).text = each.text
        return
    label = SubElement(line, "label")
    SubElement(label, "span").text = each.label
    start = plain(each.start)
    step = plain(each.step)
    common = {"name": name, "min": plain(each.least), "max": plain(each.most), "value": start, "autocomplete": "off"}
    words = with_unit(start, each.unit)
    SubElement(label, "input", {"type": "range", **common, "step": step, "aria-valuetext": words})
    named = f"{each.label}, {each.unit}" if each.unit else each.label
    # Parts of a whole follow each other to where no step leads.
    SubElement(line, "input", {"type": "number", **common, "step": "any" if each.whole else step, "aria-label": named})
    SubElement(line, "span", {"class": "turn-unit"}).text = each.unit


def _note(turn: Turn) -> str:
    """With what it starts: what is ours is said to be invented."""
    ours = [each.label for each in turn.inputs.values() if not each.sourced]
    if len(ours) == len(turn.inputs):
        return f"Invented: {', '.join(ours)}."
    return "Starts with the figures of its sources." + (f" Invented: {', '.join(ours)}." if ours else "")
