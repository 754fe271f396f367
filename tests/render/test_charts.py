# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A chart says what its cells say: lengths and places are read back from the HTML, and in a browser, and compared (5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from typing import Any
from xml.etree.ElementTree import tostring

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page

from browsing import NARROW
from cases import load
from our_data import DATA
from phi4_guide.content.sanitize import SanitizePostprocessor
from phi4_guide.content.source_lines import scan
from phi4_guide.render.report_table import build_report
from phi4_guide.report.excerpt import Excerpt, read_excerpt
from site_building import ROOT, Served

_OF_PAGES = {
    f"{path.stem}, line {fence.first + 1}": "\n".join(lines[fence.first + 1 : fence.end])
    for path in sorted((ROOT / "docs").glob("*.md"))
    for lines in [path.read_text(encoding="utf-8").split("\n")]
    for fence in scan(lines)[0]
    if fence.language == "report" and any(line.startswith("view:") for line in lines[fence.first : fence.end])
}
_FENCES: dict[str, str] = load("render/charts.yml") | _OF_PAGES
_PAGES = sorted({name.partition(",")[0] for name in _OF_PAGES})
_STILL = {"java_script_enabled": False}
"""Charts need no script, and a page without any is there at once."""
_EXACT = 0.0051
"""Percent: two decimals are written."""

each_chart = pytest.mark.parametrize("source", _FENCES.values(), ids=_FENCES)


@cache
def built(source: str) -> tuple[Excerpt, Tag]:
    """The fence's excerpt and figure, as a reader gets it: through the sanitizer."""
    excerpt = read_excerpt(source, DATA)
    html = tostring(build_report(excerpt, "ledger.md", "table.csv"), encoding="unicode", method="html")
    figure = BeautifulSoup(SanitizePostprocessor().run(html), "html.parser").find("figure")
    assert isinstance(figure, Tag)
    return excerpt, figure


def lengths(mark: Tag) -> dict[str, float]:
    """What is written as a mark's lengths, in percent."""
    parts = (part.split(":") for part in str(mark["style"]).split(";"))
    return {name.removeprefix("--"): float(value.removesuffix("%")) for name, value in parts}


def fact_of(mark: Tag) -> str:
    """The id of the fact to which a mark leads."""
    return str(mark["href"]).partition("#")[2]


def value_of(fact_id: str) -> float:
    """What is printed there, read without the guide's own reader of numbers."""
    return float(DATA.facts[fact_id].value.replace(",", "").rstrip("%"))


def marks(within: Tag) -> list[Tag]:
    return within.select("a.mark")


def test_there_are_charts_of_every_view_and_the_pages_have_some() -> None:
    assert {read_excerpt(source, DATA).view for source in _FENCES.values()} == {
        "dots", "diverging", "slopes", "stacked", "bars",
    }  # fmt: skip
    assert len(_OF_PAGES) > 5


@each_chart
def test_each_cell_has_its_mark_which_says_it_and_leads_to_it(source: str) -> None:
    excerpt, figure = built(source)
    cells = {cell.id: cell for cell in excerpt.table.cells()}
    assert {fact_of(mark) for mark in marks(figure)} == set(cells)
    for mark in marks(figure):
        assert str(mark["title"]).endswith(cells[fact_of(mark)].value.replace("-", "−")), mark
        assert mark["tabindex"] == "-1"


@each_chart
def test_its_table_is_folded_below_whole_and_in_the_reports_order(source: str) -> None:
    excerpt, figure = built(source)
    table = DATA.tables[excerpt.table.id]
    assert [head.text for head in figure.select("details tbody th[scope=row]")] == [row[0] for row in table.rows]
    assert figure.select_one("details caption")
    shown = {cell.text.removesuffix(" (best)") for cell in figure.select("details td:not(.label)")}
    assert shown >= {fact.value.replace("-", "−") for fact in table.cells()}
    assert "-" not in "".join(shown - {fact.value for fact in table.cells()})


