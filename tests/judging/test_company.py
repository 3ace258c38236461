"""Two tablets with one sheet open know of each other, where they would fill the same cells."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from competition.accounts import devices
from competition.clock import now
from competition.db import Database
from judging import company
from judging.company import Company, Opening
from judging.remark_models import OpenSheet
from tests.builders import LockedTrade, a_locked_trade, a_scheme, an_aspect
from tests.judging.callers import Tablet, a_panel

VOTES_ONLY = a_scheme(an_aspect("A1.1", "judgement", "2"), an_aspect("A1.2", "panel", "9"))


def look(tablet: Tablet, device: str = "", entry: str = "01") -> list[dict[str, Any]]:
    """Open the sheet of *entry* on a tablet and return who else has it open."""
    path = f"/judging/sheets/{tablet.trade.sheets[entry, 'A']}?device={device or tablet.device}"
    found: list[dict[str, Any]] = tablet.client.get(path).get_json()["company"]
    return found


def leave(tablet: Tablet) -> None:
    assert tablet.client.get(f"/judging/sheets?device={tablet.device}").status_code == 200


def silence(house: Database, lasts: timedelta) -> None:
    """Let it be so long since any tablet was heard."""
    house.write(_age, lasts)


def _age(session: Session, spans: Sequence[timedelta]) -> Sequence[None]:
    for row in session.scalars(select(OpenSheet)):
        row.since = row.seen_at = now() - spans[0]
    return [None] * len(spans)


def elsewhere(tablet: Tablet, trade: LockedTrade, app: Flask) -> Tablet:
    """Return another tablet of the same judge."""
    found = Tablet(app, trade.judges[0], trade)
    found.device = f"{tablet.device}-2"
    return found


def test_both_tablets_on_a_sheet_with_shared_cells_are_told(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    assert look(first) == []
    (found,) = look(second)
    assert found["by"]["en"] == "Person 1701"
    assert found["same_judge"] is False
    (back,) = look(first)
    assert back["by"]["en"] == "Person 1702"
    assert back["since"] >= found["since"]


def test_judges_who_only_vote_beside_each_other_are_not_told(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, scheme=VOTES_ONLY)
    first, second, _ = a_panel(app, trade)
    assert look(first) == look(second) == look(first) == []


def test_one_judge_on_two_tablets_is_told_whatever_the_sheet(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, scheme=VOTES_ONLY)
    tablet = Tablet(app, trade.judges[0], trade)
    other = elsewhere(tablet, trade, app)
    look(tablet)
    assert [each["same_judge"] for each in look(other)] == [True]
    assert [each["same_judge"] for each in look(tablet)] == [True]


def test_judges_who_take_turns_on_one_tablet_are_not_told(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    look(first, "d-shared")
    assert look(second, "d-shared") == []


def test_it_is_over_when_the_page_of_the_other_is_closed(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    look(first)
    look(second)
    gone = f"/judging/sheets/open?device={first.device}"
    strange = {"Jiangsai-Judge": str(trade.judges[1].id)}
    assert first.client.delete(gone, headers=strange).status_code == 401
    assert [each["by"]["en"] for each in look(second)] == ["Person 1701"]
    assert first.client.delete(gone).status_code == 204
    assert first.client.delete(gone).status_code == 204
    assert look(second) == []
    assert len(look(first)) == 1
    assert len(look(second)) == 1


def test_it_is_over_when_the_other_leaves(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    look(first)
    assert len(look(second)) == 1
    look(first, entry="02")
    assert look(second) == []
    look(first)
    assert len(look(second)) == 1
    leave(first)
    assert look(second) == []


def test_it_is_over_when_the_other_is_silent(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    look(first)
    assert len(look(second)) == 1
    silence(house, company.SILENT)
    assert look(second) == []


def test_a_tablet_that_only_stocks_up_opens_nothing(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    first.sheet("A")
    assert look(second) == []


def test_another_process_sees_it_too(house: Database) -> None:
    trade = a_locked_trade(house)
    number = trade.sheets["01", "A"]
    one, other = Company(house), Company(house)
    one.hear(Opening("d-1", trade.judges[0].id, number))
    other.hear(Opening("d-2", trade.judges[1].id, number))
    with house.read() as session:
        found = session.execute(text("select device from open_sheet order by device")).all()
    assert [row.device for row in found] == ["d-1", "d-2"]


def test_what_is_no_news_is_not_written_again(
    house: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = a_locked_trade(house)
    heard = Company(house)
    opening = Opening("d-1", trade.judges[0].id, trade.sheets["01", "A"])
    heard.hear(opening)
    written: list[object] = []
    monkeypatch.setattr(house, "write", lambda _, item: written.append(item))
    heard.hear(opening)
    assert written == []
    heard.hear(Opening("d-1", trade.judges[0].id, None))
    heard.hear(Opening("d-1", trade.judges[0].id, None))
    assert len(written) == 1


def test_the_tablet_is_called_what_the_organiser_calls_it(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    house.write(devices.make_code, devices.NewCode(trade.id, "Station 3", "ABCD2345", 1))
    pairing = devices.Pairing("ABCD2345", "0" * 64, first.device, "iPad 7", "Safari", None)
    house.write(devices.pair, pairing)
    look(first)
    assert [each["device"] for each in look(second)] == ["Station 3"]


@pytest.mark.parametrize("device", ["x" * 65, "平板", "a%00b"])
def test_a_name_that_no_tablet_has_is_not_heard(app: Flask, house: Database, device: str) -> None:
    trade = a_locked_trade(house)
    first, second, _ = a_panel(app, trade)
    assert look(first, device) == []
    assert look(second) == []


def test_since_begins_anew_after_a_silence(house: Database) -> None:
    trade = a_locked_trade(house)
    opening = Opening("d-1", trade.judges[0].id, trade.sheets["01", "A"])
    house.write(company.note_down, opening)
    silence(house, timedelta(hours=1))
    house.write(company.note_down, opening)
    with house.read() as session:
        row = session.get(OpenSheet, "d-1")
    assert row is not None
    assert now() - row.since < timedelta(minutes=1)
