"""What a tablet may rely on when it sends marks and reads sheets."""

import uuid

import pytest
from flask import Flask

from competition.db import Database
from competition.registration.enrol import Enrolment, enrol
from competition.registration.models import Delegation, Entry
from competition.registration.roster import RosterRow
from judging.chain import verify
from tests.builders import (
    ANY_DATABASE,
    TAKEN_AT,
    LockedTrade,
    a_locked_trade,
    an_organiser,
    everything_marked,
    settle,
    signed,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.checkers import again


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house)


@pytest.fixture
def panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    return a_panel(app, trade)


def test_a_mark_is_answered_with_its_line(panel: list[Tablet]) -> None:
    answer = panel[0].mark("A1.2", "1", uuid="6f1c2f0a-0000-4000-8000-000000000001")
    assert answer.status_code == 201
    assert answer.get_json() == {
        "uuid": "6f1c2f0a-0000-4000-8000-000000000001",
        "line": 1,
        "version": 1,
        "head": panel[0].sheet()["head"],
        "cell": {
            "value": "1",
            "version": 1,
            "by": panel[0].client.get("/judging/me").get_json()["judge"]["name"],
            "points": "0.50",
        },
    }


def test_the_same_request_again_is_answered_the_same(panel: list[Tablet]) -> None:
    same = str(uuid.uuid4())
    first = panel[0].mark("A1.2", "1", uuid=same)
    again = panel[0].mark("A1.2", "1", uuid=same)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()


def test_a_mark_waits_for_its_own_judge(panel: list[Tablet]) -> None:
    first, second = (each.id for each in panel[0].trade.judges[:2])
    answer = panel[1].mark("A1.1", "3", judge=first)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    assert panel[1].cell("A1.1")["votes_in"] == 0
    assert panel[1].mark("A1.1", "3", judge=second).status_code == 201


def test_votes_stay_hidden_whatever_the_rules_say_of_missing_ones(
    app: Flask, house: Database
) -> None:
    rules: dict[str, object] = {"judgement": {"missing": "ignore"}, "panel": {"missing": "zero"}}
    tablets = a_panel(app, a_locked_trade(house, rules=rules, code="19"))
    tablets[0].mark("A1.1", "0")
    tablets[1].mark("A1.1", "3")
    cell = tablets[2].cell("A1.1")
    assert (cell["conflict"], cell["votes"], cell["points"]) == (False, None, None)
    assert not any(row["conflicts"] for row in tablets[2].sheets())


def test_a_sheet_is_sent_anew_when_its_station_changed(
    panel: list[Tablet], house: Database
) -> None:
    number = panel[0].trade.sheets["01", "A"]
    first = panel[0].client.get(f"/judging/sheets/{number}")
    with house.read() as session:
        entry = session.get_one(Entry, panel[0].trade.entries["01"])
        delegation = session.get_one(Delegation, entry.delegation_id)
    row = RosterRow("01", "77", {"zh": "某"}, (), delegation.code, {}, {}, "ranked")
    house.write(enrol, Enrolment(panel[0].trade.id, (row,), None))
    settle(house)
    again = panel[0].client.get(
        f"/judging/sheets/{number}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 200
    assert again.get_json()["entry"]["station"] == "77"


def test_a_uuid_of_another_mark_is_refused(panel: list[Tablet]) -> None:
    same = str(uuid.uuid4())
    panel[0].mark("A1.2", "1", uuid=same)
    answer = panel[0].mark("A1.2", "0", uuid=same)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "uuid-reused")


def test_a_mark_that_somebody_else_changed_meanwhile_shows_both_values(
    panel: list[Tablet],
) -> None:
    panel[0].mark("A2.1", "3")
    answer = panel[1].mark("A2.1", "4")
    assert answer.status_code == 409
    found = answer.get_json()
    assert found.pop("detail")
    assert found == {
        "code": "stale-mark",
        "aspect": panel[0].trade.aspects["A2.1"],
        "yours": "4",
        "theirs": "3",
        "by": {"zh": "人员 1701", "en": "Person 1701"},
        "version": 1,
        "head": panel[1].sheet()["head"],
    }
    assert panel[1].cell("A2.1")["value"] == "3"
    assert panel[1].mark("A2.1", "4", base=1).status_code == 201


