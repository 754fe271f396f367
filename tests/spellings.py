# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes pages of one figure each, right or wrong by construction, in the spellings that numbers and our Markdown allow."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from our_data import DATA
from phi4_guide import safe_yaml
from phi4_guide.report.model import Fact

PARTS: dict[str, Any] = safe_yaml.load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
NUMBERS = [DATA.facts[name] for name in PARTS["facts"]["number"].split()]
COMPUTED = [DATA.facts[name] for name in PARTS["facts"]["computed"].split()]
WORDS_ONLY = [DATA.facts[name] for name in PARTS["facts"]["none"].split()]
DIGITS, RAISED = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISE, _LOWER = str.maketrans(DIGITS + "-", RAISED + "⁻"), str.maketrans(RAISED + "⁻", DIGITS + "-")
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty",
    "seventy", "eighty", "ninety",
]  # fmt: skip


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
    """A page's body, and the sentence that it is to show, which begins with `before`; `dressing` is how it is written."""

    body: str
    said: Said
    before: str
    sentence: str
    dressing: str


def word(number: int) -> str:
    """A whole number up to a hundred as a word."""
    if number < 20:
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return "a hundred" if number == 100 else _ONES[18 + tens] + (f"-{_ONES[ones]}" if ones else "")


def numerals(value: Decimal) -> list[str]:
    """The ways to write a number that is not negative: in digits, in groups, by powers, by scales, as words."""
    digits = f"{value.normalize():f}"
    whole, point, part = digits.partition(".")
    forms = [digits] + ([point + part] if whole == "0" and part else [])
    if len(whole) > 3:
        grouped = f"{int(whole):,}"
        forms += [grouped.replace(",", sign) + point + part for sign in (",", "\u2009", "\u202f", "\u00a0", "'")]
        forms += [grouped.replace(",", ".")] if len(whole) > 6 and not part else []
    exponent = value.adjusted()
    mantissa = f"{value.scaleb(-exponent).normalize():f}"
    if abs(exponent) > 2 and len(mantissa) < 7:
        raised = "10" + str(exponent).translate(_RAISE)
        tens = (
            f" × {raised}",
            f"×{raised}",
            f" · {raised}",
            f"·{raised}",
            f" × 10^{exponent}",
            f"e{exponent}",
            f"E{exponent}",
        )
        forms += [mantissa + sign for sign in tens] + ([raised, f"10^{exponent}"] if mantissa == "1" else [])
    for scale, words in PARTS["scales"].items():
        scaled = value.scaleb(-scale).normalize()
        if Decimal("0.1") <= scaled < 1000 and len(f"{scaled:f}") < 7:
            forms += [f"{scaled:f}{name}" for name in words]
            forms += [word(int(scaled)) + words[0]] if scaled == int(scaled) and scaled <= 100 else []
    return forms + ([word(int(value)), word(int(value)).capitalize()] if value == int(value) and 2 <= value <= 100 else [])


def rightly(draw: DrawFn, fact: Fact) -> str:
    """A spelling of a fact that has a number."""
    value = exact = magnitude(fact)
    if fact in COMPUTED:
        # Rounded for readers: two digits or more, at most 2% off.
        steps = [Decimal(1).scaleb(value.adjusted() - places) for places in (1, 2, 3)]
        near = [rounded for step in steps if abs((rounded := value.quantize(step, ROUND_HALF_UP)) - value) <= value / 50]
        value = draw(st.sampled_from([one for one in (value, *near) if len(one.as_tuple().digits) < 12]))
    forms = [form for form in numerals(value) if len(form) < 16] or [fact.value]
    if value != exact and exact > 1000:
        # In plain digits a rounding looks like more than it is.
        forms = [form for form in forms if not form[-1].isdecimal() or re.search("[eE^]", form)]
    if fact.percent:
        signs = ("%", " %", "\u00a0%", " percent", " Percent", " per cent")
        spoken = [form + sign for form in forms if form == form.lower() for sign in signs]
        forms = spoken + ([f"{value / 100:f}", *PARTS["fractions"].get(int(value), ())] if value == exact else [])
    if fact.value[:1] in "+-":
        forms = [
            sign + forms[0]
            for sign in (("", "+", "rose by ", "plus ") if is_up(fact) else ("", "−", "-", "fell by ", "minus "))
        ]
    said = draw(st.sampled_from(forms))
    unit = next((name for name in fact.unit.split(" (")[0].split() if name in PARTS["units"] and not fact.percent), "")
    return draw(st.sampled_from([said, said, f"about {said}", f"{said} {unit}".strip()]))


