"""Organisers and chief judges at their desks: they fill in forms and read pages."""

import io
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import PASSWORD

ROSTER = """code,station,name zh,name en,members,delegation,delegation zh,status
30,07,陈俊豪,Chen Junhao,,HZ,杭州代表队,
31,08,王芳,Wang Fang,,HZ,,guest
32,09,古丽娜尔·艾山,Gulnar Aishan,,XJ,新疆代表队,
"""


PAGES = "text/html,application/xhtml+xml,*/*;q=0.8"


class Desk:
    """A browser at an organiser's desk."""

    def __init__(self, app: Flask, code: str, password: str = PASSWORD) -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ACCEPT"] = PAGES
        self.client.set_cookie("language", "en")
        answer = self.fill("/sign-in", {"code": code, "password": password})
        assert answer.status_code == 303, answer.text

    def fill(
        self, path: str, form: dict[str, Any] | None = None, file: bytes | None = None
    ) -> TestResponse:
        """Send a form, with a file where there is one."""
        content: dict[str, Any] = dict(form or {})
        if file is not None:
            content["file"] = (io.BytesIO(file), "file.bin")
        return self.client.post(path, data=content)

    def page(self, path: str) -> str:
        """Return the text of a page, which must be there."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text
