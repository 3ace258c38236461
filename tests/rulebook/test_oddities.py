"""What is pointed out before signing: readings at an edge, and readings alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.scoring.measurement import measured
from competition.scoring.oddities import (
    LONG_RUN,
    PAUSE,
    is_apart_at_an_end,
    is_at_edge,
    runs,
    stands_out,
)
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


def limits(kind: Kind, **parameters: object) -> AspectRule:
    """Return an aspect whose rules declare no step."""
    return AspectRule(AspectId(4), kind, Decimal(2), parameters)


PLAIN = limits(Kind.TOLERANCE, nominal="20", tolerance="0.5")
BANDED = limits(
    Kind.TOLERANCE,
    nominal="20",
    tolerance="0.5",
    bands=[{"within": "1", "points": "1"}, {"within": "0.3", "points": "1"}],
)
TIMED = limits(
    Kind.TIME, bands=[{"within": "120", "points": "2"}, {"within": "130", "points": "1"}]
)


@pytest.mark.parametrize(
    ("reading", "is_odd"),
    [
        *((each, True) for each in ("20.49", "20.4999", "20.5", "20.51", "20.4", "19.501", "21")),
        *((each, False) for each in ("20.48", "20.52", "20.3", "19.502", "22")),
    ],
)
def test_without_a_step_the_last_place_of_the_reading_is_one(reading: str, *, is_odd: bool) -> None:
    assert is_at_edge(PLAIN, reading) is is_odd


def test_what_others_have_read_tells_how_fine_the_instrument_is() -> None:
    assert is_at_edge(PLAIN, "20")
    assert not is_at_edge(PLAIN, "20", [NOT_ATTEMPTED, "20.02", "19.9"])
    assert not is_at_edge(PLAIN, "20.4", ["20.02"])
    assert is_at_edge(PLAIN, "20.49", ["21"])
    assert is_at_edge(TOLERANCE, "20.4", ["20.0001"])


@pytest.mark.parametrize("reading", ["21", "20.99", "21.01", "19", "18.99"])
def test_the_limit_of_a_tolerance_band_is_an_edge(reading: str) -> None:
    assert is_at_edge(BANDED, reading)


def test_a_band_inside_the_tolerance_earns_nothing_else_and_is_no_edge() -> None:
    assert not is_at_edge(BANDED, "20.3")


@pytest.mark.parametrize(
    ("reading", "is_odd"),
    [
        *((each, True) for each in ("130", "129", "131", "120", "129.9", "130.01", "120.1")),
        *((each, False) for each in ("128", "132", "125", "129.8", "130.02")),
    ],
)
def test_the_limit_of_a_time_band_is_an_edge(reading: str, *, is_odd: bool) -> None:
    assert is_at_edge(TIMED, reading) is is_odd


def test_a_time_that_is_placed_has_no_edge() -> None:
    assert not is_at_edge(limits(Kind.TIME), "130")


@given(
    st.decimals(min_value=0, max_value=200, places=3),
    st.integers(min_value=0, max_value=3),
    st.sampled_from([PLAIN, BANDED, TIMED, RANGED]),
)
def test_wherever_one_unit_more_or_less_earns_something_else_a_reading_is_at_the_edge(
    number: Decimal, places: int, aspect: AspectRule
) -> None:
    unit = Decimal(1).scaleb(-places)
    reading = number.quantize(unit)
    here = measured(aspect, str(reading))
    if any(measured(aspect, str(reading + each)) != here for each in (unit, -unit)):
        assert is_at_edge(aspect, str(reading))


@given(st.decimals(min_value=0, max_value=200, places=2), st.sampled_from([PLAIN, BANDED, TIMED]))
def test_at_the_edge_is_not_far_from_it(number: Decimal, aspect: AspectRule) -> None:
    """Two units away, on both sides, something else is earned; or here is the limit itself."""
    unit = Decimal("0.01")
    if is_at_edge(aspect, str(number)):
        around = {measured(aspect, str(number + at * unit)) for at in (-2, -1, 0, 1, 2)}
        assert len(around) > 1


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


READINGS = st.lists(
    st.integers(min_value=0, max_value=50).map(str), min_size=LONG_RUN - 1, max_size=20
)
BEGIN = datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_an_end_of_a_run_is_warned_of_sooner_than_any_other_mark() -> None:
    rest = ["10", "11", "12", "11", "10", "11", "12"]
    assert is_apart_at_an_end(a_kind(Kind.COUNT), "15", rest)
    assert not stands_out(a_kind(Kind.COUNT), "15", rest)
    assert not is_apart_at_an_end(a_kind(Kind.COUNT), "13", rest)


def test_a_vote_that_no_other_of_the_run_has_is_apart_where_most_agree() -> None:
    judged = a_kind(Kind.JUDGEMENT)
    assert is_apart_at_an_end(judged, "3", ["2", "2", "1", "2", "2", "2", "1"])
    assert not is_apart_at_an_end(judged, "3", ["2", "3", "1", "2", "2", "2", "1"])
    assert not is_apart_at_an_end(judged, "3", ["2", "1", "2", "1", "2", "1", "0"])


def test_a_short_run_has_no_ends() -> None:
    assert not is_apart_at_an_end(a_kind(Kind.COUNT), "30", ["10"] * (LONG_RUN - 2))
    assert is_apart_at_an_end(a_kind(Kind.COUNT), "30", ["10"] * (LONG_RUN - 1))


@pytest.mark.parametrize("kind", [Kind.PASS_FAIL, Kind.CHOICE, Kind.RANK])
def test_what_has_no_order_has_no_apart_end(kind: Kind) -> None:
    assert not is_apart_at_an_end(a_kind(kind), "5", ["0"] * 9)


def test_an_end_that_was_not_attempted_is_not_apart() -> None:
    assert not is_apart_at_an_end(a_kind(Kind.COUNT), NOT_ATTEMPTED, ["5"] * 9)
    few = ["5"] * (LONG_RUN - 2) + [NOT_ATTEMPTED] * 5
    assert not is_apart_at_an_end(a_kind(Kind.COUNT), "9", few)


@given(READINGS, st.integers(min_value=0, max_value=50).map(str))
def test_whatever_another_mark_of_the_run_reaches_is_not_apart(
    rest: Sequence[str], mark: str
) -> None:
    if is_apart_at_an_end(a_kind(Kind.COUNT), mark, rest):
        values = [int(each) for each in rest]
        assert not min(values) <= int(mark) <= max(values)


@given(READINGS, st.integers(min_value=0, max_value=50), st.integers(min_value=1, max_value=99))
def test_neither_the_order_of_the_rest_nor_where_zero_is_matters(
    rest: Sequence[str], mark: int, more: int
) -> None:
    kind = a_kind(Kind.COUNT)
    found = is_apart_at_an_end(kind, str(mark), rest)
    assert is_apart_at_an_end(kind, str(mark), rest[::-1]) is found
    moved = [str(int(each) + more) for each in rest]
    assert is_apart_at_an_end(kind, str(mark + more), moved) is found


@given(READINGS, st.integers(min_value=51, max_value=60))
def test_whoever_stands_out_is_apart_at_an_end_too(rest: Sequence[str], mark: int) -> None:
    kind = a_kind(Kind.COUNT)
    assert is_apart_at_an_end(kind, str(mark), rest) or not stands_out(kind, str(mark), rest)


def test_a_judge_begins_anew_after_a_rest() -> None:
    minutes = (0, 5, 10, 75, 80)
    taken = [BEGIN + timedelta(minutes=each) for each in minutes]
    assert runs(taken) == [range(3), range(3, 5)]
    assert runs([BEGIN, BEGIN + PAUSE]) == [range(2)]
    assert runs([]) == []


@given(st.lists(st.integers(min_value=0, max_value=600), max_size=30).map(sorted))
def test_every_mark_is_in_one_run(minutes: list[int]) -> None:
    found = runs([BEGIN + timedelta(minutes=each) for each in minutes])
    assert [at for run in found for at in run] == [*range(len(minutes))]
    assert all(found)
