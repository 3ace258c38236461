"""Seating judges: who marks which modules, in which seat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts.models import Account, Grant
from competition.accounts.people import grant
from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.scoring.values import Seat, TradeId
from judging import acts, avoidance, seats
from judging.models import (
    Criterion,
    JudgeSeat,
    LedgerHead,
    LedgerLine,
    Panel,
    PanelDuty,
    SchemeLock,
    Sheet,
)

_NO_PANEL: Final = 0


class SeatTaken(Refusal):
    """One judge sits once on a panel."""

    code, status = "seat-taken", HTTPStatus.CONFLICT
    text = sentence("%(code)s sits on panel %(panel)s twice.")


class UnknownJudge(Refusal):
    """A seat names somebody who has no account."""

    code, status = "unknown-judge", HTTPStatus.CONFLICT
    text = sentence("There is no judge with the code %(code)s.")


class NoJudgeHere(Refusal):
    """Whoever has a seat is a judge or a chief judge of the competition."""

    code, status = "no-judge-here", HTTPStatus.CONFLICT
    text = sentence(
        "%(code)s is neither a judge nor a chief judge of this competition. Add the judge under "
        "another code first."
    )


class HadAnotherSeat(Refusal):
    """Nobody votes twice on one aspect."""

    code, status = "had-another-seat", HTTPStatus.CONFLICT
    text = sentence(
        "%(code)s had another seat of panel %(panel)s before and may have voted there. "
        "Choose somebody else."
    )


class CannotSignIn(Refusal):
    """Whoever has a seat marks: at a tablet with a PIN, or at the desk with a password."""

    code, status = "cannot-sign-in", HTTPStatus.CONFLICT
    text = sentence("%(code)s has neither a PIN nor a password and could never mark.")


class PanelInUse(Refusal):
    """Votes are counted by seat: a panel that has marked keeps its seats."""

    code, status = "panel-in-use", HTTPStatus.CONFLICT
    text = sentence("Panel %(panel)s has marked already. Its seats cannot change.")


class ModulesLeftBare(Refusal):
    """Once sheets are open, every module keeps a panel with judges."""

    code, status = "modules-left-bare", HTTPStatus.CONFLICT
    text = sentence("The sheets are open: no module may be left without judges.")


class SeatAbsent(Refusal):
    """An absence is recorded for a seat; who comes into it would be absent from the start."""

    code, status = "seat-absent", HTTPStatus.CONFLICT
    text = sentence(
        "Whoever has seat %(seat)s is recorded as absent. Let the chief judge wait for that seat "
        "again; then seat somebody else there."
    )


@dataclass(frozen=True, slots=True)
class Seating:
    """A panel of a trade: its judges' codes in order of seats, and the modules it marks."""

    trade: int
    panel: str
    judges: tuple[str, ...]
    modules: tuple[str, ...]
    by: int


@dataclass(frozen=True, slots=True)
class NewLeader:
    """The judge in *seat* leads a panel."""

    trade: int
    panel: str
    seat: int
    by: int


@dataclass(frozen=True, slots=True)
class Seated:
    """A panel as it is seated, and the seat that leads it; None is a seat that is empty still."""

    name: str
    judges: tuple[Account | None, ...]
    modules: tuple[str, ...]
    leader: int


def seat(session: Session, seatings: Sequence[Seating]) -> Sequence[int | Exception]:
    """Seat panels, each anew; answer each with the panel's id, or with why not."""
    return acts.each(session, seatings, _seat_one)


def lead(session: Session, leaders: Sequence[NewLeader]) -> Sequence[Exception | None]:
    """Say who leads panels; refused where nobody has such a seat."""
    return [_lead_one(session, new) for new in leaders]


def panels_of(session: Session, trade: int) -> list[Seated]:
    """Return the panels of *trade* by name, judges by seat."""
    seated = []
    for panel in session.scalars(select(Panel).where(Panel.trade_id == trade).order_by(Panel.name)):
        judges = session.execute(
            select(JudgeSeat.number, Account)
            .outerjoin(Account, Account.id == JudgeSeat.account_id)
            .where(JudgeSeat.panel_id == panel.id)
            .order_by(JudgeSeat.number)
        )
        modules = session.scalars(
            select(PanelDuty.criterion_code)
            .where(PanelDuty.panel_id == panel.id)
            .order_by(PanelDuty.criterion_code)
        )
        accounts = tuple(account for _, account in judges)
        seated.append(Seated(panel.name, accounts, tuple(modules), panel.leader))
    return seated