def magnitude(fact: Fact) -> Decimal:
    """A fact's number in its unit, without its sign."""
    assert fact.quantity is not None
    return abs(fact.quantity).normalize()


def is_up(fact: Fact) -> bool:
    """Whether a fact's number is not negative."""
    return fact.quantity is not None and fact.quantity >= 0


def wrongly(draw: DrawFn, fact: Fact, right: str) -> Said:
    """A figure that is not the fact, which `right` would be."""
    classes = {"any", "percent" if fact.percent else "plain"} | ({"positive"} if is_up(fact) else set())
    classes |= {"up" if is_up(fact) else "down"} if fact.value[:1] in "+-" else set()
    forms = [row for row in PARTS["wrong"] if row["of"] in classes]
    how = draw(st.sampled_from(["digit", "scale", "rounding", "decoy", *forms]))
    if how == "digit":
        text = with_another_digit(draw, right)
        # What is rounded might be cut off instead.
        changed = (
            text if text != right and fact not in COMPUTED else f"{word(draw(st.integers(2, 99)))} thousand and {right}"
        )
        return Said(changed, False, "1.4 digit", fact.id)
    if how == "rounding":
        fact = draw(st.sampled_from([fact for fact in COMPUTED if magnitude(fact) > 1]))
        value = magnitude(fact)
        one = value.quantize(Decimal(1).scaleb(value.adjusted()), ROUND_HALF_UP).normalize()
        far = one if abs(one - value) > value / 50 else value * Decimal("1.07")
        return Said(draw(st.sampled_from(numerals(far))) + "%" * fact.percent, False, "1.12 rounding", fact.id)
    if isinstance(how, str):
        value = magnitude(fact).scaleb(draw(st.sampled_from([-3, -1, 1, 2, 3, 6, 9])))
        text = draw(st.sampled_from(numerals(value))) + "%" * fact.percent
        return Said(
            text, False, "1.7 decoy" if how == "decoy" else "1.4 scale", fact.id, decoy=right if how == "decoy" else ""
        )
    digits = re.search(r"[\d.]*\d", fact.value) if fact in COMPUTED else None
    # What touches a link touches its number.
    right = (
        re.sub(r"\A(?:about|minus|plus|fell by|rose by) | [A-Za-z]+\Z", "", right)
        if "[" in "".join(how["forms"])
        else right
    )
    form = draw(st.sampled_from(how["forms"])).format(n=digits[0] if digits else f"{magnitude(fact):f}", r=right)
    left, _, rest = form.rpartition("[")
    inside, closing, after = rest.partition("]")
    return Said(html.unescape(inside), False, str(how["kind"]), fact.id, left=left, right=after if closing else "")


def with_another_digit(draw: DrawFn, text: str) -> str:
    """The text with one of its digits, if it has any, made another."""
    places = [place for place, sign in enumerate(text) if sign in DIGITS + RAISED]
    if not places:
        return text
    place = draw(st.sampled_from(places))
    signs = (DIGITS if text[place] in DIGITS else RAISED).replace(text[place], "")
    return text[:place] + draw(st.sampled_from(signs)) + text[place + 1 :]


