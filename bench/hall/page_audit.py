"""What pages had shown as kept, compared with what is in the ledger, cell by cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bench.hall.tablet import Diary, Tap

Line = Mapping[str, Any]
Place = tuple[int, int]


@dataclass(slots=True)
class OnPages:
    """The faults that were found, in words, by their kind."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)


def audit(lines: Sequence[Line], diary: Diary) -> OnPages:
    """Return what is wrong in *lines*, given what was tapped and what pages showed.

    Each line of a judge who marks on a page comes from one tap, in order, and
    each tap that was shown as kept has its line, unless the page told the judge
    that it was refused.
    """
    found = OnPages(lost=[f"{each}, and no line said so" for each in diary.unkept])
    tapped: defaultdict[tuple[int, Place], list[Tap]] = defaultdict(list)
    for tap in diary.taps:
        tapped[tap.author, (tap.sheet, tap.aspect)].append(tap)
    written: defaultdict[tuple[int, Place], list[Line]] = defaultdict(list)
    rivals: defaultdict[tuple[Place, int], set[int]] = defaultdict(set)
    authors = {tap.author for tap in diary.taps}
    for line in lines:
        place = line["sheet_id"], line["aspect_id"]
        rivals[place, line["seat"]].add(line["author_id"])
        if line["author_id"] in authors:
            written[line["author_id"], place].append(line)
    shared = {place for (place, _), them in rivals.items() if len(them) > 1}
    for who, place in {**tapped, **written}:
        taps = tapped[who, place]
        _compare(found, taps, written[who, place], may_be_refused=place in shared)
    return found


def _compare(
    found: OnPages, taps: Sequence[Tap], lines: Sequence[Line], *, may_be_refused: bool
) -> None:
    missing, extra = _differences(
        taps, [line["value"] for line in lines], may_be_refused=may_be_refused
    )
    found.lost += [f"{taps[at]} was shown as kept and is in no line" for at in missing]
    refused = {tap.value for tap in taps if tap.is_refused}
    for at in extra:
        line = lines[at]
        words = f"line {line['number']} ({line['value']} by {line['author_id']})"
        if line["value"] in refused:
            found.overwritten.append(f"{words} was shown as refused")
        else:
            found.doubled.append(f"{words} comes from no tap, or from one that has its line")


def _differences(
    taps: Sequence[Tap], values: Sequence[str], *, may_be_refused: bool
) -> tuple[list[int], list[int]]:
    """Return the fewest taps without a line that must have one, and lines without a tap."""
    # A judge who marks once more before the refusal comes has decided about it.
    overruled = [
        may_be_refused and any(later.is_kept for later in taps[at + 1 :]) for at in range(len(taps))
    ]

    @cache
    def best(tap: int, line: int) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        if tap == len(taps):
            rest = tuple(range(line, len(values)))
            return len(rest), (), rest
        here = taps[tap]
        must = here.is_kept and not here.is_refused and not overruled[tap]
        cost, missing, extra = best(tap + 1, line)
        ways = [(cost + must, (tap, *missing) if must else missing, extra)]
        if line < len(values):
            cost, missing, extra = best(tap, line + 1)
            ways.append((cost + 1, missing, (line, *extra)))
            if here.value == values[line] and not here.is_refused:
                ways.append(best(tap + 1, line + 1))
        return min(ways, key=lambda way: way[0])

    _, missing, extra = best(0, 0)
    return list(missing), list(extra)