def step(session: Session, trade: Trade) -> Step:
    """Return the judges step of *trade*."""
    count = session.scalar(
        select(func.count(JudgeSeat.id))
        .join(Panel, Panel.id == JudgeSeat.panel_id)
        .where(Panel.trade_id == trade.id)
    )
    missing = None if count else sentence("No judges are seated.")
    unknown = [judge.code for judge in avoidance.seats(session, trade.id).unknown]
    doubt = sentence("Delegation or unit is not known of: %(codes)s.") if unknown else None
    told: dict[str, object] = {"codes": ", ".join(unknown)}
    return Step(sentence("Judges"), "desk.panels", bool(count), missing, doubt=doubt, doubted=told)


def called(session: Session, trade: int, codes: Sequence[str]) -> list[Account]:
    """Return whom some *codes* name, in their order, to sit on a panel of *trade*.

    Raises UnknownJudge, CannotSignIn for who could never mark, and NoJudgeHere.
    """
    query = select(Account).where(Account.code.in_(codes))
    known = {account.code: account for account in session.scalars(query)}
    here = _judges(session, trade)
    for code in codes:
        if code not in known:
            raise UnknownJudge({"field": "judge"}, code=code)
        if (known[code].pin_hash, known[code].password_hash) == (None, None):
            raise CannotSignIn({"field": "judge"}, code=code)
        if known[code].id not in here:
            raise NoJudgeHere({"field": "judge"}, code=code)
    return [known[code] for code in codes]


def ensure_one_seat(
    session: Session, trade: int, panel: Panel, coming: Mapping[Seat, Account]
) -> None:
    """Raise HadAnotherSeat where somebody has had another seat of *panel* that has passed."""
    had = seats.relieved(session, trade).get(panel.id, {})
    for at, account in coming.items():
        if had.get(account.id, at) != at:
            raise HadAnotherSeat(code=account.code, panel=panel.name)


def _seat_one(session: Session, seating: Seating) -> int:
    twice = [code for code in seating.judges if seating.judges.count(code) > 1]
    if twice:
        raise SeatTaken(code=twice[0], panel=seating.panel)
    judges = called(session, seating.trade, seating.judges)
    accounts = [judge.id for judge in judges]
    _hold(session, seating.trade)
    panel = session.scalar(
        select(Panel).where(Panel.trade_id == seating.trade, Panel.name == seating.panel)
    )
    number = panel.id if panel else _NO_PANEL
    if _touches_marks(session, seating, number):
        if panel is None or not _fills_seats(session, seating, number, accounts):
            raise PanelInUse(panel=seating.panel)
        coming = {Seat(at): judge for at, judge in enumerate(judges, 1)}
        ensure_one_seat(session, seating.trade, panel, coming)
    if _leaves_bare(session, seating, number):
        raise ModulesLeftBare
    refusal = _why_absent(session, seating, accounts) or _why_tied(session, seating, accounts)
    if refusal is not None:
        raise refusal
    if panel is None:
        panel = Panel(trade_id=seating.trade, name=seating.panel)
        session.add(panel)
        session.flush()
    _put(session, seating, panel.id, accounts)
    return panel.id


def sits(session: Session, trade: int, account: int) -> bool:
    """Answer whether *account* has a seat on a panel of *trade*."""
    query = select(JudgeSeat.id).join(Panel, Panel.id == JudgeSeat.panel_id)
    mine = query.where(Panel.trade_id == trade, JudgeSeat.account_id == account)
    return session.scalar(mine.limit(1)) is not None


def _lead_one(session: Session, new: NewLeader) -> Exception | None:
    panel = session.scalar(
        select(Panel)
        .join(JudgeSeat, JudgeSeat.panel_id == Panel.id)
        .where(Panel.trade_id == new.trade, Panel.name == new.panel, JudgeSeat.number == new.seat)
    )
    if panel is None:
        return NotFound()
    panel.leader = new.seat
    note(
        session,
        new.by,
        "panel-led",
        trade=new.trade,
        panel=new.panel,
        seat=new.seat,
    )
    session.flush()
    touch(session, TradeId(new.trade))
    return None


def _judges(session: Session, trade: int) -> set[int]:
    """Return who is a judge or a chief judge of any trade in the competition of *trade*."""
    of_competition = select(Trade.id).where(
        Trade.competition_id == session.get_one(Trade, trade).competition_id
    )
    query = select(Grant.account_id).where(
        Grant.role.in_([Role.JUDGE, Role.CHIEF]),
        or_(Grant.trade_id.in_(of_competition), Grant.trade_id.is_(None)),
    )
    return set(session.scalars(query))


