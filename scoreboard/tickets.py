"""Tokens of screens: given out by the server, to each address a few at a time."""

import hmac
import secrets
import threading
import time
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Final

AT_ONCE: Final = 60
"""So many screens of one address may wait, and begin at once: a hall behind one proxy has them."""

_AGAIN_S: Final = 10.0
_MOST_ADDRESSES: Final = 10_000
_ONE_NETWORK: Final = 64
# No letter or digit that is easily taken for another one.
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 6


class Tickets:
    """Gives out tokens and knows its own; who made one up has none.

    Its secret lives as long as the process: a screen that waits gets another
    token and code from the next one, and whoever was taken in is known by a row.
    """

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._given: dict[str, float] = {}
        self._lock = threading.Lock()

    def issue(self, address: str) -> str | None:
        """Return a new token for a screen at *address*, or None where it had many just now."""
        with self._lock:
            moment = time.monotonic()
            # When all that was given out there would be forgotten: each takes a while.
            until = max(moment, self._given.get(address, 0.0)) + _AGAIN_S
            if until - moment > AT_ONCE * _AGAIN_S:
                return None
            self._forget(moment)
            self._given[address] = until
        text = f"{time.time_ns():x}.{secrets.token_urlsafe(18)}"
        return f"{text}.{self._seal(f'token {text}')}"

    def issued(self, token: str) -> int | None:
        """Return when *token* was given out, in ns since 1970, or None where it never was."""
        text, _, seal = token.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(f"token {text}").encode()):
            return None
        return int(text.partition(".")[0], 16)

    def code(self, token_hash: str, attempt: int = 0) -> str:
        """Return the code of a screen at an *attempt*; without our secret nobody can reckon it."""
        number, letters = int(self._seal(f"code {attempt} {token_hash}"), 16), ""
        for _ in range(_LENGTH):
            number, at = divmod(number, len(_LETTERS))
            letters += _LETTERS[at]
        return letters

    def _seal(self, text: str) -> str:
        return hmac.digest(self._secret, text.encode(), sha256).hex()

    def _forget(self, moment: float) -> None:
        if len(self._given) >= _MOST_ADDRESSES:
            self._given = {key: until for key, until in self._given.items() if until > moment}


def neighbourhood(address: str) -> str:
    """Return what counts as one address: of IPv6 the network, in which anybody has very many."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return f"{IPv6Address(int(found) >> _ONE_NETWORK << _ONE_NETWORK)}/{_ONE_NETWORK}"
    return str(found)
