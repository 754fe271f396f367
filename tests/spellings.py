# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Makes pages of one figure each, right or wrong by construction, in the spellings that numbers and our Markdown allow."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from cases import load
from our_data import DATA
from phi4_guide.report.model import Fact

PARTS: dict[str, Any] = load("spellings.yml")
NUMBERS, COMPUTED, WORDS_ONLY = ([DATA.facts[name] for name in names.split()] for names in PARTS["facts"].values())
DIGITS, RAISED = "0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"
_RAISE, _LOWER = str.maketrans(DIGITS + "-", RAISED + "⁻"), str.maketrans(RAISED + "⁻", DIGITS + "-")
_ONES, _TENS = PARTS["ones"].split(), PARTS["tens"].split()


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


def one_of(draw: DrawFn, *choices: Any) -> Any:
    return draw(st.sampled_from(choices))


def word(number: int) -> str:
    """A whole number up to a hundred as a word."""
    if number < 20:
        return str(_ONES[number])
    tens, ones = divmod(number, 10)
    return "a hundred" if number == 100 else _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")


def numerals(value: Decimal) -> list[str]:
    """The ways to write a number that is not negative: in digits, in groups, by powers, by scales, as words."""
    digits = f"{value.normalize():f}"
    whole, point, part = digits.partition(".")
    forms = [digits] + ([point + part] if whole == "0" and part else [])
    if len(whole) > 3:
        # Points part groups where they cannot be taken for the decimal one.
        signs = [*PARTS["groups"], *(["."] if len(whole) > 6 and not part else [])]
        forms += [f"{int(whole):,}".replace(",", sign) + point + part for sign in signs]
    exponent = value.adjusted()
    mantissa = f"{value.scaleb(-exponent).normalize():f}"
    if abs(exponent) > 2 and len(mantissa) < 7:
        raised = str(exponent).translate(_RAISE)
        forms += [mantissa + power.format(e=exponent, r=raised) for power in PARTS["powers"]]
        forms += [f"10{raised}", f"10^{exponent}"] if mantissa == "1" else []
    for scale, words in PARTS["scales"].items():
        scaled = value.scaleb(-scale).normalize()
        if Decimal("0.1") <= scaled < 1000 and len(f"{scaled:f}") < 7:
            forms += [f"{scaled:f}{name}" for name in words]
            forms += [word(int(scaled)) + words[0]] if scaled == int(scaled) and scaled <= 100 else []
    return forms + ([word(int(value)), word(int(value)).capitalize()] if value == int(value) and 2 <= value <= 100 else [])


def magnitude(fact: Fact) -> Decimal:
    assert fact.quantity is not None
    return abs(fact.quantity).normalize()


def is_up(fact: Fact) -> bool:
    return fact.quantity is not None and fact.quantity >= 0


def rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_UP)


def rightly(draw: DrawFn, fact: Fact) -> str:
    """A spelling of a fact that has a number."""
    value = exact = magnitude(fact)
    if fact in COMPUTED:
        # Rounded for readers: two digits or more, at most 2% off.
        near = [one for digits in (2, 3, 4) if abs((one := rounded(value, digits)) - value) <= value / 50]
        value = one_of(draw, *(one for one in (value, *near) if len(one.as_tuple().digits) < 12))
    forms = [form for form in numerals(value) if len(form) < 16] or [fact.value]
    if value != exact and exact > 1000:
        # In plain digits a rounding looks like more than it is.
        forms = [form for form in forms if not form[-1].isdecimal() or re.search("[eE^]", form)]
    if fact.percent:
        spoken = [form + sign for form in forms if form == form.lower() for sign in PARTS["percents"]]
        forms = spoken + ([f"{value / 100:f}", *PARTS["fractions"].get(int(value), ())] if value == exact else [])
    if fact.value[:1] in "+-":
        forms = [sign + forms[0] for sign in PARTS["rises" if is_up(fact) else "falls"]]
    said = one_of(draw, *forms)
    unit = next((name for name in fact.unit.split(" (")[0].split() if name in PARTS["units"] and not fact.percent), "")
    return str(one_of(draw, said, said, f"about {said}", f"{said} {unit}".strip()))


