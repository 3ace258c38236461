"""What boards are sent: the snapshot of a standing, and the delta between two of its versions."""

from dataclasses import dataclass

import orjson

from competition.clock import now, written
from competition.scoring.rules import ScaleRule
from scoreboard.standings import Standing, decimals, mark_text
from scoreboard.visibility import is_public, shown

Marks = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """What one version of a standing shows, ready to be compared with the next."""

    version: int
    state: str
    totals: tuple[str, ...]
    marks: tuple[Marks, ...]
    order: tuple[tuple[int, ...], ...]
    done: tuple[int, ...]
    scale: tuple[str, str] | None


def picture(standing: Standing) -> Picture:
    """Return what the public sees of *standing* now."""
    if not is_public(standing.shows) or standing.plan is None:
        return Picture(standing.version, standing.state, (), (), (), (), None)
    index = standing.index()
    entries = [row.entry for row in standing.rows]
    width = range(len(standing.modules))
    return Picture(
        version=standing.version,
        state=standing.state,
        totals=tuple(decimals(standing.totals[entry].points) for entry in entries),
        marks=tuple(tuple(mark_text(standing, entry, at) for at in width) for entry in entries),
        order=tuple(
            tuple(sorted(index[each.entry] for each in place.totals)) for place in standing.places
        ),
        done=tuple(standing.done(module) for module in standing.modules),
        scale=_scale(standing),
    )


def delta(trade: int, before: Picture, after: Picture) -> bytes:
    """Return what changed from *before* to *after*, as docs/protocol.md spells it."""
    changed: dict[str, object] = {"trade": trade, "base": before.version}
    changed["version"] = after.version
    rows = [
        [at, total, _changed_marks(before.marks[at], after.marks[at])]
        for at, total in enumerate(after.totals)
        if (total, after.marks[at]) != (before.totals[at], before.marks[at])
    ]
    if rows:
        changed["rows"] = rows
    if after.order != before.order:
        changed["order"] = _order(after)
    done = {str(at): count for at, count in enumerate(after.done) if count != before.done[at]}
    if done:
        changed["done"] = done
    if after.scale != before.scale:
        changed["scale"] = after.scale
    if after.state != before.state:
        changed["state"] = after.state
    return orjson.dumps(changed)


def snapshot(standing: Standing, seen: Picture, epoch: str) -> bytes:
    """Return the whole picture *seen* of *standing*, as docs/protocol.md spells it."""
    public = bool(seen.totals) or standing.plan is None
    rows = standing.rows if is_public(standing.shows) and public else ()
    document = {
        "epoch": epoch,
        "trade": standing.trade,
        "version": seen.version,
        "at": written(now()),
        "state": seen.state,
        "competition": standing.competition,
        "code": standing.code,
        "names": standing.names,
        "group": standing.group or None,
        "unit": standing.unit,
        "scale": _scale_document(standing, seen),
        "criteria": _criteria(standing, seen),
        "rows": [
            {
                **shown(row.competitor, standing.shows),
                "status": row.status,
                "total": seen.totals[at] if seen.totals else "0.00",
                "marks": seen.marks[at] if seen.marks else [],
            }
            for at, row in enumerate(rows)
        ],
        "order": _order(seen),
    }
    return orjson.dumps(document)


def _changed_marks(before: Marks, after: Marks) -> dict[str, str | None]:
    return {
        str(at): mark
        for at, (old, mark) in enumerate(zip(before, after, strict=True))
        if old != mark
    }


def _order(seen: Picture) -> list[int | tuple[int, ...]]:
    return [group[0] if len(group) == 1 else group for group in seen.order]


def _scale(standing: Standing) -> tuple[str, str] | None:
    if standing.scale is None:
        return None
    return decimals(standing.scale.median), decimals(standing.scale.mad)


def _scale_document(standing: Standing, seen: Picture) -> dict[str, str | None] | None:
    rule = standing.plan.rules.scale if standing.plan else None
    if not isinstance(rule, ScaleRule):
        return None
    median, mad = seen.scale or (None, None)
    constants = {"centre": str(rule.centre), "k": str(rule.k), "c": str(rule.c)}
    return {**constants, "median": median, "mad": mad}


def _criteria(standing: Standing, seen: Picture) -> list[dict[str, object]]:
    if standing.plan is None:
        return []
    weights = standing.plan.rules.weights
    return [
        {
            "code": module.code,
            "names": module.names,
            "max": decimals(module.max),
            "aspects": len(module.aspects),
            "done": seen.done[at] if seen.done else 0,
            **({"weight": str(weights[module.code])} if module.code in weights else {}),
        }
        for at, module in enumerate(standing.plan.modules)
    ]
