"""What a form holds: texts by the names of its fields, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final, Protocol

from competition.errors import sentence
from competition.scoring.figures import plain

REQUIRED: Final = sentence("Enter something here.")
NOT_A_NUMBER: Final = sentence("Enter a number with at most 8 decimals, such as 61.42.")
NOT_WHOLE: Final = sentence("Enter a whole number, such as 3.")
TOO_SMALL: Final = sentence("Enter a number that is at least %(low)s.")
NOT_ABOVE: Final = sentence("Enter a number above %(low)s.")
OUT_OF_BOUNDS: Final = sentence("Enter a number from %(low)s to %(high)s.")
NOT_OFFERED: Final = sentence("Choose one of the list.")
TOO_LONG: Final = sentence("Use at most %(most)s characters.")

_DECIMAL: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,8})?")
_ROW: Final = re.compile(r"[0-9]{1,4}")
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")
_MINUS: Final = str.maketrans({"−": "-", "–": "-"})
_MOST: Final = 10**9
_SHORTEST_LIMIT: Final = 40
_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence to translate that says how to mend a field."""

    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that the scheme has: its code or key, as people read it, under a heading."""

    value: str
    label: str
    group: str = ""


class Entered:
    """The texts of one form by field, what is wrong with them, and what the scheme offers."""

    def __init__(
        self,
        texts: Mapping[str, Sequence[str]],
        offers: Mapping[str, Sequence[Offer]] | None = None,
    ) -> None:
        self.texts = {name: list(each) for name, each in texts.items()}
        self.offers = offers or {}
        self.faults: dict[str, Fault] = {}

    def raw(self, name: str) -> str:
        """Return the text of a field as it came; a field that is not there is empty."""
        return (self.texts.get(name) or [""])[0]

    def text(self, name: str) -> str:
        """Return the text of a field without spaces at its ends."""
        return self.raw(name).strip()

    def every(self, name: str) -> list[str]:
        """Return all texts of a field that may be chosen several times."""
        return self.texts.get(name, [])

    def rows(self, name: str) -> list[int]:
        """Return the numbers of the rows of the list *name*."""
        start = f"{name}."
        heads = (each[len(start) :].partition(".")[0] for each in self.texts if _below(each, start))
        return sorted({int(head) for head in heads if _ROW.fullmatch(head)})

    def refuse(self, name: str, text: str, **values: object) -> None:
        """Note what is wrong with a field; the first fault of a field stands."""
        self.faults.setdefault(name, Fault(text, values))

    def wrong_below(self, names: Iterable[str]) -> bool:
        """Answer whether anything is wrong with the fields *names* or below them."""
        starts = tuple(names)
        return any(_is_of(fault, starts) for fault in self.faults)

    def grouped(self, offers: str) -> list[tuple[str, list[Offer]]]:
        """Return what the scheme offers by heading, in order."""
        found = groupby(self.offers.get(offers, ()), lambda offer: offer.group)
        return [(group, list(each)) for group, each in found]

    def unknown(self, offers: str, value: str) -> bool:
        """Answer whether *value* is none of what the scheme offers."""
        return bool(value) and all(each.value != value for each in self.offers.get(offers, ()))


class Field(Protocol):
    """A part of a form: writes a value as texts, and reads the value back."""

    @property
    def kind(self) -> str:
        """Return the word by which pages know how to show it."""

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield names and texts; None stands for nothing entered yet."""

    def read(self, entered: Entered, name: str) -> object:
        """Return the value as documents spell it; what is wrong is noted in *entered*."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact number; *blank* says what an empty field means, if it may be empty.

    *word* may be written in its stead; *percent* shows a share of one as percent.
    """

    label: str
    hint: str = ""
    low: int | None = None
    high: int | None = None
    above: int | None = None
    blank: str | None = None
    word: str | None = None
    is_whole: bool = False
    percent: bool = False
    is_hidden: bool = False
    kind: str = "figure"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the number in its one spelling."""
        shown = "" if value is None else str(value)
        yield name, plain(Decimal(shown) * _HUNDRED) if self.percent and shown else shown

    def read(self, entered: Entered, name: str) -> object:
        """Return the number as a document spells it, or None."""
        text = unicodedata.normalize("NFKC", entered.text(name)).translate(_MINUS).strip()
        text = text.removesuffix("%").strip() if self.percent else text
        if not text:
            if self.blank is None:
                entered.refuse(name, REQUIRED)
            return None
        if self.word is not None and text.lower() == self.word:
            return self.word
        if not (_WHOLE if self.is_whole else _DECIMAL).fullmatch(text):
            entered.refuse(name, NOT_WHOLE if self.is_whole else NOT_A_NUMBER)
            return None
        return self._within(entered, name, Decimal(text))

    def _within(self, entered: Entered, name: str, number: Decimal) -> object:
        high = _MOST if self.is_whole and self.high is None else self.high
        low = 0 if self.is_whole and self.low is None else self.low
        if self.above is not None and number <= self.above:
            entered.refuse(name, NOT_ABOVE, low=self.above)
        elif low is not None and number < low and self.high is None:
            entered.refuse(name, TOO_SMALL, low=low)
        elif (low is not None and number < low) or (high is not None and number > high):
            entered.refuse(name, OUT_OF_BOUNDS, low=low, high=high)
        elif self.percent and not _DECIMAL.fullmatch(plain(number / _HUNDRED)):
            entered.refuse(name, NOT_A_NUMBER)
        if name in entered.faults:
            return None
        if self.is_whole:
            return int(number)
        return plain(number / _HUNDRED if self.percent else number)


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a few; *options* are words with what people read for them."""

    label: str
    options: tuple[tuple[str, str], ...]
    hint: str = ""
    kind: str = "choice"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the word, or the first one."""
        yield name, self.options[0][0] if value is None else str(value)

    def read(self, entered: Entered, name: str) -> object:
        """Return the word."""
        text = entered.text(name)
        if text not in dict(self.options):
            entered.refuse(name, NOT_OFFERED)
        return text


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    label: str
    hint: str = ""
    kind: str = "flag"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield a text where it is yes."""
        if value:
            yield name, "1"

    def read(self, entered: Entered, name: str) -> object:
        """Return whether it is ticked."""
        return bool(entered.text(name))


