"""The board counted anew from ledger lines, by arithmetic that shares nothing with the program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Any, Final

_JUDGES_AGREE: Final = 1
_TOP: Final = 3

Line = Mapping[str, Any]
Document = Mapping[str, Any]


@dataclass(slots=True)
class Recount:
    """Values by entry, aspect and seat, taken in line after line.

    *sheets* are the sheets as a tablet fetched them, by id: they say which entry
    and which aspects a line is about.
    """

    sheets: Mapping[int, Document]
    values: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)

    def take(self, lines: Iterable[Line]) -> None:
        """Let each line replace what stood in its cell."""
        for line in lines:
            entry = self.sheets[line["sheet_id"]]["entry"]["code"]
            cell = self.values.setdefault((entry, line["aspect_id"]), {})
            cell[line["seat"]] = line["value"]

    def faults(self, snapshot: Document) -> list[str]:
        """Return where *snapshot* differs from this count, row by row."""
        found = []
        totals = {}
        for row in snapshot["rows"]:
            totals[row["code"]], marks = self._row(row["code"])
            if (row["total"], row["marks"]) != (_text(totals[row["code"]]), marks):
                found.append(
                    f"row {row['code']} shows {row['total']} {row['marks']}, "
                    f"counted {_text(totals[row['code']])} {marks}"
                )
        codes = [row["code"] for row in snapshot["rows"]]
        if len(codes) != len({sheet["entry"]["code"] for sheet in self.sheets.values()}):
            found.append(f"the board has {len(codes)} rows")
        order = _order([totals[code] for code in codes])
        if snapshot["order"] != order:
            found.append(f"order {snapshot['order']}, counted {order}")
        return found

    def _row(self, entry: str) -> tuple[Fraction, list[str | None]]:
        modules = {}
        for sheet in self.sheets.values():
            if sheet["entry"]["code"] == entry:
                modules[sheet["criterion"]["code"]] = self._module(entry, sheet)
        parts = [modules[code] for code in sorted(modules)]
        total = sum((points for points, _ in parts), Fraction(0))
        return _cents(total), [mark for _, mark in parts]

    def _module(self, entry: str, sheet: Document) -> tuple[Fraction, str | None]:
        cells = [
            (aspect, self.values.get((entry, aspect["id"]), {})) for aspect in sheet["aspects"]
        ]
        points = [_points(aspect, votes, sheet["panel"]["seats"]) for aspect, votes in cells]
        total = sum((each for each in points if each is not None), Fraction(0))
        if not any(votes for _, votes in cells):
            return total, None
        return total, _text(total) if None not in points else f"~{_text(total)}"


def _points(aspect: Document, votes: Mapping[int, str], seats: int) -> Fraction | None:
    numbers = [0 if vote == "not_attempted" else int(vote) for vote in votes.values()]
    top = Fraction(aspect["max"])
    if aspect["kind"] != "judgement":
        if not numbers:
            return None
        each = top if aspect["kind"] == "pass_fail" else Fraction(aspect["parameters"]["points"])
        return _cents(min(top, numbers[0] * each))
    if len(numbers) < seats or max(numbers) - min(numbers) > _JUDGES_AGREE:
        return None
    return _cents(sum(numbers) * top / (_TOP * seats))


def _cents(points: Fraction) -> Fraction:
    return Fraction(floor(points * 100 + Fraction(1, 2)), 100)


def _text(points: Fraction) -> str:
    cents = int(points * 100)
    return f"{cents // 100}.{cents % 100:02d}"


def _order(totals: Sequence[Fraction]) -> list[int | list[int]]:
    ranked = sorted(range(len(totals)), key=lambda at: (-totals[at], at))
    groups = [list(group) for _, group in groupby(ranked, key=lambda at: totals[at])]
    return [group[0] if len(group) == 1 else group for group in groups]
