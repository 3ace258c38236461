"""What the re-check of a trade has come to: who was drawn, what was found, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from competition.registration.models import Entry, Team
from competition.scoring.recheck import needs_all
from competition.scoring.rules import RecheckRule
from competition.scoring.rules_document import RECHECK, rules_of
from competition.scoring.values import AspectId, Seat, Status
from judging import acts
from judging.acts import Kind
from judging.models import LedgerLine, Sheet, SheetAct


class RecheckOwed(Refusal):
    """The rules ask for a re-check, and the chief judge signs after it."""

    code, status = "recheck-owed", HTTPStatus.CONFLICT
    text = sentence("The rules ask for a re-check: %(left)s sheets are left to check again.")


class RecheckNotDrawn(Refusal):
    """The rules ask for a re-check, for which nobody is drawn yet."""

    code, status = "recheck-not-drawn", HTTPStatus.CONFLICT
    text = sentence("The rules ask for a re-check. Draw who is checked again first.")


class DifferencesOpen(Refusal):
    """What the re-check found is put right or dismissed before the chief judge signs."""

    code, status = "differences-open", HTTPStatus.CONFLICT
    text = sentence("Answer the corrections that the re-check asked for first: %(count)s wait.")


@dataclass(frozen=True, slots=True)
class Draw:
    """Who was drawn to be checked again, by the seed and the ranking as they stood then.

    *top* and *sample* are codes of entries, or of teams that are summed.
    """

    number: int
    by: int
    at: str
    seed: str
    rule: RecheckRule
    ranking: tuple[str, ...]
    top: tuple[str, ...]
    sample: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return how many were drawn, the top group among them."""
        return len(self.top) + len(self.sample)


@dataclass(frozen=True, slots=True)
class Difference:
    """A mark that is not what was found; *answer* is None while the correction waits."""

    aspect: AspectId
    seat: Seat
    recorded: str
    found: str
    reason: str
    request: int
    answer: Kind | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A sheet checked again: by whom, when, at which version, and what was different."""

    number: int
    sheet: int
    version: int
    by: int
    at: str
    differences: tuple[Difference, ...]

    @property
    def is_error(self) -> bool:
        """Answer whether anything was different that was not dismissed."""
        return any(each.answer is not Kind.DECLINE for each in self.differences)


@dataclass(frozen=True)
class Recheck:
    """The re-check that the rules of a trade ask for.

    *units* are the codes of whoever can be drawn, by sheet; *findings* those
    that stand, by sheet; *draw* is None while nobody is drawn.
    """

    rule: RecheckRule
    draw: Draw | None
    units: Mapping[int, str]
    findings: Mapping[int, Finding]

    @cached_property
    def drawn(self) -> frozenset[str]:
        """Return the codes of the top group and of the sample."""
        return frozenset((*self.draw.top, *self.draw.sample)) if self.draw else frozenset()

    @cached_property
    def wrong(self) -> frozenset[str]:
        """Return the codes of those drawn in whose marks there was an error."""
        found = (self.units[at] for at, each in self.findings.items() if each.is_error)
        return frozenset(found) & self.drawn

    @property
    def is_everything(self) -> bool:
        """Answer whether so many errors were found that every sheet is checked."""
        return needs_all(self.rule, len(self.wrong), len(self.drawn))

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Return the sheets that are to be checked, in order."""
        return tuple(at for at, code in self.units.items() if self.asks_for(code))

    @property
    def left(self) -> tuple[int, ...]:
        """Return the sheets that are to be checked still."""
        return tuple(at for at in self.asked if at not in self.findings)

    @property
    def waiting(self) -> int:
        """Return how many differences wait for the answer to their correction."""
        return sum(
            each.answer is None for one in self.findings.values() for each in one.differences
        )

    def asks_for(self, code: str) -> bool:
        """Answer whether the entry or team with this code is checked again."""
        return self.draw is not None and (self.is_everything or code in self.drawn)


def recheck_of(session: Session, trade: int) -> Recheck | None:
    """Return the re-check of *trade*, or None where its rules ask for none."""
    row = session.get_one(Trade, trade)
    rules = rules_of(row.rules)
    if rules.recheck is None:
        return None
    units = _units(session, trade, sums_teams=rules.sums_teams)
    return Recheck(
        rules.recheck,
        standing_draw(session, trade, rules.recheck),
        units,
        {at: each for at, each in _findings(session, trade).items() if at in units},
    )


