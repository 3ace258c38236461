"""Trades that are marked while screens watch: who posts, when, and how long the answer took."""

import json
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from bench.hall.server import Server
from competition.accounts.models import SignIn
from competition.accounts.sign_in import token_hash
from competition.clock import now
from competition.db import Database
from tests.builders import TAKEN_AT, LockedTrade, a_competition, a_locked_trade

_ASPECT: Final = "A1.2"
_POSTERS: Final = 32


@dataclass(frozen=True, slots=True)
class Marked:
    """A trade whose entries' sheets take a mark each time from a judge with *cookie*."""

    trade: int
    sheets: Sequence[int]
    aspect: int
    cookie: str


@dataclass(frozen=True, slots=True)
class Post:
    """One mark: its trade and line, and the steady clock when it was due and answered.

    Counted from when it was due, however late it could be sent: a server that
    stops does not stop the judges.
    """

    trade: int
    line: int
    due: float
    answered: float


@dataclass(slots=True)
class Posts:
    """What a stretch of marking gave; *failed* counts answers that were no new line."""

    made: list[Post] = field(default_factory=list)
    failed: int = 0

    def p99_ms(self) -> float:
        """Return how long 99 of 100 answers took at most."""
        took = sorted(post.answered - post.due for post in self.made)
        return took[int(len(took) * 0.99)] * 1e3 if took else float("inf")


def furnish(
    folder: Path,
    trades: int,
    entries: int,
    fill: Callable[[Database, LockedTrade], None] | None = None,
) -> tuple[Server, list[Marked]]:
    """Return a server, not started yet, with so many locked trades of so many entries.

    With *fill*, which marks each, they are trades of one competition.
    """
    server = Server(folder, cpu=0)
    server.prepare()
    database = Database(server.settings.database)
    made = []
    competition = a_competition(database) if fill else None
    for number in range(1, trades + 1):
        code = f"T{number:03d}"
        trade = a_locked_trade(database, entries=entries, code=code, competition=competition)
        if fill is not None:
            fill(database, trade)
        token = secrets.token_urlsafe(16)
        database.write(_sign_in, (trade.judges[0].id, token))
        sheets = [trade.sheet(entry, _ASPECT) for entry in trade.entries]
        made.append(Marked(trade.id, sheets, trade.aspects[_ASPECT], f"jiangsai={token}"))
    database.close()
    return server, made


def mark(server: Server, trades: Sequence[Marked], a_second: float, seconds: float) -> Posts:
    """Post marks at an even pace, each trade in its turn; return how that went.

    Tablets ask for news every few seconds: their connections are there already.
    """
    found, lock = Posts(), threading.Lock()
    total = int(a_second * seconds)
    lines = [HTTPConnection("127.0.0.1", server.port, timeout=60) for _ in range(_POSTERS)]
    for line in lines:
        line.connect()
    numbers, begun = count(), time.monotonic() + 0.1

    def work(line: HTTPConnection) -> None:
        while (at := next(numbers)) < total:
            due = begun + at / a_second
            time.sleep(max(0.0, due - time.monotonic()))
            post = _post(line, trades[at % len(trades)], at, due)
            with lock:
                found.failed += post is None
                found.made += [post] if post else []
        line.close()

    with ThreadPoolExecutor(_POSTERS) as pool:
        list(pool.map(work, lines))
    return found


def _post(line: HTTPConnection, trade: Marked, at: int, due: float) -> Post | None:
    sequence = time.monotonic_ns()
    document = {
        "uuid": str(uuid.uuid4()),
        "aspect": trade.aspect,
        "value": str(at // len(trade.sheets) % 2),
        "base": 0,
        "device": "bench",
        "sequence": sequence,
        "taken_at": TAKEN_AT,
    }
    sheet = trade.sheets[at % len(trade.sheets)]
    headers = {"Content-Type": "application/json", "Cookie": trade.cookie}
    line.request("POST", f"/judging/sheets/{sheet}/marks", json.dumps(document), headers)
    answer = line.getresponse()
    body = answer.read()
    if answer.status != HTTPStatus.CREATED:
        return None
    return Post(trade.trade, json.loads(body)["line"], due, time.monotonic())


def _sign_in(session: Session, items: Sequence[tuple[int, str]]) -> list[None]:
    for account, token in items:
        session.add(
            SignIn(
                token_hash=token_hash(token),
                account_id=account,
                way="pin",
                agent="bench",
                begun_at=now(),
                ends_at=now() + timedelta(hours=1),
            )
        )
    return [None] * len(items)
