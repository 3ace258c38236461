"""Changing the rules of a trade: as previewed, with a reason once marks may exist."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.programme.rules_form.shaping import digest
from competition.programme.trades import touch
from competition.scoring.corrections import check_corrections
from competition.scoring.rules import Rules
from competition.scoring.rules_document import document_of, rules_of
from competition.scoring.shapes import LONGEST, UnusableDocument
from competition.scoring.trade import TradeFile
from competition.scoring.values import TradeId
from judging.dossier import trade_of
from judging.models import LedgerHead, SchemeLock, TradeSignature

_NAMED: Final = 8


class RulesFixed(Refusal):
    """What the chief judge signed came about by these rules."""

    code, status = "rules-fixed", HTTPStatus.CONFLICT
    text = sentence("The chief judge has signed this trade. Its rules cannot change any more.")


class RulesMoved(Refusal):
    """Somebody else has changed the rules since the preview."""

    code, status = "rules-moved", HTTPStatus.CONFLICT
    text = sentence("Somebody has changed these rules in the meantime. Nothing was saved.")


class WhyMissing(Refusal):
    """Once the scheme is locked, a change of rules needs a reason."""

    code = "why-missing"
    text = sentence("The scheme is locked: say why the rules change.")


class WhyTooLong(Refusal):
    """A reason is a few sentences."""

    code = "why-too-long"
    text = sentence("Use at most %(most)s characters for the reason.")


class EntriesWithoutTeam(Refusal):
    """Where teams are what their members add up to, every entry is somebody's member."""

    code, status = "entries-without-team", HTTPStatus.CONFLICT
    text = sentence(
        "These entries belong to no team, so there is nothing to add up: %(codes)s. Give them "
        "teams in the roster first."
    )


class RulingsUnfit(Refusal):
    """A ruling names an entry where these rules rank teams, or the other way round."""

    code, status = "rulings-unfit", HTTPStatus.CONFLICT
    text = sentence(
        "A ruling of the jury names somebody whom these rules do not rank. Withdraw it first."
    )


@dataclass(frozen=True, slots=True)
class NewRules:
    """Rules to save in place of those whose digest is *base*."""

    trade: int
    base: str
    rules: Rules
    reason: str
    by: int


def change_rules(session: Session, changes: Sequence[NewRules]) -> Sequence[Exception | None]:
    """Save rules in order; answer each with None, or with why not."""
    return [_change_one(session, change) for change in changes]


def unfit(given: TradeFile, rules: Rules) -> Refusal | None:
    """Return why *rules* do not go with the entries and rulings of *given*, or None."""
    if rules.sums_teams:
        alone = [entry.code for entry in given.entries if entry.team is None]
        if alone:
            more = ["…"] if len(alone) > _NAMED else []
            return EntriesWithoutTeam(codes=", ".join([*alone[:_NAMED], *more]))
    try:
        check_corrections(replace(given, rules=rules))
    except UnusableDocument:
        return RulingsUnfit()
    return None


def _change_one(session: Session, change: NewRules) -> Exception | None:
    # Whoever holds the head of the ledger is alone: no signature slips in.
    session.get(LedgerHead, change.trade, with_for_update=True, populate_existing=True)
    trade = session.get(Trade, change.trade, with_for_update=True, populate_existing=True)
    if trade is None:
        return NotFound()
    present, reason = rules_of(trade.rules), change.reason.strip()
    if session.get(TradeSignature, trade.id, populate_existing=True) is not None:
        return RulesFixed()
    if digest(present) != change.base:
        return RulesMoved()
    if digest(change.rules) == change.base:
        return None
    refusal = _unexplained(session, trade.id, reason) or unfit(
        trade_of(session, trade.id, with_marks=False), change.rules
    )
    if refusal is not None:
        return refusal
    trade.rules = document_of(change.rules)
    note(
        session,
        change.by,
        "rules-changed",
        trade=trade.id,
        old=document_of(present),
        new=trade.rules,
        reason=reason,
    )
    session.flush()
    touch(session, TradeId(trade.id))
    return None


def _unexplained(session: Session, trade: int, reason: str) -> Refusal | None:
    if "\0" in reason or (not reason and session.get(SchemeLock, trade) is not None):
        return WhyMissing()
    return WhyTooLong(most=LONGEST) if len(reason) > LONGEST else None
