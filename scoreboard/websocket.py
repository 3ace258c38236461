"""The server's end of a websocket, read by whoever listens to it."""

import base64
import binascii
import contextlib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from engineio.packet import PONG
from wsproto.frame_protocol import CloseReason, Frame, FrameProtocol, Opcode, ParseFailed
from wsproto.utilities import generate_accept_token

from scoreboard.whole_sends import WholeSocket, connection_of

_AT_ONCE: Final = 4096
_VERSION: Final = "13"
_KEY_BYTES: Final = 16
_TEXT, _BINARY, _MASKED = 0x81, 0x82, 0x80
_MOST_SHORT, _MEDIUM = 125, 126
_MOST_MEDIUM, _LONG = 65_535, 127
_HEAD, _MASK = 6, 4
_HERE: Final = str(PONG)
_LIBRARY: Final = FrameProtocol(client=False, extensions=[])
"""Only makes frames; whatever is heard has one of its own, which knows what came before."""

Message = str | bytes
Start = Callable[..., Any]


class Websocket:
    """What python-engineio listens to and speaks through, in the place of simple-websocket.

    That has a task for each connection, which reads and wakes another one, and parses
    the handshake once more.  Here the task that listens reads; frames are wsproto's, but
    for short texts, which are nearly all that a screen says.  An answer to a ping goes
    straight to whoever asks for the next one.
    """

    __slots__ = (
        *("_client", "_connection", "_frames", "_handler", "_has_left", "_heard", "_most"),
        *("_parts", "_size"),
    )

    def __init__(self, handler: Callable[["Websocket"], Any], server: Any) -> None:
        self._handler = handler
        self._client: Any = handler.__self__  # type: ignore[attr-defined] # python-engineio's own
        self._most: int = server.max_http_buffer_size
        self._connection: WholeSocket | None = None
        self._has_left = False
        self._frames: FrameProtocol | None = None
        self._parts: list[Any] = []
        self._size = 0
        self._heard: list[Message] = []

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Shake hands, and serve until the other end is gone."""
        connection, answer = connection_of(environ), handshake(environ)
        if connection is None or answer is None:
            status = HTTPStatus.BAD_REQUEST
            headers = [("Sec-WebSocket-Version", _VERSION)]
            start_response(f"{status.value} {status.phrase}", headers)
            return []
        connection.send(answer)
        self._connection = connection
        try:
            self._handler(self)
        finally:
            self._connection = None
            connection.close()
        # So gunicorn is told that nothing more comes on this connection.
        raise StopIteration

    def wait(self) -> Message | None:
        """Return the next message, or None where the other end has gone."""
        while not self._heard:
            connection = self._connection
            if connection is None or self._has_left:
                return None
            try:
                data = connection.recv(_AT_ONCE)
            except OSError:
                return None
            if not data:
                return None
            self._hear(data)
        return self._heard.pop(0)

    def send(self, message: Message) -> None:
        """Send *message* whole; raises OSError where nobody is there any more."""
        self._say(one_frame(message))

    def close(self) -> None:
        """Take one's leave, once; the other end closes the connection."""
        self._leave(CloseReason.NORMAL_CLOSURE)

    def _hear(self, data: bytes) -> None:
        # What once began in pieces is put together to the end.
        texts = short_texts(data) if self._frames is None else None
        if texts is None:
            self._take(data)
            return
        for text in texts:
            if text == _HERE:
                self._client.schedule_ping()
            else:
                self._heard.append(text)

    def _take(self, data: bytes) -> None:
        if self._frames is None:
            self._frames = FrameProtocol(client=False, extensions=[])
        self._frames.receive_bytes(data)
        try:
            for each in self._frames.received_frames():
                self._obey(each)
        except ParseFailed as fault:
            self._leave(fault.code)

    def _obey(self, each: Frame) -> None:
        if each.opcode is Opcode.CLOSE:
            self._leave(CloseReason.NORMAL_CLOSURE)
        elif each.opcode is Opcode.PING and isinstance(each.payload, bytes):
            self._say(bytes(_LIBRARY.pong(each.payload)))
        elif each.opcode is not Opcode.PONG:
            self._gather(each)

    def _gather(self, each: Frame) -> None:
        self._parts.append(each.payload)
        self._size += len(each.payload)
        if self._size > self._most:
            self._leave(CloseReason.MESSAGE_TOO_BIG)
            self._parts.clear()
        elif each.message_finished:
            self._heard.append(type(self._parts[0])().join(self._parts))
            self._parts, self._size = [], 0

    def _leave(self, code: CloseReason) -> None:
        if not self._has_left:
            self._has_left = True
            with contextlib.suppress(OSError):
                self._say(bytes(_LIBRARY.close(code)))

    def _say(self, data: bytes) -> None:
        if self._connection is None:
            raise ConnectionAbortedError
        self._connection.send(data)


def handshake(environ: dict[str, Any]) -> bytes | None:
    """Return the answer to a client that asks for a websocket (RFC 6455, 4.2), or None."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    try:
        size = len(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        return None
    if size != _KEY_BYTES or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != _VERSION:
        return None
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + generate_accept_token(key.encode()) + b"\r\n\r\n"
    )


def one_frame(message: Message) -> bytes:
    """Return *message* as one final frame of a server (RFC 6455, 5.2)."""
    kind, body = (_TEXT, message.encode()) if isinstance(message, str) else (_BINARY, message)
    size = len(body)
    if size <= _MOST_SHORT:
        return bytes((kind, size)) + body
    if size <= _MOST_MEDIUM:
        return bytes((kind, _MEDIUM)) + size.to_bytes(2, "big") + body
    return bytes((kind, _LONG)) + size.to_bytes(8, "big") + body


def short_texts(data: bytes) -> list[str] | None:
    """Return what *data* says where that is nothing but whole short texts of a client, or None."""
    found, at = [], 0
    while at < len(data):
        start = at + _HEAD
        if start > len(data) or data[at] != _TEXT or data[at + 1] < _MASKED:
            return None
        size = data[at + 1] - _MASKED
        if size > _MOST_SHORT or start + size > len(data):
            return None
        try:
            found.append(_unmasked(data[start : start + size], data[start - _MASK : start]))
        except UnicodeDecodeError:
            return None
        at = start + size
    return found


def _unmasked(body: bytes, mask: bytes) -> str:
    size = len(body)
    whole = (mask * (size // _MASK + 1))[:size]
    return (int.from_bytes(body) ^ int.from_bytes(whole)).to_bytes(size).decode()
