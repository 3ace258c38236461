"""How far a trade has come, and what is missing before the next step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from competition.programme.models import Trade


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trade's life.

    *missing* is a sentence to translate with *values*, or None when the step is
    done; *endpoint* is the page on which a person mends it.  *doubt* is a sentence
    to translate with *doubted*, about what keeps nobody from going on.
    """

    name: str
    endpoint: str
    is_done: bool
    missing: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    doubt: str | None = None
    doubted: dict[str, object] = field(default_factory=dict)


StepOf = Callable[[Session, Trade], Step]


class Journey:
    """The steps of every trade, in order; each package adds the steps that are its own."""

    def __init__(self, steps: Sequence[StepOf]) -> None:
        self._steps = tuple(steps)

    def of(self, session: Session, trade: Trade) -> list[Step]:
        """Return the steps of *trade*, first to last."""
        return [step(session, trade) for step in self._steps]


def current(steps: Sequence[Step]) -> Step:
    """Return the first step that is not done, or the last one."""
    return next((step for step in steps if not step.is_done), steps[-1])
