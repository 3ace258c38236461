"""A marking scheme's life: imported as a draft, checked, locked by a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.errors import Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Trade
from competition.programme.trades import touch
from competition.registration import enrol
from competition.registration.models import Entry
from competition.scoring.values import Kind, TradeId
from judging import avoidance, scheme_rows
from judging.chain import GENESIS
from judging.draft import AspectDraft, CriterionDraft, Level, SchemeDraft, SubCriterionDraft
from judging.models import (
    Aspect,
    Criterion,
    JudgeSeat,
    LedgerHead,
    Panel,
    PanelDuty,
    Scheme,
    SchemeLock,
    Section,
    Sheet,
    SubCriterion,
)
from judging.scheme_rows import CriterionRows, SubRows
from judging.wording import names_of


class SchemeLocked(Refusal):
    """Marks follow the locked scheme; it cannot be replaced."""

    code, status = "scheme-locked", HTTPStatus.CONFLICT
    text = sentence("The scheme is locked. It cannot be replaced any more.")


class NoScheme(Refusal):
    """There is nothing to lock yet."""

    code, status = "no-scheme", HTTPStatus.CONFLICT
    text = sentence("Import a marking scheme first.")


class NoEntries(Refusal):
    """Sheets are made for entries; there are none."""

    code, status = "no-entries", HTTPStatus.CONFLICT
    text = sentence("Import the roster first: sheets are made for its entries.")


class ModulesWithoutJudges(Refusal):
    """Every module needs a panel with judges before its sheets open."""

    code, status = "modules-without-judges", HTTPStatus.CONFLICT
    text = sentence("No judges are seated for module %(modules)s.")


class WarningsNotAccepted(Refusal):
    """The check found doubtful figures; locking needs a decision on them."""

    code, status = "warnings-not-accepted", HTTPStatus.CONFLICT
    text = sentence("The check left %(count)s warnings. Accept them to lock, or import anew.")


class UnknownKind(Refusal):
    """The scheme uses a kind of aspect that cannot be marked yet."""

    code = "unknown-kind"
    text = sentence("Aspect %(aspect)s is of the kind %(kind)s, which cannot be marked yet.")


@dataclass(frozen=True, slots=True)
class NewScheme:
    """A scheme read from a file, without errors, to store as a trade's newest draft."""

    trade: int
    draft: SchemeDraft
    source: str
    warnings: list[dict[str, object]]
    by: int | None


@dataclass(frozen=True, slots=True)
class Locking:
    """Somebody locks a trade's newest scheme, accepting its warnings or not."""

    trade: int
    accepts_warnings: bool
    by: int


def store(session: Session, schemes: Sequence[NewScheme]) -> Sequence[int | Exception]:
    """Store drafts; answer each with the scheme's id, or with why not."""
    return [_store_one(session, new) for new in schemes]


def lock(session: Session, lockings: Sequence[Locking]) -> Sequence[int | Exception]:
    """Lock schemes and open their sheets; answer how many sheets each has."""
    return [_lock_one(session, locking) for locking in lockings]


def newest(session: Session, trade: int) -> Scheme | None:
    """Return the locked scheme of *trade*, else the newest draft, else None."""
    lock_row = session.get(SchemeLock, trade)
    if lock_row is not None:
        return session.get_one(Scheme, lock_row.scheme_id)
    return session.scalar(
        select(Scheme).where(Scheme.trade_id == trade).order_by(Scheme.number.desc()).limit(1)
    )


def is_locked(session: Session, trade: int) -> bool:
    """Answer whether the scheme of *trade* is locked."""
    return session.get(SchemeLock, trade) is not None


def locked(session: Session, trades: Collection[int]) -> dict[int, datetime]:
    """Return when the scheme of each of *trades* was locked, where it is."""
    rows = session.execute(
        select(SchemeLock.trade_id, SchemeLock.locked_at).where(SchemeLock.trade_id.in_(trades))
    )
    return {row.trade_id: row.locked_at for row in rows}


def locked_by(session: Session, trade: int) -> SchemeLock | None:
    """Return the lock of *trade*: who, when, and the warnings accepted."""
    return session.get(SchemeLock, trade)


def step(session: Session, trade: Trade) -> Step:
    """Return the scheme step of *trade*."""
    name, endpoint = sentence("Scheme"), "desk.scheme"
    if is_locked(session, trade.id):
        return Step(name, endpoint, is_done=True)
    if newest(session, trade.id) is None:
        return Step(name, endpoint, is_done=False, missing=sentence("No marking scheme yet."))
    return Step(name, endpoint, is_done=False, missing=sentence("The scheme is not locked."))


