# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Takes out of an author's HTML what would run or load something: read as a browser reads it, not by patterns."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "frame", "frameset", "base", "meta", "link", "form", "svg", "style",
    "video", "audio", "source", "track", "input", "math",
}  # fmt: skip
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "poster", "background", "srcset", "data"}


def is_bad(name: str, value: str) -> bool:
    """Whether a browser would run this attribute, or ask somebody for it without being clicked."""
    plain = re.sub(r"[\x00-\x20]", "", value).lower()
    return (
        name.startswith("on")
        or (name == "style" and "url(" in plain)
        or (name in _ADDRESSES and plain.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg")))
        or (name in _ADDRESSES - {"href", "action"} and "//" in plain.replace("\\", "/"))
    )


class _Harmless(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            return
        bad = [name for name, value in attrs if is_bad(name, value or "")]
        values = dict(attrs)
        if tag == "img" and "src" in bad:
            source = values["src"] or ""
            words = f"{values.get('alt') or 'image'} (image on {urlsplit(source).netloc})"
            self.kept.append(f"<span>{html.escape(words)}</span>")
        elif bad:
            rest = "".join(f' {n}="{html.escape(v or "")}"' for n, v in attrs if n not in bad)
            self.kept.append(f"<{tag}{rest}>")
        else:
            self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ACTIVE:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:
            self.kept.append(data)

    def handle_entityref(self, name: str) -> None:
        self.kept.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.kept.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.kept.append(f"<!--{data}-->")


def harmless(text: str) -> str:
    """The HTML without what would run or load something; a remote image becomes words that name its host."""
    parser = _Harmless()
    parser.feed(text)
    parser.close()
    return "".join(parser.kept)
