"""Each option of the rules, shown on the smallest trade where it matters."""

from typing import Any

import pytest

from tests.rulebook.fields import (
    Document,
    a_field,
    column,
    named,
    places,
    problem_codes,
    scored,
)


def an_aspect_trade(aspect: Document, marks: dict[str, Document], rules: Document) -> Document:
    """Return a trade of one *aspect* with the *marks* of entries."""
    trade = a_field({code: [] for code in marks}, rules)
    row = {"id": "x", **aspect}
    trade["scheme"]["criteria"] = [
        {"code": "A", "sub_criteria": [{"code": "A1", "aspects": [row]}]}
    ]
    trade["marks"] = [{"entry": code, "aspect": "x", **mark} for code, mark in marks.items()]
    return trade


def worth(aspect: Document, rules: Document, **mark: Any) -> tuple[str, list[str]]:
    """Return the total of one entry with one *mark*, and the codes of the problems."""
    trade = an_aspect_trade(aspect, {"C01": mark}, {"scale": None, **rules})
    return column(trade, "total")[0], problem_codes(trade)


TOLERANCE = {
    "kind": "tolerance",
    "max": "2",
    "nominal": "80",
    "tolerance": "0.1",
    "bands": [{"within": "0.5", "points": "0.5"}, {"within": "0.2", "points": "1"}],
}


@pytest.mark.parametrize(
    ("value", "total"),
    [("80.1", "2.00"), ("79.8", "1.00"), ("80.5", "0.50"), ("79.4", "0.00")],
)
def test_tolerance_bands(value: str, total: str) -> None:
    assert worth(TOLERANCE, {}, value=value) == (total, [])


@pytest.mark.parametrize(("value", "total"), [("60", "5.00"), ("60.5", "3.00"), ("91", "0.00")])
def test_time_bands(value: str, total: str) -> None:
    bands = [{"within": "90", "points": "3"}, {"within": "60", "points": "7"}]
    assert worth({"kind": "time", "max": "5", "bands": bands}, {}, value=value) == (total, [])


def test_free_takes_any_decimal_and_rounds_it_as_configured() -> None:
    free = {"kind": "free", "max": "5"}
    assert worth(free, {}, value="1.005") == ("1.01", [])
    assert worth(free, {"rounding": {"mode": "down"}}, value="1.009") == ("1.00", [])
    assert worth(free, {"rounding": {"mode": "half_even"}}, value="1.005") == ("1.00", [])
    assert worth(free, {"rounding": {"mode": "half_even"}}, value="1.015") == ("1.02", [])
    unrounded = {"rounding": {"aspect": None, "total": None}}
    assert worth(free, unrounded, value="1.23456789") == ("1.23456789", [])


def test_figures_without_an_end_are_added_exactly() -> None:
    third = {"kind": "completed", "max": "1", "possible": 3}
    unrounded = {"rounding": {"aspect": None, "total": None}}
    assert worth(third, unrounded, value="2") == ("0.666667", [])


@pytest.mark.parametrize(
    ("missing", "votes", "expected"),
    [
        ("wait", ["2", None, "2"], ("0.00", ["votes-missing"])),
        ("wait", [None, None], ("0.00", ["unmarked"])),
        ("wait", [], ("0.00", ["unmarked"])),
        ("ignore", ["2", None, "2"], ("2.00", [])),
        ("ignore", ["2", None, None], ("0.00", ["too-few-votes"])),
        ("zero", ["1", None, "1"], ("0.67", [])),
        ("zero", ["2", None, "2"], ("0.00", ["conflict"])),
        ("zero", ["2"], ("0.00", ["too-few-votes"])),
    ],
)
def test_a_missing_vote_is_what_the_rule_says(
    missing: str, votes: list[str | None], expected: tuple[str, list[str]]
) -> None:
    rules = {"judgement": {"missing": missing, "minimum": 2}}
    assert worth({"kind": "judgement", "max": "3"}, rules, votes=votes) == expected


