"""Judges to be added, as an organiser types or pastes them: one a line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.errors import Refusal, sentence
from competition.registration.models import Delegation

_COLUMNS: Final = 5
_LONGEST: Final = 200


class SurplusColumns(Refusal):
    """A line has more columns than a judge has."""

    code = "surplus-columns"
    text = sentence(
        "Line %(line)s (%(judge)s) has %(count)s columns. There are five: code, Chinese name, "
        "English name, delegation, unit. Nobody was added."
    )


class UnknownHome(Refusal):
    """Judges belong with delegations that the competition has."""

    code = "unknown-home"
    text = sentence(
        "Line %(line)s (%(judge)s): there is no delegation with the code %(code)s in this "
        "competition. Delegations come with the roster; without one leave the column empty. "
        "Nobody was added."
    )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One judge to be added, and whom they belong with: the code of a delegation, or "", a unit.

    *line* is where they were named, from 1.
    """

    line: int
    code: str
    names: Mapping[str, str]
    delegation: str
    unit: str


def read(text: str) -> list[Newcomer]:
    """Return the judges in *text*, one a line; empty lines are left out.

    Columns are parted by commas or tabs: code, Chinese name, English name,
    delegation, unit; all but the code may be missing.  Raises SurplusColumns.
    """
    lines = enumerate(text.replace("\0", "").splitlines(), 1)
    rows = ((at, [part.strip() for part in _parted(line)]) for at, line in lines)
    return [_newcomer(at, row) for at, row in rows if row[0]]


def ensure_homes(session: Session, competition: int, coming: Iterable[Newcomer]) -> None:
    """Raise UnknownHome where somebody belongs with a delegation that *competition* lacks."""
    query = select(Delegation.code).where(Delegation.competition_id == competition)
    known = {"", *session.scalars(query)}
    for each in coming:
        if each.delegation not in known:
            raise UnknownHome(line=each.line, judge=each.code, code=each.delegation)


def _parted(line: str) -> Sequence[str]:
    return line.replace("，", ",").replace("\t", ",").split(",")


def _newcomer(line: int, row: Sequence[str]) -> Newcomer:
    if any(row[_COLUMNS:]):
        raise SurplusColumns(line=line, judge=row[0], count=len(row))
    code, chinese, english, delegation, unit = (*row, "", "", "", "")[:_COLUMNS]
    names = {tag: text for tag, text in (("zh", chinese), ("en", english)) if text}
    return Newcomer(line, code, names or {"en": code}, delegation, unit[:_LONGEST])
