"""Where tests are played that concern the whole hall: on either database, in either language."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.messages import kept

PLACES: Final = [
    pytest.param(("sqlite_hall", "en"), id="sqlite-en"),
    pytest.param(("postgres_hall", "zh-CN"), id="postgres-zh", marks=pytest.mark.postgres),
]

# For a module whose every test is played in each of these places, one after the other.
EVERYWHERE: Final = pytest.mark.parametrize("place", PLACES, indirect=True, scope="module")


def _read() -> Iterator[tuple[str, str]]:
    """Yield every text in English with its Chinese; those with two forms under both."""
    for message in kept():
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from ((english, (message.string or ("",))[0]) for english in message.id)


_CHINESE: Final = dict(_read())


class Speech:
    """The texts of the program as they read in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, english: str, **values: object) -> str:
        """Return a text, its places filled with *values*."""
        text = english if self.language == "en" else str(_CHINESE[english])
        return text % values if values else text

    def data(self, both: str) -> str:
        """Return what the hall's own data call something: ``zh / en``."""
        chinese, english = both.split(" / ")
        return english if self.language == "en" else chinese

    def beginning(self, english: str) -> str:
        """Return a text up to its first place, or from its last one where it begins with one."""
        parts = self(english).replace(")s", "%(").split("%(")
        return next(part.strip() for part in parts[::2] if part.strip())
