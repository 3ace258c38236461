"""A second person's check of a sheet, before anybody signs it: read aloud, or entered again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.scoring.values import AspectId, EntryId
from judging import acts, objections, readiness, second_entry, second_person, sheets
from judging.acts import Kind
from judging.headway import Headway
from judging.ledger import standing_cells
from judging.models import Sheet, SheetAct
from judging.objections import Findings
from judging.plan import MarkingPlan, PlannedSheet
from judging.reason import reasoned
from judging.refused import SheetSigned
from judging.second_entry import Difference, Entered, NewEntry
from judging.sheets import CellsOfEntry


class NotToBeChecked(Refusal):
    """The trade has no second person look at its sheets in this way."""

    code, status = "not-to-be-checked", HTTPStatus.CONFLICT
    text = sentence("In this trade no sheet is checked in this way.")


class ObjectionsWait(Refusal):
    """The judges answer an objection before the sheet is checked again."""

    code, status = "objections-wait", HTTPStatus.CONFLICT
    text = sentence("Objections wait for the judges of this sheet: %(codes)s.")


class NotAllEntered(Refusal):
    """Only a whole second entry is compared."""

    code, status = "not-all-entered", HTTPStatus.CONFLICT
    text = sentence("Not entered yet: %(count)s values.")


class EntryCompared(Refusal):
    """What was compared is no guess: nobody changes it until the count of differences suits."""

    code, status = "entry-compared", HTTPStatus.CONFLICT
    text = sentence(
        "Your entry of this value was compared with the sheet and stays as it is. Where both "
        "differ, the panel settles it. Nothing was changed."
    )


class NothingCompared(Refusal):
    """Only what was compared and differs has to be entered anew."""

    code, status = "nothing-compared", HTTPStatus.CONFLICT
    text = sentence("No second entry of this sheet differs from it.")


class NothingToAnswer(Refusal):
    """The objection was answered, or the value was marked again."""

    code, status = "nothing-to-answer", HTTPStatus.CONFLICT
    text = sentence("This does not wait for an answer any more.")


class SheetNotChecked(Refusal):
    """Where it is settled so, a second person has checked what is signed."""

    code, status = "sheet-not-checked", HTTPStatus.CONFLICT
    text = sentence("A second person must check this sheet before anybody signs it.")


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A second person found what a sheet says at *version* to be right, or has entered it all."""

    sheet: int
    version: int
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewObjection:
    """A second person hears of an aspect something else than stands on the paper or the work."""

    sheet: int
    version: int
    aspect: AspectId
    reason: str
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewReply:
    """A judge of the panel keeps a value: against an objection, or against a second entry."""

    sheet: int
    objection: int | None
    entry: str | None
    reason: str
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewAnew:
    """The chief judge has a sheet entered a second time anew: the entry itself went wrong."""

    trade: int
    sheet: int
    reason: str
    by: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has come to: the number of its act, and in how many cells both differ."""

    number: int
    differences: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sheet counts as checked, and what its judges have to settle until it does."""

    findings: Findings
    differences: Sequence[Difference] = ()
    is_agreed: bool = False

    @property
    def is_checked(self) -> bool:
        """Return whether a check stands, or both entries have come to say the same."""
        return self.findings.check is not None or self.is_agreed


def check(session: Session, checks: Sequence[NewCheck]) -> Sequence[Checked | Exception]:
    """Check sheets, each in its trade's way; answer what each check has come to.

    Checking again what is checked is harmless.
    """
    return acts.each(session, checks, _check_one)


def object_to(session: Session, new: Sequence[NewObjection]) -> Sequence[int | Exception]:
    """Object to values that were read aloud; answer each with its number."""
    return acts.each(session, new, _object_one)


def reply(session: Session, replies: Sequence[NewReply]) -> Sequence[int | Exception]:
    """Keep values with a reason; answer each with the number of its act."""
    return acts.each(session, replies, _reply_one)


def enter(session: Session, entries: Sequence[NewEntry]) -> Sequence[Entered | Exception]:
    """Keep values entered a second time; a repeat is answered with the line it made.

    Raises EntryCompared for what its person has had compared: each value once.
    """
    return acts.each(session, entries, _enter_one)


def have_anew(session: Session, wanted: Sequence[NewAnew]) -> Sequence[int | Exception]:
    """Have sheets entered a second time anew, for a reason; answer each with its act's number."""
    return acts.each(session, wanted, _have_anew_one)