def test_a_panel_has_as_many_seats_as_its_criterion_has_judges() -> None:
    trade = an_aspect_trade({"kind": "panel", "max": "3"}, {"C01": {"votes": ["1"]}}, {})
    trade["scheme"]["criteria"][0]["judges"] = 2
    assert "votes-missing" in problem_codes(trade)
    trade["marks"][0]["votes"] = ["1", "2"]
    assert column(trade, "total") == ["1.50"]


def test_a_spread_may_be_wide_or_free() -> None:
    judgement = {"kind": "judgement", "max": "3"}
    votes = ["0", "3"]
    assert worth(judgement, {"judgement": {"max_spread": 2}}, votes=votes)[1] == ["conflict"]
    assert worth(judgement, {"judgement": {"max_spread": None}}, votes=votes) == ("1.50", [])


@pytest.mark.parametrize("kind", ["judgement", "panel"])
def test_not_attempted_counts_nought_for_the_panel_or_a_judge(kind: str) -> None:
    aspect = {"kind": kind, "max": "3"}
    assert worth(aspect, {}, value="not_attempted") == ("0.00", [])
    assert worth(aspect, {}, votes=["not_attempted", "1"]) == ("0.50", [])


def test_a_race_leaves_out_guests_and_who_did_not_try() -> None:
    aspect = {"kind": "rank", "max": "10", "points": "4", "floor": "1"}
    marks = [
        ("C1", "5"),
        ("C2", "7"),
        ("C3", "5"),
        ("C4", "not_attempted"),
        ("C5", "9"),
        ("C6", "1"),
    ]
    trade = an_aspect_trade(aspect, {code: {"value": value} for code, value in marks}, {})
    trade["entries"][4]["status"] = "guest"
    # 7 is first in the field; the guest would be first as well; 1 is fourth and gets the floor.
    assert column(trade, "total") == ["6.00", "10.00", "6.00", "0.00", "10.00", "1.00"]
    trade["penalties"] = [
        {"entry": "C2", "scope": "aspect", "aspect": "x", "void": True, "reason": "false start"}
    ]
    assert column(trade, "total") == ["10.00", "0.00", "10.00", "0.00", "10.00", "2.00"]


WEIGHTS: dict[str, Any] = {"weights": {"A": "30"}, "weighting": "share", "scale": None}


def test_a_share_is_the_most_a_module_can_earn() -> None:
    trade = a_field({"C01": ["500", "1000"]}, WEIGHTS)
    assert column(trade, "total") == ["16.00"]
    for criterion in trade["scheme"]["criteria"]:
        criterion["sub_criteria"][0]["aspects"][0]["max"] = "0"
    trade["marks"] = []
    assert column(trade, "total") == ["0.00"]


def test_rounding_at_every_stage() -> None:
    rounding = {"aspect": 1, "module": 0, "weighted": 1, "total": 0}
    rules = {"rounding": rounding, "weights": {"A": "0.35", "B": "0.35"}}
    # 1.46 → 1.5 → 2 → 0.7, twice: 1.4 → 1.
    trade = a_field({"C01": ["1.46", "1.46"]}, rules)
    assert column(trade, "total") == ["1"]
    assert column(trade, "criteria") == [{"A": "2", "B": "2"}]


@pytest.mark.parametrize(
    ("limits", "total"),
    [
        ({}, "0.00"),
        ({"floor": None}, "-2.00"),
        ({"floor": "-1.5"}, "-1.50"),
        ({"floor": "3", "cap": "2"}, "2.00"),
    ],
)
def test_floors_and_caps_of_the_total(limits: Document, total: str) -> None:
    trade = a_field({"C01": ["3"]}, {"total": limits})
    trade["adjustments"] = [{"entry": "C01", "scope": "total", "points": "-5", "reason": "r"}]
    assert column(trade, "total") == [total]


