"""Somebody at the chief judge's page."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import LockedTrade


class Desk:
    """Somebody at the chief judge's page, in English."""

    def __init__(self, client: FlaskClient, trade: LockedTrade) -> None:
        self.client, self.trade = client, trade
        self.client.set_cookie("language", "en")
        self.client.environ_base["HTTP_ACCEPT"] = "text/html"
        self.path = f"/organise/trades/{trade.id}"

    def post(self, where: str, **form: Any) -> TestResponse:
        """Send one of the page's forms."""
        return self.client.post(f"{self.path}/{where}", data=form)

    @property
    def page(self) -> str:
        """Return the page as it is now."""
        answer = self.client.get(f"{self.path}/chief")
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.text)

    @property
    def version(self) -> str:
        """Return the version that the page asks for every few seconds."""
        found: str = self.client.get(f"{self.path}/chief/news").get_json()["version"]
        return found
