"""What boards are sent: the snapshot of a standing, and the delta between two of its versions."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar

from competition.clock import now, written
from competition.scoring.rules import Counting, ScaleRule
from scoreboard.standing import Row, Standing, decimals, mark_text
from scoreboard.visibility import shown

Figure = TypeVar("Figure")
Marks = tuple[str | None, ...]
Order = Sequence[int | tuple[int, ...]]


class Line(NamedTuple):
    """What one row of a board shows; *score* only where the board cannot reckon it."""

    total: str | None
    marks: Marks
    status: str
    score: str | None


class Picture(NamedTuple):
    """What one version of a standing shows, ready to be compared with the next.

    *changed* are the rows whose line is not what the picture before had.
    """

    version: int
    state: str
    lines: Sequence[Line] = ()
    order: Order = ()
    done: tuple[int, ...] = ()
    scale: tuple[str, str] | None = None
    since: str | None = None
    changed: Sequence[int] = ()


def picture(standing: Standing, before: Picture | None = None, *, is_anew: bool = False) -> Picture:
    """Return what *standing* shows now, compared with the picture *before*.

    Quick where *before* was taken of this very standing: only what was touched
    since is looked at.  Where the standing *is_anew*, every line is.
    """
    if standing.plan is None:
        return Picture(standing.version, standing.state, since=standing.since)
    standing.settle()
    lines, changed = _lines(standing, before, is_anew=is_anew)
    return Picture(
        version=standing.version,
        state=standing.state,
        lines=lines,
        order=standing.order[:],
        done=standing.done,
        scale=_scale(standing),
        since=standing.since,
        changed=changed,
    )


def delta(before: Picture, after: Picture) -> dict[str, object]:
    """Return what changed from *before* to *after*, as docs/protocol.md spells it."""
    rows, scores, statuses = [], {}, {}
    for at in after.changed:
        old, new = before.lines[at], after.lines[at]
        if new.total != old.total or new.marks != old.marks:
            rows.append([at, new.total, _changed(old.marks, new.marks)])
        if new.score != old.score:
            scores[str(at)] = new.score
        if new.status != old.status:
            statuses[str(at)] = new.status
    done = {} if after.done == before.done else _changed(before.done, after.done)
    news = {"rows": rows, "scores": scores, "statuses": statuses, "done": done}
    changed: dict[str, object] = {key: each for key, each in news.items() if each}
    if after.order != before.order:
        changed["order"] = after.order
    if after.scale != before.scale:
        changed["scale"] = after.scale
    if after.state != before.state:
        changed["state"] = after.state
        changed |= {"since": after.since} if after.since else {}
    return changed


def whole(standing: Standing, seen: Picture) -> dict[str, Any]:
    """Return the whole picture *seen* of *standing*, as docs/protocol.md spells it.

    It holds every name: the public gets what scoreboard.visibility tells of it.
    """
    rows = standing.rows if seen.lines or standing.plan is None else ()
    document = {
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
        "rows": [_row(standing, seen, at, row) for at, row in enumerate(rows)],
        "order": seen.order,
    }
    if standing.rules.ranking is not Counting.STANDARD:
        document["counting"] = standing.rules.ranking.value
    if seen.since is not None:
        document["since"] = seen.since
    return document


def head(standing: Standing) -> dict[str, Any]:
    """Return what a snapshot of *standing* says and no delta can change."""
    standing.settle()
    blank = [Line(None, (), "", None)] * len(standing.rows)
    found = whole(standing, Picture(0, "", blank))
    return {key: each for key, each in found.items() if key not in {"at", "order"}}


def _row(standing: Standing, seen: Picture, at: int, row: Row) -> dict[str, object]:
    line = seen.lines[at] if seen.lines else Line("0.00", (), row.status, None)
    told: dict[str, object] = {
        **shown(row.competitor, "names"),
        "status": line.status,
        "total": line.total,
        "marks": line.marks,
    }
    if not _is_reckoned(standing):
        told["score"] = line.score
    final = standing.final.get(row.entry) if standing.shows_awards else None
    if final is not None and final.medal is not None:
        told["medal"] = final.medal.value
    if final is not None and final.prize is not None:
        told["prize"] = final.prize
    return told


def _lines(
    standing: Standing, before: Picture | None, *, is_anew: bool
) -> tuple[list[Line], list[int]]:
    """Return the lines of all rows, and which of them are not as *before*."""
    touched = standing.touched.copy()
    standing.touched.clear()
    rows = standing.rows
    if is_anew or before is None or not before.lines or not standing.is_plain:
        lines = [_line(standing, row) for row in rows]
        old = before.lines if before and len(before.lines) == len(lines) else lines
        return lines, [at for at, line in enumerate(lines) if line != old[at]]
    lines = list(before.lines)
    changed = {standing.index[entry]: modules for entry, modules in touched.items()}
    for at, modules in changed.items():
        lines[at] = _line(standing, rows[at], lines[at].marks, modules)
    return lines, sorted(changed)


def _line(
    standing: Standing, row: Row, known: Marks = (), changed: Collection[int] | None = None
) -> Line:
    """Return the line of *row*; *known* are its marks before modules *changed*, else all did."""
    total = standing.total(row)
    marks = list(known) or [None] * len(standing.modules)
    if total is not None:
        for at in range(len(marks)) if changed is None else changed:
            marks[at] = mark_text(standing, row, total, at)
    return Line(
        None if total is None else decimals(total.points),
        tuple(marks),
        standing.status(row).value,
        None if _is_reckoned(standing) else standing.score(row),
    )


def _is_reckoned(standing: Standing) -> bool:
    """Answer whether a board can work scores out by itself, or there are none."""
    return standing.is_plain or standing.rules.scale is None


def _changed(before: Sequence[Figure], after: Sequence[Figure]) -> dict[str, Figure]:
    pairs = zip(before, after, strict=True)
    return {str(at): new for at, (old, new) in enumerate(pairs) if old != new}


def _scale(standing: Standing) -> tuple[str, str] | None:
    if standing.scale is None or not standing.is_plain:
        return None
    return decimals(standing.scale.median), decimals(standing.scale.mad)


def _scale_document(standing: Standing, seen: Picture) -> dict[str, str | None] | None:
    rule = standing.rules.scale if standing.plan else None
    if rule is None:
        return None
    if not isinstance(rule, ScaleRule) or not standing.is_plain:
        return {"centre": str(rule.centre)}
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
            "max": decimals(standing.most(module)),
            "aspects": len(module.aspects),
            "done": seen.done[at] if seen.done else 0,
            **({"weight": str(weights[module.code])} if module.code in weights else {}),
        }
        for at, module in enumerate(standing.plan.modules)
    ]
