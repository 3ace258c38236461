"""Whom a judge must not mark: their own delegation, unit and those they coached; exceptions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from unicodedata import normalize

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.accounts.models import Account
from competition.audit import AuditLine
from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from competition.registration.enrol import TIES_CHANGED
from competition.registration.models import Delegation, Entry, Team
from competition.scoring.totals import MISSING
from competition.scoring.values import ABSENT, Status, Tie
from judging import seats as passed
from judging.arrangements import JudgeTies, SeatException
from judging.models import JudgeSeat, KeptSeat, LedgerLine, Panel, PanelDuty, Sheet

_NOBODY: Final = "–"


class JudgesTied(Refusal):
    """A judge does not mark their own."""

    code, status = "judges-tied", HTTPStatus.CONFLICT
    text = sentence(
        "Judges would mark their own. Same delegation: %(delegation)s. Same unit: %(unit)s. "
        "Coached: %(coach)s. Seat others, or let the chief judge record an exception."
    )


class ConflictsOpen(Refusal):
    """Sheets are opened and signed when no judge marks their own unknown to the chief."""

    code, status = "conflicts-open", HTTPStatus.CONFLICT
    text = sentence(
        "Conflicts of interest are open. Same delegation: %(delegation)s. Same unit: %(unit)s. "
        "Coached: %(coach)s. Seat others, or let the chief judge record an exception."
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A judge who would mark an entry they are tied to."""

    account: int
    judge: str
    entry: str
    tie: Tie


@dataclass(frozen=True, slots=True)
class Seated:
    """A conflict of a judge on a panel; *exception* is None while it is open."""

    panel: str
    conflict: Conflict
    exception: SeatException | None


@dataclass(frozen=True, slots=True)
class Group:
    """The entries to which a judge is tied in one way; on no panel where *panel* is None."""

    judge: str
    panel: str | None
    tie: Tie
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TiesOf:
    """Whom a judge belongs with: codes of a delegation, or "", and of entries and teams."""

    account: int
    delegation: str
    unit: str
    coached: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Marked:
    """An entry that is marked: its codes and its team's, its delegations, units and coaches.

    What the register said of it at any time since the sheets are open counts too.
    """

    code: str
    codes: AbstractSet[str]
    delegations: AbstractSet[str]
    units: AbstractSet[str]
    coaches: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Seats:
    """How many judges sit on panels that mark something, and of whom nothing is known.

    Whose seat has passed is among them for as long as they keep a sheet or a mark of theirs stands.
    """

    judges: int
    unknown: Sequence[Account]

    @property
    def known(self) -> int:
        """Return of how many judges it is known whom they belong with."""
        return self.judges - len(self.unknown)


Conflicts = Callable[[Session, int, Collection[int]], Sequence[Conflict]]
_UNTIED: Final = TiesOf(0, "", "", ())
_HOMES: Final = (Tie.DELEGATION, Tie.UNIT)


def ties_of(session: Session, trade: int) -> Mapping[int, TiesOf]:
    """Return what is said of the judges of *trade*, by account."""
    query = (
        select(JudgeTies, Delegation.code)
        .outerjoin(Delegation, Delegation.id == JudgeTies.delegation_id)
        .where(JudgeTies.trade_id == trade)
    )
    return {
        row.account_id: TiesOf(row.account_id, code or "", row.unit, tuple(row.coached))
        for row, code in session.execute(query)
    }


def conflicts(session: Session, trade: int, accounts: Collection[int]) -> list[Conflict]:
    """Return every conflict that judges would have in *trade*, by judge and entry."""
    avoided = session.get_one(Trade, trade).avoids
    if not avoided or not accounts:
        return []
    said = ties_of(session, trade)
    judges = session.scalars(
        select(Account).where(Account.id.in_(accounts)).order_by(Account.code)
    ).all()
    entries = _entries(session, trade)
    return [
        Conflict(judge.id, judge.code, entry.code, tie)
        for judge in judges
        for entry in entries
        for tie in _tied(judge, said.get(judge.id, _UNTIED), entry)
        if tie.value in avoided
    ]


