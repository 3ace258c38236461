"""How the totals of a trade grew: some moments of it, evenly over the time that it took."""

import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import sub
from typing import Any, Final, NamedTuple

import orjson

from competition.clock import read
from judging.ledger import Cell
from scoreboard.snapshot import Line
from scoreboard.standing import Standing, decimals

MOST: Final = 120
_AT_ONCE: Final = 25


class Moment(NamedTuple):
    """What every row had at a time; *totals* by row index, as JSON: a course is kept long.

    *seconds* are the same time as a number, read once: it is asked for with every new moment.
    """

    at: str
    totals: bytes
    seconds: float

    def told(self) -> list[Any]:
        """Return the moment as docs/protocol.md spells it, ready to be written."""
        return [self.at, orjson.Fragment(self.totals)]


def moment(at: str, totals: Sequence[str | None]) -> Moment:
    """Return the moment *at* which rows had these *totals*."""
    return Moment(at, orjson.dumps(totals), read(at).timestamp())


def shown(at: str, lines: Sequence[Line]) -> Moment:
    """Return what a board with these *lines* shows."""
    return moment(at, [line.total for line in lines])


def extended(moments: Sequence[Moment], latest: Moment) -> list[Moment]:
    """Return *moments* with the *latest*, unless nothing has changed; MOST at most.

    Where they are too many, one goes that stands closest to its neighbours:
    the first and the last stay.
    """
    if moments and moments[-1].totals == latest.totals:
        return list(moments)
    return thinned([*moments, latest])


def thinned(moments: list[Moment]) -> list[Moment]:
    """Return MOST of *moments* at most, evenly over their time, the first and the last of them."""
    while len(moments) > MOST:
        del moments[_nearest([each.seconds for each in moments])]
    return moments


def _nearest(times: Sequence[float]) -> int:
    """Return which of *times*, but for the first and the last, stands closest to its neighbours."""
    gaps = list(map(sub, times[2:], times))
    return gaps.index(min(gaps)) + 1


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
    return moment(at, [None if each is None else decimals(each.points) for each in totals])


def _step(at: str, first: str, last: str) -> int:
    begun, ended = read(first), read(last)
    if at == last or begun == ended:
        return MOST - 2
    return int((read(at) - begun) / (ended - begun) * (MOST - 2))
