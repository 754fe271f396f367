# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""A page as its author wrote it, read once: bytes, front matter, the tree that readers get."""
