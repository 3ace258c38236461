"""Letters of tablets: a mark or a value of a second entry, with what records and answers it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from marshmallow import ValidationError

from competition.accounts.sessions import SignedIn
from competition.clock import written
from competition.errors import Invalid, NotSignedIn, Refusal
from competition.i18n import translated
from competition.scoring.readings import canonical
from competition.scoring.values import Seat, UnusableReading
from competition.web import database
from judging import checks, doorkeeper, ledger, sheets
from judging.ledger import NewMark, Recorded
from judging.marks import READINGS, MarkGiven, OtherSheetsAspect, addressed
from judging.plan import MarkingPlan, PlannedSheet
from judging.refused import StaleMark
from judging.schemas import is_device
from judging.second_entry import Entered, NewEntry
from judging.tablet import account_names

Answer = tuple[HTTPStatus, dict[str, object]]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was read: *act* records its *item*, *receipt* is what answers the outcome."""

    act: Callable[..., Any]
    item: NewMark | NewEntry
    receipt: Callable[[Any], Answer]

    def deliver(self) -> Answer:
        """Record it, and return its receipt; raises why it is not recorded."""
        (outcome,) = database().write_each([(self.act, self.item)])
        return self.answer(outcome)

    def answer(self, outcome: Any) -> Answer:
        """Return the receipt for *outcome*; raises it where it is why nothing was recorded."""
        if isinstance(outcome, StaleMark):
            with database().read() as session:
                outcome.extra["by"] = account_names(session, outcome.extra.pop("author"))
        if isinstance(outcome, Exception):
            with refusals_noted(self.item.sheet, self.item.device):
                raise outcome
        return self.receipt(outcome)


def of_mark(number: int, given: MarkGiven) -> Letter:
    """Return the letter that brings a mark of the sheet *number*.

    Raises NotSignedIn where it is another judge's than the one signed in, and
    what marks.addressed raises.
    """
    judge = doorkeeper.judge()
    if given.judge not in {None, judge.id}:
        # Somebody else signed in on this tablet meanwhile: the mark waits for its own judge.
        raise NotSignedIn
    found = doorkeeper.plans().of_sheet(number)
    with refusals_noted(number, given.device), readings_named():
        mark = addressed(found, given, judge.id)

    def receipt(recorded: Recorded) -> Answer:
        cell = _cell(recorded, mark, *found) if found else {}
        if cell.get("by"):
            cell["by"] = _names(judge, cell["by"])
        body = {"line": recorded.line, "version": recorded.version, "head": recorded.head}
        return _status(recorded), {"uuid": mark.uuid, **body, "cell": cell}

    return Letter(ledger.record, mark, receipt)


def of_entry(number: int, given: Mapping[str, Any]) -> Letter:
    """Return the letter that brings a value of a second entry of the sheet *number*.

    Raises NotSignedIn where it is another judge's, OtherSheetsAspect, and what
    doorkeeper.checker raises.
    """
    with refusals_noted(number, given["device"]):
        judge, _, sheet = doorkeeper.checker(number)
        if given["judge"] not in {None, judge.id}:
            raise NotSignedIn
        entry = _entry(sheet, given, judge.id)

    def receipt(entered: Entered) -> Answer:
        cell = {"seat": entry.seat, "value": given["value"]}
        body = {"line": entered.line, "version": entered.line, "cell": cell}
        return _status(entered), {"uuid": entry.uuid, **body}

    return Letter(checks.enter, entry, receipt)


@contextmanager
def refusals_noted(sheet: object, device: object) -> Iterator[None]:
    """Write into the log that a letter is refused and why, without what it says.

    Not where nobody is signed in: it waits for its judge then.  *sheet* and
    *device* are what the letter says, which may be anything.
    """
    try:
        yield
    except NotSignedIn:
        raise
    except (Refusal, ValidationError) as error:
        _log.info(
            "mark-refused",
            code=getattr(error, "code", Invalid.code),
            sheet=sheet if isinstance(sheet, int) else None,
            device=device if is_device(device) else None,
        )
        raise


@contextmanager
def readings_named() -> Iterator[None]:
    """Answer a value that the aspect's kind does not allow as a fault of the field *value*."""
    try:
        yield
    except UnusableReading as unusable:
        why = translated(READINGS[unusable.reason], unusable.values)
        raise ValidationError({"value": [why]}) from None


def _entry(sheet: PlannedSheet, given: Mapping[str, Any], by: int) -> NewEntry:
    aspect = next((each for each in sheet.aspects if each.rule.id == given["aspect"]), None)
    if aspect is None or given["seat"] not in {
        0,
        *(sheet.seats if aspect.rule.kind.is_voted else ()),
    }:
        raise OtherSheetsAspect
    with readings_named():
        value = canonical(aspect.rule, given["value"])
    return NewEntry(
        uuid=given["uuid"],
        sheet=sheet.id,
        aspect=aspect.rule.id,
        seat=Seat(given["seat"]),
        value=value,
        by=by,
        device=given["device"],
        sequence=given["sequence"],
        taken_at=written(given["taken_at"]),
    )


def _status(outcome: Recorded | Entered) -> HTTPStatus:
    return HTTPStatus.CREATED if outcome.is_new else HTTPStatus.OK


def _cell(
    recorded: Recorded, mark: NewMark, plan: MarkingPlan, planned: PlannedSheet
) -> dict[str, object]:
    aspect = next(each for each in planned.aspects if each.rule.id == mark.aspect)
    seat = planned.seat(mark.author) or planned.module.relieved.get(mark.author) or Seat(0)
    cell = sheets.shown_cell(aspect, planned.module, seat, recorded.cells, plan)
    # What was taken back is no cell any more; by the version the tablet knows it is newer.
    return cell if cell["version"] else {**cell, "version": recorded.version}


def _names(judge: SignedIn, author: object) -> dict[str, str]:
    if author == judge.id:
        return judge.names
    with database().read() as session:
        return account_names(session, author)
