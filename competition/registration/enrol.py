"""Taking a roster in: all of its rows, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.errors import Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration.intake import Intake, take_in
from competition.registration.models import (
    Delegation,
    Entry,
    RegistrationClose,
    RegistrationSeal,
    Team,
)
from competition.registration.register import Register, keep, register_of
from competition.registration.roster import (
    FACTS,
    HEADINGS,
    PROBLEMS,
    BadCell,
    RosterRow,
)
from competition.scoring.rules_document import rules_of
from competition.scoring.values import TradeId

SEALED: Final = frozenset({"delegation", "status", "team", "team_status", *FACTS})
"""The columns that a result depends on."""
TIES_CHANGED: Final = "entry-ties-changed"
"""The act of an audit line that says to whom an entry was tied before, once sheets are open."""
_SAID_AT_MOST: Final = 10


class RosterRefused(Refusal):
    """A roster that cannot be taken in as it is."""


class RosterUnfit(RosterRefused):
    """Some rows do not fit the trade; *problems* names every cell, the sentence the first."""

    code = "roster-unfit"
    text = sentence("Row %(row)s, %(column)s: %(reason)s")

    def __init__(self, problems: Sequence[BadCell]) -> None:
        bad = problems[0]
        super().__init__(row=bad.row, column=bad.column, reason=PROBLEMS[bad.code] % bad.values)
        self.problems = tuple(problems)


class RegistrationClosed(RosterRefused):
    """The scheme is locked and sheets exist: entries may be mended, not added."""

    code, status = "registration-closed", HTTPStatus.CONFLICT
    text = sentence("The scheme is locked, so no entry can be added. New: %(codes)s.")


class TeamsClosed(RosterRefused):
    """The scheme is locked: members may change teams, but no team may come or go."""

    code, status = "teams-closed", HTTPStatus.CONFLICT
    text = sentence(
        "The scheme is locked, so no team can be added or left without members: %(codes)s."
    )


class RegistrationSealed(RosterRefused):
    """The marks are signed: what the result depends on stays as it is."""

    code, status = "registration-sealed", HTTPStatus.CONFLICT
    text = sentence(
        "The chief judge has signed, so %(column)s of %(code)s cannot change any more; "
        "names and stations can."
    )


class StationTaken(RosterRefused):
    """Two entries of one trade cannot share a station."""

    code, status = "station-taken", HTTPStatus.CONFLICT
    text = sentence("Station %(station)s belongs to entry %(code)s already.")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The rows of a roster for one trade."""

    trade: int
    rows: tuple[RosterRow, ...]
    by: int | None


def enrol(session: Session, enrolments: Sequence[Enrolment]) -> Sequence[int | Exception]:
    """Add the rows' entries and bring known ones up to date; answer each with its row count."""
    return [_enrol_one(session, enrolment) for enrolment in enrolments]


def examine(
    session: Session, trade: Trade, rows: Sequence[RosterRow]
) -> tuple[Intake, RosterRefused | None]:
    """Return what *rows* would make of the register of *trade*, and why they cannot, if so."""
    before = register_of(session, trade)
    intake = take_in(before, rows, sums_teams=rules_of(trade.rules).sums_teams)
    return intake, _refusal(session, trade.id, intake, rows)


def hold(session: Session, trade: int) -> None:
    """Keep the register of *trade* from changing until the work of *session* is committed."""
    session.get(Trade, trade, with_for_update={"key_share": True}, populate_existing=True)


def close(session: Session, trade: int) -> None:
    """Let no entry be added to *trade* any more; known ones can still be mended."""
    session.add(RegistrationClose(trade_id=trade, closed_at=now()))


def seal(session: Session, trade: int) -> None:
    """Let nothing change any more in the register of *trade* that its result depends on.

    Whoever counts before sealing calls ``hold`` first, so that both see the
    same register.
    """
    session.add(RegistrationSeal(trade_id=trade, sealed_at=now()))


def entries_of(session: Session, trade: int) -> Sequence[tuple[Entry, Delegation | None]]:
    """Return the entries of *trade* with their delegations, by station, else by code."""
    place = func.coalesce(Entry.station, Entry.code)
    query = (
        select(Entry, Delegation)
        .outerjoin(Delegation, Delegation.id == Entry.delegation_id)
        .where(Entry.trade_id == trade)
        .order_by(func.length(place), place)
    )
    return [(entry, delegation) for entry, delegation in session.execute(query)]


