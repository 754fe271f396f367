# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a page says to those who listen, once its headings have their ids and links: no sign that means nothing, tables named."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class HeardTreeprocessor(Treeprocessor):
    """The last to change a page's tree."""

    def run(self, root: Element) -> None:
        """Changes the tree in place. A heading's own link is for the pointer: the table of contents has the same for all."""
        heading = ""
        for element in root.iter():
            if element.tag in _HEADINGS:
                heading = element.get("id", "")
            elif element.get("class") == "headerlink":
                element.attrib |= {"aria-hidden": "true", "tabindex": "-1"}
            elif element.tag == "table":
                _name(element, heading)


def _name(table: Element, heading: str) -> None:
    """Names a table that has neither caption nor name by its section's heading, and its rows by their first cells."""
    if heading and table.find("caption") is None and "aria-label" not in table.attrib:
        table.set("aria-labelledby", heading)
    for row in table.iterfind("tbody/tr"):
        first = row.find("td")
        if row.find("th") is None and first is not None and "".join(first.itertext()).strip():
            first.tag = "th"
            first.set("scope", "row")
