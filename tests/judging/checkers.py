"""A second person, a competitor and a panel's leader at tablets, as docs/protocol.md says."""

import uuid
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from competition.access import Role
from competition.db import Database
from judging import formalities
from tests.builders import (
    TAKEN_AT,
    LockedTrade,
    a_locked_trade,
    a_scheme,
    an_aspect,
    everything_marked,
    panel_signs,
    somebody,
)
from tests.judging.callers import Tablet

SMALL = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A1.2", "count", "10", points="1"),
    an_aspect("B1.1", "pass_fail", "1"),
)


def asks_for(
    database: Database, trade: LockedTrade, checking: str = "none", confirming: str = "none"
) -> None:
    """Settle what comes before the signatures of *trade*."""
    change = formalities.NewChecking(trade.id, checking, confirming, trade.chief.id)
    database.write(formalities.settle, change)


def a_trade_to_check(database: Database, checking: str) -> LockedTrade:
    """Return a trade marked whole by a panel that signs, whose sheets somebody has to check."""
    found = a_locked_trade(database, judges=2, entries=1, scheme=SMALL)
    panel_signs(database, found)
    asks_for(database, found, checking)
    everything_marked(database, found)
    return found


class Checker(Tablet):
    """A second person at a tablet, who looks at the sheet of entry 01 in module A."""

    @property
    def path(self) -> str:
        """Return where the sheet is checked."""
        return f"/judging/checks/{self.trade.sheets['01', 'A']}"

    def read(self) -> dict[str, Any]:
        """Return the sheet as the checker sees it."""
        answer = self.client.get(self.path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def check(self, version: int | None = None) -> TestResponse:
        """Find the sheet right, or have the second entry compared."""
        seen = self.read()["version"] if version is None else version
        return self.client.post(self.path, json={"version": seen, "device": self.device})

    def object_to(self, aspect: str, reason: str = "The paper says 5.") -> TestResponse:
        """Object to the value of an aspect."""
        document = {"aspect": self.trade.aspects[aspect], "reason": reason}
        version = self.read()["version"]
        return self.client.post(
            f"{self.path}/objections", json={**document, "version": version, "device": self.device}
        )

    def enter(self, aspect: str, value: str, seat: int = 0, **fields: Any) -> TestResponse:
        """Enter one value a second time; *fields* replaces others, ``sheet`` names another one."""
        letter = self.entry(aspect, value, seat, **fields)
        return self.client.post(f"/judging/checks/{letter['sheet']}/entries", json=letter["entry"])

    def entry(self, aspect: str, value: str, seat: int = 0, **fields: Any) -> dict[str, Any]:
        """Return one value of a second entry with its sheet."""
        self.sequence += 1
        sheet = fields.pop("sheet", self.trade.sheets["01", "A"])
        document = {
            "uuid": str(uuid.uuid4()),
            "aspect": self.trade.aspects[aspect],
            "seat": seat,
            "value": value,
            "device": self.device,
            "sequence": self.sequence,
            "taken_at": TAKEN_AT,
            **fields,
        }
        return {"sheet": sheet, "entry": document}

    def enter_all(self, count: str = "4", votes: str = "22") -> None:
        """Enter the whole of module A a second time."""
        for seat, vote in enumerate(votes, 1):
            assert self.enter("A1.1", vote, seat).status_code == 201
        assert self.enter("A1.2", count).status_code == 201


def a_checker(app: Flask, database: Database, trade: LockedTrade) -> Checker:
    """Return a judge of *trade* who sits on no panel."""
    judge = somebody(database, f"checker-{trade.id}", Role.JUDGE, trade.id)
    return Checker(app, judge, trade)


def reply(tablet: Tablet, **what: Any) -> TestResponse:
    """Keep a value of the sheet of entry 01 in module A, for a reason."""
    document = {"reason": "Measured again: it stays.", "device": tablet.device, **what}
    return tablet.client.post(
        f"/judging/sheets/{tablet.trade.sheets['01', 'A']}/replies", json=document
    )


DRAWN = "M10 20L30 40L50 10M60 60L70 70"


def confirm(tablet: Tablet, module: str = "A", **what: Any) -> TestResponse:
    """Let the competitor of entry 01 agree by a drawn signature, or as *what* says."""
    sheet = tablet.sheet(module)
    said = {"version": sheet["version"], "device": tablet.device, "strokes": DRAWN}
    document = {**said, **what}
    return tablet.client.post(f"/judging/sheets/{sheet['id']}/confirmation", json=document)


def protest(tablet: Tablet, reason: str = "The link did work.", **what: Any) -> TestResponse:
    """Let the competitor of entry 01 protest against module A."""
    sheet = tablet.sheet("A")
    document = {"version": sheet["version"], "device": tablet.device, "reason": reason, **what}
    return tablet.client.post(f"/judging/sheets/{sheet['id']}/protests", json=document)


def again(tablet: Tablet, aspect: str = "A1.1", number: int = 2) -> TestResponse:
    """Have the panel vote again on an aspect of entry 01."""
    document = {"aspect": tablet.trade.aspects[aspect], "number": number}
    path = f"/judging/sheets/{tablet.trade.sheet('01', aspect)}/rounds"
    return tablet.client.post(path, json=document)
