"""How fast the overview of a large competition opens in a real browser, and that it stays live.

``python3 dev.py bench overview`` prints the goals with pass or fail.
"""

import argparse
import json
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import requests
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.hall.marking import Marked, furnish
from bench.hall.server import Server
from competition.db import Database
from tests import chromium
from tests.builders import TAKEN_AT, USUAL, LockedTrade, a_mark, recorded

_SCREEN: Final[ViewportSize] = {"width": 1920, "height": 1080}
_OPENS_MS: Final = 1_000.0
_SHOWN_MS: Final = 1_500.0
_HEARD_MS: Final = 11_000.0
"""Nothing heard for 15 s is called no connection; the server says every 10 s that it lives."""

_OPEN_ASPECT: Final = "A1.2"
_MOVED: Final = 20
_PATIENCE_MS: Final = 900_000
_IDLE_S: Final = 12.0

# What a reader sees, and when, by the page's own clock: its origin is the click.
_WATCH: Final = """() => {
    const seen = window.seen = {names: null, figures: null, all: null, heard: 0, moved: {}};
    const look = () => {
        const page = document.querySelector("trade-overview");
        const items = [...document.querySelectorAll(".survey li")];
        const now = performance.now();
        if (items.length > 0) {
            seen.names ??= now;
            const isCounted = (trade) => trade.entries !== 0;
            const shown = new Set(items.map((item) => Number(item.dataset.trade)));
            const trades = page.shown.trades;
            if (trades.filter(({trade}) => shown.has(trade)).every(isCounted)) {
                seen.figures ??= now;
            }
            if (trades.every(isCounted)) {
                seen.all ??= now;
            }
            seen.heard = Math.max(seen.heard, Date.now() - (page.link.heard ?? Date.now()));
            for (const item of items) {
                const total = item.querySelector(".who .num")?.textContent;
                const known = seen.moved[item.dataset.trade];
                if (known?.total !== total) {
                    seen.moved[item.dataset.trade] = {total, at: Date.now()};
                }
            }
        }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is loaded, how often the page is opened, and how often before that the server."""

    trades: int = 300
    entries: int = 60
    openings: int = 5
    starts: int = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """Milliseconds from the click until the page names its trades, has their figures, has all."""

    names_ms: float
    figures_ms: float
    all_ms: float


@dataclass(frozen=True, slots=True)
class Liveness:
    """Milliseconds until a mark was on the screen, and how long nothing was heard at most."""

    shown_p50_ms: float
    shown_most_ms: float
    unshown: int
    heard_ms: float


def measure(folder: Path, extent: Extent) -> dict[str, Any]:
    """Return the openings, cold and warm, and how live the page is."""
    server, trades = furnish(folder / "hall", extent.trades, extent.entries, _fill)
    found = chromium.find(folder)
    if found is None:
        raise RuntimeError("There is no Chromium: set CHROMIUM.")
    with sync_playwright() as play:
        browser = play.chromium.launch(**found.launch)
        try:
            names = [_named(browser, server) for _ in range(extent.starts - 1)]
            server.start()
            cold = _opened(browser, server)
            warm = [_opened(browser, server) for _ in range(extent.openings)]
            live = _live(browser, server, trades)
        finally:
            server.kill()
            browser.close()
    return {
        "extent": asdict(extent),
        "cold": {**asdict(cold), "names_ms": median([*names, cold.names_ms])},
        "warm": asdict(_middle(warm)),
        "live": asdict(live),
    }


def _fill(database: Database, trade: LockedTrade) -> None:
    """Mark all of *trade* but one aspect, everybody otherwise."""
    chance = random.Random(trade.id)  # noqa: S311 - invented marks
    marks = [
        a_mark(trade, aspect, _value(trade, aspect, chance), entry=entry, judge=seat)
        for entry in trade.entries
        for aspect in trade.aspects
        if aspect != _OPEN_ASPECT
        for seat in trade.seats(aspect)
    ]
    recorded(database, marks)


def _value(trade: LockedTrade, aspect: str, chance: random.Random) -> str:
    if aspect == "B2.1":
        return str(chance.randrange(21) / 4)
    return str(chance.randrange(12)) if aspect == "B1.3" else USUAL[trade.kinds[aspect]]


def _named(browser: Browser, server: Server) -> float:
    """Return the milliseconds until a server that has just started names its trades."""
    server.start()
    context = browser.new_context(base_url=server.base, viewport=_SCREEN, locale="en")
    try:
        return float(_look(context.new_page(), "names")["names"])
    finally:
        context.close()
        server.kill()


def _opened(browser: Browser, server: Server) -> Opening:
    context = browser.new_context(base_url=server.base, viewport=_SCREEN, locale="en")
    try:
        seen = _look(context.new_page(), "names", "figures", "all")
    finally:
        context.close()
    return Opening(seen["names"], seen["figures"], seen["all"])


