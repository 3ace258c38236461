"""What pages had shown as kept, compared with what is in the ledger, cell by cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Fate:
    """What became of one mark that a page sent: its *line*, or None where the server refused it."""

    value: str
    sequence: int
    line: Line | None = None


def audit(lines: Sequence[Line], diary: Diary) -> OnPages:
    """Return what is wrong in *lines*, given what was tapped, what pages showed and were refused.

    Each line of a judge who marks on a page comes from one tap, in order, and
    each tap that was shown as kept has its line, unless the server refused it
    and the page told the judge so, or the judge had marked the cell anew before
    reading that: then the page has the newer mark to show.  A line replaces
    another judge's mark only where the page showed that one to whoever gave it.
    """
    found = OnPages(lost=[f"{each}, and no line said so" for each in diary.unkept])
    found.overwritten += _unseen(lines, diary.taps)
    tapped: defaultdict[tuple[int, Place], list[Tap]] = defaultdict(list)
    for tap in diary.taps:
        tapped[tap.author, (tap.sheet, tap.aspect)].append(tap)
    fates = _fates(lines, diary, {tap.author for tap in diary.taps})
    for each in {**tapped, **fates}:
        _compare(found, tapped[each], sorted(fates[each], key=lambda fate: fate.sequence))
    return found


def _unseen(lines: Sequence[Line], taps: Sequence[Tap]) -> Iterator[str]:
    """Yield in words which lines replaced another judge's mark that their page did not show."""
    shown: defaultdict[tuple[int, int, int, str], set[str | None]] = defaultdict(set)
    for tap in taps:
        shown[tap.author, tap.sheet, tap.aspect, tap.value].add(tap.before)
    standing: dict[tuple[int, int, int], Line] = {}
    for line in lines:
        sheet, aspect, author = line["sheet_id"], line["aspect_id"], line["author_id"]
        cell = sheet, aspect, line["seat"]
        before, standing[cell] = standing.get(cell), line
        if before is None or before["author_id"] == author:
            continue
        known = shown[author, sheet, aspect, line["value"]]
        # What a page showed is not known of every tap.
        if known and not known & {None, before["value"]}:
            yield (
                f"line {line['number']} replaced {before['value']} by {before['author_id']}, its "
                f"page showed {sorted(map(str, known))}"
            )


def _fates(
    lines: Sequence[Line], diary: Diary, authors: set[int]
) -> defaultdict[tuple[int, Place], list[_Fate]]:
    """Return what became of the marks of *authors* that reached the server, by judge and cell."""
    fates: defaultdict[tuple[int, Place], list[_Fate]] = defaultdict(list)
    for line in lines:
        if line["author_id"] in authors:
            where = line["author_id"], (line["sheet_id"], line["aspect_id"])
            fates[where].append(_Fate(line["value"], line["sequence"], line))
    written = {line["uuid"] for line in lines}
    for mark in diary.turned_away.values():
        if mark.author in authors and mark.uuid not in written:
            where = mark.author, (mark.sheet, mark.aspect)
            fates[where].append(_Fate(mark.value, mark.sequence))
    return fates


def _compare(found: OnPages, taps: Sequence[Tap], fates: Sequence[_Fate]) -> None:
    missing, extra = _differences(taps, fates)
    found.lost += [f"{taps[at]} was shown as kept and is in no line" for at in missing]
    refused = {tap.value for tap in taps if tap.is_refused}
    for line in (fates[at].line or {} for at in extra):
        words = f"line {line['number']} ({line['value']} by {line['author_id']})"
        if line["value"] in refused:
            found.overwritten.append(f"{words} was shown as refused")
        else:
            found.doubled.append(f"{words} comes from no tap, or from one that has its line")


def _differences(taps: Sequence[Tap], fates: Sequence[_Fate]) -> tuple[list[int], list[int]]:
    """Return the fewest taps that were lost, and lines without a tap."""

    @cache
    def best(tap: int, fate: int) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        if tap == len(taps):
            rest = tuple(at for at in range(fate, len(fates)) if fates[at].line is not None)
            return len(rest), (), rest
        here = taps[tap]
        is_due = here.is_kept and not here.is_refused
        cost, missing, extra = best(tap + 1, fate)
        lost = cost + is_due, (tap, *missing) if is_due else missing, extra
        ways = [lost]
        if fate < len(fates):
            ways.append(_passed_over(fate, fates[fate], best(tap, fate + 1)))
            if _explains(fates[fate], here, is_last=fate + 1 == len(fates)):
                ways.append(best(tap + 1, fate + 1))
        return min(ways, key=lambda way: way[0])

    _, missing, extra = best(0, 0)
    return list(missing), list(extra)


def _passed_over(
    at: int, fate: _Fate, rest: tuple[int, tuple[int, ...], tuple[int, ...]]
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    cost, missing, extra = rest
    return rest if fate.line is None else (cost + 1, missing, (at, *extra))


def _explains(fate: _Fate, tap: Tap, *, is_last: bool) -> bool:
    """Answer whether *tap* may have come to this: nobody has to hear of a refusal but of the last.

    A page shows one refused mark of a cell, the last one: a newer mark of the
    same judge decides about those before it.
    """
    if fate.value != tap.value:
        return False
    if fate.line is not None:
        return not tap.is_refused
    return tap.is_refused or not is_last
