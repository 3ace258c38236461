"""Worked examples E1 to E18, each with the rule or the result it comes from."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from competition.scoring.awards import ByField, FieldStep, Medal
from competition.scoring.delegations import (
    Outcome,
    best_of_all,
    best_of_delegations,
    indicators,
    report,
)
from competition.scoring.figures import spelled
from competition.scoring.honours import number_by_field
from competition.scoring.limits import is_off
from competition.scoring.recheck import needs_all, sizes
from competition.scoring.rules import RecheckRule
from tests.rulebook.fields import a_field, column, named, places, problem_codes, scored
from tests.rulebook.rules import an_aspect, points

NATIONAL: dict[str, Any] = {"weights": {"A": "0.3", "B": "0.7"}}
# CIS configuration: 2 points; "Medals and Recognition of Champions", 2015.
BY_SCALE: dict[str, Any] = {
    "scale": {"kind": "imported", "decimals": 0},
    "medals": {"kind": "scale"},
}
# The totals of 32 competitors and their published scores (a CIS export, in lks-judge's tests).
REAL_MARKS = (
    "61.42 54.33 39.58 37.75 35.50 28.75 28.42 28.40 19.00 16.92 13.50 13.05 12.80 12.25 9.50 8.75 "
    "7.25 6.00 6.00 4.25 3.25 2.75 2.00 1.50 1.40 1.25 0.75 0.50 0.50 0.50 0.25 0.00"
)
REAL_SCORES = (
    "854 834 791 786 779 760 759 759 732 726 716 715 714 712 704 702 "
    "698 694 694 689 686 685 683 681 681 680 679 678 678 678 678 677"
)


@pytest.mark.parametrize(
    ("votes", "maximum", "worth"),
    [
        ("2 3 2", "1.5", "1.17"),  # E1a
        ("3 3 3", "2", "2.00"),  # E1b
        ("1 1 2", "0.5", "0.22"),  # E1c
        ("0 1 1", "1", "0.22"),  # E1d
        ("2 2 3", "10", "7.78"),  # E1f: Jiangxi scoring paper
    ],
)
def test_e1_judgement(votes: str, maximum: str, worth: str) -> None:
    assert points(an_aspect("judgement", maximum), *votes.split()) == Decimal(worth)


def test_e1e_a_spread_of_two_is_invalid() -> None:
    assert points(an_aspect("judgement", "2"), "1", "2", "3") is None


@pytest.mark.parametrize(
    ("kind", "maximum", "parameters", "reading", "worth"),
    [
        ("completed", "1.5", {"possible": 5}, "3", "0.90"),  # E2a: CIS NUMBER_COMPLETED
        ("completed", "1", {"possible": 3}, "1", "0.33"),  # E2b
        ("deduct", "10", {"points": "2"}, "3", "4.00"),  # E2c: Jiangxi
        ("deduct", "10", {"points": "2"}, "6", "0.00"),  # E2d
        ("count", "25", {"points": "2"}, "14", "25"),  # E2e
        ("tolerance", "1", {"nominal": "80", "tolerance": "0.2"}, "80.20", "1"),  # E2f
        ("tolerance", "1", {"nominal": "80", "tolerance": "0.2"}, "79.79", "0"),  # E2g
    ],
)
def test_e2_measurement(
    kind: str, maximum: str, parameters: dict[str, object], reading: str, worth: str
) -> None:
    assert points(an_aspect(kind, maximum, **parameters), reading) == Decimal(worth)


@pytest.mark.parametrize(("decimals", "total"), [(2, "8.41"), (None, "8.42")])
def test_e3_where_rounding_happens_changes_the_total(decimals: int | None, total: str) -> None:
    # As with the aspects of RO-11's module A: rounded one by one they lose a hundredth.
    trade = a_field({"C01": ["7.75"]}, {"rounding": {"aspect": decimals}})
    thirds = [{"id": f"t{n}", "kind": "completed", "max": "1", "possible": 3} for n in range(2)]
    trade["scheme"]["criteria"][0]["sub_criteria"][0]["aspects"] += thirds
    trade["marks"] += [{"entry": "C01", "aspect": each["id"], "value": "1"} for each in thirds]
    assert column(trade, "total") == [total]


@pytest.mark.parametrize(("target", "got", "off"), [(10, 12, False), (40, 34, True)])
def test_e4_section_tolerance(target: int, got: int, off: bool) -> None:  # noqa: FBT001
    assert is_off(Decimal(target), Decimal(got), Decimal(5)) is off


def test_e5a_the_scale_of_a_cis_export() -> None:
    trade = a_field(named(REAL_MARKS), {"medals": {"kind": "scale"}})
    assert column(trade, "scale") == REAL_SCORES.split()
    medals = Counter(column(trade, "medal"))
    assert medals == {"gold": 1, "silver": 1, "bronze": 1, "medallion": 13, None: 16}


def test_e5b_the_scale_of_seven() -> None:
    trade = a_field(named("82.5 78.0 71.4 70.2 66.0 65.1 60.0"), {})
    assert column(trade, "scale") == ["749", "731", "705", "700", "683", "680", "660"]


def test_e5c_without_deviation_there_is_no_scale() -> None:
    trade = a_field(named("90 80 70 70 70 70 70"), {})
    assert column(trade, "scale") == [None] * 7
    assert problem_codes(trade) == ["no-scale"]


@pytest.mark.parametrize(
    ("scores", "won", "more"),
    [
        ("760 741 733 712 699", "G S B M -", {}),  # E6a
        ("760 758 741 733 690", "G G B M -", {}),  # E6b
        ("760 758 741 740 699", "G G B B -", {}),  # E6c
        ("760 759 758 753 701", "G G G M M", {}),  # E6d
        ("780 750 749 743 700", "G S S M M", {}),  # E6f
        ("780 750 749 743 700", "G S S B M", {"silver_rule": False}),
        ("780 760 741 739 705", "G S B B M", {}),  # E6h
        ("760 757 740", "G S B", {}),  # E6i
        ("760 758 740", "G G B", {}),
        ("762 760 758 740", "G G G M", {}),  # E6j
        ("762 760 758 740", "G G B M", {"chain": False}),
    ],
)
def test_e6_medals_by_the_scale(scores: str, won: str, more: dict[str, Any]) -> None:
    field = named(scores)
    trade = a_field(
        field,
        {**BY_SCALE, "medals": {"kind": "scale", **more}},
        **{code: {"scale": value} for code, (value,) in field.items()},
    )
    letters = {None: "-", "gold": "G", "silver": "S", "bronze": "B", "medallion": "M"}
    assert [letters[medal] for medal in column(trade, "medal")] == won.split()


def test_e7_member_indicators() -> None:
    # "WorldSkills Results and Reports".
    won = [(785, Medal.GOLD), (712, Medal.MEDALLION), (688, None), (741, Medal.BRONZE)]
    outcomes = [
        Outcome(f"C{n}", "CN", Fraction(score), medal) for n, (score, medal) in enumerate(won)
    ]
    (found,) = indicators(outcomes)
    assert found.medal_points == 7
    assert found.points == 2926
    assert spelled(found.average_medal_points, 2) == "1.75"
    assert spelled(found.average_points, 2) == "731.50"


def test_e7_five_reports_and_the_best() -> None:
    outcomes = [
        Outcome("1", "BR", Fraction(760), Medal.GOLD),
        Outcome("2", "BR", Fraction(690)),
        Outcome("3", "AU", Fraction(760), Medal.GOLD),
        Outcome("4", "CN", None, Medal.SILVER),
    ]
    found = indicators(outcomes)
    assert [each.delegation for each in report(found, "alphabetical")] == ["AU", "BR", "CN"]
    assert [each.delegation for each in report(found, "total_medal_points")] == ["AU", "BR", "CN"]
    assert [each.delegation for each in report(found, "average_medal_points")] == ["AU", "CN", "BR"]
    assert [each.delegation for each in report(found, "total_points")] == ["BR", "AU", "CN"]
    assert [each.delegation for each in report(found, "average_points")] == ["AU", "BR", "CN"]
    assert [each.entry for each in best_of_all(outcomes)] == ["1", "3"]
    assert {code: len(best) for code, best in best_of_delegations(outcomes).items()} == {
        "AU": 1,
        "BR": 1,
        "CN": 0,
    }


@pytest.mark.parametrize(
    ("votes", "worth"),
    [
        ("92 88.5 90 95 89", "90.33"),  # E8a: five judges, one highest and one lowest dropped
        ("9.1 8.7 9.0 9.4 8.9 9.2 8.8", "9.00"),  # E8b
        ("95 95 90 88 86", "91.00"),  # E8c
        ("80 85 91", "85.00"),  # E8d
    ],
)
def test_e8_panels(votes: str, worth: str) -> None:
    trade = a_field({"C01": []}, {"panel": {"drop_high": 1, "drop_low": 1}})
    aspect = {"id": "p", "kind": "panel", "max": "100"}
    trade["scheme"]["criteria"] = [
        {"code": "A", "sub_criteria": [{"code": "A1", "aspects": [aspect]}]}
    ]
    trade["marks"] = [{"entry": "C01", "aspect": "p", "votes": votes.split()}]
    assert column(trade, "total") == [worth]


@pytest.mark.parametrize(
    ("theory", "practice", "weights", "total"),
    [
        ("86", "91.25", ("0.3", "0.7"), "89.68"),  # E9a: 8th national workers' competition
        ("77", "84.5", ("0.2", "0.8"), "83.00"),  # E9b: provincial hairdressing 2020
        ("68.5", "91", ("0.5", "0.5"), "79.75"),  # E9c: Guangxi 2023
    ],
)
def test_e9_weights(theory: str, practice: str, weights: tuple[str, str], total: str) -> None:
    rules = {"weights": dict(zip("AB", weights, strict=True))}
    assert column(a_field({"C01": [theory, practice]}, rules), "total") == [total]


def test_e9d_jiangxi() -> None:
    trade = a_field({"C01": ["83", "19.33", "16.50", "21.00"]}, {"weights": {"A": "0.30"}})
    assert column(trade, "total") == ["81.73"]


@pytest.mark.parametrize("kind", ["rank", "time"])
def test_e10a_the_third_fastest_has_ninety(kind: str) -> None:
    trade = a_field({"C01": [], "C02": [], "C03": []}, {})
    aspect = {"id": "t", "kind": kind, "max": "100", "points": "5"}
    order = {"order": "asc"} if kind == "rank" else {}
    trade["scheme"]["criteria"] = [
        {"code": "A", "sub_criteria": [{"code": "A1", "aspects": [{**aspect, **order}]}]}
    ]
    times = {"C01": "171", "C02": "175", "C03": "160"}
    trade["marks"] = [{"entry": c, "aspect": "t", "value": v} for c, v in times.items()]
    assert column(trade, "total") == ["95.00", "90.00", "100.00"]


def test_e10b_speed_quality_and_more() -> None:
    rules = {"weights": {"A": "0.2", "B": "0.3", "C": "0.2", "D": "0.3"}}
    assert column(a_field({"C01": ["90", "88", "85", "75"]}, rules), "total") == ["83.90"]


# Theory 24.90, then modules B, C and D as in the Jiangxi final.
JIANGXI = {
    "A": ["83", "19.33", "16.50", "21.00"],
    "B": ["83", "20.33", "15.50", "22.00"],
    "C": ["83", "19.33", "17.50", "20.00"],
}


def test_e11a_three_on_the_same_total() -> None:
    # B has no more in all: its platform mark is a point's worth less.
    chain = ["part:practice", "criterion:D", "criterion:C", "criterion:B"]
    rules: dict[str, Any] = {
        "parts": {"practice": ["B", "C", "D"]},
        "weights": {"A": "0", "B": "0", "C": "0", "D": "0"},
        "ties": [{"key": key} for key in chain],
    }
    trade = a_field(JIANGXI, rules)
    assert places(trade) == {"B": 1, "A": 2, "C": 3}
    assert column(trade, "ties_broken_by") == ["criterion:D", "part:practice", "criterion:D"]


def test_e11b_the_shorter_time_first() -> None:
    # Zhongshan lighting: assembly time, then practice, then theory.
    rules = {"weights": {"A": "0", "B": "0", "C": "0", "D": "0"}, "ties": [{"key": "time"}]}
    times = {"A": {"time": "171"}, "B": {"time": "175"}, "C": {"time": "160"}}
    assert places(a_field(JIANGXI, rules, **times)) == {"C": 1, "A": 2, "B": 3}


def test_e11c_equals_share_and_the_next_place_is_left_out() -> None:
    assert column(a_field(named("90 88 88 85"), {}), "place") == [1, 2, 2, 4]
    dense = a_field(named("90 88 88 85"), {"ranking": "1223"})
    assert column(dense, "place") == [1, 2, 2, 3]


def counts(prizes: dict[str, Any], size: int) -> list[int]:
    """Return how many first, second, third and merit prizes a field of *size* gets."""
    field = named(" ".join(str(n) for n in range(1, size + 1)))
    found = Counter(column(a_field(field, {"prizes": prizes}), "prize"))
    return [found[name] for name in ("first", "second", "third", "merit")]


TENTHS = {"kind": "share", "shares": ["0.10", "0.20", "0.30"]}
SHENZHEN = {"kind": "share", "shares": ["0.05", "0.10", "0.15"], "caps": [3, 6, 9]}
GUANGDONG = {
    "kind": "ratio",
    "ratio": [1, 2, 3],
    "share": "0.20",
    "merit": {"kind": "share", "share": "0.50"},
}


@pytest.mark.parametrize(
    ("prizes", "size", "expected"),
    [
        (TENTHS, 37, [4, 7, 11, 0]),  # E12a: technical schools 2012
        (SHENZHEN, 48, [2, 5, 7, 0]),  # E12b
        (SHENZHEN, 80, [3, 6, 9, 0]),  # E12c
        (SHENZHEN, 30, [2, 3, 5, 0]),  # E12d
        (GUANGDONG, 44, [1, 2, 3, 16]),  # E12e: four of them are the prizes of 2021 (E12f)
        (GUANGDONG, 47, [1, 2, 3, 17]),  # E12g
        (GUANGDONG, 66, [2, 4, 6, 21]),  # E12h
    ],
)
def test_e12_prizes(prizes: dict[str, Any], size: int, expected: list[int]) -> None:
    assert counts(prizes, size) == expected


def test_e12f_four_events_make_the_published_figures() -> None:
    assert [4 * each for each in counts(GUANGDONG, 44)] == [4, 8, 12, 64]


def test_e12i_city_experts_by_field_size() -> None:
    shenzhen = ByField((FieldStep(50, 8), FieldStep(25, 4), FieldStep(10, 2)))
    numbers = [number_by_field(shenzhen, size) for size in (60, 49, 25, 24, 10, 9)]
    assert numbers == [8, 4, 4, 2, 2, 0]


@pytest.mark.parametrize(
    ("size", "won"),
    [(3, []), (4, ["gold"]), (5, ["gold", "silver"]), (6, ["gold", "silver", "bronze"])],
)
def test_e12j_small_fields(size: int, won: list[str]) -> None:
    # Moscow 2018.
    scores = ["790", "780", "770", "760", "750", "740"][:size]
    field = named(" ".join(scores))
    medals: dict[str, Any] = {"kind": "scale", "small_field": {}, "medallion": None}
    trade = a_field(
        field,
        {**BY_SCALE, "medals": medals},
        **{code: {"scale": value} for code, (value,) in field.items()},
    )
    assert [medal for medal in column(trade, "medal") if medal] == won
    assert problem_codes(trade) == ([] if won else ["field-too-small"])


def test_e13_rechecks() -> None:
    rule = RecheckRule()
    assert (sizes(rule, 45).top, sizes(rule, 45).sample) == (14, 5)
    assert (sizes(rule, 10).top, sizes(rule, 10).sample) == (3, 2)
    assert (sizes(RecheckRule(top=10), 8).top, sizes(RecheckRule(top=10), 8).sample) == (8, 0)
    assert needs_all(rule, 1, 19)
    assert not needs_all(rule, 1, 20)
    assert not needs_all(rule, 0, 0)


def test_e14_a_team_is_the_sum_of_its_members() -> None:
    # Zhongshan lighting: equal sums, the shorter time first.
    marks = {"X": ("88.5", "90.25", "79"), "Y": ("86", "85.75", "86")}
    times = {"X": ("170", "168", "168"), "Y": ("170", "168", "165")}
    field = {f"{team}{n}": [mark] for team, given in marks.items() for n, mark in enumerate(given)}
    traits = {
        f"{team}{n}": {"team": team, "time": time}
        for team, given in times.items()
        for n, time in enumerate(given)
    }
    trade = a_field(field, {"team": {"kind": "sum"}, "ties": [{"key": "time"}]}, **traits)
    trade["teams"] = [{"code": "X"}, {"code": "Y"}]
    assert column(trade, "total") == ["257.75", "257.75"]
    assert places(trade) == {"Y": 1, "X": 2}
    assert column(trade, "ties_broken_by") == ["time", "time"]


def test_e15_merit_above_the_median() -> None:
    # Guangzhou 2022: practice above the median.
    merit = {"kind": "above_median", "part": "A"}
    prizes = {"kind": "number", "numbers": [], "merit": merit}
    trade = a_field(named("70 75 80 85 90 95"), {"prizes": prizes})
    assert column(trade, "prize") == [None, None, None, "merit", "merit", "merit"]


def test_e16_both_parts_have_to_be_passed() -> None:
    # Guangdong CNC 2008, Shenzhen.
    marks = [{"part": part, "points": "60"} for part in "AB"]
    rules = {
        "pass_marks": marks,
        "honours": [{"code": "expert", "select": {"kind": "passed"}}],
    }
    field = {"C01": ["59.99", "95"], "C02": ["60", "60"], "C03": ["88", "59.5"]}
    assert scored(a_field(field, rules))["honours"] == [
        {"honour": "expert", "entry": "C02", "level": None}
    ]


def test_e17_a_standard_deviation_would_need_273_competitors() -> None:
    # Ufa 2021 published 1523: the largest z-score of n is (n - 1) / sqrt(n).
    reached = [n for n in range(2, 300) if 50 * 50 * (n - 1) ** 2 >= (1523 - 700) ** 2 * n]
    assert reached[0] == 273


def test_e18_the_share_of_prizes_in_guangdong() -> None:
    share = Fraction(111 + 109 + 109 + 343, 1391)
    assert spelled(100 * share, 1) == "48.3"
