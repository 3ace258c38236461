"""What corrects marks: penalties, adjustments, decisions, as they are written and checked."""

from collections.abc import Mapping
from typing import Final

from competition.scoring import trade
from competition.scoring.awards import Medal
from competition.scoring.shapes import (
    Key,
    code,
    fault,
    flag,
    listed,
    no_repeats,
    number,
    optional,
    record,
    said,
    text,
    variants,
    word,
)
from competition.scoring.trade import TradeFile

_CODE = code()
_REASON = Key(text(1))
_MAYBE_CODE = Key(optional(_CODE), None)
PENALTY: Final = record(
    trade.Penalty,
    {
        "entry": Key(_CODE),
        "scope": Key(said("aspect", "module", "event")),
        "reason": _REASON,
        "aspect": _MAYBE_CODE,
        "module": _MAYBE_CODE,
        "points": Key(optional(number(0)), None),
        "void": Key(flag(), default=False),
    },
)
ADJUSTMENT: Final = record(
    trade.Adjustment,
    {
        "entry": Key(_CODE),
        "scope": Key(said("total", "module", "scale")),
        "points": Key(number()),
        "reason": _REASON,
        "module": _MAYBE_CODE,
    },
)
_EQUALS: Final[Mapping[str, Key]] = {"entries": Key(listed(_CODE, 2)), "reason": _REASON}
DECISION: Final = variants(
    "kind",
    {
        "order": (trade.OrderDecision, record(trade.OrderDecision, _EQUALS)),
        "share": (trade.ShareDecision, record(trade.ShareDecision, _EQUALS)),
        "medal": (
            trade.MedalDecision,
            record(
                trade.MedalDecision,
                {
                    "entry": Key(_CODE),
                    "medal": Key(optional(word(Medal))),
                    "reason": _REASON,
                },
            ),
        ),
    },
)


def check_corrections(given: TradeFile) -> None:
    """Refuse the first correction of *given* that names what is not there, or too little."""
    entries = {entry.code for entry in given.entries}
    teams = {team.code for team in given.teams} if given.rules.sums_teams else set()
    known: dict[str, set[str]] = {
        "module": {criterion.code for criterion in given.scheme.criteria},
        "aspect": {aspect.id for _, _, aspect in given.scheme.aspects()},
    }
    for at, penalty in enumerate(given.penalties):
        path = f"$.penalties[{at}]"
        _check_scope(penalty, path, known)
        allowed = entries | teams if penalty.scope == "event" else entries
        _check_entry(penalty.entry, allowed, path)
        if (penalty.points is None) is not penalty.void:
            fault(f"{path}.points", "either points or void")
    for at, adjustment in enumerate(given.adjustments):
        path = f"$.adjustments[{at}]"
        _check_scope(adjustment, path, known)
        allowed = {"total": entries | teams, "module": entries}.get(
            adjustment.scope, teams if given.rules.sums_teams else entries
        )
        _check_entry(adjustment.entry, allowed, path)
    ranked = teams if given.rules.sums_teams else entries
    _check_decisions(given, ranked)


def _check_decisions(given: TradeFile, ranked: set[str]) -> None:
    for at, decision in enumerate(given.decisions):
        path = f"$.decisions[{at}]"
        if isinstance(decision, trade.MedalDecision):
            _check_entry(decision.entry, ranked, path)
            continue
        rows = [(f"{path}.entries[{each}]", one) for each, one in enumerate(decision.entries)]
        for where, one in rows:
            if one not in ranked:
                fault(where, f"there is no entry {one}")
        no_repeats(rows)


def _check_entry(entry: str, known: set[str], path: str) -> None:
    if entry not in known:
        fault(f"{path}.entry", f"there is no such entry {entry} for this scope")


def _check_scope(
    row: trade.Penalty | trade.Adjustment, path: str, known: Mapping[str, set[str]]
) -> None:
    for key, codes in known.items():
        named = getattr(row, key, None)
        if row.scope != key and named is not None:
            fault(f"{path}.{key}", f"not with the scope {row.scope}")
        if row.scope == key and named is None:
            fault(f"{path}.{key}", "missing")
        if named is not None and named not in codes:
            fault(f"{path}.{key}", f"there is no {key} {named}")
