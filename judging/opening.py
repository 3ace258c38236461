"""A trade file's scheme, panels, sheets and marks put into the tables."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now, written
from competition.programme.trades import touch
from competition.registration.models import Entry
from competition.scoring import trade as files
from competition.scoring.scheme_document import spelled_out
from competition.scoring.trade import TradeFile
from competition.scoring.values import SHARED, AspectId, Seat, TradeId
from judging import acts, ledger, scheme_rows, schemes
from judging.ledger import NewMark
from judging.models import (
    Aspect,
    Criterion,
    JudgeSeat,
    Panel,
    PanelDuty,
    Scheme,
    SchemeLock,
    Section,
    Sheet,
    SheetAct,
    SubCriterion,
    VoteRound,
)
from judging.plan import Stack
from judging.scheme_rows import CriterionRows, SubRows
from judging.wording import names_of

DEVICE: Final = "import"
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the marks of a trade go: its sheets and aspects by the codes of the file."""

    sheets: Mapping[tuple[str, Stack], int]
    aspects: Mapping[str, int]
    stacks: Mapping[str, Stack]

    def sheet(self, mark: files.Mark) -> int:
        """Return the sheet on which *mark* stands."""
        return self.sheets[mark.entry, self.stacks[mark.aspect]]


def panel_sizes(given: TradeFile) -> dict[str, int]:
    """Return how many seats the panel of each criterion has: as its scheme or its votes say.

    A criterion that nobody has voted on has as many as the largest panel, one at least.
    """
    within = {aspect.id: criterion.code for criterion, _, aspect in given.scheme.aspects()}
    voted: defaultdict[str, int] = defaultdict(int)
    for mark in given.marks:
        code = within[mark.aspect]
        voted[code] = max(voted[code], len(mark.votes))
    said = {each.code: each.judges or voted[each.code] for each in given.scheme.criteria}
    most = max((1, *said.values()))
    return {code: size or most for code, size in said.items()}


def store(session: Session, trade: int, scheme: files.Scheme, source: str, by: int) -> None:
    """Store *scheme* as the first version of a trade's scheme."""
    row = Scheme(
        trade_id=trade,
        number=1,
        title=scheme.title,
        source=source,
        declared_total=scheme.declared,
        warnings=[],
        imported_at=now(),
        imported_by=by,
    )
    sections = (
        Section(code=each.code, names=dict(each.names), declared=each.declared)
        for each in scheme.sections
    )
    scheme_rows.store(session, row, sections, map(_criterion, scheme.criteria))


def seat(session: Session, trade: int, sizes: Mapping[str, int]) -> None:
    """Set up panels with empty seats: one for all criteria, or where they differ one for each."""
    is_one = len(set(sizes.values())) == 1
    panels: dict[str, Panel] = {}
    for code, size in sizes.items():
        name = "1" if is_one else code
        if name not in panels:
            panels[name] = Panel(trade_id=trade, name=name)
            session.add(panels[name])
            session.flush()
            for number in range(1, size + 1):
                session.add(JudgeSeat(panel_id=panels[name].id, number=number, account_id=None))
        session.add(PanelDuty(panel_id=panels[name].id, trade_id=trade, criterion_code=code))
    session.flush()


def open_sheets(session: Session, trade: int, by: int) -> None:
    """Lock the scheme of a trade and open its sheets, whoever sits on its panels or will."""
    scheme = session.scalars(select(Scheme.id).where(Scheme.trade_id == trade)).one()
    session.add(
        SchemeLock(trade_id=trade, scheme_id=scheme, locked_at=now(), locked_by=by, accepted=[])
    )
    modules = session.execute(
        select(Criterion.id, PanelDuty.panel_id)
        .join(PanelDuty, PanelDuty.criterion_code == Criterion.code)
        .where(Criterion.scheme_id == scheme, PanelDuty.trade_id == trade)
        .order_by(Criterion.position)
    ).all()
    entries = session.scalars(
        select(Entry.id).where(Entry.trade_id == trade).order_by(Entry.id)
    ).all()
    schemes.open_sheets(session, trade, entries, {module: panel for module, panel in modules})  # noqa: C416 - a row is not a pair to mypy
    note(session, by, "scheme-locked", trade=trade, scheme=scheme)
    session.flush()
    touch(session, TradeId(trade))


