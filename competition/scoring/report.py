"""Standings as `jiangsai score` prints them (docs/trade-file.md, output)."""

from collections.abc import Mapping
from typing import Final

from competition.scoring.awards import Medal
from competition.scoring.delegations import Earned
from competition.scoring.entrants import MemberRow
from competition.scoring.figures import spelled
from competition.scoring.rules import Rules
from competition.scoring.standings import Row, Standings, score
from competition.scoring.totals import Total
from competition.scoring.trade import TradeFile
from competition.scoring.trade_file import as_bytes

_MEDALS: Final = tuple(Medal)


def printed(given: TradeFile) -> bytes:
    """Return the standings of *given* as JSON, the same to the byte every time."""
    return as_bytes(document_of(score(given), given))


def document_of(found: Standings, given: TradeFile) -> dict[str, object]:
    """Return the standings *found* of *given* as a JSON document."""
    codes = tuple(criterion.code for criterion in given.scheme.criteria)
    document: dict[str, object] = {
        "standings": [_row(row, codes, given.rules) for row in found.rows],
        "problems": [
            {"entry": one.entry, "aspect": one.aspect, "code": one.code, "detail": one.detail}
            for one in found.problems
        ],
        "complete": found.is_complete,
    }
    if given.rules.sums_teams:
        document["members"] = [_member(row, codes, given.rules) for row in found.members]
    awards = given.rules.awards
    if awards.honours:
        document["honours"] = [
            {"honour": one.honour, "entry": one.entry, "level": one.level} for one in found.honours
        ]
    if awards.delegations is not None:
        document["delegations"] = [_delegation(one) for one in found.delegations]
    if awards.advancement is not None:
        document["advancement"] = {
            "tier": awards.advancement.tier,
            "entries": list(found.advancement),
        }
    return document


def _row(row: Row, codes: tuple[str, ...], rules: Rules) -> dict[str, object]:
    scale = None if rules.scale is None else rules.scale.decimals
    # A team's mean of rounded modules is not rounded itself.
    places = None if rules.sums_teams else rules.rounding.module
    return {
        "entry": row.code,
        **_points(row.total, codes, rules, places),
        "place": row.place,
        "scale": None if row.scale is None else spelled(row.scale, scale),
        "medal": None if row.medal is None else row.medal.value,
        "prize": row.prize,
        "status": row.status.value,
        "ties_broken_by": row.broken_by,
    }


def _points(
    total: Total | None, codes: tuple[str, ...], rules: Rules, places: int | None
) -> Mapping[str, object]:
    if total is None:
        return {"total": None, "criteria": {}}
    return {
        "total": spelled(total.points, rules.rounding.total),
        "criteria": {
            code: spelled(module.points, places)
            for code, module in zip(codes, total.modules, strict=True)
        },
    }


def _member(row: MemberRow, codes: tuple[str, ...], rules: Rules) -> dict[str, object]:
    return {
        "entry": row.code,
        "team": row.team,
        "status": row.status.value,
        **_points(row.total, codes, rules, rules.rounding.module),
        "counted": row.counted,
    }


def _delegation(one: Earned) -> dict[str, object]:
    return {
        "delegation": one.delegation,
        "place": one.place,
        "points": spelled(one.points, None),
        "medal_points": spelled(one.medal_points, None),
        "entries": one.entries,
        "medals": {medal.value: one.medals.get(medal, 0) for medal in _MEDALS},
        "best": list(one.best),
    }
