"""Ceremonies: a signed result becomes scenes, and a presenter moves from one to the next."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.db import announce
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from judging import chain, rulings, sheets
from scoreboard import results
from scoreboard.hall_models import Ceremony
from scoreboard.introductions import Introductions, introductions, stamp_of
from scoreboard.scenes import invented, scenes, told_before
from scoreboard.standings import build
from scoreboard.visibility import tells_names, told_rows, told_scene

MOST_ALONE = 30
CODES = "codes"
"""What stands for the names of a ceremony that tells none."""


class StaleStep(Refusal):
    """Somebody else has moved the ceremony meanwhile, or this was pressed twice."""

    code, status = "stale-step", HTTPStatus.CONFLICT
    text = sentence("The ceremony has moved already. Nothing was done.")


class Outdated(Refusal):
    """The result is not what the ceremony was made from."""

    code, status = "ceremony-outdated", HTTPStatus.CONFLICT
    text = sentence(
        "The result has changed since this ceremony was made. Close it and make a new one."
    )


class Closed(Refusal):
    """The ceremony is over."""

    code, status = "ceremony-closed", HTTPStatus.CONFLICT
    text = sentence("This ceremony is closed.")


@dataclass(frozen=True, slots=True)
class CeremonyMoved:
    """A ceremony shows another scene; *ceremony* is what the public may see of it.

    *trade* is whose result it tells, *called* stands for the names by which it does.
    """

    ceremony: Mapping[str, Any]
    trade: int
    called: str


@dataclass(frozen=True, slots=True)
class NewCeremony:
    """A ceremony to make of a trade's result; places up to *alone* are told one by one."""

    trade: int
    alone: int
    is_rehearsal: bool
    by: int


@dataclass(frozen=True, slots=True)
class Move:
    """The scene to show next, and the version on which the presenter decided."""

    ceremony: int
    step: int
    version: int
    by: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A ceremony that is over: it shows its title again, and no screen can be given it."""

    ceremony: int
    by: int


def make(session: Session, new: Sequence[NewCeremony]) -> Sequence[int | Exception]:
    """Make ceremonies; answer their ids."""
    return [_make_one(session, each) for each in new]


def move(session: Session, moves: Sequence[Move]) -> Sequence[int | Exception]:
    """Show other scenes; answer the new versions."""
    return [_move_one(session, each) for each in moves]


def close(session: Session, closings: Sequence[Closing]) -> Sequence[int | Exception]:
    """Close ceremonies; answer their versions."""
    return [_close_one(session, each) for each in closings]


def everyone(session: Session) -> list[tuple[Ceremony, Trade]]:
    """Return every ceremony and its trade: open ones first, then the newest first."""
    found = session.execute(
        select(Ceremony, Trade)
        .join(Trade, Trade.id == Ceremony.trade_id)
        .order_by(Ceremony.closed_at.is_not(None), Ceremony.id.desc())
    )
    return [(row, trade) for row, trade in found]


def seen(session: Session, row: Ceremony) -> CeremonyMoved:
    """Return what the public may see of a ceremony, by the names that may be told now."""
    known = _known(session, row)
    return CeremonyMoved(_public(row, known), row.trade_id, _called(known))


def called(session: Session, row: Ceremony) -> str:
    """Return what stands for the names by which a ceremony is told now."""
    return _called(_known(session, row))


def script(session: Session, row: Ceremony) -> tuple[str, list[dict[str, Any]]]:
    """Return every scene as it would be told now, after what stands for its names."""
    known = _known(session, row)
    return _called(known), [told_scene(each, known) for each in row.scenes]


def _known(session: Session, row: Ceremony) -> Introductions | None:
    """Return who is who, read when it is told; None where it tells codes.

    Whoever was invented for a rehearsal is called as the scenes say.
    """
    trade = session.get_one(Trade, row.trade_id, populate_existing=True)
    if not tells_names(trade.shows):
        return None
    return {} if row.is_rehearsal else introductions(session, trade.id)


def _called(known: Introductions | None) -> str:
    return CODES if known is None else stamp_of(known)


def _public(row: Ceremony, known: Introductions | None) -> dict[str, Any]:
    """Return the present scene and what was told before."""
    step = 0 if row.closed_at else row.step
    return {
        "ceremony": row.id,
        "version": row.version,
        "rehearsal": row.is_rehearsal,
        "closed": row.closed_at is not None,
        "step": step,
        "title": row.scenes[0],
        "scene": told_scene(row.scenes[step], known),
        "told": told_rows(told_before(row.scenes, step), known),
    }


def public_scene(fact: CeremonyMoved, epoch: str) -> dict[str, Any]:
    """Return what *fact* tells as the wire carries it."""
    return {**fact.ceremony, "epoch": epoch_of(epoch, fact.called)}


def epoch_of(epoch: str, called: str) -> str:
    """Return the epoch of a ceremony's versions: one version is another scene by other names."""
    return f"{epoch}-{called}"