@dataclass(frozen=True, slots=True)
class Word:
    """A short text that people make up; *is_code*: it must be there, without spaces around."""

    label: str
    hint: str = ""
    is_code: bool = True
    kind: str = "word"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the text."""
        yield name, "" if value is None else str(value)

    def read(self, entered: Entered, name: str) -> object:
        """Return the text."""
        text = entered.text(name) if self.is_code else entered.raw(name)
        if self.is_code and not text:
            entered.refuse(name, REQUIRED)
        if len(text) > _SHORTEST_LIMIT and self.is_code:
            entered.refuse(name, TOO_LONG, most=_SHORTEST_LIMIT)
        return text


@dataclass(frozen=True, slots=True)
class Named:
    """One thing of the scheme; what the scheme lacks may stand here and is marked."""

    label: str
    offers: str
    hint: str = ""
    kind: str = "named"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the code or key."""
        yield name, "" if value is None else str(value)

    def read(self, entered: Entered, name: str) -> object:
        """Return the code or key."""
        text = entered.text(name)
        if not text:
            entered.refuse(name, NOT_OFFERED)
        return text


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of things: of the scheme's *offers*, or of fixed *options*."""

    label: str
    offers: str = ""
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    kind: str = "several"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield one text for each thing."""
        for each in value if isinstance(value, list) else ():
            yield name, str(each)

    def read(self, entered: Entered, name: str) -> object:
        """Return the things ticked, each once."""
        found = list(dict.fromkeys(entered.every(name)))
        if self.options and not set(found) <= set(dict(self.options)):
            entered.refuse(name, NOT_OFFERED)
        return found


@dataclass(frozen=True, slots=True)
class Names:
    """A name in Chinese and in English, and in whatever language it has besides."""

    label: str
    kind: str = "names"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the name in each language."""
        held = value if isinstance(value, Mapping) else {}
        for tag, text in {"zh": "", "en": "", **held}.items():
            yield f"{name}.{tag}", str(text)

    def read(self, entered: Entered, name: str) -> object:
        """Return the names by language, blanks left out."""
        start = f"{name}."
        tags = [each[len(start) :] for each in entered.texts if _below(each, start)]
        return {tag: entered.raw(start + tag) for tag in tags if entered.text(start + tag)}


def _below(name: str, start: str) -> bool:
    return name.startswith(start)


def _is_of(name: str, starts: Sequence[str]) -> bool:
    return any(name == start or name.startswith(f"{start}.") for start in starts)
