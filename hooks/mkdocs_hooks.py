# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""What MkDocs calls while it builds: the checks before it reads a page, and the way around mermaid2's slow parse.

Everything here only adds to the site; what matters is in `phi4_guide`, where any builder finds it.
"""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from phi4_guide.config import DATA_FOLDER, Config
from phi4_guide.content.page import read_page
from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.render.problems import STRIP, problem_strip
from phi4_guide.report.model import DataError, facts_as_json
from phi4_guide.site import register, site_at

# MkDocs counts what is logged under its own name, and `--strict` looks at that count.
log = logging.getLogger("mkdocs.hooks.phi4_guide")

_MERMAID2_SCRIPT = re.compile(r'<script type="module">\s*import mermaid from.*?</script>', re.DOTALL)
_STUB = '<html><body><div class="mermaid"></div></body></html>'


class _State:
    """What lasts longer than one event."""

    serving = False


def on_startup(*, command: str, dirty: bool) -> None:
    """Remembers whether MkDocs builds or serves, and says what a build leaves undone; so it may not publish one itself."""
    if command == "gh-deploy":
        raise Abort("`mkdocs gh-deploy` publishes pages without pictures; run `make site`, and publish the folder site/")
    if command == "build":
        log.info("A build draws no diagram into its page; `make site` makes the site as it is published")
    _State.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Begins a build, in a preview one of many, of the site as MkDocs read its settings.

    What MkDocs itself would say of links, without a line, the rule `link` says.
    """
    config.validation.links.update(dict.fromkeys(config.validation.links, logging.DEBUG))
    language = str(config.theme.get("language", "en"))
    settings = Config(Path(config.docs_dir).resolve(), config.extra, language=language)
    try:
        register(settings, preview=_State.serving)
    except ValueError as error:
        if not _State.serving:
            raise Abort(str(error)) from error
        site = register(replace(settings, extra={}), preview=True)
        site.flaws.append(_in_settings(error))


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Looks at what MkDocs could not get past: figures that cannot be used, pages that are no text."""
    site = site_at(Path(config.docs_dir))
    try:
        data = site.data()
    except DataError as error:
        raise Abort(str(error)) from error
    for file in list(files):
        if file.abs_src_path and not Path(file.abs_src_path).is_file():
            # A dangling link, for which the rules have an error.
            files.remove(file)
    for file in files.documentation_pages():
        raw = file.content_bytes
        page = read_page(raw, file.src_uri) if raw != raw.decode(errors="ignore").encode() else None
        if page and page.flaw:
            site.lint(page)
            text = f"# {file.src_uri} cannot be shown\n\nLine {page.flaw.line}: {page.flaw.message}.\n"
            files.remove(file)
            files.append(File.generated(config, file.src_uri, content=text))
    if data is not None:
        files.append(File.generated(config, f"{DATA_FOLDER}/facts.json", content=facts_as_json(data)))
    return files


def on_page_content(html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Takes from the theme front matter that it would print as HTML, or end on; the page has an error for it."""
    problems = site_at(Path(config.docs_dir)).problems.get(page.file.src_uri, [])
    if any(problem.rule in ("key-markup", "key-value") and problem.severity is Severity.ERROR for problem in problems):
        page.meta = {}
    return html


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Reports what the pages' conversion found, before the first of them is written. In a build an error ends it."""
    errors = 0
    site = site_at(Path(config.docs_dir))
    problems = site.all_problems()
    for problem in problems:
        wrong = problem.severity is Severity.ERROR
        errors += wrong
        log.log(logging.INFO if not wrong else logging.WARNING if _State.serving else logging.ERROR, "%s", problem)
    if errors and not _State.serving:
        raise Abort(f"{errors} errors in the pages; nothing was built")
    for page in (file.page for file in files.documentation_pages() if _State.serving):
        if page and page.content is not None:
            page.content = site.strip(page.file.src_uri, problems, page.content) + page.content
    # While serving, the configuration is loaded anew for each build, and its events with it.
    plugin, events = config.plugins.get("mermaid2"), config.plugins.events["post_page"]
    if plugin and plugin.on_post_page in events:
        events[events.index(plugin.on_post_page)] = partial(_through_stub, plugin.on_post_page)


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Says where the preview's port is taken: MkDocs itself would end in a traceback. Goes on where a build ends."""
    server.builder = partial(_build_or_tell, builder, Path(server.root))
    try:
        socket.create_server(server.server_address, family=server.address_family).close()
    except OSError as error:
        host, port = config.dev_addr
        there = f"the preview cannot be at {host}:{port}: {error.strerror}; stop what runs there, or run"
        raise Abort(f"{there} `.venv/bin/mkdocs serve --dev-addr {host}:{port + 1}`") from error


def _build_or_tell(builder: Callable[[], None], site: Path) -> None:
    """Builds the preview anew. Where MkDocs cannot, the pages that it built before say so."""
    try:
        builder()
    except MkDocsException as error:
        log.warning("%s", error)
        strip = problem_strip([_in_settings(error)], "", "")
        for page in site.rglob("*.html"):
            page.write_text(STRIP.sub(lambda _: strip, page.read_text(encoding="utf-8"), count=1), encoding="utf-8")


def _in_settings(error: Exception) -> Problem:
    """What is wrong with mkdocs.yml, on its line where that is known."""
    line = getattr(getattr(error.__context__, "problem_mark", None), "line", 0) + 1
    return Problem("mkdocs.yml", line, 1, "settings", Severity.ERROR, str(error))


def _through_stub(on_post_page: Callable[..., str], output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Puts the script that mermaid2 writes for a stub into a page with a diagram, which it would parse and write anew."""
    script = _MERMAID2_SCRIPT.search(on_post_page(_STUB, page=page, config=config))
    if not script or '<div class="mermaid"' not in output:
        return output
    # On a page at the site's root mermaid2 writes a bare module name, which no browser resolves.
    loader = re.sub(r'from "(?![./]|\w+:)', 'from "./', script[0])
    head, end, tail = output.rpartition("</body>")
    return f"{head}{loader}{end}{tail}"