@st.composite
def figures(draw: DrawFn) -> Said:
    """A figure: in a link to a fact, or in plain prose, where it may be a place, a name or a date as well."""
    kind = draw(
        st.sampled_from(["right"] * 3 + ["wrong"] * 4 + ["none", "number", "number", *PARTS["prose"], "right in prose"])
    )
    if kind in ("right", "wrong"):
        fact = draw(st.sampled_from(NUMBERS + COMPUTED))
        said = rightly(draw, fact)
        return Said(said, True, "1.11 right", fact.id) if kind == "right" else wrongly(draw, fact, said)
    if kind == "none":
        fact = draw(st.sampled_from(WORDS_ONLY))
        others = [with_another_digit(draw, fact.value), f"{fact.value} or 7", f"{draw(st.integers(2, 99))} layers"]
        text = draw(st.sampled_from([fact.value, *others]))
        return Said(text, text == fact.value, "1.13 without number", fact.id)
    if kind == "number":
        value = Decimal(draw(st.integers(4, 10**6))).scaleb(draw(st.sampled_from([0, 0, -1, -4, 6])))
        value += 4 if value in (1, 2, 3) else 0
        return Said(draw(st.sampled_from(numerals(value))) + draw(st.sampled_from(["", "%"])), False, "1.2 prose number")
    name = "right" if kind == "right in prose" else kind
    text = draw(st.sampled_from(re.split(r"\s?\|", PARTS["prose"][name])))
    return Said(text, name == "right", f"{'1.11' if name == 'right' else ''} prose {name}".strip())


@st.composite
def written(draw: DrawFn, text: str, *, later: bool) -> tuple[str, str]:
    """A text as Markdown that shows it, and the name of the way."""
    way = draw(st.sampled_from(["plain", "entities", "escapes", "raised", "break", *PARTS["marks"]]))
    first, last = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    first, last = (first, last) if last > first and way != "code" else (0, len(text))
    middle = text[first:last]
    if way in PARTS["marks"] and (later or way != "mark"):
        middle = draw(st.sampled_from(PARTS["marks"][way])).replace("{m}", middle)
    elif way == "entities":
        how = draw(st.sampled_from(["&#{};", "&#x{:x};", "by name"]))
        coded = (PARTS["names"].get(sign, sign) if how == "by name" else how.format(ord(sign)) for sign in middle)
        middle = "".join(coded)
    elif way == "escapes":
        middle = re.sub(r"(?=[\\`*_{}\[\]()#+.!%,^~-])", r"\\", middle)
    elif way == "raised":
        return re.sub(f"[{RAISED}⁻]+", lambda found: f"<sup>{found[0].translate(_LOWER)}</sup>", text), way
    elif way == "break":
        return text.replace(" ", draw(st.sampled_from(PARTS["breaks"])), 1), way
    return text[:first] + middle + text[last:], way


@st.composite
def cases(draw: DrawFn, later: bool = False) -> Case:
    """A page of one figure. `later`: with what the extensions allow that the site does not use yet."""
    said = draw(figures())
    text, way = draw(written(said.shown, later=later))
    definition, form = "", "no link"
    if said.fact:
        form = draw(st.sampled_from(["inline"] * 6 + list(PARTS["links"])))
        if said.decoy:
            text = draw(st.sampled_from(PARTS["decoys"])).format(r=said.decoy, t=text)
        definition = PARTS["definitions"].get(form, "").format(t=text, id=said.fact)
        text = said.left + PARTS["links"][form].format(t=text, id=said.fact) + said.right
    before = draw(st.sampled_from(["It reads it ", "Here it is ", "The model took ", "(So it is: "]))
    after = draw(st.sampled_from([".", " there.", ", it seems.", " (so it is).", "; words.", ""]))
    places = PARTS["places"] | ({} if said.fact else PARTS["prose places"]) | (PARTS["later places"] if later else {})
    place = draw(st.sampled_from(["paragraph"] * 8 + list(places) + list(PARTS["later places"]) * 3 * later))
    body = f"# Page\n\n{places[place].format(s=before + text + after)}{definition}\n"
    sentence = before + said.left + said.shown + said.right + after
    return Case(body, said, before, sentence, f"{place}, {form}, {way}")
