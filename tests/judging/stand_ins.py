"""A trade in whose panel a judge stands in for another one."""

from typing import Any

from sqlalchemy import select

from competition.access import Role
from competition.db import Database
from competition.scoring.values import Seat
from judging import acts, reliefs, settled
from judging.models import JudgeSeat, Sheet
from judging.reliefs import NewRelief
from tests.builders import a_locked_trade, a_mark, a_scheme, an_aspect, somebody
from tests.judging.ledgers import record, verified

SMALL = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A1.2", "judgement", "3"),
    an_aspect("A1.3", "pass_fail", "1"),
)


class Hall:
    """A trade of three judges, and one more who has come to stand in."""

    def __init__(self, database: Database, **how: Any) -> None:
        self.database = database
        facts = {"judges": 3, "entries": 3, "scheme": SMALL, **how}
        self.trade = a_locked_trade(database, **facts)
        self.reserve = somebody(database, "1799", Role.JUDGE, self.trade.id)

    def passes(self, seat: int = 2, judge: str = "1799", **how: Any) -> int:
        """Let a seat pass; return how many sheets went with it."""
        facts = {"panel": "1", "reason": "Taken ill.", "by": self.trade.chief.id, **how}
        if "before" not in facts:
            facts["before"] = self.sits(seat)
        new = NewRelief(self.trade.id, seat=Seat(seat), judge=judge, **facts)
        found: int = self.database.write(reliefs.relieve, new)
        return found

    def sits(self, seat: int) -> int:
        """Return who has a seat of the panel now; 0: nobody."""
        query = select(JudgeSeat.account_id).where(JudgeSeat.number == seat)
        with self.database.read() as session:
            return session.scalar(query) or 0

    def votes(self, seat: int, value: str = "2", aspect: str = "A1.1", **how: Any) -> None:
        """Let whoever sits there vote, having seen the sheet as it is."""
        by = how.pop("by", None)
        if by:
            how["author"] = by.id
        sheet = self.trade.sheet(how.get("entry", "01"), aspect)
        with self.database.read() as session:
            how.setdefault("base", session.get_one(Sheet, sheet).version)
        record(self.database, a_mark(self.trade, aspect, value, judge=seat, **how))

    def whole(self, entry: str) -> None:
        """Mark a sheet whole, each judge at their own seat."""
        for aspect in self.trade.aspects:
            for seat in self.trade.seats(aspect):
                self.votes(seat, "1" if aspect == "A1.3" else "2", aspect, entry=entry)

    @property
    def fault(self) -> str | None:
        """Return what is wrong with everything that was recorded, or None."""
        with self.database.read() as session:
            wrong = acts.verify(session, self.trade.id) or settled.verify(session, self.trade.id)
        return wrong or verified(self.database, self.trade)
