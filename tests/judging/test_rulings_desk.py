"""The jury's rulings at the desk: added with a reason, shown for good, taken back in the open."""

import re
from typing import Any

import pytest
from flask import Flask

from competition.access import Role
from competition.db import Database
from competition.scoring.report import document_of
from competition.scoring.standings import score
from competition.scoring.trade_file import load
from judging import panels, rulings
from judging.dossier import trade_of
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_trade,
    an_organiser,
    everything_marked,
    signed,
    somebody,
)
from tests.flows.callers import Desk


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    made = a_locked_trade(house, entries=3, rules={"unresolved": "chief"})
    everything_marked(house, made)
    return made


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    somebody(house, "chief", Role.CHIEF)
    return Desk(app, "chief")


PENALTY = {
    "form": "penalty",
    "entry": "01",
    "scope": "event",
    "takes": "points",
    "points": "5",
    "reason": "Disturbed others.",
}
ADJUSTMENT = {
    "form": "adjustment",
    "entry": "02",
    "scope": "module",
    "module": "A",
    "points": "−0.5",
    "reason": "Power cut.",
}
MEDAL = {"form": "medal", "entry": "03", "medal": "gold", "reason": "By the jury."}


def here(trade: LockedTrade | int) -> str:
    return f"/organise/trades/{trade if isinstance(trade, int) else trade.id}/rulings"


def standing(house: Database, trade: LockedTrade) -> dict[str, dict[str, Any]]:
    with house.read() as session:
        given = trade_of(session, trade.id)
    rows: Any = document_of(score(given), given)["standings"]
    return {row["entry"]: row for row in rows}


def test_each_kind_of_ruling_is_added_by_its_form(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    before = standing(house, trade)
    for form in (PENALTY, ADJUSTMENT, MEDAL):
        answer = desk.fill(here(trade), form)
        assert answer.status_code == 303, answer.text
    after = standing(house, trade)
    assert float(after["01"]["total"]) == float(before["01"]["total"]) - 5
    assert float(after["02"]["total"]) == float(before["02"]["total"]) - 0.5
    assert after["03"]["medal"] == "gold"
    page = desk.page(here(trade))
    for words in ("Penalty of 5 on the whole event", "Adjustment of -0.5 to one module"):
        assert words in page
    assert "Medal: Gold" in page
    assert "Disturbed others." in page


@ANY_DATABASE
@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({**PENALTY, "takes": "void"}, "Void: the whole event"),
        ({**PENALTY, "scope": "module", "module": "B"}, "Penalty of 5 on one module"),
        ({**PENALTY, "scope": "aspect", "aspect": "A1.1"}, "Penalty of 5 on one aspect"),
        ({**PENALTY, "points": "０．５"}, "Penalty of 0.5 on the whole event"),
        ({**ADJUSTMENT, "scope": "total", "points": "+2"}, "Adjustment of 2 to the total"),
        ({**ADJUSTMENT, "scope": "scale", "points": "3"}, "Adjustment of 3 to the scale score"),
        ({**MEDAL, "medal": "none"}, "Medal: none"),
    ],
)
def test_every_scope_can_be_ruled(
    desk: Desk, trade: LockedTrade, form: dict[str, str], says: str
) -> None:
    assert desk.fill(here(trade), form).status_code == 303
    assert says in desk.page(here(trade))


@ANY_DATABASE
@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({**PENALTY, "reason": " "}, "Give the reason"),
        ({**PENALTY, "points": "much"}, "Give the points as a number"),
        ({**PENALTY, "points": ""}, "Give the points as a number"),
        ({**PENALTY, "entry": ""}, "There is no entry"),
        ({**PENALTY, "entry": "99"}, "There is no entry 99"),
        ({**PENALTY, "scope": "aspect", "aspect": "Z9"}, "There is no aspect Z9"),
        ({**ADJUSTMENT, "module": "Z"}, "There is no module Z"),
        ({**ADJUSTMENT, "scope": "moon"}, "cannot be taken"),
        ({**MEDAL, "medal": "wood"}, "cannot be taken"),
        ({"form": "nothing"}, "cannot be taken"),
        ({"form": "order", "at.01": "1", "at.02": "1", "reason": "r"}, "a place of its own"),
    ],
)
def test_a_bad_ruling_is_refused_in_its_form(
    desk: Desk, house: Database, trade: LockedTrade, form: dict[str, str], says: str
) -> None:
    answer = desk.fill(here(trade), form)
    assert answer.status_code == 422
    assert says in answer.text
    if "points" in form:
        assert f'value="{form["points"]}"' in answer.text
    with house.read() as session:
        assert rulings.all_of(session, trade.id) == []


