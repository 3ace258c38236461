"""Taking a roster in: all of its rows, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.errors import Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration.models import Delegation, Entry, Member, RegistrationClose
from competition.registration.roster import RosterRow
from competition.scoring.values import TradeId


class RegistrationClosed(Refusal):
    """The scheme is locked and sheets exist: entries may be mended, not added."""

    code, status = "registration-closed", HTTPStatus.CONFLICT
    text = sentence("The scheme is locked, so no entry can be added. New: %(codes)s.")


class StationTaken(Refusal):
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


def close(session: Session, trade: int) -> None:
    """Let no entry be added to *trade* any more; known ones can still be mended."""
    session.add(RegistrationClose(trade_id=trade, closed_at=now()))


def entries_of(session: Session, trade: int) -> Sequence[tuple[Entry, Delegation]]:
    """Return the entries of *trade* with their delegations, by station."""
    query = (
        select(Entry, Delegation)
        .join(Delegation, Delegation.id == Entry.delegation_id)
        .where(Entry.trade_id == trade)
        .order_by(func.length(Entry.station), Entry.station)
    )
    return [(entry, delegation) for entry, delegation in session.execute(query)]


def step(session: Session, trade: Trade) -> Step:
    """Return the registration step of *trade*."""
    count = session.scalar(select(func.count(Entry.id)).where(Entry.trade_id == trade.id))
    missing = None if count else sentence("No entries yet: import a roster.")
    return Step(sentence("Entries"), "registration.entries", bool(count), missing)


def _enrol_one(session: Session, enrolment: Enrolment) -> int | Exception:
    trade = session.get_one(Trade, enrolment.trade)
    known = {
        entry.code: entry
        for entry in session.scalars(select(Entry).where(Entry.trade_id == trade.id))
    }
    new = [row.code for row in enrolment.rows if row.code not in known]
    if new and session.get(RegistrationClose, trade.id) is not None:
        return RegistrationClosed(codes=", ".join(new[:10]))
    coming = {row.code for row in enrolment.rows}
    held = {entry.station: code for code, entry in known.items() if code not in coming}
    for row in enrolment.rows:
        if row.station in held:
            return StationTaken(station=row.station, code=held[row.station])
    _free_stations(session, [known[row.code] for row in enrolment.rows if row.code in known])
    delegations = _delegations(session, trade.competition_id, enrolment.rows)
    for row in enrolment.rows:
        _put(session, trade.id, row, known.get(row.code), delegations[row.delegation])
    note(session, enrolment.by, "enrolled", trade=trade.id, rows=len(enrolment.rows), new=len(new))
    session.flush()
    touch(session, TradeId(trade.id))
    return len(enrolment.rows)


def _free_stations(session: Session, entries: Sequence[Entry]) -> None:
    # Stations may swap within one roster; each passes through a free name.
    for entry in entries:
        entry.station = f"~{entry.id}"
    session.flush()


def _delegations(
    session: Session, competition: int, rows: Sequence[RosterRow]
) -> dict[str, Delegation]:
    found = {
        delegation.code: delegation
        for delegation in session.scalars(
            select(Delegation).where(Delegation.competition_id == competition)
        )
    }
    for row in rows:
        delegation = found.get(row.delegation)
        if delegation is None:
            delegation = Delegation(
                competition_id=competition, code=row.delegation, names={}, short={}
            )
            session.add(delegation)
            found[row.delegation] = delegation
        delegation.names = {**delegation.names, **row.delegation_names} or {"zh": row.delegation}
        delegation.short = {**delegation.short, **row.delegation_short}
    session.flush()
    return found


def _put(
    session: Session, trade: int, row: RosterRow, entry: Entry | None, delegation: Delegation
) -> None:
    if entry is None:
        entry = Entry(trade_id=trade, code=row.code)
        session.add(entry)
    entry.station, entry.names, entry.status = row.station, row.names, row.status
    entry.delegation_id = delegation.id
    session.flush()
    session.execute(delete(Member).where(Member.entry_id == entry.id))
    for position, member in enumerate(row.members, 1):
        session.add(Member(entry_id=entry.id, position=position, names={"zh": member}))
