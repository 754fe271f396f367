# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Keeps of a page's HTML what text, lists, tables and figures need: whatever else stands there, runs or loads nothing.

The whole page is read as a browser reads it, by nh3, when everything else has done its work: so it does not matter by which
way something came in, and what an author leaves open ends with the page.
"""

from __future__ import annotations

import re
import secrets

import nh3
from markdown.postprocessors import Postprocessor

ELEMENTS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
"""What an author's HTML may consist of."""

OURS = secrets.token_hex(8)
"""A class that no page can know: what the guide gives it to is of its own making."""

_BUILT = {"button", "footer", "input", "label"}
_CELL = {"colspan", "headers", "height", "rowspan", "scope", "width"}
_ATTRIBUTES = {
    "*": {"align", "class", "dir", "id", "lang", "role", "style", "tabindex", "title", "valign"},
    "a": {"data-node", "download", "href", "name", "rel", "target"},
    "button": {"type"},
    "details": {"open"},
    "div": {"data-search-exclude", "data-tabs"},
    "figure": {"data-canvas", "data-place", "data-state"},
    "img": {"alt", "height", "loading", "src", "width"},
    "input": {"checked", "name", "type"},
    "label": {"for"},
    "li": {"value"},
    "span": {"data-search-exclude"},
    "ol": {"reversed", "start", "type"},
    "time": {"datetime"},
    "col": {"span", "width"},
    "table": {"width"},
    "td": _CELL,
    "th": _CELL,
}
_STYLE = re.compile(
    r"(?:--[a-z-]+|(?:background-|border-)?color|text-align|vertical-align|(?:max-|min-)?(?:width|height)|font-(?:size|weight|style)"
    r"|padding(?:-\w+)?|border|float)\s*:\s*[\w\s.,%#-]+"
)
_PICTURE = re.compile(r"data:image/(?:avif|gif|jpeg|png|webp)[;,]", re.IGNORECASE)
# Ids that begin so are the theme's, which reads its settings from one of them and finds its parts by others, or pictures'.
_OF_THE_THEME = re.compile(r"__(?!tabbed_|codelineno-|span-)|(?:New-)?Diagram-\d")
_ELSEWHERE = re.compile(r"(?:[a-z][a-z\d+.-]*:|//)/*(?P<host>[^/?#]*)", re.IGNORECASE)
_STRANGE = "elsewhere:"
_STRANGE_IMAGE = re.compile(rf'<img [^>]*?\bsrc="{_STRANGE}(?P<host>[^"]*)"[^>]*>')
_ALT = re.compile(r'\balt="(?P<words>[^"]+)"')


def _kept(element: str, name: str, value: str) -> str | None:
    """What becomes of an attribute's value; None drops the attribute."""
    plain = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/")
    if name == "style":
        return ";".join(part for part in value.split(";") if _STYLE.fullmatch(part.strip())) or None
    if name == "class":
        # What is drawn has come through a fence, and the rules for diagrams have seen it. The theme's own lie over pages.
        words = value.split()
        kept = words if OURS in words else [word for word in words if word != "mermaid" and not word.startswith("md-")]
        return " ".join(word for word in kept if word != OURS) or None
    if name == "title":
        # The theme shows it as HTML.
        return value.replace("<", "&lt;")
    if name == "src":
        away = None if _PICTURE.match(plain) else _ELSEWHERE.match(plain)
        return f"{_STRANGE}{away['host']}" if away else value
    if (name == "id" and _OF_THE_THEME.match(value)) or (name == "href" and plain.lower().startswith("data:")):
        return None
    return None if (element, name) == ("input", "type") and value not in ("checkbox", "radio") else value


def _in_words(image: re.Match[str]) -> str:
    alt = _ALT.search(image[0])
    return f"<span>{alt['words'] if alt else 'image'} (image on {image['host']})</span>"


_CLEANER = nh3.Cleaner(
    tags=ELEMENTS | _BUILT,
    clean_content_tags={"math", "script", "style", "svg", "template"},
    attributes=_ATTRIBUTES,
    attribute_filter=_kept,
    generic_attribute_prefixes={"aria-"},
    url_schemes={"data", "http", "https", "mailto"},
    link_rel=None,
)


def harmless(page: str) -> str:
    """The page's HTML without what would run or load something; a remote image becomes words that name its host."""
    return _STRANGE_IMAGE.sub(_in_words, _CLEANER.clean(page)).replace("&nbsp;", "\u00a0")


class HarmlessPostprocessor(Postprocessor):
    """The last to see a page: passes on what does no harm."""

    def run(self, text: str) -> str:
        """The page's HTML, made harmless."""
        return harmless(text)
