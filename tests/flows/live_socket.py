"""A board's socket, spoken by hand: Socket.IO 5 over one websocket."""

import json
import socket
import time
from typing import Any

from websocket import WebSocket, WebSocketTimeoutException, create_connection

from tests.server import Server

_OPEN, _PING, _PONG, _CONNECT, _EVENT, _ACK = "0", "2", "3", "40", "42", "43"


class LiveSocket:
    """One connection; answers pings while it listens."""

    def __init__(
        self, server: Server, receive_buffer: int = 0, headers: dict[str, str] | None = None
    ) -> None:
        options = ((socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer),) if receive_buffer else ()
        self.websocket: WebSocket = create_connection(
            f"ws{server.address[4:]}/socket.io/?EIO=4&transport=websocket",
            timeout=10,
            header=headers,
            sockopt=options,
            sslopt={"ca_certs": server.trusted} if server.certificates else None,
        )
        assert self.packet().startswith(_OPEN)
        self.websocket.send(_CONNECT)
        assert self.packet().startswith(_CONNECT)
        self._asked = 0

    def join(self, trade: int, epoch: str = "", version: int = -1) -> dict[str, Any]:
        """Join the room of *trade* and return the acknowledgement; events before it are lost."""
        number = self.ask(trade, epoch, version)
        while True:
            packet = self.packet()
            if packet.startswith(f"{_ACK}{number}["):
                found: dict[str, Any] = json.loads(packet.removeprefix(f"{_ACK}{number}"))[0]
                return found

    def ask(self, trade: int, epoch: str = "", version: int = -1) -> int:
        """Ask to join and return the number of the question, without waiting for the answer."""
        self._asked += 1
        wanted = json.dumps(["join", {"trade": trade, "epoch": epoch, "version": version}])
        self.websocket.send(f"{_EVENT}{self._asked}{wanted}")
        return self._asked

    def event(self, seconds: float = 10) -> tuple[str, dict[str, Any]]:
        """Return the next event and its payload; raises TimeoutError."""
        until = time.monotonic() + seconds
        while True:
            self.websocket.settimeout(max(0.01, until - time.monotonic()))
            try:
                packet = self.packet()
            except WebSocketTimeoutException:
                raise TimeoutError from None
            if packet.startswith(_EVENT):
                name, payload = json.loads(packet.removeprefix(_EVENT))
                return name, payload

    def news(self, seconds: float = 10) -> tuple[str, dict[str, Any]]:
        """Return the next event that is no pulse, and its payload; raises TimeoutError."""
        until = time.monotonic() + seconds
        while True:
            name, payload = self.event(max(0.01, until - time.monotonic()))
            if name != "pulse":
                return name, payload

    def answers(self, until: int) -> list[Any]:
        """Return every acknowledgement up to the one numbered *until*."""
        found: list[Any] = []
        while len(found) < until:
            packet = self.packet()
            if packet.startswith(_ACK):
                head, bracket, body = packet.partition("[")
                assert int(head.removeprefix(_ACK)) == len(found) + 1
                found.append(json.loads(bracket + body)[0])
        return found

    def close(self) -> None:
        """Close the connection, whatever state it is in."""
        self.websocket.shutdown()  # type: ignore[no-untyped-call]

    def packet(self) -> str:
        """Return the next packet that is not a ping."""
        while True:
            packet = self.websocket.recv()
            assert isinstance(packet, str)
            if packet != _PING:
                return packet
            self.websocket.send(_PONG)
