"""Bodies that no tablet sends: refused, whatever is in them."""

from itertools import product

import pytest
from flask import Flask

from tests.builders import ANY_DATABASE

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
