# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What Markdown is on: the page that shows each mark as source and as drawn, held to what the build makes of the source."""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Tag

from built_pages import article
from cases import load
from checking import good_page
from phi4_guide.config import load_config
from site_building import ROOT, done, guide_folder, mkdocs

PAGE = ROOT / "docs" / "markdown.md"
SOURCES = re.findall(r"^````markdown\n(.*?)^````\n", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
SHOWN: dict[str, str | None] = load("pages/markdown.yml")


def elements(parts: list[Tag]) -> list[str]:
    """The HTML of these elements, without what depends on the rest of their page."""
    for part in parts:
        for inside in (part, *part.find_all(True)):
            for name in ("aria-labelledby", "data-place"):
                inside.attrs.pop(name, None)
    return [str(part) for part in parts]


def sources(shown: Tag) -> list[Tag]:
    """The sources that the page shows."""
    return [block for block in shown.select(".highlight") if block.get_text() in SOURCES]


def drawn_behind(source: Tag) -> list[Tag]:
    """What stands behind a source on the page, up to the next section or the page's end."""
    behind = source.find_next_siblings()
    ends = (
        n
        for n, part in enumerate(behind)
        if part.name in ("h2", "footer") or "footnote" in part.get_attribute_list("class")
    )
    return behind[: next(ends)]


def test_every_source_is_written_again_below_itself() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(SOURCES) >= 10
    assert [source for source in SOURCES if f"````\n\n{source}" not in text] == []


def test_what_a_source_makes_on_a_page_of_its_own_is_what_the_page_shows(site: Path, tmp_path: Path) -> None:
    """6.6."""
    folder = guide_folder(tmp_path, {}, data=True)
    for number, source in enumerate(SOURCES):
        page = folder / "docs" / f"part-{number}.md"
        page.write_text(good_page(body=f"# A part\n\n{source}", checked=True), encoding="utf-8")
    done(mkdocs("build", cwd=folder))
    shown = article(site, "markdown")
    assert [source.get_text() for source in sources(shown)] == SOURCES
    for number, source in enumerate(sources(shown)):
        alone = article(folder / "site", f"part-{number}").select_one(".byline")
        assert alone is not None
        assert elements(drawn_behind(source)) == elements(drawn_behind(alone))


def test_each_extension_of_the_site_is_shown_and_its_mark_is_on(site: Path) -> None:
    """6.6."""
    settings = load_config(ROOT / "mkdocs.yml")
    assert set(settings.extensions) - {"fenced_code"} == SHOWN.keys()
    drawn = "".join(str(part) for source in sources(article(site, "markdown")) for part in drawn_behind(source))
    found = BeautifulSoup(drawn, "html.parser")
    assert [name for name, selector in SHOWN.items() if selector and not found.select(selector)] == []
