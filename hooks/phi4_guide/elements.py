# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Builds elements of a page's tree."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element


def element(tag: str, attributes: dict[str, str], *content: Element | str) -> Element:
    """An element that holds these elements and words, in this order."""
    made = Element(tag, attributes)
    for part in content:
        if isinstance(part, str):
            append_text(made, part)
        else:
            made.append(part)
    return made


def append_text(parent: Element, words: str) -> None:
    """Puts words at the end of what the element holds."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def joined(words: str, parts: Iterable[Element]) -> list[Element | str]:
    """The elements with these words between them."""
    return [piece for part in parts for piece in (words, part)][1:]
