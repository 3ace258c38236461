"""Remarks and photos: kept once, never changed, seen by whom they are for, telling no vote."""

import io
import json
import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from competition.db import Database
from judging import remarks
from tests.builders import (
    TAKEN_AT,
    a_locked_trade,
    an_organiser,
    everything_marked,
    signed,
    signed_in,
    somebody,
)
from tests.judging.callers import Tablet, a_panel
from tests.judging.photos import JPEG, a_png
from tests.judging.statements import execute, unguard


def remark(
    tablet: Tablet, says: str = "Sharp edge.", photo: bytes | None = None, **otherwise: Any
) -> TestResponse:
    """Send a remark about sub-criterion A1 of entry 01; *otherwise* replaces fields."""
    number = otherwise.pop("sheet", tablet.trade.sheet("01", "A1.1"))
    document = {
        "uuid": str(uuid.uuid4()),
        "sub": "A1",
        "text": says,
        "device": tablet.device,
        "taken_at": TAKEN_AT,
        **otherwise,
    }
    path = f"/judging/sheets/{number}/remarks"
    if photo is None:
        return tablet.client.post(path, json=document)
    form = {"remark": json.dumps(document), "photo": (io.BytesIO(photo), "photo.html")}
    return tablet.client.post(path, data=form)


def told(tablet: Tablet, module: str = "A") -> list[dict[str, Any]]:
    """Return the remarks that stand with the sheet of entry 01."""
    found: list[dict[str, Any]] = tablet.sheet(module)["remarks"]
    return found


def photo_of(tablet: Tablet, remark_uuid: str) -> TestResponse:
    sheet = tablet.trade.sheet("01", "A1.1")
    return tablet.client.get(f"/judging/sheets/{sheet}/remarks/{remark_uuid}/photo")


def verified(house: Database, trade: int) -> str | None:
    with house.read() as session:
        return remarks.verify(session, trade)


