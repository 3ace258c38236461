"""Acts of what tests start from: each in a commit of its own, or many in one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session


class Writes(Protocol):
    """Whatever carries acts out: a database, each in a commit of its own, or a desk."""

    def write(self, act: Callable[[Session, Sequence[Any]], Sequence[Any]], item: Any) -> Any:
        """Return what *act* answers for *item*."""


@dataclass(frozen=True)
class Desk:
    """Carries acts out one after the other, for one commit of them all."""

    session: Session

    def write(self, act: Callable[[Session, Sequence[Any]], Sequence[Any]], item: Any) -> Any:
        """Return what *act* answers for *item*; an exception is raised."""
        (outcome,) = act(self.session, [item])
        if isinstance(outcome, Exception):
            raise outcome
        self.session.flush()
        # As in a session of its own, what comes next reads what the database holds.
        self.session.expire_all()
        return outcome


def together(session: Session, works: Sequence[Callable[[Desk], Any]]) -> Sequence[Any]:
    """Do each of *works* at a desk, and answer what it returns: an act for one commit."""
    return [work(Desk(session)) for work in works]
