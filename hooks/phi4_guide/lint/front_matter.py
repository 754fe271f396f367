# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for the front matter: it is there, it can be read, its keys are present and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

from phi4_guide.content.front_matter import Entry, shortened
from phi4_guide.content.header import SOURCE, is_checked, parse_day
from phi4_guide.content.page import Page
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, listed, rule

REQUIRED = {
    "created": "`created: 2025-02-18`",
    "author": "`author: Your Name`",
    "version": '`version: "1.0"`',
    "license(s)": "`license(s): MIT, CC BY 4.0`",
    "copyright": "`copyright: Copyright (c) 2025 Your Name`",
}
"""The keys every page has, each with what to write."""

_PUBLICATION = "`original source:` and the address of the publication"
_LISTS = ("license(s)", "author", *SOURCE)
_TEXT = (("str", "null", "int", "float", "bool", "timestamp"), "text, in one line")
_KINDS = {
    **dict.fromkeys(("title", "subtitle", "description", "revision_date", "icon", "status"), _TEXT),
    **dict.fromkeys(("hide", "tags"), (("seq", "null"), "a list, such as `[toc]`")),
    "search": (("map", "null"), "a mapping, such as `{exclude: true}`"),
}
"""Of the theme's keys, the types that it can take, and what to write. With another it ends the build in a traceback."""

# A tag, or a quotation mark that ends an attribute's value and begins another attribute.
_MARKUP = re.compile(r"<[\w/!?][^\n]{0,40}|[\"'][\s/]*[\w-]+\s*=|&#?\w+;|\{[{%#]")
# The theme prints these between quotes of its own.
_QUOTED = ("description", "author")
_WORDS = {"icon": re.compile(r"[\w-]+(?:/[\w-]+)+"), "status": re.compile(r"[\w-]+")}
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")

_FLAWS = {
    "not-readable": "A page is a file that can be read.",
    "not-utf-8": "A page is UTF-8 text. Any other bytes end the site's build in a traceback.",
    "page-too-much": """A page, its front matter and each of its fences keep a size, and what a page opens it closes, but
    for a few hundred times. It is then built in seconds, and no page that somebody would read is near to these limits.
    """,
    "front-matter-missing": """A page begins with front matter, so that readers see who wrote it and when.

    Wrong:

        # A page
    """,
    "front-matter-not-first": """The front matter stands on the first line. Below anything else it becomes text on the page.

    Wrong:

        <!-- a comment -->
        ---
        author: Cong Le
        ---
    """,
    "front-matter-not-closed": """The front matter ends with a line `---`. Without it the page is read as keys, or as none.

    Wrong:

        ---
        author: Cong Le

        # A page
    """,
    "front-matter-yaml": """The front matter is plain `key: value` lines that YAML can read, each key once. What it cannot
    read becomes text on the page. Aliases, anchors and tags hide a value, and can multiply without end.

    Wrong:

        ---
        author: &me Cong Le
        copyright: *me
        ---
    """,
}
"""Why a page cannot be read: its reader finds that, the rule of this id documents it."""


def _report(kind: str) -> None:
    def find(page: Page, _: Context) -> Iterator[Finding]:
        if page.flaw and page.flaw.kind == kind:
            yield Finding(page.flaw.line, page.flaw.column, page.flaw.message)

    listed(kind, Severity.ERROR, _FLAWS[kind], find)


for _kind in _FLAWS:
    _report(_kind)


@rule("key-markup", Severity.ERROR)
def key_markup(page: Page, _: Context) -> Iterator[Finding]:
    """A value is text, also in a list. The theme prints values as they are: what looks like HTML would be HTML.

    No page chooses another template, or an address to lead on to.

    Wrong:

        title: <b>A page</b>

    Wrong:

        template: redirect.html
    """
    for entry in page.entries:
        if entry.name in ("template", "location"):
            yield Finding(entry.line, entry.column, f"{entry.key!r} would give the page another frame; remove it")
        for text in filter(None, (entry.key, entry.text, *entry.items)):
            found = _MARKUP.search(text) or (re.search('"', text) if entry.name in _QUOTED else None)
            if found:
                message = f"{shortened(found[0])!r} is markup to the theme; write the value without it"
                yield Finding(entry.value_line, entry.value_column, message)
                break


