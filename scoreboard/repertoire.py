"""Every board that a screen can be told to show; a new kind of board is one line here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db import Names
from competition.errors import sentence
from competition.programme.models import Trade
from scoreboard.hall_models import Ceremony


@dataclass(frozen=True, slots=True)
class Board:
    """A board by *key* (``trade:17``), its number and names, and where its page is.

    One that *speaks_both* shows both languages at once where a screen asks for
    both; the others show one after the other.
    """

    key: str
    number: str
    names: Names
    address: str
    is_rehearsal: bool = False
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
        yield Board(key, code, names, address, is_rehearsal, speaks_both=True)


REPERTOIRE: Final = (
    Kind(sentence("Live boards"), _trades),
    Kind(sentence("Ceremonies"), _ceremonies),
)


def boards(session: Session) -> list[tuple[str, Sequence[Board]]]:
    """Return the boards that there are now, by heading; headings without any are left out."""
    found = [(kind.heading, tuple(kind.boards(session))) for kind in REPERTOIRE]
    return [(heading, each) for heading, each in found if each]


def by_key(session: Session) -> dict[str, Board]:
    """Return every board that there is now by its key."""
    return {board.key: board for _, each in boards(session) for board in each}