def seated(session: Session, trade: int, known: Conflicts = conflicts) -> list[Seated]:
    """Return the conflicts of all judges who sit on panels that mark something, by panel.

    Of whose seat has passed those with the entries whose sheets they keep, or in
    whose marks theirs stand.  *known* says which conflicts judges have.
    """
    panels, stayed = _panels(session, trade), _stayed(session, trade)
    excepted = exceptions_of(session, trade)
    everybody = {account for accounts in panels.values() for account in accounts}
    found = known(session, trade, everybody.union(account for _, account, _ in stayed))
    return [
        Seated(panel, each, exception(excepted, panel, each))
        for panel, accounts in panels.items()
        for each in found
        if each.account in accounts or (panel, each.account, each.entry) in stayed
    ]


def seats(session: Session, trade: int) -> Seats:
    """Return of which seated judges neither delegation nor unit is known, where it matters.

    What the trade does not have avoided need not be known.
    """
    sitting = {one for accounts in _panels(session, trade).values() for one in accounts}
    sitting.update(account for _, account, _ in _stayed(session, trade))
    asked = [tie for tie in _HOMES if tie.value in session.get_one(Trade, trade).avoids]
    said = ties_of(session, trade)
    silent = {one for one in sitting if not _is_told(said.get(one, _UNTIED), asked)}
    query = select(Account).where(Account.id.in_(silent)).order_by(Account.code)
    return Seats(len(sitting), session.scalars(query).all())


def _is_told(said: TiesOf, asked: Collection[Tie]) -> bool:
    told = {Tie.DELEGATION: said.delegation, Tie.UNIT: said.unit}
    return not asked or any(told[tie] for tie in asked)


def _panels(session: Session, trade: int) -> Mapping[str, Sequence[int]]:
    """Return who sits on each panel that marks something."""
    query = (
        select(Panel.name, JudgeSeat.account_id)
        .join(JudgeSeat, JudgeSeat.panel_id == Panel.id)
        .where(Panel.trade_id == trade, JudgeSeat.account_id.is_not(None))
        .where(select(PanelDuty.id).where(PanelDuty.panel_id == Panel.id).exists())
        .order_by(Panel.name, JudgeSeat.number)
    )
    panels: defaultdict[str, list[int]] = defaultdict(list)
    for panel, account in session.execute(query):
        panels[panel].append(account or 0)
    return panels


def _stayed(session: Session, trade: int) -> AbstractSet[tuple[str, int, str]]:
    """Return the entries whose sheets or marks stay with judges whose seat has passed.

    Each as its panel, the judge's account and the entry's code.
    """
    left = {one for accounts in passed.relieved(session, trade).values() for one in accounts}
    if not left:
        return frozenset()
    line, later = LedgerLine, aliased(LedgerLine)
    cell = (later.sheet_id == line.sheet_id, later.aspect_id == line.aspect_id)
    after = select(later.id).where(*cell, later.seat == line.seat, later.number > line.number)
    marked = (
        select(Panel.name, line.author_id, Entry.code)
        .distinct()
        .join(Sheet, Sheet.id == line.sheet_id)
        .where(line.trade_id == trade, line.author_id.in_(left))
        .where(line.value.not_in([MISSING, ABSENT]), ~after.exists())
    )
    kept = (
        select(Panel.name, KeptSeat.account_id, Entry.code)
        .join(Sheet, Sheet.id == KeptSeat.sheet_id)
        .where(Sheet.trade_id == trade)
    )
    return {
        (panel, account, entry)
        for query in (marked, kept)
        for panel, account, entry in session.execute(
            query.join(Panel, Panel.id == Sheet.panel_id).join(Entry, Entry.id == Sheet.entry_id)
        )
    }


def grouped(found: Iterable[tuple[str | None, Conflict]]) -> list[Group]:
    """Return conflicts, each with its panel or None, by judge, panel and tie."""
    entries: defaultdict[tuple[str, str | None, Tie], list[str]] = defaultdict(list)
    for panel, each in found:
        entries[each.judge, panel, each.tie].append(each.entry)
    return [Group(*key, tuple(codes)) for key, codes in entries.items()]


def open_groups(found: Iterable[Seated]) -> list[Group]:
    """Return those of *found* that no exception covers, by judge, panel and tie."""
    return grouped((each.panel, each.conflict) for each in found if each.exception is None)


def exceptions_of(session: Session, trade: int) -> Sequence[SeatException]:
    """Return the exceptions that were recorded in *trade*, in order."""
    query = select(SeatException).where(SeatException.trade_id == trade)
    return session.scalars(query.order_by(SeatException.id)).all()