@rule("key-missing", Severity.ERROR)
def key_missing(page: Page, context: Context) -> Iterator[Finding]:
    """The founding note's keys are all there: created, author, version, license(s), copyright.

    The pages of this site that rest on a publication also name it: `original source`, or `source`.

    Wrong:

        ---
        created: 2025-02-18
        version: "1.0"
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le
        ---
    """
    wanted = {**REQUIRED, SOURCE[0]: _PUBLICATION} if context.needs_source else REQUIRED
    unknown = [entry.name for entry in page.entries if entry.name not in (*wanted, *SOURCE, "figures", *_KINDS)]
    for key, example in wanted.items():
        if page.flaw or page.get(*(SOURCE if key in SOURCE else (key,))):
            continue
        meant = page.get(*get_close_matches(key, unknown, 1))
        remedy = f"rename {meant.key!r} to it" if meant else f"write {example}"
        place = (meant.line, meant.column) if meant else (1, 1)
        yield Finding(*place, f"the required key {key!r} is missing; {remedy}")


@rule("key-value", Severity.ERROR)
def key_value(page: Page, context: Context) -> Iterator[Finding]:
    """A value is of the kind that is wanted: text for the required keys, or a list of it for `author`, `license(s)` and
    `original source`, an address on a page that says `figures: checked`; for the theme's keys what the theme takes.

    Wrong:

        author:

    Wrong:

        search: 5

    Wrong:

        icon: nowhere/at-all
    """
    for entry in page.entries:
        wrong = _wrong_for_theme(entry) if entry.name in _KINDS else _wrong_value(entry, page, context)
        if wrong:
            yield Finding(entry.value_line, entry.value_column, f"the key {entry.key!r} {wrong}")


def _wrong_for_theme(entry: Entry) -> str:
    """What is wrong with the value of one of the theme's keys, and what to write; empty where nothing is."""
    kinds, wanted = _KINDS[entry.name]
    if entry.tag not in kinds or (kinds[0] == "seq" and entry.tag == "seq" and not entry.items):
        return f"is of another kind than the theme takes; write {wanted}"
    named = _WORDS.get(entry.name)
    if named and entry.text and not named.fullmatch(entry.text):
        return f"is no name, {shortened(entry.text)!r}; write one of the theme's, or leave the key out"
    if entry.name == "icon" and entry.text and not _has_icon(entry.text):
        return f"names no icon of the theme's, {entry.text!r}; write one that it has, such as `material/brain`"
    return ""


def _has_icon(name: str) -> bool:
    """Whether the theme has this icon; true where the theme is not installed."""
    theme = find_spec("material")
    folders = theme.submodule_search_locations if theme else None
    return not folders or any((Path(folder) / "templates" / ".icons" / f"{name}.svg").is_file() for folder in folders)


def _wrong_value(entry: Entry, page: Page, context: Context) -> str:
    """What is wrong with the value of one of the page's keys, and what to write; empty where nothing is."""
    example = _PUBLICATION if entry.name in SOURCE else REQUIRED.get(entry.name)
    if example is None:
        return ""
    if entry.tag == "null" or (entry.text is not None and not entry.text.strip()):
        # Where it may be missing it may be empty.
        return f"is empty; write {example}" if entry.name not in SOURCE or context.needs_source else ""
    if entry.text is None and not (entry.name in _LISTS and entry.items):
        return f"holds a list or a mapping; write {example}"
    if entry.name in SOURCE and is_checked(page) and not all(map(_URL.match, entry.items or (entry.text or "",))):
        return f"is not an address; write {example}"
    return ""


@rule("created-date", Severity.ADVICE)
def created_date(page: Page, context: Context) -> Iterator[Finding]:
    """`created` is a date that has come, as `2025-02-18` or `2025-02-18 05:31:26`.

    Wrong:

        created: last Tuesday
    """
    entry = page.get("created")
    day = parse_day(entry) if entry else None
    if entry and entry.text and entry.tag != "null" and (day is None or day > context.latest):
        wrong = "is not a date" if day is None else "is in the future"
        message = f"{shortened(entry.text)!r} {wrong}; write the day on which the page was begun, as `2025-02-18`"
        yield Finding(entry.value_line, entry.value_column, message)


@rule("description", Severity.ERROR)
def description(page: Page, _: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has a `description` of 60 to 180 characters: search engines show that much.

    Wrong:

        description: Too short.
    """
    entry = page.get("description")
    if is_checked(page) and not (entry and entry.text is not None and 60 <= len(entry.text) <= 180):
        place = (entry.value_line, entry.value_column) if entry else (1, 1)
        has = f"has {len(entry.text or '')} characters" if entry else "is missing"
        yield Finding(*place, f"the key 'description' {has}; write 60 to 180 characters on what the page is about")
