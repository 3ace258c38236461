"""The cells of a roster that hold more than text: how each is read and spelled."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from unicodedata import category, normalize

from competition.clock import now
from competition.scoring.figures import plain

LONGEST_CODE: Final = 40
LONGEST_NAME: Final = 120
_LONGEST_TIE: Final = 200
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,8})?")
_DAY: Final = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?")
_CLOCK: Final = re.compile(
    r"(?:(?P<hours>[0-9]{1,5}):(?=[0-5][0-9]:))?"
    r"(?P<minutes>[0-9]{1,6}):(?P<seconds>[0-5][0-9])(?P<part>\.[0-9]{1,8})?"
)
_SEEN: Final = frozenset("LNPS")
"""Letters, numbers, punctuation and symbols: no spaces, marks alone or characters of no width."""
_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and a symbol that nobody sees all the same."""
_FIRST_YEAR: Final = 1900
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_MOST_COLOURS: Final = 3
NO_COLOURS: Final = ("none",)
"""What a cell of colours means that takes a delegation's colours away: an empty one does not."""
_STATUSES: Final = {
    "": "ranked",
    "ranked": "ranked",
    "参赛": "ranked",
    "guest": "guest",
    "表演": "guest",
    "withdrawn": "withdrawn",
    "退赛": "withdrawn",
    "excluded": "excluded",
    "取消资格": "excluded",
    "void": "void",
    "成绩无效": "void",
}
_LEVELS: Final = {
    word: level
    for level, words in enumerate(
        (
            ("1", "高级技师", "一级", "1级"),
            ("2", "技师", "二级", "2级"),
            ("3", "高级工", "三级", "3级"),
            ("4", "中级工", "四级", "4级"),
            ("5", "初级工", "五级", "5级"),
        ),
        1,
    )
    for word in words
}


class UnusableCell(ValueError):
    """A cell that its column cannot take."""


def status(text: str) -> str:
    """Return how the entry takes part; an empty cell means that it is ranked."""
    found = _STATUSES.get(text.lower())
    if found is None:
        raise UnusableCell
    return found


def lot(text: str) -> int:
    """Return the lot drawn, 1 or more."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise UnusableCell
    return int(text)


def number(text: str) -> Decimal:
    """Return an exact number of at most nine digits and eight decimals."""
    if not _NUMBER.fullmatch(text):
        raise UnusableCell
    return Decimal(plain(Decimal(text)))


def birth(text: str) -> date:
    """Return a day that has been, written year first."""
    found = _DAY.fullmatch(text.replace(" ", ""))
    if found is None or (found[2] == "年") != (found[4] == "月"):
        raise UnusableCell
    try:
        day = date(int(found[1]), int(found[3]), int(found[5]))
    except ValueError:
        raise UnusableCell from None
    if day.year < _FIRST_YEAR or day > now().date():
        raise UnusableCell
    return day


def time(text: str) -> Decimal:
    """Return seconds, from seconds or from minutes and seconds (3:05.2).

    Hours without seconds (3:05:00) are not taken: a spreadsheet makes them of
    what was typed as minutes and seconds.
    """
    clock = _CLOCK.fullmatch(text)
    if clock is None:
        found = number(text)
    elif clock["hours"] and clock["seconds"] == "00" and clock["part"] is None:
        raise UnusableCell
    else:
        whole = (int(clock["hours"] or 0) * 60 + int(clock["minutes"])) * 60
        found = number(f"{whole + int(clock['seconds'])}{clock['part'] or ''}")
    if found < 0:
        raise UnusableCell
    return found


def level(text: str) -> int:
    """Return a skill level, of which 1 is the highest."""
    found = _LEVELS.get(text)
    if found is None:
        raise UnusableCell
    return found


def honours(text: str) -> tuple[str, ...]:
    """Return the codes of honours, each once."""
    found = tuple(dict.fromkeys(parted(text)))
    if any(len(each) > LONGEST_CODE for each in found):
        raise UnusableCell
    return found


def unit(text: str) -> str:
    """Return the name of a company or school."""
    if len(text) > _LONGEST_TIE:
        raise UnusableCell
    return text


def coaches(text: str) -> tuple[str, ...]:
    """Return codes or names of coaches, each once."""
    found = tuple(dict.fromkeys(parted(text)))
    if any(len(each) > _LONGEST_TIE for each in found):
        raise UnusableCell
    return found


def colours(text: str) -> tuple[str, ...]:
    """Return one to three colours such as ``#c8281c``, or NO_COLOURS."""
    found = tuple(each.lower() for each in parted(text))
    if found in {NO_COLOURS, ("无",)}:
        return NO_COLOURS
    if not 1 <= len(found) <= _MOST_COLOURS or not all(map(_COLOUR.fullmatch, found)):
        raise UnusableCell
    return found


def is_visible(text: str) -> bool:
    """Answer whether anybody who looks at *text* sees something."""
    return any(category(each)[0] in _SEEN and each not in _BLANK for each in text)


def parted(text: str) -> list[str]:
    """Return what stands between semicolons or enumeration commas."""
    parts = text.replace("、", ";").replace("；", ";").split(";")
    return [part.strip() for part in parts if part.strip()]


READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "status": status,
    "team_status": status,
    "lot": lot,
    "birth": birth,
    "earlier": number,
    "time": time,
    "scale": number,
    "level": level,
    "honours": honours,
    "unit": unit,
    "coaches": coaches,
    "colours": colours,
}
_LISTED: Final = frozenset({"status", "honours", "coaches"})


def taken(column: str, text: str) -> object:
    """Return what *text* means in *column*, None for an empty cell; raises UnusableCell."""
    if column in _LISTED:
        return READERS[column](text)
    return READERS[column](normalize("NFKC", text)) if text else None


def spelled(value: object) -> str:
    """Return *value* as a cell holds it: reading it again gives the same."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return value
    return ";".join(value) if isinstance(value, Sequence) else str(value)
