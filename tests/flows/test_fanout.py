"""Many screens in one room: everybody hears everything in order, whatever the others do."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
import requests
import socketio
from engineio.payload import Payload
from websocket import WebSocketException, create_connection

from competition import certificate
from competition.certificate import Certificates
from tests.flows.live_socket import LiveSocket
from tests.server import Server, serving

SOCKET = "EIO=4&transport=websocket"
WAYS = {
    "polling": ["polling"],
    "websocket": ["websocket"],
    "upgraded": ["polling", "websocket"],
}


@pytest.fixture(scope="module", params=["http", "https"])
def certificates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Certificates | None:
    """Give the certificates to serve with, or none, in turn."""
    if request.param == "http":
        return None
    made = Certificates(tmp_path_factory.mktemp("fanout") / "certificate")
    certificate.make(made)
    return made


@pytest.fixture(scope="module")
def open_hall(
    certificates: Certificates | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("fanout")
    application = "tests.flows.fanout_hall:make()"
    with serving(data, application=application, certificates=certificates) as server:
        yield server


@pytest.fixture(scope="module")
def patient_hall(
    certificates: Certificates | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Give a hall that bears with clients that a busy machine keeps from answering."""
    data = tmp_path_factory.mktemp("patient")
    application = "tests.flows.fanout_hall:make(patience=30, longest_queue=200)"
    with serving(data, application=application, certificates=certificates) as server:
        yield server


@pytest.fixture
def hall(open_hall: Server) -> Server:
    """Return the hall with nobody in it and no news under way."""
    assert empty(open_hall)["sending"] == 0
    return open_hall


def send(hall: Server, count: int, size: int, gap: float) -> None:
    """Have so many events sent, of so many characters, so many seconds apart."""
    wanted = {"count": str(count), "size": str(size), "gap": str(gap)}
    address = f"{hall.address}/news"
    assert requests.post(address, params=wanted, timeout=10, verify=hall.trusted).ok


def census(hall: Server) -> dict[str, int]:
    answer = requests.get(f"{hall.address}/census", timeout=10, verify=hall.trusted)
    found: dict[str, int] = answer.json()
    return found


def heard(live: LiveSocket, count: int) -> list[int]:
    """Return the numbers of the next events."""
    return [live.event(20)[1]["number"] for _ in range(count)]


def empty(hall: Server, like: dict[str, int] | None = None) -> dict[str, int]:
    """Return the census once the hall is empty and still, or that of half a minute later.

    Files are closed a little after the last client has gone: it is still when two
    censuses agree, or, with *like*, when everything is as it was then.
    """
    until = time.monotonic() + 30
    before = like
    while True:
        found = census(hall)
        busy = found["rooms"] or found["sending"] or found["clients"]
        if (not busy and found == before) or time.monotonic() > until:
            return found
        before = like or found
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 7000])
def test_clients_of_every_way_hear_everything_in_order(
    patient_hall: Server, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A client of the library refuses a poll with more than 16 events; on a busy machine there are.
    monkeypatch.setattr(Payload, "max_decode_packets", 1000)
    streams: dict[str, list[object]] = {}
    with ExitStack() as stack:
        for number, (way, transports) in enumerate(4 * list(WAYS.items())):
            stream = streams[f"{way} {number}"] = []
            client = stack.enter_context(a_client_of_the_library(patient_hall))
            client.on("news", lambda told, stream=stream: stream.append(told["number"]))
            # Whoever is cut off says so, where the next number should stand.
            client.on("disconnect", lambda reason, stream=stream: stream.append(reason))
            client.connect(patient_hall.address, transports=transports, wait_timeout=10)
        # Slow enough for a dozen clients in one process: a client that lags is cut off.
        send(patient_hall, 150, size, 0.01 if size == 0 else 0.04)
        until = time.monotonic() + 60
        while any(len(each) < 150 for each in streams.values()) and time.monotonic() < until:
            time.sleep(0.05)
        wrong = {key: gaps(each) for key, each in streams.items() if each != list(range(150))}
    assert wrong == {}


@contextmanager
def a_client_of_the_library(hall: Server) -> Iterator[socketio.Client]:
    """Give a client of *hall*; everything that it opened is closed at the end."""
    with requests.Session() as session:
        session.verify, session.trust_env = hall.trusted, False
        client = socketio.Client(http_session=session, reconnection=False)
        # The library hears each event in a thread of its own, in whatever order those run.
        heard = client.eio._trigger_event  # noqa: SLF001 - there is no setting for it
        client.eio._trigger_event = partial(_in_turn, heard)  # noqa: SLF001
        yield client
        client.disconnect()
        # The library leaves a websocket open whose other end has gone.
        if client.eio.ws is not None:
            client.eio.ws.shutdown()


def _in_turn(heard: Callable[..., object], event: str, *told: object, **how: object) -> object:
    """Hear events one after the other, so that their order is the server's."""
    return heard(event, *told, **{**how, "run_async": False})


def gaps(heard: list[object]) -> list[str]:
    """Return where *heard* departs from the numbers in order, and how it ends."""
    expected = range(len(heard))
    odd = [
        f"{each} after {heard[:at][-1:]}" for at, each in enumerate(heard) if each != expected[at]
    ]
    return [*odd[:3], f"{len(heard)} heard, the last {heard[-1:]}"]


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
    assert empty(hall, before) == before
    assert (before["rooms"], before["seats"], before["clients"]) == (0, 0, 0)


@pytest.mark.slow
def test_nothing_is_kept_of_handshakes_that_went_wrong(hall: Server) -> None:
    before = empty(hall)
    for _ in range(5):
        # No key and no version: the library fails after it has made a client.
        with suppress(requests.RequestException):
            requests.get(
                f"{hall.address}/socket.io/?{SOCKET}",
                headers={"Upgrade": "websocket", "Connection": "Upgrade"},
                timeout=10,
                verify=hall.trusted,
            )
    assert empty(hall, before) == before


@pytest.mark.slow
def test_who_asks_while_an_event_goes_round_is_heard_before_the_last_screen(hall: Server) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(closing(LiveSocket(hall)))
        path = f"{hall.address}/interruption"
        answer = requests.post(path, timeout=10, verify=hall.trusted)
    assert answer.json() == {"heard": True}


@pytest.mark.slow
def test_a_connection_that_says_nothing_at_all_is_ended(tmp_path: Path) -> None:
    with serving(tmp_path, application="tests.flows.fanout_hall:make_impatient()") as hall:
        before = empty(hall)["files"]
        silent = create_connection(f"ws://127.0.0.1:{hall.port}/socket.io/?{SOCKET}", timeout=20)
        assert census(hall)["files"] == before + 1
        # No "40" that would take it in, no answer to a ping: only its own end may end it.
        until = time.monotonic() + 20
        while census(hall)["files"] > before and time.monotonic() < until:
            time.sleep(0.1)
        after = census(hall)["files"]
        silent.shutdown()  # type: ignore[no-untyped-call]
    assert after == before
