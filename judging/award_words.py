"""Medals, prizes and statuses as people call them."""

from collections.abc import Mapping
from typing import Final

from competition.errors import sentence
from competition.i18n import translated

_WORDS: Final[Mapping[str, str]] = {
    "gold": sentence("Gold"),
    "silver": sentence("Silver"),
    "bronze": sentence("Bronze"),
    "medallion": sentence("Medallion"),
    "first": sentence("First prize"),
    "second": sentence("Second prize"),
    "third": sentence("Third prize"),
    "fourth": sentence("Fourth prize"),
    "fifth": sentence("Fifth prize"),
    "sixth": sentence("Sixth prize"),
    "seventh": sentence("Seventh prize"),
    "eighth": sentence("Eighth prize"),
    "ninth": sentence("Ninth prize"),
    "merit": sentence("Merit prize"),
    "ranked": sentence("ranked"),
    "guest": sentence("out of competition"),
    "withdrawn": sentence("withdrawn"),
    "excluded": sentence("excluded"),
    "void": sentence("void"),
    "not_qualified": sentence("not qualified"),
    "failed": sentence("failed a pass mark"),
}


def award_words() -> dict[str, str]:
    """Return the words for medals, prizes and statuses in the reader's language."""
    return {key: translated(text) for key, text in _WORDS.items()}
