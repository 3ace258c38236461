"""Every board that a screen can be told to show; a new kind of board is one line here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db import Names
from competition.errors import sentence
from competition.programme.models import Competition, Trade
from competition.programme.trades import BY_CODE
from competition.registration.models import Delegation
from scoreboard.hall_models import Ceremony


@dataclass(frozen=True, slots=True)
class Board:
    """A board by *key* (``trade:17``), its number and names, and where its page is.

    *what* says what is shown of that, where its name alone does not.  One that
    *is_over* stays where it is shown and is shown nowhere else.  One that
    *speaks_both* shows both languages at once where a screen asks for both; the
    others show one after the other.
    """

    key: str
    number: str
    names: Names
    address: str
    what: str = ""
    is_over: bool = False
    speaks_both: bool = False


_MOST: Final = 2**31
"""No database holds a number as high as this."""

Wanted: TypeAlias = Collection[str] | None
"""The keys of the boards that are asked for; None: every board there is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of board: its heading in lists, how its keys begin, and how its boards are found."""

    heading: str
    beginnings: tuple[str, ...]
    boards: Callable[[Session, Wanted], Iterable[Board]]


def _trades(session: Session, wanted: Wanted) -> Iterable[Board]:
    for trade in _trades_among(session, wanted):
        yield Board(f"trade:{trade.id}", trade.code, trade.names, f"/board/{trade.id}")


def _courses(session: Session, wanted: Wanted) -> Iterable[Board]:
    for trade in _trades_among(session, wanted):
        key, address = f"course:{trade.id}", f"/board/{trade.id}/course"
        yield Board(key, trade.code, trade.names, address, sentence("Course of the scores"))


def _trades_among(session: Session, wanted: Wanted) -> Iterable[Trade]:
    query = select(Trade).order_by(Trade.competition_id, *BY_CODE)
    if wanted is not None:
        query = query.where(Trade.id.in_(_numbers(wanted)))
    return session.scalars(query)


def _ceremonies(session: Session, wanted: Wanted) -> Iterable[Board]:
    query = (
        select(Ceremony.id, Ceremony.is_rehearsal, Ceremony.closed_at, Trade.code, Trade.names)
        .join(Trade, Trade.id == Ceremony.trade_id)
        .order_by(Ceremony.id)
    )
    if wanted is None:
        query = query.where(Ceremony.closed_at.is_(None))
    else:
        # Before an audience a ceremony that is closed shows its title again.
        query = query.where(Ceremony.id.in_(_numbers(wanted)))
    for number, is_rehearsal, closed_at, code, names in session.execute(query):
        key, address = f"ceremony:{number}", f"/ceremony/{number}"
        what = sentence("rehearsal") if is_rehearsal else sentence("ceremony")
        is_over = closed_at is not None
        yield Board(key, code, names, address, what, is_over=is_over, speaks_both=True)


def _competitions(session: Session, wanted: Wanted) -> Iterable[Board]:
    for event in _events(session, wanted):
        here = f"/boards/{event.id}"
        yield Board(f"overview:{event.id}", "", event.names, here, sentence("All trades"))
        yield Board(
            f"medals:{event.id}", "", event.names, f"{here}/medals", sentence("Medal table")
        )
        by_points = f"{here}/medals?by=points"
        yield Board(f"points:{event.id}", "", event.names, by_points, sentence("Points table"))


def _delegations(session: Session, wanted: Wanted) -> Iterable[Board]:
    query = select(Delegation).order_by(Delegation.competition_id.desc(), Delegation.code)
    if wanted is not None:
        # The few of other competitions that have the same code are left out by their keys.
        query = query.where(Delegation.code.in_({key.split(":", 2)[-1] for key in wanted}))
    for home in session.scalars(query):
        key = f"delegation:{home.competition_id}:{home.code}"
        address = f"/boards/{home.competition_id}/delegations/{quote(home.code, safe='')}"
        yield Board(key, home.code, home.names, address)


def progress(competition: int) -> str:
    """Return the key of the board that says how far judging in a competition is."""
    return f"progress:{competition}"


def _progress(session: Session, wanted: Wanted) -> Iterable[Board]:
    for event in _events(session, wanted):
        address = f"/screen/progress/{event.id}"
        yield Board(progress(event.id), "", event.names, address, sentence("Judging progress"))


def _events(session: Session, wanted: Wanted) -> Sequence[Competition]:
    query = select(Competition).order_by(Competition.starts_on.desc())
    if wanted is not None:
        query = query.where(Competition.id.in_(_numbers(wanted)))
    return session.scalars(query).all()


def _numbers(keys: Collection[str]) -> set[int]:
    """Return what stands behind the colon of each key, where that is a number."""
    ends = {key.partition(":")[2] for key in keys}
    return {int(end) for end in ends if end.isdecimal() and int(end) < _MOST}


REPERTOIRE: Final = (
    Kind(sentence("Live boards"), ("trade",), _trades),
    Kind(sentence("Competitions"), ("overview", "medals", "points"), _competitions),
    Kind(sentence("Ceremonies"), ("ceremony",), _ceremonies),
    Kind(sentence("Charts"), ("course",), _courses),
    Kind(sentence("Delegations"), ("delegation",), _delegations),
    Kind(sentence("For the office, not public"), ("progress",), _progress),
)


def boards(session: Session) -> list[tuple[str, Sequence[Board]]]:
    """Return the boards that are offered now, by heading; headings without any are left out."""
    found = [(kind.heading, tuple(kind.boards(session, None))) for kind in REPERTOIRE]
    return [(heading, each) for heading, each in found if each]


def by_key(session: Session, keys: Iterable[str]) -> dict[str, Board]:
    """Return those of the boards with these *keys* that there are now, and look at no others."""
    # PostgreSQL refuses to look for a NUL, which stands in no key.
    wanted = {key for key in keys if "\0" not in key}
    found: dict[str, Board] = {}
    for kind in REPERTOIRE:
        asked = {key for key in wanted if key.partition(":")[0] in kind.beginnings}
        if asked:
            found |= {board.key: board for board in kind.boards(session, asked)}
    return {key: board for key, board in found.items() if key in wanted}
