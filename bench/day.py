"""A whole marking day of a real scheme, tapped on real tablets' pages, faster than life."""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import requests
from playwright.sync_api import sync_playwright
from sqlalchemy import text

from bench.hall.page import opened
from bench.hall.script import Script, Visit, written
from bench.hall.server import PASSWORD, Server
from bench.hall.staging import Staged
from competition.commands import ROOT
from competition.engines import reading_engine
from competition.rehearsal.caller import Caller, Refused
from competition.rehearsal.judges import Judge
from competition.rehearsal.staging import MATERIAL
from tests.browser.tablet import Tablet

SCHEME: Final = MATERIAL / "es2023-web-development.xlsx"
ROSTER: Final = MATERIAL / "web-development.csv"
MODULES: Final = "ABCDEF"
JUDGES: Final = 3
_DAY_S: Final = 8 * 3600.0
_PATIENCE_S: Final = 120.0
_CHIEF: Final = "1700"
_LEADER: Final = 1
_SEATS: Final = (
    "select sheet_id, aspect_id, seat, value from ledger_line"
    " where trade_id = :trade order by number"
)


@dataclass(frozen=True, slots=True)
class Day:
    """How much of the roster is marked, how many times faster than life, by which seed."""

    entries: int = 31
    speed: float = 60.0
    seed: int = 1


@dataclass(slots=True)
class Evening:
    """How the day ended: what was done, and every fault in words."""

    acts: int = 0
    taken_back: int = 0
    lines: int = 0
    sheets: int = 0
    aspects: int = 0
    seconds: float = 0.0
    leader: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Talk:
    """What the judges of a day share: the folder of their browsers, and when they wait for all."""

    home: Path
    barrier: threading.Barrier


class PageJudge(threading.Thread):
    """A judge at a Chromium who follows the script."""

    def __init__(
        self, base: str, judge: tuple[str, str], script: Script, seat: int, talk: Talk
    ) -> None:
        super().__init__(name=f"judge-{judge[0]}", daemon=True)
        self.fault = ""
        self._base = base
        self._judge = judge
        self._script = script
        self._seat = seat
        self._talk = talk
        self._pace = 0.0
        self._ready = threading.Event()
        self._begins = threading.Event()
        self._begin = 0.0

    def take_seat(self) -> None:
        """Return when the judge sits there with the list of sheets."""
        self.start()
        self._ready.wait(_PATIENCE_S)

    def begin(self, at: float, lasts: float) -> None:
        """Let the day begin *at* that time and last so many seconds."""
        visits = (*self._script.visits[self._seat], *self._script.again[self._seat])
        self._begin, self._pace = at, lasts / sum(len(visit.marks) for visit in visits)
        self._begins.set()

    def run(self) -> None:
        """Sign in, mark sheet after sheet, vote again where the panel is apart."""
        try:
            with (
                sync_playwright() as play,
                opened(play, self._talk.home / self.name, self._base) as page,
            ):
                tablet = Tablet(page)
                tablet.come_in(*self._judge)
                self._ready.set()
                self._begins.wait(_PATIENCE_S)
                self._mark(tablet)
        except Exception as fault:  # noqa: BLE001 - whatever it was, the day failed by it
            self.fault = f"{self.name}: {fault}"
            self._talk.barrier.abort()
        finally:
            self._ready.set()

    def _mark(self, tablet: Tablet) -> None:
        tablet.page.set_default_timeout(_PATIENCE_S * 1000)
        due = self._visit(tablet, self._script.visits[self._seat], self._begin)
        self._talk.barrier.wait()
        if self._seat == _LEADER:
            for visit in self._script.apart:
                tablet.open(visit.sheet)
                for code, _ in visit.marks:
                    tablet.vote_again(code)
        self._talk.barrier.wait()
        for visit in self._script.again[self._seat]:
            tablet.open(visit.sheet)
            for code, _ in visit.marks:
                tablet.hear_of_round(code)
        self._visit(tablet, self._script.again[self._seat], due)

    def _visit(self, tablet: Tablet, visits: Sequence[Visit], due: float) -> float:
        """Mark what is due from that time on until all is received; return when the rest is due."""
        for visit in visits:
            tablet.open(visit.sheet)
            tablet.work(visit.marks, due, self._pace)
            due += self._pace * len(visit.marks)
        until = time.monotonic() + _PATIENCE_S
        while not tablet.has_all_received():
            if time.monotonic() > until:
                raise TimeoutError(tablet.status.inner_text())
            time.sleep(0.1)
        return due


