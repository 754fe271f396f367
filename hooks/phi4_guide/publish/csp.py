# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes the content security policy of a built site's pages strict: the theme's own inline scripts run, and no other.

The pages' template has a policy under which every inline script runs, since the theme writes a few. Here the hashes of
those take the place of that permission. A script is let through only where it is, sign for sign, one in the theme's
installed templates, or the lines by which mermaid2 starts the guide's own module with plain settings; only the way to the
site's root may differ. Any other script ends the work. What a browser runs otherwise, the policy stops.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

from phi4_guide.publish.files import read_text

_THEMES = ("material", "zensical")
_ROOT = re.compile(r'(?<=\bnew URL\(")(?:\{\{[^"{}]*\}\}|[\w./~%-]*)(?=",location\))')
_MERMAID2 = re.compile(
    r'import mermaid from "(?:\./|(?:\.\./)+)assets/diagrams\.mjs";\s*mermaid\.initialize\(\{'
    r'(?:\s*(?:securityLevel: "strict"|(?!securityLevel)\w+: (?:"[\w-]*"|true|false|\d+)),?)*\s*\}\);'
)
_INLINE = re.compile(r'(?is)<script(?![^>]*\s(?:src=|type="application/(?:ld\+)?json"))[^>]*>(.*?)</script>')
# The policy lets any file of the site's own run, a page's Markdown too; a script's is one of the assets.
_FILE = re.compile(r'(?i)<script[^>]*\ssrc=(?!"(?!//)(?:[\w./~%-]*/)?assets/[\w./-]+")[^>]*>')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="(?P<policy>[^"]*)">')
_HEAD = re.compile(r"<head>\s*(?:<meta charset=[^>]*>)?")
_ANY_INLINE = "script-src 'self' 'unsafe-inline'"


def strict_pages(site: Path) -> dict[Path, str]:
    """Every page of the built site with its strict policy in front of all that it rules. No file is changed.

    Raises:
        ValueError: the site is no built one, or strict already; or a page has a script of its own, or is not UTF-8.
    """
    if not (site / "404.html").is_file():
        raise ValueError(f"{site} has no 404.html: it holds no built site; run `mkdocs build --strict` first")
    # No author's text stands in the head of the error page; what it has there is the template's.
    found = _POLICY.search(read_text(site / "404.html"))
    if not found or _ANY_INLINE not in found["policy"]:
        raise ValueError(f"{site} has no policy to make strict: it has one already, or its template was changed")
    own = _theme_scripts()
    return {file: _strict_page(file, found, own) for file in sorted(site.rglob("*.html"))}


def _strict_page(file: Path, template: re.Match[str], own: set[str]) -> str:
    text = read_text(file)
    scripts = _INLINE.findall(text)
    strange = [script for script in scripts if _ROOT.sub("", script) not in own and not _MERMAID2.fullmatch(script)]
    for script in (*strange, *_FILE.findall(text)):
        raise ValueError(
            f"{file}: this script is neither the theme's nor mermaid2's, and would not run: {script[:200]!r}; "
            "take it out of the page, or out of the settings and plugins in mkdocs.yml"
        )
    if template[0] not in text or not _HEAD.search(text):
        raise ValueError(f"{file} has not the policy of the site's pages: it was not made from their template; remove it")
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    sources = " ".join(["script-src 'self'", *(f"'sha256-{digest}'" for digest in sorted(hashes))])
    meta = template[0].replace(_ANY_INLINE, sources)
    return _HEAD.sub(lambda head: f"{head[0]}\n      {meta}", re.sub(rf"\s*{re.escape(template[0])}", "", text), count=1)


def _theme_scripts() -> set[str]:
    """The inline scripts in the templates of the themes that are installed, without the way to the site's root."""
    specs = filter(None, map(find_spec, _THEMES))
    folders = [Path(place) for spec in specs for place in spec.submodule_search_locations or ()]
    files = [file for folder in folders for file in folder.glob("templates/partials/javascripts/*.html")]
    return {_ROOT.sub("", script) for file in files for script in _INLINE.findall(read_text(file))}
