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
from functools import partial
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from phi4_guide.diagnostics import Problem, Severity
from phi4_guide.lint.runner import check_page, check_site, context_for, latest_day
from phi4_guide.report.model import facts_as_json
from phi4_guide.site import DATA_FOLDER, Project

# MkDocs counts what is logged under its own name, and `--strict` looks at that count.
log = logging.getLogger("mkdocs.hooks.phi4_guide")

_MERMAID2_SCRIPT = re.compile(r'<script type="module">\s*import mermaid from.*?</script>', re.DOTALL)
# What the preview shows its author in the place of such a page.
_UNREADABLE = ("not-utf-8", "page-too-much", "key-markup", "address", "fence-line")
_STUB = '<html><body><div class="mermaid"></div></body></html>'


class _State:
    """What lasts longer than one event. MkDocs keeps this module for as long as it serves."""

    serving = False


def on_startup(*, command: str, dirty: bool) -> None:
    """Remembers whether MkDocs builds or serves."""
    _State.serving = command == "serve"


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Checks every page's raw bytes. In a build an error ends it; in a preview it is a warning."""
    latest = latest_day()
    try:
        # As MkDocs resolved them, `INHERIT` and `!ENV` included.
        project = Project.of(Path(config.docs_dir), config.extra)
        problems = check_site(project)
    except ValueError as error:
        # Without the figures no page can be shown as it is meant.
        raise Abort(str(error)) from error
    errors = _report(problems)
    shown = InclusionLevel.is_in_serve if _State.serving else InclusionLevel.is_included
    for file in sorted(files.documentation_pages(inclusion=shown), key=lambda file: file.src_uri):
        path = Path(file.abs_src_path) if file.abs_src_path else Path(file.src_uri)
        problems = check_page(file.content_bytes, _shown(path), context_for(path, project, latest))
        errors += _report(problems)
        unreadable = next((problem for problem in problems if problem.rule in _UNREADABLE), None)
        if _State.serving and unreadable:
            text = f"# {file.src_uri} cannot be shown\n\nLine {unreadable.line}: {unreadable.message}.\n"
            _replace(files, file, text, config)
    data = project.data()
    if data is not None:
        files.append(File.generated(config, f"{DATA_FOLDER}/facts.json", content=facts_as_json(data)))
    if errors and not _State.serving:
        raise Abort(f"{errors} errors in the pages; nothing was built")
    return files


def _report(problems: list[Problem]) -> int:
    """Logs problems, errors as errors in a build and as warnings in a preview, and returns how many errors there are."""
    errors = 0
    for problem in problems:
        wrong = problem.severity is Severity.ERROR
        errors += wrong
        log.log(logging.INFO if not wrong else logging.WARNING if _State.serving else logging.ERROR, "%s", problem)
    return errors


def _shown(path: Path) -> str:
    return (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()


def _replace(files: Files, file: File, text: str, config: MkDocsConfig) -> None:
    files.remove(file)
    files.append(File.generated(config, file.src_uri, content=text))


def on_serve(server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Says where the preview's port is taken: MkDocs itself would end in a traceback."""
    with socket.socket(server.address_family) as probe:
        # As the server will ask for it.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, server.allow_reuse_address)
        try:
            probe.bind(server.server_address)
        except OSError as error:
            host, port = config.dev_addr
            other = f".venv/bin/mkdocs serve --dev-addr {host}:{port + 1}"
            raise Abort(
                f"the preview cannot be at {host}:{port}: {error.strerror}; stop what runs there, or run `{other}`"
            ) from error


def on_env(env: Environment, *, config: MkDocsConfig, files: Files) -> None:
    """Shows mermaid2, and nobody else, a stub instead of each page: it would parse and write it anew, whole."""
    plugin = config.plugins.get("mermaid2")
    if plugin is None:
        raise Abort("mkdocs-mermaid2-plugin is not in `plugins` in mkdocs.yml")
    events = config.plugins.events["post_page"]
    # While serving, the configuration is loaded anew for each build, and its events with it.
    if plugin.on_post_page in events:
        events[events.index(plugin.on_post_page)] = partial(_through_stub, plugin.on_post_page, {})


def _through_stub(
    on_post_page: Callable[..., str], loaders: dict[int, str], output: str, *, page: Page, config: MkDocsConfig
) -> str:
    """Puts the script that mermaid2 writes for a stub into the page; `loaders` keeps it, by how deep a page lies."""
    if '<div class="mermaid"' not in output:
        return output
    depth = page.url.count("/")
    if depth not in loaders:
        script = _MERMAID2_SCRIPT.search(on_post_page(_STUB, page=page, config=config))
        if not script:
            raise Abort("mkdocs-mermaid2-plugin wrote no script; is its `javascript` set in mkdocs.yml?")
        # On a page at the site's root mermaid2 writes a bare module name, which no browser resolves.
        loaders[depth] = re.sub(r'from "(?![./]|\w+:)', 'from "./', script[0])
    head, body_end, tail = output.rpartition("</body>")
    return f"{head}{loaders[depth]}{body_end}{tail}" if body_end else output + loaders[depth]