def standing_draw(session: Session, trade: int, rule: RecheckRule) -> Draw | None:
    """Return the draw that stands, or None.

    A draw is void once anything was marked after it otherwise than by a
    correction that two persons stand for, or once the rule is another.
    """
    made = acts.of(session, trade, [Kind.RECHECK])
    if not made:
        return None
    found = _draw(made[-1])
    marked = select(LedgerLine.id).where(
        LedgerLine.trade_id == trade,
        LedgerLine.number > made[-1].lines,
        LedgerLine.approver_id.is_(None),
    )
    is_void = found.rule != rule or session.scalar(marked.limit(1)) is not None
    return None if is_void else found


def why_not_signed(session: Session, trade: int) -> Refusal | None:
    """Return what the re-check lacks before *trade* can be signed, or None."""
    found = recheck_of(session, trade)
    if found is None:
        return None
    if found.draw is None:
        return RecheckNotDrawn()
    if found.waiting:
        return DifferencesOpen(count=found.waiting)
    return RecheckOwed(left=len(found.left)) if found.left else None


def _draw(act: SheetAct) -> Draw:
    document: dict[str, Any] = act.document
    return Draw(
        act.number,
        act.author_id,
        act.recorded_at,
        document["seed"],
        RECHECK.read(document["rule"], "$"),
        tuple(document["ranking"]),
        tuple(document["top"]),
        tuple(document["sample"]),
    )


def _units(session: Session, trade: int, *, sums_teams: bool) -> dict[int, str]:
    """Return the code of the entry or summed team of every sheet that is marked."""
    marked = [status.value for status in Status if status.is_marked]
    query = (
        select(Sheet.id, Entry.code, Team.code)
        .join(Entry, Entry.id == Sheet.entry_id)
        .outerjoin(Team, Team.id == Entry.team_id)
        .where(Sheet.trade_id == trade, Entry.status.in_(marked))
        .order_by(Entry.code, Sheet.id)
    )
    return {
        sheet: team if sums_teams and team else entry
        for sheet, entry, team in session.execute(query)
    }


def _findings(session: Session, trade: int) -> dict[int, Finding]:
    """Return the last finding of each sheet, but for those of which something was marked since."""
    kinds = (Kind.FINDING, Kind.REOPENING, Kind.REQUEST, Kind.APPROVAL, Kind.DECLINE)
    made: dict[int, SheetAct] = {}
    requests: dict[tuple[int, int, int], int] = {}
    answers: dict[int, Kind] = {}
    for act in acts.of(session, trade, kinds):
        document: dict[str, Any] = act.document
        if act.kind == Kind.FINDING:
            made[act.sheet_id or 0] = act
        elif act.kind == Kind.REOPENING:
            made.pop(act.sheet_id or 0, None)
        elif act.kind == Kind.REQUEST:
            if "finding" in document:
                requests[document["finding"], document["aspect"], act.seat or 0] = act.number
        else:
            answers[document["request"]] = Kind(act.kind)
    moved = _moved(session, trade)
    return {
        sheet: _finding(act, requests, answers)
        for sheet, act in made.items()
        if moved.get(sheet, 0) <= (act.version or 0)
    }


def _moved(session: Session, trade: int) -> Mapping[int, int]:
    """Return the version of each sheet after which nothing but corrections came."""
    query = (
        select(LedgerLine.sheet_id, func.max(LedgerLine.version))
        .where(LedgerLine.trade_id == trade, LedgerLine.approver_id.is_(None))
        .group_by(LedgerLine.sheet_id)
    )
    return {sheet: version for sheet, version in session.execute(query)}  # noqa: C416 - a row is not a pair to mypy


def _finding(
    act: SheetAct, requests: Mapping[tuple[int, int, int], int], answers: Mapping[int, Kind]
) -> Finding:
    document: dict[str, Any] = act.document
    return Finding(
        act.number,
        act.sheet_id or 0,
        act.version or 0,
        act.author_id,
        act.recorded_at,
        tuple(_difference(act.number, each, requests, answers) for each in document["differences"]),
    )


def _difference(
    number: int,
    given: Mapping[str, Any],
    requests: Mapping[tuple[int, int, int], int],
    answers: Mapping[int, Kind],
) -> Difference:
    request = requests[number, given["aspect"], given["seat"]]
    return Difference(
        AspectId(given["aspect"]),
        Seat(given["seat"]),
        given["recorded"],
        given["found"],
        given["reason"],
        request,
        answers.get(request),
    )
