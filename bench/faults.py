"""The fault campaign: judges mark, the server is killed in mid-traffic, nothing may be missing."""

import argparse
import contextlib
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from bench.hall.audit import Findings, audit, together, trade_version
from bench.hall.server import Server
from bench.hall.staging import Size, Staged, stage
from bench.hall.tablet import Diary, Tablet
from tests.postgres import OwnPostgres, Postgres, obtain

_TABLETS_EACH: Final = 3
_FEWEST, _MOST = 30, 160
_LOOK_S: Final = 0.15
_SETTLE_S: Final = 10.0
_STALL_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Campaign:
    """How often to kill, by which seed, and on which database."""

    runs: int = 10
    seed: int = 1
    database: str = "sqlite"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign leaves: its findings, and what to check them against once more."""

    findings: Findings
    diary: Diary
    snapshots: list[dict[str, Any]]
    staged: Staged
    unmarked: int
    url: str


class Viewer(threading.Thread):
    """A board that fetches the snapshot again and again, and keeps every one."""

    def __init__(self, base: str, trade: int) -> None:
        super().__init__(name="viewer", daemon=True)
        self.stopping = threading.Event()
        self.snapshots: list[dict[str, Any]] = []
        self._address = f"{base}/live/trades/{trade}"

    def run(self) -> None:
        """Look until *stopping*."""
        while not self.stopping.wait(_LOOK_S):
            with contextlib.suppress(requests.RequestException):
                self.look()

    def look(self) -> int:
        """Keep the snapshot as it is now; return its version."""
        answer = requests.get(self._address, timeout=5)
        answer.raise_for_status()
        document = answer.json()
        self.snapshots.append(document)
        return int(document["version"])


def run(campaign: Campaign, folder: Path) -> Outcome:
    """Carry out *campaign* with everything it writes in *folder*; return what it found."""
    with _database(campaign.database) as (postgres, url):
        server = Server(folder / "data", database=url)
        server.prepare()
        server.start()
        try:
            return _marked_and_killed(campaign, server, postgres)
        finally:
            server.kill()


def _marked_and_killed(campaign: Campaign, server: Server, postgres: Postgres | None) -> Outcome:
    staged = stage(server, Size())
    unmarked = trade_version(server.settings.database, staged.trade)
    judges = [judge for judge in staged.pins.items() for _ in range(_TABLETS_EACH)]
    tablets = [
        Tablet(server.base, judge, number, campaign.seed) for number, judge in enumerate(judges)
    ]
    viewer = Viewer(server.base, staged.trade)
    workers: list[Tablet | Viewer] = [*tablets, viewer]
    for worker in workers:
        worker.start()
    try:
        _kill_again_and_again(campaign, server, postgres, tablets)
    finally:
        for worker in workers:
            worker.stopping.set()
        for worker in workers:
            worker.join()
    diary = together(tablet.diary for tablet in tablets)
    url = server.settings.database
    _settle(viewer, unmarked, url, staged.trade)
    findings = audit(url, staged.trade, diary, viewer.snapshots, unmarked)
    return Outcome(findings, diary, viewer.snapshots, staged, unmarked, url)


def _kill_again_and_again(
    campaign: Campaign, server: Server, postgres: Postgres | None, tablets: Sequence[Tablet]
) -> None:
    chance = random.Random(campaign.seed)  # noqa: S311 - the moments of a campaign
    for number in range(1, campaign.runs + 1):
        _wait_for_marks(tablets, chance.randint(_FEWEST, _MOST))
        time.sleep(chance.uniform(0, 0.02))
        # Every third time it is the database that dies, and the server must live through it.
        if isinstance(postgres, OwnPostgres) and number % 3 == 0:
            postgres.kill()
            postgres.start()
        else:
            server.kill()
            server.start()
    _wait_for_marks(tablets, _FEWEST)


def _wait_for_marks(tablets: Sequence[Tablet], wanted: int) -> None:
    until = time.monotonic() + _STALL_S
    goal = wanted + sum(len(tablet.diary.answers) for tablet in tablets)
    while sum(len(tablet.diary.answers) for tablet in tablets) < goal:
        if time.monotonic() > until or not any(tablet.is_alive() for tablet in tablets):
            raise TimeoutError("The tablets get no answers any more.")
        time.sleep(0.002)


def _settle(viewer: Viewer, unmarked: int, url: str, trade: int) -> None:
    """Look until the board shows the last version, or long enough to call it a fault."""
    until = time.monotonic() + _SETTLE_S
    last = trade_version(url, trade)
    while viewer.look() < last and time.monotonic() < until:
        time.sleep(0.05)
    if viewer.snapshots[-1]["version"] < last:
        # The audit counts every line up to the version shown: claim the newest.
        viewer.snapshots.append({**viewer.snapshots[-1], "version": max(last, unmarked)})


@contextlib.contextmanager
def _database(kind: str) -> Iterator[tuple[Postgres | None, str | None]]:
    if kind == "sqlite":
        yield None, None
        return
    postgres = obtain(durable=True)
    try:
        with postgres.database() as url:
            yield postgres, url
    finally:
        postgres.close()


def closing_line(runs: int, findings: Findings) -> str:
    """Return the one line that says it all."""
    return (
        f"runs={runs} acknowledged={findings.acknowledged} lost={len(findings.lost)} "
        f"doubled={len(findings.doubled)} overwritten={len(findings.overwritten)} "
        f"board_mismatch={len(findings.board_mismatch)}"
    )


def main() -> int:
    """Run the campaign that the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=10, help="how often to kill and restart")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="print everything as JSON instead")
    asked = parser.parse_args()
    campaign = Campaign(asked.runs, asked.seed, asked.database)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jiangsai-faults-") as folder:
        findings = run(campaign, Path(folder)).findings
    _report(campaign, findings, time.monotonic() - begun, as_json=asked.json)
    return 1 if findings.faults else 0


def _report(campaign: Campaign, findings: Findings, took: float, *, as_json: bool) -> None:
    if as_json:
        facts = {"seed": campaign.seed, "database": campaign.database, "runs": campaign.runs}
        print(json.dumps({**facts, "seconds": round(took, 1), **findings.document()}))
        return
    print(
        f"seed={campaign.seed} database={campaign.database} lines={findings.lines} "
        f"refused={findings.refused} repeated={findings.repeated} "
        f"snapshots={findings.snapshots} seconds={took:.0f}"
    )
    for fault in findings.faults:
        print(fault)
    print(closing_line(campaign.runs, findings))


if __name__ == "__main__":
    sys.exit(main())
