"""The re-check of a trade: who is checked again is drawn, sheets are checked, differences told."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.errors import NotFound, Refusal, sentence
from competition.scoring import recheck
from competition.scoring.readings import canonical
from competition.scoring.rules import RecheckRule
from competition.scoring.standings import Standings, score
from competition.scoring.values import ABSENT, AspectId, Seat, Status, UnusableReading
from judging import (
    acts,
    checks,
    dossier,
    findings,
    formalities,
    readiness,
    requests,
    seats,
    second_person,
    sheets,
)
from judging.acts import Kind
from judging.corrections import AlreadyAsked
from judging.ledger import Cell
from judging.models import Sheet, SheetAct
from judging.plan import PlannedAspect
from judging.readiness import SheetMoved
from judging.reason import reasoned
from judging.refused import TradeSuspended
from judging.sheets import TiesOpen

DESK = "desk"


class NoRecheck(Refusal):
    """Only what the rules ask for is drawn."""

    code, status = "no-recheck", HTTPStatus.CONFLICT
    text = sentence("The rules of this trade ask for no re-check.")


class AlreadyDrawn(Refusal):
    """One draw stands; nobody draws until they like it."""

    code, status = "already-drawn", HTTPStatus.CONFLICT
    text = sentence("Who is checked again is drawn already.")


class NotDrawn(Refusal):
    """Only the sheets of whoever was drawn are checked again."""

    code, status = "not-drawn", HTTPStatus.CONFLICT
    text = sentence("This sheet was not drawn to be checked again.")


class AlreadyChecked(Refusal):
    """What was found stands; a sheet is checked again where it was marked since."""

    code, status = "already-checked", HTTPStatus.CONFLICT
    text = sentence("This sheet was checked already.")


class OwnSheet(Refusal):
    """A second person checks what others have marked."""

    code, status = "own-sheet", HTTPStatus.FORBIDDEN
    text = sentence("You have marked on this sheet or sit on its panel: somebody else checks it.")


class NotDifferent(Refusal):
    """A difference is a value other than the one on the sheet."""

    code = "not-different"
    text = sentence("%(aspect)s says so already.")


class UnknownMark(Refusal):
    """A difference is about a mark that the sheet has."""

    code = "unknown-mark"
    text = sentence("The sheet has no such mark.")


class NoSuchValue(Refusal):
    """What was found is a value that the aspect can have."""

    code = "no-such-value"
    text = sentence("%(aspect)s cannot have the value %(value)s.")


@dataclass(frozen=True, slots=True)
class NewDraw:
    """The chief judge draws who is checked again."""

    trade: int
    by: int


@dataclass(frozen=True, slots=True)
class Told:
    """A mark that is not what the second person found, with the reason."""

    aspect: AspectId
    seat: Seat
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A second person has checked a sheet at *version*; where nothing is told, all was right."""

    trade: int
    sheet: int
    version: int
    told: tuple[Told, ...]
    by: int
    device: str = DESK


def draw(session: Session, draws: Sequence[NewDraw]) -> Sequence[int | Exception]:
    """Draw who is checked again; answer each with the number of its act."""
    return acts.each(session, draws, _draw_one)


def record(session: Session, found: Sequence[NewFinding]) -> Sequence[int | Exception]:
    """Record what was found on sheets; answer each with the number of its act.

    Every difference asks for a correction, which the chief judge approves or
    declines; no mark changes by itself.
    """
    return acts.each(session, found, _record_one)


def may_check(session: Session, account: int, trade: int) -> Collection[int]:
    """Return the sheets of *trade* that *account* neither marked nor has on a panel of theirs."""
    panels = seats.panels_ever(session, trade, account)
    query = select(Sheet.id).where(Sheet.trade_id == trade, Sheet.panel_id.not_in(panels))
    return set(session.scalars(query)).difference(second_person.own_sheets(session, trade, account))


def ensure_checked(session: Session, sheet: Sheet) -> None:
    """Raise SheetNotChecked where *sheet* waits for a second person, maybe to enter it blind."""
    plan = readiness.plan_of(session, sheet.trade_id)
    checks.ensure(session, plan, sheet, readiness.cells_of(session, sheet))


