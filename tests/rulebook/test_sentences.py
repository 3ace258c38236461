"""The sentences of problems: said whole, with their figures, as whoever reads them needs them."""

from typing import Any

import pytest

from tests.rulebook.fields import Document, a_field, named, scored

CHIEF: Document = {"scale": None, "unresolved": "chief"}


def details(trade: Document) -> list[tuple[str | None, str | None, str]]:
    """Return the problems of *trade*: entry, aspect, sentence."""
    rows = scored(trade)["problems"]
    return [(row["entry"], row["aspect"], row["detail"]) for row in rows]


@pytest.mark.parametrize(
    ("field", "rules", "sentence"),
    [
        ("5 5", {"unresolved": "never"}, "Nothing separates it from equals; draw lots."),
        ("5 5", {"unresolved": "chief"}, "The chief has to decide on its tie."),
        (
            "5 5",
            {"prizes": {"kind": "number", "numbers": [1]}},
            "It shares a place across the border of a prize.",
        ),
    ],
)
def test_each_of_the_equals_is_told(field: str, rules: Document, sentence: str) -> None:
    trade = a_field(named(field), {"scale": None, **rules})
    assert details(trade) == [("E01", None, sentence), ("E02", None, sentence)]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"scale": {}}, "Too many totals are the same: there is no scale."),
        ({"minimum_field": {"entries": 3}}, "The field is below the minimum."),
        (
            {"medals": {"kind": "places", "small_field": {"gold": 3}}},
            "The field is too small for medals.",
        ),
        ({"weights": {"Z": 1}}, "The rules name Z, which the scheme lacks."),
        ({"limits": {"total": "999.5"}}, "All aspects add up to 1000."),
    ],
)
def test_what_concerns_the_trade_is_told_once(rules: Document, sentence: str) -> None:
    assert details(a_field(named("5 5"), {"scale": None, **rules})) == [(None, None, sentence)]


def test_a_score_that_is_missing_is_told_of_its_entry() -> None:
    trade = a_field(named("2 1"), {"scale": {"kind": "imported"}}, E01={"scale": "700"})
    assert details(trade) == [("E02", None, "Its scale score was not imported.")]


def test_a_decision_that_settles_nothing_is_told_by_its_number() -> None:
    trade = a_field(named("5 5 4"), CHIEF)
    trade["decisions"] = [
        {"kind": "share", "entries": ["E01", "E02"], "reason": "r"},
        {"kind": "order", "entries": ["E02", "E03"], "reason": "r"},
    ]
    assert details(trade) == [(None, None, "Decision 2 settles no tie.")]


@pytest.mark.parametrize(
    ("aspect", "mark", "sentence"),
    [
        ({"kind": "judgement"}, None, "Not marked."),
        ({"kind": "judgement"}, {"votes": ["1", None]}, "Votes are missing."),
        (
            {"kind": "judgement"},
            {"votes": ["0", "3"]},
            "The judges are too far apart; they have to score again.",
        ),
        (
            {"kind": "panel"},
            {"votes": ["1", None]},
            "Fewer votes are in than the rule wants.",
        ),
        ({"kind": "free", "confirm": True}, {"value": "1"}, "The chief has to confirm its rule."),
    ],
)
def test_why_an_aspect_does_not_count_is_told(
    aspect: Document, mark: dict[str, Any] | None, sentence: str
) -> None:
    trade = a_field({"E01": ["1"]}, {"scale": None, "panel": {"missing": "ignore", "minimum": 2}})
    row = trade["scheme"]["criteria"][0]["sub_criteria"][0]["aspects"]
    row[0] = {"id": "A1.1", "max": "3", **aspect}
    trade["marks"] = [] if mark is None else [{"entry": "E01", "aspect": "A1.1", **mark}]
    entry = None if aspect.get("confirm") else "E01"
    assert details(trade) == [(entry, "A1.1", sentence)]


def test_figures_that_are_off_are_told() -> None:
    trade = a_field({"E01": ["1", "1"]}, {"scale": None, "limits": {"aspect": 2, "section": 1}})
    trade["scheme"]["sections"] = [{"code": "S", "declared": "5"}, {"code": "T", "declared": "3"}]
    first, second = (row["sub_criteria"][0]["aspects"] for row in trade["scheme"]["criteria"])
    first[0].update(max="2.50", section="S")
    second[0].update(max="1", section="S")
    assert details(trade) == [
        (None, None, "Section S is off: 3.5."),
        (None, None, "Section T is off: 0."),
        (None, "A1.1", "Its 2.5 is too much."),
    ]
