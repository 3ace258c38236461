"""A recount from the ledger's lines by the rules of docs/rulebook.md, sharing no code with them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from statistics import median
from typing import Any

from sqlalchemy import text

from competition.db import Database

LINES = (
    "select e.code, l.aspect_id, l.seat, l.value from ledger_line l"
    " join entry e on e.id = l.entry_id where l.trade_id = :trade order by l.number"
)
ASPECTS = (
    "select c.code, a.id, a.kind, a.max, a.parameters from aspect a"
    " join criterion c on c.id = a.criterion_id join scheme s on s.id = c.scheme_id"
    " where s.trade_id = :trade order by c.position"
)
ENTRIES = "select code, status from entry where trade_id = :trade order by code"


@dataclass(frozen=True)
class Recount:
    """What every entry has, by code; places best first, equals together in the order of codes."""

    totals: dict[str, str]
    marks: dict[str, list[str | None]]
    places: list[list[str]]
    scores: dict[str, int] | None


@dataclass(frozen=True)
class Setting:
    """The rules of the trade that is recounted."""

    judges: int = 3
    weights: tuple[tuple[str, str], ...] = ()
    dropped: int = 0
    tie_breaker: str = ""
    has_scale: bool = True


def recount(database: Database, trade: int, setting: Setting) -> Recount:
    """Count everything again, by hand."""
    with database.read() as session:
        lines, aspects, entries = (
            session.execute(text(query), {"trade": trade}).all()
            for query in (LINES, ASPECTS, ENTRIES)
        )
    last = {(code, aspect, seat): value for code, aspect, seat, value in lines}
    modules = list(dict.fromkeys(row[0] for row in aspects))
    points: dict[str, dict[str, Fraction]] = {code: {} for code, _ in entries}
    marks: dict[str, list[str | None]] = {code: [] for code, _ in entries}
    for code, module in product(points, modules):
        mine = [row for row in aspects if row[0] == module]
        cells = [
            {s: v for (c, a, s), v in last.items() if (c, a) == (code, row[1])} for row in mine
        ]
        worth = [_worth(row, votes, setting) for row, votes in zip(mine, cells, strict=True)]
        whole = sum((each for each in worth if each is not None), Fraction(0))
        points[code][module] = whole
        partly = "~" if None in worth else ""
        marks[code].append(f"{partly}{_text(whole)}" if any(cells) else None)
    totals = {code: _weighted(mine, setting) for code, mine in points.items()}
    ranked = {
        code: (totals[code], points[code].get(setting.tie_breaker, Fraction(0)))
        for code, status in entries
        if status == "ranked"
    }
    places = [
        [code for code, key in ranked.items() if key == each]
        for each in sorted(set(ranked.values()), reverse=True)
    ]
    scores = _scores({code: totals[code] for code in ranked}) if setting.has_scale else None
    return Recount({code: _text(each) for code, each in totals.items()}, marks, places, scores)


def _weighted(points: dict[str, Fraction], setting: Setting) -> Fraction:
    shares = dict(setting.weights)
    return _rounded(
        sum((Fraction(shares.get(m, "1")) * each for m, each in points.items()), Fraction(0))
    )


def _scores(field: dict[str, Fraction]) -> dict[str, int] | None:
    middle = median(field.values())
    mad = median([abs(each - middle) for each in field.values()])
    if not mad:
        return None
    return {
        code: int((700 + 30 * (each - middle) / (Fraction("1.4826") * mad) + Fraction(1, 2)) // 1)
        for code, each in field.items()
    }


def _worth(row: Any, votes: dict[int, str], setting: Setting) -> Fraction | None:
    _, _, kind, maximum, kept = row
    if kind in {"judgement", "panel"}:
        return _voted(kind, Fraction(maximum), votes, setting)
    if votes.get(0, "not_attempted") == "not_attempted":
        return Fraction(0) if votes else None
    parameters = json.loads(kept) if isinstance(kept, str) else kept
    worth = MEASURED[kind](Fraction(maximum), parameters, Fraction(votes[0]))
    return _rounded(max(Fraction(0), min(Fraction(maximum), worth)))


def _voted(kind: str, top: Fraction, votes: dict[int, str], setting: Setting) -> Fraction | None:
    if len(votes) < setting.judges:
        return None
    given = sorted(Fraction(vote.replace("not_attempted", "0")) for vote in votes.values())
    if kind == "judgement":
        is_wide = given[-1] - given[0] > 1
        return None if is_wide else _rounded(sum(given, Fraction(0)) / (3 * len(given)) * top)
    cut = setting.dropped
    rest = given[cut : len(given) - cut] if len(given) > 2 * cut else given
    return _rounded(sum(rest, Fraction(0)) / len(rest))


def _passed(top: Fraction, _: Any, number: Fraction) -> Fraction:
    return top if number == 1 else Fraction(0)


def _completed(top: Fraction, parameters: Any, number: Fraction) -> Fraction:
    return number / Fraction(parameters["possible"]) * top


def _tolerated(top: Fraction, parameters: Any, number: Fraction) -> Fraction:
    off = abs(number - Fraction(parameters["nominal"]))
    return top if off <= Fraction(parameters["tolerance"]) else Fraction(0)


def _deducted(top: Fraction, parameters: Any, number: Fraction) -> Fraction:
    return top - number * Fraction(parameters["points"])


def _counted(_: Fraction, parameters: Any, number: Fraction) -> Fraction:
    return number * Fraction(parameters["points"])


def _chosen(top: Fraction, parameters: Any, number: Fraction) -> Fraction:
    return top - _cost(parameters["choices"][int(number)], top)


def _ranged(top: Fraction, parameters: Any, number: Fraction) -> Fraction:
    target = Fraction(parameters["target"])
    for band in sorted(parameters["ranges"], key=_width):
        if target - Fraction(band["lower"]) <= number <= target + Fraction(band["upper"]):
            return top - _cost(band, top)
    return Fraction(0)


MEASURED: dict[str, Callable[[Fraction, Any, Fraction], Fraction]] = {
    "pass_fail": _passed,
    "completed": _completed,
    "tolerance": _tolerated,
    "deduct": _deducted,
    "count": _counted,
    "choice": _chosen,
    "ranged": _ranged,
    "free": lambda _top, _parameters, number: number,
}


def _width(band: dict[str, str]) -> Fraction:
    return Fraction(band["lower"]) + Fraction(band["upper"])


def _cost(row: dict[str, str], top: Fraction) -> Fraction:
    amount = Fraction(row["deduction"])
    return amount * top / 100 if row["unit"] == "percent" else amount


def _rounded(points: Fraction) -> Fraction:
    return Fraction((points * 100 + Fraction(1, 2)) // 1, 100)


def _text(points: Fraction) -> str:
    assert (points * 100).denominator == 1
    return f"{int(points)}.{int(points * 100) % 100:02d}"
