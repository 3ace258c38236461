"""Short ways to say an aspect, an entry's cells and a field of totals."""

from collections.abc import Mapping
from decimal import Decimal

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


def points(aspect: AspectRule, *given: str, rules: Rules = PLAIN) -> Decimal | None:
    """Return what *given* is worth: a panel's votes, or one reading."""
    cells = votes(*given) if aspect.kind.is_voted else {SHARED: given[0]}
    return aspect_points(aspect, cells, len(given), rules).points


def a_module(code: str, *aspects: AspectRule, seats: int = 1) -> Module:
    """Return a module marked by *seats* judges."""
    return Module(code, aspects, seats)


def a_total(entry: int, whole: str, *modules: str) -> Total:
    """Return the total of an entry whose modules are complete."""
    parts = tuple(ModuleTotal(Decimal(each), 1, 0, 1) for each in modules)
    return Total(EntryId(entry), parts, Decimal(whole))


def places(ranked: list[Place]) -> list[tuple[int, list[int]]]:
    """Return places as (rank, entries)."""
    return [(place.rank, [total.entry for total in place.totals]) for place in ranked]