def mark(session: Session, trade: int, given: TradeFile, by: int) -> int:
    """Record the marks of *given* in the ledger; return how many lines they are."""
    places = _places(session, trade, given)
    _keep_rounds(session, trade, given, places, by)
    new, count = _new_marks(given, places, by), 0
    while some := list(islice(new, _AT_ONCE)):
        for outcome in ledger.transcribe(session, some):
            if isinstance(outcome, Exception):
                raise outcome
        count += len(some)
    return count


def _criterion(given: files.Criterion) -> CriterionRows:
    row = Criterion(
        code=given.code, names=dict(given.names), declared=given.declared, judges=given.judges
    )
    return row, map(_sub_criterion, given.sub_criteria)


def _sub_criterion(given: files.SubCriterion) -> SubRows:
    row = SubCriterion(code=given.code, names=dict(given.names), day=given.day)
    return row, map(_aspect, given.aspects)


def _aspect(given: files.Aspect) -> Aspect:
    return Aspect(
        code=given.id,
        kind=given.kind.value,
        names=dict(given.names),
        extra=dict(given.extra),
        requirement=dict(given.requirement),
        section=given.section,
        max=given.max,
        levels=[_level(score, label) for score, label in enumerate(given.levels)],
        parameters=_parameters(given),
    )


def _level(score: int, label: files.Label) -> dict[str, object]:
    if isinstance(label, str):
        return {"score": score, "text": names_of(label), "label": label}
    return {"score": score, "text": dict(label)}


def _parameters(given: files.Aspect) -> dict[str, object]:
    """Return the parameters as the tables keep them, with what the file keeps beside them."""
    found = spelled_out(given.kind, given.parameters)
    choices = found.get("choices")
    if isinstance(choices, list):
        found["choices"] = [_choice(each) for each in choices]
    if given.calculation is not None:
        said = given.calculation
        found["calculation"] = {"name": said.name, "reusable": said.reusable}
    beside = {"confirm": given.confirm, "raw": dict(given.raw), "unit": given.unit}
    return {**found, **{key: each for key, each in beside.items() if each}}


def _choice(row: Mapping[str, object]) -> dict[str, object]:
    label = row.get("label", "")
    if not isinstance(label, Mapping):
        return {**row, "label": label}
    both = dict.fromkeys(str(label[tag]) for tag in ("zh", "en") if label.get(tag))
    return {**row, "label": " / ".join(both), "names": dict(label)}


def _places(session: Session, trade: int, given: TradeFile) -> _Places:
    sheets = session.execute(
        select(Entry.code, Criterion.code, Sheet.day, Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(Criterion, Criterion.id == Sheet.criterion_id)
        .where(Sheet.trade_id == trade)
    )
    aspects = session.execute(
        select(Aspect.code, Aspect.id)
        .join(Criterion, Criterion.id == Aspect.criterion_id)
        .join(Scheme, Scheme.id == Criterion.scheme_id)
        .where(Scheme.trade_id == trade)
    )
    return _Places(
        {(entry, Stack(module, day)): number for entry, module, day, number in sheets},
        {code: number for code, number in aspects},  # noqa: C416 - a row is not a pair to mypy
        {
            aspect.id: Stack(criterion.code, sub.day)
            for criterion, sub, aspect in given.scheme.aspects()
        },
    )


def _keep_rounds(session: Session, trade: int, given: TradeFile, places: _Places, by: int) -> None:
    for one in given.marks:
        for number, votes in enumerate(one.earlier_votes, 1):
            kept = VoteRound(
                sheet_id=places.sheet(one),
                aspect_id=places.aspects[one.aspect],
                number=number,
                votes=list(votes),
                closed_at=now(),
            )
            session.add(kept)
            act = SheetAct(
                trade_id=trade,
                kind=acts.Kind.ROUND,
                sheet_id=kept.sheet_id,
                author_id=by,
                device=DEVICE,
                document=acts.told_of(kept),
            )
            acts.append(session, act)


def _new_marks(given: TradeFile, places: _Places, by: int) -> Iterator[NewMark]:
    moment, sequence = written(now()), 0
    for one in given.marks:
        for seat_number, value in _cells(one):
            sequence += 1
            yield NewMark(
                uuid=str(uuid.uuid4()),
                sheet=places.sheet(one),
                aspect=AspectId(places.aspects[one.aspect]),
                seat=seat_number,
                value=value,
                base=0,
                author=by,
                device=DEVICE,
                sequence=sequence,
                taken_at=moment,
            )


def _cells(given: files.Mark) -> Sequence[tuple[Seat, str]]:
    if given.value is not None:
        return [(SHARED, given.value)]
    return [(Seat(at), vote) for at, vote in enumerate(given.votes, 1) if vote is not None]
