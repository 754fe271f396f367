# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes pages of one figure each, right or wrong by construction, in the spellings that numbers and the site's Markdown allow.

A case says which number of CASES.md its kind has.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from our_data import DATA
from phi4_guide.report.model import Fact

Draw = Callable[[st.SearchStrategy[str]], str]


@dataclass(frozen=True)
class Said:
    """A figure as readers are to see it: in a link to `fact`, in plain prose where that is empty.

    `left` and `right` touch the link from outside. `decoy` is what an author may write that readers do not see as text.
    """

    shown: str
    true: bool
    kind: str
    fact: str = ""
    left: str = ""
    right: str = ""
    decoy: str = ""


@dataclass(frozen=True)
class Case:
    """A page's body, and what it is to say: `before`, then the figure. `dressing` names how it is written."""

    body: str
    said: Said
    sentence: str
    dressing: str


COUNTS = (
    "queries-per-key figure2-epochs-low figure2-epochs-high global-batch-size context-length-pretraining card.gpus sft-languages"
    " amc-question-count vocabulary-size config.hidden-size card.training-time language-id-count table-1.mmlu.phi-4-14b"
    " table-7.unknown-plus-safety-data.sample-count pretraining-tokens unique-tokens-code unique-tokens-web parameters-abstract"
    " midtraining-tokens rope-base context-length-final midtraining-context-from amc-students web-filter-annotations"
)
PERCENTS = (
    "mixture-synthetic mixture-code mixture-web ablation-varied-share ablation-fixed-share figure-6.base.correct"
    " table-5.synthetic.fraction-of-training midtraining-recall-share"
)
SIGNED = "table-2.phi-4-4k.mmlu table-3.synthetic.tqa table-4.uniform.math table-2.phi-4-4k.tqa table-3.synthetic.mbpp"
SMALL = "peak-learning-rate sft-learning-rate config.rms-norm-eps weight-decay figure3-not-open-a"
DERIVED = (
    "parameters-exact kv-cache-bytes-full tokens-per-step-if-sequences table8-safety-share parameters-feed-forward-share"
    " training-flops-estimate synthetic-with-rewrites midtraining-of-pretraining simpleqa-final-f1 figure3-not-negative"
)
WORDLESS = "teacher-of-earlier-phi config.torch-dtype architecture-base arxiv-date card.release-date closest-competitor"
NUMERIC = [DATA.facts[name] for name in " ".join((COUNTS, PERCENTS, SIGNED, SMALL, DERIVED)).split()]
UNITS = {"tokens", "epochs", "parameters", "languages", "questions", "days", "bytes", "GPUs", "samples", "annotations"}

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_FRACTIONS = {50: ("half", "one half"), 25: ("a quarter", "one quarter"), 75: ("three quarters",), 20: ("one fifth", "a fifth")}
_FRACTIONS |= {40: ("two fifths",), 10: ("a tenth", "one tenth"), 70: ("seven tenths",), 30: ("three tenths",)}
_SCALES = {3: (" thousand", "k", "K", " K"), 6: (" million", "M", " M", " Million", " MILLION")}
_SCALES |= {9: (" billion", "-billion", "B", " B", "bn", "b"), 12: (" trillion", " Trillion", "T", " T", "tn", "t")}
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
DIGITS = "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹"


