"""The organiser knows what only a tablet holds, and each tablet by a name of its own."""

import pytest
from flask import Flask

from competition.accounts.models import Device
from competition.accounts.presence import Presence
from competition.db import Database
from tests.builders import ANY_DATABASE, LockedTrade, a_locked_trade, an_organiser
from tests.flows.callers import Desk
from tests.judging.slates import Slate, a_code, paired, place, revoke


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    return a_locked_trade(house, entries=1)


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    return Desk(app, an_organiser(house).code)


def test_the_organiser_is_not_told_that_all_is_sent_while_something_is_only_on_a_tablet(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    slate = paired(app, desk, trade)
    for said, words in (
        (
            {"refused": 1},
            ("1 not accepted", "1 mark not accepted", "until its judge decides there"),
        ),
        (
            {"remarks": 2},
            ("2 remarks", "2 remarks not sent", "2 remarks that it has not sent stay"),
        ),
    ):
        assert slate.beat(0, **said).status_code == 204
        page = desk.page(f"{place(trade)}/list")
        for word in words:
            assert word in page, word
        for word in ("All sent", "every mark and remark sent", "it has sent every mark"):
            assert word not in page, word
    slate.beat(1, refused=1, remarks=1)
    revoke(app, desk, trade)
    assert "3 still on it" in desk.page(place(trade))


def test_what_only_a_tablet_holds_is_known_after_a_restart(
    app: Flask, house: Database, desk: Desk, trade: LockedTrade
) -> None:
    paired(app, desk, trade).beat(0, refused=1, remarks=2)
    with house.read() as session:
        device = session.get_one(Device, 1)
        said = Presence(house).latest(device)[1]
    assert (said.unsent, said.refused, said.remarks) == (0, 1, 2)


@ANY_DATABASE
def test_a_tablet_made_from_the_image_of_another_is_a_device_of_its_own(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    first, second = Slate(app, "d-image"), Slate(app, "d-image")
    numbers = [
        slate.pair(a_code(desk, trade, label)).get_json()["device"]["id"]
        for slate, label in ((first, "1"), (second, "2"), (first, "3"), (second, "4"))
    ]
    assert numbers[:2] == numbers[2:]
    assert numbers[0] != numbers[1]
    assert (first.beat().status_code, second.beat().status_code) == (204, 204)


@ANY_DATABASE
def test_a_tablet_made_from_the_image_of_another_is_told_its_own_name_and_keeps_it(
    app: Flask, desk: Desk, trade: LockedTrade
) -> None:
    first, second = Slate(app, "d-image"), Slate(app, "d-image")
    for slate, label in ((first, "1"), (second, "2")):
        slate.tag = slate.pair(a_code(desk, trade, label)).get_json()["device"]["tag"]
    assert first.tag == "d-image"
    assert second.tag.startswith("d-image~")
    assert second.client.get("/judging/device").get_json()["device"]["tag"] == second.tag
    again = second.pair(a_code(desk, trade, "3")).get_json()["device"]
    assert (again["id"], again["tag"]) == (2, second.tag)
    # An image of the image: its name grows no longer.
    third = Slate(app, second.tag)
    named = third.pair(a_code(desk, trade, "4")).get_json()["device"]["tag"]
    assert len(named) == len(second.tag)
