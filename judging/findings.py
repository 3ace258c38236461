"""What the re-check of a trade has come to: who was drawn, what was found, what is left."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import Refusal, sentence
from competition.programme.models import Trade
from competition.registration.models import Entry, Team
from competition.scoring.recheck import needs_all
from competition.scoring.rules import RecheckRule
from competition.scoring.rules_document import RECHECK, rules_of
from competition.scoring.values import AspectId, Seat, Status
from judging import acts, requests
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

    *top* and *sample* are codes of entries, or of teams that are summed;
    *lines* is how many lines the ledger had.
    """

    number: int
    by: int
    at: str
    seed: str
    rule: RecheckRule
    ranking: tuple[str, ...]
    top: tuple[str, ...]
    sample: tuple[str, ...]
    lines: int

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
    that stand, by sheet.  *draw* is None while nobody is drawn; *drawn* are the
    codes of the top group and the sample, of draws by earlier rules too;
    *since* the sheets that were marked after the draw.  *errors* are the codes
    in whose marks an error was ever found; *waiting* says how many differences
    wait for the answer to their correction.
    """

    rule: RecheckRule
    draw: Draw | None
    drawn: frozenset[str]
    since: frozenset[int]
    units: Mapping[int, str]
    findings: Mapping[int, Finding]
    errors: frozenset[str]
    waiting: int

    @property
    def wrong(self) -> frozenset[str]:
        """Return the codes of those drawn in whose marks there was an error."""
        return self.errors & self.drawn

    @property
    def is_everything(self) -> bool:
        """Answer whether so many errors were found that every sheet is checked."""
        return needs_all(self.rule, len(self.wrong), len(self.drawn))

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Return the sheets that are to be checked, in order: none before the draw."""
        if self.draw is None:
            return ()
        everything = self.is_everything
        return tuple(
            at
            for at, code in self.units.items()
            if everything or code in self.drawn or at in self.since
        )

    @property
    def left(self) -> tuple[int, ...]:
        """Return the sheets that are to be checked still."""
        return tuple(at for at in self.asked if at not in self.findings)


def recheck_of(session: Session, trade: int) -> Recheck | None:
    """Return the re-check of *trade*, or None where its rules ask for none."""
    row = session.get_one(Trade, trade)
    rules = rules_of(row.rules)
    if rules.recheck is None:
        return None
    units = _units(session, trade, sums_teams=rules.sums_teams)
    draws = [_draw(act) for act in acts.of(session, trade, [Kind.RECHECK])]
    draw = _standing(draws, rules.recheck)
    made, voided = _findings(session, trade)
    every = [each for found in made.values() for each in found if each.sheet in units]
    return Recheck(
        rules.recheck,
        draw,
        frozenset(code for each in draws for code in (*each.top, *each.sample)),
        _since(session, trade, draw),
        units,
        {at: found[-1] for at, found in made.items() if at in units and at not in voided},
        frozenset(units[each.sheet] for each in every if each.is_error),
        sum(each.is_found for each in requests.waiting(session, trade)),
    )


def standing_draw(session: Session, trade: int, rule: RecheckRule) -> Draw | None:
    """Return the draw that stands, or None: the last one, unless the rule is another by now.

    No mark makes it void: what is marked after it is checked besides.
    """
    return _standing([_draw(act) for act in acts.of(session, trade, [Kind.RECHECK])], rule)


def _standing(draws: Sequence[Draw], rule: RecheckRule) -> Draw | None:
    return draws[-1] if draws and draws[-1].rule == rule else None


def _since(session: Session, trade: int, draw: Draw | None) -> frozenset[int]:
    """Return the sheets that were marked after *draw* otherwise than by corrections."""
    if draw is None:
        return frozenset()
    query = select(LedgerLine.sheet_id).where(
        LedgerLine.trade_id == trade,
        LedgerLine.number > draw.lines,
        LedgerLine.approver_id.is_(None),
    )
    return frozenset(session.scalars(query.distinct()))


def why_not_signed(session: Session, trade: int) -> Refusal | None:
    """Return what the re-check lacks before *trade* can be signed, or None.

    What was found is answered also where the rules ask for no re-check any more.
    """
    if waiting := len(requests.waiting(session, trade)):
        return DifferencesOpen(count=waiting)
    found = recheck_of(session, trade)
    if found is None:
        return None
    if found.draw is None:
        return RecheckNotDrawn()
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
        act.lines,
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


def _findings(session: Session, trade: int) -> tuple[Mapping[int, list[Finding]], set[int]]:
    """Return every finding by sheet, the last one last; and of which sheets none stands.

    Those are the sheets that were reopened or of which something was marked since.
    """
    kinds = (Kind.FINDING, Kind.REOPENING, Kind.REQUEST, Kind.APPROVAL, Kind.DECLINE)
    made: defaultdict[int, list[SheetAct]] = defaultdict(list)
    asked: dict[tuple[int, int, int], int] = {}
    answers: dict[int, Kind] = {}
    voided: set[int] = set()
    for act in acts.of(session, trade, kinds):
        document: dict[str, Any] = act.document
        if act.kind == Kind.FINDING:
            made[act.sheet_id or 0].append(act)
            voided.discard(act.sheet_id or 0)
        elif act.kind == Kind.REOPENING:
            voided.add(act.sheet_id or 0)
        elif act.kind == Kind.REQUEST:
            if "finding" in document:
                asked[document["finding"], document["aspect"], act.seat or 0] = act.number
        else:
            answers[document["request"]] = Kind(act.kind)
    marked = requests.moved(session, trade)
    voided |= {at for at, found in made.items() if marked.get(at, 0) > (found[-1].version or 0)}
    return {
        at: [_finding(act, asked, answers) for act in found] for at, found in made.items()
    }, voided


def _finding(
    act: SheetAct, asked: Mapping[tuple[int, int, int], int], answers: Mapping[int, Kind]
) -> Finding:
    document: dict[str, Any] = act.document
    return Finding(
        act.number,
        act.sheet_id or 0,
        act.version or 0,
        act.author_id,
        act.recorded_at,
        tuple(_difference(act.number, each, asked, answers) for each in document["differences"]),
    )


def _difference(
    number: int,
    given: Mapping[str, Any],
    asked: Mapping[tuple[int, int, int], int],
    answers: Mapping[int, Kind],
) -> Difference:
    # What an earlier finding asks for already is not asked for twice.
    request = given.get("request") or asked[number, given["aspect"], given["seat"]]
    return Difference(
        AspectId(given["aspect"]),
        Seat(given["seat"]),
        given["recorded"],
        given["found"],
        given["reason"],
        request,
        answers.get(request),
    )
