"""What places bring: borders of prizes, honours, teams, delegations, advancement, limits."""

from collections.abc import Sequence
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

FIVE = "9 8 8 7 6"


@pytest.mark.parametrize(
    ("border", "won"),
    [
        ("lower", ["first", "third", "third", "third", None]),
        ("higher", ["first", "second", "second", "third", None]),
    ],
)
def test_equals_across_a_border(border: str, won: list[str | None]) -> None:
    prizes = {"kind": "number", "numbers": [1, 1, 2], "border": border}
    trade = a_field(named(FIVE), {"prizes": prizes, "scale": None})
    assert column(trade, "prize") == won
    assert problem_codes(trade) == ["prize-border-tie"] * 2


@pytest.mark.parametrize(
    ("merit", "number"),
    [
        ({"kind": "number", "number": 2}, 2),
        ({"kind": "share", "share": "0.5", "rounding": "up"}, 2),
        ({"kind": "share", "share": "0.5"}, 1),
        ({"kind": "share", "share": "0.1"}, 0),
        ({"kind": "above_median", "part": "A"}, 1),
        ({"kind": "above_median", "part": "nowhere"}, 0),
    ],
)
def test_merit_comes_after_the_prizes(merit: Document, number: int) -> None:
    prizes = {"kind": "number", "numbers": [1], "merit": merit}
    trade = a_field(named("9 8 7 6 5"), {"prizes": prizes, "scale": None})
    assert column(trade, "prize").count("merit") == number
    assert column(trade, "prize")[0] == "first"
    empty = a_field({}, {"prizes": prizes, "scale": None})
    assert scored(empty)["standings"] == []


def test_ratios_of_a_small_field_give_none() -> None:
    prizes = {"kind": "ratio", "ratio": [1, 2], "share": "0.5"}
    assert column(a_field(named(FIVE), {"prizes": prizes}), "prize") == [None] * 5


@pytest.mark.parametrize(
    ("effect", "medal", "prize", "honours"),
    [("no_honours", "gold", "first", 0), ("no_prizes", None, None, 0)],
)
def test_a_field_below_the_minimum(
    effect: str, medal: str | None, prize: str | None, honours: int
) -> None:
    rules: Document = {
        "scale": None,
        "minimum_field": {"entries": 3, "effect": effect},
        "medals": {"kind": "places"},
        "prizes": {"kind": "number", "numbers": [1]},
        "honours": [{"code": "x", "select": {"kind": "passed"}}],
    }
    found = scored(a_field(named("2 1"), rules))
    assert found["standings"][0]["medal"] == medal
    assert found["standings"][0]["prize"] == prize
    assert len(found["honours"]) == honours
    assert [each["code"] for each in found["problems"]] == ["field-too-small"]
    enough = scored(a_field(named("3 2 1"), rules))
    assert (len(enough["honours"]), enough["problems"]) == (3, [])


def honoured(rule: Document, field: str, **traits: Document) -> list[tuple[str, int | None]]:
    """Return who of *field* gets the honour of *rule*, and with which level."""
    rules = {
        "scale": None,
        "prizes": {"kind": "number", "numbers": [1], "merit": {"kind": "number", "number": 1}},
        "honours": [{"code": "x", **rule}],
    }
    found = scored(a_field(named(field), rules, **traits))
    return [(each["entry"], each["level"]) for each in found["honours"]]


BY_FIELD = {"kind": "by_field", "steps": [{"entries": 2, "number": 1}, {"entries": 4, "number": 2}]}


@pytest.mark.parametrize(
    ("rule", "field", "who"),
    [
        ({"select": BY_FIELD}, "9", []),
        ({"select": BY_FIELD}, "9 8 7", ["E01"]),
        ({"select": BY_FIELD}, "9 8 8 7", ["E01"]),
        ({"select": BY_FIELD, "border": "higher"}, "9 8 8 7", ["E01", "E02", "E03"]),
        ({"select": {"kind": "places", "from": 2, "to": 3}}, "9 8 8 7", ["E02", "E03"]),
        ({"select": {"kind": "places", "to": 1}}, "9 8", ["E01"]),
        ({"select": {"kind": "prizes", "prizes": ["merit"]}}, "9 8 7", ["E02"]),
        ({"select": {"kind": "passed"}}, "9 8", ["E01", "E02"]),
    ],
)
def test_honours_are_for_whom_the_rule_selects(rule: Document, field: str, who: list[str]) -> None:
    assert [entry for entry, _ in honoured(rule, field)] == who


@pytest.mark.parametrize(
    ("more", "who"),
    [({}, ["E02"]), ({"move_up": True}, ["E02", "E03"]), ({"once": False}, ["E01", "E02"])],
)
def test_an_honour_held_is_not_given_again(more: Document, who: list[str]) -> None:
    held = {"E01": {"honours": ["x"]}}
    found = honoured({"select": BY_FIELD, **more}, "9 8 7 6", **held)
    assert [entry for entry, _ in found] == who


