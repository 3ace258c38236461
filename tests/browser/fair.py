"""A hall with one trade in each state, for whoever looks at every page."""

from dataclasses import dataclass

import requests

from tests.browser.disputes import disputed
from tests.browser.hall import Hall, Staged

MARKS = (
    "322 1 8 20.5 0 1 221",
    "232 1 3 20.6 1 0 333",
    "101 0 0 19.5 2 1 122",
    "223 1 7 20 0 1 112",
)


@dataclass(frozen=True)
class Fair:
    """The hall with one trade in each state."""

    hall: Hall
    empty: int
    draft: Staged
    live: Staged
    ready: Staged
    provisional: Staged
    official: Staged
    frozen: Staged
    formal: Staged
    sheet: int
    paper: int
    entry: int
    ceremony: int

    def path(self, pattern: str) -> str:
        """Return an address with the numbers of the trades filled in."""
        names = ("draft", "live", "ready", "provisional", "official", "frozen", "formal")
        numbers = {name: getattr(self, name).id for name in names}
        return pattern.format(
            empty=self.empty,
            sheet=self.sheet,
            paper=self.paper,
            entry=self.entry,
            ceremony=self.ceremony,
            **numbers,
        )


def open_fair(hall: Hall) -> Fair:
    """Return the hall with a trade in each state."""
    empty = hall.add_trade()
    draft, live = hall.stage(is_locked=False), hall.stage()
    panel = hall.panel(live)
    panel.complete("K1", MARKS[0])
    panel.vote("K2", "A1.1", "311")
    panel.mark("K2", "A1.3", "4")
    panel.mark("K3", "B1.1", "not_attempted")
    ready, provisional, official = (finished(hall) for _ in range(3))
    for trade, states in ((provisional, ["provisional"]), (official, ["provisional", "official"])):
        hall.sign(trade)
        for state in states:
            hall.organiser.fill(f"/organise/trades/{trade.id}/publication", {"state": state})
    sheet = panel.sheet("K2", "A")
    frozen = hall.stage()
    hall.freeze(frozen)
    ((entry,),) = hall.rows(
        "select id from entry where trade_id = :trade and code = 'K1'", trade=official.id
    )
    formal, paper = disputed(hall, MARKS)
    made = (empty, draft, live, ready, provisional, official, frozen, formal)
    numbers = {"sheet": sheet, "paper": paper, "entry": entry}
    return Fair(hall, *made, **numbers, ceremony=rehearsed(hall, official))


def rehearsed(hall: Hall, official: Staged) -> int:
    """Return a ceremony that is being rehearsed; a screen hangs in the hall."""
    form = {"trade": official.id, "alone": 4, "kind": "rehearsal"}
    made = hall.organiser.fill("/organise/ceremonies", form)
    ceremony = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[1])
    steps = {"step": 6, "version": 1}
    hall.organiser.post(f"/organise/ceremonies/{ceremony}/step", steps)
    hang_screen(hall)
    return ceremony


def hang_screen(hall: Hall) -> None:
    """Let a screen be taken in, which tells how it is and is gone."""
    with requests.Session() as wall:
        wall.get(f"{hall.base}/screen", timeout=10)
        code = wall.get(f"{hall.base}/screen/state", timeout=10).json()["code"]
    hall.organiser.fill("/organise/screens", {"code": code, "name": "E1", "place": "A"})


def finished(hall: Hall) -> Staged:
    """Return a trade whose marks are complete."""
    trade = hall.stage()
    panel = hall.panel(trade)
    for entry, marks in zip(("K1", "K2", "K3", "K4"), MARKS, strict=True):
        panel.complete(entry, marks)
    return trade