@pytest.mark.parametrize(
    ("limits", "points", "raw"),
    [
        ({}, "-5", "0.00"),
        ({"floor": None}, "-5", "-2.00"),
        ({"cap": "max"}, "2000", "1000.00"),
        ({"cap": "4"}, "2", "4.00"),
        ({"cap": None}, "2", "5.00"),
    ],
)
def test_floors_and_caps_of_a_module(limits: Document, points: str, raw: str) -> None:
    trade = a_field({"C01": ["3"]}, {"modules": {"A": limits}, "total": {"floor": None}})
    trade["adjustments"] = [
        {"entry": "C01", "scope": "module", "module": "A", "points": points, "reason": "r"}
    ]
    assert column(trade, "criteria") == [{"A": raw}]


def test_penalties_add_up_and_void_what_they_name() -> None:
    trade = a_field({f"C{n}": ["8", "5"] for n in range(6)}, {"scale": None})
    trade["penalties"] = [
        {"entry": entry, "reason": "r", **rest}
        for entry, rest in (
            ("C0", {"scope": "aspect", "aspect": "A1.1", "points": "9"}),
            ("C1", {"scope": "module", "module": "A", "points": "1"}),
            ("C1", {"scope": "module", "module": "A", "points": "2"}),
            ("C2", {"scope": "module", "module": "B", "void": True}),
            ("C3", {"scope": "event", "points": "3"}),
            ("C4", {"scope": "event", "void": True}),
            ("C5", {"scope": "aspect", "aspect": "A1.1", "void": True}),
        )
    ]
    assert column(trade, "total") == ["5.00", "10.00", "8.00", "10.00", None, "5.00"]
    assert column(trade, "status") == ["ranked"] * 4 + ["void", "ranked"]
    trade["marks"] = []
    left = [(each["entry"], each["aspect"]) for each in scored(trade)["problems"]]
    both = ["A1.1", "B1.1"]
    assert left == [
        *(("C0", aspect) for aspect in both),
        *(("C1", aspect) for aspect in both),
        ("C2", "A1.1"),
        *(("C3", aspect) for aspect in both),
        ("C5", "B1.1"),
    ]


def test_who_is_out_has_no_total_and_needs_no_marks() -> None:
    statuses = ["withdrawn", "excluded", "void", "guest", "ranked"]
    field = {status: ["1"] for status in statuses}
    trade = a_field(field, {"scale": None}, **{each: {"status": each} for each in statuses})
    rows = scored(trade)["standings"]
    assert [(row["entry"], row["total"], row["place"]) for row in rows] == [
        ("ranked", "1.00", 1),
        ("excluded", None, None),
        ("guest", "1.00", None),
        ("void", None, None),
        ("withdrawn", None, None),
    ]
    trade["marks"] = []
    assert {each["entry"] for each in scored(trade)["problems"]} == {"guest", "ranked"}


QUALIFIER: Document = {"qualifier": {"part": "A", "top": 2}, "scale": None}


def test_the_best_in_theory_qualify_and_theory_does_not_count() -> None:
    field = {"C1": ["90", "1"], "C2": ["80", "5"], "C3": ["80", "3"], "C4": ["70"]}
    trade = a_field(field, QUALIFIER)
    assert places(trade) == {"C2": 1, "C3": 2, "C1": 3, "C4": None}
    assert column(trade, "status") == ["ranked", "ranked", "ranked", "not_qualified"]
    assert column(trade, "total") == ["1.00", "5.00", "3.00", "0.00"]
    assert problem_codes(trade) == []
    counting = a_field(field, {**QUALIFIER, "qualifier": {"part": "A", "top": 9, "counts": True}})
    assert column(counting, "total") == ["91.00", "85.00", "83.00", "70.00"]


def test_pass_marks_take_the_rank_the_prizes_or_the_honours() -> None:
    marks = [
        {"part": "A", "points": "60", "effect": "rank"},
        {"part": "A", "points": "70", "effect": "prizes"},
        {"part": "A", "points": "80"},
        {"part": "nowhere", "points": "999", "effect": "rank"},
    ]
    rules = {
        "scale": None,
        "pass_marks": marks,
        "medals": {"kind": "places"},
        "prizes": {"kind": "number", "numbers": [1, 9]},
        "honours": [{"code": "expert", "select": {"kind": "passed"}}],
    }
    trade = a_field(named("69.99 70 80 59.99 75"), rules)
    assert column(trade, "place") == [4, 3, 1, None, 2]
    assert column(trade, "status")[3] == "failed"
    assert column(trade, "medal") == [None, "bronze", "gold", None, "silver"]
    assert column(trade, "prize") == [None, "second", "first", None, "second"]
    assert [each["entry"] for each in scored(trade)["honours"]] == ["E03"]