def _look(page: Page, *until: str) -> dict[str, Any]:
    """Open the overview; return what was seen, and when, once all of *until* was."""
    page.add_init_script(f"({_WATCH})()")
    page.goto("/boards/1", wait_until="commit")
    page.wait_for_function(
        "(names) => names.every((name) => window.seen[name] !== null)",
        arg=list(until),
        timeout=_PATIENCE_MS,
    )
    seen: dict[str, Any] = page.evaluate("window.seen")
    return seen


def _live(browser: Browser, server: Server, trades: Sequence[Marked]) -> Liveness:
    """Mark the leaders of the trades on the screen; return when each was seen there."""
    context = browser.new_context(base_url=server.base, viewport=_SCREEN, locale="en")
    page = context.new_page()
    _look(page, "all")
    # The page holds, so that what is looked at stays on the screen.
    page.evaluate("document.querySelector('trade-overview').pause()")
    told = requests.get(f"{server.base}/live/boards/1", timeout=30).json()["trades"]
    shown = set(page.evaluate("Object.keys(window.seen.moved).map(Number)"))
    moving = [each for each in told if each["trade"] in shown and each["leaders"]][:_MOVED]
    by_number = {trade.trade: trade for trade in trades}
    page.evaluate("window.seen.heard = 0")
    answered = {}
    for each in moving:
        _mark(server, by_number[each["trade"]], int(each["leaders"][0]["code"]) - 1)
        answered[each["trade"]] = time.time() * 1e3
        time.sleep(0.13)
    time.sleep(_IDLE_S)
    seen = page.evaluate("window.seen")
    context.close()
    took = [
        max(0.0, moved["at"] - answered[each["trade"]])
        for each in moving
        if (moved := seen["moved"][str(each["trade"])])["total"] != each["leaders"][0]["total"]
    ]
    most = max(took, default=float("inf"))
    middle = median(took) if took else float("inf")
    return Liveness(middle, most, len(moving) - len(took), seen["heard"])


def _mark(server: Server, trade: Marked, entry: int) -> None:
    document = {
        "uuid": str(uuid.uuid4()),
        "aspect": trade.aspect,
        "value": "1",
        "base": 0,
        "device": "bench",
        "sequence": 1,
        "taken_at": TAKEN_AT,
    }
    answer = requests.post(
        f"{server.base}/judging/sheets/{trade.sheets[entry]}/marks",
        json=document,
        headers={"Cookie": trade.cookie},
        timeout=30,
    )
    answer.raise_for_status()


def _middle(openings: Sequence[Opening]) -> Opening:
    return Opening(
        median(each.names_ms for each in openings),
        median(each.figures_ms for each in openings),
        median(each.all_ms for each in openings),
    )


def goals(found: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Return each goal's name with what was found, and what it shall be at most."""
    cold, warm, live = found["cold"], found["warm"], found["live"]
    return {
        "cold server: names, ms": (cold["names_ms"], _OPENS_MS),
        "cold server: figures on the screen, ms": (cold["figures_ms"], _OPENS_MS),
        "cold server: figures of all trades, ms": (cold["all_ms"], _OPENS_MS),
        "warm server: names, ms": (warm["names_ms"], _OPENS_MS),
        "warm server: figures of all trades, ms": (warm["all_ms"], _OPENS_MS),
        "a mark is on the screen, slowest, ms": (live["shown_most_ms"], _SHOWN_MS),
        "marks that never came": (live["unshown"], 0),
        "nothing heard, longest, ms": (live["heard_ms"], _HEARD_MS),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(prog="dev.py bench overview", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--quick", action="store_true", help="a tenth of the trades")
    options = parser.parse_args(arguments)
    extent = Extent(trades=30, openings=3, starts=1) if options.quick else Extent()
    with tempfile.TemporaryDirectory(prefix="jiangsai-overview-") as folder:
        found = measure(Path(folder), extent)
    judged = {
        name: {"found": value, "goal": wanted, "pass": value <= wanted}
        for name, (value, wanted) in goals(found).items()
    }
    if options.json:
        sys.stdout.write(json.dumps({**judged, "raw": found}, indent=1) + "\n")
    else:
        _print(extent, found, judged)
    return 0 if all(each["pass"] for each in judged.values()) else 1


def _print(extent: Extent, found: Mapping[str, Any], judged: Mapping[str, Any]) -> None:
    say = sys.stdout.write
    say(
        f"{extent.trades} trades of {extent.entries} entries, "
        f"medians of {extent.starts} starts (figures: one) and {extent.openings} warm openings "
        f"at {_SCREEN['width']}x{_SCREEN['height']}\n"
    )
    say(f"a mark is on the screen, median: {found['live']['shown_p50_ms']:.0f} ms\n\n")
    for name, each in judged.items():
        verdict = "met" if each["pass"] else "MISSED"
        say(f"{name:<44}{each['found']:>8.0f}  <= {each['goal']:<7.0f} {verdict}\n")


if __name__ == "__main__":
    sys.exit(main())
