"""Setting up competitions and trades, and telling boards that a trade changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.audit import note
from competition.db import announce
from competition.errors import Refusal, sentence
from competition.programme.models import Competition, Trade
from competition.scoring.values import TradeId

BY_CODE: Final = (func.length(Trade.code), Trade.code)
"""How trades stand in every list: shorter codes first, so that T2 comes before T10."""


class TradeCodeTaken(Refusal):
    """Two trades of one competition cannot have one code."""

    code, status = "trade-code-taken", HTTPStatus.CONFLICT
    text = sentence("There is a trade with the code %(code)s already.")


@dataclass(frozen=True, slots=True)
class TradeChanged:
    """Something that the boards of a trade show is not what it was, apart from marks."""

    trade: TradeId


@dataclass(frozen=True, slots=True)
class TradeAdded:
    """A competition has one trade more."""

    competition: int


@dataclass(frozen=True, slots=True)
class NewCompetition:
    """A competition to set up."""

    names: dict[str, str]
    starts_on: date
    ends_on: date
    by: int | None


@dataclass(frozen=True, slots=True)
class NewTrade:
    """A trade to add to a competition."""

    competition: int
    code: str
    names: dict[str, str]
    group_names: dict[str, str]
    unit: str
    shows: str
    rules: dict[str, object]
    by: int | None


@dataclass(frozen=True, slots=True)
class NewShows:
    """What the public shall see of a trade from now on."""

    trade: int
    shows: str
    by: int


def create(session: Session, competitions: Sequence[NewCompetition]) -> Sequence[int]:
    """Set up competitions; answer their ids."""
    ids = []
    for new in competitions:
        row = Competition(names=new.names, starts_on=new.starts_on, ends_on=new.ends_on)
        session.add(row)
        session.flush()
        note(session, new.by, "competition-created", competition=row.id)
        ids.append(row.id)
    return ids


def add(session: Session, trades: Sequence[NewTrade]) -> Sequence[int | Exception]:
    """Add trades; answer each with its id, or with TradeCodeTaken."""
    return [_add_one(session, trade) for trade in trades]


def show(session: Session, changes: Sequence[NewShows]) -> Sequence[None]:
    """Change what the public sees of trades."""
    for change in changes:
        session.get_one(Trade, change.trade).shows = change.shows
        note(session, change.by, "shows-changed", trade=change.trade, shows=change.shows)
        session.flush()
        touch(session, TradeId(change.trade))
    return [None] * len(changes)


def touch(session: Session, trade: TradeId) -> None:
    """Count *trade* one version on, and tell its boards after the commit."""
    session.execute(update(Trade).where(Trade.id == trade).values(version=Trade.version + 1))
    announce(session, TradeChanged(trade))


def of_competition(session: Session, competition: int) -> Sequence[Trade]:
    """Return the trades of *competition* by code."""
    return session.scalars(
        select(Trade).where(Trade.competition_id == competition).order_by(*BY_CODE)
    ).all()


def competitions(session: Session) -> Sequence[Competition]:
    """Return every competition, the newest first."""
    return session.scalars(select(Competition).order_by(Competition.starts_on.desc())).all()


def trade_ids(session: Session, among: Collection[int] | None = None) -> Sequence[TradeId]:
    """Return the ids of all trades, or of those *among* a collection, in order."""
    query = select(Trade.id).order_by(Trade.id)
    if among is not None:
        query = query.where(Trade.id.in_(among))
    return [TradeId(number) for number in session.scalars(query)]


def _add_one(session: Session, new: NewTrade) -> int | Exception:
    taken = session.scalar(
        select(Trade.id).where(Trade.competition_id == new.competition, Trade.code == new.code)
    )
    if taken is not None:
        return TradeCodeTaken(code=new.code)
    row = Trade(
        competition_id=new.competition,
        code=new.code,
        names=new.names,
        group_names=new.group_names,
        unit=new.unit,
        shows=new.shows,
        rules=new.rules,
    )
    session.add(row)
    session.flush()
    note(session, new.by, "trade-added", trade=row.id, code=new.code)
    announce(session, TradeAdded(new.competition))
    return row.id