@pytest.mark.parametrize(
    ("rule", "levels"),
    [
        ({"to": 2}, [("E01", 2), ("E02", 2)]),
        ({"to": 2, "up": 1}, [("E01", 2), ("E02", 2), ("E03", 1)]),
        ({"up": 1, "at_most": 2}, [("E02", 2)]),
        ({"up": 3}, [("E02", 1), ("E03", 1)]),
        ({}, []),
    ],
)
def test_an_honour_brings_a_better_level_or_is_not_given(
    rule: Document, levels: list[tuple[str, int]]
) -> None:
    held = {"E02": {"level": 3}, "E03": {"level": 2}, "E04": {"level": 1}}
    assert honoured({"select": {"kind": "passed"}, "level": rule}, "9 8 7 6", **held) == levels


def test_delegations_earn_points_by_place_and_medal() -> None:
    rules: Document = {
        "scale": None,
        "medals": {"kind": "places"},
        "delegations": {"place_points": ["10", "8", "5"]},
    }
    teams = ["GZ", "SZ", "GZ", "SZ", None]
    traits: dict[str, Document] = {
        f"E0{n}": {"delegation": team} for n, team in enumerate(teams, 1)
    }
    trade = a_field(named("9 8 8 7 6"), rules, **traits)
    first, second = scored(trade)["delegations"]
    assert first == {
        "delegation": "GZ",
        "place": 1,
        "points": "18.00",
        "medal_points": "7.00",
        "entries": 2,
        "medals": {"gold": 1, "silver": 1, "bronze": 0, "medallion": 0},
        "best": ["E01"],
    }
    assert (second["delegation"], second["place"], second["points"]) == ("SZ", 2, "8.00")
    rules["delegations"]["shared"] = "mean"
    assert [each["points"] for each in scored(trade)["delegations"]] == ["16.50", "6.50"]


def test_the_best_of_a_delegation_have_its_highest_scale_score() -> None:
    traits: dict[str, Document] = {
        "E01": {"delegation": "GZ"},
        "E02": {"delegation": "GZ", "scale": "700"},
        "E03": {"delegation": "GZ", "scale": "700"},
    }
    rules = {"scale": {"kind": "imported"}, "delegations": {}}
    (found,) = scored(a_field(named("3 2 1"), rules, **traits))["delegations"]
    assert found["best"] == ["E02", "E03"]


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ({"kind": "top", "number": 2}, ["E01"]),
        ({"kind": "top", "number": 2, "border": "higher"}, ["E01", "E02", "E03"]),
        ({"kind": "share", "share": "0.61"}, ["E01", "E02", "E03"]),
        ({"kind": "share", "share": "0.61", "rounding": "up"}, ["E01", "E02", "E03", "E04"]),
        ({"kind": "quota", "per_delegation": 1}, ["E01", "E02"]),
        ({"kind": "quota", "per_delegation": 1, "number": 1}, ["E01"]),
    ],
)
def test_who_goes_on(rule: Document, who: Sequence[str]) -> None:
    teams = ["GZ", "SZ", "GZ", "SZ", None]
    traits: dict[str, Document] = {
        f"E0{n}": {"delegation": team} for n, team in enumerate(teams, 1)
    }
    trade = a_field(named(FIVE), {"scale": None, "advancement": {**rule, "tier": "省"}}, **traits)
    assert scored(trade)["advancement"] == {"tier": "省", "entries": list(who)}


def a_team_trade(rule: Document, **rest: Any) -> Document:
    """Return a trade of the teams X (9, 8, a guest's 9), Y (7, 6, 5) and Z without members."""
    points = {"X1": "9", "X2": "8", "X3": "9", "Y1": "7", "Y2": "6", "Y3": "5"}
    traits: dict[str, Document] = {code: {"team": code[0], "time": "10"} for code in points}
    traits["X3"]["status"] = "guest"
    rules = {"team": rule, "scale": None, **rest}
    trade = a_field({code: [each] for code, each in points.items()}, rules, **traits)
    trade["teams"] = [{"code": code} for code in "XYZ"]
    return trade


@pytest.mark.parametrize(
    ("rule", "totals"),
    [
        ({"kind": "sum"}, ["17.00", "18.00", "0.00"]),
        ({"kind": "sum", "best": 2}, ["17.00", "13.00", "0.00"]),
        ({"kind": "mean"}, ["8.50", "6.00", "0.00"]),
        ({"kind": "mean", "best": 3}, ["5.67", "6.00", "0.00"]),
    ],
)
def test_a_team_is_the_sum_or_the_mean_of_its_best(rule: Document, totals: list[str]) -> None:
    assert column(a_team_trade(rule), "total") == totals


