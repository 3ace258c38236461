"""Roles, and the one question whether a person may do something."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Protocol

from competition.errors import NotAllowed, NotSignedIn
from competition.scoring.values import TradeId


class Role(StrEnum):
    """What somebody is in a competition."""

    ORGANISER = "organiser"
    CHIEF = "chief"
    JUDGE = "judge"
    OPERATOR = "operator"
    REOPENER = "reopener"


class Act(StrEnum):
    """What somebody may be allowed to do."""

    ORGANISE = "organise"
    OVERSEE = "oversee"
    SIGN = "sign"
    RULE = "rule"
    REOPEN = "reopen"
    MARK = "mark"
    SHOW = "show"


class Person(Protocol):
    """Whoever is signed in: the roles they hold, each for one trade or (None) for all."""

    @property
    def roles(self) -> AbstractSet[tuple[Role, TradeId | None]]:
        """Return the roles held."""


_WHO = {
    Act.ORGANISE: {Role.ORGANISER},
    Act.OVERSEE: {Role.ORGANISER, Role.CHIEF},
    Act.SIGN: {Role.CHIEF},
    Act.RULE: {Role.CHIEF},
    # A right of its own: whoever is made chief judge gets it, the organiser may take it back.
    Act.REOPEN: {Role.REOPENER},
    Act.MARK: {Role.JUDGE, Role.CHIEF},
    Act.SHOW: {Role.ORGANISER, Role.OPERATOR},
}


def may(person: Person | None, act: Act, trade: TradeId | None = None) -> bool:
    """Answer whether *person* may do *act*, in *trade* where the act belongs to one."""
    if person is None:
        return False
    return any(role in _WHO[act] and where in {None, trade} for role, where in person.roles)


def require(person: Person | None, act: Act, trade: TradeId | None = None) -> None:
    """Raise NotSignedIn or NotAllowed unless *person* may do *act*."""
    if person is None:
        raise NotSignedIn
    if not may(person, act, trade):
        raise NotAllowed