def verdict(session: Session, sheet: PlannedSheet, cells: CellsOfEntry, found: Findings) -> Verdict:
    """Return whether a complete *sheet* with these *cells* counts as checked.

    Whose entry was compared is no second person any more once they have come to
    its panel: they would answer what they found themselves.
    """
    comparison = found.comparison
    if comparison is None or found.check is not None:
        return Verdict(found)
    has_come = sheet.seat(comparison.by) is not None
    if has_come or second_person.has_marked(session, sheet.id, comparison.by):
        return Verdict(found)
    entries = second_entry.of_sheet(session, sheet.id, comparison.by, comparison.last)
    apart = second_entry.differences(sheet, cells, entries, found.dismissed)
    is_whole = second_entry.missing(sheet, cells, entries) == 0
    return Verdict(found, apart, is_whole and not apart)


def of_trade(session: Session, found: Headway) -> Mapping[int, tuple[bool, Verdict]]:
    """Return of each sheet whose entry is marked whether it is complete, and its verdict."""
    plan = found.plan
    told = objections.standing(session, plan.trade)
    to_mark = [sheet.id for sheet in plan.sheets.values() if sheet.entry in found.entries]
    given = {number: told.get(number, Findings()) for number in to_mark}
    return {
        number: (found.states[number].is_complete, each)
        for number, each in verdicts(session, plan, given).items()
    }


def verdicts(
    session: Session, plan: MarkingPlan, told: Mapping[int, Findings]
) -> Mapping[int, Verdict]:
    """Return by sheet whether it counts as checked, by what was *told* of it, if it is complete."""
    compared = [at for at, each in told.items() if each.comparison and not each.check]
    entries = {plan.sheets[at].entry for at in compared}
    marks = sheets.by_entry(standing_cells(session, plan.trade, entries) if entries else ())
    return {
        at: verdict(session, plan.sheets[at], marks[EntryId(plan.sheets[at].entry)], each)
        for at, each in told.items()
    }


def ensure(session: Session, plan: MarkingPlan, row: Sheet, cells: CellsOfEntry) -> Verdict | None:
    """Return what makes a sheet checked, None where nobody asks; raises SheetNotChecked."""
    if session.get_one(Trade, plan.trade).checking == "none":
        return None
    found = objections.standing(session, plan.trade, [row.id]).get(row.id, Findings())
    # A correction of a signed sheet has its own two persons.
    if row.state != "open" and found.check:
        return Verdict(found)
    now = verdict(session, plan.sheets[row.id], cells, found)
    if not now.is_checked:
        raise SheetNotChecked
    return now


def record(session: Session, row: Sheet, found: Verdict | None) -> None:
    """Add the check of a sheet whose two entries have come to say the same, if none stands."""
    comparison = found.findings.comparison if found else None
    if found is None or found.findings.check or comparison is None:
        return
    document = second_entry.compared(session, row.id, comparison.by, comparison.last)
    _act(session, row, Kind.CHECK, (comparison.by, comparison.device), document)


def unchecked(session: Session, known: Headway) -> list[int]:
    """Return the sheets of a trade that nobody has checked as they are, where it is asked for.

    Checks that two entries have come to are added.
    """
    if session.get_one(Trade, known.plan.trade).checking == "none":
        return []
    left = []
    for number, (is_complete, found) in of_trade(session, known).items():
        if is_complete and found.is_checked:
            record(session, session.get_one(Sheet, number), found)
        else:
            left.append(number)
    return left


def _check_one(session: Session, new: NewCheck) -> Checked:
    (row,) = acts.held(session, [new.sheet])
    way = _way(session, row, new.by, ("aloud", "blind"))
    plan = readiness.plan_of(session, row.trade_id)
    found = objections.standing(session, row.trade_id, [row.id]).get(row.id, Findings())
    if found.check:
        return Checked(found.check.number)
    if way == "blind":
        return _compare(session, plan, row, found, new)
    readiness.as_read(session, plan, row, new.version)
    if found.objections:
        named = {plan.aspects[each.aspect].code for each in found.objections.values()}
        raise ObjectionsWait(codes=", ".join(sorted(named)))
    document: dict[str, object] = {"way": "aloud"}
    return Checked(_act(session, row, Kind.CHECK, (new.by, new.device), document))


def _compare(
    session: Session, plan: MarkingPlan, row: Sheet, found: Findings, new: NewCheck
) -> Checked:
    cells = readiness.complete(session, plan, row)
    sheet = plan.sheets[row.id]
    entries = second_entry.of_sheet(session, row.id, new.by)
    if left := second_entry.missing(sheet, cells, entries):
        raise NotAllEntered(count=left)
    apart = second_entry.differences(sheet, cells, entries, found.dismissed)
    document = second_entry.compared(session, row.id, new.by)
    if not apart:
        return Checked(_act(session, row, Kind.CHECK, (new.by, new.device), document))
    told = found.comparison
    if told and (told.by, told.version, told.last) == (new.by, row.version, document["last"]):
        return Checked(told.number, len(apart))
    document["differs"] = [[each.aspect, each.seat] for each in apart]
    number = _act(session, row, Kind.OBJECTION, (new.by, new.device), document)
    return Checked(number, len(apart))


