"""Organisers' pages for entries and rosters."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.errors import NotFound, Refusal
from competition.i18n import language, translated
from competition.native import in_native_thread
from competition.programme.models import Trade
from competition.registration import cells, enrol, roster
from competition.registration.intake import Intake
from competition.registration.models import Delegation, Entry, Member, Team
from competition.registration.register import facts_of, team_facts_of
from competition.scoring.rules_document import rules_of
from competition.web import database, permit, write

blueprint = Blueprint("registration", __name__, url_prefix="/organise/trades/<int:trade>")
_OPTIONAL: Final = ("colours", "team", "team_status", *roster.FACTS, *roster.TIES)
_SHOWN: Final = 200


@blueprint.get("/entries")
def entries(trade: int) -> Answer:
    """Show the entries of a trade and the form that imports a roster."""
    permit(Act.ORGANISE)
    return _page(trade, roster.Roster((), ()))


@blueprint.post("/roster")
def check_roster(trade: int) -> Answer:
    """Read a roster: show what would be imported, or every bad cell; import once confirmed."""
    somebody = permit(Act.ORGANISE)
    read = in_native_thread(roster.read, _uploaded())
    if read.problems or not request.form.get("confirmed"):
        return _page(trade, read)
    try:
        write(enrol.enrol, enrol.Enrolment(trade, read.rows, somebody.id))
    except enrol.RosterRefused as refusal:
        return _page(trade, read, refusal)
    return redirect(url_for("registration.entries", trade=trade), HTTPStatus.SEE_OTHER)


def _uploaded() -> bytes:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return bytes(sent.read())
    return request.form.get("rows", "").encode()


def _page(trade: int, read: roster.Roster, refusal: enrol.RosterRefused | None = None) -> Answer:
    with database().read() as session:
        found = session.get(Trade, trade)
        if found is None:
            raise NotFound
        steps = current_app.extensions["journey"].of(session, found)
        listed = enrol.entries_of(session, trade)
        teams = enrol.teams_of(session, trade)
        members = session.scalars(
            select(Member)
            .where(Member.entry_id.in_([entry.id for entry, _ in listed]))
            .order_by(Member.position)
        ).all()
        intake = None
        if read.rows and not read.problems:
            intake, refused = enrol.examine(session, found, read.rows)
            refusal = refusal or refused
    bad = read.problems or (intake.problems if intake else ())
    page = render_template(
        "competition/entries.html",
        trade=found,
        steps=steps,
        members=members,
        headings=roster.HEADINGS,
        sums_teams=rules_of(found.rules).sums_teams,
        **_listed(listed, teams),
        **_previewed(read, None if bad else intake, refusal),
        problems=[_told_of(each) for each in bad],
    )
    return make_response(page, _status(bad, refusal))


def _status(bad: Sequence[roster.BadCell], refusal: Refusal | None) -> HTTPStatus:
    if bad:
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return refusal.status if refusal else HTTPStatus.OK


def _listed(
    entries: Sequence[tuple[Entry, Delegation | None]],
    teams: Sequence[tuple[Team, Delegation | None]],
) -> dict[str, object]:
    """Return the entries by team, and the cells of columns that any of them fills."""
    grouped = [
        (team, home, [row for row in entries if row[0].team_id == team.id]) for team, home in teams
    ]
    alone = [row for row in entries if row[0].team_id is None]
    facts = {entry.id: _spelled(facts_of(entry)) for entry, _ in entries}
    of_teams = {team.id: _spelled(team_facts_of(team)) for team, _ in teams}
    used = [
        column
        for column in (*roster.FACTS, *roster.TIES)
        if any(row.get(column) for row in (*facts.values(), *of_teams.values()))
    ]
    return {
        "entries": entries,
        "groups": [*grouped, (None, None, alone)] if alone else grouped,
        "facts": facts,
        "team_facts": of_teams,
        "columns_used": used,
    }


def _previewed(
    read: roster.Roster, intake: Intake | None, refusal: Refusal | None
) -> dict[str, object]:
    """Return what would be imported, row by row and change by change."""
    sentence = translated(refusal.text, _told(refusal.values)) if refusal and intake else None
    if intake is None:
        return {"preview": (), "refusal": sentence}
    after = intake.after
    lines = [(row, after.entries[row.code]) for row in read.rows]
    return {
        "preview": [
            {
                "code": row.code,
                "line": line,
                "home": after.delegations.get(line.delegation or ""),
                "cells": roster.texts(row),
                "is_new": row.code in intake.fresh,
            }
            for row, line in lines[:_SHOWN]
        ],
        "rows_read": len(lines),
        "fresh": len(intake.fresh),
        "changes": [
            (each, _heading(roster.HEADINGS[each.column][0])) for each in intake.changes[:_SHOWN]
        ],
        "changed": len(intake.changes),
        "brought": [column for column in _OPTIONAL if column in read.rows[0].columns],
        "text": "" if refusal else roster.as_text(read),
        "refusal": sentence,
    }


def _spelled(facts: Mapping[str, object]) -> dict[str, str]:
    return {column: cells.spelled(value) for column, value in facts.items()}


def _told_of(bad: roster.BadCell) -> dict[str, object]:
    return {
        "row": bad.row,
        "column": _heading(bad.column),
        "text": translated(roster.PROBLEMS[bad.code], _told(bad.values)),
    }


def _heading(column: object) -> object:
    """Return the heading of a column as the reader's language spells it."""
    spellings = next((each for each in roster.HEADINGS.values() if each[0] == column), None)
    if spellings is None:
        return column
    return spellings[1] if language() == "zh" else spellings[0]


def _told(values: Mapping[str, object]) -> dict[str, object]:
    if "column" not in values:
        return dict(values)
    return {**values, "column": _heading(values["column"])}
