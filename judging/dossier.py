"""A trade as it stands now, read from the tables as the one thing that a trade file holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import NotFound, Refusal, sentence
from competition.programme.models import Trade
from competition.registration.models import Delegation, Entry, Member, Team
from competition.scoring import trade as files
from competition.scoring.rules_document import rules_of
from competition.scoring.scheme_document import LEVELS, parameters_of
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade import TradeFile
from competition.scoring.trade_file import document_of, dump, from_document, given_votes
from competition.scoring.values import ABSENT, SHARED, Kind, Seat, Status, Tie
from judging import ledger, rulings
from judging.models import (
    Aspect,
    Criterion,
    JudgeSeat,
    PanelDuty,
    Scheme,
    SchemeLock,
    Section,
    Sheet,
    SubCriterion,
    TradeSignature,
    VoteRound,
)

NOTES = ("confirm", "raw", "calculation", "unit")
"""What the tables keep among an aspect's parameters and a trade file beside them."""

Where = tuple[int, int]
Round = tuple[str | None, ...]


class NotExportable(Refusal):
    """Something in the trade has no place in a trade file, such as a code of 50 letters."""

    code, status = "not-exportable", HTTPStatus.CONFLICT
    text = sentence("This trade cannot be written as a file. %(path)s: %(reason)s")


def trade_of(session: Session, trade_id: int, *, with_marks: bool = True) -> TradeFile:
    """Return a trade as it stands now; raises NotFound.

    By its locked scheme, else by its newest; a trade without any has an empty
    one.  A criterion's *judges* are those that its scheme names: how large a
    panel is otherwise is seen from its marks only.
    """
    trade = session.get(Trade, trade_id)
    if trade is None:
        raise NotFound
    scheme = _scheme_row(session, trade_id)
    seats = _seats(session, trade_id)
    entries = session.scalars(
        select(Entry).where(Entry.trade_id == trade_id).order_by(Entry.id)
    ).all()
    teams = session.scalars(select(Team).where(Team.trade_id == trade_id).order_by(Team.id)).all()
    delegations = _delegations(session, trade.competition_id, (*entries, *teams))
    rows = _aspects(session, scheme.id) if scheme else []
    agreed = _scheme(session, scheme, rows, seats) if scheme else files.Scheme(())
    ruled = _rulings(session, trade_id)
    return TradeFile(
        _head(trade),
        agreed,
        rules_of(trade.rules),
        tuple(
            files.Delegation(each.code, each.names, each.short)
            for each in sorted(delegations.values(), key=lambda each: each.code)
            if each.names or each.short
        ),
        tuple(files.Team(**_entrant(team, delegations)) for team in teams),
        _entries(session, trade_id, entries, teams, delegations),
        _marks(session, trade_id, entries, rows, seats) if with_marks else (),
        ruled["penalty"],
        ruled["adjustment"],
        ruled["decision"],
    )


def shown_trade(session: Session, trade_id: int) -> TradeFile:
    """Return a trade as far as everybody may see it: without votes that are not all in.

    Whoever sits on a panel must not be told of the others' votes, not by a
    total either.  Once the chief judge has signed nothing is left out.
    """
    given = trade_of(session, trade_id)
    if session.get(TradeSignature, trade_id) is not None:
        return given
    hidden = _pending(session, trade_id)
    shown = tuple(mark for mark in given.marks if (mark.entry, mark.aspect) not in hidden)
    return replace(given, marks=shown)


def file_of(session: Session, trade_id: int) -> bytes:
    """Return the canonical trade file of a trade; raises NotFound and NotExportable."""
    document = document_of(trade_of(session, trade_id))
    try:
        return dump(from_document(document))
    except UnusableDocument as fault:
        raise NotExportable(path=fault.path, reason=fault.reason) from None


def _pending(session: Session, trade: int) -> set[tuple[str, str]]:
    """Return the entries and aspects, by code, on which some votes are in and some are not."""
    scheme, seats = _scheme_row(session, trade), _seats(session, trade)
    aspects = (
        {aspect.id: (each, aspect) for _, each, aspect in _aspects(session, scheme.id)}
        if scheme
        else {}
    )
    entries = select(Entry.id, Entry.code).where(Entry.trade_id == trade)
    codes = {row.id: row.code for row in session.execute(entries)}
    votes: Counter[Where] = Counter(
        (cell.entry, cell.aspect)
        for cell in ledger.standing_cells(session, trade)
        if cell.seat != SHARED
    )
    return {
        (codes[entry], aspects[number][1].code)
        for (entry, number), count in votes.items()
        if entry in codes and number in aspects and count < seats.get(aspects[number][0].code, 0)
    }