@each_chart
def test_lengths_and_places_are_those_of_the_cells(source: str) -> None:
    excerpt, figure = built(source)
    wrong = list(
        {"dots": _dots, "diverging": _bars, "bars": _bars, "slopes": _slopes, "stacked": _shares}[excerpt.view](figure)
    )
    assert wrong == []


def _dots(figure: Tag) -> Iterator[object]:
    """Along a track places go with values: from 0 to 100, or from the row's worst value to its best."""
    for track in figure.select(".chart-track"):
        found = [(lengths(mark)["at"], value_of(fact_of(mark))) for mark in marks(track)]
        falls = any(
            "lower" in cell for row in DATA.tables["table-10"].rows for cell in row[1:2] if row[0] in str(track.parent)
        )
        values = sorted((value for _, value in found), reverse=falls)
        least, most = (0.0, 100.0) if "Each row goes" not in figure.text else (values[0], values[-1])
        yield from ((at, value) for at, value in found if abs(at - 100 * (value - least) / (most - least)) > _EXACT)


def _bars(figure: Tag) -> Iterator[object]:
    """Every bar begins or ends at zero, and is as long as its value is great, by one measure in all panels."""
    scales = set()
    for track in figure.select(".chart-track"):
        (mark,) = marks(track)
        at, size, value = lengths(mark)["at"], lengths(mark)["size"], value_of(fact_of(mark))
        zero = lengths(track)["zero"]
        if abs((at + size if value < 0 else at) - zero) > 2 * _EXACT or not -_EXACT <= at <= at + size <= 100 + 2 * _EXACT:
            yield mark
        scales |= {(size - _EXACT, size + _EXACT, abs(value))}
    for (low, high, value), (other_low, other_high, other) in combinations(scales, 2):
        if low * other > other_high * value or high * other < other_low * value:
            yield low, value, other_low, other


def _slopes(figure: Tag) -> Iterator[object]:
    """In each panel a point is as much higher as its value is greater, by one measure in all; lines join points."""
    measures = []
    for plot in figure.select(".chart-plot"):
        points = {(lengths(mark)["at"], lengths(mark)["down"], value_of(fact_of(mark))) for mark in marks(plot)}
        yield from (point for point in points if not (-_EXACT <= point[0] <= 100 and -_EXACT <= point[1] <= 100 + _EXACT))
        measures += [(one[1] - other[1], other[2] - one[2]) for one, other in combinations(points, 2)]
        for line in plot.select(".line"):
            drawn = lengths(line)
            for across, end in ((drawn["at"], drawn["from"]), (drawn["at"] + drawn["size"], drawn["to"])):
                if not any(abs(at - across) < 2 * _EXACT and down == end for at, down, _ in points):
                    yield line
    down, difference = max(measures, key=lambda measure: abs(measure[1]))
    yield from (measure for measure in measures if abs(measure[0] - measure[1] * down / difference) > 4 * _EXACT)


def _shares(figure: Tag) -> Iterator[object]:
    for mark in marks(figure):
        if abs(lengths(mark)["size"] - value_of(fact_of(mark))) > _EXACT:
            yield mark


_DRAWN = """() => [...document.querySelectorAll('.chart-track, .chart-plot')].map(frame => {
    const box = part => (({left, right, top, bottom}) => ({left, right, top, bottom}))(part.getBoundingClientRect());
    const written = mark => mark.getAttribute('style').split(';').map(part => part.replace('--', '').split(':'));
    const inside = [...frame.querySelectorAll('a.mark')].map(mark => (
        {...box(mark), kind: mark.className, written: Object.fromEntries(written(mark))}));
    const chart = [...document.querySelectorAll('.chart')].indexOf(frame.closest('.chart'));
    return {...box(frame), kind: frame.className, chart, marks: inside};
})"""


