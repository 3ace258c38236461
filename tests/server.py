"""The real server for tests: gunicorn with greenlets, on a free port, in a folder of its own."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import requests

from competition.certificate import Certificates
from competition.commands import server_arguments

START_SECONDS: Final = 30


@dataclass
class Server:
    """A running server and where it answers."""

    port: int
    log: Path
    process: "subprocess.Popen[bytes]"
    certificates: Certificates | None = None

    @property
    def address(self) -> str:
        """Return the address of its front page, without the last slash."""
        return f"http{'s' if self.certificates else ''}://127.0.0.1:{self.port}"

    @property
    def trusted(self) -> bool | str:
        """Return what a client of it trusts, as requests wants to know it."""
        return str(self.certificates.authority) if self.certificates else True


@contextmanager
def serving(
    data: Path,
    database_url: str | None = None,
    application: str = "tests.quick_pins:make()",
    settings: Mapping[str, str] | None = None,
    certificates: Certificates | None = None,
    end: signal.Signals = signal.SIGQUIT,
) -> Iterator[Server]:
    """Serve the migrated database of the folder *data* for a while, with *settings* of its own.

    It ends at once.  Whoever serves the same data again lets it end in order
    (SIGTERM): then it waits for connections that clients keep.
    """
    port = free_port()
    arguments = server_arguments("127.0.0.1", port)[:-1]
    if certificates is not None:
        arguments += [f"--certfile={certificates.server}", f"--keyfile={certificates.server}"]
    arguments.append(application)
    environment = {**os.environ, "JIANGSAI_DATA": str(data), **(settings or {})}
    environment.pop("JIANGSAI_DATABASE_URL", None)
    if database_url is not None:
        environment["JIANGSAI_DATABASE_URL"] = database_url
    log = data / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(arguments, env=environment, stdout=out, stderr=out)
    server = Server(port, log, process, certificates)
    try:
        _wait(server)
        yield server
    finally:
        process.send_signal(end)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: Server) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            if requests.get(f"{server.address}/health", timeout=5, verify=server.trusted).ok:
                return
        # On a busy machine the listener answers long before the worker.
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
        if server.process.poll() is not None or time.monotonic() > until:
            raise AssertionError(server.log.read_text(errors="replace"))
