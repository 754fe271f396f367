# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""The guide's library: what it knows of pages, licences and diagrams, whatever builds the site."""
