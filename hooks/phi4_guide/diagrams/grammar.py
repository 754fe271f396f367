# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The patterns of Mermaid's flowcharts: those of its own lexer, to be tried in the same order at the same places."""

from __future__ import annotations

import re

# To Mermaid the `;` of `#35;` ends no statement, and nor does one behind a colour: these are other signs while it reads.
ENTITY = re.compile(r"#(\w+);", re.ASCII)
UNMASK = str.maketrans("\ue000\ue001", "#;")
COLOURED = re.compile(r"^([ \t]*(?:style|classDef)\b(?=[^\n]*?:[^\s#:]*+#)[^\n]*);", re.MULTILINE)

# Each pattern is tried at a place in the source. `*+` and `++` never give back what they took: no text is gone over twice.
_ARROW_BEGINS = r"[xo<]?(?:--|==|-\.|\.+-)"
WORDS = (
    r"(?:style|linkStyle|interpolate|classDef|class|graph|flowchart|swimlane-beta|subgraph|end|_self|_blank|_parent|_top)"
    r"(?![A-Za-z0-9_])|(?:href|click|call)\s|accTitle\s*:|accDescr\s*[:{]"
)
_SIGNS = r"[0-9]++|(?:[A-Za-z0-9!#$%&'*+.`?\\_/]|-(?=[^>.-]))++|[^\W\d_]|[-&#*]|:(?!::)"
_ID = rf"(?:(?!{_ARROW_BEGINS}|{WORDS})(?:{_SIGNS}|,))++"
_NAME = (
    rf"(?!{_ARROW_BEGINS}|(?:href|click|call)\s|end[ \t]*\n|interpolate\b|_(?:self|blank|parent|top)\b)(?:{_SIGNS}|[ \t]++)"
)
_STYLES = r"[\w#:%.,!*+/'&?$`\\ \t-]++"
_PLAIN = r"(?!\s*~~~)[^\[\](){}|\"]++"
_STOP = r"(?=[\n;]|\Z)"
_TURN = r"direction\s+(?:TB|BT|RL|LR|TD)"


def _text(plain: str, name: str = "text") -> str:
    """The pattern of a text: in quotes or made of `plain`, and then of that; two quotes that hold nothing are nothing."""
    return rf"(?P<{name}>(?:\"\")*+(?:\"`[^`\"]++`\"|\"(?!`)[^\"]++\"|(?:{plain})++)(?:\"\"|{plain})*+)"


KIND = re.compile(r"\s*(?:graph|flowchart(?:-elk)?)\b(?!-)")
DIRECTION = re.compile(r"[ \t]*(?P<to>(?:TB|TD|BT|RL|LR|BR|v)\b|[<>^])(?:;|[ \t]*(?:\n|\Z))|[ \t]*(?:\n|\Z)")
TURN_INSIDE = re.compile(rf"^[^\S\n]*+(?!{_TURN})\S[^\n]*?{_TURN}", re.MULTILINE)
BLANK = re.compile(r"[\s;]*")
IGNORED = re.compile(
    rf"{_TURN}[^\n]*|(?:classDef[ \t]+{_ID}[ \t]+{_STYLES}|class[ \t]+{_ID}[ \t]+{_ID}"
    rf"|linkStyle[ \t]+(?P<which>default|\d+(?:,\d+)*+)[ \t]+{_STYLES}){_STOP}"
)
STYLE = re.compile(rf"style[ \t]+(?P<id>{_ID})[ \t]+{_STYLES}{_STOP}")
END = re.compile(r"end(?![A-Za-z0-9_])\s*")
SUBGRAPH = re.compile(rf"subgraph[ \t]++{_text(_NAME, 'name')}(?:\[{_text(_PLAIN, 'title')}\])?{_STOP}")
CLICK = re.compile(
    r"click\s+(?P<ids>\S+)\s(?:(?:href\s)?\"(?P<link>[^\"]+)\"(?:[ \t]+\"(?P<tip>[^\"]+)\")?"
    r"(?:[ \t]+_(?:self|blank|parent|top)\b)?"
    rf"|(?P<handler>(?:call\s+[^()\n]+\([^)]*\)|{_ID})(?:[ \t]+\"[^\"]+\")?)){_STOP}"
)
LINE_ENDS = re.compile(rf"[ \t]*+{_STOP}")
AMPERSAND = re.compile(r"[ \t]+&[ \t]+")
NODE = re.compile(_ID)
CLASS = re.compile(rf":::(?P<text>{_ID})")
ARROW_ID = re.compile(rf"[ \t]*+(?!{_ARROW_BEGINS}|~~)(?P<id>[^\s\"\[\](){{}}|]+)@(?=[^{{\"])")
SHAPES = [
    re.compile(rf"{opener}{_text(plain)}{closer}")
    for opener, plain, closer in (
        (r"\(\(\(", _PLAIN, r"\)\)\)"),
        (r"\(\(", _PLAIN, r"\)\)"),
        (r"\(\[", _PLAIN, r"\]\)"),
        (r"\(-", r"[^()\[\]{}\"-]|-(?!\))", r"-\)"),
        (r"\((?!-)", _PLAIN, r"\)"),
        (r"\[\[", _PLAIN, r"\]\]"),
        (r"\[\(", _PLAIN, r"\)\]"),
        (r"\[[/\\]", r"[/\\](?!\])|[^\\\[\](){}/\"]++", r"[/\\]\]"),
        (r"(?:\[(?:\|\w+:\w+\||(?![/\\]))|>)", _PLAIN, r"\]"),
        (r"\{\{", _PLAIN, r"\}\}"),
        (r"\{", _PLAIN, r"\}"),
    )
]
ATTRIBUTES = re.compile(r"@\{(?P<all>(?:[^}^\"]|\"[^\"]*\")*+)\}")
_LINES = (
    ("--", r"[^-\"\s]|-(?!-)", r"[xo<]?--+[-xo>]"),
    ("==", r"[^=\"\s]", r"[xo<]?==+[=xo>]"),
    (r"-\.", r"[^.\"\s]", r"[xo<]?-?\.+-[xo>]?"),
)


def _around(begin: str, plain: str, end: str) -> re.Pattern[str]:
    """The pattern of an arrow with its text inside. A letter right before its end is a head too: `max-->` is `ma x-->`."""
    text = _text(rf"(?!{end})(?:{plain})|\s++(?!{end})")
    return re.compile(rf"\s*+(?P<tail>[<xo]?){begin}\s*+{text}\s*+(?P<head>{end})\s*+")


ARROWS = [
    re.compile(rf"\s*+(?P<tail>)(?P<head>{'|'.join(end for *_, end in _LINES)}|~~~+)\s*+(?:\|{_text(_PLAIN)}\|[ \t]*)?"),
    *(_around(*line) for line in _LINES),
]
TAILS = {">": "<", "x": "x", "o": "o"}
"""The head that the arrow's other end has where both have one."""
QUOTED = re.compile(r"\"(?P<mark>`?)(?P<text>[^\"]*?)(?P=mark)\"(?P<more>.*)\Z", re.DOTALL)
