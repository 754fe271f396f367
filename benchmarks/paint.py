# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How soon a reader sees the diagrams, and what it costs: this site and others with the same content. Run by `make bench`.

The sites, all with the theme, style sheet and font of this one, so that they differ in how diagrams come and in nothing
else:

- published: this site with its diagrams drawn (`phi4-guide draw`); `founding` is the founding note's page of it;
- plain: this site as `mkdocs build` makes it, drawn by Mermaid in the reader's browser;
- material: Material's own Mermaid, of the version it asks for. It would fetch the library from another host; here it
  comes from the same one, which favours it;
- mermaid2: mkdocs-mermaid2-plugin's own way with the same Mermaid as ours;
- bare: the published pictures pasted into a page without any script, byline or text twin of ours: the limit.

A diagram is seen in the first frame in which the page's text holds a shown drawing larger than 50 pixels each way with all
its labels. The last diagram of the page stands below the window, by less than a window; nobody scrolls. Requests and
bytes are those asked for by the time the first diagram is seen, each counted whole. Blocking time is what tasks take
beyond 50 ms each, until the page rests. Shift is the sum of all, also
when each diagram is pointed at. Each visit has a fresh profile; the sites take turns, in another order each time.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from measuring import PAGE, RESULTS, ROOT, Budget, budget_table, build, draw, empty_page, make_site, table, write_json
from phi4_guide.diagrams.flowchart import read_flowchart
from phi4_guide.publish.chromium import ensure_browser, launch_arguments
from serving import Asked, Served, serve

RUNS = 5
PAUSE = 1
"""Seconds after a visit, in which a browser puts away what it had open."""
CACHE = ROOT / ".bench_cache"
TIMEOUT = 120_000
FOUNDING = (ROOT / "docs" / "founding-note.md").read_text(encoding="utf-8")
PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
SITES = {
    "published": "published/measure/",
    "plain": "plain/measure/",
    "material": "material/measure/",
    "mermaid2": "mermaid2/measure/",
    "bare": "bare/measure/",
    "founding": "published/founding-note/",
}
PROFILES = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
PHONE_NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PHONE_PROCESSOR = 4
_FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FIGURE = re.compile(r'<figure class="diagram".*?</figure>', re.DOTALL)
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_OWN_SCRIPT = re.compile(r"/assets/(?!javascripts/|mermaid).*\.m?js$")
_LIBRARY = re.compile(r'"https://[^"]*/mermaid[^"]*\.js"')


def make_sites(folder: Path) -> None:
    """Makes and builds the five sites in `folder`, each to be served from a folder of its name."""
    others = [page.name for page in sorted((ROOT / "docs").glob("*.md"))]
    # The same navigation everywhere; but for the two measured, its pages need no content.
    pages = {name: empty_page(name.removesuffix(".md").replace("-", " ").capitalize()) for name in others}
    pages |= {"measure.md": PAGE, "founding-note.md": FOUNDING}
    bare = {**pages, "measure.md": _FENCE.sub("<div>DIAGRAM</div>", PAGE)}
    made = {
        "plain": ("ours", pages),
        "material": ("material", pages),
        "mermaid2": ("mermaid2", pages),
        "bare": ("plain", bare),
    }
    for name, (way, content) in made.items():
        site = make_site(folder / "made" / name, way, content, ["measure.md", *others])
        build(site)
        shutil.copytree(site / "site", folder / "served" / name)
    drawn = folder / "made" / "plain"
    draw(drawn)
    (drawn / "site").rename(folder / "served" / "published")
    _paste(folder / "served")
    _bring_library(folder / "served" / "material")