def test_the_scale_counts_whom_the_rule_counts() -> None:
    field = named("10 8 6 4 0 20")
    guest = {"E06": {"status": "guest"}}
    alone = a_field(field, {"scale": {"c": 1}}, **guest)
    assert column(alone, "scale") == ["760", "730", "700", "670", "610", None]
    nonzero = a_field(field, {"scale": {"c": 1, "zeros": False}}, **guest)
    assert column(nonzero, "scale") == ["745", "715", "685", "655", "595", None]
    everybody = {"scale": {"c": 1, "population": ["ranked", "guest"], "decimals": 2}}
    assert column(a_field(field, everybody, **guest), "scale")[0] == "730.00"


def test_without_deviation_the_rule_says_what_happens() -> None:
    field = named("90 80 70 70 70 70")
    mean = a_field(field, {"scale": {"fallback": "mean_deviation"}})
    # The mean distance to 70 is 5: 700 + 30 × 20 ÷ (1.2533 × 5).
    assert column(mean, "scale") == ["796", "748", "700", "700", "700", "700"]
    raw = a_field(field, {"scale": {"fallback": "raw_ranks"}, "medals": {"kind": "scale"}})
    assert column(raw, "medal") == ["gold", "silver", "bronze", "bronze", "bronze", "bronze"]
    assert problem_codes(raw) == []
    level = a_field(named("7 7"), {"scale": {"fallback": "mean_deviation"}})
    assert problem_codes(level) == ["no-scale"]


def test_scale_scores_are_adjusted_and_may_be_missing() -> None:
    trade = a_field(
        named("3 2 1"),
        {"scale": {"kind": "imported"}, "medals": {"kind": "scale"}},
        E01={"scale": "710.555"},
        E02={"scale": "705"},
    )
    trade["adjustments"] = [{"entry": "E02", "scope": "scale", "points": "5", "reason": "r"}]
    assert column(trade, "scale") == ["710.56", "710.00", None]
    assert column(trade, "medal") == ["gold", "gold", None]
    assert problem_codes(trade) == ["scale-missing"]


@pytest.mark.parametrize(
    ("scores", "chain", "won"),
    [
        ("762 760 758 757 740", False, "gold gold bronze bronze medallion"),
        ("762 761 760 759 740", False, "gold gold gold bronze medallion"),
        ("780 762 760 759 740", False, "gold silver silver bronze medallion"),
        ("780 762 760 757 740", False, "gold silver silver medallion medallion"),
        ("780", True, "gold"),
        ("780 779", True, "gold gold"),
        ("780 760", True, "gold silver"),
    ],
)
def test_medals_by_distance_to_the_top(scores: str, won: str, chain: bool) -> None:  # noqa: FBT001
    field = named(scores)
    trade = a_field(
        field,
        {"scale": {"kind": "imported"}, "medals": {"kind": "scale", "chain": chain}},
        **{code: {"scale": value} for code, (value,) in field.items()},
    )
    assert column(trade, "medal") == won.split()


def test_the_chief_may_give_another_medal_to_who_is_ranked() -> None:
    trade = a_field(named("3 2 1 9"), {"scale": None, "medals": {"kind": "places", "silver": 2}},
                    E04={"status": "guest"})  # fmt: skip
    trade["decisions"] = [
        {"kind": "medal", "entry": "E03", "medal": None, "reason": "r"},
        {"kind": "medal", "entry": "E01", "medal": "medallion", "reason": "r"},
        {"kind": "medal", "entry": "E04", "medal": "gold", "reason": "r"},
    ]
    assert column(trade, "medal") == ["medallion", "silver", None, None]
