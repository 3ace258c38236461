"""A judge's tablet that is a real Chromium: it may be killed, and says what its page had shown."""

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

from playwright.sync_api import Error, Page, Playwright, ViewportSize, sync_playwright
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bench.hall.tablet import Diary, Tap
from competition.engines import reading_engine
from competition.rehearsal.judges import Judge
from tests import chromium
from tests.browser.tablet import Tablet

TABLET: Final[ViewportSize] = {"width": 1024, "height": 768}
_PATIENCE_S: Final = 90.0
_CONTROLS_MS: Final = 8_000
_STORED_S: Final = 5.0
_DWELL_S: Final = 1.5
_DWELLS: Final = 0.4
_AGAIN: Final = 0.5
_KEPT: Final = frozenset({"unsent", "received", "conflict"})
_RECEIVED: Final = frozenset({"received", "conflict"})
_VOTES: Final = {"A": "01"}
"""In this module votes are never too far apart, so that judges may change them all the time."""
_WORDS: Final = {"Yes, met": "1", "No, not met": "0"}


@contextlib.contextmanager
def opened(play: Playwright, profile: Path, base: str) -> Iterator[Page]:
    """Lend the page of a tablet's Chromium, which keeps everything in the folder *profile*."""
    # The number of a browser that was killed may be another process by now: nobody's lock.
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    found = chromium.find(profile.parent)
    if found is None:
        raise RuntimeError("There is no Chromium: set CHROMIUM.")
    context = play.chromium.launch_persistent_context(
        profile,
        **found.launch,
        base_url=base,
        viewport=TABLET,
        has_touch=True,
        locale="en",
        reduced_motion="reduce",
    )
    try:
        context.set_default_timeout(_CONTROLS_MS)
        yield context.pages[0]
    finally:
        with contextlib.suppress(Error):
            context.close()


class Screen(Protocol):
    """What can be read of a judge's page."""

    def is_at(self, sheet: int) -> bool:
        """Answer whether a sheet is open."""

    def shown(self) -> list[tuple[str, str, str]]:
        """Return code, value and state of each aspect of the open sheet."""


