"""Many screens in one room: everybody hears everything in order, whatever the others do."""

import json
import time
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
import requests
import socketio
from engineio.payload import Payload
from hypothesis import given
from hypothesis import strategies as st
from websocket import WebSocketException
from wsproto.frame_protocol import FrameProtocol

from scoreboard.fanout import text_frame
from tests.flows.live_socket import LiveSocket
from tests.server import Server, serving

WAYS = {
    "polling": ["polling"],
    "websocket": ["websocket"],
    "upgraded": ["polling", "websocket"],
}


@pytest.fixture(scope="module")
def open_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("fanout")
    with serving(data, application="tests.flows.fanout_hall:make()") as server:
        yield server


@pytest.fixture
def hall(open_hall: Server) -> Server:
    """Return the hall with nobody in it and no news under way."""
    assert empty(open_hall)["sending"] == 0
    return open_hall


def send(hall: Server, count: int, size: int, gap: float) -> None:
    """Have so many events sent, of so many characters, so many seconds apart."""
    wanted = {"count": str(count), "size": str(size), "gap": str(gap)}
    assert requests.post(f"{hall.address}/news", params=wanted, timeout=10).ok


def census(hall: Server) -> dict[str, int]:
    found: dict[str, int] = requests.get(f"{hall.address}/census", timeout=10).json()
    return found


def heard(live: LiveSocket, count: int) -> list[int]:
    """Return the numbers of the next events."""
    return [live.event(20)[1]["number"] for _ in range(count)]


def empty(hall: Server) -> dict[str, int]:
    """Return the census once the hall is empty and still, or that of half a minute later."""
    until = time.monotonic() + 30
    while True:
        found = census(hall)
        if not (found["rooms"] or found["sending"]) or time.monotonic() > until:
            return found
        time.sleep(0.1)


@given(st.text(max_size=200) | st.integers(120, 70_000).map(lambda size: "号" * (size // 3) + "x"))
def test_a_frame_is_the_one_that_the_websocket_library_makes(text: str) -> None:
    protocol = FrameProtocol(client=False, extensions=[])
    assert text_frame(text) == protocol.send_data(text, fin=True)


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 7000])
def test_clients_of_every_way_hear_everything_in_order(
    hall: Server, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A client of the library refuses a poll with more than 16 events; on a busy machine there are.
    monkeypatch.setattr(Payload, "max_decode_packets", 1000)
    clients: list[socketio.Client] = []
    streams: dict[tuple[str, int], list[int]] = {}
    for way, transports in WAYS.items():
        for number in range(4):
            stream = streams[way, number] = []
            client = socketio.Client()
            client.on("news", lambda told, stream=stream: stream.append(told["number"]))
            client.connect(hall.address, transports=transports, wait_timeout=10)
            clients.append(client)
    # Slow enough for a dozen clients in one process: a client that lags is cut off.
    send(hall, 150, size, 0.01 if size == 0 else 0.04)
    until = time.monotonic() + 30
    while any(len(each) < 150 for each in streams.values()) and time.monotonic() < until:
        time.sleep(0.05)
    for client in clients:
        client.disconnect()
    assert {key: each for key, each in streams.items() if each != list(range(150))} == {}


@pytest.mark.slow
def test_answers_and_events_keep_their_order_on_every_screen(hall: Server) -> None:
    with closing(LiveSocket(hall)) as live:
        send(hall, 300, 50, 0.001)
        for number in range(300):
            live.websocket.send(f"42{number}" + json.dumps(["repeat", number]))
        packets = [live.packet() for _ in range(600)]
    events = [json.loads(each[2:])[1]["number"] for each in packets if each.startswith("42")]
    answers = [json.loads(each[each.index("[") :])[0] for each in packets if each[:2] == "43"]
    assert events == list(range(300))
    assert sorted(answers) == list(range(300))


@pytest.mark.slow
def test_a_screen_that_pauses_is_cut_off_or_hears_whole_frames(hall: Server) -> None:
    with closing(LiveSocket(hall, receive_buffer=4096)) as slow, closing(LiveSocket(hall)) as other:
        send(hall, 200, 20_000, 0.02)
        assert heard(other, 200) == list(range(200))
        numbers: list[int] = []
        with suppress(WebSocketException, OSError, TimeoutError):
            while True:
                numbers.append(slow.event(3)[1]["number"])
    assert numbers == list(range(len(numbers)))
    assert len(numbers) < 200


@pytest.mark.slow
def test_a_screen_that_pauses_briefly_hears_everything(hall: Server) -> None:
    with closing(LiveSocket(hall, receive_buffer=4096)) as slow:
        send(hall, 20, 50_000, 0.005)
        time.sleep(1)
        assert heard(slow, 20) == list(range(20))


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 100])
def test_a_screen_that_never_reads_gives_its_place_back(hall: Server, count: int) -> None:
    before = empty(hall)
    with closing(LiveSocket(hall, receive_buffer=4096)):
        assert census(hall)["seats"] == 1
        send(hall, count, 30_000, 0.005)
        after = empty(hall)
        until = time.monotonic() + 30
        while after != before and time.monotonic() < until:
            time.sleep(0.1)
            after = census(hall)
    assert after == before


@pytest.mark.slow
def test_nothing_is_kept_of_screens_that_have_left(hall: Server) -> None:
    before = empty(hall)
    screens = [LiveSocket(hall) for _ in range(50)]
    assert census(hall)["seats"] == 50
    for screen in screens:
        screen.close()
    assert empty(hall) == before
    assert (before["rooms"], before["seats"]) == (0, 0)