def run(day: Day, folder: Path) -> Evening:
    """Hold the day with everything it writes in *folder*; return how it ended."""
    server = Server(folder / "data")
    server.prepare()
    server.start()
    try:
        staged = stage(server, day.entries)
        script = written(_sheets(server.base, staged), JUDGES, day.seed)
        evening = Evening(acts=script.acts, taken_back=script.taken_back)
        evening.seconds = _mark(day, server.base, staged, script, folder, evening)
        _close(server, staged, script, evening)
        return evening
    finally:
        server.kill()


def stage(server: Server, entries: int) -> Staged:
    """Set the real scheme up with *entries* of its roster and one panel for every module."""
    organiser = Caller(server.base)
    organiser.fill("/sign-in", {"code": "organiser", "password": PASSWORD})
    dates = {"starts_on": "2026-11-20", "ends_on": "2026-11-22"}
    organiser.fill("/organise/competitions", {"name_en": "Marking day", **dates})
    form = {"code": "17", "name_en": "Web Technologies", "preset": "worldskills", "shows": "names"}
    added = organiser.fill("/organise/competitions/1/trades", form)
    trade = int(added.headers["Location"].rstrip("/").rsplit("/", 1)[-1])
    here = f"/organise/trades/{trade}"
    organiser.fill(f"{here}/scheme", {}, SCHEME)
    roster = server.settings.data / "roster.csv"
    rows = ROSTER.read_text(encoding="utf-8").splitlines()
    roster.write_text("\n".join(rows[: entries + 1]), encoding="utf-8")
    organiser.fill(f"{here}/roster", {"confirmed": "1"}, roster)
    codes = [f"17{number:02d}" for number in range(1, JUDGES + 1)]
    pins: dict[str, str] = {}
    for role, people in (("judge", codes), ("chief", [_CHIEF])):
        listed = "\n".join(f"{code},,Judge {code}" for code in people)
        answer = organiser.fill(f"{here}/judges", {"judges": listed, "role": role})
        pins |= answer.json()["pins"]
    panel = {"panel": "1", "judges": " ".join(codes), "modules": list(MODULES)}
    organiser.fill(f"{here}/panels", panel)
    organiser.fill(f"{here}/scheme/lock", {"accept_warnings": "1"})
    return Staged(trade, pins)


def _judges(base: str, staged: Staged) -> Iterator[Judge]:
    for code in sorted(set(staged.pins) - {_CHIEF}):
        judge = Judge(base, code, staged.pins[code])
        judge.sign_in()
        yield judge


def _sheets(base: str, staged: Staged) -> list[dict[str, Any]]:
    judge = next(_judges(base, staged))
    return [judge.sheet(row["id"]) for row in judge.sheets()]


def _mark(
    day: Day, base: str, staged: Staged, script: Script, folder: Path, evening: Evening
) -> float:
    """Let every judge work through their visits; return how long it took."""
    codes = sorted(set(staged.pins) - {_CHIEF})
    talk = Talk(folder, threading.Barrier(len(codes), timeout=_DAY_S))
    judges = [
        PageJudge(base, (code, staged.pins[code]), script, seat, talk)
        for seat, code in enumerate(codes, 1)
    ]
    for judge in judges:
        judge.take_seat()
    begun = time.time()
    for judge in judges:
        judge.begin(begun, _DAY_S / day.speed)
    for judge in judges:
        judge.join()
    evening.faults += [judge.fault for judge in judges if judge.fault]
    return time.time() - begun


def _close(server: Server, staged: Staged, script: Script, evening: Evening) -> None:
    """Look at everything the day left: sheets, lines, signature, board, trade file, chain."""
    faults = evening.faults
    for judge in _judges(server.base, staged):
        rows = judge.sheets()
        evening.sheets = len(rows)
        evening.aspects = sum(row["aspects"] for row in rows)
        faults += [
            f"sheet {row['id']} is not complete: {row['marked']}/{row['aspects']}"
            for row in rows
            if row["marked"] != row["aspects"] or row["conflicts"]
        ]
    faults += _wrong_lines(server, staged, script, evening)
    try:
        chief = Caller(server.base)
        chief.fill("/sign-in", {"code": _CHIEF, "password": staged.pins[_CHIEF]})
        chief.fill(f"/organise/trades/{staged.trade}/signature", {})
    except Refused as refused:
        faults.append(f"the chief judge cannot sign: {refused}")
    faults += _wrong_totals(server, staged, evening)
    verified = _jiangsai(server, "ledger", "verify")
    if verified.returncode != 0:
        faults.append(f"ledger verify: {verified.stdout}{verified.stderr}")


