"""Every board that a screen can be told to show; a new kind of board is one line here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db import Names
from competition.errors import sentence
from competition.programme.models import Trade
from competition.programme.trades import competitions
from competition.registration.models import Delegation
from scoreboard.hall_models import Ceremony


@dataclass(frozen=True, slots=True)
class Board:
    """A board by *key* (``trade:17``), its number and names, and where its page is.

    *what* says what is shown of that, where its name alone does not.  One that
    *speaks_both* shows both languages at once where a screen asks for both; the
    others show one after the other.
    """

    key: str
    number: str
    names: Names
    address: str
    what: str = ""
    speaks_both: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of board: its heading in lists, and the boards of it that there are now."""

    heading: str
    boards: Callable[[Session], Iterable[Board]]


def _trades(session: Session) -> Iterable[Board]:
    for trade in session.scalars(select(Trade).order_by(Trade.competition_id, Trade.code)):
        yield Board(f"trade:{trade.id}", trade.code, trade.names, f"/board/{trade.id}")


def _ceremonies(session: Session) -> Iterable[Board]:
    found = session.execute(
        select(Ceremony.id, Ceremony.is_rehearsal, Trade.code, Trade.names)
        .join(Trade, Trade.id == Ceremony.trade_id)
        .where(Ceremony.closed_at.is_(None))
        .order_by(Ceremony.id)
    )
    for number, is_rehearsal, code, names in found:
        key, address = f"ceremony:{number}", f"/ceremony/{number}"
        what = sentence("rehearsal") if is_rehearsal else sentence("ceremony")
        yield Board(key, code, names, address, what, speaks_both=True)


def _competitions(session: Session) -> Iterable[Board]:
    for event in competitions(session):
        here = f"/boards/{event.id}"
        yield Board(f"overview:{event.id}", "", event.names, here, sentence("All trades"))
        yield Board(
            f"medals:{event.id}", "", event.names, f"{here}/medals", sentence("Medal table")
        )
        by_points = f"{here}/medals?by=points"
        yield Board(f"points:{event.id}", "", event.names, by_points, sentence("Points table"))


def _delegations(session: Session) -> Iterable[Board]:
    known = select(Delegation).order_by(Delegation.competition_id.desc(), Delegation.code)
    for home in session.scalars(known):
        key = f"delegation:{home.competition_id}:{home.code}"
        address = f"/boards/{home.competition_id}/delegations/{quote(home.code, safe='')}"
        yield Board(key, home.code, home.names, address)


def progress(competition: int) -> str:
    """Return the key of the board that says how far judging in a competition is."""
    return f"progress:{competition}"


def _progress(session: Session) -> Iterable[Board]:
    for event in competitions(session):
        address = f"/screen/progress/{event.id}"
        yield Board(progress(event.id), "", event.names, address, sentence("Judging progress"))


REPERTOIRE: Final = (
    Kind(sentence("Live boards"), _trades),
    Kind(sentence("Competitions"), _competitions),
    Kind(sentence("Ceremonies"), _ceremonies),
    Kind(sentence("Delegations"), _delegations),
    Kind(sentence("For the office, not public"), _progress),
)


def boards(session: Session) -> list[tuple[str, Sequence[Board]]]:
    """Return the boards that there are now, by heading; headings without any are left out."""
    found = [(kind.heading, tuple(kind.boards(session))) for kind in REPERTOIRE]
    return [(heading, each) for heading, each in found if each]


def by_key(session: Session) -> dict[str, Board]:
    """Return every board that there is now by its key."""
    return {board.key: board for _, each in boards(session) for board in each}