def _object_one(session: Session, new: NewObjection) -> int:
    (row,) = acts.held(session, [new.sheet])
    _way(session, row, new.by, ("aloud",))
    plan = readiness.plan_of(session, row.trade_id)
    reason = reasoned(new.reason)
    if new.aspect not in {each.rule.id for each in plan.sheets[row.id].aspects}:
        raise NotFound
    found = objections.standing(session, row.trade_id, [row.id]).get(row.id, Findings())
    for each in found.objections.values():
        if (each.aspect, each.by, each.reason) == (new.aspect, new.by, reason):
            return each.number
    readiness.as_read(session, plan, row, new.version)
    document: dict[str, object] = {"aspect": new.aspect, "reason": reason}
    return _act(session, row, Kind.OBJECTION, (new.by, new.device), document)


def _reply_one(session: Session, new: NewReply) -> int:
    (row,) = acts.held(session, [new.sheet])
    acts.present(session, row, new.by)
    if row.state != "open":
        raise SheetSigned
    plan = readiness.plan_of(session, row.trade_id)
    reason = reasoned(new.reason)
    found = objections.standing(session, row.trade_id, [row.id]).get(row.id, Findings())
    if new.objection in found.objections:
        told: dict[str, object] = {"answers": new.objection, "reply": reason}
        return _act(session, row, Kind.OBJECTION, (new.by, new.device), told)
    cells = readiness.cells_of(session, row)
    apart = verdict(session, plan.sheets[row.id], cells, found).differences
    one = next((each for each in apart if each.entry == new.entry), None)
    if one is None:
        raise NothingToAnswer
    place = {"entry": one.entry, "aspect": one.aspect, "seat": one.seat}
    document: dict[str, object] = {**place, "value": one.first, "reply": reason}
    number = _act(session, row, Kind.OBJECTION, (new.by, new.device), document)
    found.dismissed[one.entry] = one.first
    now = verdict(session, plan.sheets[row.id], cells, found)
    if now.is_agreed and _is_complete(plan, row, cells):
        record(session, row, now)
    return number


def _enter_one(session: Session, new: NewEntry) -> Entered:
    done = second_entry.known(session, new)
    if done:
        return done
    (row,) = acts.held_at(session, [new.sheet], new.taken_at)
    _way(session, row, new.by, ("blind",))
    found = objections.standing(session, row.trade_id, [row.id]).get(row.id, Findings())
    last = found.compared.get(new.by)
    if last is not None and second_entry.is_compared(session, new, last):
        raise EntryCompared
    return second_entry.keep(session, new)


def _have_anew_one(session: Session, new: NewAnew) -> int:
    (row,) = acts.held(session, [new.sheet])
    if row.trade_id != new.trade:
        raise NotFound
    reason = reasoned(new.reason)
    plan = readiness.plan_of(session, row.trade_id)
    found = objections.standing(session, row.trade_id, [row.id]).get(row.id, Findings())
    now = verdict(session, plan.sheets[row.id], readiness.cells_of(session, row), found)
    if row.state != "open" or found.comparison is None or now.is_checked:
        raise NothingCompared
    told: dict[str, object] = {"anew": found.comparison.by, "reason": reason}
    note(session, new.by, "second-entry-anew", trade=new.trade, sheet=row.id)
    return _act(session, row, Kind.OBJECTION, (new.by, ""), told)


def _way(session: Session, row: Sheet, by: int, ways: Collection[str]) -> str:
    """Return in which of some *ways* *by* may check an open sheet; raises why not."""
    way = session.get_one(Trade, row.trade_id, populate_existing=True).checking
    if way not in ways:
        raise NotToBeChecked
    if row.state != "open":
        raise SheetSigned
    refusal = second_person.why_not(session, row, way, by)
    if refusal:
        raise refusal
    return way


def _is_complete(plan: MarkingPlan, row: Sheet, cells: CellsOfEntry) -> bool:
    return sheets.counted(plan, plan.sheets[row.id], cells).is_complete


def _act(
    session: Session, row: Sheet, kind: Kind, who: tuple[int, str], document: Mapping[str, object]
) -> int:
    by, device = who
    act = SheetAct(
        trade_id=row.trade_id,
        kind=kind,
        sheet_id=row.id,
        version=row.version,
        author_id=by,
        device=device,
        document=dict(document),
    )
    return acts.append(session, act)
