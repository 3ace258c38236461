"""The application as it is, or with one thing about its writing changed, for comparison."""

import os
import threading
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final

from flask import Flask

import wsgi
from competition.db import Act, Database
from competition.scoring.values import EntryId
from judging import ledger

VARIANT: Final = "JIANGSAI_BENCH_WRITE"


def create_app() -> Flask:
    """Return the application in the variant that the environment names."""
    app = wsgi.create_app()
    variant = os.environ.get(VARIANT, "durable")
    database: Database = app.extensions["database"]
    if variant in _VARIANTS:
        database.write_each = _VARIANTS[variant](database)  # type: ignore[method-assign]
    return app


def _without_database(database: Database) -> Callable[..., Any]:
    """Answer marks at once and keep nothing; everything else is written as ever."""
    write_each, numbers = database.write_each, count(1)

    def answered(items: Sequence[tuple[Act[Any, Any], Any]], *places: Any) -> list[Any]:
        if any(act is not ledger.record for act, _ in items):
            return write_each(items, *places)
        return [recorded(mark) for _, mark in items]

    def recorded(mark: ledger.NewMark) -> ledger.Recorded:
        cell = ledger.Cell(EntryId(1), mark.aspect, mark.seat, mark.value, 1, mark.author)
        return ledger.Recorded(next(numbers), 1, is_new=True, cells={mark.seat: cell})

    return answered


def _one_by_one(database: Database) -> Callable[..., Any]:
    """Let one mark at a time wait for its own commit: a transaction for each request."""
    write_each, turn = database.write_each, threading.Lock()

    def alone(items: Sequence[tuple[Act[Any, Any], Any]], *places: Any) -> list[Any]:
        with turn:
            return write_each(items, *places)

    return alone


_VARIANTS: Final = {"memory": _without_database, "single": _one_by_one}
