"""Which trade is looked at next: one that has moved comes before those nobody has looked at yet."""

from collections.abc import Iterable


class Waiting:
    """The trades of one competition that wait to be looked at: *moved* first, then *unseen*."""

    def __init__(self, unseen: Iterable[int] = ()) -> None:
        self.moved: dict[int, None] = {}
        self.unseen: dict[int, None] = dict.fromkeys(unseen)

    def __bool__(self) -> bool:
        """Answer whether any trade waits."""
        return bool(self.moved or self.unseen)

    def __contains__(self, trade: int) -> bool:
        """Answer whether a trade waits."""
        return trade in self.moved or trade in self.unseen

    def move(self, trades: Iterable[int]) -> None:
        """Let *trades* wait, or go on waiting, before all that have not moved."""
        for trade in trades:
            self.unseen.pop(trade, None)
            self.moved.setdefault(trade)

    def follow(self, before: "Waiting", known: Iterable[int]) -> None:
        """Leave out those *known* that no longer waited *before*; who had moved has moved."""
        for trade in known:
            if trade not in before:
                self.unseen.pop(trade, None)
        self.move(before.moved)

    def next(self) -> int:
        """Return the trade whose turn it is; it waits no longer.  Raises StopIteration."""
        queue = self.moved or self.unseen
        trade = next(iter(queue))
        del queue[trade]
        return trade