def test_equals_wait_on_the_page_and_are_decided_there(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    page = desk.page(here(trade))
    assert "Equals that wait" in page
    place = re.search(r'name="place" value="(tie-[^"]+)"', page)
    assert place is not None
    order = {"at.01": "2", "at.02": "3", "at.03": "1"}
    form = {"form": "order", "place": place[1], "reason": "By the chief.", **order}
    refused = desk.fill(here(trade), {**form, "reason": ""})
    assert refused.status_code == 422
    assert 'name="at.01" value="2"' in refused.text
    assert desk.fill(here(trade), form).status_code == 303
    assert [row["entry"] for row in standing(house, trade).values()] == ["03", "01", "02"]
    assert "Equals that wait" not in desk.page(here(trade))


@ANY_DATABASE
def test_equals_may_share_their_place(desk: Desk, house: Database, trade: LockedTrade) -> None:
    form = {"form": "share", "at.01": "1", "at.02": "2", "at.03": "3", "reason": "They are."}
    assert desk.fill(here(trade), form).status_code == 303
    assert {row["place"] for row in standing(house, trade).values()} == {1}
    assert "Equals that wait" not in desk.page(here(trade))


@ANY_DATABASE
def test_a_lot_is_not_decided_here(app: Flask, house: Database) -> None:
    made = a_locked_trade(house, entries=2, code="21", rules={"unresolved": "never"})
    everything_marked(house, made)
    an_organiser(house)
    page = Desk(app, "organiser").page(here(made))
    assert "By the rules a lot is drawn" in page
    assert "Decide this order" not in page


def test_a_ruling_is_withdrawn_with_a_reason(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    before = standing(house, trade)
    desk.fill(here(trade), PENALTY)
    refused = desk.fill(f"{here(trade)}/1/withdrawal", {"place": "withdraw-1", "reason": ""})
    assert refused.status_code == 422
    assert desk.fill(f"{here(trade)}/1/withdrawal", {"reason": "A mistake."}).status_code == 303
    page = desk.page(here(trade))
    assert "Withdrawn" in page
    assert "A mistake." in page
    assert standing(house, trade) == before
    again = desk.fill(f"{here(trade)}/1/withdrawal", {"reason": "Twice."})
    assert again.status_code == 409
    assert desk.fill(f"{here(trade)}/7/withdrawal", {"reason": "No."}).status_code == 404


def test_nothing_is_ruled_once_signed(desk: Desk, house: Database) -> None:
    made = a_locked_trade(house, entries=2, code="22")
    everything_marked(house, made)
    signed(house, made)
    answer = desk.fill(here(made), PENALTY)
    assert answer.status_code >= 400
    page = desk.page(here(made))
    assert "Nothing can be ruled any more." in page
    assert "Add this penalty" not in page


@ANY_DATABASE
def test_rulings_wait_for_the_lock(desk: Desk, house: Database) -> None:
    early = a_trade(house)
    assert "Rulings come after that." in desk.page(here(early))
    assert desk.fill(here(early), PENALTY).status_code == 409


@ANY_DATABASE
def test_the_trade_file_is_there_to_keep(desk: Desk, house: Database, trade: LockedTrade) -> None:
    answer = desk.client.get(f"/organise/trades/{trade.id}/trade-file")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="trade-{trade.id}.json"'
    given = load(answer.data)
    rows: Any = document_of(score(given), given)["standings"]
    assert {row["entry"]: row for row in rows} == standing(house, trade)


@ANY_DATABASE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_organisers_and_the_chief_see_rulings_and_nobody_else(
    app: Flask, house: Database, trade: LockedTrade, language: str
) -> None:
    chief = Desk(app, trade.chief.code)
    chief.client.set_cookie("language", language)
    assert chief.client.get(here(trade)).status_code == 200
    assert chief.fill(here(trade), PENALTY).status_code == 303
    assert here(trade) in chief.page(f"/organise/trades/{trade.id}/chief")
    other = Desk(app, somebody(house, "another").code)
    assert other.client.get(here(trade)).status_code == 403
    assert other.fill(here(trade), PENALTY).status_code == 403
    assert other.fill(f"{here(trade)}/1/withdrawal", {"reason": "r"}).status_code == 403
    assert other.client.get(f"/organise/trades/{trade.id}/trade-file").status_code == 403


@ANY_DATABASE
def test_nobody_on_a_panel_reads_votes_in_the_trade_file_before_the_signature(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house, judges=2, entries=1)
    codes = (trade.judges[0].code, trade.chief.code)
    modules = tuple({code for _, code in trade.sheets})
    house.write(panels.seat, panels.Seating(trade.id, "1", codes, modules, trade.chief.id))
    chief, organiser = (
        Desk(app, code).client for code in (trade.chief.code, an_organiser(house, "o2").code)
    )
    answer = chief.get(f"/organise/trades/{trade.id}/trade-file", headers={"Accept": "*/*"})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "pending-votes")
    assert organiser.get(f"/organise/trades/{trade.id}/trade-file").status_code == 200


@ANY_DATABASE
@pytest.mark.parametrize("form", [PENALTY, ADJUSTMENT, MEDAL])
def test_an_organiser_reads_rulings_and_makes_or_withdraws_none(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade, form: dict[str, str]
) -> None:
    organiser = Desk(app, an_organiser(house).code)
    assert organiser.fill(here(trade), form).status_code == 403
    assert desk.fill(here(trade), form).status_code == 303
    path = f"{here(trade)}/1/withdrawal"
    assert organiser.fill(path, {"reason": "Not for me."}).status_code == 403
    page = organiser.page(here(trade))
    assert form["reason"] in page
    assert "New ruling" not in page
    assert "Withdraw" not in re.sub(r"<span class=\"sr\">.*?</span>", "", page)
