# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Copies Mermaid and the font from npm into `docs/assets/`, unmodified, with checksums and licences.

`make vendor` takes the versions that `requirements/package.json` names. `python -m tools.vendor --newest` takes the newest
of the same major versions, and names them there. Needs `npm`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ASSETS = Path("docs/assets")
NAMED = Path("requirements/package.json")
FONT = "@fontsource/source-sans-3"
WEIGHTS = (400, 600)


def vendor(*, newest: bool) -> None:
    """Replaces the vendored Mermaid and font by the versions named, or by the newest of the same major versions.

    Raises:
        subprocess.CalledProcessError: npm failed; what was vendored before is then still there.
        FileNotFoundError: npm is not installed, or the package no longer has the files wanted.
    """
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        package = json.loads(NAMED.read_text(encoding="utf-8"))
        versions = package["dependencies"]
        wanted = {name: f"^{version}" if newest else version for name, version in versions.items()}
        (work / "package.json").write_text(json.dumps(package | {"dependencies": wanted}), encoding="utf-8")
        # Its whole path: on Windows npm is a script, which is not found by its bare name.
        command = [shutil.which("npm") or "npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=work, check=True)
        modules = work / "node_modules"
        for name in versions:
            versions[name] = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))["version"]
        _copy_mermaid(modules, work / "mermaid", versions["mermaid"])
        _copy_font(modules / FONT, work / "font", versions[FONT])
        for name in ("mermaid", "font"):
            shutil.rmtree(ASSETS / name, ignore_errors=True)
            shutil.copytree(work / name, ASSETS / name)
        if newest:
            NAMED.write_text(json.dumps(package, indent=2) + "\n", encoding="utf-8", newline="\n")


def _copy_mermaid(modules: Path, target: Path, version: str) -> None:
    distribution, chunks = modules / "mermaid" / "dist", "chunks/mermaid.esm.min"
    (target / chunks).mkdir(parents=True)
    for file in (distribution / "mermaid.esm.min.mjs", *(distribution / chunks).glob("*.mjs")):
        shutil.copy(file, target / file.relative_to(distribution))
    _describe(target, version, "LICENCES.txt", _licences(modules, version))


def _copy_font(package: Path, target: Path, version: str) -> None:
    target.mkdir(parents=True)
    for weight in WEIGHTS:
        shutil.copy(package / "files" / f"source-sans-3-latin-{weight}-normal.woff2", target)
    _describe(target, version, "LICENCE.txt", (package / "LICENSE").read_text(encoding="utf-8"))


def _describe(target: Path, version: str, licence: str, text: str) -> None:
    """Writes the version, the licence and, of all files, the checksums beside what was copied."""
    (target / "VERSION").write_text(f"{version}\n", encoding="utf-8", newline="\n")
    (target / licence).write_text(text, encoding="utf-8", newline="\n")
    files = sorted(file for file in target.rglob("*") if file.is_file())
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(target).as_posix()}\n" for file in files]
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _licences(modules: Path, version: str) -> str:
    """The licences of Mermaid and of every package it depends on; texts that are the same stand once."""
    texts: dict[str, list[str]] = {}
    for manifest in sorted((*modules.glob("*/package.json"), *modules.glob("@*/*/package.json"))):
        package = json.loads(manifest.read_text(encoding="utf-8"))
        if package["name"].startswith(("@fontsource/", "@types/")):
            continue
        found = sorted(
            file for file in manifest.parent.iterdir() if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING"))
        )
        text = "\n".join(file.read_text(encoding="utf-8", errors="replace").strip() for file in found if file.is_file())
        name = f"{package['name']} {package['version']} ({package.get('license', 'see the text')})"
        texts.setdefault(text or "The package ships no licence text; its identifier is above.", []).append(name)
    head = (
        f"Mermaid {version} is bundled from the packages named here. Each is used unmodified, under the licence below "
        "its name.\n"
    )
    blocks = ["\n".join(names) + "\n\n" + text for text, names in sorted(texts.items(), key=lambda item: item[1])]
    return head + "".join(f"\n{'-' * 78}\n{block}\n" for block in blocks)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--newest"]):
        sys.exit("usage: python -m tools.vendor [--newest]")
    try:
        vendor(newest="--newest" in sys.argv)
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"vendor: {problem}")
