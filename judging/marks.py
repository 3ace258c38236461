"""From what a tablet sends to what the ledger takes: the right sheet, seat, aspect and reading."""

from dataclasses import dataclass
from datetime import datetime

from competition.clock import written
from competition.errors import NotAllowed, NotFound, Refusal, sentence
from competition.scoring.readings import canonical
from competition.scoring.values import AspectRule, Seat
from judging.corrections import NewRequest
from judging.ledger import NewMark
from judging.plan import MarkingPlan, PlannedSheet, cell_seat
from judging.refused import NotYourSheet, SeatPassed, SheetStayed
from judging.voting import Voting


@dataclass(frozen=True, slots=True)
class MarkGiven:
    """A mark as the tablet sent it, its fields checked one by one."""

    uuid: str
    aspect: int
    value: str
    base: int
    device: str
    sequence: int
    taken_at: datetime
    judge: int | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureGiven:
    """A signature as the tablet sent it; *judge* is the code of whoever signs there in turn."""

    version: int
    device: str
    judge: str | None = None
    pin: str | None = None
    head: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionGiven:
    """A correction of a signed sheet as the tablet asked for it."""

    aspect: int
    value: str
    reason: str
    device: str
    version: int | None = None
    head: str | None = None


class OtherSheetsAspect(Refusal):
    """The aspect stands on another sheet."""

    code = "other-sheets-aspect"
    text = sentence("This aspect is not on this sheet.")


READINGS = {
    "not-a-number": sentence("This is not a number."),
    "out-of-range": sentence("Enter a value from %(low)s to %(high)s."),
    "surplus-decimals": sentence("Enter a multiple of %(step)s; nothing is rounded."),
}


def addressed(
    found: tuple[MarkingPlan, PlannedSheet] | None, given: MarkGiven, account: int
) -> NewMark:
    """Return the mark for the ledger.

    *found* is the sheet that was named, with its plan.  Raises NotFound,
    NotYourSheet, OtherSheetsAspect, or UnusableReading where the aspect's kind
    does not allow the value.  No value at all takes the mark back.
    """
    sheet, rule, seat = _placed(found, given.aspect, account)
    rules = found[0].rules if found else None
    return NewMark(
        uuid=given.uuid,
        sheet=sheet.id,
        aspect=rule.id,
        seat=cell_seat(rule, seat),
        value=given.value and canonical(rule, given.value),
        base=given.base,
        author=account,
        device=given.device,
        sequence=given.sequence,
        taken_at=written(given.taken_at),
        voting=Voting(rule, len(sheet.seats), rules) if rules and rule.kind.is_voted else None,
        head=given.head,
    )


def asked(
    found: tuple[MarkingPlan, PlannedSheet] | None, given: CorrectionGiven, account: int
) -> NewRequest:
    """Return the correction that is asked for; raises what addressed() raises."""
    sheet, rule, seat = _placed(found, given.aspect, account)
    return NewRequest(
        sheet=sheet.id,
        aspect=rule.id,
        seat=cell_seat(rule, seat),
        value=canonical(rule, given.value),
        reason=given.reason,
        by=account,
        device=given.device,
    )


def not_seated(sheet: PlannedSheet, account: int) -> NotAllowed:
    """Return that *account* has no seat on *sheet*, has none any more, or comes too late for it."""
    if account in sheet.module.judges:
        return SheetStayed()
    return SeatPassed() if account in sheet.module.relieved else NotYourSheet()


def _placed(
    found: tuple[MarkingPlan, PlannedSheet] | None, number: int, account: int
) -> tuple[PlannedSheet, AspectRule, Seat]:
    """Return the sheet, the aspect and the seat of *account*, the one that has passed too.

    The ledger tells a mark that came before a seat passed from one that comes too late.
    """
    if found is None:
        raise NotFound
    plan, sheet = found
    seat = sheet.seat(account) or sheet.module.relieved.get(account)
    if seat is None:
        raise not_seated(sheet, account)
    aspect = next((each for each in sheet.aspects if each.rule.id == number), None)
    if aspect is None or not plan.is_locked:
        raise OtherSheetsAspect
    return sheet, aspect.rule, seat