def word(number: int) -> str:
    """A whole number up to a hundred as a word."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return "a hundred" if number == 100 else _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def numerals(value: Decimal) -> list[str]:
    """The ways to write a number that is not negative, without its unit."""
    digits = f"{value.normalize():f}"
    whole, point, part = digits.partition(".")
    forms = [digits] + ([point + part] if whole == "0" and part else [])
    if len(whole) > 3:
        grouped = [f"{int(whole):,}".replace(",", sign) + point + part for sign in (",", "\u2009", "\u202f", "\u00a0", "'")]
        forms += grouped + ([f"{int(whole):,}".replace(",", ".")] if len(whole) > 6 and not part else [])
    exponent = value.adjusted()
    mantissa = f"{value.scaleb(-exponent).normalize():f}"
    if abs(exponent) > 2 and len(mantissa) < 7:
        raised = str(exponent).translate(_SUPERSCRIPT)
        signs = (f" × 10{raised}", f"×10{raised}", f" · 10{raised}", f"·10{raised}", f" × 10^{exponent}", f"e{exponent}", f"E{exponent}")
        forms += [mantissa + sign for sign in signs] + ([f"10{raised}", f"10^{exponent}"] if mantissa == "1" else [])
    for scale, words in _SCALES.items():
        scaled = value.scaleb(-scale).normalize()
        if Decimal("0.1") <= scaled < 1000 and len(f"{scaled:f}") < 7:
            forms += [f"{scaled:f}{name}" for name in words]
            if scaled == int(scaled) and 4 <= scaled <= 100:
                forms += [word(int(scaled)) + words[0]]
    if value == int(value) and 2 <= value <= 100:
        forms += [word(int(value)), word(int(value)).capitalize()]
    return forms


def rounded(fact: Fact, value: Decimal) -> list[Decimal]:
    """The value, and where it was computed its roundings that are right: two digits or more, at most 2% off."""
    steps = [Decimal(1).scaleb(value.adjusted() - places) for places in (1, 2, 3)] if fact.derived and value else []
    near = [value.quantize(step, ROUND_HALF_UP) for step in steps if step < abs(value)]
    return [value, *(one for one in near if abs(one - value) <= abs(value) / 50 and one != value)]


def right_spellings(draw: Draw, fact: Fact) -> str:
    """One of the spellings of a fact that has a number."""
    quantity = fact.quantity
    assert quantity is not None
    value = draw(st.sampled_from([f"{one:f}" for one in rounded(fact, abs(quantity))]))
    # A computed value is written out in full, or rounded: not in plain digits that look like more than they are.
    forms = [form for form in numerals(Decimal(value)) if not fact.derived or len(form) < 12 or Decimal(value) == quantity]
    if fact.derived and Decimal(value) != quantity and abs(quantity) > 1000:
        forms = [form for form in forms if form[-1] not in "0123456789" or "10^" in form or "e" in form.lower()]
    if fact.percent:
        spoken = [f"{form}{sign}" for form in forms if form.lower() == form for sign in ("%", " %", "\u00a0%", " percent", " Percent", " per cent")]
        spoken += [f"{Decimal(value) / 100:f}"] if Decimal(value) == quantity else []
        forms = spoken + list(_FRACTIONS.get(int(quantity), ()) if quantity == int(quantity) else ())
    if fact.value[:1] in "+-−":
        up, down = ("+", "rose by ", "plus "), ("−", "-", "&minus;", "fell by ", "minus ")
        forms = [html.unescape(sign) + form for form in forms[:1] for sign in ("", *(up if quantity > 0 else down))]
    unit = next((name for name in fact.unit.split(" (")[0].split() if name in UNITS), "")
    said = draw(st.sampled_from(forms))
    return draw(st.sampled_from([said, said, f"{said} {unit}" if unit and not fact.percent else said, f"about {said}"]))


@st.composite
def linked(draw: Draw) -> Said:
    """A figure in a link to its fact, or to a fact that it is not."""
    if draw(st.sampled_from(["number", "number", "number", "none"])) == "none":
        fact = DATA.facts[draw(st.sampled_from(WORDLESS.split()))]
        wrong = draw(st.sampled_from(["", "", "digit", "more", "count"]))
        text = {"": fact.value, "count": f"{draw(st.integers(2, 99))} layers", "more": f"{fact.value} or 7"}.get(wrong, fact.value)
        text = _digit_changed(draw, text) if wrong == "digit" else text
        return Said(text, text == fact.value, f"1.13 without number {wrong}".strip(), fact.id)
    fact = NUMERIC[draw(st.integers(0, len(NUMERIC) - 1))]
    right = right_spellings(draw, fact)
    how = draw(st.sampled_from(["", "", "", "", "", *_WRONG]))
    if not how:
        kind = "percent" if fact.percent else "signed" if fact.value[:1] in "+-−" else "derived" if fact.derived else "count"
        return Said(right, True, f"1.11 right {kind}", fact.id)
    return _WRONG[how](draw, fact, right)


def _digit_changed(draw: Draw, text: str) -> str:
    """The text with one of its digits made another; of a rounding not the last one, which might be cut off as well."""
    places = [place for place, sign in enumerate(text) if sign in DIGITS]
    if not places:
        return text
    place = draw(st.sampled_from(places))
    signs = DIGITS[:10] if text[place] in DIGITS[:10] else DIGITS[10:]
    return text[:place] + draw(st.sampled_from([sign for sign in signs if sign != text[place]])) + text[place + 1 :]


def _changed(draw: Draw, fact: Fact, right: str) -> Said:
    text = _digit_changed(draw, right)
    if text == right or (fact.derived and "." in right):
        text = f"{word(draw(st.integers(2, 99)))} thousand and {right}"
    return Said(text, False, "1.4 digit", fact.id)


def _scaled(draw: Draw, fact: Fact, right: str) -> Said:
    assert fact.quantity is not None
    value = abs(fact.quantity).scaleb(draw(st.sampled_from([-3, -1, 1, 2, 3, 6, 9])))
    # A percentage may be said as a share.
    form = draw(st.sampled_from(numerals(value))) + ("%" if fact.percent else "")
    return Said(form, False, "1.4 scale", fact.id)


def _percent(draw: Draw, fact: Fact, right: str) -> Said:
    assert fact.quantity is not None
    signs = ["%", "％", "‰", " percent", " Percent", " pct"] if not fact.percent else ["", "‰", "%%", " % %"]
    sign = draw(st.sampled_from(signs))
    return Said(f"{abs(fact.quantity).normalize():f}{sign}", False, "1.4 percent", fact.id)


def _sign(draw: Draw, fact: Fact, right: str) -> Said:
    assert fact.quantity is not None
    signs = ["−", "-", "–", "－", "minus ", "fell by ", "− "] if fact.quantity > 0 else ["+", "plus ", "rose by ", "grew by "]
    if fact.value[:1] not in "+-−":
        signs = ["−", "-", "－", "minus "]
    return Said(draw(st.sampled_from(signs)) + numerals(abs(fact.quantity))[0], False, "1.4 sign", fact.id)


def _more(draw: Draw, fact: Fact, right: str) -> Said:
    added = [" or rather forty", " or 7", "½", "²", " hundred", " dozen", " times 40", ", or a third", " ⑨", " and nine", "∕7", " of 99"]
    return Said(right + draw(st.sampled_from(added)), False, "1.5 more", fact.id)


def _unit(draw: Draw, fact: Fact, right: str) -> Said:
    units = [unit for unit in ("ms", "years", "kg", "epochs", "GPUs", "languages", "bytes") if unit not in fact.unit]
    bare = numerals(abs(fact.quantity or Decimal(0)))[0]
    return Said(f"{bare} {draw(st.sampled_from(units))}", False, "1.5 unit", fact.id)


def _symbol(draw: Draw, fact: Fact, right: str) -> Said:
    return Said(draw(st.sampled_from("√$€≠∑")) + numerals(abs(fact.quantity or Decimal(0)))[0], False, "1.4 symbol", fact.id)


def _touched(draw: Draw, fact: Fact, right: str) -> Said:
    if draw(st.sampled_from(["left", "right"])) == "left":
        return Said(right, False, "1.4 touched", fact.id, left=draw(st.sampled_from(["-", "−", "7", "½", "1.", "1,"])))
    signs = ["%", "M", "½", "7", " million", " Billion", "²", ".5", ",000", " percent", " %", "‰", " thousand", "×10⁶", " dozen"]
    signs = [sign for sign in signs if not (fact.percent and "%" not in right and sign.strip() in ("%", "percent"))]
    return Said(right, False, "1.4 touched", fact.id, right=draw(st.sampled_from(signs)))


def _far(draw: Draw, fact: Fact, right: str) -> Said:
    fact = DATA.facts[draw(st.sampled_from(DERIVED.split()))]
    value = abs(fact.quantity or Decimal(0))
    one = value.quantize(Decimal(1).scaleb(value.adjusted()), ROUND_HALF_UP)
    off = one if abs(one - value) > value / 50 else value * Decimal("1.07")
    return Said(draw(st.sampled_from(numerals(off.normalize()))) + ("%" if fact.percent else ""), False, "1.12 far", fact.id)


def _decoyed(draw: Draw, fact: Fact, right: str) -> Said:
    wrong = _scaled(draw, fact, right)
    return Said(wrong.shown, False, "1.7 decoy", fact.id, decoy=right)


_WRONG = {
    "digit": _changed, "scale": _scaled, "percent": _percent, "sign": _sign, "more": _more, "unit": _unit, "symbol": _symbol,
    "touched": _touched, "far": _far, "decoy": _decoyed,
}  # fmt: skip

_FIGURES = (
    "½|¼ of it|⅞|⁹⁹⁹|₉₉₉|⑨|Ⅻ|九十|九|٩٩|९|９９|㊿|half of it|a third of it|twice|tenfold|a dozen|a dozen dozen|two percent"
    "|three billion|one million|two trillion tokens|the 4th|4x|×4|$4|A4|10⁶|1e9|10^6|forty-eight layers|ninety trillion|4:3|999."
    "|fifty-fifty|hundreds|two thirds|3%|four-fold|threefold|1 in 4"
)
_PLACES = (
    "Table 99|Figure 98|Figures 99|Algorithm 99|§9.9|p. 99|pp. 98–99|Section 9.1|§3, p. 30|Appendix C.7|GPT-7|Phase 7|phi-9"
    "|12 Dec 2023|1850-99-99|March 1999|May 4096|31 February 2024|phase 2 billion tokens|Table 5 million"
)
_FREE = (
    "two ideas|three ideas|one idea|the first|the second|§3.2|§3, p. 7|Table 5, p. 10|Table 5|Section 3.1|Appendix A.1|phi-4"
    "|GPT-4o|Phase 1|bfloat16|AMC-10|12 Dec 2024|12 December 2024|December 12, 2024|2024-12-12|November 2024|6 November 2024"
    "|pp. 23–24|18 February 2025|2025-02-18|GSM8k|Qwen-2.5-14B-Instruct|a second idea"
)


@st.composite
def unlinked(draw: Draw) -> Said:
    """A figure, a place, a name or a date in plain prose."""
    kind = draw(st.sampled_from(["numeral", "percent", "figure", "place", "free", "free"]))
    if kind in ("numeral", "percent"):
        value = Decimal(draw(st.integers(4, 10**6))).scaleb(draw(st.sampled_from([0, 0, -1, -4, 6])))
        form = draw(st.sampled_from(numerals(value)))
        return Said(form if kind == "numeral" else f"{form}%", False, f"1.2 prose {kind}")
    texts, number = {"figure": (_FIGURES, "1.3"), "place": (_PLACES, "1.6"), "free": (_FREE, "1.11")}[kind]
    return Said(draw(st.sampled_from(texts.split("|"))), kind == "free", f"{number} prose {kind}")


_NAMED = {"½": "&half;", "%": "&percnt;", "−": "&minus;", "–": "&ndash;", "\u00a0": "&nbsp;", "\u2009": "&thinsp;", "×": "&times;"}
_NAMED |= {".": "&period;", ",": "&comma;", "+": "&plus;", "$": "&dollar;", "²": "&sup2;", "·": "&middot;"}


@st.composite
def written(draw: Draw, text: str, later: bool, in_link: bool) -> tuple[str, str]:
    """A text as Markdown that shows it, and the name of the way."""
    ways = ["plain", "plain", "entities", "emphasis", "escapes", "invisible", "span", "raised", "break", "all emphasis", "comment"]
    way = draw(st.sampled_from(ways + ["mark"] * later + ["code"]))
    cut = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    start, middle, end = text[: cut[0]], text[cut[0] : cut[1]], text[cut[1] :]
    if way == "entities":
        how = draw(st.sampled_from(["&#{};", "&#x{:x};", "named"]))
        coded = "".join(_NAMED.get(sign, sign) if how == "named" else how.format(ord(sign)) for sign in middle or text)
        return (start + coded + end if middle else coded), way
    if way == "escapes":
        return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+-.!%,^~" else sign for sign in text), way
    if way == "invisible":
        return start + draw(st.sampled_from(["\u200b", "\u200c", "\u00ad", "&shy;", "&zwnj;", "\u2060", "<wbr>"])) + middle + end, way
    if way == "raised":
        table = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
        raised = "".join(f"\x00{sign.translate(table)}\x01" if sign in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻" else sign for sign in text)
        return raised.replace("\x01\x00", "").replace("\x00", "<sup>").replace("\x01", "</sup>"), way
    if way == "break":
        return text.replace(" ", draw(st.sampled_from(["\n", "<br>", "  \n", "&#32;", "\t"])), 1), way
    marks = {"emphasis": ["**", "*", "<b>", "<em>"], "span": ["<span>", '<span class="x">', "<small>", "<q>"], "mark": ["=="]}
    marks |= {"code": ["`", "<code>"], "all emphasis": ["**", "_", "***"], "comment": ["<!-- -->"]}
    if way == "plain" or not (middle or way == "all emphasis"):
        return text, "plain"
    mark = draw(st.sampled_from(marks[way]))
    if way == "comment":
        return start + mark + middle + end, way
    if way == "all emphasis" or (way == "code" and draw(st.booleans())):
        start, middle, end = "", text, ""
    return start + mark + middle + (mark if mark[0] != "<" else f"</{mark[1:].split()[0].rstrip('>')}>") + end, way


LINKS = {
    "inline": "[{t}](fact:{id})", "titled": '[{t}](fact:{id} "a title")', "angle": "[{t}](<fact:{id}>)", "spaced": "[{t}]( fact:{id} )",
    "reference": "[{t}][q]", "collapsed": "[{t}][]", "shortcut": "[{t}]", "html": '<a href="fact:{id}">{t}</a>',
    "html loose": "<A class=x HREF='fact:{id}' >{t}</A>", "html space": '<a href=" fact:{id}">{t}</a>',
    "attributes": '[{t}](data.md){{: href="fact:{id}" }}', "percent": "[{t}](fact%3A{id})", "entity": "[{t}](fact&#58;{id})",
    "upper": "[{t}](FACT:{id})", "html upper": '<a href="Fact:{id}">{t}</a>', "escaped": "[{t}](fact\\:{id})",
    "image": '[{t}![](assets/favicon.svg)](fact:{id})', "in emphasis": "**[{t}](fact:{id})**", "in html": "<b>[{t}](fact:{id})</b>",
    "broken": "[{t}](fact:{id}", "split": "[{t}](fact:\n{id})",
}  # fmt: skip
_DEFINED = {"reference": "\n\n[q]: fact:{id}", "collapsed": "\n\n[{t}]: fact:{id}", "shortcut": "\n\n[{t}]: <fact:{id}> 'x'"}

PLACES = {
    "paragraph": "{s}", "wrapped": "Some words\n{s}", "heading": "## {s}", "setext": "{s}\n===", "item": "- {s}", "ordered": "1. {s}",
    "nested": "- Words\n\n    - {s}", "quote": "> {s}", "quoted item": "> - {s}", "cell": "| a | b |\n|---|---|\n| {s} | x |",
    "head cell": "| {s} | b |\n|---|---|\n| y | x |", "footnote": "Text.[^n]\n\n[^n]: {s}",
    "long footnote": "Text.[^n]\n\n[^n]:\n    Words.\n\n    {s}", "admonition": "!!! note\n    {s}", "admonition title": '!!! note "{s}"\n    Text.',
    "details": '??? note "{s}"\n    Text.', "details body": "??? note\n    {s}", "tab": '=== "{s}"\n\n    Text.', "tab body": '=== "Tab"\n\n    {s}',
    "summary": "<details markdown><summary>{s}</summary>\n\nText.\n\n</details>", "html block": "<div markdown>\n\n{s}\n\n</div>",
    "html details": "<details markdown><summary>Words</summary>\n\n{s}\n\n</details>", "html line": "<p markdown>{s}</p>",
    "raw html": "<p>{s}</p>", "raw cell": "<table><tr><td>{s}</td></tr></table>", "figcaption": "<figure markdown>\n<figcaption>{s}</figcaption>\n</figure>",
}  # fmt: skip
HEARD = {
    "alt": "![{s}](assets/favicon.svg)", "link title": '[word](data.md "{s}")', "title": '<span title="{s}">word</span>',
    "aria-label": '<b aria-label="{s}">word</b>', "image title": '![](assets/favicon.svg "{s}")', "attribute list": 'word\n{{: title="{s}" }}',
    "comment": "<!-- {s} --> words", "code": "Words.\n\n    {s}", "fence": "```text\n{s}\n```", "stray": "a ` b\n\n{s} ` c", "loose comment": "<!--> {s} <!-- x -->",
    "definition like": "[Note]: {s}", "early comment": "<!-- a --!> {s} <!-- b -->", "class": "Words.\n{{: .x }}\n\n{s} {{.999}}",
}  # fmt: skip
LATER = {
    "definition": "Term\n:   {s}", "term": "{s}\n:   Words.", "task": "- [ ] {s}", "abbreviation": "It is HTML.\n\n*[HTML]: {s}",
    "marked": "=={s}==", "formula": "It is ${s}$.",
}  # fmt: skip


@st.composite
def cases(draw: Draw, later: bool = False) -> Case:
    """A page of one figure. `later`: with what the extensions allow that the site does not use yet."""
    said: Said = draw(linked() if draw(st.booleans()) else unlinked())  # type: ignore[arg-type]
    text, way = draw(written(said.shown, later, bool(said.fact)))  # type: ignore[arg-type]
    definition, form = "", ""
    if said.fact:
        form = draw(st.sampled_from(["inline"] * 6 + list(LINKS)))
        if said.decoy:
            decoy = draw(st.sampled_from(['<span title="{d}">{t}</span>', '<b data-x="{d}">{t}</b>', "{t}<!-- {d} -->", '<b class="{d}">{t}</b>']))
            text = decoy.format(d=said.decoy, t=text)
        definition = _DEFINED.get(form, "").format(t=text, id=said.fact)
        text = said.left + LINKS[form].format(t=text, id=said.fact) + said.right
    before = draw(st.sampled_from(["It reads it ", "Here it is ", "The model took ", "(So it is: "]))
    after = draw(st.sampled_from([".", " there.", ", it seems.", " (so it is).", "; words.", ""]))
    places = PLACES | (HEARD if not said.fact else {}) | (LATER if later else {})
    place = draw(st.sampled_from(["paragraph"] * 8 + list(places) + list(LATER) * 3 * later))
    body = f"# Page\n\n{places[place].format(s=before + text + after)}{definition}\n"
    return Case(body, said, before + said.left + said.shown + said.right + after, f"{place}, {form or 'no link'}, {way}")
