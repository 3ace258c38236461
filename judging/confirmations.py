"""What the competitor says to a sheet before the panel signs it: agreed, or a protest."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.registration.models import Entry
from judging import acts, checks, readiness, requests
from judging.acts import Kind
from judging.models import Sheet, SheetAct
from judging.reason import reasoned
from judging.refused import SheetSigned

MARK_ANEW: Final = "reopened"
OUTCOMES: Final = ("ruling", MARK_ANEW, "dismissed")
"""What a chief judge may answer a protest with: a ruling, marking anew, or nothing changes."""
STROKES: Final = re.compile(r"(M\d{1,4} \d{1,4}(L\d{1,4} \d{1,4})+){1,200}\Z", re.ASCII)
"""A drawn signature: strokes of at least two points, as an SVG path spells them."""
LONGEST_STROKES: Final = 16_000


class NotToBeConfirmed(Refusal):
    """The trade does not ask its competitors."""

    code, status = "not-to-be-confirmed", HTTPStatus.CONFLICT
    text = sentence("In this trade competitors confirm no sheets.")


class NotDrawn(Refusal):
    """A signature shows something, and not too much."""

    code = "not-drawn"
    text = sentence("Nothing usable was drawn. Draw the signature again.")


class SheetNotConfirmed(Refusal):
    """Where it is settled so, the competitor has spoken before the panel signs."""

    code, status = "sheet-not-confirmed", HTTPStatus.CONFLICT
    text = sentence(
        "The competitor must confirm this sheet first, or a protest or a refusal is recorded."
    )


class ProtestWaits(Refusal):
    """What a competitor protested against is answered before another word counts."""

    code, status = "protest-waits", HTTPStatus.CONFLICT
    text = sentence("A protest of this competitor waits for the chief judge's answer.")


class NotReopened(Refusal):
    """What is to be marked again is open."""

    code, status = "not-reopened", HTTPStatus.CONFLICT
    text = sentence("Reopen the sheet first, then answer that the panel marks again.")


class ProtestAnswered(Refusal):
    """A protest is answered once, while it stands."""

    code, status = "protest-answered", HTTPStatus.CONFLICT
    text = sentence("This protest does not wait any more.")


class ProtestsOpen(Refusal):
    """The chief judge answers a protest before the marks are closed."""

    code, status = "protests-open", HTTPStatus.CONFLICT
    text = sentence("Answer the protests of competitors first: %(codes)s.")


@dataclass(frozen=True, slots=True)
class NewConfirmation:
    """The competitor agrees with a sheet at *version*, by the *strokes* of a signature.

    *by* is the judge of the panel who has shown it and stands by.
    """

    sheet: int
    version: int
    strokes: str
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewProtest:
    """The competitor does not agree, for a reason; or *is_silent*: says nothing, as *by* saw."""

    sheet: int
    version: int
    reason: str
    is_silent: bool
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """The chief judge answers the protest with a number."""

    trade: int
    protest: int
    outcome: str
    reason: str
    by: int


class Word(NamedTuple):
    """What the competitor said to a sheet, and what the chief judge answered, if anything."""

    number: int
    sheet: int
    is_protest: bool
    document: Mapping[str, object]
    by: int
    at: str
    version: int
    answer: Mapping[str, object] | None = None


def confirm(session: Session, new: Sequence[NewConfirmation]) -> Sequence[Word | Exception]:
    """Record that competitors agree; to say so again is harmless.

    Raises ProtestWaits while the chief judge has not answered what was said before.
    """
    return acts.each(session, new, _confirm_one)


def protest(session: Session, new: Sequence[NewProtest]) -> Sequence[Word | Exception]:
    """Record that competitors do not agree, or say nothing; to say so again is harmless."""
    return acts.each(session, new, _protest_one)


def answer(session: Session, given: Sequence[NewAnswer]) -> Sequence[int | Exception]:
    """Answer protests; answer each with the number of its act."""
    return acts.each(session, given, _answer_one)


def standing(
    session: Session, trade: int, among: Collection[int] | None = None
) -> Mapping[int, Word]:
    """Return the last word of the competitor by sheet; of some sheets *among* all, or of all.

    It stands until something is marked on the open sheet (which a correction is
    not), the sheet is reopened, or a protest is answered by having the panel mark
    again.
    """
    found: dict[int, Word] = {}
    for act in acts.of(session, trade, (Kind.CONFIRMATION, Kind.PROTEST, Kind.REOPENING), among):
        number = act.sheet_id or 0
        if act.kind == Kind.REOPENING:
            found.pop(number, None)
        elif "answers" not in act.document:
            found[number] = _word(act)
        elif number in found and found[number].number == act.document["answers"]:
            found[number] = found[number]._replace(answer=act.document)
            if act.document["outcome"] == MARK_ANEW:
                del found[number]
    moved = requests.moved(session, trade, found)
    still_open = select(Sheet.id).where(Sheet.id.in_(found), Sheet.state == "open")
    for sheet in session.scalars(still_open).all():
        if found[sheet].version < moved.get(sheet, 0):
            del found[sheet]
    return found


def waiting(session: Session, trade: int, among: Collection[int] | None = None) -> Sequence[Word]:
    """Return the protests of *trade* that wait for the chief judge, the oldest first.

    Nothing but the answer ends that: no mark, no reopening, no later word.
    """
    found: dict[object, Word] = {}
    for act in acts.of(session, trade, [Kind.PROTEST], among):
        if "answers" in act.document:
            found.pop(act.document["answers"], None)
        else:
            found[act.number] = _word(act)
    return list(found.values())


def ensure(session: Session, row: Sheet) -> None:
    """Raise SheetNotConfirmed where the competitor has still to be asked.

    ProtestWaits where that comes after the answer to what was said before.
    """
    trade = session.get_one(Trade, row.trade_id)
    if trade.confirming == "none" or row.id in standing(session, trade.id, [row.id]):
        return
    if waiting(session, trade.id, [row.id]):
        raise ProtestWaits
    raise SheetNotConfirmed


def ensure_answered(session: Session, trade: int, among: Collection[int] | None = None) -> None:
    """Raise ProtestsOpen where protests wait; on some sheets *among* all, or on any."""
    left = [word.sheet for word in waiting(session, trade, among)]
    if left:
        raise ProtestsOpen(codes=codes(session, left))


def codes(session: Session, numbers: Collection[int]) -> str:
    """Return the codes of the entries that some sheets are about."""
    query = (
        select(Entry.code)
        .join(Sheet, Sheet.entry_id == Entry.id)
        .where(Sheet.id.in_(numbers))
        .distinct()
        .order_by(Entry.code)
    )
    return ", ".join(session.scalars(query))


def _confirm_one(session: Session, new: NewConfirmation) -> Word:
    row, said = _asked(session, new)
    if len(new.strokes) > LONGEST_STROKES or not STROKES.match(new.strokes):
        raise NotDrawn
    if waiting(session, row.trade_id, [row.id]):
        raise ProtestWaits
    if said and not said.is_protest:
        return said
    return _say(session, row, Kind.CONFIRMATION, new, {"way": "drawn", "strokes": new.strokes})


def _protest_one(session: Session, new: NewProtest) -> Word:
    row, said = _asked(session, new)
    document: dict[str, object] = {"way": "silent" if new.is_silent else "protest"}
    document["reason"] = reasoned(new.reason)
    if said and said.is_protest and dict(said.document) == document:
        return said
    return _say(session, row, Kind.PROTEST, new, document)


def _asked(session: Session, new: NewConfirmation | NewProtest) -> tuple[Sheet, Word | None]:
    """Return the sheet, held, and what its competitor has said; raises why nobody is asked."""
    (row,) = acts.held(session, [new.sheet])
    trade = session.get_one(Trade, row.trade_id, populate_existing=True)
    if trade.confirming == "none":
        raise NotToBeConfirmed
    acts.present(session, row, new.by)
    said = standing(session, trade.id, [row.id]).get(row.id)
    if row.state != "open":
        raise SheetSigned
    plan = readiness.plan_of(session, trade.id)
    cells = readiness.as_read(session, plan, row, new.version)
    checks.record(session, row, checks.ensure(session, plan, row, cells))
    return row, said


def _say(
    session: Session,
    row: Sheet,
    kind: Kind,
    new: NewConfirmation | NewProtest,
    document: dict[str, object],
) -> Word:
    act = SheetAct(
        trade_id=row.trade_id,
        kind=kind,
        sheet_id=row.id,
        version=row.version,
        author_id=new.by,
        device=new.device,
        document=document,
    )
    acts.append(session, act)
    return _word(act)


def _answer_one(session: Session, given: NewAnswer) -> int:
    one = next(
        (
            each
            for each in acts.of(session, given.trade, [Kind.PROTEST])
            if each.number == given.protest and "answers" not in each.document
        ),
        None,
    )
    if one is None or one.sheet_id is None or given.outcome not in OUTCOMES:
        raise NotFound
    (row,) = acts.held(session, [one.sheet_id])
    if all(each.number != given.protest for each in waiting(session, given.trade, [row.id])):
        raise ProtestAnswered
    if given.outcome == MARK_ANEW and row.state != "open":
        raise NotReopened
    told: dict[str, object] = {"answers": given.protest, "outcome": given.outcome}
    act = SheetAct(
        trade_id=given.trade,
        kind=Kind.PROTEST,
        sheet_id=row.id,
        version=row.version,
        author_id=given.by,
        document={**told, "reason": reasoned(given.reason)},
    )
    note(session, given.by, "protest-answered", trade=given.trade, sheet=row.id, **told)
    return acts.append(session, act)


def _word(act: SheetAct) -> Word:
    return Word(
        number=act.number,
        sheet=act.sheet_id or 0,
        is_protest=act.kind == Kind.PROTEST,
        document=act.document,
        by=act.author_id,
        at=act.recorded_at,
        version=act.version or 0,
    )
