"""What a server shows without HTTPS: the certificate, the page about it, and nothing else."""

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from competition.porch import Porch, Start


def inside(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer as the application would."""
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


@pytest.mark.parametrize(
    "path", ["/install", "/install/authority.crt", "/install/code.svg", "/static/dist/base.css"]
)
def test_the_certificate_and_its_page_are_open(path: str) -> None:
    answer = Client(Porch(inside)).get(path)
    assert (answer.status_code, answer.text) == (200, path)


@pytest.mark.parametrize(
    "path", ["/", "/judging/", "/sign-in", "/installed", "/organise/", "/static/src/x", "//install"]
)
def test_everything_else_leads_to_the_page(path: str) -> None:
    answer = Client(Porch(inside)).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/install")


@pytest.mark.parametrize("path", ["/install", "/judging/session", "/sign-in"])
def test_nothing_can_be_sent_there(path: str) -> None:
    answer = Client(Porch(inside)).post(path, data={"pin": "123456"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/install")
