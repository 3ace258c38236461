"""What the chief judge's page shows beside the matrix: pace, re-check, ties, suspension."""

from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.clock import now
from competition.clock import read as read_time
from judging import avoidance, findings, matrix, suspension, timetable
from judging.matrix import Matrix
from judging.plan import MarkingPlan


def sections(
    session: Session, trade: int, plan: MarkingPlan | None, state: Matrix | None
) -> dict[str, object]:
    """Return what the page of *trade* shows besides its sheets; *state* is None before they open.

    The conflicts of interest are shown before sheets are open too.
    """
    paused = suspension.of(session, trade)
    tied = avoidance.seated(session, trade)
    return {
        "suspended": paused,
        "suspended_at": read_time(paused.since) if paused else None,
        "suspended_by": session.get(Account, paused.by) if paused else None,
        "paces": timetable.paces(session, plan, state.words) if plan and state else [],
        "is_planned": timetable.is_planned(session, trade),
        "at": now(),
        "recheck": findings.recheck_of(session, trade),
        "tied": tied,
        "open_ties": avoidance.open_groups(tied),
    }


def version(session: Session, trade: int) -> str:
    """Return what changes whenever anything on the chief judge's page does.

    Where times are planned, it changes every minute: what is late depends on the clock.
    """
    minute = f"{now():%H%M}" if timetable.is_planned(session, trade) else "-"
    return f"{matrix.version(session, trade)}-{minute}"
