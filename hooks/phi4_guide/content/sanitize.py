# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What HTML a page may consist of: what text, lists, tables and figures need. Anything else runs and loads nothing here.

A page passes nh3 twice, which reads it as a browser does: once when the guide reads it, so that what is judged is what
readers get, and once as the last step of all, so that it does not matter by which way something came in.
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
_BUILT = {"button", "footer", "output", "textarea"}
_CELL = {"colspan", "headers", "height", "rowspan", "scope", "width"}
_ATTRIBUTES = {
    "*": {"align", "class", "dir", "id", "lang", "role", "style", "tabindex", "title", "valign"},
    "a": {"download", "href", "name", "rel", "target"},
    "button": {"type"},
    "details": {"open"},
    "div": {"data-search-exclude", "data-tabs"},
    "img": {"alt", "height", "loading", "src", "width"},
    "input": {"checked", "name", "type"},
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
    "figure": {"data-canvas", "data-place", "data-state"},
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
_OF_THE_THEME = re.compile(r"__(?!tabbed_|codelineno-|span-)|(?:New-)?Diagram-\d")
_OF_A_FIGURE = re.compile(r"(?:diagram|turn|walk)(?:-|\Z)")
_ELSEWHERE = re.compile(r"(?:[a-z][a-z\d+.-]*:|//)", re.IGNORECASE)


def _kept(name: str, value: str) -> str | None:
    """What becomes of an attribute's value; None drops the attribute."""
    if name == "style":
        return ";".join(part for part in value.split(";") if _STYLE.fullmatch(part.strip())) or None
    if name == "class":
        # What is drawn has come through a fence, and the rules for diagrams have seen it. The theme's own lie over pages.
        words = value.split()
        kept = words if OURS in words else [word for word in words if word != "mermaid" and not word.startswith("md-")]
        return " ".join(kept) or None
    if (name == "id" and _OF_THE_THEME.match(value)) or (name == "href" and _plain(value).lower().startswith("data:")):
        return None
    return value


def _kept_while_reading(element: str, name: str, value: str) -> str | None:
    """The same for the page as written: no author makes what only the guide makes of a fence."""
    if name == "class" and OURS not in value.split():
        value = " ".join(word for word in value.split() if not _OF_A_FIGURE.match(word))
    if (element, name) == ("input", "type") and value not in ("checkbox", "radio"):
        return None
    return _kept(name, value)


def _kept_for_readers(element: str, name: str, value: str) -> str | None:  # noqa: ARG001
    """The same for the finished page: nothing is loaded from another host, and our own mark is gone."""
    kept = _kept(name, value)
    if kept and name == "title":
        # The theme shows it as HTML.
        return kept.replace("<", "&lt;")
    if kept and name == "src":
        plain = _plain(value)
        return None if _ELSEWHERE.match(plain) and not _PICTURE.match(plain) else kept
    return " ".join(word for word in kept.split() if word != OURS) or None if kept and name == "class" else kept


def _plain(address: str) -> str:
    return re.sub(r"[\x00-\x20]", "", address).replace("\\", "/")


_OPTIONS = {
    "clean_content_tags": {"annotation", "annotation-xml", "script", "style", "svg", "template"},
    "generic_attribute_prefixes": {"aria-"},
    "link_rel": None,
}
_SCHEMES = {"data", "http", "https", "mailto"}
_READING = nh3.Cleaner(
    tags=ELEMENTS | MATHML | _CONTROLS,
    attributes=_ATTRIBUTES,
    attribute_filter=_kept_while_reading,
    url_schemes=_SCHEMES | {"fact"},
    **_OPTIONS,  # type: ignore[arg-type]
)
_FINISHED = nh3.Cleaner(
    tags=ELEMENTS | MATHML | _CONTROLS | _BUILT,
    attributes=_ALL_ATTRIBUTES,
    attribute_filter=_kept_for_readers,
    url_schemes=_SCHEMES,
    **_OPTIONS,  # type: ignore[arg-type]
)


def sanitize_for_reading(html: str) -> str:
    """The page's HTML as a browser reads it, without what runs or loads something; `fact:` links and our mark are kept."""
    return _READING.clean(html)


class SanitizePostprocessor(Postprocessor):
    """The last to see a page."""

    def run(self, text: str) -> str:
        """The finished page's HTML, sanitized. A remote image is words by now; one that is not has no address any more."""
        return _FINISHED.clean(text).replace("&nbsp;", "\u00a0")