def _store_one(session: Session, new: NewScheme) -> int | Exception:
    if is_locked(session, new.trade):
        return SchemeLocked()
    for aspect in new.draft.aspects:
        if aspect.kind not in set(Kind):
            return UnknownKind(aspect=aspect.code, kind=aspect.kind)
    number = session.scalar(
        select(func.coalesce(func.max(Scheme.number), 0)).where(Scheme.trade_id == new.trade)
    )
    scheme = Scheme(
        trade_id=new.trade,
        number=(number or 0) + 1,
        title=new.draft.title,
        source=new.source,
        declared_total=new.draft.declared_total,
        warnings=new.warnings,
        imported_at=now(),
        imported_by=new.by,
    )
    sections = (
        Section(code=each.code, names=names_of(each.name), declared=each.declared)
        for each in new.draft.sections
    )
    scheme_rows.store(session, scheme, sections, map(_criterion, new.draft.criteria))
    note(session, new.by, "scheme-imported", trade=new.trade, scheme=scheme.id, file=new.source)
    session.flush()
    touch(session, TradeId(new.trade))
    return scheme.id


def _criterion(draft: CriterionDraft) -> CriterionRows:
    row = Criterion(code=draft.code, names=names_of(draft.name), declared=draft.declared)
    return row, map(_sub_criterion, draft.sub_criteria)


def _sub_criterion(draft: SubCriterionDraft) -> SubRows:
    row = SubCriterion(code=draft.code, names=names_of(draft.name), day=draft.day)
    return row, map(_aspect, draft.aspects)


def _aspect(draft: AspectDraft) -> Aspect:
    return Aspect(
        code=draft.code,
        kind=draft.kind,
        names=names_of(draft.text),
        extra=names_of(draft.extra),
        requirement=names_of(draft.requirement),
        section=draft.section,
        max=draft.max,
        levels=[_level(level) for level in draft.levels],
        parameters=dict(draft.parameters),
    )


def _level(level: Level) -> dict[str, object]:
    return {"score": level.score, "text": names_of(level.text)}


def _lock_one(session: Session, locking: Locking) -> int | Exception:
    enrol.hold(session, locking.trade)
    if is_locked(session, locking.trade):
        return SchemeLocked()
    scheme = newest(session, locking.trade)
    if scheme is None:
        return NoScheme()
    criteria = session.scalars(select(Criterion).where(Criterion.scheme_id == scheme.id)).all()
    panels = _seated_panels(session, locking.trade)
    bare = [criterion.code for criterion in criteria if criterion.code not in panels]
    if bare:
        return ModulesWithoutJudges(modules=", ".join(bare))
    entries = session.scalars(select(Entry.id).where(Entry.trade_id == locking.trade)).all()
    refusal = _why_not_opened(session, locking, len(entries), len(scheme.warnings))
    if refusal is not None:
        return refusal
    session.add(
        SchemeLock(
            trade_id=locking.trade,
            scheme_id=scheme.id,
            locked_at=now(),
            locked_by=locking.by,
            accepted=scheme.warnings,
        )
    )
    count = open_sheets(
        session, locking.trade, entries, {each.id: panels[each.code] for each in criteria}
    )
    note(session, locking.by, "scheme-locked", trade=locking.trade, scheme=scheme.id)
    session.flush()
    touch(session, TradeId(locking.trade))
    return count


def _why_not_opened(
    session: Session, locking: Locking, entries: int, warnings: int
) -> Exception | None:
    if not entries:
        return NoEntries()
    if warnings and not locking.accepts_warnings:
        return WarningsNotAccepted(count=warnings)
    return avoidance.why_not_opened(session, locking.trade)


def open_sheets(
    session: Session, trade: int, entries: Sequence[int], panels: Mapping[int, int]
) -> int:
    """Open a sheet for every entry, module and day; return how many they are.

    *panels* holds each module's panel.
    """
    enrol.close(session, trade)
    session.add(LedgerHead(trade_id=trade, lines=0, hash=GENESIS))
    days = _days(session, panels)
    sheets = [
        Sheet(trade_id=trade, entry_id=entry, criterion_id=module, panel_id=panel, day=day)
        for entry in entries
        for module, panel in panels.items()
        for day in days[module]
    ]
    session.add_all(sheets)
    return len(sheets)


def _days(session: Session, modules: Collection[int]) -> Mapping[int, Sequence[int | None]]:
    """Return the days on which each module is marked; None where no day is given."""
    found: dict[int, set[int | None]] = {module: set() for module in modules}
    for module, day in session.execute(
        select(SubCriterion.criterion_id, SubCriterion.day).where(
            SubCriterion.criterion_id.in_(modules)
        )
    ):
        found[module].add(day)
    return {
        module: sorted(days or {None}, key=lambda day: (day is None, day))
        for module, days in found.items()
    }


def _seated_panels(session: Session, trade: int) -> Mapping[str, int]:
    rows = session.execute(
        select(PanelDuty.criterion_code, PanelDuty.panel_id)
        .join(Panel, Panel.id == PanelDuty.panel_id)
        .where(
            PanelDuty.trade_id == trade,
            select(JudgeSeat.id).where(JudgeSeat.panel_id == Panel.id).exists(),
        )
    )
    return {code: panel for code, panel in rows}  # noqa: C416 - a row is not a pair to mypy
