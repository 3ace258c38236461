"""Codes in a trade file: each stands for one thing, and that thing is there."""

import copy
from typing import Any

import pytest

from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade_file import from_document
from tests.rulebook.fields import Document, a_field, column

SCHEME = "$.scheme.criteria"


def refusal(trade: Document) -> str:
    """Return the words with which *trade* is refused."""
    with pytest.raises(UnusableDocument) as refused:
        from_document(trade)
    return str(refused.value)


def a_trade(**more: Any) -> Document:
    """Return a trade of two entries and two modules, with *more* keys."""
    trade = a_field({"C01": ["1", "2"], "C02": ["3", "4"]}, {"scale": None})
    return {**trade, **more}


def of_teams(**more: Any) -> Document:
    """Return the same trade with the teams X and Y, which are summed, and *more* keys."""
    trade = a_trade(teams=[{"code": "X"}, {"code": "Y"}], **more)
    trade["rules"]["team"] = {"kind": "sum"}
    for entry, team in zip(trade["entries"], "XY", strict=True):
        entry["team"] = team
    return trade


@pytest.mark.parametrize(
    ("key", "rows", "words"),
    [
        ("delegations", ["GZ", "SZ", "GZ"], "$.delegations[2].code: GZ is used twice"),
        ("teams", ["X", "X"], "$.teams[1].code: X is used twice"),
        ("teams", ["X", "C01"], "$.entries[0].code: C01 is used twice"),
    ],
)
def test_a_row_has_a_code_of_its_own(key: str, rows: list[str], words: str) -> None:
    assert refusal(a_trade(**{key: [{"code": code} for code in rows]})) == words


@pytest.mark.parametrize(
    ("place", "key", "words"),
    [
        (["criteria", 1], "code", f"{SCHEME}[1].code: A is used twice"),
        (
            ["criteria", 1, "sub_criteria", 0],
            "code",
            f"{SCHEME}[1].sub_criteria[0].code: A1 is used twice",
        ),
        (
            ["criteria", 1, "sub_criteria", 0, "aspects", 0],
            "id",
            f"{SCHEME}[1].sub_criteria[0].aspects[0].id: A1.1 is used twice",
        ),
    ],
)
def test_a_scheme_uses_a_code_once(place: list[Any], key: str, words: str) -> None:
    trade = a_trade()
    node = other = trade["scheme"]
    for step in place:
        node, other = node[step], other[0 if step == 1 else step]
    node[key] = other[key]
    assert refusal(trade) == words


def test_the_first_of_many_aspects_may_not_come_again() -> None:
    trade = a_trade()
    first, second = trade["scheme"]["criteria"]
    twin = copy.deepcopy(second["sub_criteria"][0])
    first["sub_criteria"].append({**twin, "code": "A2"})
    second["sub_criteria"].append({**twin, "code": "B2", "aspects": []})
    assert refusal(trade) == f"{SCHEME}[1].sub_criteria[0].aspects[0].id: B1.1 is used twice"


def test_a_section_has_a_code_of_its_own() -> None:
    trade = a_trade()
    trade["scheme"]["sections"] = [{"code": "1"}, {"code": "1"}]
    assert refusal(trade) == "$.scheme.sections[1].code: 1 is used twice"


def penalty(entry: str, scope: str, **more: object) -> Document:
    """Return a penalty that takes one point."""
    return {"entry": entry, "scope": scope, "points": "1", "reason": "r", **more}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (penalty("C01", "aspect", aspect="Z"), "aspect: there is no aspect Z"),
        (penalty("C01", "aspect"), "aspect: missing"),
        (penalty("C01", "module"), "module: missing"),
        (penalty("C01", "module", module="Z"), "module: there is no module Z"),
        (penalty("C01", "event", aspect="A1.1"), "aspect: not with the scope event"),
        (penalty("C09", "event"), "entry: there is no such entry C09 for this scope"),
        (
            penalty("X", "module", module="A"),
            "entry: there is no such entry X for this scope",
        ),
        (penalty("C01", "event", points=None), "points: either points or void"),
        (penalty("C01", "event", void=True), "points: either points or void"),
    ],
)
def test_a_penalty_is_refused_where_it_names_nothing(given: Document, words: str) -> None:
    right = penalty("C01", "event")
    assert refusal(of_teams(penalties=[right, given])) == f"$.penalties[1].{words}"


def test_a_team_is_corrected_as_a_whole_and_only_where_teams_are_summed() -> None:
    taken = penalty("X", "event", points="2")
    assert column(of_teams(penalties=[taken]), "total") == ["1.00", "7.00"]
    alone = a_trade(teams=[{"code": "X"}], penalties=[taken])
    assert refusal(alone) == "$.penalties[0].entry: there is no such entry X for this scope"


@pytest.mark.parametrize(
    ("entry", "scope", "more", "is_there"),
    [
        ("C01", "total", {}, True),
        ("X", "total", {}, True),
        ("C01", "module", {"module": "A"}, True),
        ("X", "module", {"module": "A"}, False),
        ("C01", "scale", {}, False),
        ("X", "scale", {}, True),
    ],
)
def test_an_adjustment_is_for_who_has_such_points(
    entry: str, scope: str, more: Document, *, is_there: bool
) -> None:
    given = {"entry": entry, "scope": scope, "points": "1", "reason": "r", **more}
    trade = of_teams(adjustments=[given])
    if is_there:
        assert from_document(trade).adjustments[0].entry == entry
    else:
        words = f"$.adjustments[0].entry: there is no such entry {entry} for this scope"
        assert refusal(trade) == words


def test_every_decision_is_looked_at() -> None:
    medal = {"kind": "medal", "entry": "C01", "medal": None, "reason": "r"}
    order = {"kind": "order", "entries": ["C01", "C09"], "reason": "r"}
    words = "$.decisions[1].entries[1]: there is no entry C09"
    assert refusal(a_trade(decisions=[medal, order])) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("one", "not-a-number"),
        ("1000.5", "out-of-range (low 0, high 1000)"),
        ("0.000000001", "surplus-decimals (step 0.00000001)"),
    ],
)
def test_a_reading_is_refused_with_its_bounds(value: str, words: str) -> None:
    trade = a_trade()
    trade["marks"][2]["value"] = value
    assert refusal(trade) == f"$.marks[2].value: {words}"


def test_what_is_said_of_a_station_or_a_delegation_is_kept() -> None:
    trade = a_trade(delegations=[{"code": "GZ", "short": {"en": "CAN"}}])
    trade["entries"][0].update(station="7", delegation="GZ")
    found = from_document(trade)
    assert [entry.station for entry in found.entries] == ["7", None]
    assert [each.short for each in found.delegations] == [{"en": "CAN"}]