@pytest.mark.parametrize("page", [_STILL, NARROW | _STILL], indirect=True, ids=["1280", "360"])
@pytest.mark.parametrize("name", _PAGES)
def test_what_is_written_is_what_is_drawn(page: Page, served: Served, name: str) -> None:
    page.goto(served.url + f"{name}/".removeprefix("index/"))
    frames = page.evaluate(_DRAWN)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert frames
    # All tracks of a chart are of one length, or their bars could not be compared.
    assert len({(frame["chart"], round(frame["right"] - frame["left"])) for frame in frames}) == frames[-1]["chart"] + 1
    for frame in frames:
        across = frame["right"] - frame["left"]
        wrong = defaultdict[str, list[Any]](list)
        border = 1 if "plot" in frame["kind"] else 0
        assert across >= (60 if border else 120)
        for mark in frame["marks"]:
            part = {key: float(value.rstrip("%")) / 100 for key, value in mark["written"].items()}
            assert 0 <= mark["left"] <= mark["right"] <= width
            if "dot" in mark["kind"]:
                middle = (mark["left"] + mark["right"]) / 2 - frame["left"] - border
                wrong["at"] += [mark] * (abs(middle - part["at"] * (across - 2 * border)) > 1)
            else:
                wrong["size"] += [mark] * (abs(mark["right"] - mark["left"] - part["size"] * across) > 1)
            if "at" in part and "size" in part:
                wrong["at"] += [mark] * (abs(mark["left"] - frame["left"] - part["at"] * across) > 1)
            if "down" in part:
                middle = (mark["top"] + mark["bottom"]) / 2 - frame["top"]
                wrong["down"] += [mark] * (abs(middle - part["down"] * (frame["bottom"] - frame["top"])) > 1)
        assert {key: found for key, found in wrong.items() if found} == {}


@pytest.mark.parametrize("page", [_STILL], indirect=True, ids=["1280"])
def test_names_and_words_of_a_slope_stand_clear_of_each_other(page: Page, served: Served) -> None:
    page.goto(f"{served.url}midtraining/")
    for plot in page.locator(".chart-plot").all():
        for side in ("before", "behind"):
            boxes = sorted(
                (box["y"], box["y"] + box["height"])
                for label in plot.locator(f".chart-label.{side}").all()
                if (box := label.bounding_box())
            )
            assert len(boxes) == 5
            assert all(lower[0] >= upper[1] - 3 for upper, lower in pairwise(boxes))


@pytest.mark.parametrize("page", [NARROW | _STILL], indirect=True, ids=["360"])
def test_on_a_phone_phi_4_is_the_second_column_and_stays_in_view(page: Page, served: Served) -> None:
    # 5.1
    page.goto(f"{served.url}evaluation/#table-1")
    page.locator("#table-1 summary").click()
    frame = page.locator("#table-1 .report-frame")
    frame.evaluate("frame => frame.scrollTo(9999, 0)")
    column = [cell.bounding_box() for cell in frame.locator("tr > :nth-child(2)").all()]
    heads = [cell.bounding_box() for cell in frame.locator("tr > :first-child").all()]
    assert (frame.locator("thead th").nth(1).text_content() or "").startswith("phi-4")
    for box, head in zip(column, heads, strict=True):
        assert box
        assert head
        assert head["x"] + head["width"] - 1 <= box["x"] < box["x"] + box["width"] < 330
    # At the end of the way the last column is clear of the fade.
    fade = frame.evaluate("frame => parseFloat(getComputedStyle(frame, '::after').width)")
    last = frame.locator("tbody tr > :last-child").first.bounding_box()
    around = frame.bounding_box()
    assert last
    assert around
    assert fade > 16
    assert last["x"] + last["width"] <= around["x"] + around["width"] - fade + 1
    lines = "cell => { const all = new Range(); all.selectNodeContents(cell); return all.getClientRects().length; }"
    assert {cell.evaluate(lines) for cell in frame.locator("tbody td:not(:has(span))").all()} == {1}
