"""What a group of rules is on the page, and the choices that several groups share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from competition.errors import sentence
from competition.programme.rules_form.composed import Option, Variants
from competition.programme.rules_form.entered import Choice, Field, Figure


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are explained and edited together; *fields* by their keys in the document."""

    key: str
    heading: str
    about: str
    example: str
    fields: Mapping[str, Field]


MODES: Final = (
    ("half_up", sentence("Half up: 0.125 becomes 0.13")),
    ("half_even", sentence("Half to the even neighbour: 0.125 becomes 0.12")),
    ("down", sentence("Cut off: 0.129 becomes 0.12")),
)
NUMBER_MODES: Final = (
    ("half_up", sentence("Half up: 3.5 becomes 4")),
    ("half_even", sentence("Half to the even neighbour: 2.5 becomes 2")),
    ("down", sentence("Cut off: 3.9 becomes 3")),
    ("up", sentence("Always up: 3.1 becomes 4")),
)
MISSING: Final = Choice(
    sentence("A vote that is missing"),
    (
        ("wait", sentence("Nothing counts until all votes are in")),
        ("ignore", sentence("It is left out; the others count")),
        ("zero", sentence("It counts as 0")),
    ),
)
MINIMUM: Final = Figure(
    sentence("Votes that must be in"),
    sentence("Looked at where missing votes are left out or count as 0."),
    low=1,
    high=15,
    is_whole=True,
)
BORDER: Final = Choice(
    sentence("Equals on both sides of a border"),
    (
        ("lower", sentence("all fall below it: no border is exceeded")),
        ("higher", sentence("all stand above it: there may be one more")),
    ),
)


def optional(
    label: str, without: str, having: str, fields: Mapping[str, Field], start: object
) -> Variants:
    """Return the choice between nothing and a record of *fields*."""
    return Variants(
        label,
        (
            Option("none", without, "nothing"),
            Option("some", having, "record", fields, start),
        ),
    )


def count(label: str, blank: str | None = None) -> Figure:
    """Return the field of a number of things."""
    return Figure(label, low=0, is_whole=True, blank=blank)


def percent(label: str) -> Figure:
    """Return the field of a share, entered as percent."""
    return Figure(label, low=0, high=100, percent=True)
