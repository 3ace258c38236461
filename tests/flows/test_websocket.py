"""Whoever speaks as the standard allows is understood by the live socket; nobody else is."""

import json
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from websocket import ABNF
from wsproto.frame_protocol import FrameProtocol

from tests.flows.live_socket import LiveSocket
from tests.server import Server, serving

pytestmark = pytest.mark.slow

MOST = 1_000_000
"""No message is longer: what python-engineio takes."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data: Path = tmp_path_factory.mktemp("websocket")
    with serving(data, application="tests.flows.fanout_hall:make(patience=30)") as server:
        yield server


@pytest.fixture
def live(hall: Server) -> Iterator[LiveSocket]:
    with closing(LiveSocket(hall)) as socket:
        yield socket


@pytest.fixture
def client() -> FrameProtocol:
    """Give the other end as a library speaks it."""
    return FrameProtocol(client=True, extensions=[])


def question(number: int, asked: int) -> str:
    return f"42{number}" + json.dumps(["repeat", asked])


def say(live: LiveSocket, *frames: bytes | bytearray) -> None:
    assert live.websocket.sock is not None
    live.websocket.sock.sendall(b"".join(frames))


def heard(live: LiveSocket) -> tuple[int, bytes]:
    """Return the next frame's kind and what it says, but for questions whether we are there."""
    while True:
        # As it comes: the library would answer a farewell, on a connection that has ended.
        frame = live.websocket.recv_frame()  # type: ignore[no-untyped-call]
        if frame.data != b"2":
            return frame.opcode, frame.data


def test_a_text_in_pieces_is_put_together_and_a_ping_between_them_is_answered(
    live: LiveSocket, client: FrameProtocol
) -> None:
    said = question(1, 7)
    pieces = [client.send_data(said[at : at + 5], fin=at + 5 >= len(said)) for at in (0, 5, 10, 15)]
    say(live, pieces[0], client.ping(b"there?"), *pieces[1:])
    assert heard(live) == (ABNF.OPCODE_PONG, b"there?")
    assert heard(live) == (ABNF.OPCODE_TEXT, b"431[7]")


@pytest.mark.parametrize("digits", [1, 200, 70_000])
def test_a_text_of_any_length_is_heard_also_byte_by_byte(
    live: LiveSocket, client: FrameProtocol, digits: int
) -> None:
    frame = bytes(client.send_data("42" + "5" * 3 + '["repeat","' + "x" * digits + '"]'))
    for at in range(8):
        say(live, frame[at : at + 1])
    say(live, frame[8:])
    assert heard(live) == (ABNF.OPCODE_TEXT, b'43555["' + b"x" * digits + b'"]')


def test_many_questions_at_once_are_answered_in_order(
    live: LiveSocket, client: FrameProtocol
) -> None:
    say(live, *(client.send_data(question(number, number)) for number in range(60)))
    answers = [heard(live)[1].decode() for _ in range(60)]
    assert answers == [f"43{number}[{number}]" for number in range(60)]
    # After a piece that was not whole too.
    last = bytes(client.send_data(question(99, 9)))
    say(live, last, last[:9])
    assert heard(live)[1] == b"4399[9]"
    say(live, last[9:])
    assert heard(live)[1] == b"4399[9]"


def test_who_takes_leave_is_told_so_and_leaves_nothing(
    live: LiveSocket, client: FrameProtocol
) -> None:
    say(live, client.close(1000))
    assert heard(live) == (ABNF.OPCODE_CLOSE, struct.pack("!H", 1000))
    assert live.websocket.sock is not None
    assert live.websocket.sock.recv(1) == b""


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (FrameProtocol(client=False, extensions=[]).send_data("3"), 1002),
        (b"\x83\x80\x00\x00\x00\x00", 1002),
        (b"\xf1\x81\x00\x00\x00\x003", 1002),
        (b"\x81\x82\x00\x00\x00\x00\xff\xff", 1007),
        (FrameProtocol(client=True, extensions=[]).send_data("x" * (MOST + 1)), 1009),
    ],
    ids=["not masked", "of no known kind", "of an extension", "not in UTF-8", "too long"],
)
def test_what_the_standard_forbids_ends_one_connection_and_says_why(
    hall: Server, live: LiveSocket, frame: bytes, code: int
) -> None:
    with closing(LiveSocket(hall)) as other:
        say(live, frame)
        assert heard(live) == (ABNF.OPCODE_CLOSE, struct.pack("!H", code))
        other.websocket.send(question(1, 1))
        assert heard(other) == (ABNF.OPCODE_TEXT, b"431[1]")


def test_pieces_without_end_are_too_long_as_well(live: LiveSocket, client: FrameProtocol) -> None:
    for _ in range(20):
        say(live, client.send_data("x" * (MOST // 20), fin=False))
    say(live, client.send_data("x", fin=False))
    assert heard(live) == (ABNF.OPCODE_CLOSE, struct.pack("!H", 1009))


@pytest.mark.parametrize("wrong", [{"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Key": "short"}])
def test_a_wrong_handshake_is_refused_and_told_the_version(
    hall: Server, wrong: dict[str, str]
) -> None:
    right = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    answer = requests.get(
        f"{hall.address}/socket.io/?EIO=4&transport=websocket", headers=right | wrong, timeout=10
    )
    assert answer.status_code == 400
    assert answer.headers["Sec-WebSocket-Version"] == "13"
