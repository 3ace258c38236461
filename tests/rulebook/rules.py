"""Short ways to say an aspect, an entry's cells and a field of totals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from competition.scoring import ranking, ties
from competition.scoring.ranking import Place
from competition.scoring.rules import Rules
from competition.scoring.totals import Module, ModuleTotal, Total, aspect_points
from competition.scoring.values import SHARED, AspectId, AspectRule, EntryId, Kind, Seat

PLAIN = Rules()
ONE = AspectId(1)


def an_aspect(kind: str, maximum: str, **parameters: object) -> AspectRule:
    """Return an aspect of *kind* worth *maximum*."""
    return AspectRule(ONE, Kind(kind), Decimal(maximum), parameters)


def votes(*given: str) -> Mapping[Seat, str]:
    """Return the cells of a panel, seat 1 first."""
    return {Seat(seat): vote for seat, vote in enumerate(given, 1)}


def points(aspect: AspectRule, *given: str, rules: Rules = PLAIN) -> Fraction | None:
    """Return what *given* is worth: a panel's votes, or one reading."""
    cells = votes(*given) if aspect.kind.is_voted else {SHARED: given[0]}
    return aspect_points(aspect, cells, len(given), rules).points


def a_module(code: str, *aspects: AspectRule, seats: int = 1) -> Module:
    """Return a module marked by *seats* judges."""
    return Module(code, aspects, seats)


def a_total(entry: int, whole: str, *modules: str) -> Total:
    """Return the total of an entry whose modules are complete."""
    parts = tuple(ModuleTotal(Fraction(each), 1, 0, 1) for each in modules)
    return Total(EntryId(entry), parts, Fraction(whole))


def rank(totals: Iterable[Total], codes: Sequence[str], rules: Rules) -> list[Place]:
    """Return the places of *totals*, whose modules have these *codes*."""
    keyed = []
    for total in totals:
        by_code = dict(zip(codes, (module.points for module in total.modules), strict=False))
        values = tuple(by_code.get(key.of, Fraction(0)) for key in rules.ties)
        key = ties.sort_key(total.points, rules.ties, values)
        keyed.append(replace(total, ties=values, key=key))
    return ranking.rank(keyed)


def places(ranked: list[Place]) -> list[tuple[int, list[int]]]:
    """Return places as (rank, entries)."""
    return [(place.rank, [total.entry for total in place.totals]) for place in ranked]
