"""What second persons found on sheets: right, or what is not, and what the judges answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.scoring.values import AspectId
from judging import acts, requests
from judging.acts import Kind
from judging.models import LedgerLine, Sheet, SheetAct


class Check(NamedTuple):
    """A second person found a sheet to be right: who, when, for which version."""

    number: int
    by: int
    at: str
    version: int


class Objection(NamedTuple):
    """What a second person objected to when a sheet was read back; it waits for the judges."""

    number: int
    sheet: int
    aspect: AspectId
    reason: str
    by: int
    at: str
    lines: int


class Comparison(NamedTuple):
    """A second person's entries were compared with the sheet: whose, up to which entry."""

    number: int
    by: int
    device: str
    version: int
    last: int


@dataclass(slots=True)
class Findings:
    """What second persons found on one sheet since it was reopened last.

    *dismissed* has the value that the judges kept, by the second entry that
    they declared wrong; *compared* up to which second entry those of a person
    were compared, by person: they are fixed.
    """

    check: Check | None = None
    objections: dict[int, Objection] = field(default_factory=dict)
    comparison: Comparison | None = None
    dismissed: dict[str, str] = field(default_factory=dict)
    compared: dict[int, int] = field(default_factory=dict)


def standing(
    session: Session, trade: int, among: Collection[int] | None = None
) -> Mapping[int, Findings]:
    """Return what stands by sheet; of some sheets *among* all, or of all.

    A check of an open sheet stands until something is marked there, which a
    correction, that two persons stand for, is not. An
    objection waits until its aspect was marked again or a judge answered it.
    """
    found: defaultdict[int, Findings] = defaultdict(Findings)
    kinds = (Kind.CHECK, Kind.OBJECTION, Kind.REOPENING)
    for act in acts.of(session, trade, kinds, among):
        number = act.sheet_id or 0
        comparison = _comparison(act)
        if comparison:
            found[number].compared[comparison.by] = comparison.last
        if act.kind == Kind.REOPENING:
            found[number] = Findings()
        elif act.kind == Kind.CHECK:
            found[number].check = Check(
                act.number, act.author_id, act.recorded_at, act.version or 0
            )
            found[number].comparison = comparison or found[number].comparison
        else:
            _take_in(found[number], act)
    _void(session, trade, found)
    return found


def _take_in(found: Findings, act: SheetAct) -> None:
    document: dict[str, object] = act.document
    if "answers" in document:
        found.objections.pop(int(str(document["answers"])), None)
    elif "entry" in document:
        found.dismissed[str(document["entry"])] = str(document["value"])
    elif "anew" in document:
        found.compared.pop(int(str(document["anew"])), None)
        found.comparison = None
    elif "differs" in document:
        found.check, found.comparison = None, _comparison(act)
    else:
        aspect, reason = AspectId(int(str(document["aspect"]))), str(document["reason"])
        found.check = None
        found.objections[act.number] = Objection(
            *(act.number, act.sheet_id or 0, aspect, reason),
            *(act.author_id, act.recorded_at, act.lines),
        )


def _comparison(act: SheetAct) -> Comparison | None:
    if "last" not in act.document:
        return None
    last = int(str(act.document["last"]))
    return Comparison(act.number, act.author_id, act.device, act.version or 0, last)


def _void(session: Session, trade: int, found: Mapping[int, Findings]) -> None:
    """Take away what something marked since has made void."""
    moved = requests.moved(session, trade, found)
    still_open = select(Sheet.id).where(Sheet.id.in_(found), Sheet.state == "open")
    for sheet in session.scalars(still_open):
        check = found[sheet].check
        if check and check.version < moved.get(sheet, 0):
            found[sheet].check = None
    waiting = [sheet for sheet, each in found.items() if each.objections]
    if not waiting:
        return
    lines = (
        select(LedgerLine.sheet_id, LedgerLine.aspect_id, func.max(LedgerLine.number))
        .where(LedgerLine.sheet_id.in_(waiting))
        .group_by(LedgerLine.sheet_id, LedgerLine.aspect_id)
    )
    last = {(sheet, aspect): line for sheet, aspect, line in session.execute(lines)}
    for sheet in waiting:
        found[sheet].objections = {
            number: each
            for number, each in found[sheet].objections.items()
            if last.get((sheet, each.aspect), 0) <= each.lines
        }
