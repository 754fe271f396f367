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
_TEXTS = ("title", "subtitle", "description", "revision_date", "icon", "status")
_KINDS = {
    **dict.fromkeys(_TEXTS, (("str", "null", "int", "float", "bool", "timestamp"), "text, in one line")),
    **dict.fromkeys(("hide", "tags"), (("seq", "null"), "a list, such as `[toc]`")),
    "search": (("map", "null"), "a mapping, such as `{exclude: true}`"),
}
"""Of the theme's keys, the types that it can take, and what to write. With another it ends the build in a traceback."""

_KNOWN = (*REQUIRED, *SOURCE, "figures", *_KINDS)
# A tag, or a quotation mark that ends an attribute's value and begins another attribute.
_MARKUP = re.compile(r"<[\w/!?][^\n]{0,40}|[\"'][\s/]*[\w-]+\s*=|&#?\w+;|\{[{%#]")
# The theme prints these between quotes of its own.
_QUOTED = ("description", "author")
_WORDS = {"icon": re.compile(r"[\w-]+(?:/[\w-]+)+"), "status": re.compile(r"[\w-]+")}
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")


def _unreadable(rule_id: str, documentation: str) -> None:
    """Registers the rule that reports a page's flaw of this kind: the reader found it, the rule documents it."""

    def find(page: Page, _: Context) -> Iterator[Finding]:
        if page.flaw and page.flaw.kind == rule_id:
            yield Finding(page.flaw.line, page.flaw.column, page.flaw.message)

    listed(rule_id, Severity.ERROR, documentation, find)


_unreadable("not-utf-8", "A page is UTF-8 text. Any other bytes end the site's build in a traceback.")
_unreadable(
    "page-too-much",
    """A page, its front matter and each of its fences keep a size, and a paragraph a number of signs that open something:
    what builds the page is then done in seconds. A reader could read no page that is near to any of these limits.
    """,
)
_unreadable(
    "front-matter-missing",
    """A page begins with front matter, so that readers see who wrote it, when and under which licence.

    Wrong:

        # A page

    Right:

        ---
        created: 2025-02-18
        author: Cong Le
        version: "1.0"
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le
        ---
        # A page
    """,
)
_unreadable(
    "front-matter-not-first",
    """The front matter stands on the first line. Below anything else it becomes text on the page, silently.

    Wrong:

        <!-- a comment -->
        ---
        author: Cong Le
        ---
    """,
)
_unreadable(
    "front-matter-not-closed",
    """The front matter ends with a line `---`. Without it the whole page is read as keys, or as none.

    Wrong:

        ---
        author: Cong Le

        # A page
    """,
)
_unreadable(
    "front-matter-yaml",
    """The front matter is plain `key: value` lines that YAML can read, each key once. What it cannot read becomes text on
    the page. Aliases, anchors and tags hide a value, and can multiply without end.

    Wrong:

        ---
        author: Cong Le: the author
        ---

    Wrong:

        ---
        author: &me Cong Le
        copyright: *me
        ---
    """,
)


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
    for key, example, meant in () if page.flaw else _missing(page, context):
        if meant:
            yield Finding(meant.line, meant.column, f"the required key {key!r} is missing; rename {meant.key!r} to it")
        else:
            yield Finding(1, 1, f"the required key {key!r} is missing; write {example}")


def _missing(page: Page, context: Context) -> Iterator[tuple[str, str, Entry | None]]:
    """The required keys that a page lacks, each with what to write and the unknown key that is likely meant for it."""
    unknown = [entry.name for entry in page.entries if entry.name not in _KNOWN]
    wanted = {**REQUIRED, SOURCE[0]: _PUBLICATION} if context.needs_source else REQUIRED
    for key, example in wanted.items():
        if not page.get(*(SOURCE if key in SOURCE else (key,))):
            yield key, example, page.get(*get_close_matches(key, unknown, 1))


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
        if wrong := _wrong_value(entry, page, context):
            yield Finding(entry.value_line, entry.value_column, wrong)


