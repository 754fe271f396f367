# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Puts each footnote behind the block that refers to it, in a `div` with that block: a wide window shows both in a row."""

from __future__ import annotations

from urllib.parse import unquote
from xml.etree.ElementTree import Element

from phi4_guide.elements import element


def place_notes(root: Element) -> None:
    """Moves each footnote to its first reference below `root`, in a note too, and numbers them in that order."""
    if (section := root.find("div[@class='footnote']")) is None or (listing := section.find("ol")) is None:
        return
    waiting, numbers = {item.get("id", ""): item for item in listing}, dict[str, str]()
    for place, block in enumerate(root):
        parts = [] if block is section else [block]
        for part in parts:
            for link in part.iterfind(".//a[@class='footnote-ref']"):
                if (name := unquote(link.get("href", ""))[1:]) in waiting:
                    numbers[name] = str(len(numbers) + 1)
                    parts.append(_note(waiting.pop(name), name, numbers[name]))
                link.text = numbers.get(name, link.text)
        if len(parts) > 1:
            kind = "noted" if block.tag in ("p", "ul", "ol", "dl", "blockquote") else "noted wide"
            root[place] = element("div", {"class": kind}, *parts)
            root[place].tail, block.tail = block.tail, None
    listing[:] = waiting.values()
    if not waiting:
        root.remove(section)


def _note(item: Element, name: str, number: str) -> Element:
    """The note as it stands in the text: its number before it, and no arrow back behind it."""
    for last in item.findall("p"):
        last[:] = [part for part in last if part.get("class") != "footnote-backref"]
    parts = [part for part in item if part.tag != "p" or "".join(part.itertext()).strip()]
    mark = element("sup", {"class": "note-number"}, number)
    return element("aside", {"class": "note", "id": name, "role": "note"}, mark, " ", *parts)
