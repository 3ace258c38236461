"""Worked examples from published rules and results; each names the rule it comes from."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from competition.scoring.rounding import Mode
from competition.scoring.rules import JudgementRule, PanelRule, Rounding, Rules, ScaleRule, TieKey
from competition.scoring.rules_document import rules_of
from competition.scoring.scale import Scale, scale_of
from competition.scoring.totals import aspect_points, total
from competition.scoring.values import SHARED, AspectId, AspectRule, EntryId, Kind, Seat
from tests.rulebook.rules import (
    PLAIN,
    a_module,
    a_total,
    an_aspect,
    places,
    points,
    rank,
    votes,
)

CHINA = Rules(weights={"T": Decimal("0.3"), "P": Decimal("0.7")}, panel=PanelRule(1, 1), scale=None)


@pytest.mark.parametrize(
    ("scores", "maximum", "worth"),
    [
        # WorldSkills judgement: the sum of the scores over 3 per judge, of the aspect's maximum.
        ("232", "1.5", "1.17"),
        ("333", "2", "2.00"),
        ("112", "0.5", "0.22"),
        ("011", "1", "0.22"),
        ("223", "10", "7.78"),
    ],
)
def test_a_panel_in_agreement_earns_its_share(scores: str, maximum: str, worth: str) -> None:
    assert points(an_aspect("judgement", maximum), *scores) == Decimal(worth)


def test_a_spread_of_two_steps_is_a_conflict_and_counts_nothing() -> None:
    standing = aspect_points(an_aspect("judgement", "2"), votes("1", "2", "3"), 3, PLAIN)
    assert (standing.points, standing.conflict) == (None, True)


@pytest.mark.parametrize(
    ("kind", "maximum", "parameters", "reading", "worth"),
    [
        ("completed", "1.5", {"possible": 5}, "3", "0.90"),
        ("completed", "1", {"possible": 3}, "1", "0.33"),
        ("deduct", "10", {"points": "2"}, "3", "4.00"),
        ("deduct", "10", {"points": "2"}, "6", "0.00"),
        ("count", "25", {"points": "2"}, "14", "25"),
        ("tolerance", "1", {"nominal": "80.00", "tolerance": "0.20"}, "80.20", "1.00"),
        ("tolerance", "1", {"nominal": "80.00", "tolerance": "0.20"}, "79.80", "1.00"),
        ("tolerance", "1", {"nominal": "80.00", "tolerance": "0.20"}, "79.79", "0.00"),
        ("pass_fail", "0.75", {}, "1", "0.75"),
        ("pass_fail", "0.75", {}, "0", "0"),
        ("free", "5", {"step": "0.25"}, "3.75", "3.75"),
    ],
)
def test_a_reading_earns_what_its_rule_says(
    kind: str, maximum: str, parameters: Mapping[str, object], reading: str, worth: str
) -> None:
    assert points(an_aspect(kind, maximum, **parameters), reading) == Decimal(worth)


@pytest.mark.parametrize(("choice", "worth"), [("0", "4"), ("1", "2"), ("2", "2.70")])
def test_a_choice_costs_percent_or_points(choice: str, worth: str) -> None:
    choices = [
        {"label": "all", "deduction": "0", "unit": "percent"},
        {"label": "half", "deduction": "50", "unit": "percent"},
        {"label": "some", "deduction": "1.3", "unit": "points"},
    ]
    assert points(an_aspect("choice", "4", choices=choices), choice) == Decimal(worth)


@pytest.mark.parametrize(
    ("reading", "worth"),
    [("99", "3"), ("102", "3"), ("102.1", "1.8"), ("95", "1.8"), ("94.9", "0"), ("105.1", "0")],
)
def test_the_narrowest_range_that_holds_the_reading_counts(reading: str, worth: str) -> None:
    ranges = [
        {"lower": "5", "upper": "5", "deduction": "40", "unit": "percent"},
        {"lower": "1", "upper": "2", "deduction": "0", "unit": "points"},
    ]
    aspect = an_aspect("ranged", "3", target="100", ranges=ranges)
    assert points(aspect, reading) == Decimal(worth)


def test_where_rounding_happens_changes_the_sum() -> None:
    thirds = [AspectRule(AspectId(n), Kind.COMPLETED, Decimal(1), {"possible": 3}) for n in (1, 2)]
    module = a_module("A", *thirds)
    cells = {aspect.id: {SHARED: "1"} for aspect in thirds}
    by_aspect = total(EntryId(1), [module], cells, PLAIN)
    at_the_end = total(EntryId(1), [module], cells, Rules(rounding=Rounding(aspect=None)))
    assert (by_aspect.points, at_the_end.points) == (Fraction("0.66"), Fraction("0.67"))


@pytest.mark.parametrize(("mode", "worth"), [("half_up", 1), ("half_even", 0), ("down", 0)])
def test_the_mode_of_rounding_is_the_trades_own(mode: str, worth: int) -> None:
    half = an_aspect("free", "1", step="0.5")
    assert points(half, "0.5", rules=Rules(rounding=Rounding(aspect=0, mode=Mode(mode)))) == worth


def test_the_700_scale_gives_the_published_scores() -> None:
    field = [Fraction(mark) for mark in ["82.5", "78.0", "71.4", "70.2", "66.0", "65.1", "60.0"]]
    scale = scale_of(field, ScaleRule())
    assert scale is not None
    assert (scale.median, scale.mad) == (Fraction("70.2"), Fraction("5.1"))
    assert [scale.score(mark) for mark in field] == [749, 731, 705, 700, 683, 680, 660]


def test_the_scale_is_not_capped() -> None:
    # The spread of 32 real marks, whose best and last were published as 854 and 677.
    scale = Scale(ScaleRule(), Fraction(8), Fraction(7))
    assert scale.score(Fraction("61.28")) == 854
    assert scale.score(Fraction(0)) == 677


@pytest.mark.parametrize("field", ["90 80 70 70 70 70 70", "70", "70 70", ""])
def test_without_any_deviation_there_is_no_scale(field: str) -> None:
    assert scale_of([Fraction(mark) for mark in field.split()], ScaleRule()) is None


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        ("92 88.5 90 95 89", "90.33"),
        ("9.1 8.7 9.0 9.4 8.9 9.2 8.8", "9.00"),
        ("95 95 90 88 86", "91.00"),
        ("80 85 91", "85.00"),
    ],
)
def test_the_highest_and_the_lowest_vote_are_dropped(given: str, worth: str) -> None:
    assert points(an_aspect("panel", "100"), *given.split(), rules=CHINA) == Decimal(worth)


def test_with_too_few_votes_none_is_dropped() -> None:
    assert points(an_aspect("panel", "100"), "80", "90", rules=CHINA) == Decimal(85)


def test_a_panel_may_vote_on_another_scale_than_the_aspects() -> None:
    assert points(an_aspect("panel", "20", top="10"), "8", "9", "7") == Decimal(16)


@pytest.mark.parametrize(
    ("theory", "practice", "weights", "whole"),
    [
        ("86", "91.25", ("0.3", "0.7"), "89.68"),
        ("77", "84.5", ("0.2", "0.8"), "83.00"),
        ("68.5", "91", ("0.5", "0.5"), "79.75"),
    ],
)
def test_theory_and_practice_are_weighted_exactly(
    theory: str, practice: str, weights: tuple[str, str], whole: str
) -> None:
    # In binary fractions 86 × 0.3 + 91.25 × 0.7 would come to 89.67.
    papers = [AspectRule(AspectId(n), Kind.FREE, Decimal(100)) for n in (1, 2)]
    modules = [a_module("T", papers[0]), a_module("P", papers[1])]
    shares = dict(zip("TP", map(Decimal, weights), strict=True))
    cells = {AspectId(1): {SHARED: theory}, AspectId(2): {SHARED: practice}}
    found = total(EntryId(1), modules, cells, Rules(weights=shares))
    assert found.points == Decimal(whole)


def test_equals_share_a_place_and_the_next_is_left_out() -> None:
    field = [a_total(1, "90"), a_total(2, "88"), a_total(3, "88"), a_total(4, "85")]
    assert places(rank(field, [], PLAIN)) == [(1, [1]), (2, [2, 3]), (4, [4])]


def test_equals_are_parted_by_the_modules_of_the_chain() -> None:
    # Three on 81.73: practice first (B, C and D together), then module D.
    field = [
        a_total(1, "81.73", "19.33", "16.50", "21.00", "56.83"),
        a_total(2, "81.73", "20.33", "15.50", "22.00", "57.83"),
        a_total(3, "81.73", "19.33", "17.50", "20.00", "56.83"),
    ]
    rules = Rules(
        ties=(TieKey("criterion:practice", descending=True), TieKey("criterion:D", descending=True))
    )
    assert places(rank(field, ["B", "C", "D", "practice"], rules)) == [(1, [2]), (2, [1]), (3, [3])]


def test_a_chain_may_prefer_the_smaller() -> None:
    # Minutes taken: 171, 175 and 160.
    field = [a_total(n, "81.73", minutes) for n, minutes in ((1, "171"), (2, "175"), (3, "160"))]
    rules = Rules(ties=(TieKey("criterion:minutes", descending=False),))
    assert places(rank(field, ["minutes"], rules)) == [(1, [3]), (2, [1]), (3, [2])]


def test_what_the_chain_leaves_equal_shares_a_place() -> None:
    field = [a_total(1, "80", "50"), a_total(2, "80", "50"), a_total(3, "80", "40")]
    ranked = rank(
        field,
        ["P"],
        Rules(
            ties=(
                TieKey("criterion:P", descending=True),
                TieKey("criterion:unknown", descending=True),
            )
        ),
    )
    assert places(ranked) == [(1, [1, 2]), (3, [3])]


def test_not_marked_not_attempted_and_nought_are_three_things() -> None:
    aspect = an_aspect("pass_fail", "1")
    assert aspect_points(aspect, {}, 1, PLAIN).points is None
    tried = aspect_points(aspect, {SHARED: "0"}, 1, PLAIN)
    left = aspect_points(aspect, {SHARED: "not_attempted"}, 1, PLAIN)
    assert (tried.points, tried.attempted) == (Fraction(0), True)
    assert (left.points, left.attempted) == (Fraction(0), False)


def test_a_panel_counts_only_when_every_judge_has_voted() -> None:
    standing = aspect_points(an_aspect("judgement", "2"), votes("3", "3"), 3, PLAIN)
    assert (standing.points, standing.conflict) == (None, False)


def test_rules_are_read_from_a_trades_document() -> None:
    document: dict[str, object] = {
        "rounding": {"aspect": None, "module": 1, "total": 3, "mode": "down"},
        "judgement": {"max_spread": 2},
        "weights": {"T": "0.3"},
        "panel": {"drop_high": 1, "drop_low": 2},
        "ties": [{"key": "criterion:P"}, {"key": "criterion:T", "order": "asc"}],
        "scale": {"centre": "500", "k": "100", "c": "1"},
    }
    assert rules_of(document) == Rules(
        rounding=Rounding(None, 1, None, 3, Mode.DOWN),
        judgement=JudgementRule(Decimal(2)),
        weights={"T": Decimal("0.3")},
        panel=PanelRule(1, 2),
        ties=(TieKey("criterion:P", descending=True), TieKey("criterion:T", descending=False)),
        scale=ScaleRule(Decimal(500), Decimal(100), Decimal(1)),
    )
    assert rules_of({}) == Rules()
    assert rules_of({"scale": None}).scale is None


def test_seats_are_told_apart_from_the_shared_cell() -> None:
    cells = {SHARED: "3", Seat(1): "2"}
    assert aspect_points(an_aspect("judgement", "3"), cells, 1, PLAIN).points == 2