def test_members_are_listed_and_those_who_count_are_told() -> None:
    trade = a_team_trade({"kind": "sum", "best": 2})
    trade["entries"][0]["status"] = "withdrawn"
    members = scored(trade)["members"]
    assert [each["entry"] for each in members if each["counted"]] == ["X2", "Y1", "Y2"]
    assert members[0] == {
        "entry": "X1",
        "team": "X",
        "status": "withdrawn",
        "total": None,
        "criteria": {},
        "counted": False,
    }
    assert members[1]["criteria"] == {"A": "8.00"}


def test_equal_members_count_by_time_then_code() -> None:
    trade = a_team_trade({"kind": "sum", "best": 1}, ties=[{"key": "time"}])
    trade["marks"] = [{**mark, "value": "5"} for mark in trade["marks"]]
    trade["entries"][1]["time"] = "9"
    del trade["entries"][3]["time"]
    counted = [each["entry"] for each in scored(trade)["members"] if each["counted"]]
    assert counted == ["X2", "Y2"]
    assert places(trade) == {"X": 1, "Y": 2, "Z": 3}


def test_a_team_has_corrections_of_its_own_and_may_be_out() -> None:
    trade = a_team_trade({"kind": "sum"}, total={"cap": "8"}, ties=[{"key": "criterion:A"}])
    assert column(trade, "total") == ["16.00", "18.00", "0.00"]
    trade["penalties"] = [{"entry": "X", "scope": "event", "points": "20", "reason": "r"}]
    trade["adjustments"] = [{"entry": "Y", "scope": "total", "points": "1", "reason": "r"}]
    assert column(trade, "total") == ["0.00", "19.00", "0.00"]
    assert column(trade, "ties_broken_by") == ["criterion:A", None, "criterion:A"]
    trade["teams"][1]["status"] = "withdrawn"
    trade["marks"] = []
    assert column(trade, "total")[1] is None
    assert {each["entry"][0] for each in scored(trade)["problems"]} == {"X"}


def test_a_scheme_is_doubted_but_scored() -> None:
    trade = a_field({"C01": ["1", "1"]}, {"scale": None})
    trade["rules"]["limits"] = {"aspect": "999", "total": "100", "section": "5"}
    trade["scheme"]["sections"] = [
        {"code": "1", "declared": "1005"},
        {"code": "2", "declared": "5.1"},
        {"code": "3"},
    ]
    (first, second) = [row["sub_criteria"][0]["aspects"][0] for row in trade["scheme"]["criteria"]]
    first["section"] = "1"
    second["confirm"] = True
    found = scored(trade)
    assert [(each["aspect"], each["code"]) for each in found["problems"]] == [
        (None, "section-off"),
        (None, "total-off-limit"),
        ("A1.1", "aspect-over-limit"),
        ("B1.1", "aspect-over-limit"),
        ("B1.1", "unconfirmed-rule"),
    ]
    assert found["complete"] is True
    trade["rules"]["limits"] = {}
    assert problem_codes(trade) == ["unconfirmed-rule"]


def test_names_that_the_scheme_lacks_are_told_once() -> None:
    rules: Document = {
        "scale": None,
        "weights": {"X": 1, "A": 1},
        "modules": {"X": {}},
        "parts": {"both": ["A", "Y"]},
        "pass_marks": [{"part": "Z", "points": 1}, {"part": "both", "points": 0}],
        "qualifier": {"part": "Q", "top": 1},
        "prizes": {"kind": "number", "numbers": [], "merit": {"kind": "above_median", "part": "M"}},
        "ties": [
            {"key": key}
            for key in (
                "criterion:X",
                "part:both",
                "part:Z",
                "sub_criterion:A1",
                "sub_criterion:A9",
                "aspect:A1.1",
                "aspect:A9.9",
                "time",
            )
        ],
    }
    problems = scored(a_field({"C01": ["1"]}, rules))["problems"]
    names = [each["detail"].split()[3].rstrip(",") for each in problems]
    assert names == [
        "M",
        "Q",
        "X",
        "Y",
        "Z",
        "aspect:A9.9",
        "criterion:X",
        "part:Z",
        "sub_criterion:A9",
    ]
    assert {each["code"] for each in problems} == {"unknown-part"}


def test_small_fields_take_medals_from_the_last_first() -> None:
    rules: Document = {
        "scale": {"kind": "imported"},
        "medals": {"kind": "places", "medallion": "centre", "small_field": {}},
    }
    field = named("5 4 3 2 1")
    scores: dict[str, Document] = {code: {"scale": "700"} for code in field}
    assert column(a_field(field, rules, **scores), "medal") == [
        "gold",
        "silver",
        "medallion",
        "medallion",
        "medallion",
    ]
    del field["E05"]
    assert column(a_field(field, rules, **scores), "medal")[1] == "medallion"
    del field["E04"]
    trade = a_field(field, rules, **scores)
    assert column(trade, "medal") == [None] * 3
    assert problem_codes(trade) == ["field-too-small"]
