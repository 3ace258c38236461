"""The load generators of bench/ hear what is sent: all of it, and nothing that was not."""

import sys
from pathlib import Path

import pytest

from bench.hall.fans import Burst, bare, served
from bench.hall.gallery import Tools, build
from bench.hall.marking import furnish, mark
from bench.hall.paths import Drop, come_back
from bench.hall.sleepers import sleepers

pytestmark = pytest.mark.slow
PYTHON = Tools(None, [sys.executable, "-m", "bench.hall.gallery_in_python"], None)


@pytest.fixture(params=["built", "python"])
def tools(request: pytest.FixtureRequest, tmp_path: Path) -> Tools:
    """Give the generator that this machine can build, and the one that any machine has."""
    return build(tmp_path) if request.param == "built" else PYTHON


@pytest.mark.parametrize("way", ["stock", "direct"])
def test_every_screen_of_a_gallery_hears_every_event(
    tools: Tools, way: str, tmp_path: Path
) -> None:
    fan = served(tools, tmp_path / way, way, 20, Burst(5, 300, 20.0))
    assert (fan.frames, fan.lost, fan.broken) == (100, 0, 0)


def test_the_bare_server_serves_as_many(tmp_path: Path) -> None:
    tools = build(tmp_path)
    if tools.limit is None:
        assert tools.compiler is None
        return
    fan = bare(tools, 20, Burst(5, 300, 20.0))
    assert (fan.frames, fan.lost, fan.broken) == (100, 0, 0)


def test_dropped_screens_are_counted_as_they_come_back(tools: Tools, tmp_path: Path) -> None:
    server, trades = furnish(tmp_path / "hall", 1, 5)
    server.start()
    try:
        assert mark(server, trades, 20.0, 0.5).failed == 0
        back = come_back(server, tools, trades, 20, Drop(500, 6.0))
    finally:
        server.kill()
    assert (back.screens, back.current, back.refused) == (20, 20, 0)


def test_places_of_sleepers_are_watched_until_they_are_back(tmp_path: Path) -> None:
    with sleepers(build(tmp_path), tmp_path / "sleepers", 3) as watch:
        seconds = watch.seconds()
    # The server bears with silence for 25 s: sooner would mean that nobody slept.
    assert 20 < seconds < float("inf")