def _head(trade: Trade) -> files.Head:
    return files.Head(
        trade.code,
        trade.names,
        trade.group_names,
        trade.unit,
        trade.signing,
        trade.checking,
        trade.confirming,
        tuple(tie for tie in Tie if tie.value in trade.avoids),
    )


def _scheme_row(session: Session, trade: int) -> Scheme | None:
    lock = session.get(SchemeLock, trade)
    if lock is not None:
        return session.get(Scheme, lock.scheme_id)
    return session.scalar(
        select(Scheme).where(Scheme.trade_id == trade).order_by(Scheme.number.desc()).limit(1)
    )


def _seats(session: Session, trade: int) -> Mapping[str, int]:
    """Return the number of seats of each module's panel."""
    found = session.scalars(
        select(PanelDuty.criterion_code)
        .join(JudgeSeat, JudgeSeat.panel_id == PanelDuty.panel_id)
        .where(PanelDuty.trade_id == trade)
    )
    return Counter(found)


def _aspects(session: Session, scheme: int) -> Sequence[tuple[str, Criterion, Aspect]]:
    """Return every aspect with its sub-criterion's code and its criterion, in order."""
    query = (
        select(SubCriterion.code, Criterion, Aspect)
        .join(SubCriterion, SubCriterion.id == Aspect.sub_criterion_id)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Criterion.scheme_id == scheme)
        .order_by(Criterion.position, SubCriterion.position, Aspect.position)
    )
    return [(code, criterion, aspect) for code, criterion, aspect in session.execute(query)]


def _scheme(
    session: Session,
    scheme: Scheme,
    rows: Iterable[tuple[str, Criterion, Aspect]],
    seats: Mapping[str, int],
) -> files.Scheme:
    aspects: defaultdict[int, list[files.Aspect]] = defaultdict(list)
    for _, _, aspect in rows:
        aspects[aspect.sub_criterion_id].append(_aspect(aspect))
    subs: defaultdict[int, list[files.SubCriterion]] = defaultdict(list)
    for sub in session.scalars(
        select(SubCriterion)
        .join(Criterion, Criterion.id == SubCriterion.criterion_id)
        .where(Criterion.scheme_id == scheme.id)
        .order_by(SubCriterion.position)
    ):
        held = tuple(aspects[sub.id])
        subs[sub.criterion_id].append(files.SubCriterion(sub.code, sub.names, sub.day, held))
    criteria = session.scalars(
        select(Criterion).where(Criterion.scheme_id == scheme.id).order_by(Criterion.position)
    )
    sections = session.scalars(
        select(Section).where(Section.scheme_id == scheme.id).order_by(Section.id)
    )
    return files.Scheme(
        tuple(
            files.Criterion(
                each.code,
                each.names,
                # The panel may have been seated otherwise than the scheme meant.
                None if each.judges is None else seats.get(each.code) or each.judges,
                tuple(subs[each.id]),
                each.declared,
            )
            for each in criteria
        ),
        tuple(files.Section(each.code, each.names, each.declared) for each in sections),
        scheme.title,
        scheme.declared_total,
    )


def _aspect(row: Aspect) -> files.Aspect:
    kind, given = Kind(row.kind), row.parameters
    kept: Any = given.get("calculation")
    raw: Any = given.get("raw", {})
    return files.Aspect(
        row.code,
        kind,
        row.max,
        _parameters(kind, given),
        row.names,
        row.extra,
        row.requirement,
        row.section,
        _levels(kind, row.levels),
        bool(given.get("confirm", False)),
        raw,
        None
        if kept is None
        else files.Calculation(kept.get("name", ""), bool(kept.get("reusable"))),
        str(given.get("unit", "")),
    )


def _parameters(kind: Kind, given: Mapping[str, Any]) -> Mapping[str, object]:
    rule = {key: each for key, each in given.items() if key not in NOTES}
    if "choices" in rule:
        rule["choices"] = [_choice(each) for each in rule["choices"]]
    try:
        return parameters_of(kind, rule)
    except UnusableDocument:
        # A board goes on with what an old scheme says; a file of it is refused.
        return rule


