# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Rules for the front matter: it is there, it can be read, its keys are present and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches

from phi4_guide.content.page import Entry, Page
from phi4_guide.diagnostics import Severity
from phi4_guide.lint import Context, Finding, RuleFunction, rule

REQUIRED = {
    "created": "created: 2025-02-18 05:31:26",
    "author": "author: Cong Le",
    "version": 'version: "1.0"',
    "license(s)": "license(s): MIT, CC BY 4.0",
    "copyright": "copyright: Copyright (c) 2025 Cong Le. All Rights Reserved.",
}
"""The keys every page has, each with a line to copy."""

SOURCE = ("original source", "source")
"""The key of a page's publication: the founding note's name for it, and the shorter one its author also uses."""

_SOURCE_EXAMPLE = 'original source: "https://arxiv.org/pdf/2412.08905"'
_OF_THE_SITE_BUILDER = (
    "title",
    "description",
    "hide",
    "tags",
    "template",
    "icon",
    "status",
    "search",
    "social",
)
KNOWN = (*REQUIRED, *SOURCE, "figures", *_OF_THE_SITE_BUILDER)
_LISTS = ("license(s)", "author", *SOURCE)
_TEXT_TAGS = ("tag:yaml.org,2002:str",)
_LOOSE_DAY = re.compile(r"\A(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?!\d)")
# A tag, or a quotation mark that ends an attribute's value and begins another attribute.
_MARKUP = re.compile(r"<[\w/!?][^\n]{0,40}|[\"'][\s/]*[\w-]+\s*=|&#?\w+;|\{[{%#]")
# Themes print these; and of these, some between quotes of their own.
_PRINTED = ("title", "subtitle", "description")
_QUOTED = ("description", "author")
_FILES = ("icon", "status")
_CHOSEN = ("template", "location")
_AWAY = re.compile(r"\.\.|^/|\\\\|:")
_URL = re.compile(r"https?://[^\s/]+\.[^\s]+\Z")


def _unreadable(rule_id: str, documentation: str) -> RuleFunction:
    """A rule that reports the page's flaw of this kind: the reader found it, the rule gives it a name."""

    def function(page: Page, _: Context) -> Iterator[Finding]:
        if page.flaw and page.flaw.kind == rule_id:
            yield Finding(page.flaw.line, page.flaw.column, page.flaw.message)

    function.__doc__ = documentation
    return rule(rule_id, Severity.ERROR)(function)


_unreadable(
    "not-utf-8",
    """A page is UTF-8 text. Any other bytes end the site's build in a traceback.""",
)
_unreadable(
    "page-too-much",
    """A page stays within limits that keep its build short: of length, of nesting, of signs that open something.
    They are far above what a reader could read; `limits.py` has them.
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
    "front-matter-too-large",
    """Front matter stays under 64 KB: it is a page's label, not its content.""",
)
_unreadable(
    "front-matter-yaml",
    """The front matter is `key: value` lines that YAML can read. What it cannot read becomes text on the page.

    Wrong:

        ---
        author: Cong Le: the author
        ---
    """,
)
_unreadable(
    "front-matter-plain",
    """The front matter uses no YAML aliases, anchors or tags: they hide a value, and can multiply without end.

    Wrong:

        ---
        author: &me Cong Le
        copyright: *me
        ---
    """,
)


@rule("key-markup", Severity.ERROR)
def key_markup(page: Page, _: Context) -> Iterator[Finding]:
    """A value is text. Themes print some values as they are: what looks like HTML, or ends a quotation, would be HTML.

    Wrong:

        ---
        title: <b>A page</b>
        ---
    """
    for entry in page.entries:
        if entry.name in _CHOSEN:
            yield Finding(entry.line, entry.column, f"{entry.key!r} would give the page another frame; remove it")
        if entry.name in _PRINTED and entry.text is None and not entry.items:
            yield Finding(entry.value_line, entry.value_column, f"{entry.key!r} is no text; write it in one line")
        for text in filter(None, (entry.key, entry.text, *entry.items)):
            found = _MARKUP.search(text) or (re.search('"', text) if entry.name in _QUOTED else None)
            if found:
                message = f"{_shown(found[0])!r} is markup to a theme; write the value without it"
                yield Finding(entry.value_line, entry.value_column, message)
                break
            if entry.name in _FILES and _AWAY.search(text):
                message = f"{_shown(text)!r} leads out of the theme's files; name one of them"
                yield Finding(entry.value_line, entry.value_column, message)
                break


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