def _draw_one(session: Session, new: NewDraw) -> int:
    head = acts.hold(session, new.trade)
    plan = readiness.plan_of(session, new.trade)
    rule = plan.rules.recheck
    if rule is None:
        raise NoRecheck
    if head.suspended_at is not None:
        raise TradeSuspended({"since": head.suspended_at})
    if findings.standing_draw(session, new.trade, rule) is not None:
        raise AlreadyDrawn
    standings = score(dossier.trade_of(session, new.trade))
    refusal = sheets.incomplete(standings)
    # Equals that wait for a decision are all the same to the draw.
    if refusal is not None and not isinstance(refusal, TiesOpen):
        raise refusal
    refusal = sheets.awaited(session, plan) or sheets.not_locked(session, new.trade)
    if refusal is not None:
        raise refusal
    formalities.ensure(session, plan)
    document = _drawn(rule, _ranking(standings), secrets.token_hex(16))
    act = SheetAct(trade_id=new.trade, kind=Kind.RECHECK, author_id=new.by, document=document)
    acts.append(session, act)
    note(session, new.by, "recheck-drawn", trade=new.trade, seed=document["seed"])
    session.flush()
    return act.number


def _drawn(rule: RecheckRule, ranking: list[str], seed: str) -> dict[str, object]:
    """Return all that anybody needs to draw the same again."""
    sizes = recheck.sizes(rule, len(ranking))
    found = recheck.drawn(seed, ranking, sizes)
    return {
        "seed": seed,
        "rule": {
            "top": rule.top,
            "top_share": str(rule.top_share),
            "sample": str(rule.sample),
            "error_limit": str(rule.error_limit),
        },
        "sizes": {"top": sizes.top, "sample": sizes.sample},
        "ranking": ranking,
        "top": list(found.top),
        "sample": list(found.sample),
    }


def _ranking(found: Standings) -> list[str]:
    """Return the codes of all that are marked: by place, equals by code, then the unplaced."""
    marked = [row for row in found.rows if row.total is not None and Status(row.status).is_marked]
    return [
        row.code for row in sorted(marked, key=lambda row: (row.place is None, row.place, row.code))
    ]


def _record_one(session: Session, new: NewFinding) -> int:
    (sheet,) = acts.held(session, [new.sheet])
    if sheet.trade_id != new.trade:
        raise NotFound
    found = findings.recheck_of(session, new.trade)
    if found is None or sheet.id not in found.asked:
        raise NotDrawn
    if sheet.id in found.findings:
        raise AlreadyChecked
    if sheet.id not in may_check(session, new.by, new.trade):
        raise OwnSheet
    if sheet.version != new.version:
        raise SheetMoved({"version": sheet.version})
    ensure_checked(session, sheet)
    differences = _differences(session, sheet, new.told)
    act = SheetAct(
        trade_id=new.trade,
        kind=Kind.FINDING,
        sheet_id=sheet.id,
        version=new.version,
        author_id=new.by,
        device=new.device,
        document={"draw": found.draw.number if found.draw else None, "differences": differences},
    )
    acts.append(session, act)
    for each in differences:
        if "request" not in each:
            acts.append(session, _request(act, each))
    session.flush()
    return act.number


def _request(finding: SheetAct, told: dict[str, object]) -> SheetAct:
    """Return the correction that a difference asks for."""
    return SheetAct(
        trade_id=finding.trade_id,
        kind=Kind.REQUEST,
        sheet_id=finding.sheet_id,
        seat=told["seat"],
        version=finding.version,
        author_id=finding.author_id,
        device=finding.device,
        document={
            "aspect": told["aspect"],
            "value": told["found"],
            "replaces": told["recorded"],
            "reason": told["reason"],
            "finding": finding.number,
        },
    )


def _differences(session: Session, sheet: Sheet, told: Sequence[Told]) -> list[dict[str, object]]:
    cells = readiness.cells_of(session, sheet)
    planned = readiness.plan_of(session, sheet.trade_id).sheets[sheet.id]
    rules = {each.rule.id: each for each in planned.aspects}
    waiting = {
        (each.aspect, each.seat): each
        for each in requests.waiting(session, sheet.trade_id, [sheet.id])
    }
    found: dict[tuple[AspectId, Seat], dict[str, object]] = {}
    for each in told:
        at = (each.aspect, each.seat)
        if at in found:
            raise AlreadyAsked
        found[at] = _difference(rules.get(each.aspect), cells.get(each.aspect, {}), each)
        before = waiting.get(at)
        if before and before.value != found[at]["found"]:
            raise AlreadyAsked
        if before:
            found[at]["request"] = before.number
    return list(found.values())


def _difference(
    aspect: PlannedAspect | None, cells: Mapping[Seat, Cell], told: Told
) -> dict[str, object]:
    cell = cells.get(told.seat)
    if cell is None or cell.value == ABSENT or aspect is None:
        raise UnknownMark
    try:
        value = canonical(aspect.rule, told.found.strip())
    except UnusableReading:
        raise NoSuchValue(aspect=aspect.code, value=told.found) from None
    if value == cell.value:
        raise NotDifferent(aspect=aspect.code)
    return {
        "aspect": told.aspect,
        "seat": told.seat,
        "recorded": cell.value,
        "found": value,
        "reason": reasoned(told.reason),
    }