def _choice(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a choice with its label as the trade file had it, in languages or plain."""
    label = row.get("names", row.get("label", ""))
    return {**{key: row[key] for key in row if key not in {"names", "label"}}, "label": label}


def _levels(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> tuple[files.Label, ...]:
    """Return the levels by score; those of a judgement are four, or none."""
    ordered = sorted(rows, key=lambda row: int(row["score"]))
    labels = {int(row["score"]): row.get("label", row["text"]) for row in ordered}
    if kind is Kind.JUDGEMENT and labels:
        return tuple(labels.get(score, {}) for score in range(LEVELS))
    return tuple(labels.values())


def _delegations(
    session: Session, competition: int, entrants: Iterable[Entry | Team]
) -> dict[int, Delegation]:
    named = {one.delegation_id for one in entrants}
    rows = session.scalars(select(Delegation).where(Delegation.competition_id == competition))
    return {each.id: each for each in rows if each.id in named}


def _entrant(one: Entry | Team, delegations: Mapping[int, Delegation]) -> dict[str, Any]:
    at = one.delegation_id
    return {
        "code": one.code,
        "names": one.names,
        "delegation": None if at is None else delegations[at].code,
        "status": Status(one.status),
        "earlier": one.earlier,
        "lot": one.lot,
        "time": one.time,
        "scale": one.scale,
        "honours": tuple(one.honours),
        "level": one.level,
    }


def _entries(
    session: Session,
    trade: int,
    entries: Sequence[Entry],
    teams: Sequence[Team],
    delegations: Mapping[int, Delegation],
) -> tuple[files.Entry, ...]:
    codes = {team.id: team.code for team in teams}
    people: defaultdict[int, list[files.Names]] = defaultdict(list)
    for member in session.scalars(
        select(Member)
        .join(Entry, Entry.id == Member.entry_id)
        .where(Entry.trade_id == trade)
        .order_by(Member.position)
    ):
        people[member.entry_id].append(member.names)
    return tuple(
        files.Entry(
            **_entrant(entry, delegations),
            station=entry.station or None,
            team=None if entry.team_id is None else codes[entry.team_id],
            birth=entry.birth,
            people=tuple(people[entry.id]),
        )
        for entry in entries
    )


def _marks(
    session: Session,
    trade: int,
    entries: Sequence[Entry],
    rows: Sequence[tuple[str, Criterion, Aspect]],
    seats: Mapping[str, int],
) -> tuple[files.Mark, ...]:
    """Return the standing marks in the order of the entries, then of the scheme."""
    cells: defaultdict[Where, dict[Seat, str]] = defaultdict(dict)
    for cell in ledger.standing_cells(session, trade):
        if cell.value != ABSENT:
            cells[cell.entry, cell.aspect][cell.seat] = cell.value
    rounds = _rounds(session, trade)
    codes = {entry.id: (at, entry.code) for at, entry in enumerate(entries)}
    aspects = {aspect.id: (at, each, aspect) for at, (_, each, aspect) in enumerate(rows)}
    found = []
    for entry, number in {**cells, **rounds}:
        if entry in codes and number in aspects:
            first, code = codes[entry]
            second, criterion, aspect = aspects[number]
            size = 0 if criterion.judges is not None else seats.get(criterion.code, 0)
            given = cells.get((entry, number), {})
            value, votes = _given(given, size) if given else (None, ())
            earlier = rounds.get((entry, number), ())
            mark = files.Mark(code, aspect.code, value, votes, tuple(earlier))
            found.append(((first, second), mark))
    return tuple(mark for _, mark in sorted(found, key=lambda each: each[0]))


def _given(cells: Mapping[Seat, str], size: int) -> tuple[str | None, Round]:
    """Return the value, or the votes by seat: as many as the panel has seats, if that is known."""
    votes = {seat: vote for seat, vote in cells.items() if seat != SHARED}
    if not votes:
        return cells[SHARED], ()
    return None, tuple(votes.get(Seat(at)) for at in range(1, max(size, *votes) + 1))


def _rounds(session: Session, trade: int) -> Mapping[Where, list[Round]]:
    found: defaultdict[Where, list[Round]] = defaultdict(list)
    for entry, aspect, votes in session.execute(
        select(Sheet.entry_id, VoteRound.aspect_id, VoteRound.votes)
        .join(Sheet, Sheet.id == VoteRound.sheet_id)
        .where(Sheet.trade_id == trade)
        .order_by(VoteRound.sheet_id, VoteRound.aspect_id, VoteRound.number)
    ):
        if any(vote is not None for vote in votes):
            found[entry, aspect].append(given_votes(votes))
    return found


def _rulings(session: Session, trade: int) -> Mapping[str, tuple[Any, ...]]:
    """Return the rulings that stand, by kind, in order."""
    found: dict[str, list[Any]] = {kind: [] for kind in rulings.SHAPES}
    for ruled in rulings.standing(session, trade):
        found[ruled.kind].append(rulings.SHAPES[ruled.kind].read(ruled.document, "$"))
    return {kind: tuple(each) for kind, each in found.items()}
