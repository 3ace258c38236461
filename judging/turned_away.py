"""Marks that were refused: a copy that the network brings later is not taken behind its judge."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, text

from competition.errors import Refusal
from competition.prepared import Prepared
from judging.refused import RefusedBefore, TradeSuspended

_NEW: Final = Prepared(
    text(
        "insert into refused_mark (uuid, code, refused_at) values (:uuid, :code, :refused_at)"
        " on conflict do nothing"
    )
)


@dataclass(slots=True)
class TurnedAway:
    """What of a batch of marks was refused by now; *known* are the uuids, of earlier ones too."""

    known: set[str]
    _fresh: list[dict[str, object]] = field(default_factory=list)

    def why_not(self, uuid: str) -> RefusedBefore | None:
        """Return that a mark was refused before, or None."""
        return RefusedBefore() if uuid in self.known else None

    def add(self, uuid: str, refusal: Exception, moment: str) -> None:
        """Remember a mark, unless it waits for the end of a suspension to come again as it is."""
        if not isinstance(refusal, Refusal) or isinstance(refusal, TradeSuspended):
            return
        if uuid not in self.known:
            self.known.add(uuid)
            self._fresh.append({"uuid": uuid, "code": refusal.code, "refused_at": moment})

    def write(self, connection: Connection) -> None:
        """Keep what was refused anew."""
        if self._fresh:
            _NEW.for_each(connection, self._fresh)
