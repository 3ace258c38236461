"""What goes over a websocket: read and written as wsproto, which knows the standard, does."""

from hypothesis import given
from hypothesis import strategies as st
from wsproto.frame_protocol import FrameProtocol, Opcode

from scoreboard.websocket import handshake, one_frame, short_texts

# RFC 6455, 1.3.
KEY, ANSWER = "dGhlIHNhbXBsZSBub25jZQ==", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
ASKED = {"HTTP_SEC_WEBSOCKET_KEY": KEY, "HTTP_SEC_WEBSOCKET_VERSION": "13"}

short = st.text(max_size=125).filter(lambda text: len(text.encode()) <= 125)
long = st.integers(120, 70_000).map(lambda size: "号" * (size // 3) + "x")


def spoken(*messages: str | bytes) -> bytes:
    """Return what a client sends that says *messages*."""
    client = FrameProtocol(client=True, extensions=[])
    return b"".join(client.send_data(each) for each in messages)


@given(st.text(max_size=200) | st.binary(max_size=200) | long)
def test_a_frame_is_the_one_that_the_websocket_library_makes(message: str | bytes) -> None:
    protocol = FrameProtocol(client=False, extensions=[])
    assert one_frame(message) == protocol.send_data(message, fin=True)


@given(st.lists(short, max_size=4))
def test_short_texts_are_read_as_they_were_said(texts: list[str]) -> None:
    assert short_texts(spoken(*texts)) == texts


@given(st.lists(short, min_size=1, max_size=3), st.data())
def test_a_text_that_is_not_whole_is_left_to_the_library(
    texts: list[str], data: st.DataObject
) -> None:
    said = spoken(*texts)
    ends = {len(spoken(*texts[:count])) for count in range(len(texts) + 1)}
    cut = data.draw(st.integers(1, len(said)).filter(lambda at: at not in ends))
    assert short_texts(said[:cut]) is None


def test_what_is_no_short_text_is_left_to_the_library() -> None:
    client = FrameProtocol(client=True, extensions=[])
    assert short_texts(spoken("x" * 126)) is None
    assert short_texts(spoken(b"3")) is None
    assert short_texts(bytes(client.ping())) is None
    assert short_texts(bytes(client.close(1000))) is None
    assert short_texts(bytes(client.send_data("3", fin=False))) is None
    assert short_texts(one_frame("3")) is None
    assert short_texts(spoken("3") + bytes(client.ping())) is None


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_as_the_library_reads_it_or_left_to_it(said: bytes) -> None:
    texts = short_texts(said)
    if texts is not None:
        library = FrameProtocol(client=False, extensions=[])
        library.receive_bytes(said)
        frames = list(library.received_frames())
        assert [each.payload for each in frames] == texts
        assert all(each.opcode is Opcode.TEXT and each.message_finished for each in frames)


def test_the_answer_to_a_handshake_is_that_of_the_standard() -> None:
    answer = handshake(ASKED)
    assert answer is not None
    head, _, rest = answer.partition(b"\r\n")
    assert head == b"HTTP/1.1 101 Switching Protocols"
    assert b"Sec-WebSocket-Accept: " + ANSWER + b"\r\n" in rest
    assert answer.endswith(b"\r\n\r\n")


def test_a_handshake_without_a_right_key_and_version_is_refused() -> None:
    for wrong in ("", "x", "dGhlIHNhbXBsZQ==", "号" * 8, KEY + "=", f"{KEY}\r\nX: y"):
        assert handshake(ASKED | {"HTTP_SEC_WEBSOCKET_KEY": wrong}) is None
    assert handshake(ASKED | {"HTTP_SEC_WEBSOCKET_VERSION": "8"}) is None
    assert handshake({}) is None
