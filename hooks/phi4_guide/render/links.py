# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Leads a page's links and images where the site has them: to the ledger, to the licence page, and to no other host."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.toc import slugify

from phi4_guide.addresses import host_of, link_from
from phi4_guide.content.document import FACT
from phi4_guide.content.licences import BADGE_HOSTS, is_licence_file
from phi4_guide.content.source_lines import PRINTS
from phi4_guide.render.byline import LICENCE_ANCHORS
from phi4_guide.render.places import fact_link, page_links
from phi4_guide.report.model import Data

_GLOSSARY = "glossary.md"
_TERM = re.compile(r"(?ms)^### ([^\n]+)\n\n(.+?\.)(?=\s)")
_LINKED = re.compile(r"\[([^]]+)\]\([^)]+\)")
_FILES = {"LICENSE": LICENCE_ANCHORS["MIT"], "LICENSE-CC-BY": LICENCE_ANCHORS["CC-BY-4.0"]}


def show_printed(root: Element, data: Data) -> None:
    """Shows what a block of Python prints, as a link to the fact, where its last comment names that fact."""
    for comment in root.iter("span"):
        found = PRINTS.match(comment.text or "") if comment.get("class") == "c1" else None
        if fact := found and data.find(found["id"]):
            comment.text = "# last line: "
            SubElement(comment, "a", {"href": f"{FACT}{fact.id}"}).text = fact.value


def link_facts(root: Element, page: str, data: Data | None, ledger: str) -> None:
    """Leads every fact link below `root` to the ledger, a place to the report's page; one of no fact becomes its words."""
    for link in root.iter("a"):
        name = link.get("href", "")
        if not name.startswith(FACT):
            continue
        if data and (fact := data.find(name.removeprefix(FACT))):
            link.attrib |= fact_link(fact, link_from(page, ledger))
            if places := [part for part in page_links("".join(link.itertext())) if isinstance(part, Element)]:
                link.attrib |= places[0].attrib | {"class": "fact place"}
        else:
            link.tag = "span"
            del link.attrib["href"]


def explain_terms(root: Element, page: str, docs: Path) -> None:
    """Gives each link below `root` to a term in the glossary of this docs folder the term's first sentence as its title."""
    file, address = docs / _GLOSSARY, f"{link_from(page, _GLOSSARY)}#"
    links = [link for link in root.iter("a") if link.get("href", "").startswith(address)]
    if not links or not file.is_file():
        return
    terms = _TERM.findall(file.read_text(encoding="utf-8", errors="replace"))
    meanings = {address + slugify(term, "-"): meaning for term, meaning in terms}
    for link in links:
        if meaning := meanings.get(link.get("href", "")):
            link.set("title", " ".join(_LINKED.sub(r"\1", meaning).split()))


def drop_licences(root: Element, page: str, docs: Path) -> None:
    """Makes words of each link below `root` to a licence's text that lies in the author's repository, and not here."""
    for link in root.iter("a"):
        address = link.get("href", "")
        if is_licence_file(address) and host_of(address) == "" and not (docs / page).parent.joinpath(address).is_file():
            link.tag = "span"
            del link.attrib["href"]


def localise(root: Element, page: str, licence_page: str) -> None:
    """Leads links to the repository's LICENSE files to the licence page, and makes remote images words, below `root`."""
    for link in root.iter("a"):
        # Only the repository's own: `LICENSE`, or from a page in a folder `../LICENSE`.
        way, _, name = link.get("href", "").rpartition("/")
        if licence_page and name in _FILES and set(way.split("/")) <= {"", ".", ".."}:
            link.set("href", f"{link_from(page, licence_page)}#{_FILES[name]}")
    linked = {image for link in root.iter("a") for image in link.iter("img")}
    for image in list(root.iter("img")):
        if host := host_of(image.get("src", "")):
            _make_words(image, host, linked=image in linked)


def _make_words(image: Element, host: str, *, linked: bool) -> None:
    source, words, tail = image.get("src", ""), image.get("alt") or "image", image.tail
    image.clear()
    image.tag, image.tail = "span", tail
    if host in BADGE_HOSTS:
        image.set("class", "badge")
        image.text = words
    elif linked:
        image.text = f"{words} (image on {host})"
    else:
        SubElement(image, "a", {"href": source, "rel": "noopener"}).text = f"{words} (image on {host})"
