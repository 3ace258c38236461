"""Who may look at a sheet as its second person: nobody who marked there, nor, blind, who saw it."""

from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts.models import Grant
from competition.errors import NotAllowed, Refusal, sentence
from competition.scoring.values import ABSENT
from judging import acts, seats
from judging.acts import Kind
from judging.ledger import WITHDRAWN
from judging.models import LedgerLine, Sheet, SheetAct
from judging.refused import JudgeAbsent


class OwnMarks(NotAllowed):
    """Two persons have seen what counts as checked."""

    code = "own-marks"
    text = sentence("You have marked on this sheet. Somebody else must check it.")


class SeesTheMarks(NotAllowed):
    """Whoever enters a sheet blind has not seen its marks."""

    code = "sees-the-marks"
    text = sentence(
        "You may see the marks of this sheet. Somebody who may not must enter it again."
    )


def own_sheets(session: Session, trade: int, account: int) -> Collection[int]:
    """Return the sheets of *trade* on which *account* has marked."""
    query = _marked_by(account).where(LedgerLine.trade_id == trade)
    return set(session.scalars(query.distinct()))


def has_marked(session: Session, sheet: int, account: int) -> bool:
    """Answer whether *account* has ever marked on a sheet."""
    return (
        session.scalar(_marked_by(account).where(LedgerLine.sheet_id == sheet).limit(1)) is not None
    )


def why_not(session: Session, row: Sheet, checking: str, account: int) -> Refusal | None:
    """Return why *account* may not check a sheet in the way *checking*, or None."""
    if has_marked(session, row.id, account):
        return OwnMarks()
    if _is_absent(session, row, account):
        return JudgeAbsent()
    if checking == "blind" and (
        row.id in seen_sheets(session, row.trade_id, account)
        or _oversees(session, row.trade_id, account)
    ):
        return SeesTheMarks()
    return None


def seen_sheets(session: Session, trade: int, account: int) -> Collection[int]:
    """Return the sheets of *trade* whose marks *account* sees on a panel, or saw there before.

    Before: until their seat passed to another judge; or in a re-check.
    """
    panels = seats.panels_ever(session, trade, account)
    sits = select(Sheet.id).where(Sheet.trade_id == trade, Sheet.panel_id.in_(panels))
    rechecked = select(SheetAct.sheet_id).where(
        SheetAct.trade_id == trade,
        SheetAct.kind == Kind.FINDING,
        SheetAct.author_id == account,
    )
    return {*session.scalars(sits), *session.scalars(rechecked)}


def _is_absent(session: Session, row: Sheet, account: int) -> bool:
    """Answer whether nobody waits for *account* on a sheet of their own panel."""
    found = seats.opened(session.connection(), [row.id], [row.panel_id])
    seat = found.of(row.id, row.panel_id, account)
    return seat is not None and seat in acts.absent(session, row.trade_id, [row.id])[row.id]


def _marked_by(account: int) -> Select[int]:
    return select(LedgerLine.sheet_id).where(
        LedgerLine.author_id == account, LedgerLine.value.not_in([WITHDRAWN, ABSENT])
    )


def _oversees(session: Session, trade: int, account: int) -> bool:
    """Answer whether *account* may open the sheets of *trade* at the desk."""
    query = select(Grant.id).where(
        Grant.account_id == account,
        Grant.role.in_([Role.CHIEF, Role.ORGANISER]),
        or_(Grant.trade_id == trade, Grant.trade_id.is_(None)),
    )
    return session.scalar(query) is not None
