"""Random marks, and a publisher whose pushes are kept."""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from competition.db import Database
from competition.scoring.values import Kind
from judging.ledger import NewMark
from scoreboard.publisher import Publisher
from tests.builders import LockedTrade, a_mark, settle

CHOICES: dict[Kind, Sequence[str]] = {
    Kind.PASS_FAIL: "01",
    Kind.COMPLETED: "012345",
    Kind.CHOICE: "012",
    Kind.RANGED: ("100", "99", "98.9", "102", "102.1", "95", "94", "105.1"),
    Kind.TOLERANCE: ("80", "80.2", "80.21", "79.8", "79.79"),
    Kind.DEDUCT: "0123456",
    Kind.COUNT: ("0", "1", "7", "12", "13", "14"),
    Kind.FREE: ("0", "0.25", "3.75", "5"),
    Kind.JUDGEMENT: "1222333",
    Kind.PANEL: ("0", "12.5", "15", "15.5", "20"),
}


def random_marks(trade: LockedTrade, seed: int) -> Iterator[NewMark]:
    """Yield marks without end: first marks, changed ones, some not attempted."""
    chance = random.Random(seed)  # noqa: S311 - invented marks
    for sequence in count(1):
        aspect = chance.choice(list(trade.aspects))
        value = chance.choice(CHOICES[trade.kinds[aspect]])
        yield a_mark(
            trade,
            aspect,
            "not_attempted" if chance.random() < 0.03 else value,
            entry=chance.choice(list(trade.entries)),
            judge=chance.choice(trade.seats(aspect)),
            sequence=sequence,
        )


class Room:
    """A publisher, and everything it pushed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.heard: list[tuple[str, dict[str, Any], int]] = []
        self.times: list[float] = []
        self.publisher = Publisher(database, self._push)

    def pushed(self) -> list[tuple[str, dict[str, Any]]]:
        """Push whatever is due; return what was pushed by it."""
        settle(self.database)
        before = len(self.heard)
        # The pause between two pushes is 50 ms; nothing due waits for the pulse, 10 s.
        while (pause := self.publisher.publish_due()) < 1:
            time.sleep(pause)
        return [(event, payload) for event, payload, _ in self.heard[before:]]

    def _push(self, event: str, payload: dict[str, object], trade: int) -> None:
        assert payload["trade"] == trade
        self.heard.append((event, payload, trade))
        self.times.append(time.monotonic())