class PageTablet(threading.Thread):
    """One judge at one Chromium whose profile outlives it; marks until *stopping*."""

    def __init__(self, base: str, judge: tuple[str, str], seat: int, seed: int, home: Path) -> None:
        super().__init__(name=f"page-{seat}", daemon=True)
        self.stopping = threading.Event()
        self.diary = Diary()
        self.url = ""
        self.sheets: dict[int, dict[str, Any]] = {}
        self.author = 0
        self.direct = base
        self._base = base
        self._judge = judge
        self._seat = seat
        self._home = home / f"profile-{seat}"
        self._chance = random.Random(seed * 1000 + 500 + seat)  # noqa: S311 - invented marks
        self._count = 0
        self._is_settled = False
        self._is_open = threading.Event()

    @property
    def progress(self) -> int:
        """Return how many marks the page has shown as kept."""
        return sum(tap.is_kept for tap in self.diary.taps)

    def learn(self, direct: str, url: str) -> None:
        """Read once, past the storm, what the judge's sheets are; the database is at *url*."""
        judge = Judge(direct, *self._judge)
        judge.sign_in()
        self.sheets = {row["id"]: judge.sheet(row["id"]) for row in judge.sheets()}
        self.diary.sheets = dict(self.sheets)
        self.url = url
        engine = reading_engine(url)
        with engine.connect() as connection:
            query = text("select id from account where code = :code")
            self.author = connection.execute(query, {"code": self._judge[0]}).scalar_one()
        engine.dispose()

    def kill(self) -> None:
        """Kill every process of the browser at once, as soon as there is one with a page."""
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            family = _family(self._home) if self._is_open.is_set() else []
            if family:
                self._is_open.clear()
                for process in family:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                return
            time.sleep(0.02)
        raise TimeoutError("There is no browser to kill.")

    def run(self) -> None:
        """Open the browser, mark, and open it again whenever it has died."""
        with sync_playwright() as play:
            while not self._is_settled:
                # Whatever a dead browser or a bad network does to a page ends in a new one.
                with contextlib.suppress(Error, AssertionError):
                    with opened(play, self._home, self._base) as page:
                        self._is_open.set()
                        self._work(Tablet(page))
                    continue
                self._is_open.clear()
                self.diary.retries += 1
                if self.stopping.is_set() and self._has_no_patience():
                    self.diary.given_up.append(f"{self.name}: {self._why}")
                    return

    def _work(self, tablet: Tablet) -> None:
        tablet.come_in(*self._judge)
        while not self.stopping.is_set():
            self._decide(tablet)
            sheet = self._chance.choice(list(self.sheets))
            tablet.open(sheet)
            for _ in range(self._chance.randint(2, 5)):
                self._mark(tablet, sheet)
        self._settle(tablet)

    def _mark(self, tablet: Tablet, sheet: int) -> None:
        tablet.come_back(self._judge[1])
        aspect = self._chance.choice(self.sheets[sheet]["aspects"])
        code, kind = aspect["code"], aspect["kind"]
        before, state = self.look(tablet, sheet).get(code, ("", ""))
        # One value for the panel: who enters which is agreed, but for what is counted.
        if state in {"", "attention"} or (kind == "pass_fail" and self._seat != 1):
            return
        value = self._value(kind, before, _VOTES.get(code[0], "0123"))
        tap = self._tapped(sheet, aspect["id"], value)
        if kind == "judgement":
            tablet.vote(code, value)
        elif kind == "pass_fail":
            tablet.choose(code, next(words for words, each in _WORDS.items() if each == value))
        else:
            tap.before = tablet.type_over(code, value)
        self._watch(tablet, tap, code)

    def _value(self, kind: str, before: str, votes: str) -> str:
        if kind == "judgement":
            return self._chance.choice([vote for vote in votes if vote != before])
        if kind == "pass_fail":
            return "0" if before == "1" else "1"
        # Never given before by anybody: so each can be told from every other.
        self._count += 1
        return str(self._count * 4 + self._seat)

    def _tapped(self, sheet: int, aspect: int, value: str) -> Tap:
        tap = Tap(self.author, sheet, aspect, value)
        self.diary.taps.append(tap)
        return tap

    def _watch(self, tablet: Tablet, tap: Tap, code: str) -> None:
        """Look until the page says that the mark is kept; now and then until it is received."""
        dwells = self._chance.random() < _DWELLS
        until = time.monotonic() + _STORED_S
        while time.monotonic() < until:
            value, state = self.look(tablet, tap.sheet).get(code, ("", ""))
            if value == tap.value and state in _KEPT and not tap.is_kept:
                tap.is_kept = True
                until = time.monotonic() + _DWELL_S
            if tap.is_kept and (not dwells or state != "unsent"):
                return

    def look(self, tablet: Screen, sheet: int) -> dict[str, tuple[str, str]]:
        """Return what the page shows; what it shows as received must be in the ledger by now."""
        if not tablet.is_at(sheet):
            return {}
        shown = {code: (_WORDS.get(words, words), state) for code, words, state in tablet.shown()}
        received = {code: value for code, (value, state) in shown.items() if state in _RECEIVED}
        if received:
            ids = {each["code"]: each["id"] for each in self.sheets[sheet]["aspects"]}
            kept = self._ledger(sheet)
            self.diary.unkept += [
                f"{self.name} showed {value} of {code} on sheet {sheet} as received"
                for code, value in received.items()
                if (ids[code], value) not in kept
            ]
        return shown

    def _ledger(self, sheet: int) -> set[tuple[int, str]]:
        until = time.monotonic() + _PATIENCE_S
        query = text("select aspect_id, value from ledger_line where sheet_id = :sheet")
        while True:
            engine = reading_engine(self.url)
            try:
                with engine.connect() as connection:
                    rows = connection.execute(query, {"sheet": sheet}).all()
                return {(aspect, value) for aspect, value in rows}
            except DBAPIError:
                # The database itself may have been killed; what it promised it still has to show.
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            finally:
                engine.dispose()

    def _decide(self, tablet: Tablet) -> None:
        """Decide about every mark that the page says was not accepted."""
        for sheet, aspect, words in tablet.refusals():
            value = _WORDS.get(words, words)
            for tap in reversed(self.diary.taps):
                if (tap.sheet, tap.aspect, tap.value) == (sheet, aspect, value):
                    tap.is_refused = True
                    break
            is_sent_again = self._chance.random() < _AGAIN and not self.stopping.is_set()
            again = self._tapped(sheet, aspect, value) if is_sent_again else None
            shown = tablet.settle_refusal(sheet, aspect, words, is_sent_again=is_sent_again)
            if again is not None and shown is not None:
                again.before = _WORDS.get(shown, shown)

    def _settle(self, tablet: Tablet) -> None:
        """Wait until the page says that every mark was received."""
        self._why = "not every mark was received"
        while not self._has_no_patience():
            tablet.come_back(self._judge[1])
            self._decide(tablet)
            if tablet.has_all_received():
                self._is_settled = True
                return
            time.sleep(0.1)
        raise AssertionError(tablet.status.inner_text())

    _why = ""
    _until = 0.0

    def _has_no_patience(self) -> bool:
        self._until = self._until or time.monotonic() + _PATIENCE_S
        return time.monotonic() > self._until


def _family(profile: Path) -> list[int]:
    """Return the processes of the browser with this *profile*, and all that they started."""
    found = []
    wanted = f"--user-data-dir={profile}".encode()
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (entry / "cmdline").read_bytes().split(b"\0"):
                found += [int(entry.name), *_descendants(int(entry.name))]
    return list(dict.fromkeys(found))


def _descendants(process: int) -> Iterator[int]:
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, listed.read_text().split()):
                yield child
                yield from _descendants(child)
