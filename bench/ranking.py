"""How fast places follow from marks: one changed mark on a board, and whole trades scored.

``python3 dev.py bench ranking`` prints goal L7 with pass or fail.
"""

import argparse
import gc
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

import orjson

from bench.hall.field import a_marked_trade, a_standing
from competition.scoring.ranking import rank
from competition.scoring.standings import score
from competition.scoring.trade import TradeFile
from competition.scoring.values import AspectId, EntryId, Seat
from judging.ledger import Cell
from scoreboard.snapshot import delta, picture, whole
from scoreboard.standing import Standing
from scoreboard.visibility import Veil, told

_SIZES: Final = (100, 5_000, 50_000)
_GOALS_US: Final = {100: 60.0, 50_000: 15_000.0}
_ASPECTS: Final = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """Microseconds for one changed mark on a board of *entries*; medians and 99th percentiles.

    *step* is all of it: the total, the places, the scale, the delta and its
    bytes.  *anew* ranks everybody and encodes the whole board for the same.
    """

    entries: int
    step_us: float
    step_p99_us: float
    anew_us: float

    @property
    def ratio(self) -> float:
        """Return how much of the time for everything one step takes."""
        return self.step_us / self.anew_us


def pace(entries: int, steps: int) -> Pace:
    """Return what one changed mark costs a board of so many entries."""
    standing = a_standing(entries)
    seen = picture(standing)
    took, anew = [], []
    gc.collect()
    gc.freeze()
    for at, cell in enumerate(itertools.islice(_changes(standing), steps)):
        begun = time.perf_counter()
        standing.take([cell])
        standing.version += 1
        after = picture(standing, seen)
        body = orjson.dumps(delta(seen, after))
        took.append(time.perf_counter() - begun)
        if after.version == seen.version or not body:
            raise AssertionError(cell)
        seen = after
        # Everything anew is timed among the steps, now and then: it is slow.
        if at % max(1, steps // 5) == 0:
            begun = time.perf_counter()
            rank(standing.totals.values())
            orjson.dumps(told(whole(standing, picture(standing)), Veil()))
            anew.append(time.perf_counter() - begun)
    gc.unfreeze()
    took.sort()
    middle, worst = median(took), took[int(len(took) * 0.99)]
    return Pace(entries, middle * 1e6, worst * 1e6, median(anew) * 1e6)


def scored(trades: int, entries: int) -> dict[str, float]:
    """Return the seconds for scoring so many trades whole, and for adding their figures up."""
    scoring = adding = 0.0
    for seed in range(trades):
        given = a_marked_trade(entries, _ASPECTS, seed)
        scoring += _seconds(score, given)
        adding += _seconds(_added, given)
    return {"score_s": scoring, "sum_s": adding, "marks": trades * entries * _ASPECTS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(prog="dev.py bench ranking", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer steps, a tenth of the trades")
    options = parser.parse_args(arguments)
    steps = 200 if options.quick else 2_000
    paces = [pace(entries, steps if entries < _SIZES[-1] else steps // 10) for entries in _SIZES]
    whole = scored(30 if options.quick else 300, 60)
    if options.json:
        sys.stdout.write(json.dumps(_told(paces, whole), indent=1) + "\n")
    else:
        _print(paces, whole)
    return 0 if all(_is_met(each) for each in paces) else 1


def _changes(standing: Standing) -> Iterator[Cell]:
    chance = random.Random(7)  # noqa: S311 - invented marks
    entries = list(standing.cells)
    aspects = [aspect for module in standing.modules for aspect in module.aspects]
    for version in itertools.count(1):
        entry, aspect = chance.choice(entries), chance.choice(aspects)
        value = str(Decimal(chance.randrange(int(aspect.max * 4) + 1)) / 4)
        yield Cell(EntryId(entry), AspectId(aspect.id), Seat(0), value, version, 1)


def _added(given: TradeFile) -> list[tuple[float, str]]:
    """Return everybody's sum in binary fractions, sorted: less cannot be done."""
    sums: dict[str, float] = {}
    for mark in given.marks:
        said = mark.votes or (mark.value,)
        sums[mark.entry] = sums.get(mark.entry, 0.0) + sum(float(each or 0) for each in said)
    return sorted((points, code) for code, points in sums.items())


def _seconds(act: Callable[[TradeFile], object], given: TradeFile) -> float:
    begun = time.perf_counter()
    act(given)
    return time.perf_counter() - begun


def _is_met(found: Pace) -> bool:
    return found.step_us <= _GOALS_US.get(found.entries, float("inf"))


def _told(paces: Sequence[Pace], whole: dict[str, float]) -> dict[str, object]:
    return {
        "L7": {
            str(each.entries): {
                "us": each.step_us,
                "p99_us": each.step_p99_us,
                "ratio": each.ratio,
                "goal_us": _GOALS_US.get(each.entries),
                "pass": _is_met(each),
            }
            for each in paces
        },
        "whole": {**whole, "ratio": whole["score_s"] / whole["sum_s"]},
    }


def _print(paces: Sequence[Pace], whole: dict[str, float]) -> None:
    out = sys.stdout.write
    out(f"{'entries':>8}{'one mark us':>14}{'p99 us':>12}{'all anew us':>14}{'ratio':>8}\n")
    for each in paces:
        goal = _GOALS_US.get(each.entries)
        met = "met" if _is_met(each) else "MISSED"
        verdict = "" if goal is None else f"  <= {goal:,.0f}  {met}"
        out(
            f"{each.entries:>8,}{each.step_us:>14,.1f}{each.step_p99_us:>12,.1f}"
            f"{each.anew_us:>14,.0f}{each.ratio:>8.4f}{verdict}\n"
        )
    out(
        f"\n{whole['marks']:,.0f} marks scored whole in {whole['score_s']:.1f} s, "
        f"{whole['score_s'] / whole['sum_s']:.1f} x adding them up in binary fractions\n"
    )


if __name__ == "__main__":
    sys.exit(main())