def _wrong_lines(server: Server, staged: Staged, script: Script, evening: Evening) -> list[str]:
    engine = reading_engine(server.settings.database)
    with engine.connect() as connection:
        rows = connection.execute(text(_SEATS), {"trade": staged.trade}).all()
    engine.dispose()
    evening.lines = len(rows)
    standing = {(sheet, aspect, seat): value for sheet, aspect, seat, value in rows}
    found = [
        f"{place} says {standing.get(place)}, the script {value}"
        for place, value in script.values.items()
        if standing.get(place) != value
    ]
    wanted = script.acts + script.taken_back
    if len(rows) != wanted:
        found.append(
            f"{script.acts} marks were given and {script.taken_back} votes taken back, "
            f"the ledger has {len(rows)} lines"
        )
    return found


def _wrong_totals(server: Server, staged: Staged, evening: Evening) -> list[str]:
    """Compare the board, row by row, with what the exported trade file comes to."""
    file = server.settings.data / "trade.json"
    _jiangsai(server, "trade", "export", "17", "--out", str(file))
    scored = _jiangsai(server, "score", str(file))
    if scored.returncode != 0:
        return [f"jiangsai score: {scored.stderr}"]
    result = json.loads(scored.stdout)
    counted = {row["entry"]: (row["total"], row["place"]) for row in result["standings"]}
    evening.leader = "{} {}".format(
        *next((e, t) for e, (t, place) in counted.items() if place == 1)
    )
    board = _signed_board(server, staged)
    codes = [row["code"] for row in board["rows"]]
    shown = {row["code"]: row["total"] for row in board["rows"]}
    faults = [
        f"the board shows {shown.get(code)} for {code}, jiangsai score says {total}"
        for code, (total, _) in counted.items()
        if shown.get(code) != total
    ]
    places = dict(_places(board["order"]))
    faults += [
        f"the board puts {code} on place {places.get(codes.index(code))}, jiangsai score on {place}"
        for code, (_, place) in counted.items()
        if code in codes and places.get(codes.index(code)) != place
    ]
    open_marks = [
        f"the board has {mark} for {row['code']}"
        for row in board["rows"]
        for mark in row["marks"]
        if mark is None or mark.startswith("~")
    ]
    is_whole = result["complete"] and board["state"] == "signed" and not result["problems"]
    return [*faults, *open_marks, *([] if is_whole else ["the trade is not complete and signed"])]


def _places(order: Sequence[int | Sequence[int]]) -> Iterator[tuple[int, int]]:
    place = 1
    for group in order:
        rows = [group] if isinstance(group, int) else list(group)
        yield from zip(rows, itertools.repeat(place))
        place += len(rows)


def _signed_board(server: Server, staged: Staged) -> dict[str, Any]:
    until = time.monotonic() + _PATIENCE_S
    while True:
        answer = requests.get(f"{server.base}/live/trades/{staged.trade}", timeout=10)
        board: dict[str, Any] = answer.json()
        if board["state"] == "signed" or time.monotonic() > until:
            return board
        time.sleep(0.2)


def _jiangsai(server: Server, *words: str) -> "subprocess.CompletedProcess[str]":
    data = [] if words[0] == "score" else ["--data", str(server.settings.data)]
    return subprocess.run(
        [sys.executable, str(ROOT / "wsgi.py"), *words, *data],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def closing_line(day: Day, evening: Evening) -> str:
    """Return the one line that says it all."""
    speed = _DAY_S / evening.seconds if evening.seconds else 0.0
    return (
        f"day entries={day.entries} sheets={evening.sheets} cells={evening.aspects} "
        f"judges={JUDGES} marks={evening.acts} lines={evening.lines} leader={evening.leader} "
        f"seconds={evening.seconds:.0f} speed={speed:.0f} faults={len(evening.faults)}"
    )


def main() -> int:
    """Hold the day that the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(prog="dev.py bench day", description=__doc__)
    parser.add_argument("--entries", type=int, default=31, help="how many of the roster's 31")
    parser.add_argument("--speed", type=float, default=60.0, help="how many times faster than life")
    parser.add_argument("--seed", type=int, default=1)
    day = Day(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory(prefix="jiangsai-day-", ignore_cleanup_errors=True) as folder:
        evening = run(day, Path(folder))
    for fault in evening.faults:
        print(fault)
    print(closing_line(day, evening))
    return 1 if evening.faults else 0


if __name__ == "__main__":
    sys.exit(main())
