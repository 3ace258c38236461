"""What is pointed out before signing: readings at an edge, and readings alone."""

from decimal import Decimal

import pytest

from competition.scoring.oddities import is_at_edge, stands_out
from competition.scoring.values import NOT_ATTEMPTED, AspectId, AspectRule, Kind

TOLERANCE = AspectRule(
    AspectId(1),
    Kind.TOLERANCE,
    Decimal(1),
    {"nominal": "20", "tolerance": "0.5", "step": "0.1"},
)
RANGED = AspectRule(
    AspectId(2),
    Kind.RANGED,
    Decimal(1),
    {"target": "100", "step": "1", "ranges": [{"lower": "2", "upper": "5", "deduction": "0"}]},
)


def a_kind(kind: Kind) -> AspectRule:
    return AspectRule(AspectId(3), kind, Decimal(10), {})


@pytest.mark.parametrize(
    ("reading", "is_odd"),
    [
        *((each, False) for each in ("20", "20.3", "20.7", NOT_ATTEMPTED)),
        *((each, True) for each in ("20.4", "20.5", "20.6", "19.4")),
    ],
)
def test_a_reading_within_a_step_of_its_tolerance_is_at_the_edge(
    reading: str, *, is_odd: bool
) -> None:
    assert is_at_edge(TOLERANCE, reading) is is_odd


def test_every_limit_of_a_range_is_an_edge() -> None:
    assert [each for each in range(95, 108) if is_at_edge(RANGED, str(each))] == [
        *(97, 98, 99, 104, 105, 106)
    ]


def test_what_has_no_limits_has_no_edge() -> None:
    assert not is_at_edge(a_kind(Kind.COUNT), "0")


def test_a_reading_far_from_the_field_stands_out() -> None:
    field = ["10", "11", "12", "11", "10"]
    assert stands_out(a_kind(Kind.COUNT), "30", field)
    assert not stands_out(a_kind(Kind.COUNT), "13", field)


def test_few_others_say_nothing() -> None:
    assert not stands_out(a_kind(Kind.COUNT), "30", ["10", "11", NOT_ATTEMPTED, "12"])


def test_where_all_agree_whoever_does_not_stands_out() -> None:
    assert stands_out(a_kind(Kind.FREE), "9.5", ["9"] * 5)
    assert not stands_out(a_kind(Kind.JUDGEMENT), "3", ["2"] * 5)
    assert stands_out(a_kind(Kind.JUDGEMENT), "0", ["2"] * 5)


@pytest.mark.parametrize("kind", [Kind.PASS_FAIL, Kind.CHOICE, Kind.RANK])
def test_what_has_no_order_has_no_outlier(kind: Kind) -> None:
    assert not stands_out(a_kind(kind), "5", ["0"] * 9)


def test_what_was_not_attempted_stands_out_nowhere() -> None:
    assert not stands_out(a_kind(Kind.COUNT), NOT_ATTEMPTED, ["5"] * 9)
