"""What comes before a signature in a trade, and the chief judge's signature after all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import note
from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.scoring.standings import score
from competition.scoring.values import TradeId
from judging import acts, checks, confirmations, dossier, headway, sheets
from judging import plan as plans
from judging.acts import Kind
from judging.checks import Verdict
from judging.confirmations import Word
from judging.headway import Headway
from judging.models import LedgerHead
from judging.objections import Objection
from judging.plan import MarkingPlan, PlannedAspect, PlannedSheet
from judging.second_entry import Difference
from judging.sheets import Signing, TiesOpen


class CheckingFixed(Refusal):
    """What comes before a signature is settled before the first one."""

    code, status = "checking-fixed", HTTPStatus.CONFLICT
    text = sentence(
        "Sheets are signed, checked or confirmed already. What comes before a signature cannot "
        "change any more."
    )


class NotAllChecked(Refusal):
    """Where it is settled so, a second person has checked every sheet."""

    code, status = "not-all-checked", HTTPStatus.CONFLICT
    text = sentence("No second person has checked yet: %(codes)s.")


class NotAllConfirmed(Refusal):
    """Where it is settled so, every competitor has been asked."""

    code, status = "not-all-confirmed", HTTPStatus.CONFLICT
    text = sentence("These competitors have not confirmed all their sheets yet: %(codes)s.")


@dataclass(frozen=True, slots=True)
class NewChecking:
    """What comes before a signature in a trade: whose check, whose confirmation."""

    trade: int
    checking: str
    confirming: str
    by: int


@dataclass(frozen=True, slots=True)
class Objected:
    """An objection that waits for the judges of a sheet."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    objection: Objection
    by: Account | None


@dataclass(frozen=True, slots=True)
class Apart:
    """A cell whose two entries differ."""

    sheet: PlannedSheet
    aspect: PlannedAspect
    difference: Difference


@dataclass(frozen=True, slots=True)
class Protested:
    """What a competitor said against a sheet; it waits for the chief judge."""

    sheet: PlannedSheet
    word: Word
    witness: Account | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What is still to be done with complete sheets before they can be signed."""

    to_check: Sequence[PlannedSheet] = ()
    objections: Sequence[Objected] = ()
    differences: Sequence[Apart] = ()
    to_confirm: Sequence[PlannedSheet] = ()
    protests: Sequence[Protested] = ()


def overview(session: Session, known: Headway) -> Overview:
    """Return what waits in a trade: checks, objections, confirmations, protests."""
    plan = known.plan
    trade = session.get_one(Trade, plan.trade)
    if (trade.checking, trade.confirming) == ("none", "none"):
        return Overview()
    states, _ = sheets.stages(session, plan.trade)
    still_open = {
        number: now
        for number, (is_complete, now) in checks.of_trade(session, known).items()
        if is_complete and states[number] == "open"
    }
    said = confirmations.standing(session, plan.trade)
    is_checked = trade.checking != "none"
    checked = {each for each, now in still_open.items() if now.is_checked or not is_checked}
    return Overview(
        [plan.sheets[each] for each in still_open if each not in checked],
        _objected(session, plan, still_open),
        _apart(plan, still_open),
        [plan.sheets[each] for each in checked if trade.confirming != "none" and each not in said],
        [
            Protested(plan.sheets[word.sheet], word, session.get(Account, word.by))
            for word in confirmations.waiting(session, plan.trade)
        ],
    )


def settle(session: Session, changes: Sequence[NewChecking]) -> Sequence[Exception | None]:
    """Settle what comes before the signatures of trades; refused once a sheet has one."""
    return acts.each(session, changes, _settle_one)


def sign(session: Session, signings: Sequence[Signing]) -> Sequence[Exception | None]:
    """Sign trades; refused while anything is unmarked, in conflict, unchecked or unanswered."""
    return acts.each(session, signings, _sign_one)


def _objected(session: Session, plan: MarkingPlan, found: Mapping[int, Verdict]) -> list[Objected]:
    return [
        Objected(
            plan.sheets[number], plan.aspects[each.aspect], each, session.get(Account, each.by)
        )
        for number, now in found.items()
        for each in now.findings.objections.values()
    ]


def _apart(plan: MarkingPlan, found: Mapping[int, Verdict]) -> list[Apart]:
    return [
        Apart(plan.sheets[number], plan.aspects[each.aspect], each)
        for number, now in found.items()
        for each in now.differences
    ]


def _settle_one(session: Session, change: NewChecking) -> None:
    session.get(LedgerHead, change.trade, with_for_update=True, populate_existing=True)
    kinds = (Kind.SIGNATURE, Kind.CHECK, Kind.OBJECTION, Kind.CONFIRMATION, Kind.PROTEST)
    if sheets.is_signed(session, change.trade) or acts.of(session, change.trade, kinds):
        raise CheckingFixed
    trade = session.get_one(Trade, change.trade, populate_existing=True)
    trade.checking, trade.confirming = change.checking, change.confirming
    about = {"checking": change.checking, "confirming": change.confirming}
    note(session, change.by, "checking-settled", trade=change.trade, **about)
    session.flush()
    touch(session, TradeId(change.trade))


def _sign_one(session: Session, signing: Signing) -> None:
    # The head is held first, so that no mark can slip in between looking and signing.
    session.get(LedgerHead, signing.trade, with_for_update=True, populate_existing=True)
    if not sheets.is_signed(session, signing.trade):
        _look(session, signing.trade)
    (outcome,) = sheets.sign(session, [signing])
    if outcome is not None:
        raise outcome


def _look(session: Session, trade: int) -> None:
    """Raise what is missing before the chief judge signs *trade*, once everything is marked."""
    plan = plans.read(session, trade)
    if plan is None or not plan.is_locked:
        return
    missing = sheets.incomplete(score(dossier.trade_of(session, trade)))
    if missing is not None and not isinstance(missing, TiesOpen):
        return
    if sheets.awaited(session, plan) is None:
        ensure(session, plan)


def ensure(session: Session, plan: MarkingPlan) -> None:
    """Raise what the sheets of *plan*, all of them marked, lack before the chief judge's part.

    ProtestsOpen, NotAllConfirmed or NotAllChecked.  A sheet that need not be marked
    whole, because of a qualifier say, lacks neither check nor word.
    """
    trade = session.get_one(Trade, plan.trade)
    confirmations.ensure_answered(session, trade.id)
    found = headway.by_plan(session, plan)
    marked = {
        each.id
        for each in plan.sheets.values()
        if each.entry in found.entries and found.states[each.id].is_complete
    }
    if trade.confirming != "none":
        silent = marked.difference(confirmations.standing(session, trade.id))
        if silent:
            raise NotAllConfirmed(codes=confirmations.codes(session, silent))
    if left := marked.intersection(checks.unchecked(session, found)):
        raise NotAllChecked(codes=confirmations.codes(session, left))