def test_votes_stay_hidden_until_every_judge_has_voted(panel: list[Tablet]) -> None:
    panel[0].mark("A1.1", "2")
    panel[1].mark("A1.1", "3")
    waiting = {"votes_of": 3, "votes_in": 2, "votes": None, "absent": False}
    waiting |= {"conflict": False, "points": None}
    assert panel[2].cell("A1.1") == {"value": None, "version": 0, **waiting}
    assert panel[0].cell("A1.1")["value"] == "2"
    panel[2].mark("A1.1", "2")
    for tablet in panel:
        cell = tablet.cell("A1.1")
        assert (cell["votes"], cell["points"]) == (["2", "3", "2"], "1.17")


def test_a_judge_sees_nothing_of_a_waiting_vote_in_any_answer(panel: list[Tablet]) -> None:
    panel[0].mark("A1.1", "3")
    answer = panel[1].mark("A1.2", "1")
    assert "votes" not in answer.get_json()["cell"]
    assert panel[1].mark("A1.1", "1", base=0).get_json()["cell"]["votes"] is None


def test_a_spread_over_one_is_flagged_and_not_counted(panel: list[Tablet]) -> None:
    answers = [tablet.mark("A1.1", vote) for tablet, vote in zip(panel, "013", strict=True)]
    assert answers[-1].get_json()["cell"]["conflict"] is True
    cell = panel[0].cell("A1.1")
    assert (cell["conflict"], cell["points"], cell["votes"]) == (True, None, ["0", "1", "3"])
    row = next(each for each in panel[0].sheets() if each["id"] == panel[0].sheet()["id"])
    assert (row["conflicts"], row["marked"]) == (1, 0)


def test_a_panel_that_talked_again_votes_again(panel: list[Tablet]) -> None:
    for tablet, vote in zip(panel, "013", strict=True):
        tablet.mark("A1.1", vote)
    assert panel[2].mark("A1.1", "1", base=3).get_json()["code"] == "votes-apart"
    assert again(panel[0]).status_code == 201
    for tablet, vote in zip(panel, "011", strict=True):
        tablet.mark("A1.1", vote, base=6)
    cell = panel[0].cell("A1.1")
    assert (cell["conflict"], cell["votes"], cell["points"]) == (False, ["0", "1", "1"], "0.33")


def test_a_judge_sees_the_sheets_of_their_own_panels(panel: list[Tablet]) -> None:
    listed = panel[0].sheets()
    assert len(listed) == 15
    assert [row["criterion"]["code"] for row in listed] == ["A"] * 5 + ["B"] * 5 + ["C"] * 5
    assert listed[0] == {
        "id": panel[0].trade.sheets["01", "A"],
        "trade": {
            "id": panel[0].trade.id,
            "code": "17",
            "names": {"zh": "网站技术", "en": "Web Technologies"},
        },
        "entry": {"code": "01", "station": "01"},
        "criterion": {"code": "A", "names": {"zh": "模块 A", "en": "Module A"}},
        "day": 1,
        "aspects": 4,
        "marked": 0,
        "conflicts": 0,
        "locked": False,
        "suspended": None,
        "state": "open",
        "signed": None,
        "absent": False,
        "waits": 0,
    }


def test_a_sheet_says_everything_that_a_judge_needs(panel: list[Tablet]) -> None:
    sheet = panel[1].sheet()
    assert sheet["panel"] == {"name": "1", "seat": 2, "seats": 3, "leader": 1}
    assert (sheet["version"], sheet["locked"]) == (0, False)
    first = sheet["aspects"][0]
    assert (first["code"], first["kind"], first["max"]) == ("A1.1", "judgement", "1.50")
    assert [level["score"] for level in first["levels"]] == [0, 1, 2, 3]
    assert first["text"] == {"zh": "评分点 A1.1", "en": "Aspect A1.1"}


