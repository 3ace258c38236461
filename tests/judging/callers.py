"""A judge's tablet, spoken by hand: what docs/protocol.md says, and nothing more."""

import uuid
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import TAKEN_AT, LockedTrade, Somebody, signed_in


class Tablet:
    """One judge signed in on one tablet."""

    def __init__(self, app: Flask, judge: Somebody, trade: LockedTrade) -> None:
        self.client: FlaskClient = signed_in(app, judge)
        self.client.environ_base["HTTP_ACCEPT"] = "application/json"
        self.trade = trade
        self.device = f"tablet-{judge.code}"
        self.sequence = 0

    def mark(self, aspect: str, value: object, **otherwise: Any) -> TestResponse:
        """Send a mark of entry 01 and return the answer; *otherwise* replaces fields."""
        letter = self.letter(aspect, value, **otherwise)
        return self.client.post(f"/judging/sheets/{letter['sheet']}/marks", json=letter["mark"])

    def letter(self, aspect: str, value: object, **otherwise: Any) -> dict[str, Any]:
        """Return a mark of entry 01 with its sheet; *otherwise* replaces fields."""
        self.sequence += 1
        entry = otherwise.pop("entry", "01")
        sheet = otherwise.pop("sheet", None) or self.trade.sheet(entry, aspect)
        document = {
            "uuid": str(uuid.uuid4()),
            "aspect": self.trade.aspects[aspect],
            "value": value,
            "base": 0,
            "device": self.device,
            "sequence": self.sequence,
            "taken_at": TAKEN_AT,
            **otherwise.pop("fields", {}),
            **otherwise,
        }
        return {"sheet": sheet, "mark": document}

    def send(self, *letters: object) -> TestResponse:
        """Send many letters at once and return the answer."""
        return self.client.post("/judging/sheets/marks", json={"letters": letters})

    def sent(self, *letters: object) -> list[dict[str, Any]]:
        """Send many letters at once and return what each was answered."""
        answer = self.send(*letters)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.get_json()["answers"]
        return found

    def sign(self, module: str = "A", **otherwise: Any) -> TestResponse:
        """Sign the sheet of entry 01; *otherwise* replaces fields."""
        sheet = self.sheet(module)
        fields = otherwise.pop("fields", {})
        document = {"version": sheet["version"], "device": self.device, **fields, **otherwise}
        return self.client.post(f"/judging/sheets/{sheet['id']}/signature", json=document)

    def correct(self, aspect: str, value: str, reason: str = "Misread.") -> TestResponse:
        """Ask for another value on the sheet of entry 01."""
        document = {"aspect": self.trade.aspects[aspect], "value": value, "reason": reason}
        path = f"/judging/sheets/{self.trade.sheet('01', aspect)}/corrections"
        return self.client.post(path, json={**document, "device": self.device})

    def sheet(self, module: str = "A", entry: str = "01") -> dict[str, Any]:
        """Return a whole sheet."""
        answer = self.client.get(f"/judging/sheets/{self.trade.sheets[entry, module]}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def cell(self, aspect: str) -> dict[str, Any]:
        """Return the cell of *aspect* of entry 01 as this judge sees it."""
        aspects = self.sheet(aspect[0])["aspects"]
        found: dict[str, Any] = next(each for each in aspects if each["code"] == aspect)["cell"]
        return found

    def sheets(self) -> list[dict[str, Any]]:
        """Return the judge's own sheets."""
        found: list[dict[str, Any]] = self.client.get("/judging/sheets").get_json()["sheets"]
        return found


def a_panel(app: Flask, trade: LockedTrade) -> list[Tablet]:
    """Return the tablets of every judge of *trade*, seat 1 first."""
    return [Tablet(app, judge, trade) for judge in trade.judges]