def is_current(session: Session, row: Ceremony) -> bool:
    """Answer whether the result still is what the ceremony was made from."""
    return row.is_rehearsal or row.ledger_hash == _fingerprint(session, row.trade_id)


def _make_one(session: Session, new: NewCeremony) -> int | Exception:
    if not new.is_rehearsal and not sheets.is_signed(session, new.trade):
        return results.NotSigned()
    row = Ceremony(
        trade_id=new.trade,
        is_rehearsal=new.is_rehearsal,
        scenes=_rehearsed(session, new) if new.is_rehearsal else _told(session, new),
        step=0,
        version=1,
        ledger_hash=None if new.is_rehearsal else _fingerprint(session, new.trade),
        made_at=now(),
        made_by=new.by,
    )
    session.add(row)
    session.flush()
    about = {"trade": new.trade, "ceremony": row.id, "rehearsal": new.is_rehearsal}
    note(session, new.by, "ceremony-made", **about)
    return row.id


def _move_one(session: Session, new: Move) -> int | Exception:
    row = session.get(Ceremony, new.ceremony, with_for_update=True, populate_existing=True)
    if row is None:
        return NotFound()
    if row.closed_at is not None:
        return Closed()
    if new.version != row.version:
        return StaleStep({"step": row.step, "version": row.version})
    if not 0 <= new.step < len(row.scenes):
        return NotFound()
    if new.step > row.step and not is_current(session, row):
        return Outdated()
    row.step, row.version = new.step, row.version + 1
    session.flush()
    about = {"trade": row.trade_id, "ceremony": row.id, "step": row.step}
    note(session, new.by, "ceremony-moved", **about)
    announce(session, seen(session, row))
    return row.version


def _close_one(session: Session, new: Closing) -> int | Exception:
    row = session.get(Ceremony, new.ceremony, with_for_update=True, populate_existing=True)
    if row is None:
        return NotFound()
    if row.closed_at is None:
        row.closed_at, row.version = now(), row.version + 1
        session.flush()
        note(session, new.by, "ceremony-closed", trade=row.trade_id, ceremony=row.id)
        announce(session, seen(session, row))
    return row.version


def _told(session: Session, new: NewCeremony) -> list[dict[str, object]]:
    standing = build(session, new.trade)
    # Who is who is read when it is told: names may be hidden, shown or corrected until then.
    standing.shows = "codes"
    return scenes(results.document(session, standing), {}, new.alone)


def _rehearsed(session: Session, new: NewCeremony) -> list[dict[str, object]]:
    standing = build(session, new.trade)
    head = {
        "competition": {"names": dict(standing.competition)},
        "trade": {
            "code": standing.code,
            "names": standing.names,
            "group": standing.group or None,
            "unit": standing.unit,
        },
    }
    modules = standing.plan.modules if standing.plan else ()
    most = sum((standing.most(module) for module in modules), Decimal(0))
    rows, members = invented(standing.unit, most or Decimal(100), standing.given.rules)
    return scenes({**head, "rows": rows}, members, new.alone)


def _fingerprint(session: Session, trade: int) -> str:
    """Return what stands for everything that a result depends on after the signature."""
    told = f"{chain.head(session, trade)} {rulings.head(session, trade)}"
    return hashlib.sha256(told.encode()).hexdigest()