@ANY_DATABASE
def test_a_sheet_is_the_same_in_whatever_language_it_is_asked_for(panel: list[Tablet]) -> None:
    asked = panel[0].sheet()
    panel[0].client.set_cookie("language", "en")
    assert panel[0].sheet() == asked


def test_a_sheet_is_sent_again_only_when_it_changed(panel: list[Tablet]) -> None:
    path = f"/judging/sheets/{panel[0].trade.sheets['01', 'A']}"
    known = {"If-None-Match": panel[0].client.get(path).headers["ETag"]}
    assert panel[0].client.get(path, headers=known).status_code == 304
    panel[1].mark("A1.2", "1")
    assert panel[0].client.get(path, headers=known).status_code == 200


def test_another_panels_sheet_is_nobody_elses(app: Flask, house: Database) -> None:
    mine = a_locked_trade(house, entries=1)
    theirs = a_locked_trade(house, entries=1, code="18")
    tablet = Tablet(app, mine.judges[0], theirs)
    answer = tablet.mark("A1.2", "1")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-your-sheet")
    sheet = tablet.client.get(f"/judging/sheets/{theirs.sheets['01', 'A']}")
    assert (sheet.status_code, sheet.get_json()["code"]) == (403, "not-your-sheet")
    assert {row["trade"]["code"] for row in tablet.sheets()} == {"17"}


def test_the_organiser_and_the_chief_enter_no_marks(
    app: Flask, house: Database, trade: LockedTrade
) -> None:
    for person in (an_organiser(house), trade.chief):
        assert Tablet(app, person, trade).mark("A1.2", "1").status_code == 403


def test_nobody_marks_without_signing_in(app: Flask, trade: LockedTrade) -> None:
    for path in ("/judging/me", "/judging/sheets", f"/judging/sheets/{trade.sheets['01', 'A']}"):
        answer = app.test_client().get(path, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "signed-out")
    document = {
        "uuid": str(uuid.uuid4()),
        "aspect": 1,
        "value": "1",
        "base": 0,
        "device": "d",
        "sequence": 1,
        "taken_at": TAKEN_AT,
    }
    stranger = app.test_client().post("/judging/sheets/1/marks", json=document)
    assert (stranger.status_code, stranger.get_json()["code"]) == (401, "signed-out")


def test_a_sheet_that_is_not_there_is_not_found(panel: list[Tablet]) -> None:
    assert panel[0].mark("A1.2", "1", sheet=9999).status_code == 404
    assert panel[0].client.get("/judging/sheets/9999").status_code == 404


def test_marks_are_refused_after_the_signature(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    everything_marked(house, trade)
    signed(house, trade)
    settle(house)
    answer = panel[0].mark("A1.2", "0", base=99)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "sheet-locked")
    assert panel[0].sheet()["locked"] is True
    assert all(row["locked"] for row in panel[0].sheets())


def test_marked_counts_what_this_judge_need_not_touch(panel: list[Tablet]) -> None:
    panel[0].mark("A1.1", "2")
    panel[0].mark("A1.2", "1")
    sheet = panel[0].trade.sheets["01", "A"]
    done = [
        next(row["marked"] for row in tablet.sheets() if row["id"] == sheet) for tablet in panel
    ]
    assert done == [2, 1, 1]


def test_not_attempted_is_a_mark_that_earns_nothing(panel: list[Tablet]) -> None:
    answer = panel[0].mark("B1.1", "not_attempted")
    assert answer.get_json()["cell"]["value"] == "not_attempted"
    assert answer.get_json()["cell"]["points"] == "0.00"


def test_a_value_is_kept_in_its_one_spelling(panel: list[Tablet]) -> None:
    assert panel[0].mark("B1.1", "080.10").get_json()["cell"]["value"] == "80.1"


def test_what_tablets_sent_stands_in_an_intact_ledger(
    house: Database, trade: LockedTrade, panel: list[Tablet]
) -> None:
    for tablet in panel:
        tablet.mark("A1.1", "2")
    with house.read() as session:
        assert verify(session, trade.id) is None
