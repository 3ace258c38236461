"""Bodies that no tablet sends: refused, whatever is in them."""

from itertools import product

import pytest
from flask import Flask

from competition.db import Database
from tests.builders import ANY_DATABASE, a_locked_trade
from tests.judging.callers import a_panel

BODIES = {
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
ADDRESSES = ("/judging/session", "/judging/sheets/1/marks", "/judging/device")


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
