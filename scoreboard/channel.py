"""What one audience holds of one trade: a snapshot at a version, and the deltas that led to it."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from scoreboard.snapshot import Picture
from scoreboard.standing import Standing
from scoreboard.visibility import Veil

RING = 128


class Shown(NamedTuple):
    """What the public was told last: *seen* of *standing* at *version*, through *veil*.

    *run* stands for the deltas that led there: another one where a snapshot had to be fetched.
    """

    version: int
    standing: Standing
    seen: Picture
    veil: Veil
    run: object


@dataclass(slots=True)
class Channel:
    """What an audience was told last: *seen* of *standing*, at *version*.

    Deltas follow each other without a gap; where a snapshot must be fetched
    instead, there are none, and the *run* of those that come is another one.
    *must_leap* where the next news cannot be a delta.
    """

    standing: Standing
    seen: Picture
    version: int
    must_leap: bool = False
    body: bytes | None = None
    run: object = field(default_factory=object)
    deltas: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=RING))

    def leap(self, standing: Standing, seen: Picture, version: int) -> None:
        """Go on at *version* with a snapshot that has to be fetched."""
        self.standing, self.seen, self.version = standing, seen, version
        self.must_leap, self.body, self.run = False, None, object()
        self.deltas.clear()

    def follow(self, standing: Standing, seen: Picture, delta: Mapping[str, Any]) -> dict[str, Any]:
        """Go on by one *delta*; return it with the versions that it leads from and to."""
        news = {"trade": standing.trade, "base": self.version, "version": seen.version, **delta}
        body = orjson.dumps(news)
        self.deltas.append((self.version, body))
        self.standing, self.seen, self.version, self.body = standing, seen, seen.version, None
        found: dict[str, Any] = orjson.loads(body)
        return found

    def shown(self, veil: Veil) -> Shown:
        """Return what the audience was told last, and the *veil* before it."""
        return Shown(self.version, self.standing, self.seen, veil, self.run)

    def missed(self, epoch: str, asked: str, version: int) -> dict[str, object]:
        """Answer a board that holds *version* of *asked* with what it missed, or with resync."""
        answer: dict[str, object] = {"epoch": epoch, "version": self.version}
        if asked == epoch and version == self.version:
            return answer
        if asked != epoch or version not in [base for base, _ in self.deltas]:
            return {**answer, "resync": True}
        kept = [orjson.loads(body) for base, body in self.deltas if base >= version]
        return {**answer, "deltas": kept}
