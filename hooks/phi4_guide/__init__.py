# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The guide's library: pages, licences and diagrams, whatever builds the site. It imports nothing of MkDocs."""
