"""A ceremony tells a result from the last place up, and nothing before its time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from competition.access import Role
from competition.db import Database
from competition.errors import NotFound
from judging import schemes
from scoreboard import ceremony, results
from scoreboard.ceremony import Closed, Closing, NewCeremony, Outdated, StaleStep, close
from scoreboard.hall_models import Ceremony
from tests.builders import (
    ANY_DATABASE,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    a_trade,
    an_aspect,
    an_organiser,
    enrolled,
    recorded,
    signed,
    somebody,
)
from tests.flows.callers import Desk
from tests.scoreboard.ceremonies import RULES, a_prized_trade, codes, made, moved, script, seen
from tests.scoreboard.screens import Wall, heard, listener, told

MEDALS: dict[str, object] = {"medals": {"kind": "places", "medallion": None}}


def shape(scenes: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Return kind, award and codes of each scene."""
    return [
        (scene["kind"], scene.get("prize") or scene.get("medal"), *codes(scene.get("rows", [])))
        for scene in scenes
    ]


def forge(session: Session, numbers: Sequence[int]) -> Sequence[int]:
    """Let ceremonies stand on another ledger than there is."""
    session.execute(update(Ceremony).where(Ceremony.id.in_(numbers)).values(ledger_hash="0" * 64))
    return numbers


def test_a_result_is_told_from_the_last_prize_up_and_equals_together(database: Database) -> None:
    number = made(database, a_prized_trade(database))
    assert shape(script(database, number)) == [
        ("title", None),
        ("award", "merit"),
        ("group", "merit", "05", "06"),
        ("award", "third"),
        ("place", "third", "04"),
        ("award", "second"),
        ("place", "second", "02", "03"),
        ("award", "first"),
        ("place", "first", "01"),
        ("podium", None, "01", "02", "03"),
    ]


def test_places_below_those_told_alone_are_told_by_prize(database: Database) -> None:
    number = made(database, a_prized_trade(database), alone=1)
    assert [each for each in shape(script(database, number)) if each[0] in {"group", "place"}] == [
        ("group", "merit", "05", "06"),
        ("group", "third", "04"),
        ("group", "second", "02", "03"),
        ("place", "first", "01"),
    ]


def test_without_prizes_the_best_places_are_told(database: Database) -> None:
    number = made(database, a_prized_trade(database, {}), alone=3)
    assert shape(script(database, number)) == [
        ("title", None),
        ("place", None, "02", "03"),
        ("place", None, "01"),
        ("podium", None, "01", "02", "03"),
    ]


def test_many_merit_prizes_take_several_pages_the_last_first(database: Database) -> None:
    rules: dict[str, object] = {
        "prizes": {"kind": "number", "numbers": [1], "merit": {"kind": "number", "number": 6}}
    }
    number = made(database, a_prized_trade(database, rules))
    pages = [scene for scene in script(database, number) if scene["kind"] == "group"]
    assert [codes(page["rows"]) for page in pages] == [["02", "03", "04", "05", "06", "07"]]


def test_a_ceremony_says_what_a_published_result_would(database: Database) -> None:
    trade = a_prized_trade(database)
    told_rows = {
        row["code"]: row
        for scene in script(database, made(database, trade))
        for row in scene.get("rows", [])
    }
    database.write(results.publish, results.Publishing(trade.id, "provisional", trade.chief.id))
    with database.read() as session:
        published = results.newest(session, trade.id)
    assert published
    rows = {row["code"]: row for row in orjson.loads(published.document)["rows"]}
    for code, row in told_rows.items():
        assert {key: rows[code][key] for key in row if key != "members"} == {
            key: row[key] for key in row if key != "members"
        }


