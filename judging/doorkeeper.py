"""Who asks at a tablet, and which sheets are theirs."""

from flask import current_app

from competition.access import Act, require
from competition.accounts.sessions import SignedIn
from competition.errors import NotFound, NotSignedIn
from competition.scoring.values import TradeId
from competition.web import database, person
from judging import seen
from judging.marks import not_seated
from judging.memory import Memory
from judging.plan import MarkingPlan, PlannedSheet, Plans


def plans() -> Plans:
    """Return the marking plans of this application."""
    found: Plans = current_app.extensions["plans"]
    return found


def memory() -> Memory:
    """Return what this application knows of trades from one look to the next."""
    found: Memory = current_app.extensions["memory"]
    return found


def judge() -> SignedIn:
    """Return whoever is signed in on this tablet; raises NotSignedIn."""
    somebody: SignedIn | None = person()
    if somebody is None:
        raise NotSignedIn
    return somebody


def planned(number: int) -> tuple[MarkingPlan, PlannedSheet]:
    """Return a sheet with its plan; raises NotFound."""
    found = plans().of_sheet(number)
    if found is None:
        raise NotFound
    return found


def own(number: int, somebody: SignedIn) -> tuple[MarkingPlan, PlannedSheet]:
    """Return a sheet of *somebody's* own with its plan; raises NotYourSheet, SeatPassed too."""
    found = planned(number)
    if found[1].seat(somebody.id) is None:
        raise not_seated(found[1], somebody.id)
    return found


def checker(number: int) -> tuple[SignedIn, MarkingPlan, PlannedSheet]:
    """Return who asks and a sheet with its plan; refuses whoever is no judge of its trade."""
    somebody = judge()
    plan, sheet = planned(number)
    require(somebody, Act.MARK, TradeId(plan.trade))
    return somebody, plan, sheet


def as_seen(number: int, version: int | None, head: str | None) -> None:
    """Refuse what is done by a sheet as a ledger had it that was lost; raises LedgerLost.

    A restore needs a stopped server: what holds now holds when it is written.
    """
    with database().read() as session:
        seen.ensure_sheet(session, number, version, head)


def at_sheet(number: int, claimed: int | None) -> tuple[SignedIn, MarkingPlan, PlannedSheet]:
    """Return the judge who sends this request, and a sheet of theirs with its plan.

    Raises NotSignedIn where the tablet sends it for another judge, who is *claimed*.
    """
    somebody = judge()
    if claimed not in {None, somebody.id}:
        raise NotSignedIn
    return somebody, *own(number, somebody)