def _why_tied(session: Session, seating: Seating, accounts: Sequence[int]) -> Refusal | None:
    if not seating.modules:
        return None
    return avoidance.why_not_seated(session, seating.trade, seating.panel, accounts)


def _hold(session: Session, trade: int) -> None:
    """Let no mark slip in: whoever marks looks at the seats when this is done."""
    session.execute(
        select(Sheet.id).where(Sheet.trade_id == trade).order_by(Sheet.id).with_for_update()
    )
    session.get(LedgerHead, trade, with_for_update=True, populate_existing=True)


def _duties(session: Session, panel: int) -> set[str]:
    return set(session.scalars(select(PanelDuty.criterion_code).where(PanelDuty.panel_id == panel)))


def _touches_marks(session: Session, seating: Seating, panel: int) -> bool:
    """Answer whether any module that the panel has or shall have is marked already.

    A vote belongs to its seat, so a module's judges stay once one has voted.
    """
    codes = _duties(session, panel) | set(seating.modules)
    line = (
        select(LedgerLine.id)
        .join(Sheet, Sheet.id == LedgerLine.sheet_id)
        .join(Criterion, Criterion.id == Sheet.criterion_id)
        .where(LedgerLine.trade_id == seating.trade, Criterion.code.in_(codes))
        .limit(1)
    )
    return session.scalar(line) is not None


def _fills_seats(session: Session, seating: Seating, panel: int, accounts: Sequence[int]) -> bool:
    """Answer whether nothing changes but that empty seats get their judges."""
    held = session.scalars(
        select(JudgeSeat.account_id).where(JudgeSeat.panel_id == panel).order_by(JudgeSeat.number)
    ).all()
    return (
        _duties(session, panel) == set(seating.modules)
        and len(held) == len(accounts)
        and all(old in {None, new} for old, new in zip(held, accounts, strict=True))
    )


def _why_absent(session: Session, seating: Seating, accounts: Sequence[int]) -> Refusal | None:
    """Return that another judge would take the seat of somebody absent, or None."""
    query = (
        select(Sheet.id, Sheet.panel_id)
        .join(Criterion, Criterion.id == Sheet.criterion_id)
        .where(Sheet.trade_id == seating.trade, Criterion.code.in_(seating.modules))
    )
    panels = {row.id: row.panel_id for row in session.execute(query)}
    held = select(JudgeSeat).where(JudgeSeat.panel_id.in_(set(panels.values())))
    sitting = {(row.panel_id, row.number): row.account_id for row in session.scalars(held)}
    coming = dict(enumerate(accounts, 1))
    for sheet, away in sorted(acts.absent(session, seating.trade, panels).items()):
        for seat in sorted(away):
            if sitting.get((panels[sheet], seat)) != coming.get(seat):
                return SeatAbsent(seat=seat)
    return None


def _leaves_bare(session: Session, seating: Seating, panel: int) -> bool:
    """Answer whether a module whose sheets are open would lose its judges."""
    if session.get(SchemeLock, seating.trade) is None:
        return False
    lost = _duties(session, panel) - set(seating.modules)
    return bool(lost) or not seating.judges


def _put(session: Session, seating: Seating, panel: int, accounts: Sequence[int]) -> None:
    session.execute(delete(JudgeSeat).where(JudgeSeat.panel_id == panel))
    session.execute(delete(PanelDuty).where(PanelDuty.panel_id == panel))
    session.execute(
        delete(PanelDuty).where(
            PanelDuty.trade_id == seating.trade, PanelDuty.criterion_code.in_(seating.modules)
        )
    )
    for number, account in enumerate(accounts, 1):
        session.add(JudgeSeat(panel_id=panel, number=number, account_id=account))
        grant(session, account, Role.JUDGE, seating.trade)
    found = session.get_one(Panel, panel)
    if found.leader > len(accounts):
        found.leader = 1
    for code in seating.modules:
        session.add(PanelDuty(panel_id=panel, trade_id=seating.trade, criterion_code=code))
    taken_over = select(Criterion.id).where(Criterion.code.in_(seating.modules))
    session.execute(
        update(Sheet)
        .where(Sheet.trade_id == seating.trade, Sheet.criterion_id.in_(taken_over))
        .values(panel_id=panel)
    )
    note(
        session,
        seating.by,
        "panel-seated",
        trade=seating.trade,
        panel=seating.panel,
        judges=list(seating.judges),
        modules=list(seating.modules),
    )
    session.flush()
    touch(session, TradeId(seating.trade))
