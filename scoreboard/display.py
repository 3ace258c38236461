"""One trade's board as the publisher keeps it: what it shows, and what each audience was told."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from competition.clock import now
from scoreboard.channel import Channel
from scoreboard.freeze import veil_of
from scoreboard.members import members_of
from scoreboard.snapshot import Picture, head, picture, whole
from scoreboard.standing import Standing
from scoreboard.standings import build
from scoreboard.visibility import Veil, sight_of, told


@dataclass(slots=True)
class Display:
    """One trade's board: its standing, what it shows, and what each audience was told of it.

    Officials have a channel once one of them has looked.  While the board
    *is_held* the public hears nothing.
    """

    standing: Standing
    seen: Picture
    veil: Veil
    public: Channel
    officials: Channel | None = None
    pushed_at: float = 0.0
    fan_out_s: float = 0.0
    must_rebuild: bool = False
    must_unveil: bool = False
    has_marks: bool = False
    is_fresh: bool = False
    is_held: bool = False

    def told(self) -> dict[str, Any]:
        """Return what the public was told last, as a snapshot spells it."""
        document = told(whole(self.public.standing, self.public.seen), self.veil)
        return {**document, "version": self.public.version}

    def for_officials(self) -> Channel:
        """Return the channel of the trade's officials."""
        if self.officials is None:
            self.officials = Channel(self.standing, self.seen, self.seen.version)
        return self.officials

    def version_of(self, seen: Picture) -> int:
        """Return the public version of *seen*: where the public sees no marks, none counts them."""
        if self.veil.is_live():
            return seen.version
        frozen = self.veil.frozen
        return max(frozen.version if frozen else 0, self.public.version + 1)

    def renew(self, session: Session) -> None:
        """Read anew what has changed besides marks; rows are named by index, so boards may leap."""
        before, veil = self.standing, self.veil
        trade = before.trade
        self.veil = veil_of(session, trade)
        if self.must_rebuild:
            self.standing, self.is_fresh = build(session, trade), True
        self.must_rebuild = self.must_unveil = False
        if _public_head(before, veil) != _public_head(self.standing, self.veil):
            self.public.must_leap = True
        if self.officials is not None:
            is_same = sight_of(veil) == sight_of(self.veil) and (
                before is self.standing or _private_head(before) == _private_head(self.standing)
            )
            self.officials.must_leap = self.officials.must_leap or not is_same


def displayed(session: Session, trade: int, last: int) -> Display:
    """Return the board of *trade* as it is now; *last* is the public version that it had, or 0."""
    standing, veil = build(session, trade), veil_of(session, trade)
    seen = picture(standing)
    if veil.freezes_at is not None and veil.is_due(now()):
        # Nobody was there to freeze it: the public had nothing of what came later.
        shown = build(session, trade, until=veil.freezes_at)
        return Display(standing, seen, veil, Channel(shown, picture(shown), last))
    board = Display(standing, seen, veil, Channel(standing, seen, last))
    board.public.version = board.version_of(seen)
    return board


def _public_head(standing: Standing, veil: Veil) -> tuple[object, ...]:
    if veil.is_live():
        # No board shows who belongs to a team, but pages of people do.
        members = members_of(standing.given) if veil.shows == "names" else None
        return standing.is_plain, _entries(standing), told(head(standing), veil), members
    if veil.frozen is not None:
        return (veil,)
    return veil.shows, standing.state, told(head(standing), veil)


def _private_head(standing: Standing) -> tuple[object, ...]:
    return standing.is_plain, _entries(standing), head(standing)


def _entries(standing: Standing) -> list[tuple[int, str]]:
    return [(row.entry, row.status) for row in standing.rows]
