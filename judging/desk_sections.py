"""What the chief judge's page shows beside the matrix: pace, re-check, ties, suspension."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.access import Role
from competition.accounts import devices, people
from competition.accounts.models import Account
from competition.clock import now
from competition.clock import read as read_time
from competition.i18n import TIME_ZONE
from competition.native import in_native_thread
from competition.programme.models import Competition, Trade
from competition.registration.models import Entry
from competition.scoring.rules import Unresolved
from competition.scoring.standings import Standings, score
from judging import (
    avoidance,
    dossier,
    findings,
    heard,
    matrix,
    reliefs,
    remarks,
    rounds,
    sheets,
    suspension,
    timetable,
)
from judging.equals import Equals
from judging.headway import Headway
from judging.heard import Shown
from judging.matrix import Matrix
from judging.memory import Memory
from judging.plan import MarkingPlan, Stack


@dataclass(frozen=True, slots=True)
class Facts:
    """Who leads the marking of a trade, which day it is, and how many stand and sit there.

    *day* counts from the competition's first; None where today is none of its days.
    """

    chiefs: Sequence[Account]
    day: int | None
    stations: int
    judges: int


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat of a panel, the judge in it, and the modules that they mark."""

    panel: str
    seat: int
    judge: Account
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Away:
    """A judge whom nobody waits for on so many open *sheets* of a module and day."""

    stack: Stack
    judge: Account
    sheets: int


def sections(
    session: Session,
    trade: int,
    progress: Headway | None,
    state: Matrix | None,
    memory: Memory,
) -> dict[str, object]:
    """Return what the page of *trade* shows besides its sheets; *state* is None before they open.

    The conflicts of interest are shown before sheets are open too.
    """
    plan = progress.plan if progress else None
    paused = suspension.of(session, trade)
    tied = avoidance.seated(session, trade, memory.conflicts)
    signature = sheets.signature(session, trade)
    return {
        "suspended": paused,
        "suspended_at": read_time(paused.since) if paused else None,
        "suspended_by": session.get(Account, paused.by) if paused else None,
        "paces": timetable.paces(session, progress, state.words) if progress and state else [],
        "is_planned": timetable.is_planned(session, trade),
        "at": now(),
        "recheck": findings.recheck_of(session, trade),
        "tied": tied,
        "open_ties": avoidance.open_groups(tied),
        "seats": avoidance.seats(session, trade),
        "unpaired": heard.unpaired(session, trade),
        "is_paired_only": devices.is_paired_only(session, trade),
        "equals": _equals(session, plan, state, memory) if plan and state else None,
        **(_seats(session, plan) if plan and state else {}),
        "away": _away(state) if state else [],
        "remarked": remarks.tally(session, trade),
        "signature": signature,
        "signer": session.get(Account, signature.account_id) if signature else None,
    }


def _equals(
    session: Session, plan: MarkingPlan, state: Matrix, memory: Memory
) -> Sequence[Equals] | None:
    """Return the equals that wait for a decision or a lot.

    None where the rules let equals share a place, and until everything is marked and
    agreed: before that, equals part by themselves.
    """
    progress = state.progress
    if plan.rules.unresolved is Unresolved.SHARED or progress.unmarked or progress.conflicts:
        return None

    def scored() -> Standings:
        return in_native_thread(score, dossier.shown_trade(session, plan.trade))

    version = session.get_one(Trade, plan.trade).version
    return memory.equals.of(plan.trade, version, scored)


def _seats(session: Session, plan: MarkingPlan) -> dict[str, object]:
    """Return who may be absent or let a seat pass, who may come, and which seats have passed."""
    chairs = _chairs(session, plan)
    seated = {each.judge.id for each in chairs}
    judges = people.holding(session, {Role.JUDGE}, plan.trade)
    accounts = {each.judge.id: each.judge for each in chairs}
    marking = []
    for stack, of in plan.stacks.items():
        here = sorted({judge for sheet in of for judge in sheet.judges if judge is not None})
        marking.append(
            (stack, [accounts.get(each) or session.get_one(Account, each) for each in here])
        )
    return {
        "chairs": chairs,
        "reserves": [each for each, _ in judges if each.id not in seated],
        "marking": marking,
        "passed": reliefs.of_trade(session, plan.trade),
        "votes_awaited": rounds.awaits_votes(plan),
    }


def _away(state: Matrix) -> list[Away]:
    """Return the judges whom nobody waits for on several open sheets of a module and day."""
    counted = Counter(
        (each.sheet.stack, each.judge) for each in state.absences if each.is_open and each.judge
    )
    return [Away(*where, sheets) for where, sheets in counted.items() if sheets > 1]


def _chairs(session: Session, plan: MarkingPlan) -> list[Chair]:
    """Return the seats of panels that mark something and have a judge, by panel."""
    panels: dict[str, tuple[tuple[int | None, ...], list[str]]] = {}
    for module in plan.modules:
        if module.panel is not None:
            panels.setdefault(module.panel, (module.judges, []))[1].append(module.code)
    return [
        Chair(panel, seat, session.get_one(Account, judge), tuple(modules))
        for panel, (judges, modules) in sorted(panels.items())
        for seat, judge in enumerate(judges, 1)
        if judge is not None
    ]


def facts(session: Session, trade: int, plan: MarkingPlan | None) -> Facts:
    """Return what the head of the page of *trade* says."""
    seats = {judge for module in plan.modules for judge in module.judges} if plan else set()
    stations = (
        select(func.count(Entry.station.distinct()))
        .where(Entry.trade_id == trade)
        .where(Entry.id.in_(sheets.entries_to_mark(session, trade)))
    )
    return Facts(
        [account for account, _ in people.holding(session, {Role.CHIEF}, trade)],
        day_of(session, trade),
        session.scalar(stations) or 0,
        len(seats - {None}),
    )


def day_of(session: Session, trade: int) -> int | None:
    """Return which day of its competition it is for *trade*, from 1; None before and after."""
    found = session.get_one(Competition, session.get_one(Trade, trade).competition_id)
    today = now().astimezone(ZoneInfo(TIME_ZONE)).date()
    is_on = found.starts_on <= today <= found.ends_on
    return (today - found.starts_on).days + 1 if is_on else None


def version(session: Session, trade: int, tablets: Sequence[Shown]) -> str:
    """Return what changes whenever anything on the chief judge's page does.

    Where times are planned, it changes every minute: what is late depends on
    the clock.  *tablets* are those of the trade, as they are now.
    """
    minute = f"{now():%H%M}" if timetable.is_planned(session, trade) else "-"
    silent = [(each.device.id, each.is_stale, each.report.unsent) for each in tablets]
    strange = [each.id for each in heard.unpaired(session, trade)]
    where = (devices.is_paired_only(session, trade), strange)
    told = sha256(repr((day_of(session, trade), silent, where)).encode()).hexdigest()[:8]
    return f"{matrix.version(session, trade)}-{minute}-{told}"
