# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Whom a browser would ask for an address."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(address: str) -> str | None:
    """The host that an address names, with its port; empty where it leads on from the page, None where it is no address."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return None
