"""Parts of a form that are made of others: records, choices between them, rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from competition.errors import sentence
from competition.programme.rules_form.entered import Entered, Field, Figure, Named, Word

NOT_CHOSEN: Final = sentence("Choose one of these.")
TOO_MANY: Final = sentence("There may be at most %(most)s rows.")
TWICE: Final = sentence("%(value)s is named twice.")
Way = Literal["nothing", "tagged", "record", "constant", "bare"]


@dataclass(frozen=True, slots=True)
class Record:
    """Fields that belong together."""

    fields: Mapping[str, Field]
    kind: str = "record"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of each field."""
        held = value if isinstance(value, Mapping) else {}
        for key, each in self.fields.items():
            yield from each.texts(held.get(key), f"{name}.{key}")

    def read(self, entered: Entered, name: str) -> dict[str, object]:
        """Return the values by key."""
        return {key: each.read(entered, f"{name}.{key}") for key, each in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Option:
    """One way of several: its word, what people read, its own fields, where they start.

    *way* says how a document spells it: as null, as an object with its kind, as
    an object, as one constant word, or as the bare value of its only field.
    """

    word: str
    label: str
    way: Way
    fields: Mapping[str, Field] = field(default_factory=dict)
    start: object = None
    hint: str = ""

    def takes(self, value: object) -> bool:
        """Answer whether *value* is spelled in this way."""
        if isinstance(value, Mapping):
            return self.way == "record" or (self.way == "tagged" and value["kind"] == self.word)
        if value is None:
            return self.way == "nothing"
        return self.way == "bare" or (self.way == "constant" and value == self.word)


@dataclass(frozen=True, slots=True)
class Variants:
    """A choice between ways, each with fields of its own."""

    label: str
    options: tuple[Option, ...]
    kind: str = "variants"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the word of the way, and the texts of every way's fields."""
        chosen = next((each for each in self.options if each.takes(value)), self.options[0])
        yield f"{name}.kind", chosen.word
        for option in self.options:
            held = value if option is chosen else option.start
            rows = {"value": held} if option.way == "bare" else held
            yield from Record(option.fields).texts(rows, f"{name}.{option.word}")

    def read(self, entered: Entered, name: str) -> object:
        """Return the value in the way that was chosen; the fields of others are not looked at."""
        word = entered.text(f"{name}.kind")
        option = next((each for each in self.options if each.word == word), None)
        if option is None:
            entered.refuse(f"{name}.kind", NOT_CHOSEN)
            return None
        if option.way == "constant":
            return word
        found = Record(option.fields).read(entered, f"{name}.{word}")
        if option.way == "nothing":
            return None
        if option.way == "bare":
            return found["value"]
        return {"kind": word, **found} if option.way == "tagged" else found


@dataclass(frozen=True, slots=True)
class Rows:
    """A list, edited row by row; spare rows wait at its end.

    A row in which nothing was entered is none.  Entries of *unique* columns may
    not be repeated; *is_bare* makes a list of values instead of objects.
    """

    label: str
    columns: Mapping[str, Field]
    start: Mapping[str, object] = field(default_factory=dict)
    unique: str = ""
    most: int | None = None
    spare: int = 2
    is_bare: bool = False
    is_fixed: bool = False
    is_ordered: bool = False
    looks: Literal["table", "blocks"] = "table"
    hint: str = ""
    kind: str = "rows"

    def texts(self, value: object, name: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of every row, and of spare ones."""
        rows = list(value) if isinstance(value, list) else []
        for at, row in enumerate(rows):
            held = {next(iter(self.columns)): row} if self.is_bare else row
            yield from self._row(at, held, name)
        for at in range(len(rows), len(rows) + self._spare(len(rows))):
            yield from self._row(at, self.start, name)

    def read(self, entered: Entered, name: str) -> list[object]:
        """Return the rows that were filled in and not removed."""
        found: list[object] = []
        seen: set[str] = set()
        for at in entered.rows(name):
            row = f"{name}.{at}"
            if entered.text(f"{row}.gone") or self.is_empty(entered, row):
                continue
            if self.most is not None and len(found) == self.most:
                entered.refuse(name, TOO_MANY, most=self.most)
                break
            held = Record(self.columns).read(entered, row)
            found.append(next(iter(held.values())) if self.is_bare else held)
            self._once(entered, row, seen)
        return found

    def is_empty(self, entered: Entered, row: str) -> bool:
        """Answer whether nothing was entered in a row that tells it from a spare one."""
        if self.is_fixed:
            return False
        typed = [
            key for key, each in self.columns.items() if isinstance(each, (Figure, Named, Word))
        ]
        return all(entered.text(f"{row}.{key}") == _spelled(self.start.get(key)) for key in typed)

    def pad(self, entered: Entered, name: str) -> None:
        """Put spare rows after what was entered, if none is left."""
        numbers = entered.rows(name)
        if any(self.is_empty(entered, f"{name}.{at}") for at in numbers):
            return
        first = max(numbers, default=-1) + 1
        for at in range(first, first + self._spare(len(numbers))):
            for each, text in self._row(at, self.start, name):
                entered.texts.setdefault(each, []).append(text)

    def _row(self, at: int, held: object, name: str) -> Iterator[tuple[str, str]]:
        yield f"{name}.{at}.at", ""
        yield from Record(self.columns).texts(held, f"{name}.{at}")

    def _spare(self, held: int) -> int:
        if self.is_fixed:
            return 0
        return self.spare if self.most is None else max(0, min(self.spare, self.most - held))

    def _once(self, entered: Entered, row: str, seen: set[str]) -> None:
        if not self.unique:
            return
        value = entered.text(f"{row}.{self.unique}")
        if value in seen:
            entered.refuse(f"{row}.{self.unique}", TWICE, value=value)
        seen.add(value)


def pad(each: Field, entered: Entered, name: str) -> None:
    """Put spare rows into every list at or below a field of a form that came in."""
    if isinstance(each, Record):
        for key, inner in each.fields.items():
            pad(inner, entered, f"{name}.{key}")
    elif isinstance(each, Variants):
        for option in each.options:
            pad(Record(option.fields), entered, f"{name}.{option.word}")
    elif isinstance(each, Rows):
        for at in entered.rows(name):
            pad(Record(each.columns), entered, f"{name}.{at}")
        each.pad(entered, name)


def _spelled(value: object) -> str:
    return "" if value is None else str(value)
