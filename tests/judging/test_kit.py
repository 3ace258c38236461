"""A tablet is told everything that it must keep, and only what the server has."""

import json
import re
import struct
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from judging import kit


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give somebody who is not signed in: the program is no secret."""
    return app.test_client()


def told(client: FlaskClient) -> dict[str, Any]:
    """Return what the worker is told to keep."""
    script = client.get("/judging/worker.js").text
    found: dict[str, Any] = json.loads(
        script.partition("\n")[0].removeprefix("self.program = ")[:-1]
    )
    return found


def test_everything_that_the_page_asks_for_is_kept(client: FlaskClient) -> None:
    page = client.get("/judging/").text
    asked = set(re.findall(r"/static/dist/[\w.-]+", page))
    kept = told(client)
    assert kept["page"] == "/judging/"
    assert asked <= set(kept["parts"])
    for part in kept["parts"]:
        with client.get(part) as answer:
            assert answer.status_code == 200, part


def test_the_worker_is_asked_for_anew_each_time_and_may_not_be_kept(client: FlaskClient) -> None:
    answer = client.get("/judging/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_another_page_is_another_version(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(client)["version"]
    assert told(client)["version"] == before
    monkeypatch.setattr(kit, "_source", lambda template: f"other {template}")
    assert told(client)["version"] != before


@pytest.mark.parametrize(("language", "name"), [("zh", "匠赛"), ("en", "Jiangsai")])
def test_the_program_is_named_in_the_readers_language(
    client: FlaskClient, language: str, name: str
) -> None:
    client.set_cookie("language", language)
    found = client.get("/judging/manifest.webmanifest").get_json(force=True)
    assert found["short_name"] == name
    assert found["start_url"] == found["scope"] == "/judging/"


def test_icons_are_as_large_as_they_say(client: FlaskClient) -> None:
    icons = client.get("/judging/manifest.webmanifest").get_json(force=True)["icons"]
    for icon in icons:
        with client.get(icon["src"]) as picture:
            assert picture.mimetype == icon["type"]
            if icon["type"] == "image/png":
                width, height = struct.unpack(">II", picture.data[16:24])
                assert icon["sizes"] == f"{width}x{height}"