@rule("byte-order-mark", Severity.ADVICE)
def byte_order_mark(page: Page, _: Context) -> Iterator[Finding]:
    """A page begins with `---`, not with an invisible byte order mark, which other programs take for text."""
    if page.byte_order_mark:
        yield Finding(1, 1, "the file begins with a byte order mark (U+FEFF); save it as UTF-8 without one")


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

    Right:

        ---
        created: 2025-02-18
        author: Cong Le
        version: "1.0"
        license(s): MIT, CC BY 4.0
        copyright: Copyright (c) 2025 Cong Le
        ---
    """
    if page.flaw:
        return
    for key, example, meant in _missing(page, context):
        if meant:
            yield Finding(meant.line, meant.column, f"the required key {key!r} is missing; rename {meant.key!r} to it")
        else:
            yield Finding(1, 1, f"the required key {key!r} is missing; write `{example}`")


def _missing(page: Page, context: Context) -> Iterator[tuple[str, str, Entry | None]]:
    """The required keys that a page lacks, each with a line to copy and the unknown key that is likely meant for it."""
    unknown = [entry.name for entry in page.entries if entry.name not in KNOWN]
    wanted = {**REQUIRED, SOURCE[0]: _SOURCE_EXAMPLE} if context.needs_source else REQUIRED
    for key, example in wanted.items():
        if not page.get(*(SOURCE if key in SOURCE else (key,))):
            yield key, example, page.get(*get_close_matches(key, unknown, 1))


@rule("key-value", Severity.ERROR)
def key_value(page: Page, context: Context) -> Iterator[Finding]:
    """A required key has a value, and it is text: a list only for `author` and `license(s)`.

    Wrong:

        author:
    """
    for key in (*REQUIRED, *SOURCE):
        entry = page.get(key)
        if not entry:
            continue
        if key in SOURCE and not context.needs_source and not (entry.text or "").strip() and not entry.items:
            continue
        example = REQUIRED.get(key, _SOURCE_EXAMPLE)
        if entry.text is not None and not entry.text.strip():
            yield Finding(entry.line, entry.column, f"the key {entry.key!r} is empty; write `{example}`")
        elif entry.text is not None and entry.tag.endswith(":null"):
            yield Finding(entry.line, entry.column, f"the key {entry.key!r} says nothing; write `{example}`")
        elif entry.text is None and not (key in _LISTS and entry.items):
            yield Finding(
                entry.value_line,
                entry.value_column,
                f"the key {entry.key!r} holds a list or a mapping; write `{example}`",
            )


@rule("key-duplicate", Severity.ERROR)
def key_duplicate(page: Page, _: Context) -> Iterator[Finding]:
    """A key stands once. Of two, YAML keeps the last without a word.

    Wrong:

        author: Cong Le
        Author: Somebody Else
    """
    for entry in page.entries:
        first = page.get(entry.name)
        if first and first is not entry:
            yield Finding(
                entry.line,
                entry.column,
                f"the key {entry.key!r} stands already on line {first.line}; keep one",
            )


@rule("key-unknown", Severity.ADVICE)
def key_unknown(page: Page, context: Context) -> Iterator[Finding]:
    """Every key is one that the guide, MkDocs or Material knows, spelled as they spell it.

    Wrong:

        descripton: A page
    """
    reported = [meant for _, _, meant in _missing(page, context)]
    for entry in page.entries:
        if entry in reported:
            continue
        if entry.name in KNOWN:
            if entry.key != entry.name:
                yield Finding(entry.line, entry.column, f"the key {entry.key!r} is spelled {entry.name!r} elsewhere")
            continue
        like = get_close_matches(entry.name, KNOWN, 1)
        hint = f"did you mean {like[0]!r}?" if like else f"the known keys are {', '.join(KNOWN)}"
        yield Finding(entry.line, entry.column, f"the key {entry.key!r} is not known; {hint}")


@rule("version-quoted", Severity.ADVICE)
def version_quoted(page: Page, _: Context) -> Iterator[Finding]:
    """`version` is in quotes: to YAML, 1.10 is the number 1.1.

    Wrong:

        version: 1.10
    """
    entry = page.get("version")
    if entry and entry.text and not entry.quoted and entry.tag not in _TEXT_TAGS and not entry.tag.endswith("null"):
        yield Finding(
            entry.value_line,
            entry.value_column,
            f'the version {entry.text} is read as a number or a date; write `version: "{entry.text}"`',
        )


@rule("created-date", Severity.ADVICE)
def created_date(page: Page, context: Context) -> Iterator[Finding]:
    """`created` is a date that has come, as `2025-02-18` or `2025-02-18 05:31:26`.

    Wrong:

        created: last Tuesday
    """
    entry = page.get("created")
    if not entry or not entry.text or entry.tag.endswith(":null"):
        return
    day = parse_day(entry)
    if day is None:
        iso = _LOOSE_DAY.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", entry.text.strip())
        wanted = f"write `{iso}`" if _day(iso) else "write it as `2025-02-18` or `2025-02-18 05:31:26`"
        message = f"{entry.text!r} is not a date; {wanted}"
    elif day > context.latest:
        message = f"{entry.text} is in the future; write the day on which the page was begun"
    else:
        return
    yield Finding(entry.value_line, entry.value_column, message)


def parse_day(entry: Entry) -> date | None:
    """The day in an entry such as `created: 2025-02-18 05:31:26`, or None when it is not an ISO date."""
    return _day((entry.text or "").strip())


def _day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


@rule("source-url", Severity.ADVICE)
def source_url(page: Page, _: Context) -> Iterator[Finding]:
    """`original source` is the address of a publication, so that a reader can follow it.

    Wrong:

        original source: the Phi-4 report
    """
    entry = page.get(*SOURCE)
    if entry and entry.text and not entry.tag.endswith(":null") and not _URL.match(entry.text.strip()):
        yield Finding(
            entry.value_line,
            entry.value_column,
            f"{entry.text!r} is not an address; write `{_SOURCE_EXAMPLE}`",
        )