def test_nothing_of_a_later_scene_is_sent_before_its_time(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number, socket = made(house, trade), listener(app)
    socket.emit("watch", {"ceremony": number}, callback=True)
    scenes, secrets = script(house, number), {f"{n:02}" for n in range(1, 8)}
    version = 1
    for step, scene in enumerate(scenes):
        if step:
            version = moved(house, number, step, version, trade.chief.id)
        secrets -= set(codes(scene.get("rows", [])))
        sent = [orjson.dumps(news).decode() for _, news in heard(house, socket)]
        sent.append(orjson.dumps(seen(app, number)).decode())
        sent.append(app.test_client().get(f"/ceremony/{number}").text)
        assert len(sent) == (3 if step else 2)
        for text in sent:
            for code in secrets:
                assert f"Competitor {code}" not in text
                assert f"选手{code}" not in text
        assert seen(app, number)["scene"] == scene
    assert secrets == {"07"}


def test_the_result_stays_unpublished(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    moved(house, number, 9, 1, trade.chief.id)
    with house.read() as session:
        assert results.newest(session, trade.id) is None
    assert "Competitor 01" not in app.test_client().get(f"/results/{trade.id}?lang=en").text


def test_every_audience_hears_the_same_scene_and_who_comes_late_sees_it(
    app: Flask, house: Database
) -> None:
    trade = a_prized_trade(house)
    number, sockets = made(house, trade), [listener(app), listener(app)]
    for socket in sockets:
        socket.emit("watch", {"ceremony": number}, callback=True)
    moved(house, number, 4, 1, trade.chief.id)
    first, second = (heard(house, socket) for socket in sockets)
    late = seen(app, number)
    assert first == second == [("ceremony", late)]
    assert codes(late["scene"]["rows"]) == ["04"]
    assert codes(late["told"]) == ["05", "06"]


def test_going_back_takes_back_what_was_told(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    version = moved(house, number, 8, 1, trade.chief.id)
    moved(house, number, 2, version, trade.chief.id)
    now = seen(app, number)
    assert (now["step"], codes(now["scene"]["rows"]), now["told"]) == (2, ["05", "06"], [])


def test_two_who_press_at_once_move_one_step(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    desk = Desk(app, an_organiser(house).code)
    here = f"/organise/ceremonies/{number}/step"
    first = desk.client.post(here, json={"step": 1, "version": 1})
    second = desk.client.post(here, json={"step": 1, "version": 1})
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json is not None
    assert second.json["code"] == "stale-step"
    assert (second.json["step"], second.json["version"]) == (1, 2)
    assert seen(app, number)["step"] == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"step": 1},
        {"step": "1", "version": 1},
        {"step": True, "version": 1},
        {"step": 1, "version": True},
    ],
)
def test_a_step_that_says_nothing_is_refused(app: Flask, house: Database, body: object) -> None:
    number = made(house, a_prized_trade(house))
    desk = Desk(app, an_organiser(house).code)
    here = f"/organise/ceremonies/{number}/step"
    assert desk.client.post(here, json=body).status_code == 422
    for step in (-1, 99):
        answer = desk.client.post(here, json={"step": step, "version": 1})
        assert answer.status_code == 404
    assert seen(app, number)["step"] == 0


def test_a_result_that_changed_is_not_told_further(database: Database) -> None:
    trade = a_prized_trade(database)
    number = made(database, trade)
    moved(database, number, 2, 1, trade.chief.id)
    database.write(forge, number)
    with pytest.raises(Outdated):
        moved(database, number, 3, 2, trade.chief.id)
    assert moved(database, number, 1, 2, trade.chief.id) == 3


def test_no_ceremony_before_the_signature_but_a_rehearsal(app: Flask, house: Database) -> None:
    trade = a_locked_trade(house, entries=3, rules=RULES)
    with pytest.raises(results.NotSigned):
        made(house, trade)
    number = made(house, trade, is_rehearsal=True)
    text = orjson.dumps(script(house, number)).decode()
    assert "Competitor" not in text
    assert "选手" not in text
    assert seen(app, number)["rehearsal"] is True
    kinds = [scene["kind"] for scene in script(house, number)]
    assert kinds[0] == "title"
    assert kinds[-1] == "podium"
    assert "group" in kinds
    assert any(len(scene.get("rows", [])) == 2 for scene in script(house, number))


def test_a_rehearsal_has_the_medals_or_prizes_that_the_rules_have(database: Database) -> None:
    for rules, award in ((MEDALS, "gold"), (RULES, "first")):
        trade = a_locked_trade(database, 1, 1, code=award, rules=rules)
        scenes = script(database, made(database, trade, is_rehearsal=True))
        assert ("award", award) in shape(scenes)


def test_a_rehearsal_is_of_what_the_trade_is_of(database: Database) -> None:
    """Teams with their members, points as far as the scheme goes, scores where there are any."""
    scheme = a_scheme(an_aspect("A1.1", "free", "40", step="0.1"))
    summed: dict[str, object] = {**RULES, "team": {"kind": "sum"}, "scale": None}
    for rules, unit, people in ((RULES, "person", 0), (summed, "team", 2)):
        trade = a_trade(database, code=unit, rules=rules)
        new = schemes.NewScheme(trade, scheme, "test.xlsx", [], None)
        database.write(schemes.store, new)
        by = an_organiser(database, unit).id
        number = database.write(ceremony.make, NewCeremony(trade, 6, is_rehearsal=True, by=by))
        title, *_, podium = script(database, number)
        assert title["unit"] == unit
        for row in podium["rows"]:
            assert len(row["members"]) == people
            assert 0 < float(row["total"]) <= 40
            assert (row["scale"] is None) is (rules.get("scale", "") is None)


def test_a_closed_ceremony_shows_its_title_and_stays_there(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    moved(house, number, 9, 1, trade.chief.id)
    desk = Desk(app, an_organiser(house).code)
    assert desk.fill(f"/organise/ceremonies/{number}/closing").status_code == 303
    now = seen(app, number)
    assert (now["closed"], now["scene"]["kind"], now["told"]) == (True, "title", [])
    with pytest.raises(Closed):
        moved(house, number, 3, now["version"], trade.chief.id)


def test_a_ceremony_is_closed_once_and_another_never(database: Database) -> None:
    trade = a_prized_trade(database)
    number = made(database, trade)
    closing = Closing(number, trade.chief.id)
    assert [database.write(close, closing) for _ in range(2)] == [2, 2]
    with pytest.raises(NotFound):
        database.write(close, Closing(99, trade.chief.id))
    with pytest.raises(NotFound):
        moved(database, 99, 1, 1, trade.chief.id)


def test_screens_are_given_a_ceremony_while_it_is_open_and_keep_it_afterwards(
    app: Flask, house: Database
) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    desk, wall = Desk(app, an_organiser(house).code), Wall(app)
    screen = wall.taken_in(desk)
    told(desk, screen, "show", board=f"ceremony:{number}", seconds="20")
    (shown,) = wall.state()["shows"]
    assert (shown["address"], shown["both"]) == (f"/ceremony/{number}", True)
    desk.fill(f"/organise/ceremonies/{number}/closing")
    assert wall.state()["shows"] == [shown]
    assert told(desk, screen, "show", board=f"ceremony:{number}").status_code == 422


def test_an_organiser_makes_a_ceremony_on_the_page(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    desk = Desk(app, an_organiser(house).code)
    form = {"trade": trade.id, "alone": 3, "kind": "result"}
    answer = desk.fill("/organise/ceremonies", form)
    assert answer.status_code == 303
    assert re.fullmatch(r"/organise/ceremonies/\d+", answer.headers["Location"])
    assert desk.client.get(answer.headers["Location"]).status_code == 200
    assert "Web Technologies" in desk.client.get("/organise/ceremonies").text
    for wrong in ({"alone": "0"}, {"alone": "x"}, {"trade": ""}):
        assert desk.fill("/organise/ceremonies", form | wrong).status_code == 422
    assert desk.fill("/organise/ceremonies", form | {"trade": 99}).status_code == 404


@ANY_DATABASE
def test_only_presenters_see_what_comes_next(app: Flask, house: Database) -> None:
    trade = a_prized_trade(house)
    number = made(house, trade)
    chief = Desk(app, somebody(house, "1800", Role.CHIEF, trade.id).code)
    operator = Desk(app, somebody(house, "operator", Role.OPERATOR).code)
    for path in (f"{number}", f"{number}/scenes", ""):
        here = f"/organise/ceremonies/{path}".rstrip("/")
        assert chief.client.get(here).status_code == 403
        assert operator.client.get(here).status_code == 200
    answer = chief.client.post(
        f"/organise/ceremonies/{number}/step", json={"step": 1, "version": 1}
    )
    assert answer.status_code == 403
    assert chief.fill(f"/organise/ceremonies/{number}/closing").status_code == 403
    assert chief.fill("/organise/ceremonies", {"trade": trade.id, "alone": 3}).status_code == 403


@ANY_DATABASE
def test_a_ceremony_that_is_not_there_is_not_shown(app: Flask) -> None:
    for path in ("/ceremony/9", "/live/ceremonies/9"):
        assert app.test_client().get(path).status_code == 404


def test_persons_of_a_team_stand_with_it(database: Database) -> None:
    scheme = a_scheme(an_aspect("A1.1", "free", "100", step="0.1"))
    trade = a_locked_trade(database, 1, 1, scheme=scheme)
    (row,) = a_roster(1)
    enrolled(database, trade.id, [replace(row, members=("甲", "乙"))])
    recorded(database, [a_mark(trade, "A1.1", "50")])
    signed(database, trade)
    (shown,) = script(database, made(database, trade))[-1]["rows"]
    assert [each["zh"] for each in shown["members"]] == ["甲", "乙"]


def test_a_stale_step_is_told_where_the_ceremony_is(database: Database) -> None:
    trade = a_prized_trade(database)
    number = made(database, trade)
    moved(database, number, 3, 1, trade.chief.id)
    with pytest.raises(StaleStep) as refused:
        moved(database, number, 4, 1, trade.chief.id)
    assert refused.value.extra == {"step": 3, "version": 2}
