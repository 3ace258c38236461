"""What bench write measures: servers and databases made ready, each behind one call."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import requests
from sqlalchemy import text

from bench.hall.endpoint import VARIANT
from bench.hall.limits import bare_inserts, disk, ledger_alone, raw_batches
from bench.hall.load import Cell, Rate, post_marks
from bench.hall.server import Server
from bench.hall.staging import Size, Staged, stage
from competition.engines import reading_engine
from tests.postgres import NoPostgres, OwnPostgres, obtain

CONNECTIONS: Final = 64
THREADS: Final = 64
_SIZE: Final = Size(entries=100, measured=24, judged=1, judges=3)
_VARIANTS: Final = ("durable", "memory", "single")
_SERVED_BY: Final = 0

Subject = Callable[[], Rate]


@contextlib.contextmanager
def on_sqlite(folder: Path, seconds: float) -> Iterator[dict[str, Subject]]:
    """Lend the subjects on SQLite: three servers, the ledger, sqlite3 itself, the disk."""
    origin = Server(folder / "origin")
    origin.prepare()
    origin.start()
    try:
        cookies = _signed_in(origin, stage(origin, _SIZE))
    finally:
        origin.stop()
    places, author = _places(origin.settings.database)
    cells = [Cell(*place, cookies[at % len(cookies)]) for at, place in enumerate(places)]
    for name in (*_VARIANTS, "alone", "raw"):
        _copy(origin.settings.data, folder / name)
    alone = Server(folder / "alone").settings.database
    with contextlib.ExitStack() as stack:
        subjects = {name: _posting(stack, folder / name, cells, seconds) for name in _VARIANTS}
        yield {
            **subjects,
            "alone": lambda: ledger_alone(alone, places, author, THREADS, seconds),
            "raw": lambda: raw_batches(folder / "raw" / "jiangsai.sqlite3", seconds),
            "disk": lambda: disk(folder, seconds),
        }


@contextlib.contextmanager
def on_postgres(folder: Path, seconds: float) -> Iterator[dict[str, Subject]]:
    """Lend the subjects on a PostgreSQL that waits for the disk: the ledger, and pgbench."""
    postgres = obtain(durable=True)
    try:
        if not isinstance(postgres, OwnPostgres):
            raise NoPostgres("This needs a server of its own.")
        with postgres.database() as url:
            server = Server(folder / "postgres", database=url)
            server.prepare()
            server.start()
            try:
                stage(server, _SIZE)
            finally:
                server.kill()
            places, author = _places(url)
            yield {
                "alone-postgres": lambda: ledger_alone(url, places, author, THREADS, seconds),
                "bare-postgres": lambda: bare_inserts(postgres, url, THREADS, seconds),
            }
    finally:
        postgres.close()


def _posting(
    stack: contextlib.ExitStack, data: Path, cells: Sequence[Cell], seconds: float
) -> Subject:
    server = Server(
        data,
        app="bench.hall.endpoint:create_app()",
        cpu=_SERVED_BY,
        extra={VARIANT: data.name},
    )
    stack.callback(server.kill)
    server.start()

    def post() -> Rate:
        before = server.cpu_seconds()
        rate = post_marks(server.port, cells, CONNECTIONS, seconds)
        used = server.cpu_seconds() - before
        return replace(rate, cpu_us=used * 1e6 / (rate.per_second * seconds))

    return post


def _signed_in(server: Server, staged: Staged) -> list[str]:
    cookies = []
    for code, pin in staged.pins.items():
        answer = requests.post(
            f"{server.base}/judging/session", json={"code": code, "pin": pin}, timeout=10
        )
        answer.raise_for_status()
        cookies.append(answer.headers["Set-Cookie"].split(";")[0])
    return cookies


def _places(url: str) -> tuple[list[tuple[int, int]], int]:
    """Return sheets with those of their aspects that the panel shares, and one of its judges."""
    engine = reading_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "select sheet.id, aspect.id from sheet join aspect using (criterion_id)"
                " where aspect.kind = 'pass_fail' order by aspect.position, sheet.id"
            )
        )
        places = [(sheet, aspect) for sheet, aspect in rows]
        author = connection.execute(text("select account_id from judge_seat")).scalars().first()
    engine.dispose()
    return places, int(author or 0)


def _copy(origin: Path, data: Path) -> None:
    data.mkdir()
    source = sqlite3.connect(origin / "jiangsai.sqlite3")
    copy = sqlite3.connect(data / "jiangsai.sqlite3")
    source.backup(copy)
    source.close()
    copy.close()
