"""Freezing what the public sees of trades: by hand or at a moment, and letting it go again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now, written
from competition.db import announce
from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from scoreboard import results
from scoreboard.models import Freeze
from scoreboard.visibility import Frozen, Veil


class AlreadyFrozen(Refusal):
    """What the public sees stands still already."""

    code, status = "already-frozen", HTTPStatus.CONFLICT
    text = sentence("The board is frozen already.")


class NotFrozen(Refusal):
    """There is no freeze to lift and none to call off."""

    code, status = "not-frozen", HTTPStatus.CONFLICT
    text = sentence("The board is not frozen, and no freeze is set.")


class FreezePast(Refusal):
    """A freeze can be set for a moment to come only."""

    code, status = "freeze-past", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence("This moment has passed. Set a later one, or freeze now.")


@dataclass(frozen=True, slots=True)
class VeilChanged:
    """What the public may see of *trade* is not what it was; its version went on from *base*."""

    trade: int
    base: int
    version: int


@dataclass(frozen=True, slots=True)
class Planned:
    """The public of *trade* shall see nothing new from *at* on."""

    trade: int
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Freezing:
    """The public of *trade* keeps *document*, as its board showed it at *at*."""

    trade: int
    at: datetime
    by: int
    version: int
    document: bytes


@dataclass(frozen=True, slots=True)
class Lifting:
    """The public of *trade* follows again, or the freeze that was set is off."""

    trade: int
    by: int


class Stand(NamedTuple):
    """A freeze that stands, or one that is planned: since or from when, and by whom."""

    kind: str
    at: datetime
    by: int


Outcomes = Sequence[Sequence[Refusal | None]]


def plan(session: Session, plans: Sequence[Sequence[Planned]]) -> Outcomes:
    """Set moments from which on trades are frozen; answer each with None, or with why not.

    A later plan takes the place of an earlier one.
    """
    return [[_plan_one(session, each) for each in together] for together in plans]


def freeze(session: Session, freezings: Sequence[Sequence[Freezing]]) -> Outcomes:
    """Let the public keep what it sees; answer each with None, or with why not."""
    return [[_freeze_one(session, each) for each in together] for together in freezings]


def lift(session: Session, liftings: Sequence[Sequence[Lifting]]) -> Outcomes:
    """Let the public follow again, and call off what was set; answer each with None or why not."""
    return [[_lift_one(session, each) for each in together] for together in liftings]


def newest(session: Session, trade: int) -> Freeze | None:
    """Return the act that counts for *trade*, or None where there never was any."""
    return session.scalar(
        select(Freeze).where(Freeze.trade_id == trade).order_by(Freeze.id.desc()).limit(1)
    )


def standing(session: Session) -> dict[int, Stand]:
    """Return, by trade, every freeze and plan that stands."""
    last = select(func.max(Freeze.id)).group_by(Freeze.trade_id)
    rows = session.execute(
        select(Freeze.trade_id, Freeze.kind, Freeze.at, Freeze.recorded_by).where(
            Freeze.id.in_(last), Freeze.kind != "lift"
        )
    )
    return {trade: Stand(kind, at, by) for trade, kind, at, by in rows}


def veil_of(session: Session, trade: int) -> Veil:
    """Return what stands between *trade* and the public now."""
    return _veil(session.get_one(Trade, trade).shows, newest(session, trade))


def veils_of(session: Session, trades: Collection[Trade]) -> dict[int, Veil]:
    """Return what stands between each of *trades* and the public now."""
    numbers = [each.id for each in trades]
    last = select(func.max(Freeze.id)).where(Freeze.trade_id.in_(numbers)).group_by(Freeze.trade_id)
    rows = session.scalars(select(Freeze).where(Freeze.id.in_(last)))
    acts = {row.trade_id: row for row in rows}
    return {each.id: _veil(each.shows, acts.get(each.id)) for each in trades}


def _veil(shows: str, last: Freeze | None) -> Veil:
    if last is None or last.kind == "lift":
        return Veil(shows)
    if last.kind == "plan":
        return Veil(shows, freezes_at=last.at)
    document = orjson.loads(last.document or "{}")
    kept = Frozen(written(last.at), last.version or 0, document, last.edition or 0)
    return Veil(shows, frozen=kept)


def _plan_one(session: Session, planned: Planned) -> Refusal | None:
    if planned.at <= now():
        return FreezePast()
    last = newest(session, planned.trade)
    if last is not None and last.kind == "freeze":
        return AlreadyFrozen()
    _add(session, planned.trade, "plan", planned.at, planned.by)
    _tell(session, planned.trade, by=0)
    note(session, planned.by, "freeze-planned", trade=planned.trade, at=written(planned.at))
    return None


def _freeze_one(session: Session, freezing: Freezing) -> Refusal | None:
    last = newest(session, freezing.trade)
    if last is not None and last.kind == "freeze":
        return AlreadyFrozen()
    # Who was late to freeze what was due does not let out what was published meanwhile.
    published = results.newest(session, freezing.trade, before=freezing.at)
    _add(
        session,
        freezing.trade,
        "freeze",
        freezing.at,
        freezing.by,
        document=freezing.document.decode(),
        version=freezing.version,
        edition=published.edition if published else 0,
    )
    _tell(session, freezing.trade, by=1)
    note(session, freezing.by, "board-frozen", trade=freezing.trade, at=written(freezing.at))
    return None


def _lift_one(session: Session, lifting: Lifting) -> Refusal | None:
    last = newest(session, lifting.trade)
    if last is None or last.kind == "lift":
        return NotFrozen()
    _add(session, lifting.trade, "lift", now(), lifting.by)
    _tell(session, lifting.trade, by=1)
    act = "freeze-lifted" if last.kind == "freeze" else "freeze-called-off"
    note(session, lifting.by, act, trade=lifting.trade)
    return None


def _add(session: Session, trade: int, kind: str, at: datetime, by: int, **kept: str | int) -> None:
    row = Freeze(trade_id=trade, kind=kind, at=at, recorded_at=now(), recorded_by=by, **kept)
    session.add(row)
    session.flush()


def _tell(session: Session, trade: int, *, by: int) -> None:
    """Count *trade* on *by* versions, so that boards know old from new, and tell its boards."""
    # Not by touch(): nothing has to be counted anew, and a hall may freeze 300 trades at once.
    version = session.execute(
        update(Trade)
        .where(Trade.id == trade)
        .values(version=Trade.version + by)
        .returning(Trade.version)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    announce(session, VeilChanged(trade, version - by, version))
