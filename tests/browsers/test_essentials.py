# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Each page of the published site in each browser: drawn, silent, within its policy, asking nobody else."""

from __future__ import annotations

import pytest

from browsers.conftest import by_engine
from browsers.engines import Engine
from browsing import by_path
from site_building import Served

pytestmark = [pytest.mark.engines, by_engine, pytest.mark.usefixtures("quiet")]


@by_path
def test_a_page_is_drawn_and_stays_in_its_window(engine: Engine, guide: Served, path: str) -> None:
    engine.open(guide.url + path)