def _paste(served: Path) -> None:
    """Pastes the published page's drawings into the bare one."""
    published = (served / "published" / "measure" / "index.html").read_text(encoding="utf-8")
    page = served / "bare" / "measure" / "index.html"
    text = page.read_text(encoding="utf-8")
    for figure in _FIGURE.findall(published):
        drawing = max(_SVG.findall(figure), key=len)
        opening = figure[: figure.index(">") + 1]
        # The same boxes, so that it is as large.
        inner = f'<div class="diagram-frame"><div class="diagram-picture">{drawing}</div></div>'
        text = text.replace("<div>DIAGRAM</div>", f"{opening}{inner}</figure>", 1)
    page.write_text(text, encoding="utf-8")


def _bring_library(site: Path) -> None:
    """Gives the site the Mermaid that Material asks for, and makes it ask its own host."""
    (bundle,) = (site / "assets" / "javascripts").glob("bundle.*.min.js")
    text = bundle.read_text(encoding="utf-8")
    asked = _LIBRARY.findall(text)
    version = re.search(r"mermaid@([\w.^~-]+)/", asked[0]) if len(set(asked)) == 1 else None
    if version is None:
        raise SystemExit(f"Material asks for Mermaid in a way not known here: {asked}")
    library = CACHE / f"mermaid-{version[1]}.min.js"
    if not library.is_file():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", "--silent", f"mermaid@{version[1]}"], cwd=folder, check=True)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as packed, library.open("wb") as target:
                member = packed.extractfile("package/dist/mermaid.min.js")
                assert member
                shutil.copyfileobj(member, target)
    shutil.copy(library, site / "assets" / "mermaid.min.js")
    bundle.write_text(_LIBRARY.sub('"/material/assets/mermaid.min.js"', text), encoding="utf-8")


def labels_of(page: str) -> list[list[str]]:
    """The labels of each of a page's diagrams, without spaces: Mermaid breaks lines where it likes."""
    charts = [read_flowchart(html.unescape(source)) for source in _FENCE.findall(page)]
    every = [[*chart.nodes.values(), *(edge.label for edge in chart.edges)] for chart in charts if chart]
    return [[label for words in labels if (label := re.sub(r"\s+", "", words))] for labels in every]


def visit(browser: Browser, served: Served, site: str, profile: str, picture: Path | None = None) -> dict[str, float]:
    """Visits the site's page once, with a fresh profile."""
    served.log.clear()
    context = browser.new_context(**PROFILES[profile])  # type: ignore[arg-type]
    try:
        diagrams = labels_of(FOUNDING if site == "founding" else PAGE)
        context.add_init_script(PROBE.replace("DIAGRAMS", json.dumps(diagrams)))
        page = context.new_page()
        if profile == "phone":
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            devtools.send("Network.emulateNetworkConditions", PHONE_NETWORK)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": PHONE_PROCESSOR})
        with page.expect_console_message(lambda message: message.text == "all diagrams are drawn", timeout=TIMEOUT):
            page.goto(served.url + SITES[site], timeout=TIMEOUT)
        _rest(page, served)
        calm, asked = page.evaluate("probe()"), [*served.log]
        for figure in page.locator("figure.diagram[data-state]").all():
            # At its corner, where no node's link is.
            (figure.tap if profile == "phone" else figure.hover)(position={"x": 5, "y": 5}, timeout=TIMEOUT)
        _rest(page, served)
        after = page.evaluate("probe()")
        if not all(after["shown"]):
            raise RuntimeError(f"{site}, {profile}: a diagram has gone")
        if picture:
            page.screenshot(path=picture, full_page=True)
        return _measured(calm, asked, after["shifts"])
    finally:
        context.close()


def _rest(page: Page, served: Served) -> None:
    """Waits until a second has passed in which nothing was asked for."""
    known = -1
    while known < len(served.log):
        known = len(served.log)
        page.wait_for_timeout(1000)


