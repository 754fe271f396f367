# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""How soon a diagram answers: from *Next* to the next step, from an input to the turned picture. Run by `make bench`.

Each walked and each turned diagram of the published site is measured, on a desktop and on a phone, from the event to the
frame in which the picture has changed. A turned diagram's first input, for which Mermaid may still have to come, stands
apart.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from paint import PHONE_PROCESSOR, PROFILES, TIMEOUT
from playwright.sync_api import Browser, Page, sync_playwright

from measuring import RESULTS, ROOT, Budget, budget_table, draw, table, write_json
from phi4_guide.publish.chromium import ensure_browser, launch_arguments
from serving import Served, serve

RUNS = 9
STEP = {"desktop": 50, "phone": 50}
PLACED = {"desktop": 60, "phone": 200}
GROWING = {"desktop": 180, "phone": 700}
"""Milliseconds: of a step; of a picture drawn anew in its place; of one whose source an algorithm makes."""

# Resolves in the frame after the next in which what `act` causes is seen: `changed` gives a promise for it.
_TIMED = """
const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(null);
}));
const timed = async (act, changed = Promise.resolve()) => {
  const start = performance.now();
  act();
  await changed;
  await painted();
  return performance.now() - start;
};
"""
_WALK = f"""async (figure, runs) => {{ {_TIMED}
  const [next, all] = ['.walk-next', '.walk-all'].map((name) => figure.querySelector(name));
  const times = [];
  while (times.length < runs) {{
    if (next.ariaDisabled === 'true') all.click();
    times.push(await timed(() => next.click()));
  }}
  all.click();
  return times;
}}"""
_TURN = f"""async (figure, runs) => {{ {_TIMED}
  const [range, text] = ['input[type=range]', 'textarea'].map((kind) => figure.querySelector('.diagram-turn ' + kind));
  const field = range ?? text;
  const room = figure.querySelector('.diagram-picture');
  // A flowchart's words change in place, if no algorithm makes them; of any other picture all is another.
  const {{ algorithm }} = JSON.parse(figure.querySelector(".diagram-turn").dataset.turn);
  const placed = room.querySelector("[data-of]") && !algorithm;
  const isText = field.localName === 'textarea';
  const start = field.value;
  const [here, there] = isText ? [start, start + ' and'] : [field.value, field.value === field.max ? field.min : field.max];
  const times = [];
  while (times.length < runs) {{
    const changed = new Promise((resolve, reject) => {{
      setTimeout(() => reject(new Error(`${{figure.id}} does not answer`)), 30000);
      const observer = new MutationObserver(() => {{ observer.disconnect(); resolve(); }});
      observer.observe(room, {{ subtree: true, [placed ? 'characterData' : 'childList']: true }});
    }});
    times.push(await timed(() => {{
      field.value = times.length % 2 ? here : there;
      field.dispatchEvent(new Event('input', {{ bubbles: true }}));
    }}, changed));
  }}
  return times;
}}"""


@dataclass(frozen=True)
class Measured:
    """A diagram's times; the first input's stands apart."""

    diagram: str
    what: str
    limit: float
    times: list[float]
    first: float = 0

    @property
    def budget(self) -> Budget:
        """Its median, and what that may be."""
        return Budget(f"{self.what}, {self.diagram}", statistics.median(self.times), self.limit)


def measure(browser: Browser, served: Served, path: str, profile: str, runs: int) -> list[Measured]:
    """The times of every walked and turned diagram of a page."""
    context = browser.new_context(**PROFILES[profile])  # type: ignore[arg-type]
    try:
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        if profile == "phone":
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": PHONE_PROCESSOR})
        page.goto(served.url + path, wait_until="networkidle")
        return [*_walks(page, path, profile, runs), *_turns(page, path, profile, runs)]
    finally:
        context.close()


def _walks(page: Page, path: str, profile: str, runs: int) -> list[Measured]:
    figures = page.locator("figure.diagram:has(.diagram-walk)").all()
    times = [(figure.get_attribute("id"), figure.evaluate(_WALK, runs)) for figure in figures]
    return [Measured(f"{path}#{name}", "step", STEP[profile], found) for name, found in times]


def _turns(page: Page, path: str, profile: str, runs: int) -> list[Measured]:
    found = []
    for figure in page.locator("figure.diagram:has(.diagram-turn)").all():
        figure.scroll_into_view_if_needed()
        # Until what turns it, and Mermaid, have come.
        page.wait_for_timeout(3000)
        first, *later = figure.evaluate(_TURN, runs + 1)
        grows = bool(json.loads(figure.locator(".diagram-turn").get_attribute("data-turn") or "{}").get("algorithm"))
        limit = (GROWING if grows else PLACED)[profile]
        found.append(Measured(f"{path}#{figure.get_attribute('id')}", "input", limit, later, first))
    return found


def main() -> None:
    """Prints the tables and the budgets, and writes both as JSON."""
    parser = argparse.ArgumentParser(description="Measures how soon a diagram answers.")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", type=Path, default=RESULTS / "interaction.json", help="where the numbers go")
    options = parser.parse_args()
    results: dict[str, object] = {"runs": options.runs}
    chromium = ensure_browser()
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", site], cwd=ROOT, check=True)
        draw(site.parent)
        pages = [file for file in site.rglob("index.html") if re.search("diagram-(walk|turn)", file.read_text("utf-8"))]
        paths = sorted(file.relative_to(site).as_posix() for file in pages)
        with sync_playwright() as playwright, serve(site) as served:
            browser = playwright.chromium.launch(executable_path=chromium, args=launch_arguments())
            for profile in PROFILES:
                measured = [row for path in paths for row in measure(browser, served, path, profile, options.runs)]
                kept = [row.budget for row in measured]
                rows = [asdict(row) | {"median": row.budget.value, "met": row.budget.met} for row in measured]
                results[profile] = rows
                print(f"\n{profile}, medians of {options.runs}, milliseconds\n\n{budget_table(kept)}")
                first = [[row.diagram, row.first] for row in measured if row.first]
                print(f"\n{table(['first input', 'milliseconds'], first)}" if first else "")
            browser.close()
    write_json(options.json, results)


if __name__ == "__main__":
    main()
