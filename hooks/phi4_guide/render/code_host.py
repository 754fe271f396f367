# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Lets a page written for a code host work on the site: its licence links, its badges and remote images."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from phi4_guide.addresses import host_of
from phi4_guide.content.licences import BADGE_HOSTS
from phi4_guide.render.byline import LICENCE_ANCHORS
from phi4_guide.render.elements import link_from

_FILES = {"LICENSE": LICENCE_ANCHORS["MIT"], "LICENSE-CC-BY": LICENCE_ANCHORS["CC-BY-4.0"]}


def localise(root: Element, page: str, licence_page: str) -> None:
    """Leads links to the repository's LICENSE files to the licence page, and makes remote images text, below `root`."""
    for link in root.iter("a"):
        # Only the repository's own: `LICENSE`, or from a page in a folder `../LICENSE`.
        way, _, name = link.get("href", "").rpartition("/")
        anchor = _FILES.get(name) if set(way.split("/")) <= {"", ".", ".."} else None
        if anchor and licence_page:
            link.set("href", f"{link_from(page, licence_page)}#{anchor}")
    inside = {child for link in root.iter("a") for child in link.iter() if child is not link}
    for image in list(root.iter("img")):
        host = host_of(image.get("src", ""))
        if host:
            _make_text(image, host, linked=image in inside)


def _make_text(image: Element, host: str, *, linked: bool) -> None:
    """Turns a remote image into words in place: a reader's browser asks no other host for anything."""
    source, words, tail = image.get("src", ""), image.get("alt") or "image", image.tail
    image.clear()
    image.tail = tail
    image.tag = "span"
    if host in BADGE_HOSTS:
        image.set("class", "badge")
        image.text = words
    elif linked:
        image.text = f"{words} (image on {host})"
    else:
        SubElement(image, "a", {"href": source, "rel": "noopener"}).text = f"{words} (image on {host})"
