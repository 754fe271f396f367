# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What HTML a page may consist of: what text, lists, tables and figures need. Anything else runs and loads nothing here.

A page passes nh3 twice, which reads it as a browser does: once when the guide reads it, so that what is judged is what
readers get, and once as the last step of all, so that it does not matter by which way something came in.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Literal

import nh3
from markdown.postprocessors import Postprocessor

ELEMENTS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins",
    "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
"""What an author's HTML may consist of."""

MATHML = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup",
    "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
"""Presentation MathML, as far as browsers draw it alike: without what links, acts, annotates or hides."""

VOID = {"br", "col", "hr", "img", "input", "wbr"}
"""Of these and of what is built, the elements that hold nothing and have no end tag."""

OURS = secrets.token_hex(8)
"""A class that no page can know: what the guide gives it to is of its own making."""

_CONTROLS = {"input", "label"}
_BUILT = {"aside", "button", "footer", "output", "textarea"}
_CELL = {"colspan", "headers", "height", "rowspan", "scope", "width"}
_ATTRIBUTES = {
    "*": {"align", "class", "dir", "id", "lang", "role", "style", "tabindex", "title", "valign"},
    "a": {"download", "href", "name", "rel", "target"},
    "button": {"type"},
    "details": {"open"},
    "div": {"data-search-exclude", "data-tabs"},
    "img": {"alt", "height", "loading", "src", "width"},
    "input": {"checked", "disabled", "name", "type"},
    "label": {"for"},
    "li": {"value"},
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"fence", "form", "lspace", "maxsize", "minsize", "rspace", "separator", "stretchy"},
    "mover": {"accent"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "munder": {"accentunder"},
    "span": {"data-search-exclude"},
    "ol": {"reversed", "start", "type"},
    "time": {"datetime"},
    "col": {"span", "width"},
    "table": {"width"},
    "td": _CELL,
    "th": _CELL,
}
# What the guide makes after it has read a page: no author's HTML has it.
_ALL_ATTRIBUTES = _ATTRIBUTES | {
    "a": _ATTRIBUTES["a"] | {"data-node"},
    "button": {"type", "value"},
    "div": _ATTRIBUTES["div"] | {"data-turn"},
    "figure": {"data-canvas", "data-place", "data-state", "data-told", "data-unchecked"},
    "input": _ATTRIBUTES["input"] | {"autocomplete", "max", "min", "step", "value"},
    "li": {"data-step", "value"},
    "output": {"name"},
    "textarea": {"autocomplete", "name", "rows", "spellcheck"},
}
_STYLE = re.compile(
    r"(?:--[a-z-]+|(?:background-|border-)?color|text-align|vertical-align|(?:max-|min-)?(?:width|height)|font-(?:size|weight|style)"
    r"|padding(?:-\w+)?|border|float)\s*:\s*[\w\s.,%#-]+"
)
_PICTURE = re.compile(r"data:image/(?:avif|gif|jpeg|png|webp)[;,]", re.IGNORECASE)
# Ids that begin so are the theme's, which reads its settings from one of them and finds its parts by others, or pictures'.
_THEMES_IDS = re.compile(r"__(?!tabbed_|codelineno-|span-)|(?:New-)?Diagram-\d")
_OF_THE_THEME = re.compile(r"mermaid\Z|md-")
_OF_A_FIGURE_OR_THE_THEME = re.compile(rf"{_OF_THE_THEME.pattern}|(?:diagram|turn|walk)(?:-|\Z)")
_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[\s/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)>")
_ATTRIBUTE = re.compile(r"(?P<name>[^\s\"'>/=]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_TICKED = re.compile(r"tabbed|task-list|type=\"checkbox\"")
_SCRIPT = re.compile(r"(?:javascript|vbscript):|data:text/html", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:[a-z][a-z\d+.-]*:|//)", re.IGNORECASE)


def _kept(element: str, name: str, value: str, *, reading: bool) -> str | None:
    """What becomes of an attribute's value, of a page as written or of the finished one; None drops the attribute.

    No author makes what only the guide makes of a fence. Of the finished page nothing is loaded from another host.
    """
    address = re.sub(r"[\x00-\x20]", "", value).replace("\\", "/") if name in ("href", "src") else ""
    if name == "style":
        return ";".join(part for part in value.split(";") if _STYLE.fullmatch(part.strip())) or None
    if name == "class":
        # What is drawn has come through a fence, and the rules for diagrams have seen it. The theme's own lie over pages.
        words = value.split()
        strange = _OF_A_FIGURE_OR_THE_THEME if reading else _OF_THE_THEME
        kept = words if OURS in words else [word for word in words if not strange.match(word)]
        return " ".join(word for word in kept if reading or word != OURS) or None
    if name == "id" and _THEMES_IDS.match(value):
        return None
    if address.lower().startswith("data:") and not (name == "src" and (reading or _PICTURE.match(address))):
        return None
    if reading:
        return None if (element, name) == ("input", "type") and value not in ("checkbox", "radio") else value
    if name == "src" and _ELSEWHERE.match(address) and not _PICTURE.match(address):
        return None
    # The theme shows a title as HTML.
    return value.replace("<", "&lt;") if name == "title" else value


def _cleaner(*, reading: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=ELEMENTS | MATHML | _CONTROLS | (set() if reading else _BUILT),
        attributes=_ATTRIBUTES if reading else _ALL_ATTRIBUTES,
        attribute_filter=partial(_kept, reading=reading),
        url_schemes={"data", "http", "https", "mailto", *(["fact"] if reading else [])},
        clean_content_tags={"annotation", "annotation-xml", "script", "style", "svg", "template"},
        generic_attribute_prefixes={"aria-"},
        link_rel=None,
    )


_READING, _FINISHED = _cleaner(reading=True), _cleaner(reading=False)


def sanitize_for_reading(html: str) -> str:
    """The page's HTML as a browser reads it, without what runs or loads something; `fact:` links and our mark are kept."""
    return _READING.clean(html)


def dropped(written: str) -> Iterator[tuple[Literal["element", "handler", "address"], str, str]]:
    """Kind and name of what in this HTML the sanitizer takes out, and by what words it is found in the source."""
    for tag in _TAG.finditer(written):
        name = tag["name"].lower()
        if name not in ELEMENTS | MATHML and not (name in ("input", "label") and _TICKED.search(tag["attributes"])):
            yield "element", name, f"<{tag['name']}"
        for part in _ATTRIBUTE.finditer(tag["attributes"]):
            script = _SCRIPT.match(re.sub(r"[\x00-\x20]", "", unescape((part["value"] or "").strip("\"'"))))
            if part["name"].lower().startswith("on"):
                yield "handler", part["name"], part["name"]
            elif script and part["name"].lower() in ("href", "src", "action", "formaction", "xlink:href"):
                yield "address", script[0], script[0]


class SanitizePostprocessor(Postprocessor):
    """The last to see a page."""

    def run(self, text: str) -> str:
        """The finished page's HTML, sanitized. A remote image is words by now; one that is not has no address any more."""
        return _FINISHED.clean(text).replace("&nbsp;", "\u00a0")
