"""The ranking server of the Contest Management System (CMS), run from its sources."""

import base64
import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import requests

from bench.hall.fans import pin
from bench.hall.gallery import Tools, View, screens
from bench.hall.server import free_port

_NAME, _WORD = "peer", "peer-of-the-hall"
_START_S: Final = 30.0
_SETTLE_S: Final = 1.0
_MAIN: Final = (
    "import sys; from cmsranking.RankingWebServer import main;"
    " sys.argv = ['rws', '--config', sys.argv[1]]; sys.exit(main())"
)
_ENTITIES: Final[dict[str, dict[str, object]]] = {
    "contests/c": {"name": "c", "begin": 0, "end": 2_000_000_000, "score_precision": 2},
    "tasks/t": {
        "name": "t",
        "short_name": "t",
        "contest": "c",
        "max_score": 1_000_000.0,
        "score_precision": 2,
        "extra_headers": [],
        "order": 0,
        "score_mode": "max",
    },
    "users/u": {"f_name": "u", "l_name": "u", "team": None},
}


class Contest:
    """A ranking server with one contest, one task and one contestant."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._base = f"http://127.0.0.1:{port}"
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def prepare(self) -> None:
        """Wait until it answers and make what scores refer to."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{self._base}/scores", timeout=5)
                break
            time.sleep(0.05)
        for path, document in _ENTITIES.items():
            self._put(path, document)

    def score(self, points: int) -> float:
        """Give the contestant so many points; return when that was sent."""
        sent = time.monotonic()
        self._put(f"submissions/s{points}", {"user": "u", "task": "t", "time": points})
        told = {"submission": f"s{points}", "time": points, "score": float(points)}
        self._put(f"subchanges/b{points}", told)
        return sent

    def _put(self, path: str, document: dict[str, object]) -> None:
        known = base64.b64encode(f"{_NAME}:{_WORD}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {known}"}
        self._line.request("PUT", f"/{path}", json.dumps(document), headers)
        answer = self._line.getresponse()
        body = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")


@contextlib.contextmanager
def running(sources: Path, folder: Path) -> Iterator[Contest]:
    """Lend a ranking server that keeps its data in *folder*."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    settings = folder / "ranking.toml"
    settings.write_text(
        f'bind_address = "127.0.0.1"\nhttp_port = {port}\nusername = "{_NAME}"\n'
        f'password = "{_WORD}"\nlog_dir = "{folder}/log"\nlib_dir = "{folder}/lib"\n'
    )
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, str(settings)],
            cwd=sources,
            env={**os.environ, "PYTHONPATH": str(sources)},
            stdout=log,
            stderr=log,
        )
    pin(process.pid)
    try:
        contest = Contest(port)
        contest.prepare()
        yield contest
    finally:
        process.kill()
        process.wait()


def to_the_last(contest: Contest, tools: Tools, viewers: int, scores: int) -> list[float]:
    """Return the milliseconds from each of so many scores to the last of the viewers, sorted."""
    view = View(viewers, contest.port, way="sse", path="/events")
    first = int(time.monotonic() * 10) % 500_000
    with screens(tools, view) as gallery:
        time.sleep(_SETTLE_S)
        sent = {}
        for points in range(first, first + scores):
            sent[points] = contest.score(points)
            time.sleep(0.2)
        time.sleep(_SETTLE_S)
        report = gallery.stop()
    heard = {event.version: event for event in report.events if event.count >= viewers}
    return sorted((heard[at].last - sent[at]) * 1e3 for at in sent if at in heard)
