"""Pings: everybody is asked in time, and not all who came together at once."""

import time
from contextlib import ExitStack, closing
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from websocket import WebSocketConnectionClosedException

from tests.flows.live_socket import LiveSocket
from tests.server import serving

_INTERVAL_S = 2.0
"""What the hall of the tests says of its pings."""


def ping_times(lives: list[LiveSocket], seconds: float) -> list[list[float]]:
    """Return when each client was asked, in seconds from now; each answers at once."""
    begun = time.monotonic()
    found: list[list[float]] = [[] for _ in lives]
    for live in lives:
        live.websocket.settimeout(0)
    while (now := time.monotonic() - begun) < seconds:
        for live, times in zip(lives, found, strict=True):
            try:
                packet = live.websocket.recv()
            except BlockingIOError:
                continue
            assert packet == "2"
            live.websocket.send("3")
            times.append(now)
        time.sleep(0.01)
    return found


@pytest.mark.slow
def test_who_came_together_is_asked_one_after_the_other_and_each_in_time(tmp_path: Path) -> None:
    with (
        serving(tmp_path, application="tests.flows.fanout_hall:make()") as hall,
        ExitStack() as stack,
    ):
        lives = [stack.enter_context(closing(LiveSocket(hall))) for _ in range(40)]
        asked = ping_times(lives, 3 * _INTERVAL_S)
    assert all(len(times) >= 2 for times in asked)
    first = sorted(times[0] for times in asked)
    assert first[-1] - first[0] > 0.4 * _INTERVAL_S
    pauses = [after - before for times in asked for before, after in pairwise(times)]
    assert min(pauses) >= _INTERVAL_S - 0.1


@pytest.mark.slow
def test_who_does_not_answer_a_ping_is_ended(tmp_path: Path) -> None:
    with (
        serving(tmp_path, application="tests.flows.fanout_hall:make()") as hall,
        closing(LiveSocket(hall)) as silent,
        closing(LiveSocket(hall)) as other,
    ):
        begun = time.monotonic()
        silent.websocket.settimeout(0)
        while not has_ended(silent) and time.monotonic() < begun + 15:
            # The other one answers, and stays.
            ping_times([other], 0.2)
        assert time.monotonic() < begun + 15
        ping_times([other], _INTERVAL_S + 0.5)


@pytest.mark.slow
def test_who_had_no_moment_to_answer_is_not_ended(tmp_path: Path) -> None:
    with (
        serving(tmp_path, application="tests.flows.fanout_hall:make()") as hall,
        ExitStack() as stack,
    ):
        lives = [stack.enter_context(closing(LiveSocket(hall))) for _ in range(40)]
        path, still = f"{hall.address}/stillness", {"seconds": 4 * _INTERVAL_S}
        assert requests.post(path, params=still, timeout=30).ok
        asked = ping_times(lives, 2 * _INTERVAL_S)
    assert all(asked)


def has_ended(live: LiveSocket) -> bool:
    """Answer whether the other end is gone, having read at most one ping."""
    try:
        return live.websocket.recv() != "2"
    except BlockingIOError:
        return False
    except WebSocketConnectionClosedException:
        return True


@pytest.mark.slow
def test_who_answers_without_being_asked_is_asked_no_more_often(tmp_path: Path) -> None:
    with (
        serving(tmp_path, application="tests.flows.fanout_hall:make()") as hall,
        closing(LiveSocket(hall)) as eager,
    ):
        for _ in range(100):
            eager.websocket.send("3")
        [asked] = ping_times([eager], 3 * _INTERVAL_S)
    assert 2 <= len(asked) <= 3