def _wrong_value(entry: Entry, page: Page, context: Context) -> str:
    """What is wrong with a value, and what to write; empty where nothing is."""
    if entry.name in _KINDS:
        kinds, wanted = _KINDS[entry.name]
        if entry.tag not in kinds or (entry.name in ("hide", "tags") and entry.tag == "seq" and not entry.items):
            return f"the key {entry.key!r} is of another kind than the theme takes; write {wanted}"
        if entry.name in _WORDS and entry.text and not _WORDS[entry.name].fullmatch(entry.text):
            return f"{shortened(entry.text)!r} is no {entry.name} of the theme's; write its name, or leave the key out"
        if entry.name == "icon" and entry.text and not _has_icon(entry.text):
            return f"the theme has no icon {entry.text!r}; write one that it has, such as `material/brain`"
        return ""
    if entry.name not in (*REQUIRED, *SOURCE):
        return ""
    example = REQUIRED.get(entry.name, _PUBLICATION)
    if (entry.text is not None and not entry.text.strip()) or entry.tag == "null":
        # Where it may be missing it may be empty.
        needed = entry.name not in SOURCE or context.needs_source
        return f"the key {entry.key!r} is empty; write {example}" if needed else ""
    if entry.text is None and not (entry.name in _LISTS and entry.items):
        return f"the key {entry.key!r} holds a list or a mapping; write {example}"
    if entry.name in SOURCE and is_checked(page) and not all(map(_URL.match, entry.items or (entry.text or "",))):
        return f"{shortened(entry.text or ', '.join(entry.items))!r} is not an address; write that of the publication"
    return ""


def _has_icon(name: str) -> bool:
    """Whether the theme has this icon; true where the theme is not installed."""
    theme = find_spec("material")
    folders = theme.submodule_search_locations if theme else None
    return not folders or any((Path(folder) / "templates" / ".icons" / f"{name}.svg").is_file() for folder in folders)


@rule("key-unknown", Severity.ADVICE)
def key_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """On a page that says `figures: checked`, every key is one that the guide or the theme knows, as they spell it.

    Wrong:

        descripton: A page
    """
    reported = [meant for _, _, meant in _missing(page, context)]
    for entry in page.entries if is_checked(page) else ():
        if entry.name in (*_KNOWN, "template", "location") or entry in reported:
            continue
        like = get_close_matches(entry.name, _KNOWN, 1)
        hint = f"did you mean {like[0]!r}?" if like else f"the known keys are {', '.join(_KNOWN)}"
        yield Finding(entry.line, entry.column, f"the key {entry.key!r} is not known; {hint}")


@rule("created-date", Severity.ADVICE)
def created_date(page: Page, context: Context) -> Iterator[Finding]:
    """`created` is a date that has come, as `2025-02-18` or `2025-02-18 05:31:26`.

    Wrong:

        created: last Tuesday
    """
    entry = page.get("created")
    if not entry or not entry.text or entry.tag == "null":
        return
    day = parse_day(entry)
    if day is None:
        message = f"{shortened(entry.text)!r} is not a date; write it as `2025-02-18` or `2025-02-18 05:31:26`"
    elif day > context.latest:
        message = f"{entry.text} is in the future; write the day on which the page was begun"
    else:
        return
    yield Finding(entry.value_line, entry.value_column, message)


@rule("description", Severity.ERROR)
def description(page: Page, _: Context) -> Iterator[Finding]:
    """A page that says `figures: checked` has a `description` of 60 to 180 characters: search engines show that much.

    Wrong:

        description: Too short.

    Right:

        description: How the page's subject came about, and how well it works, in one sentence that a search shows.
    """
    entry = page.get("description")
    if not is_checked(page):
        return
    if not entry:
        yield Finding(1, 1, "the key 'description' is missing; write one of 60 to 180 characters")
    elif entry.text is not None and not 60 <= len(entry.text) <= 180:
        message = f"the description has {len(entry.text)} characters; write 60 to 180"
        yield Finding(entry.value_line, entry.value_column, message)
