"""Trade files: read whole or refused with a path, written in one way (docs/trade-file.md)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NoReturn

from competition.scoring import trade
from competition.scoring.awards_document import NAMES
from competition.scoring.corrections import ADJUSTMENT, DECISION, PENALTY, check_corrections
from competition.scoring.readings import canonical
from competition.scoring.rules import Rules
from competition.scoring.rules_document import RULES
from competition.scoring.scheme_document import SCHEME
from competition.scoring.shapes import (
    Key,
    code,
    day,
    fault,
    listed,
    no_repeats,
    number,
    optional,
    record,
    said,
    text,
    whole,
    word,
)
from competition.scoring.trade import Delegation, Mark, TradeFile
from competition.scoring.values import AspectId, AspectRule, Status, Tie, UnusableReading

FORMAT: Final = "jiangsai.trade/1"
_SEATS: Final = 15
_LONGEST_DIGITS: Final = 40
_ENTRANTS = (Status.RANKED, Status.GUEST, Status.WITHDRAWN, Status.EXCLUDED, Status.VOID)
_CODE = code()
_MAYBE_CODE = Key(optional(_CODE), None)


_HEAD = record(
    trade.Head,
    {
        "code": Key(_CODE),
        "names": Key(NAMES, {}),
        "group": Key(NAMES, {}),
        "unit": Key(said("person", "team"), "person"),
        "signing": Key(said("chief", "panel"), "chief"),
        "checking": Key(said("none", "aloud", "blind"), "none"),
        "confirming": Key(said("none", "competitor"), "none"),
        "avoids": Key(listed(word(Tie, tuple(Tie))), tuple(Tie)),
    },
)
_DELEGATION = record(
    trade.Delegation, {"code": Key(_CODE), "names": Key(NAMES, {}), "short": Key(NAMES, {})}
)
_OF_TEAMS: Final[Mapping[str, Key]] = {
    "code": Key(_CODE),
    "names": Key(NAMES, {}),
    "delegation": _MAYBE_CODE,
    "status": Key(word(Status, _ENTRANTS), Status.RANKED),
    "earlier": Key(optional(number()), None),
    "lot": Key(optional(whole(1)), None),
    "time": Key(optional(number(0)), None),
    "scale": Key(optional(number()), None),
    "honours": Key(listed(_CODE), ()),
    "level": Key(optional(whole(1, 5)), None),
}
_TEAM = record(trade.Team, _OF_TEAMS)
_ENTRY = record(
    trade.Entry,
    {
        **_OF_TEAMS,
        "station": Key(optional(text()), None),
        "team": _MAYBE_CODE,
        "birth": Key(optional(day()), None),
        "people": Key(listed(NAMES), ()),
    },
)
_ROUND = listed(optional(text()), 0, _SEATS)
_MARK = record(
    Mark,
    {
        "entry": Key(_CODE),
        "aspect": Key(_CODE),
        "value": Key(optional(text()), None),
        "votes": Key(_ROUND, ()),
        "earlier_votes": Key(listed(_ROUND), ()),
    },
)


def _made(**values: Any) -> TradeFile:
    del values["format"]
    return TradeFile(**values)


_FORMAT_KEY: Final = {"format": Key(said(FORMAT))}
_KEYS: Final[Mapping[str, Key]] = {
    "trade": Key(_HEAD),
    "rules": Key(RULES, Rules()),
    "scheme": Key(SCHEME),
    "delegations": Key(listed(_DELEGATION), ()),
    "teams": Key(listed(_TEAM), ()),
    "entries": Key(listed(_ENTRY), ()),
    "marks": Key(listed(_MARK), ()),
    "penalties": Key(listed(PENALTY), ()),
    "adjustments": Key(listed(ADJUSTMENT), ()),
    "decisions": Key(listed(DECISION), ()),
}
TRADE: Final = record(_made, {**_FORMAT_KEY, **_KEYS})
_WRITTEN: Final = record(TradeFile, _KEYS)


def load(data: bytes | str) -> TradeFile:
    """Return the trade in *data*; raises UnusableDocument with the path of what is wrong."""
    return from_document(parsed(data))


def from_document(document: object) -> TradeFile:
    """Return the trade that a JSON *document* states; raises UnusableDocument."""
    found = TRADE.read(document, "$")
    _check_codes(found)
    _check_members(found)
    marks = _checked_marks(found)
    check_corrections(found)
    return replace(
        found,
        trade=replace(found.trade, avoids=tuple(tie for tie in Tie if tie in found.trade.avoids)),
        delegations=_needed(found),
        entries=tuple(replace(entry, station=entry.station or None) for entry in found.entries),
        marks=marks,
    )


def document_of(given: TradeFile) -> dict[str, object]:
    """Return *given* as a JSON document: every key that differs from its default."""
    written = _WRITTEN.write(given)
    return {"format": FORMAT, **(written if isinstance(written, dict) else {})}


def dump(given: TradeFile) -> bytes:
    """Return the canonical file of *given*."""
    return as_bytes(document_of(given))


def as_bytes(document: object) -> bytes:
    """Return *document* as JSON that is the same to the byte every time."""
    written = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{written}\n".encode()


def parsed(data: bytes | str) -> object:
    """Return the JSON document in *data*, exact or refused."""
    try:
        return json.loads(
            data.decode("utf-8-sig") if isinstance(data, bytes) else data,
            parse_int=_whole,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        fault("$", "nested too deeply")
    except UnicodeDecodeError:
        fault("$", "not UTF-8")
    except json.JSONDecodeError as failure:
        fault("$", f"not JSON: {failure}")


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_DIGITS:
        fault("$", "a number with too many digits")
    return int(digits)


def _no_constant(name: str) -> NoReturn:
    fault("$", f"{name} is no number")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        fault("$", f'the key "{twice}" stands twice in one object')
    return found


def _check_codes(given: TradeFile) -> None:
    scheme = given.scheme
    subs, aspects = [], []
    for at, criterion in enumerate(scheme.criteria):
        for below, sub in enumerate(criterion.sub_criteria):
            path = f"$.scheme.criteria[{at}].sub_criteria[{below}]"
            subs.append((f"{path}.code", sub.code))
            aspects += [
                (f"{path}.aspects[{each}].id", aspect.id) for each, aspect in enumerate(sub.aspects)
            ]
    no_repeats(_codes("$.scheme.criteria", scheme.criteria))
    no_repeats(subs)
    no_repeats(aspects)
    no_repeats(_codes("$.scheme.sections", scheme.sections))
    no_repeats(_codes("$.delegations", given.delegations))
    no_repeats(_codes("$.teams", given.teams) + _codes("$.entries", given.entries))


def _codes(path: str, rows: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(f"{path}[{at}].code", row.code) for at, row in enumerate(rows)]


def _check_members(given: TradeFile) -> None:
    teams = {team.code for team in given.teams}
    for at, entry in enumerate(given.entries):
        path = f"$.entries[{at}].team"
        if entry.team is not None and entry.team not in teams:
            fault(path, f"there is no team {entry.team}")
        if entry.team is None and given.rules.sums_teams:
            fault(path, "missing: the team rule sums members")


def _needed(given: TradeFile) -> tuple[Delegation, ...]:
    """Return the delegations that somebody belongs to and of which something is said, by code."""
    named = {one.delegation for one in (*given.entries, *given.teams)}
    found = [
        each for each in given.delegations if each.code in named and (each.names or each.short)
    ]
    return tuple(sorted(found, key=lambda each: each.code))


def _checked_marks(given: TradeFile) -> tuple[Mark, ...]:
    """Return the marks that say something, in the order of entries and of the scheme."""
    entries = {entry.code: at for at, entry in enumerate(given.entries)}
    aspects = {
        aspect.id: (at, AspectRule(AspectId(0), aspect.kind, aspect.max, aspect.parameters), within)
        for at, (within, _, aspect) in enumerate(given.scheme.aspects())
    }
    found: dict[tuple[int, int], Mark] = {}
    for at, mark in enumerate(given.marks):
        path = f"$.marks[{at}]"
        if mark.entry not in entries:
            fault(f"{path}.entry", f"there is no entry {mark.entry}")
        if mark.aspect not in aspects:
            fault(f"{path}.aspect", f"there is no aspect {mark.aspect}")
        place, rule, criterion = aspects[mark.aspect]
        where = entries[mark.entry], place
        if where in found:
            fault(path, f"a second mark of {mark.entry} for {mark.aspect}")
        found[where] = _checked_mark(mark, rule, criterion.judges, path)
    return tuple(found[where] for where in sorted(found) if _says_something(found[where]))


def _says_something(mark: Mark) -> bool:
    return mark.value is not None or bool(mark.votes or mark.earlier_votes)


def _checked_mark(mark: Mark, rule: AspectRule, judges: int | None, path: str) -> Mark:
    voted = rule.kind.is_voted
    if not voted and (mark.votes or mark.earlier_votes):
        fault(f"{path}.votes", f"{rule.kind.value} takes a value, not votes")
    if mark.value is not None and mark.votes:
        fault(f"{path}.votes", "not together with a value")
    if voted and mark.value not in {None, "not_attempted"}:
        fault(f"{path}.value", f"{rule.kind.value} takes votes")
    if judges is not None and len(mark.votes) > judges:
        fault(f"{path}.votes", f"more votes than the {judges} judges")
    votes = _votes(rule, mark.votes, f"{path}.votes")
    earlier = (
        given_votes(_votes(rule, votes, f"{path}.earlier_votes[{at}]"))
        for at, votes in enumerate(mark.earlier_votes)
    )
    # Without a number of judges the length of the list is the size of the panel.
    is_sized = judges is None and any(vote is not None for vote in votes)
    return replace(
        mark,
        value=None if mark.value is None else _reading(rule, mark.value, f"{path}.value"),
        votes=votes if is_sized else given_votes(votes),
        earlier_votes=tuple(votes for votes in earlier if votes),
    )


def given_votes(votes: Sequence[str | None]) -> tuple[str | None, ...]:
    """Return *votes* up to the last one that was given."""
    most = max((at for at, vote in enumerate(votes, 1) if vote is not None), default=0)
    return tuple(votes[:most])


def _votes(rule: AspectRule, votes: tuple[str | None, ...], path: str) -> tuple[str | None, ...]:
    return tuple(
        None if vote is None else _reading(rule, vote, f"{path}[{at}]")
        for at, vote in enumerate(votes)
    )


def _reading(rule: AspectRule, said: str, path: str) -> str:
    try:
        return canonical(rule, said)
    except UnusableReading as refused:
        bounds = ", ".join(f"{key} {value}" for key, value in refused.values.items())
        fault(path, f"{refused.reason}{f' ({bounds})' if bounds else ''}")
