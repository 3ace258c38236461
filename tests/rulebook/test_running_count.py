"""What a board that counts on asks of the rulebook: only what changed, only what is settled."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from competition.scoring.ballot import ballot_of
from competition.scoring.entrants import Counted, admitted, always, entrants_of, numbers_of
from competition.scoring.ranking import Ranking
from competition.scoring.rules import Counting, Effect, Rules, ScaleRule, Weighting
from competition.scoring.scale import scale_of
from competition.scoring.standings import concluded, score
from competition.scoring.ties import sort_key, sortable
from competition.scoring.totals import AspectPoints, ModuleTotal, Tally, Total
from competition.scoring.trade_file import from_document
from competition.scoring.values import AspectId, EntryId, Status
from tests.rulebook.fields import Document, a_field
from tests.rulebook.rules import a_module, an_aspect

ROWS = {EntryId(n): n * 10 for n in range(1, 5)}


def a_total(entry: int, points: int, worth: int = 0) -> Total:
    """Return a total of whole *points* that a tie key, if there were one, made *worth* more."""
    key = (*sort_key(Fraction(points), (), ()), -worth)
    return Total(EntryId(entry), (), Fraction(points), (), key)


def four() -> Ranking:
    """Return the ranking of four entries: 2 and 3 with 5 points, 1 with 4, 4 with 3."""
    ranking = Ranking(Counting.STANDARD, ROWS)
    ranking.put([a_total(4, 3), a_total(3, 5), a_total(1, 4), a_total(2, 5)])
    return ranking


def test_rows_stand_in_order_with_equals_together() -> None:
    assert four().order == [(20, 30), 10, 40]
    numbered = Ranking()
    numbered.put([a_total(7, 1), a_total(8, 1), a_total(9, 0)])
    assert numbered.order == [(7, 8), 9]


@pytest.mark.parametrize(
    ("changed", "order", "ranks"),
    [
        ([(1, 5)], [(10, 20, 30), 40], [1, 4]),
        ([(2, 4)], [30, (10, 20), 40], [1, 2, 4]),
        ([(4, 6)], [40, (20, 30), 10], [1, 2, 4]),
        ([(2, 6), (3, 6)], [(20, 30), 10, 40], [1, 3, 4]),
        ([(1, 3), (2, 3), (3, 3)], [(10, 20, 30, 40)], [1]),
        ([(1, 4)], [(20, 30), 10, 40], [1, 3, 4]),
        ([], [(20, 30), 10, 40], [1, 3, 4]),
    ],
)
def test_one_entry_moves_and_the_rest_stay(
    changed: list[tuple[int, int]], order: list[object], ranks: list[int]
) -> None:
    ranking = four()
    ranking.put(a_total(entry, points) for entry, points in changed)
    assert ranking.order == order
    assert [place.rank for place in ranking.places] == ranks
    whole = {1: 4, 2: 5, 3: 5, 4: 3, **dict(changed)}
    assert ranking.points == sorted(sortable(Fraction(each)) for each in whole.values())


def test_a_tie_that_is_broken_changes_the_order_and_not_the_points() -> None:
    ranking = four()
    points = list(ranking.points)
    ranking.put([a_total(3, 5, worth=1)])
    assert (ranking.order, ranking.points) == ([30, 20, 10, 40], points)


def test_a_ranking_begins_empty_and_takes_in_new_entries() -> None:
    ranking = Ranking(Counting.DENSE)
    assert (ranking.places, ranking.points, ranking.order) == ([], [], [])
    ranking.put([])
    assert ranking.places == []
    ranking.put([a_total(1, 5), a_total(2, 5)])
    ranking.put([a_total(2, 5), a_total(3, 4)])
    assert [(place.rank, len(place.totals)) for place in ranking.places] == [(1, 2), (2, 1)]
    ranking.put([a_total(3, 6)])
    assert [place.rank for place in ranking.places] == [1, 2]


def test_a_module_in_which_nothing_changed_is_taken_as_it_is_known() -> None:
    modules = [a_module(code, an_aspect("free", "9")) for code in "AB"]
    tally = Tally(modules, Rules())
    found = [AspectPoints(Fraction(2)), AspectPoints(Fraction(3))]
    known = {1: ModuleTotal(Fraction(7), 5, 6, 8)}
    total = tally.added_up(EntryId(1), found, {}, known=known)
    assert total.modules == (ModuleTotal(Fraction(2), 1, 0, 1), known[1])
    assert total.points == Fraction(9)


def test_a_tally_knows_the_module_of_each_aspect_and_which_are_placed() -> None:
    free, first = an_aspect("free", "1"), replace(an_aspect("rank", "1"), id=AspectId(7))
    last = replace(first, id=AspectId(8))
    tally = Tally([a_module("A", free, first), a_module("B"), a_module("C", last)], Rules())
    assert tally.module_at == [0, 0, 2]
    assert tally.index == {free.id: 0, AspectId(7): 1, AspectId(8): 2}
    assert tally.placed == [("A", first), ("C", last)]


def test_a_share_of_exactly_its_points_changes_nothing() -> None:
    module = a_module("A", an_aspect("free", "4"))
    for weighting in Weighting:
        weights = {"A": Decimal(4 if weighting is Weighting.SHARE else 1)}
        tally = Tally([module], Rules(weights=weights, weighting=weighting))
        found = tally.added_up(EntryId(1), [AspectPoints(Fraction(1, 2))], {})
        assert found.points == Fraction(1, 2)


def a_trade(rules: Document) -> Document:
    """Return a trade of three entries with theory (A) and practice (B)."""
    field = {"C01": ["1", "9"], "C02": ["5", "5"], "C03": ["9", "1"]}
    return a_field(field, {"scale": None, **rules})


def statuses(rules: Document, settled: str) -> list[Status]:
    """Return the statuses of C01 to C03 by the parts that are *settled* for each."""
    given = from_document(a_trade(rules))
    ballot, numbers = ballot_of(given), numbers_of(given)
    totals = entrants_of(given, ballot).totals
    own = {code: Counted(total, None) for code, total in totals.items()}
    whole = dict(zip(sorted(numbers.values()), settled.split("-"), strict=True))
    found = admitted(given, ballot, own, numbers, lambda total, part: part in whole[total.entry])
    return [found.statuses[code] for code in ("C01", "C02", "C03")]


def test_a_qualifier_waits_until_its_part_is_settled() -> None:
    rules = {"qualifier": {"part": "A", "top": 1}}
    out, ranked = Status.NOT_QUALIFIED, Status.RANKED
    assert statuses(rules, "A-A-A") == [out, out, ranked]
    assert statuses(rules, "AB-B-AB") == [ranked] * 3


def test_a_pass_mark_waits_until_its_part_is_settled() -> None:
    marks = [{"part": part, "points": "5", "effect": "rank"} for part in "ABZ"]
    failed, ranked = Status.FAILED, Status.RANKED
    assert statuses({"pass_marks": marks}, "AB-AB-AB") == [failed, ranked, failed]
    assert statuses({"pass_marks": marks}, "ABZ-ABZ-A") == [failed, ranked, ranked]
    assert statuses({"pass_marks": marks}, "B--A") == [ranked] * 3


def test_a_file_is_always_settled() -> None:
    assert always(a_total(1, 1), "A") is True
    rules = {"pass_marks": [{"part": "A", "points": "5", "effect": "prizes"}]}
    given = from_document(a_trade(rules))
    assert entrants_of(given, ballot_of(given)).effects == {"C01": Effect.PRIZES}


def test_who_has_no_team_yet_needs_marks_all_the_same() -> None:
    document = a_trade({"team": {"kind": "sum"}})
    document["teams"] = [{"code": "X", "status": "withdrawn"}]
    for entry in document["entries"]:
        entry["team"] = "X"
    document["marks"] = []
    given = from_document(document)
    alone = replace(given.entries[0], team=None)
    given = replace(given, entries=(alone, *given.entries[1:]))
    gaps = entrants_of(given, ballot_of(given)).gaps
    assert [(gap.entry, gap.aspect) for gap in gaps] == [("C01", "A1.1"), ("C01", "B1.1")]


def test_a_running_count_is_concluded_like_a_file() -> None:
    given = from_document({**a_trade({}), "rules": {}})
    ballot = ballot_of(given)
    found = concluded(given, ballot, entrants_of(given, ballot))
    assert found == score(given)
    assert found.scale is None
    spread = from_document(a_field({"C01": ["1"], "C02": ["2"], "C03": ["4"]}, {}))
    totals = [Fraction(each) for each in (1, 2, 4)]
    assert score(spread).scale == scale_of(totals, ScaleRule())