def _measured(calm: dict[str, Any], log: list[Asked], shifts: list[float]) -> dict[str, float]:
    def since(asked: Asked) -> float:
        return asked.time * 1000 - float(calm["origin"])

    # What is in the page's first frame is seen when that is; the browser itself says when.
    seen = [calm["fcp"] if begun <= calm["fcp"] else painted for begun, painted in calm["diagrams"]]
    until_first = [asked for asked in log if since(asked) <= min(seen)]
    scripts = [asked for asked in log if _OWN_SCRIPT.search(asked.path)]
    return {
        "first": min(seen),
        "last": max(seen),
        "KiB to first": _kib(until_first),
        "requests": len(until_first),
        "KiB in all": _kib(log),
        "own scripts": _kib(scripts),
        "largest paint": calm["lcp"],
        "shift": sum(shifts),
        "blocking": sum(max(0, duration - 50) for _, duration in calm["tasks"]),
    }


def _kib(log: list[Asked]) -> float:
    return sum(asked.size for asked in log) / 1024


def budgets(profile: str, results: dict[str, dict[str, float]]) -> list[Budget]:
    """The budgets of one profile."""
    ours, bare, founding = results["published"], results["bare"], results["founding"]
    # Where neither blocks by as much as one long task's allowance, a ratio says nothing.
    blocking = max(ours["blocking"], 50) / max(bare["blocking"], 50)
    # On a desktop beside its server a library of a megabyte is there at once, as it is for no reader.
    sooner = Budget("first diagram, material / published", results["material"]["first"] / ours["first"], 7, at_least=True)
    return [
        Budget("first diagram, published / bare", ours["first"] / bare["first"], 1.05 if profile == "phone" else 1.1),
        *([sooner] if profile == "phone" else []),
        Budget("KiB until the first diagram", ours["KiB to first"], 130),
        Budget("requests until the first diagram", ours["requests"], 12),
        Budget("layout shift", max(ours["shift"], founding["shift"]), 0.01),
        Budget("blocking, published / bare", blocking, 1.3),
        Budget("KiB of the founding note's page", founding["KiB in all"], 350),
        Budget("KiB of our scripts", ours["own scripts"], 5),
    ]


def main() -> None:
    """Prints the tables and the budgets, and writes both as JSON."""
    parser = argparse.ArgumentParser(description="Measures how soon a reader sees the diagrams.")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", type=Path, default=RESULTS / "paint.json", help="where the numbers go")
    parser.add_argument("--pictures", type=Path, help="a folder for a screenshot of each page")
    options = parser.parse_args()
    runs: dict[str, dict[str, list[dict[str, float]]]] = {profile: {site: [] for site in SITES} for profile in PROFILES}
    chromium = ensure_browser()
    with tempfile.TemporaryDirectory() as name:
        make_sites(Path(name))
        with sync_playwright() as playwright, serve(Path(name) / "served") as served:
            browser = playwright.chromium.launch(executable_path=chromium, args=launch_arguments())
            visits = [*product(PROFILES, SITES)]
            # The browser's first visits are slow, and not counted.
            for site in SITES:
                visit(browser, served, site, "desktop")
            for number in range(options.runs):
                # In another order each time, so that no site always comes after one that makes the machine work.
                for profile, site in random.Random(number).sample(visits, len(visits)):
                    picture = options.pictures / f"{profile}-{site}.png" if options.pictures and not number else None
                    runs[profile][site].append(visit(browser, served, site, profile, picture))
                    time.sleep(PAUSE)
            version = browser.version
            browser.close()
    results: dict[str, object] = {"chromium": version, "runs": options.runs}
    for profile, sites in runs.items():
        middle = {site: {what: statistics.median(run[what] for run in of) for what in of[0]} for site, of in sites.items()}
        kept = budgets(profile, middle)
        print(f"\n{profile}, medians of {options.runs}; milliseconds, KiB\n")
        print(table(["site", *middle["bare"]], [[site, *measured.values()] for site, measured in middle.items()]))
        print(f"\n{budget_table(kept)}")
        rows = [asdict(budget) | {"met": budget.met} for budget in kept]
        results[profile] = {"medians": middle, "runs": sites, "budgets": rows}
    write_json(options.json, results)


if __name__ == "__main__":
    main()
