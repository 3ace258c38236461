"""Who has which seat on a sheet: whoever has it on the panel, or who kept it when it passed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.orm import Session

from competition.errors import NotAllowed
from competition.prepared import Among, Prepared
from competition.scoring.values import Seat
from judging.models import JudgeSeat, KeptSeat, Panel, Sheet, SheetAct
from judging.refused import NotYourSheet, SeatPassed, SheetStayed

RELIEF: Final = "relief"
"""The kind of the act by which a seat passes; its document says whose it was and which sheets."""

_SEAT: Final = cast("Table", JudgeSeat.__table__)
_KEPT: Final = cast("Table", KeptSeat.__table__)
_ACT: Final = cast("Table", SheetAct.__table__)

_SEATS: Final = Prepared(
    select(_SEAT.c.panel_id, _SEAT.c.account_id, _SEAT.c.number).where(
        Among(_SEAT.c.panel_id, "panels")
    )
)
_OF_SHEETS: Final = Prepared(
    select(_KEPT.c.sheet_id, _KEPT.c.number, _KEPT.c.account_id).where(
        Among(_KEPT.c.sheet_id, "sheets")
    )
)
_RELIEFS: Final = select(_ACT.c.seat, _ACT.c.document).where(
    _ACT.c.trade_id == bindparam("trade"), _ACT.c.kind == RELIEF
)


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of some sheets, while a batch of marks is written."""

    connection: Connection
    seated: Mapping[tuple[int, int], int]
    kept: Mapping[int, Mapping[int, int]]

    def of(self, sheet: int, panel: int, account: int) -> int | None:
        """Return the seat of *account* on *sheet*, which *panel* marks, or None."""
        kept = self.kept.get(sheet, {})
        if account in kept.values():
            return next(number for number, judge in kept.items() if judge == account)
        number = self.seated.get((panel, account))
        return None if number in kept else number

    def had(self, trade: int, panel: int, account: int) -> bool:
        """Answer whether *account* has had a seat on *panel* that has passed to another judge."""
        rows = self.connection.execute(_RELIEFS, {"trade": trade})
        return any((told["panel"], told["from"]) == (panel, account) for _, told in rows)

    def why_not(self, trade: int, sheet: int, panel: int, account: int) -> NotAllowed:
        """Return why *account* has no seat on *sheet* of *panel*, or not the one that they name.

        Theirs has stayed with another judge, has passed, or was never there.
        """
        if (panel, account) in self.seated and self.of(sheet, panel, account) is None:
            return SheetStayed()
        return SeatPassed() if self.had(trade, panel, account) else NotYourSheet()


def opened(connection: Connection, sheets: Sequence[int], panels: Sequence[int]) -> Seats:
    """Return the seats of *sheets*, which *panels* mark."""
    seated = {
        (panel, judge): number
        for panel, judge, number in _SEATS.rows(connection, {"panels": panels})
    }
    kept: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for sheet, number, account in _OF_SHEETS.rows(connection, {"sheets": sheets}):
        kept[sheet][number] = account
    return Seats(connection, seated, kept)


def own(session: Session, sheet: Sheet, account: int) -> Seat:
    """Return the seat of *account* on *sheet*; raises why_not() where there is none.

    *sheet* is held, so that nobody comes into a seat of it meanwhile.
    """
    found = opened(session.connection(), [sheet.id], [sheet.panel_id])
    number = found.of(sheet.id, sheet.panel_id, account)
    if number is None:
        raise found.why_not(sheet.trade_id, sheet.id, sheet.panel_id, account)
    return Seat(number)


def kept(session: Session, trade: int) -> Mapping[int, Mapping[Seat, int]]:
    """Return the judges who kept seats on sheets of *trade*, by sheet and seat."""
    found: defaultdict[int, dict[Seat, int]] = defaultdict(dict)
    query = select(KeptSeat).join(Sheet, Sheet.id == KeptSeat.sheet_id)
    for row in session.scalars(query.where(Sheet.trade_id == trade)):
        found[row.sheet_id][Seat(row.number)] = row.account_id
    return found


def relieved(session: Session, trade: int) -> Mapping[int, Mapping[int, Seat]]:
    """Return by panel of *trade* the accounts whose seat there has passed, with that seat."""
    found: defaultdict[int, dict[int, Seat]] = defaultdict(dict)
    told: Any
    for seat, told in session.execute(_RELIEFS, {"trade": trade}):
        if told["from"] is not None:
            found[told["panel"]][told["from"]] = Seat(seat)
    return found


def panels_ever(session: Session, trade: int, account: int) -> Collection[int]:
    """Return the panels of *trade* on which *account* has a seat, or had one that has passed."""
    query = select(Panel.id).join(JudgeSeat, JudgeSeat.panel_id == Panel.id)
    now = session.scalars(query.where(Panel.trade_id == trade, JudgeSeat.account_id == account))
    before = relieved(session, trade)
    return {*now, *(panel for panel, accounts in before.items() if account in accounts)}


def trades_of(session: Session, account: int) -> Sequence[int]:
    """Return the trades in which *account* has a seat on any sheet, in order."""
    seated = (
        select(Panel.trade_id)
        .join(JudgeSeat, JudgeSeat.panel_id == Panel.id)
        .where(JudgeSeat.account_id == account)
    )
    stayed = (
        select(Sheet.trade_id)
        .join(KeptSeat, KeptSeat.sheet_id == Sheet.id)
        .where(KeptSeat.account_id == account)
    )
    return sorted({*session.scalars(seated), *session.scalars(stayed)})