def why_not_seated(
    session: Session, trade: int, panel: str, accounts: Collection[int]
) -> Refusal | None:
    """Return why judges cannot sit on *panel*, which marks something; or None."""
    known = exceptions_of(session, trade)
    found = conflicts(session, trade, accounts)
    left = [each for each in found if exception(known, panel, each) is None]
    return JudgesTied({"conflicts": _listed(left)}, **_worded(left)) if left else None


def why_not_opened(session: Session, trade: int) -> Refusal | None:
    """Return why sheets are not opened nor signed while conflicts are open, or None."""
    left = [each.conflict for each in seated(session, trade) if each.exception is None]
    return ConflictsOpen({"conflicts": _listed(left)}, **_worded(left)) if left else None


def _entries(session: Session, trade: int) -> list[_Marked]:
    marked = [status for status in Status if status.is_marked]
    homes = {each.id: each.code for each in session.scalars(select(Delegation))}
    query = (
        select(Entry, Team)
        .outerjoin(Team, Team.id == Entry.team_id)
        .where(Entry.trade_id == trade, Entry.status.in_(marked))
        .order_by(Entry.code)
    )
    before = _before(session, trade)
    return [
        _known(homes, before[entry.code], entry, team) for entry, team in session.execute(query)
    ]


def _before(session: Session, trade: int) -> defaultdict[str, list[Mapping[str, Any]]]:
    """Return what the register said of entries since the sheets are open, and says no more."""
    found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    query = select(AuditLine.about).where(AuditLine.act == TIES_CHANGED)
    about: Any
    for about in session.scalars(query.where(AuditLine.about["trade"].as_integer() == trade)):
        found[about["entry"]].append(about["old"])
    return found


def _known(
    homes: Mapping[int, str], before: Sequence[Mapping[str, Any]], entry: Entry, team: Team | None
) -> _Marked:
    both = (entry,) if team is None else (entry, team)
    here = {homes[each.delegation_id] for each in both if each.delegation_id is not None}
    units = {_plain(entry.unit or ""), *(_plain(each["unit"]) for each in before)}
    coaches = [*entry.coaches, *(one for each in before for one in each["coaches"])]
    return _Marked(
        entry.code,
        {each.code for each in both},
        here.union(*(each["delegations"] for each in before)),
        units - {""},
        {_plain(each) for each in coaches},
    )


def _tied(judge: Account, said: TiesOf, entry: _Marked) -> Iterator[Tie]:
    if said.delegation in entry.delegations:
        yield Tie.DELEGATION
    if _plain(said.unit) in entry.units:
        yield Tie.UNIT
    names = {_plain(each) for each in (judge.code, *judge.names.values())}
    if names & entry.coaches or entry.codes & set(said.coached):
        yield Tie.COACH


def _plain(text: str) -> str:
    """Return *text* as names are compared: width, case and blanks mean nothing."""
    return "".join(normalize("NFKC", text).casefold().split())


def exception(
    known: Iterable[SeatException], panel: str, conflict: Conflict
) -> SeatException | None:
    """Return the exception among those *known* that covers *conflict* on *panel*, or None."""
    told = {"entry": conflict.entry, "tie": conflict.tie.value}
    return next(
        (
            each
            for each in known
            if (each.panel, each.account_id) == (panel, conflict.account) and told in each.conflicts
        ),
        None,
    )


def _listed(found: Iterable[Conflict]) -> list[dict[str, str]]:
    return [{"judge": each.judge, "entry": each.entry, "tie": each.tie.value} for each in found]


def _worded(found: Sequence[Conflict]) -> dict[str, object]:
    """Return who is tied to whom, by tie: such as ``J1 → 03, 07; J2 → 03``."""
    by_tie: dict[str, object] = {}
    for tie in Tie:
        by_judge: defaultdict[str, list[str]] = defaultdict(list)
        for each in found:
            if each.tie is tie and each.entry not in by_judge[each.judge]:
                by_judge[each.judge].append(each.entry)
        told = [f"{judge} → {', '.join(codes)}" for judge, codes in by_judge.items() if codes]
        by_tie[tie.value] = "; ".join(told) or _NOBODY
    return by_tie
