"""An organiser edits rules: nothing is lost, nothing saved unseen, nothing changes once signed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from competition.audit import AuditLine
from competition.db import Database
from competition.programme.models import Trade
from competition.programme.presets import PRESETS
from competition.programme.rules_form.shaping import digest, written
from competition.scoring.awards import Medal
from competition.scoring.report import document_of as standings_of
from competition.scoring.rules import Rules
from competition.scoring.rules_document import document_of, rules_of
from competition.scoring.standings import score
from competition.scoring.trade import (
    MedalDecision,
    Team,
)
from judging import rule_change
from judging.dossier import trade_of
from judging.rule_change import (
    EntriesWithoutTeam,
    NewRules,
    RulesFixed,
    RulesMoved,
    RulingsUnfit,
    WhyMissing,
    unfit,
)
from judging.rule_effects import effects_of
from tests.builders import (
    ANY_DATABASE,
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_trade,
    an_organiser,
    everything_marked,
    recorded,
    signed,
    somebody,
)
from tests.flows.callers import Desk
from tests.judging.forms import by_chance, fields


def fitting(count: int) -> list[Rules]:
    """Return rules by chance for entries without teams."""
    found = (by_chance(seed) for seed in range(3 * count))
    return [rules for rules in found if not rules.sums_teams][:count]


# ------------------------------------------------------------------- the page


@pytest.fixture
def trade(house: Database) -> LockedTrade:
    made = a_locked_trade(house)
    values = ("1", "5", "3", "4", "2")
    recorded(
        house,
        [
            a_mark(made, "A2.1", value, entry=entry)
            for entry, value in zip(made.entries, values, strict=True)
        ],
    )
    return made


@pytest.fixture
def desk(app: Flask, house: Database) -> Desk:
    an_organiser(house)
    return Desk(app, "organiser")


def opened(desk: Desk, trade: int, query: str = "") -> dict[str, Any]:
    return dict(fields(desk.page(f"/organise/trades/{trade}/rules{query}"), "rules"))


def previewed(desk: Desk, trade: int, form: dict[str, Any], **changed: str) -> TestResponse:
    return desk.fill(f"/organise/trades/{trade}/rules/preview", {**form, **changed})


def saved_rules(house: Database, trade: int) -> dict[str, object]:
    with house.read() as session:
        return session.get_one(Trade, trade).rules


def test_rules_are_previewed_then_saved(desk: Desk, house: Database, trade: LockedTrade) -> None:
    here = f"/organise/trades/{trade.id}/rules"
    answer = previewed(desk, trade.id, opened(desk, trade.id), ranking="1223")
    assert answer.status_code == 200, answer.text
    assert "Save these rules" in answer.text
    assert saved_rules(house, trade.id) == {}
    form = {**fields(answer.text, "rules"), "reason": "The paper says so."}
    assert desk.fill(here, form).status_code == 303
    assert saved_rules(house, trade.id) == {"ranking": "1223"}
    with house.read() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.act == "rules-changed")).one()
    assert line.about == {
        "trade": trade.id,
        "old": {},
        "new": {"ranking": "1223"},
        "reason": "The paper says so.",
    }
    assert "Places after a shared one" in desk.page(f"/organise/trades/{trade.id}")


def test_every_field_of_the_page_comes_back_as_it_was(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    for rules in fitting(8):
        with house.read() as session:
            base = digest(rules_of(session.get_one(Trade, trade.id).rules))
        house.write(
            rule_change.change_rules, NewRules(trade.id, base, rules, "a test", trade.chief.id)
        )
        answer = previewed(desk, trade.id, opened(desk, trade.id))
        assert answer.status_code == 200, answer.text
        assert "there is nothing to save" in answer.text
        assert saved_rules(house, trade.id) == document_of(rules)


@ANY_DATABASE
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_preset_fills_the_form_in_both_languages(
    desk: Desk, trade: LockedTrade, preset: str, language: str
) -> None:
    desk.client.set_cookie("language", language)
    form = opened(desk, trade.id, f"?preset={preset}")
    answer = previewed(desk, trade.id, form)
    assert answer.status_code == 200
    assert json.loads(fields(answer.text, "rules")["json"][0]) == json.loads(
        written(rules_of(dict(PRESETS[preset].rules)))
    )


@ANY_DATABASE
def test_the_preview_is_what_the_rules_come_to(house: Database, trade: LockedTrade) -> None:
    with house.read() as session:
        present = trade_of(session, trade.id)
    for rules in fitting(30):
        effects = effects_of(present, rules)
        other = replace(present, rules=rules)
        expected = {row["entry"]: row for row in _rows(standings_of(score(other), other))}
        for row in effects.rows:
            after, wanted = row.after, expected.get(row.code)
            told = (after.place, after.total, after.scale, after.medal, after.prize, after.status)
            keys = ("place", "total", "scale", "medal", "prize", "status")
            assert told == tuple(wanted[key] if wanted else None for key in keys)


def _rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["standings"]
    return found


@ANY_DATABASE
def test_rules_that_change_nothing_say_so(desk: Desk, trade: LockedTrade) -> None:
    answer = previewed(desk, trade.id, opened(desk, trade.id), **{"total.cap": "9999"})
    assert "The standings stay as they are" in answer.text
    answer = previewed(desk, trade.id, opened(desk, trade.id), **{"modules.0.weight": "2"})
    assert "5 totals change." in answer.text


@ANY_DATABASE
def test_a_bad_form_is_shown_again_whole(desk: Desk, house: Database, trade: LockedTrade) -> None:
    form = opened(desk, trade.id)
    answer = previewed(desk, trade.id, form, **{"rounding.total": "two", "total.cap": "77"})
    assert answer.status_code == 422
    assert "Enter a whole number, such as 3." in answer.text
    assert "Save these rules" not in answer.text
    again = fields(answer.text, "rules")
    assert (again["rounding.total"], again["total.cap"]) == (["two"], ["77"])
    assert desk.fill(f"/organise/trades/{trade.id}/rules", again).status_code == 422
    assert saved_rules(house, trade.id) == {}


@ANY_DATABASE
def test_nothing_is_saved_that_was_not_previewed(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    here = f"/organise/trades/{trade.id}/rules"
    form = {**opened(desk, trade.id), "ranking": "1223", "reason": "quickly"}
    answer = desk.fill(here, form)
    assert answer.status_code == 409
    assert "The form has changed since the preview." in answer.text
    shown = {**fields(answer.text, "rules"), "reason": "now seen"}
    changed = desk.fill(here, {**shown, "rounding.total": "1"})
    assert changed.status_code == 409
    assert saved_rules(house, trade.id) == {}
    assert desk.fill(here, shown).status_code == 303


def test_rules_that_somebody_else_changed_are_not_overwritten(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    here = f"/organise/trades/{trade.id}/rules"
    answer = previewed(desk, trade.id, opened(desk, trade.id), ranking="1223")
    form = {**fields(answer.text, "rules"), "reason": "mine"}
    theirs = rules_of({"unresolved": "chief"})
    house.write(
        rule_change.change_rules, NewRules(trade.id, digest(Rules()), theirs, "x", trade.chief.id)
    )
    refused = desk.fill(here, form)
    assert refused.status_code == 409
    assert "Somebody has changed these rules" in refused.text
    assert "then the chief judge decides" in refused.text
    assert saved_rules(house, trade.id) == {"unresolved": "chief"}
    again = {**fields(refused.text, "rules"), "reason": "mine, seen"}
    assert desk.fill(here, again).status_code == 303
    assert saved_rules(house, trade.id) == {"ranking": "1223"}


def test_marks_that_come_in_meanwhile_do_no_harm(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    answer = previewed(desk, trade.id, opened(desk, trade.id), ranking="1223")
    recorded(house, [a_mark(trade, "B1.2", "1")])
    form = {**fields(answer.text, "rules"), "reason": "still"}
    assert desk.fill(f"/organise/trades/{trade.id}/rules", form).status_code == 303


@ANY_DATABASE
def test_a_reason_is_wanted_once_the_scheme_is_locked(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    answer = previewed(desk, trade.id, opened(desk, trade.id), ranking="1223")
    form = {**fields(answer.text, "rules"), "reason": "  "}
    refused = desk.fill(f"/organise/trades/{trade.id}/rules", form)
    assert refused.status_code == 422
    assert "say why the rules change" in refused.text
    early = a_trade(house, trade.competition, code="18")
    answer = previewed(desk, early, opened(desk, early), ranking="1223")
    assert "There are no entries yet" in answer.text
    seen = fields(answer.text, "rules")
    assert desk.fill(f"/organise/trades/{early}/rules", seen).status_code == 303


def test_signed_rules_stay(desk: Desk, house: Database, trade: LockedTrade) -> None:
    answer = previewed(desk, trade.id, opened(desk, trade.id), ranking="1223")
    made = a_locked_trade(house, code="19")
    everything_marked(house, made)
    signed(house, made)
    change = NewRules(made.id, digest(Rules()), Rules(), "late", made.chief.id)
    with pytest.raises(RulesFixed):
        house.write(rule_change.change_rules, change)
    form = {**fields(answer.text, "rules"), "reason": "late"}
    refused = desk.fill(f"/organise/trades/{made.id}/rules", form)
    assert refused.status_code == 409
    assert "Its rules cannot change any more." in refused.text
    assert saved_rules(house, made.id) == {}
    assert "Preview the effect" not in desk.page(f"/organise/trades/{made.id}/rules")


def test_the_act_itself_refuses(house: Database, trade: LockedTrade) -> None:
    with pytest.raises(WhyMissing):
        house.write(
            rule_change.change_rules,
            NewRules(trade.id, digest(Rules()), Rules(scale=None), " ", trade.chief.id),
        )
    with pytest.raises(RulesMoved):
        house.write(
            rule_change.change_rules, NewRules(trade.id, "other", Rules(), "r", trade.chief.id)
        )


@ANY_DATABASE
def test_members_are_summed_only_where_everybody_has_a_team(
    desk: Desk, house: Database, trade: LockedTrade
) -> None:
    answer = previewed(desk, trade.id, opened(desk, trade.id), **{"team.kind": "sum"})
    assert answer.status_code == 422
    assert "These entries belong to no team" in answer.text
    change = NewRules(
        trade.id, digest(Rules()), rules_of({"team": {"kind": "sum"}}), "r", trade.chief.id
    )
    with pytest.raises(EntriesWithoutTeam):
        house.write(rule_change.change_rules, change)


@ANY_DATABASE
def test_rules_do_not_turn_against_rulings(house: Database, trade: LockedTrade) -> None:
    with house.read() as session:
        given = trade_of(session, trade.id)
    team = replace(
        given, teams=(Team("T1"),), entries=tuple(replace(e, team="T1") for e in given.entries)
    )
    ruled = replace(team, decisions=(MedalDecision("01", Medal.GOLD, "r"),))
    assert unfit(ruled, Rules()) is None
    assert isinstance(unfit(ruled, rules_of({"team": {"kind": "sum"}})), RulingsUnfit)
    assert unfit(team, rules_of({"team": {"kind": "sum"}})) is None


@ANY_DATABASE
def test_only_organisers_change_rules(app: Flask, house: Database, trade: LockedTrade) -> None:
    chief = Desk(app, trade.chief.code)
    judge = Desk(app, somebody(house, "another").code)
    for desk in (chief, judge):
        for path, method in (("", "GET"), ("/preview", "POST"), ("", "POST")):
            answer = desk.client.open(f"/organise/trades/{trade.id}/rules{path}", method=method)
            assert answer.status_code == 403


@ANY_DATABASE
def test_nothing_is_there_without_a_trade(desk: Desk) -> None:
    assert desk.client.get("/organise/trades/99/rules").status_code == 404
    assert desk.client.post("/organise/trades/99/rules/preview").status_code == 404
    assert desk.client.post("/organise/trades/99/rules").status_code == 404
