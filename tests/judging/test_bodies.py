"""Bodies that no tablet sends: refused, whatever is in them."""

from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from competition.clock import now, written
from competition.db import Database
from judging.models import LedgerLine
from tests.builders import ANY_DATABASE, a_locked_trade, an_organiser, signed_in
from tests.judging.callers import a_panel

FORMS = (
    ("/sign-in", {"code": "a\0b", "password": "x"}),
    ("/organise/trades/1/panels", {"panel": "a\0", "judges": "x"}),
    ("/organise/trades/1/judges", {"judges": "x\0y"}),
)
BODIES = {
    "nothing typed": b'{"code": "a\\u0000", "pin": "1", "device": "d", "name": "a\\u0000"}',
    "deep list": b"[" * 100_000,
    "deep object": b'{"code":' * 3000 + b"1" + b"}" * 3000,
    "deep field": b'{"code":"a","pin":"1","x":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "long number": b'{"code": ' + b"9" * 6000 + b', "pin": "1"}',
    "endless number": b'{"aspect": 1e999}',
    "no number": b'{"aspect": NaN}',
    "half a letter": b'{"code": "\\ud800", "pin": "1"}',
    "no text": b"\xff\xfe",
    "a list": b"[1]",
    "nothing": b"null",
}
ADDRESSES = (
    "/judging/session",
    "/judging/sheets/1/marks",
    "/judging/sheets/marks",
    "/judging/device",
)


@ANY_DATABASE
@pytest.mark.parametrize(("kind", "address"), list(product(BODIES, ADDRESSES)))
def test_a_body_that_no_tablet_sends_is_refused(app: Flask, kind: str, address: str) -> None:
    answer = app.test_client().post(
        address, data=BODIES[kind], content_type="application/json", headers={"Accept": "*/*"}
    )
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["code"]


@ANY_DATABASE
@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"null", b"1", b'{"uuid":', b"\xff"])
def test_what_is_no_mark_at_all_is_refused(app: Flask, house: Database, sent: bytes) -> None:
    panel = a_panel(app, a_locked_trade(house))
    sheet = panel[0].trade.sheets["01", "A"]
    answer = panel[0].client.post(
        f"/judging/sheets/{sheet}/marks", data=sent, content_type="application/json"
    )
    assert 400 <= answer.status_code < 500
    assert answer.get_json()["code"]


@ANY_DATABASE
@pytest.mark.parametrize(("address", "form"), FORMS)
def test_a_form_that_nobody_can_type_is_refused(
    app: Flask, house: Database, address: str, form: dict[str, str]
) -> None:
    a_locked_trade(house, entries=1)
    desk = signed_in(app, an_organiser(house), "password")
    answer = desk.post(address, data=form)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "invalid")


@ANY_DATABASE
@pytest.mark.parametrize(
    "moment", ["1969-12-31T16:00:09Z", "1970-01-01T00:00:09Z", "2300-01-01T00:00:00Z"]
)
def test_a_tablet_whose_clock_is_wrong_marks_all_the_same(
    app: Flask, house: Database, moment: str
) -> None:
    (tablet,) = a_panel(app, a_locked_trade(house, judges=1, entries=1))
    assert tablet.mark("A1.2", "1", taken_at=moment).status_code == 201
    with house.read() as session:
        taken, recorded = session.execute(select(LedgerLine.taken_at, LedgerLine.recorded_at)).one()
    assert (taken[:4], recorded[:4]) == (moment[:4], written(now())[:4])
