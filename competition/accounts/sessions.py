"""Who sends a request: the session's token, looked up once and remembered for a while."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select

from competition.access import Role
from competition.accounts.models import Account, Grant, SignIn
from competition.accounts.sign_in import RolesChanged, token_hash
from competition.clock import now
from competition.db import Database
from competition.scoring.values import TradeId

COOKIE: Final = "jiangsai"
SECURE_COOKIE: Final = "__Host-jiangsai"
_REMEMBERED_S: Final = 20.0
_MOST: Final = 10_000

_WHOSE: Final = (
    select(
        *(Account.id, Account.code, Account.names),
        *(SignIn.id, SignIn.way, SignIn.device_id),
        *(Grant.role, Grant.trade_id),
    )
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(Grant, Grant.account_id == Account.id)
    .where(
        SignIn.token_hash == bindparam("hashed"),
        SignIn.ended_at.is_(None),
        SignIn.ends_at > bindparam("at"),
    )
)
"""A row for each role; one without a role for whoever holds none."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever is signed in, with the roles they hold; *way* and *device* as at sign-in."""

    id: int
    code: str
    names: dict[str, str]
    roles: frozenset[tuple[Role, TradeId | None]]
    sign_in: int
    way: str = "pin"
    device: int | None = None


class Sessions:
    """The sessions of one database; a change of roles here is seen at once, elsewhere in 20 s."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, SignedIn]] = {}
        self._changes = 0
        database.listen(RolesChanged, self._forget)

    def whose(self, cookies: Mapping[str, str]) -> SignedIn | None:
        """Return who holds the session that *cookies* name, or None."""
        token = cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)
        if not token:
            return None
        hashed = token_hash(token)
        known = self._known.get(hashed)
        if known is not None and time.monotonic() - known[0] < _REMEMBERED_S:
            return known[1]
        changes = self._changes
        found = self._load(hashed)
        if found is None:
            self._known.pop(hashed, None)
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        # What changed while it was read may not be in it: it is read again next time.
        if changes == self._changes:
            self._known[hashed] = (time.monotonic(), found)
        return found

    def _load(self, hashed: str) -> SignedIn | None:
        given = {"hashed": hashed, "at": now()}
        with self._database.read() as session:
            # Of the connection: what makes objects of rows takes four times as long.
            rows: Sequence[Any] = session.connection().execute(_WHOSE, given).all()
        if not rows:
            return None
        (account, code, names), facts = rows[0][:3], rows[0][3:6]
        roles = frozenset(
            (Role(role), None if trade is None else TradeId(trade))
            for *_, role, trade in rows
            if role is not None
        )
        return SignedIn(account, code, names, roles, *facts)

    def _forget(self, fact: RolesChanged) -> None:
        self._changes += 1
        if not fact.tokens:
            self._known.clear()
        for hashed in fact.tokens:
            self._known.pop(hashed, None)