def test_a_remark_with_a_photo_is_kept_and_told_back(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    answer = remark(tablet, photo=JPEG)
    assert answer.status_code == 201
    body = answer.get_json()
    assert body["remark"]["text"] == "Sharp edge."
    (found,) = told(tablet)
    assert found == body["remark"]
    assert found["photo"] is True
    assert found["mine"] is True
    shot = photo_of(tablet, found["uuid"])
    assert shot.data == JPEG
    assert verified(house, trade.id) is None


def test_a_photo_is_served_as_what_it_is_and_nothing_else(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    sent = remark(tablet, "", a_png() + b"<script>alert(1)</script>").get_json()
    shot = photo_of(tablet, sent["uuid"])
    assert shot.mimetype == "image/png"
    assert shot.headers["X-Content-Type-Options"] == "nosniff"
    assert shot.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_remark_sent_again_answers_its_first_line(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    known = str(uuid.uuid4())
    first = remark(tablet, photo=JPEG, uuid=known)
    again = remark(tablet, photo=JPEG, uuid=known)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == first.get_json()
    other = remark(tablet, "Something else.", uuid=known)
    assert (other.status_code, other.get_json()["code"]) == (409, "uuid-reused")
    assert len(told(tablet)) == 1


def test_a_photo_is_asked_for_anew_by_whoever_looks(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    sent = remark(first, "", JPEG).get_json()
    shot = photo_of(first, sent["uuid"])
    assert shot.headers["Cache-Control"] == "private, no-cache"
    path = f"/judging/sheets/{trade.sheet('01', 'A1.1')}/remarks/{sent['uuid']}/photo"
    known = {"If-None-Match": shot.headers["ETag"]}
    assert first.client.get(path, headers=known).status_code == 304
    assert second.client.get(path, headers=known).status_code == 404
    assert first.client.get(path.replace(sent["uuid"], "a%00b")).status_code == 404


def test_the_same_photo_is_kept_once(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    for says in ("From the left.", "From the right."):
        remark(tablet, says, JPEG)
    with house.read() as session:
        assert session.scalar(text("select count(*) from picture")) == 1
        assert session.scalar(text("select count(*) from remark")) == 2


@pytest.mark.parametrize(
    ("otherwise", "status", "code"),
    [
        ({"says": "  "}, 422, "remark-empty"),
        ({"says": "x" * 2001}, 422, "invalid"),
        ({"photo": b"<svg/>"}, 422, "photo-unusable"),
        ({"sub": "B1"}, 422, "other-sheets-part"),
        ({"aspect": 999_999}, 422, "other-sheets-part"),
        ({"uuid": "1"}, 422, "invalid"),
        ({"more": "than known"}, 422, "invalid"),
        ({"withdraws": str(uuid.UUID(int=7)), "says": "No such."}, 404, "not-found"),
        ({"judge": 999_999}, 401, "signed-out"),
        ({"sheet": 999_999}, 404, "not-found"),
    ],
)
def test_what_cannot_be_a_remark_is_refused(
    app: Flask, house: Database, otherwise: dict[str, Any], status: int, code: str
) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    answer = remark(tablet, **otherwise)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert told(tablet) == []


def test_others_remarks_are_shown_when_every_vote_is_in(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, third = a_panel(app, trade)
    assert remark(first, "Untidy, a 1 for me.", JPEG).status_code == 201
    uuid_of_first = told(first)[0]["uuid"]
    for tablet, vote in ((first, "1"), (second, "2")):
        tablet.mark("A1.1", vote)
        assert told(second) == told(third) == []
        assert photo_of(second, uuid_of_first).status_code == 404
    third.mark("A1.1", "2")
    for tablet in (second, third):
        assert [each["text"] for each in told(tablet)] == ["Untidy, a 1 for me."]
        assert photo_of(tablet, uuid_of_first).data == JPEG


def test_a_remark_about_a_measured_aspect_is_shown_at_once(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    remark(first, "Measured twice.", aspect=trade.aspects["A1.2"])
    (found,) = told(second)
    assert (found["text"], found["mine"]) == ("Measured twice.", False)


def test_nobody_outside_the_panel_and_the_desk_sees_them(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    other = a_locked_trade(house, code="18")
    tablet = Tablet(app, trade.judges[0], trade)
    sent = remark(tablet, photo=JPEG).get_json()
    sheet = trade.sheet("01", "A1.1")
    paths = (
        f"/judging/sheets/{sheet}/remarks/{sent['uuid']}/photo",
        f"/organise/trades/{trade.id}/remarks/{sent['uuid']}/photo",
        f"/organise/trades/{trade.id}/remarks",
    )
    nobody, stranger = app.test_client(), signed_in(app, other.judges[0])
    for path in paths:
        assert nobody.get(path).status_code == 401
        assert stranger.get(path).status_code == 403
    assert signed_in(app, other.chief).get(paths[1]).status_code == 403
    theirs = f"/organise/trades/{other.id}/remarks/{sent['uuid']}/photo"
    assert signed_in(app, other.chief).get(theirs).status_code == 404
    for desk in (trade.chief, an_organiser(house)):
        assert signed_in(app, desk).get(paths[1]).data == JPEG


def test_a_judge_withdraws_their_own_remark_with_a_reason(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    sent = remark(first, "Wrong entry.", JPEG, aspect=trade.aspects["A1.2"]).get_json()
    refused = remark(second, "Not mine.", withdraws=sent["uuid"])
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not-your-remark")
    empty = remark(first, " ", withdraws=sent["uuid"])
    assert (empty.status_code, empty.get_json()["code"]) == (422, "reason-missing")
    known = str(uuid.uuid4())
    for status in (201, 200):
        answer = remark(first, "It was entry 02.", withdraws=sent["uuid"], uuid=known)
        assert answer.status_code == status
    twice = remark(first, "Again.", withdraws=sent["uuid"])
    assert (twice.status_code, twice.get_json()["code"]) == (409, "withdrawn-already")
    (mine,), (theirs,) = told(first), told(second)
    assert (mine["text"], mine["withdrawn"]) == ("Wrong entry.", "It was entry 02.")
    assert (theirs["text"], theirs["photo"]) == ("", False)
    assert theirs["withdrawn"] == "It was entry 02."
    assert photo_of(second, sent["uuid"]).status_code == 404
    assert photo_of(first, sent["uuid"]).data == JPEG
    assert verified(house, trade.id) is None


def test_a_photo_that_waited_is_taken_after_the_signature(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    everything_marked(house, trade)
    tablet = Tablet(app, trade.judges[0], trade)
    signed(house, trade)
    assert remark(tablet, photo=JPEG).status_code == 201


def test_a_remark_moves_neither_the_sheet_nor_the_boards(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    before = house_version(house, trade.id)
    remark(tablet)
    assert house_version(house, trade.id) == before
    assert tablet.mark("A1.1", "2").status_code == 201


def house_version(house: Database, trade: int) -> tuple[int, int]:
    with house.read() as session:
        version = session.scalar(text("select version from trade where id = :t"), {"t": trade})
        sheets = session.scalar(text("select sum(version) from sheet"))
        return int(version or 0), int(sheets or 0)


@pytest.mark.parametrize("table", ["remark", "picture"])
@pytest.mark.parametrize("act", ["update {0} set {1} = {1}", "delete from {0}"])
def test_the_database_refuses_to_change_what_was_kept(
    app: Flask, house: Database, table: str, act: str
) -> None:
    trade = a_locked_trade(house)
    remark(Tablet(app, trade.judges[0], trade), photo=JPEG)
    statement = act.format(table, {"remark": "text", "picture": "content"}[table])
    with pytest.raises(DBAPIError, match="only added"):
        execute(house, statement)


FORGERIES = {
    "remark 2 was changed": "update remark set text = 'kind' where number = 2",
    "remark 1 is missing": "delete from remark where number = 1",
    "remark 1 was changed": "update remark set author_id = 1 where number = 1",
    "the photo of remark 2 was changed": "update picture set content = :content",
}


@pytest.mark.parametrize("fault", FORGERIES)
def test_what_was_forged_is_found(app: Flask, house: Database, fault: str) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    remark(tablet, "Nothing to see.")
    remark(tablet, "Broken.", JPEG)
    forgery = [*unguard(house, "remark", "picture"), FORGERIES[fault]]
    execute(house, *forgery, content=a_png())
    assert verified(house, trade.id) == fault


def test_the_desk_lists_them_with_a_filter(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    remark(first, "About pages.")
    remark(second, "About functions.", JPEG, sheet=trade.sheet("02", "B1.1"), sub="B1")
    desk = signed_in(app, trade.chief)
    page = f"/organise/trades/{trade.id}/remarks"
    both = desk.get(page).text
    assert "About pages." in both
    assert "About functions." in both
    filters = ("module=B", "only=photos", f"judge={trade.judges[1].id}")
    for wanted in (*filters, f"entry={trade.entries['02']}", f"sheet={trade.sheet('02', 'B1.1')}"):
        found = desk.get(f"{page}?{wanted}").text
        assert "About functions." in found
        assert "About pages." not in found
    matrix = desk.get(f"/organise/trades/{trade.id}/chief").text
    assert f"/remarks?sheet={trade.sheet('02', 'B1.1')}" in matrix


def test_the_chief_withdraws_for_a_reason_and_nothing_is_removed(
    app: Flask, house: Database
) -> None:
    trade = a_locked_trade(house)
    tablet = Tablet(app, trade.judges[0], trade)
    sent = remark(tablet, "A face is in it.", JPEG).get_json()
    path = f"/organise/trades/{trade.id}/remarks/{sent['uuid']}/withdrawal"
    assert tablet.client.post(path, data={"reason": "x"}).status_code == 403
    desk = signed_in(app, trade.chief)
    page = {"Accept": "text/html"}
    assert desk.post(path, data={"reason": ""}, headers=page).status_code == 422
    assert desk.post(path, data={"reason": "Shows a face."}, headers=page).status_code == 303
    listed = desk.get(f"/organise/trades/{trade.id}/remarks").text
    assert "Shows a face." in listed
    assert "A face is in it." in listed
    assert told(tablet)[0]["withdrawn"] == "Shows a face."


def test_what_changes_a_remark_changes_the_chiefs_page(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    desk = signed_in(app, trade.chief)
    news = f"/organise/trades/{trade.id}/chief/news"
    before = desk.get(news).get_json()
    remark(Tablet(app, trade.judges[0], trade))
    assert desk.get(news).get_json() != before


def test_a_judge_of_no_panel_is_refused(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    outside = Tablet(app, somebody(house, "99"), trade)
    answer = remark(outside)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-your-sheet")
