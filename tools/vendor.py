# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Copies Mermaid and the font from npm into `docs/assets/`, unmodified, with checksums and licences.

`make vendor` takes the versions that `requirements/package.json` names. `python -m tools.vendor --newest` takes the newest
of the same major versions, and names them there. Needs `npm`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
    package = _read(NAMED)
    versions = package["dependencies"]
    with tempfile.TemporaryDirectory() as work:
        wanted = {name: f"^{version}" if newest else version for name, version in versions.items()}
        Path(work, "package.json").write_text(json.dumps(package | {"dependencies": wanted}), encoding="utf-8")
        # Its whole path: on Windows npm is a script, which is not found by its bare name.
        command = [shutil.which("npm") or "npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=work, check=True)
        modules = Path(work, "node_modules")
        versions |= {name: _read(modules / name / "package.json")["version"] for name in versions}
        mermaid, font = modules / "mermaid" / "dist", modules / FONT / "files"
        scripts = (mermaid / "mermaid.esm.min.mjs", *mermaid.glob("chunks/mermaid.esm.min/*.mjs"))
        _copy(mermaid, scripts, "mermaid", {"VERSION": versions["mermaid"], "LICENCES.txt": _licences(modules)})
        weights = [font / f"source-sans-3-latin-{weight}-normal.woff2" for weight in WEIGHTS]
        licence = (modules / FONT / "LICENSE").read_text(encoding="utf-8")
        _copy(font, weights, "font", {"VERSION": versions[FONT], "LICENCE.txt": licence})
    if newest:
        NAMED.write_text(json.dumps(package, indent=2) + "\n", encoding="utf-8", newline="\n")


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def _copy(base: Path, files: Iterable[Path], folder: str, texts: dict[str, str]) -> None:
    """Makes a folder of the assets anew: these files, as they lie in `base`, these texts, and the checksums of all."""
    target = ASSETS / folder
    shutil.rmtree(target, ignore_errors=True)
    for file in files:
        copied = target / file.relative_to(base)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copied)
    for name, text in texts.items():
        (target / name).write_text(f"{text.rstrip()}\n", encoding="utf-8", newline="\n")
    sums = {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(target.rglob("*")) if file.is_file()}
    lines = (f"{digest}  {file.relative_to(target).as_posix()}\n" for file, digest in sums.items())
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def _licences(modules: Path) -> str:
    """The licences of Mermaid and of every package it depends on; texts that are the same stand once."""
    texts: dict[str, list[str]] = {}
    for manifest in sorted((*modules.glob("*/package.json"), *modules.glob("@*/*/package.json"))):
        package = _read(manifest)
        if not package["name"].startswith(("@fontsource/", "@types/")):
            names = ("LICENSE", "LICENCE", "COPYING")
            found = sorted(f for f in manifest.parent.iterdir() if f.name.upper().startswith(names) and f.is_file())
            text = "\n".join(file.read_text(encoding="utf-8", errors="replace").strip() for file in found)
            name = f"{package['name']} {package['version']} ({package.get('license', 'see the text')})"
            texts.setdefault(text or "The package ships no licence text; its identifier is above.", []).append(name)
    version = _read(modules / "mermaid" / "package.json")["version"]
    head = f"Mermaid {version} is bundled from the packages named here. "
    head += "Each is used unmodified, under the licence below its name."
    blocks = ["\n".join(names) + "\n\n" + text for text, names in sorted(texts.items(), key=lambda item: item[1])]
    return f"{head}\n" + "".join(f"\n{'-' * 78}\n{block}\n" for block in blocks)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m tools.vendor")
    arguments.add_argument("--newest", action="store_true")
    try:
        vendor(newest=arguments.parse_args().newest)
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"vendor: {problem}")
