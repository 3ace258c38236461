"""What the disk and the database can do without us, and the ledger without the web."""

import contextlib
import os
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy.engine import make_url

from bench.hall.load import Rate, rate
from competition.db import Database
from competition.scoring.values import SHARED, AspectId
from judging import ledger
from tests.postgres import OwnPostgres, as_whom

BATCH: Final = 128
_BLOCK: Final = b"\0" * 4096
_BARE_TABLE: Final = (
    "create table if not exists bare (id bigserial primary key, uuid text, trade int, value int)"
)
_BARE_INSERT: Final = (
    "\\set value random(1, 1000000)\n"
    "insert into bare (uuid, trade, value) values (:value || '-' || :client_id, 1, :value);\n"
)


def disk(folder: Path, seconds: float) -> Rate:
    """Return how often 4 KiB can be written and forced to the disk, one after the other."""
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        begun = time.perf_counter()
        while time.perf_counter() < begun + seconds:
            at = time.perf_counter()
            file.write(_BLOCK)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - at)
        return rate(took, time.perf_counter() - begun)


def raw_batches(database: Path, seconds: float) -> Rate:
    """Return how fast sqlite3 alone takes finished lines, 128 a commit, each commit on disk."""
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        rows = _finished_lines(connection)
        took, begun = [], time.perf_counter()
        while time.perf_counter() < begun + seconds:
            batch = [next(rows) for _ in range(BATCH)]
            at = time.perf_counter()
            connection.execute("begin immediate")
            connection.executemany(
                "insert into ledger_line (uuid, trade_id, number, sheet_id, entry_id, aspect_id,"
                " seat, value, base, version, author_id, device, sequence, taken_at, recorded_at,"
                " previous, hash) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                batch,
            )
            connection.execute("commit")
            took += [time.perf_counter() - at] * BATCH
        return rate(took, time.perf_counter() - begun)


def ledger_alone(
    url: str, cells: Sequence[tuple[int, int]], author: int, threads: int, seconds: float
) -> Rate:
    """Return how fast ledger.record takes marks from *threads* that each wait for the disk.

    *cells* are sheets with aspects that the panel shares.
    """
    database = Database(url)
    took: list[float] = []
    until = time.perf_counter() + seconds

    def submit(at: int) -> None:
        numbers = count(int(time.time() * 1000))
        for (sheet, aspect), number in zip(cycle(cells[at::threads]), numbers, strict=False):
            if time.perf_counter() > until:
                return
            begun = time.perf_counter()
            mark = _mark(sheet, aspect, author, f"alone-{at}", number)
            database.write(ledger.record, mark)
            took.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as crowd:
        list(crowd.map(submit, range(threads)))
    elapsed = time.perf_counter() - begun
    database.close()
    return rate(took, elapsed)


def bare_inserts(postgres: OwnPostgres, url: str, clients: int, seconds: float) -> Rate:
    """Return how many prepared inserts a second pgbench commits with *clients* connections."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_BARE_TABLE)
    script = postgres.folder / "insert.sql"
    script.write_text(_BARE_INSERT)
    script.chmod(0o644)
    whole = max(1, round(seconds))
    done = subprocess.run(
        [
            *(f"{postgres.programs}/pgbench", "-n", "-M", "prepared", "-f", str(script)),
            *("-c", str(clients), "-j", "2", "-T", str(whole), "-h", str(postgres.folder)),
            *("-U", "postgres", make_url(url).database or ""),
        ],
        capture_output=True,
        text=True,
        check=True,
        **as_whom(postgres.folder),
    )
    said = dict(line.split(" = ") for line in done.stdout.splitlines() if " = " in line)
    mean_ms = float(said["latency average"].split()[0])
    return Rate(float(said["tps"].split()[0]), mean_ms, mean_ms)


def _mark(sheet: int, aspect: int, author: int, device: str, sequence: int) -> ledger.NewMark:
    return ledger.NewMark(
        uuid=str(uuid.uuid4()),
        sheet=sheet,
        aspect=AspectId(aspect),
        seat=SHARED,
        value=str(sequence % 2),
        base=0,
        author=author,
        device=device,
        sequence=sequence,
        taken_at="2026-11-21T06:32:07.125000Z",
    )


def _finished_lines(connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    cells = connection.execute(
        "select sheet.id, sheet.entry_id, aspect.id from sheet join aspect using (criterion_id)"
    ).fetchall()
    author = connection.execute("select account_id from judge_seat").fetchone()[0]
    trade, first = connection.execute(
        "select trade_id, coalesce((select max(number) from ledger_line), 0) from sheet"
    ).fetchone()
    digest = "0" * 64
    for number in count(first + 1):
        sheet, entry, aspect = cells[number % len(cells)]
        moment = "2026-11-21T06:32:07.125000Z"
        yield (
            *(str(uuid.uuid4()), trade, number, sheet, entry, aspect, 0, "1", 0, number),
            *(author, "raw", number, moment, moment, digest, digest),
        )
