"""How the totals of a trade grew: some moments of it, evenly over the time that it took."""

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import orjson

from competition.clock import read
from judging.ledger import Cell
from scoreboard.snapshot import Line
from scoreboard.standing import Standing, decimals

MOST: Final = 120
_AT_ONCE: Final = 25


class Moment(NamedTuple):
    """What every row had at a time; *totals* by row index, as JSON: a course is kept long."""

    at: str
    totals: bytes

    def told(self) -> list[Any]:
        """Return the moment as docs/protocol.md spells it, ready to be written."""
        return [self.at, orjson.Fragment(self.totals)]


def shown(at: str, lines: Sequence[Line]) -> Moment:
    """Return what a board with these *lines* shows."""
    return Moment(at, orjson.dumps([line.total for line in lines]))


def extended(moments: Sequence[Moment], moment: Moment) -> list[Moment]:
    """Return *moments* with one more, unless nothing has changed; MOST at most.

    Where they are too many, one goes that stands closest to its neighbours:
    the first and the last stay.
    """
    if moments and moments[-1].totals == moment.totals:
        return list(moments)
    return thinned([*moments, moment])


def thinned(moments: list[Moment]) -> list[Moment]:
    """Return MOST of *moments* at most, evenly over their time, the first and the last of them."""
    times = [read(moment.at).timestamp() for moment in moments]
    while len(moments) > MOST:
        nearest = min(range(1, len(moments) - 1), key=lambda at: times[at + 1] - times[at - 1])
        del moments[nearest], times[nearest]
    return moments


def replayed(standing: Standing, lines: Sequence[tuple[str, Cell]]) -> Iterator[Moment]:
    """Yield the moments of these ledger *lines*, taken in by *standing*, which has no marks yet.

    The first is before any mark.  Others' work goes on in between.
    """
    known = [(at, cell) for at, cell in lines if cell.entry in standing.cells]
    if not known or standing.tally is None:
        return
    yield _moment(standing, known[0][0])
    steps = [_step(at, known[0][0], known[-1][0]) for at, _ in known]
    ends = [at for at, (one, other) in enumerate(pairwise(steps), 1) if one != other]
    for start, end in pairwise([0, *ends, len(known)]):
        for at in range(start, end, _AT_ONCE):
            standing.take(cell for _, cell in known[at : min(end, at + _AT_ONCE)])
            time.sleep(0)
        yield _moment(standing, known[end - 1][0])


def _moment(standing: Standing, at: str) -> Moment:
    standing.settle()
    totals = [standing.total(row) for row in standing.rows]
    return Moment(at, orjson.dumps([each and decimals(each.points) for each in totals]))


def _step(at: str, first: str, last: str) -> int:
    begun, ended = read(first), read(last)
    if at == last or begun == ended:
        return MOST - 2
    return int((read(at) - begun) / (ended - begun) * (MOST - 2))
