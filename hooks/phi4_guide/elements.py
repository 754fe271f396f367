# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What every builder of elements needs of them."""

from __future__ import annotations

from xml.etree.ElementTree import Element


def append_text(element: Element, words: str) -> None:
    """Puts words at the end of what the element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words
