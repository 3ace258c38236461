"""What holds for any trade whatever: hypothesis makes them, with every rule there is."""

import copy
from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from competition.scoring import totals
from competition.scoring.ranking import Ranking, rank
from competition.scoring.report import printed
from competition.scoring.rules import Counting, Fallback, ScaleRule
from competition.scoring.scale import scale_of, scale_of_ordered
from competition.scoring.ties import sort_key, sortable
from competition.scoring.totals import Total
from competition.scoring.trade_file import dump, from_document, load
from competition.scoring.values import EntryId
from tests.rulebook.fields import Document, a_field, column, named, scored
from tests.rulebook.trades import seeded, trades

hundredths = some.integers(0, 500).map(lambda whole: f"{whole / 100:.2f}")
fields = some.lists(hundredths, min_size=1, max_size=30)
chances = some.randoms(use_true_random=False)


def shuffled(document: Document, chance: Random) -> Document:
    """Return the same trade with entries, marks and votes in another order."""
    found = copy.deepcopy(document)
    for key in ("entries", "marks", "penalties", "adjustments", "teams"):
        chance.shuffle(found.get(key, []))
    for mark in found["marks"]:
        chance.shuffle(mark.get("votes", []))
    return found


@given(trades(), chances)
def test_the_order_of_judges_and_of_entries_never_matters(trade: Document, chance: Random) -> None:
    other = shuffled(trade, chance)
    assert printed(from_document(other)) == printed(from_document(trade))


@given(trades())
def test_a_round_trip_is_the_identity(trade: Document) -> None:
    loaded = from_document(trade)
    written = dump(loaded)
    assert load(written) == loaded
    assert dump(load(written)) == written


@given(trades())
def test_every_trade_explains_itself(trade: Document) -> None:
    found = scored(trade)
    rows = found["standings"]
    units = trade.get("teams") or trade["entries"]
    assert sorted(row["entry"] for row in rows) == sorted(unit["code"] for unit in units)
    blocked = {"unmarked", "votes-missing", "too-few-votes", "conflict"} | {
        "tie-unresolved",
        "decision-missing",
    }
    codes = {problem["code"] for problem in found["problems"]}
    assert found["complete"] is not bool(codes & blocked)
    assert all(problem["detail"] for problem in found["problems"])
    for row in rows:
        assert (row["place"] is not None) is (row["status"] == "ranked")
        if row["place"] is None:
            assert (row["scale"], row["medal"], row["prize"]) == (None, None, None)


def test_a_thousand_trades_are_scored() -> None:
    statuses: Counter[str] = Counter()
    for number in range(1000):
        statuses.update(row["status"] for row in scored(seeded(number))["standings"])
    assert set(statuses) == {
        "ranked",
        "guest",
        "withdrawn",
        "excluded",
        "void",
        "not_qualified",
        "failed",
    }


@given(trades())
def test_places_follow_totals_and_skip_as_the_rule_says(trade: Document) -> None:
    rows = [row for row in scored(trade)["standings"] if row["place"] is not None]
    totals = [Fraction(row["total"]) for row in rows]
    assert totals == sorted(totals, reverse=True)
    shown = [row["place"] for row in rows]
    if trade["rules"].get("ranking") == "1223":
        assert sorted(set(shown)) == list(range(1, len(set(shown)) + 1))
    else:
        assert shown == [1 + sum(each < place for each in shown) for place in shown]


@given(fields, some.integers(0, 29), some.integers(1, 300))
def test_more_marks_never_lower_a_place(field: list[str], at: int, more: int) -> None:
    assume(at < len(field))
    before = column(a_field(named(" ".join(field)), {}), "place")[at]
    field[at] = f"{float(field[at]) + more / 100:.2f}"
    after = column(a_field(named(" ".join(field)), {}), "place")[at]
    assert after <= before


prize_rules = some.one_of(
    some.fixed_dictionaries(
        {
            "kind": some.just("share"),
            "shares": some.lists(some.sampled_from(["0.05", "0.10", "0.3"]), max_size=4),
            "rounding": some.sampled_from(["down", "half_up", "half_even", "up"]),
            "merit": some.sampled_from([None, {"kind": "share", "share": "0.5"}]),
        }
    ),
    some.fixed_dictionaries(
        {
            "kind": some.just("ratio"),
            "ratio": some.lists(some.integers(1, 3), min_size=1, max_size=4),
            "share": some.sampled_from(["0.2", "0.5", "1"]),
        }
    ),
)


@given(fields, prize_rules)
def test_prizes_never_exceed_their_share(field: list[str], prizes: Document) -> None:
    found = Counter(column(a_field(named(" ".join(field)), {"prizes": prizes}), "prize"))
    del found[None]
    size = len(field)
    if prizes["kind"] == "ratio":
        assert sum(found.values()) <= Fraction(prizes["share"]) * size
        return
    allowed = [Fraction(share) * size for share in prizes["shares"]]
    tolerance = {"down": Fraction(0), "up": Fraction(1)}.get(prizes["rounding"], Fraction(1, 2))
    most = sum(share + tolerance for share in allowed)
    if prizes["merit"]:
        most = max(most, Fraction(size, 2))
    assert sum(found.values()) <= min(most, Fraction(size))


@given(fields, some.integers(0, 5000))
def test_the_scale_is_monotone_and_the_same_for_everybody_richer(
    field: list[str], extra: int
) -> None:
    totals = [Fraction(each) for each in field]
    scale = scale_of(totals, ScaleRule())
    richer = scale_of([each + extra for each in totals], ScaleRule())
    assert (scale is None) is (richer is None)
    if scale is not None and richer is not None:
        scores = [scale.exact_score(each) for each in sorted(totals)]
        assert scores == sorted(scores)
        assert scores == [richer.exact_score(each + extra) for each in sorted(totals)]


@given(fields, some.sampled_from(["0", "0.005", "1/3"]), some.sampled_from(list(Fallback)))
def test_a_scale_of_points_in_order_is_the_same(
    field: list[str], more: str, fallback: Fallback
) -> None:
    totals = [Fraction(each) + Fraction(more) for each in field]
    in_order = sorted(sortable(each) for each in totals)
    rule = ScaleRule(fallback=fallback)
    assert scale_of_ordered(in_order, rule) == scale_of(totals, rule)
    assert scale_of_ordered([], rule) is None


moves = some.lists(some.tuples(some.integers(0, 11), some.integers(0, 6)), max_size=40)


@given(moves, some.sampled_from(list(Counting)), some.integers(1, 12))
def test_a_ranking_kept_up_is_the_same_as_one_made_anew(
    steps: list[tuple[int, int]], counting: Counting, batch: int
) -> None:
    kept = Ranking(counting)
    field = {n: a_total(n, 3) for n in range(12)}
    kept.put(field.values())
    for start in range(0, len(steps), batch):
        changed = {n: a_total(n, points) for n, points in steps[start : start + batch]}
        field |= changed
        kept.put(changed.values())
        assert kept.places == rank(field.values(), counting)
        assert kept.points == sorted(sortable(total.points) for total in field.values())


def a_total(number: int, points: int) -> Total:
    """Return a total of whole *points*."""
    key = sort_key(Fraction(points), (), ())
    return Total(EntryId(number), (), Fraction(points), (), key)


def test_a_tally_that_remembers_no_more_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [seeded(number) for number in range(20)]
    before = [printed(from_document(each)) for each in documents]
    monkeypatch.setattr(totals, "_KNOWN", 0)
    assert [printed(from_document(each)) for each in documents] == before
