"""What is known of trades from one look to the next, whoever looks: judges, chiefs, organisers."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from competition.scoring.values import AspectId, Seat
from judging import (
    acts,
    avoidance,
    confirmations,
    equals,
    excused,
    headway,
    requests,
    rounds,
    signatures,
)
from judging import ledger_statements as statements
from judging.acts import Kind
from judging.avoidance import Conflict
from judging.kept import Kept
from judging.plan import Stack
from judging.requests import Asked

Earlier = Mapping[tuple[int, AspectId], Sequence[rounds.Votes]]
_MOST_TRADES: Final = 300
_MOST_CONFLICTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the acts on the sheets of a trade have come to, besides signatures.

    *away* are the seats by sheet that nobody waits for; *unanswered* the
    corrections that nobody has answered, lapsed ones among them; *protests* the
    sheets of those that wait; *locks* has who locked the sheets of a module and
    day last, by account, and when, whether or not it still holds; *earlier* the
    votes of earlier rounds.
    """

    away: Mapping[int, AbstractSet[Seat]]
    unanswered: Sequence[Asked]
    protests: Sequence[int]
    locks: Mapping[Stack, tuple[int, str]]
    earlier: Earlier


class Memory:
    """What one program has worked out of its database, and need not work out again.

    Each part hangs on what the looking session sees itself, never on what this
    program was told: others write to the same database.
    """

    def __init__(self) -> None:
        self.headway = headway.Remembered()
        self.signatures = signatures.Remembered()
        self.excused = excused.Remembered()
        self.equals = equals.Remembered()
        self._deeds: Kept[Deeds] = Kept(_MOST_TRADES)
        self._conflicts: Kept[Sequence[Conflict]] = Kept(
            _MOST_CONFLICTS, lambda found: len(found) + 1
        )

    def deeds(self, session: Session, trade: int) -> Deeds:
        """Return what the acts of *trade* have come to: they hang on the last of them."""
        return self._deeds.of(trade, acts.head(session, trade), partial(deeds, session, trade))

    def conflicts(
        self, session: Session, trade: int, accounts: Collection[int]
    ) -> Sequence[Conflict]:
        """Return the conflicts of interest that some judges have in *trade*: no mark is one."""
        changes = statements.head(session.connection(), trade).changes
        found = partial(avoidance.conflicts, session, trade, accounts)
        return self._conflicts.of(trade, (changes, frozenset(accounts)), found)


def deeds(session: Session, trade: int) -> Deeds:
    """Return what the acts of *trade* have come to, by all of them."""
    locks: dict[Stack, tuple[int, str]] = {}
    for act in acts.of(session, trade, [Kind.LOCK]):
        told: Mapping[str, Any] = act.document
        if "module" in told:
            locks[Stack(told["module"], told["day"])] = act.author_id, act.recorded_at
    return Deeds(
        acts.absent(session, trade),
        requests.unanswered(session, trade),
        [word.sheet for word in confirmations.waiting(session, trade)],
        locks,
        rounds.of_trade(session, trade),
    )
