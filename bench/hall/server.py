"""A real server, started as ``jiangsai serve`` starts it, that may be killed."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

import requests

from competition.commands import ROOT, put_organiser, server_arguments, upgrade
from competition.config import Settings
from competition.db import Database

PASSWORD: Final = "organise-the-hall"  # noqa: S105 - of a database that lives for minutes
_START_S: Final = 30.0
_CPUCLOCK_SCHED: Final = 2
# Below those that systems lend to whoever calls: one of these could call itself.
_PORTS: Final = range(20_000, 30_000)


class Server:
    """gunicorn's arbiter and worker over a data folder of their own, on one port.

    *cpu* is the processor that it may use, where there is more than one;
    *app* is what gunicorn serves.
    """

    def __init__(
        self,
        data: Path,
        *,
        database: str | None = None,
        app: str = "wsgi:create_app()",
        cpu: int | None = None,
        extra: dict[str, str] | None = None,
    ) -> None:
        environment = {"JIANGSAI_DATA": str(data)}
        if database is not None:
            environment["JIANGSAI_DATABASE_URL"] = database
        self.settings = Settings.from_environment(environment)
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._environment = {**os.environ, **environment, **(extra or {})}
        self._command = [*server_arguments("127.0.0.1", self.port)[:-1], app]
        self._cpu = cpu
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the database, with the organiser in it."""
        self.settings.data.mkdir(parents=True, exist_ok=True)
        upgrade(self.settings)
        database = Database(self.settings.database)
        put_organiser(database, "organiser", "", PASSWORD)
        database.close()

    def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if self._cpu is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(self._process.pid, {self._cpu})
        self._wait_for_answer(self._process)

    def kill(self) -> None:
        """Kill the arbiter and its worker at once, with no chance to finish anything."""
        if self._process is None:
            return
        family = [self._process.pid, *_children(self._process.pid)]
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        while any(_lives(member) for member in family[1:]):
            time.sleep(0.005)
        self._process = None

    def stop(self) -> None:
        """End it in order; kill it when it takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def cpu_seconds(self) -> float:
        """Return the processor's time that the worker has used so far, for itself and the disk."""
        if self._process is None:
            return 0.0
        return sum(used_seconds(worker) for worker in _children(self._process.pid))

    def open_connections(self) -> int:
        """Return how many connections the worker has open, its own listener among them."""
        if self._process is None:
            return 0
        return sum(map(_sockets, _children(self._process.pid)))

    @property
    def log(self) -> Path:
        """Return the file with what the server said."""
        return self.settings.data / "server.log"

    def _wait_for_answer(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + _START_S
        while time.monotonic() < until and process.poll() is None:
            try:
                if requests.get(f"{self.base}/health", timeout=5).ok:
                    return
            # A busy machine lets the listener answer long before the worker.
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.03)
        raise RuntimeError(self.log.read_text(errors="replace")[-3000:])


def used_seconds(process: int) -> float:
    """Return the processor's time that *process* has used so far, in the program and the kernel."""
    # clock_getcpuclockid(3): /proc counts in hundredths of a second, a tenth of a short round.
    return time.clock_gettime(~process << 3 | _CPUCLOCK_SCHED)


def free_port() -> int:
    """Return a port that nobody listens on, nor gets by chance while the server is down."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port is free.")


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in listed.read_text().split()] if listed.exists() else []


def _sockets(process: int) -> int:
    found = 0
    for place in Path(f"/proc/{process}/fd").iterdir():
        # One that was closed while we looked is none.
        with contextlib.suppress(OSError):
            found += str(place.readlink()).startswith("socket:")
    return found


def _lives(process: int) -> bool:
    try:
        state = _after_name(Path(f"/proc/{process}/stat"))[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def _after_name(stat: Path) -> list[str]:
    return stat.read_text().rpartition(")")[2].split()
