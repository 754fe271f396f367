# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What a page says to those who listen: no sign that means nothing, and every table by name."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class HeardTreeprocessor(Treeprocessor):
    """The last to change a page's tree."""

    def run(self, root: Element) -> None:
        """Changes the tree, whose headings have their ids, in place.

        A heading's own link is left to the pointer: the table of contents has the same for all. A table without caption is
        named by its section's heading, and a task's box says whether it is done.
        """
        heading = ""
        for element in root.iter():
            if element.tag in _HEADINGS:
                heading = element.get("id", "")
            elif element.get("class") == "headerlink":
                element.attrib |= {"aria-hidden": "true", "tabindex": "-1"}
            elif element.tag == "input" and element.get("type") == "checkbox":
                element.set("aria-label", "to do" if element.get("checked") is None else "done")
            elif element.tag == "table" and element.find("caption") is None:
                element.set("aria-labelledby", heading)
