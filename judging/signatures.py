"""A sheet signed by its panel: who has signed what it says, who owes it still."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.scoring.values import SHARED, Seat
from judging import acts, checks, confirmations, readiness, seats, sheets
from judging.acts import Kind
from judging.chain import GENESIS
from judging.kept import Kept
from judging.models import LedgerHead, Sheet, SheetAct
from judging.plan import MarkingPlan, PlannedSheet
from judging.refused import JudgeAbsent, SheetSigned


class PanelDoesNotSign(Refusal):
    """In this trade the chief judge alone signs."""

    code, status = "panel-does-not-sign", HTTPStatus.CONFLICT
    text = sentence("In this trade only the chief judge signs.")


class SigningFixed(Refusal):
    """Who signs is settled before the first signature."""

    code, status = "signing-fixed", HTTPStatus.CONFLICT
    text = sentence("There are signatures already. Who signs cannot change any more.")


@dataclass(frozen=True, slots=True)
class NewSignature:
    """A judge signs what a sheet says at *version*."""

    sheet: int
    version: int
    by: int
    device: str


@dataclass(frozen=True, slots=True)
class NewSigning:
    """Who signs the marks of a trade: the ``chief`` alone, or each sheet's ``panel`` first."""

    trade: int
    signing: str
    by: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A judge's signature: whose, for which version it stands, when it was given."""

    account: int
    version: int
    at: str


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature has made of its sheet."""

    state: str
    signatures: Mapping[Seat, Signature]


Signatures = Mapping[int, Mapping[Seat, Signature]]
_KINDS: Final = (Kind.SIGNATURE, Kind.REOPENING, Kind.APPROVAL)
_MOST_SHEETS: Final = 50_000
"""Of so many sheets it is kept who has signed them."""


@dataclass(frozen=True, slots=True)
class _Given:
    """The signatures of a trade after the act with a *number* and a *hash*."""

    number: int
    hash: str
    signatures: Signatures


def sign(session: Session, signatures: Sequence[NewSignature]) -> Sequence[Signed | Exception]:
    """Put judges' names to sheets; answer each with what stands then, or with why not.

    Signing twice is harmless.  The last signature closes the sheet.
    """
    return acts.each(session, signatures, _sign_one)


def settle_signing(session: Session, changes: Sequence[NewSigning]) -> Sequence[Exception | None]:
    """Settle who signs trades; refused once a sheet was signed."""
    return acts.each(session, changes, _settle_one)


def standing(
    session: Session, trade: int, among: Collection[int] | None = None
) -> dict[int, Mapping[Seat, Signature]]:
    """Return the signatures that stand, by sheet and seat; of some sheets *among* all, or of all.

    A signature on an open sheet stands for as long as nothing was marked since.
    A correction of the panel's one cell leaves that of the judge who asked for
    it; one of a judge's own vote, or one that a re-check asked for, leaves them all.
    """
    found = _given_by({}, acts.of(session, trade, _KINDS, among))
    query = select(Sheet.id, Sheet.version).where(Sheet.id.in_(found), Sheet.state == "open")
    return valid(found, {sheet: version for sheet, version in session.execute(query)})  # noqa: C416 - a row is not a pair to mypy


def valid(given: Signatures, still_open: Mapping[int, int]) -> dict[int, Mapping[Seat, Signature]]:
    """Return those of the signatures *given* that stand.

    *still_open* has the versions of the sheets that are open.
    """
    return {
        sheet: mine
        if sheet not in still_open
        else {at: one for at, one in mine.items() if one.version == still_open[sheet]}
        for sheet, mine in given.items()
    }


class Remembered:
    """The signatures that were given in trades, after as many of their acts as were read last.

    They hang on the last of these acts, which must still be where it was.
    """

    def __init__(self) -> None:
        self._kept: Kept[_Given] = Kept(_MOST_SHEETS, lambda found: len(found.signatures) + 1)

    def of(self, session: Session, trade: int, still_open: Mapping[int, int]) -> Signatures:
        """Return the signatures that stand in *trade*, by sheet and seat.

        *still_open* has the versions of its sheets that are open.
        """
        return valid(self._given(session, trade), still_open)

    def _given(self, session: Session, trade: int) -> Signatures:
        number, last = acts.head(session, trade)
        known = self._kept.last(trade)
        if known is not None and (known.number, known.hash) == (number, last):
            return known.signatures
        if known is None or not acts.has(session, trade, known.number, known.hash):
            known = _Given(0, GENESIS, {})
        fresh = acts.of(session, trade, _KINDS, after=known.number)
        found = _Given(number, last, _given_by(known.signatures, fresh))
        self._kept.put(trade, found)
        return found.signatures


def _given_by(before: Signatures, fresh: Sequence[SheetAct]) -> Signatures:
    """Return the signatures by sheet and seat after the acts *fresh*, with those of *before*."""
    found = dict(before)
    for act in fresh:
        sheet = act.sheet_id or 0
        found[sheet] = after(act, found.get(sheet, {}))
    return found


def after(act: SheetAct, before: Mapping[Seat, Signature]) -> dict[Seat, Signature]:
    """Return the signatures that stand after *act*: what is void once stays so."""
    version = act.version or 0
    if act.kind == Kind.REOPENING:
        return {}
    if act.kind == Kind.SIGNATURE:
        kept = {at: one for at, one in before.items() if one.version == version}
        return {**kept, Seat(act.seat or 0): Signature(act.author_id, version, act.recorded_at)}
    is_found = bool(act.document.get("found"))
    of_all = act.document["seat"] == SHARED and not is_found
    requester = act.document["requester"]
    return {
        at: replace(one, version=version)
        for at, one in before.items()
        if one.version == version - 1 and (one.account == requester or not of_all)
    }


def owed(sheet: PlannedSheet, signatures: Signatures, absent: Collection[Seat]) -> list[Seat]:
    """Return the seats whose signature *sheet* still needs: all that are not *absent*."""
    given = signatures.get(sheet.id, {})
    return [Seat(at) for at in sheet.seats if at not in given and at not in absent]


def _sign_one(session: Session, new: NewSignature) -> Signed:
    (sheet,) = acts.held(session, [new.sheet])
    trade = session.get_one(Trade, sheet.trade_id, populate_existing=True)
    if trade.signing != "panel":
        raise PanelDoesNotSign
    seat = seats.own(session, sheet, new.by)
    given = standing(session, trade.id, [sheet.id]).get(sheet.id, {})
    away = acts.absent(session, trade.id, [sheet.id])[sheet.id]
    plan = readiness.plan_of(session, trade.id)
    planned = plan.sheets[sheet.id]
    if seat not in given:
        _check(session, plan, sheet, new, is_absent=seat in away)
        given = {**given, seat: _given(session, sheet, new, seat)}
    _close(session, sheet, planned, given, away)
    return Signed(sheet.state, given)


def close_without(session: Session, sheet: Sheet, planned: PlannedSheet) -> None:
    """Close a sheet that is held and open, if all have signed it whom anybody waits for."""
    given = standing(session, sheet.trade_id, [sheet.id]).get(sheet.id, {})
    away = acts.absent(session, sheet.trade_id, [sheet.id])[sheet.id]
    if given:
        _close(session, sheet, planned, given, away)


def _close(
    session: Session,
    sheet: Sheet,
    planned: PlannedSheet,
    given: Mapping[Seat, Signature],
    away: Collection[Seat],
) -> None:
    if sheet.state == "open" and not owed(planned, {sheet.id: given}, away):
        sheet.state = "signed"
    session.flush()


def _check(
    session: Session, plan: MarkingPlan, sheet: Sheet, new: NewSignature, *, is_absent: bool
) -> None:
    if is_absent:
        raise JudgeAbsent
    if sheet.state == "locked":
        raise SheetSigned
    cells = readiness.as_read(session, plan, sheet, new.version)
    confirmations.ensure(session, sheet)
    checks.record(session, sheet, checks.ensure(session, plan, sheet, cells))


def _given(session: Session, sheet: Sheet, new: NewSignature, seat: int) -> Signature:
    act = SheetAct(
        trade_id=sheet.trade_id,
        kind=Kind.SIGNATURE,
        sheet_id=sheet.id,
        seat=seat,
        version=new.version,
        author_id=new.by,
        device=new.device,
    )
    acts.append(session, act)
    return Signature(new.by, new.version, act.recorded_at)


def _settle_one(session: Session, change: NewSigning) -> None:
    trade = session.get(Trade, change.trade)
    if trade is None:
        raise NotFound
    session.get(LedgerHead, change.trade, with_for_update=True, populate_existing=True)
    if sheets.is_signed(session, change.trade) or acts.of(session, change.trade, [Kind.SIGNATURE]):
        raise SigningFixed
    trade.signing = change.signing
    note(session, change.by, "signing-settled", trade=change.trade, signing=change.signing)
    session.flush()