def wrongly(draw: DrawFn, fact: Fact, right: str) -> Said:
    """A figure that is not the fact, which `right` would be."""
    classes = {"any", "percent" if fact.percent else "plain"} | ({"positive"} if is_up(fact) else set())
    classes |= {"up" if is_up(fact) else "down"} if fact.value[:1] in "+-" else set()
    how = one_of(draw, "digit", "scale", "rounding", "decoy", *(row for row in PARTS["wrong"] if row["of"] in classes))
    if how == "digit":
        text = with_another_digit(draw, right)
        if text == right or fact in COMPUTED:  # What is rounded might be cut off instead.
            text = f"{word(draw(st.integers(2, 99)))} thousand and {right}"
        return Said(text, False, "1.4 digit", fact.id)
    if how == "rounding":
        fact = one_of(draw, *(fact for fact in COMPUTED if magnitude(fact) > 1))
        value = magnitude(fact)
        far = one if abs((one := rounded(value, 1).normalize()) - value) > value / 50 else value * Decimal("1.07")
        return Said(one_of(draw, *numerals(far)) + "%" * fact.percent, False, "1.12 rounding", fact.id)
    if how in ("scale", "decoy"):
        value = magnitude(fact).scaleb(one_of(draw, -3, -1, 1, 2, 3, 6, 9))
        text = one_of(draw, *numerals(value)) + "%" * fact.percent
        decoy = right if how == "decoy" else ""
        return Said(text, False, "1.7 decoy" if decoy else "1.4 scale", fact.id, decoy=decoy)
    digits = re.search(r"[\d.]*\d", fact.value) if fact in COMPUTED else None
    if "[" in "".join(how["forms"]):  # What touches a link touches its number.
        right = re.sub(r"\A(?:(?:about|minus|plus|fell by|rose by) )+| [A-Za-z]+\Z", "", right)
    form = one_of(draw, *how["forms"]).format(n=digits[0] if digits else f"{magnitude(fact):f}", r=right)
    left, _, rest = form.rpartition("[")
    inside, closing, after = rest.partition("]")
    return Said(html.unescape(inside), False, how["kind"], fact.id, left=left, right=after if closing else "")


def with_another_digit(draw: DrawFn, text: str) -> str:
    """The text with one of its digits, if it has any, made another."""
    places = [place for place, sign in enumerate(text) if sign in DIGITS + RAISED]
    if not places:
        return text
    place = one_of(draw, *places)
    signs = (DIGITS if text[place] in DIGITS else RAISED).replace(text[place], "")
    return text[:place] + str(one_of(draw, *signs)) + text[place + 1 :]


@st.composite
def figures(draw: DrawFn) -> Said:
    """A figure: in a link to a fact, or in plain prose, where it may be a place, a name or a date as well."""
    kind = one_of(draw, *["right"] * 3, *["wrong"] * 4, "none", "number", "number", *PARTS["prose"], "right in prose")
    if kind in ("right", "wrong"):
        fact = one_of(draw, *NUMBERS, *COMPUTED)
        said = rightly(draw, fact)
        return Said(said, True, "1.11 right", fact.id) if kind == "right" else wrongly(draw, fact, said)
    if kind == "none":
        fact = one_of(draw, *WORDS_ONLY)
        others = [with_another_digit(draw, fact.value), f"{fact.value} or 7", f"{draw(st.integers(2, 99))} layers"]
        text = one_of(draw, fact.value, *others)
        return Said(text, text == fact.value, "1.13 without number", fact.id)
    if kind == "number":
        value = Decimal(draw(st.integers(4, 10**6))).scaleb(one_of(draw, 0, 0, -1, -4, 6))
        value += 4 if value in (1, 2, 3) else 0
        return Said(one_of(draw, *numerals(value)) + one_of(draw, "", "%"), False, "1.2 prose number")
    right = kind in ("right", "right in prose")
    text = one_of(draw, *re.split(r"\s?\|", PARTS["prose"]["right" if right else kind]))
    return Said(text, right, "1.11 prose right" if right else f"prose {kind}")


@st.composite
def written(draw: DrawFn, text: str) -> tuple[str, str]:
    """A text as Markdown that shows it, and the name of the way."""
    way = one_of(draw, "plain", "entities", "escapes", "raised", "break", *PARTS["marks"])
    first, last = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    first, last = (first, last) if last > first and way != "code" else (0, len(text))
    middle = text[first:last]
    if way in PARTS["marks"]:
        middle = one_of(draw, *PARTS["marks"][way]).replace("{m}", middle)
    elif way == "entities":
        how = one_of(draw, "&#{};", "&#x{:x};", "by name")
        middle = "".join(PARTS["names"].get(sign, sign) if how == "by name" else how.format(ord(sign)) for sign in middle)
    elif way == "escapes":
        middle = re.sub(r"(?=[\\`*_{}\[\]()#+.!%,^~-])", r"\\", middle)
    elif way == "raised":
        return re.sub(f"[{RAISED}⁻]+", lambda found: f"<sup>{found[0].translate(_LOWER)}</sup>", text), way
    elif way == "break":
        return text.replace(" ", one_of(draw, *PARTS["breaks"]), 1), way
    return text[:first] + middle + text[last:], way


@st.composite
def pages(draw: DrawFn) -> Case:
    """A page of one figure."""
    said = draw(figures())
    text, way = draw(written(said.shown))
    definition, form = "", "no link"
    if said.fact:
        form = one_of(draw, *["inline"] * 6, *PARTS["links"])
        if said.decoy:
            text = one_of(draw, *PARTS["decoys"]).format(r=said.decoy, t=text)
        definition = PARTS["definitions"].get(form, "").format(t=text, id=said.fact)
        text = said.left + PARTS["links"][form].format(t=text, id=said.fact) + said.right
    before, after = one_of(draw, *PARTS["before"]), one_of(draw, *PARTS["after"])
    places = PARTS["places"] | ({} if said.fact else PARTS["prose places"])
    place = one_of(draw, *["paragraph"] * 8, *places)
    body = f"# Page\n\n{places[place].format(s=before + text + after)}{definition}\n"
    sentence = before + said.left + said.shown + said.right + after
    return Case(body, said, before, sentence, f"{place}, {form}, {way}")
