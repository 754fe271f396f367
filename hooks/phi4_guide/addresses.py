# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Addresses in links: whom a browser would ask, and how one page names another."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit


def host_of(address: str) -> str | None:
    """The host that an address names, with its port; empty where it leads on from the page, None where it is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None


def link_from(page: str, target: str) -> str:
    """The address of `target` as written in a link on the page; both are paths in the docs folder."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
