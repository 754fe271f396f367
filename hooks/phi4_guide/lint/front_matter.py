# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for the front matter: it is there, it can be read, its keys are present and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from reprlib import repr as shown

from phi4_guide.content.page import SOURCE, Entry, Page, is_checked
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import RULES, Context, Finding, Rule, rule

_FLAWS = {
    "not-utf-8": "A page is UTF-8 text. Any other bytes end the site's build in a traceback.",
    "not-converted": "A page can be converted, in seconds. What ends that is a problem of that page alone.",
    "page-too-much": """A page and each of its fences keep a size, and what a page opens it closes, but for a few hundred
    times. It is then built in seconds, and no page that somebody would read is near to these limits.
    """,
    "merge-conflict": "Of two versions that a merge has left between its marks one is kept; code alone shows such marks.",
    "front-matter": """A page begins with front matter, so that readers see who wrote it and when: a line `---`, plain
    `key: value` lines that YAML can read, each key once, and a line `---`. What stands below anything else, or cannot be
    read, becomes text on the page. An alias hides a value, and can multiply without end.

    Wrong:

        <!-- a comment -->
        ---
        author: Cong Le
        ---
    """,
}
"""Why a page cannot be read: what reads it finds that."""
RULES += [Rule(kind, Severity.ERROR, documentation) for kind, documentation in _FLAWS.items()]

REQUIRED = {
    "created": "`created: 2025-02-18`",
    "author": "`author: Your Name`",
    "version": '`version: "1.0"`',
    "license(s)": "`license(s): MIT, CC BY 4.0`",
    "copyright": "`copyright: Copyright (c) 2025 Your Name`",
}
"""The keys every page has, each with what to write."""

_WANTED = {
    **REQUIRED,
    **dict.fromkeys(SOURCE, "`original source:` and the address of the publication"),
    "description": "`description:` and 60 to 180 characters on what the page is about",
    **dict.fromkeys(("title", "subtitle", "revision_date", "status"), "text, in one line"),
    "icon": "one that it has, such as `material/brain`",
    **dict.fromkeys(("hide", "tags"), "a list, such as `[toc]`"),
    "search": "a mapping, such as `{exclude: true}`",
}
"""The same with the keys that a page may have. On another type of value than it wants the theme ends in a traceback."""

_TEXT = ("null", "str", "int", "float", "bool", "timestamp")
_TYPES = {
    **dict.fromkeys(("license(s)", "author", *SOURCE), (*_TEXT, "seq")),
    **dict.fromkeys(("hide", "tags"), ("null", "seq")),
    "search": ("null", "map"),
}
"""The types of value where it is not text alone."""

# A tag, or a quotation mark that ends an attribute's value and begins another attribute.
_MARKUP = re.compile(r"<[\w/!?][^\n]{0,40}|[\"'][\s/]*[\w-]+\s*=|&#?\w+;|\{[{%#]")
_QUOTED = ("description", "author", "status")
"""What the theme prints between quotes of its own."""

_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")
_ICON = re.compile(r"[\w-]+(?:/[\w-]+)+")


@rule("key-markup", Severity.ERROR)
def key_markup(page: Page, _: Context) -> Iterator[Finding]:
    """A value is text, also in a list. The theme prints values as they are: what looks like HTML would be HTML.

    No page chooses another template, or an address to lead on to.

    Wrong:

        title: <b>A page</b>
    """
    for entry in page.entries:
        if entry.name in ("template", "location"):
            yield Finding(*entry.place, f"{entry.key!r} would give the page another frame; remove it")
        for text in (entry.key, entry.text or "", *entry.items):
            found = _MARKUP.search(text) or (re.search('"', text) if entry.name in _QUOTED else None)
            if found:
                yield Finding(*entry.value_place, f"{shown(found[0])} is markup to the theme; write the value without it")
                break


@rule("key-missing", Severity.ERROR)
def key_missing(page: Page, context: Context) -> Iterator[Finding]:
    """The founding note's keys are all there: created, author, version, license(s), copyright.

    A page that says `figures: checked` has a `description` too, and names the publication that it rests on, if it rests on
    one: `original source` or `source`.
    """
    wanted: list[tuple[str, ...]] = [(key,) for key in REQUIRED]
    if is_checked(page):
        wanted += [SOURCE, ("description",)] if context.needs_source else [("description",)]
    others = {entry.name: entry.place for entry in page.entries if entry.name not in _WANTED}
    for names in wanted:
        if not page.get(*names):
            near = [key for name in names for key in get_close_matches(name, others, 1, 0.7)]
            instead = f", and {near[0]!r} is not known" if near else ""
            message = f"the required key {names[0]!r} is missing{instead}; write {_WANTED[names[0]]}"
            yield Finding(*(others[near[0]] if near else (1, 1)), message)


@rule("key-value", Severity.ERROR)
def key_value(page: Page, context: Context) -> Iterator[Finding]:
    """A value is of the kind that is wanted: text for the required keys, or a list of it for `author`, `license(s)` and
    `original source`; for the theme's keys what the theme takes. A page that says `figures: checked` has an address for its
    source, and a description of 60 to 180 characters: search engines show that much. That `created` is no date is advice.
    """
    for entry in page.entries:
        if entry.name in _WANTED and (wrong := _wrong(entry, is_checked(page), context)):
            yield Finding(*entry.value_place, f"the key {entry.key!r} {wrong}; write {_WANTED[entry.name]}")
        elif entry.name == "created" and not entry.day:
            message = f"{shown(entry.text)} is not a date; write the day on which the page was begun, as `2025-02-18`"
            yield Finding(*entry.value_place, message, Severity.ADVICE)


def _wrong(entry: Entry, checked: bool, context: Context) -> str:
    """What is wrong with a value; empty where nothing is."""
    wanted = entry.name in REQUIRED or (checked and entry.name in SOURCE and context.needs_source)
    text = "" if entry.text is None or entry.tag == "null" else entry.text.strip()
    if entry.tag not in _TYPES.get(entry.name, _TEXT) or (entry.tag == "seq" and not entry.items):
        return "is of another kind"
    if wanted and not text and not entry.items:
        return "is empty"
    if entry.name == "icon" and text and not _has_icon(text):
        return f"names no icon of the theme's, {shown(text)}"
    if checked and entry.name in SOURCE and not all(map(_URL.match, entry.items or filter(None, [text]))):
        return "is not an address"
    if checked and entry.name == "description" and not 60 <= len(text) <= 180:
        return f"has {len(text)} characters"
    return ""


def _has_icon(name: str) -> bool:
    """Whether the theme has this icon; true where the theme is not installed."""
    theme = find_spec("material")
    file = Path("templates", ".icons", f"{name}.svg")
    folders = [Path(folder) for folder in (theme.submodule_search_locations if theme else None) or ()]
    return bool(_ICON.fullmatch(name)) and (not folders or any((folder / file).is_file() for folder in folders))
