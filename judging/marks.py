"""From what a tablet sends to what the ledger takes: the right sheet, seat, aspect and reading."""

from dataclasses import dataclass
from datetime import datetime

from competition.clock import written
from competition.errors import NotFound, Refusal, sentence
from competition.scoring.readings import canonical
from competition.scoring.values import AspectId
from judging.ledger import NewMark
from judging.plan import MarkingPlan, PlannedSheet, cell_seat
from judging.sheets import NotYourSheet


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
    does not allow the value.
    """
    if found is None:
        raise NotFound
    plan, sheet = found
    seat = sheet.seat(account)
    if seat is None:
        raise NotYourSheet
    aspect = next((each for each in sheet.module.aspects if each.rule.id == given.aspect), None)
    if aspect is None or not plan.is_locked:
        raise OtherSheetsAspect
    return NewMark(
        uuid=given.uuid,
        sheet=sheet.id,
        aspect=AspectId(given.aspect),
        seat=cell_seat(aspect.rule, seat),
        value=canonical(aspect.rule, given.value),
        base=given.base,
        author=account,
        device=given.device,
        sequence=given.sequence,
        taken_at=written(given.taken_at),
    )