def teams_of(session: Session, trade: int) -> Sequence[tuple[Team, Delegation | None]]:
    """Return the teams of *trade* with their delegations, by code."""
    query = (
        select(Team, Delegation)
        .outerjoin(Delegation, Delegation.id == Team.delegation_id)
        .where(Team.trade_id == trade)
        .order_by(func.length(Team.code), Team.code)
    )
    return [(team, delegation) for team, delegation in session.execute(query)]


def delegations_of(session: Session, trade: int) -> Sequence[tuple[str, Delegation]]:
    """Return every delegation of the competition of *trade* by code, competing there or not."""
    competition = session.get_one(Trade, trade).competition_id
    query = select(Delegation).where(Delegation.competition_id == competition)
    return [(each.code, each) for each in session.scalars(query.order_by(Delegation.code))]


def step(session: Session, trade: Trade) -> Step:
    """Return the registration step of *trade*."""
    count = session.scalar(select(func.count(Entry.id)).where(Entry.trade_id == trade.id))
    missing = None if count else sentence("No entries yet: import a roster.")
    return Step(sentence("Entries"), "registration.entries", bool(count), missing)


def _enrol_one(session: Session, enrolment: Enrolment) -> int | Exception:
    hold(session, enrolment.trade)
    trade = session.get_one(Trade, enrolment.trade)
    intake, refusal = examine(session, trade, enrolment.rows)
    if refusal is not None:
        return refusal
    keep(session, trade, intake.before, intake.after)
    note(
        session,
        enrolment.by,
        "enrolled",
        trade=trade.id,
        rows=len(enrolment.rows),
        new=len(intake.fresh),
        changes=len(intake.changes),
    )
    if session.get(RegistrationClose, trade.id) is not None:
        _note_ties(session, enrolment, intake)
    session.flush()
    for each in {trade.id, *_showing(session, trade, intake)}:
        touch(session, TradeId(each))
    return len(enrolment.rows)


def _note_ties(session: Session, enrolment: Enrolment, intake: Intake) -> None:
    """Note to whom entries were tied, where that is another thing now: judges are seated by it."""
    for code in intake.before.entries:
        old, new = _ties(intake.before, code), _ties(intake.after, code)
        if old != new:
            about = {"entry": code, "old": old, "new": new}
            note(session, enrolment.by, TIES_CHANGED, trade=enrolment.trade, **about)


def _ties(register: Register, code: str) -> dict[str, object]:
    line = register.entries[code]
    team = register.teams.get(line.team or "")
    homes = {line.delegation, team.delegation if team else None} - {None}
    coaches = [*(line.facts.get("coaches") or ())]
    return {
        "delegations": sorted(map(str, homes)),
        "unit": line.facts.get("unit") or "",
        "coaches": coaches,
    }


def _showing(session: Session, trade: Trade, intake: Intake) -> Sequence[int]:
    """Return the trades whose boards show a delegation that is called otherwise now."""
    before, after = intake.before.delegations, intake.after.delegations
    renamed = [code for code, named in before.items() if after[code] != named]
    homes = select(Delegation.id).where(
        Delegation.competition_id == trade.competition_id, Delegation.code.in_(renamed)
    )
    return session.scalars(
        select(Entry.trade_id)
        .where(Entry.delegation_id.in_(homes))
        .union(select(Team.trade_id).where(Team.delegation_id.in_(homes)))
    ).all()


def _refusal(
    session: Session, trade: int, intake: Intake, rows: Sequence[RosterRow]
) -> RosterRefused | None:
    if intake.problems:
        return RosterUnfit(intake.problems)
    is_sealed = session.get(RegistrationSeal, trade) is not None
    if is_sealed or session.get(RegistrationClose, trade) is not None:
        if intake.fresh:
            return RegistrationClosed(codes=", ".join(intake.fresh[:_SAID_AT_MOST]))
        teams = (*intake.fresh_teams, *intake.lost_teams)
        if teams:
            return TeamsClosed(codes=", ".join(teams[:_SAID_AT_MOST]))
    if is_sealed:
        for each in intake.changes:
            if each.column in SEALED:
                return RegistrationSealed(column=HEADINGS[each.column][0], code=each.code)
    return _station_taken(intake.after, rows)


def _station_taken(after: Register, rows: Sequence[RosterRow]) -> StationTaken | None:
    coming = {row.code for row in rows}
    held = {line.station: code for code, line in after.entries.items() if code not in coming}
    for row in rows:
        station = after.entries[row.code].station
        if station is not None and held.setdefault(station, row.code) != row.code:
            return StationTaken(station=station, code=held[station])
    return None
