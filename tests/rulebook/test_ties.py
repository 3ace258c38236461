"""Equals: parted by the chain, by the chief, or not at all."""

import pytest

from tests.rulebook.fields import Document, a_field, column, named, places, problem_codes, scored


@pytest.mark.parametrize(("unresolved", "code"), [("never", "tie-unresolved"),
                                                  ("chief", "decision-missing")])  # fmt: skip
def test_equals_that_may_not_share_are_a_problem(unresolved: str, code: str) -> None:
    trade = a_field(named("5 5 4"), {"unresolved": unresolved, "scale": None})
    assert problem_codes(trade) == [code, code]
    assert column(trade, "place") == [1, 1, 3]
    assert not scored(trade)["complete"]


def test_the_chief_orders_equals_or_lets_them_share() -> None:
    trade = a_field(named("5 5 5 4 4 3"), {"unresolved": "chief", "scale": None})
    trade["decisions"] = [
        {"kind": "order", "entries": ["E01", "E02", "E03"], "reason": "overruled"},
        {"kind": "order", "entries": ["E06", "E03", "E01", "E02"], "reason": "r"},
        {"kind": "share", "entries": ["E04", "E05"], "reason": "r"},
    ]
    assert column(trade, "place") == [2, 3, 1, 4, 4, 6]
    assert column(trade, "ties_broken_by") == ["decision"] * 3 + [None] * 3
    assert problem_codes(trade) == ["decision-unused"]
    trade["rules"]["unresolved"] = "shared"
    assert column(trade, "place") == [1, 1, 1, 4, 4, 6]
    assert problem_codes(trade) == ["decision-unused"] * 3


@pytest.mark.parametrize(
    ("key", "order", "first"),
    [
        ("age", None, "E02"),
        ("age", "desc", "E01"),
        ("earlier", None, "E01"),
        ("earlier", "asc", "E02"),
        ("draw", None, "E02"),
        ("time", None, "E02"),
        ("time", "desc", "E01"),
    ],
)
def test_traits_part_equals_and_who_has_none_comes_last(
    key: str, order: str | None, first: str
) -> None:
    traits: dict[str, Document] = {
        "E01": {"birth": "1990-05-01", "earlier": "90", "lot": 2, "time": "61"},
        "E02": {"birth": "1990-05-02", "earlier": "80", "lot": 1, "time": "60"},
    }
    row = {"key": key} if order is None else {"key": key, "order": order}
    trade = a_field(named("5 5 5"), {"ties": [row]}, **traits)
    second = "E01" if first == "E02" else "E02"
    assert places(trade) == {first: 1, second: 2, "E03": 3}
    assert column(trade, "ties_broken_by") == [key] * 3


def test_judged_and_measured_points_part_equals() -> None:
    aspects = [
        {"id": "j", "kind": "judgement", "max": "3"},
        {"id": "m", "kind": "free", "max": "3"},
        {"id": "t", "kind": "time", "max": "3", "bands": [{"within": "99", "points": "0"}]},
    ]
    trade = a_field({"C1": [], "C2": []}, {"scale": None})
    subs = [{"code": "S1", "aspects": aspects[:1]}, {"code": "S2", "aspects": aspects[1:]}]
    trade["scheme"]["criteria"] = [{"code": "A", "sub_criteria": subs}]
    for entry, judged, measured, time in (("C1", "2", "1", "50"), ("C2", "1", "2", "40")):
        trade["marks"] += [
            {"entry": entry, "aspect": "j", "votes": [judged]},
            {"entry": entry, "aspect": "m", "value": measured},
            {"entry": entry, "aspect": "t", "value": time},
        ]
    firsts = {"judged": 1, "measured": 2, "time": 2, "sub_criterion:S1": 1, "aspect:m": 2}
    for key, first in firsts.items():
        trade["rules"]["ties"] = [{"key": key}]
        assert places(trade)[f"C{first}"] == 1, key
        assert column(trade, "ties_broken_by") == [key, key]
