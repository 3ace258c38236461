"""The fault campaign: judges mark, server and browsers are killed, nothing may be missing."""

import argparse
import contextlib
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import requests

from bench.hall.audit import Findings, audit, together, trade_version
from bench.hall.page import PageTablet
from bench.hall.server import Server
from bench.hall.staging import Size, Staged, stage
from bench.hall.storm import Storm
from bench.hall.tablet import Diary, Tablet
from bench.hall.wire import Wire
from tests.postgres import OwnPostgres, Postgres, obtain

_TABLETS_EACH: Final = 3
_FEWEST, _MOST = 30, 160
_FEWEST_ON_PAGES, _MOST_ON_PAGES = 2, 9
_OF_PAGES: Final = Size(entries=2, measured=4, judged=2, judges=2)
_BROWSERS: Final = 0.6
_CUTS: Final = 0.3
_ALONE: Final = 0.5
_LOOK_S: Final = 0.15
_SETTLE_S: Final = 10.0
_STALL_S: Final = 120.0

Worker = Tablet | PageTablet


@dataclass(frozen=True, slots=True)
class Campaign:
    """How often to strike, by which seed, on which database; *browser* and *proxy* say where too.

    With *browser* the tablets are Chromiums that are killed as well, with
    *proxy* a storm blows between them and the server.
    """

    runs: int = 10
    seed: int = 1
    database: str = "sqlite"
    browser: bool = False
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign leaves: its findings, and what to check them against once more."""

    findings: Findings
    diary: Diary
    snapshots: list[dict[str, Any]]
    staged: Staged
    unmarked: int
    url: str
    strikes: Counter[str]
    weather: dict[str, int]


@dataclass(slots=True)
class Field:
    """Everything that may be struck: the server, its database, the line to it, the tablets."""

    campaign: Campaign
    server: Server
    postgres: Postgres | None
    wire: Wire | None
    tablets: Sequence[Worker] = ()
    strikes: Counter[str] = field(default_factory=Counter)

    def strike(self, number: int, chance: random.Random) -> None:
        """Kill something, or cut the network, and let it come again."""
        if self.campaign.browser and chance.random() < _BROWSERS:
            self._kill_browser(chance)
        elif isinstance(self.wire, Storm) and chance.random() < _CUTS:
            self.wire.blow(chance.uniform(0, 0.5))
            self.strikes["network"] += 1
        # Every third time it is the database that dies, and the server must live through it.
        elif isinstance(self.postgres, OwnPostgres) and number % 3 == 0:
            self.postgres.kill()
            self.postgres.start()
            self.strikes["database"] += 1
        else:
            self.server.kill()
            self.strikes["server"] += 1
            if self.campaign.browser:
                self._leave_pages_alone(chance)
            self.server.start()

    def _kill_browser(self, chance: random.Random) -> None:
        pages = [tablet for tablet in self.tablets if isinstance(tablet, PageTablet)]
        chance.choice(pages).kill()
        self.strikes["browser"] += 1

    def _leave_pages_alone(self, chance: random.Random) -> None:
        """Let pages mark without a server; half the time a browser dies over it as well."""
        time.sleep(chance.uniform(0, 1.5))
        if chance.random() < _ALONE:
            self._kill_browser(chance)
            time.sleep(chance.uniform(0, 3))


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
        wire = _line_to(server.port, campaign)
        try:
            return _marked_and_struck(Field(campaign, server, postgres, wire), folder)
        finally:
            if wire is not None:
                wire.close()
            server.kill()


def _line_to(port: int, campaign: Campaign) -> Wire | None:
    if campaign.proxy:
        return Storm(port, seed=campaign.seed)
    # What a page was refused nobody but the line can say for sure once the page was killed.
    return Wire(port) if campaign.browser else None


def _marked_and_struck(hall: Field, folder: Path) -> Outcome:
    server, url = hall.server, hall.server.settings.database
    staged = stage(server, _OF_PAGES if hall.campaign.browser else Size())
    unmarked = trade_version(url, staged.trade)
    hall.tablets = _seated(hall, staged, folder)
    viewer = Viewer(server.base, staged.trade)
    workers: list[Worker | Viewer] = [*hall.tablets, viewer]
    for worker in workers:
        worker.start()
    try:
        _strike_again_and_again(hall)
    finally:
        if isinstance(hall.wire, Storm):
            hall.wire.calm()
        for worker in workers:
            worker.stopping.set()
        for worker in workers:
            worker.join()
    diary = together(tablet.diary for tablet in hall.tablets)
    diary.turned_away |= hall.wire.turned_away if hall.wire else {}
    _settle(viewer, unmarked, url, staged.trade)
    findings = audit(url, staged.trade, diary, viewer.snapshots, unmarked)
    weather = hall.wire.weather if isinstance(hall.wire, Storm) else {}
    return Outcome(findings, diary, viewer.snapshots, staged, unmarked, url, hall.strikes, weather)


def _seated(hall: Field, staged: Staged, folder: Path) -> list[Worker]:
    base, seed = (hall.wire or hall.server).base, hall.campaign.seed
    if not hall.campaign.browser:
        judges = [judge for judge in staged.pins.items() for _ in range(_TABLETS_EACH)]
        return [Tablet(base, judge, number, seed) for number, judge in enumerate(judges)]
    pages = [
        PageTablet(base, judge, seat, seed, folder)
        for seat, judge in enumerate(sorted(staged.pins.items()), 1)
    ]
    for page in pages:
        page.learn(hall.server.base, hall.server.settings.database)
    return list(pages)


def _strike_again_and_again(hall: Field) -> None:
    chance = random.Random(hall.campaign.seed)  # noqa: S311 - the moments of a campaign
    fewest, most = (_FEWEST_ON_PAGES, _MOST_ON_PAGES) if hall.campaign.browser else (_FEWEST, _MOST)
    for number in range(1, hall.campaign.runs + 1):
        _wait_for_marks(hall.tablets, chance.randint(fewest, most))
        time.sleep(chance.uniform(0, 0.3 if hall.campaign.browser else 0.02))
        hall.strike(number, chance)
    _wait_for_marks(hall.tablets, fewest)


def _wait_for_marks(tablets: Sequence[Worker], wanted: int) -> None:
    until = time.monotonic() + _STALL_S
    goal = wanted + sum(tablet.progress for tablet in tablets)
    while sum(tablet.progress for tablet in tablets) < goal:
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
    parser.add_argument("--runs", type=int, default=10, help="how often to strike and restart")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--browser", action="store_true", help="tablets are Chromiums, killed too")
    parser.add_argument("--proxy", action="store_true", help="through a network that fails")
    parser.add_argument("--json", action="store_true", help="print everything as JSON instead")
    asked = vars(parser.parse_args())
    as_json = asked.pop("json")
    campaign = Campaign(**asked)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(
        prefix="jiangsai-faults-", ignore_cleanup_errors=True
    ) as folder:
        outcome = run(campaign, Path(folder))
    _report(campaign, outcome, time.monotonic() - begun, as_json=as_json)
    return 1 if outcome.findings.faults else 0


def _report(campaign: Campaign, outcome: Outcome, took: float, *, as_json: bool) -> None:
    findings, strikes = outcome.findings, dict(sorted(outcome.strikes.items()))
    if as_json:
        facts = {
            **asdict(campaign),
            "strikes": strikes,
            "weather": outcome.weather,
            "seconds": round(took, 1),
        }
        print(json.dumps({**facts, **findings.document()}))
        return
    print(
        f"seed={campaign.seed} database={campaign.database} struck={_listed(strikes)} "
        f"requests={_listed(outcome.weather)}\n"
        f"lines={findings.lines} refused={findings.refused} repeated={findings.repeated} "
        f"snapshots={findings.snapshots} seconds={took:.0f}"
    )
    for fault in findings.faults:
        print(fault)
    print(closing_line(campaign.runs, findings))


def _listed(counts: Mapping[str, int]) -> str:
    return ",".join(f"{what}:{times}" for what, times in counts.items()) or "-"


if __name__ == "__main__":
    sys.exit(main())
