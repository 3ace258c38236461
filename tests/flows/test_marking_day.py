"""A marking day of a real scheme, marked on real pages, ends complete and adds up."""

from pathlib import Path

import pytest

from bench.day import Day, closing_line, run
from tests import chromium
from tests.conftest import missing

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_short_day_ends_complete_and_equals_what_the_trade_file_comes_to(tmp_path: Path) -> None:
    if chromium.find(tmp_path) is None:
        missing("NO CHROMIUM, THIS TEST DID NOT RUN: set CHROMIUM or run dev.py test")
    day = Day(entries=2, speed=10_000)
    evening = run(day, tmp_path)
    assert evening.faults == []
    assert (evening.sheets, evening.aspects) == (2 * 6, 2 * 149)
    assert evening.taken_back > 0
    assert evening.acts > 2 * (123 + 3 * 26)
    assert evening.lines == evening.acts + evening.taken_back
    assert closing_line(day, evening).endswith("faults=0")
