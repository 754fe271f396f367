# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Takes the picture that stands for the site elsewhere: beside a link that somebody sends, and in the README.

Run as `python -m phi4_guide.picture SITE PNG` on a published site; the picture is kept with the project.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from phi4_guide.browser import NoBrowserError, launch_arguments, require_browser
from phi4_guide.serving import serve

WIDTH, HEIGHT = 1200, 630
"""The size, in pixels, in which most places show a link's picture."""

# Title and first words on the left, the map whole on the right; what one would click is left out.
_LAYOUT = """
  .md-header, .md-footer, .md-sidebar, .md-content__button, .byline, .diagram-tools, .diagram-twin, .diagram-source,
  .md-content__inner > figure ~ *, .headerlink { display: none !important; }
  .md-main__inner { margin: 0 !important; max-width: none; }
  .md-content__inner { display: grid; gap: 0 56px; grid-template: auto 1fr / 440px 1fr; }
  .md-content__inner { margin: 0 !important; padding: 52px 60px; }
  .md-content__inner::before { display: none; }
  .md-typeset { font-size: 22px; line-height: 1.5; }
  .md-typeset h1 { font-size: 52px; margin: 0 0 28px; }
  .md-typeset figure.diagram { grid-area: 1 / 2 / 3; margin: 0; }
  .diagram-picture { height: 490px; min-width: 0; width: auto; }
"""


def take(site: Path, picture: Path) -> None:
    """Writes a picture of the site's Home, in the light palette.

    Raises:
        NoBrowserError: there is no browser; the message says how to get one.
    """
    path = require_browser()
    with serve(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(address, wait_until="networkidle")
        page.add_style_tag(content=_LAYOUT)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m phi4_guide.picture SITE PNG")
    try:
        take(Path(sys.argv[1]), Path(sys.argv[2]))
    except NoBrowserError as error:
        sys.exit(str(error))
