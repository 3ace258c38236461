"""The application as it is, or with one thing about its writing changed, for comparison."""

import os
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from flask import Flask

import wsgi
from competition.db import Database
from competition.scoring.values import EntryId
from judging import ledger

VARIANT: Final = "JIANGSAI_BENCH_WRITE"


def create_app() -> Flask:
    """Return the application in the variant that the environment names."""
    app = wsgi.create_app()
    variant = os.environ.get(VARIANT, "durable")
    database: Database = app.extensions["database"]
    if variant in _VARIANTS:
        database.write = _VARIANTS[variant](database)  # type: ignore[method-assign]
    return app


def _without_database(database: Database) -> Callable[..., Any]:
    """Answer marks at once and keep nothing; everything else is written as ever."""
    write, numbers = database.write, count(1)

    def answered(act: Callable[..., Any], item: Any) -> Any:
        if act is not ledger.record:
            return write(act, item)
        cell = ledger.Cell(EntryId(1), item.aspect, item.seat, item.value, 1, item.author)
        return ledger.Recorded(next(numbers), 1, is_new=True, cells={item.seat: cell})

    return answered


def _one_by_one(database: Database) -> Callable[..., Any]:
    """Let one mark at a time wait for its own commit: a transaction for each request."""
    write, turn = database.write, threading.Lock()

    def alone(act: Callable[..., Any], item: Any) -> Any:
        with turn:
            return write(act, item)

    return alone


_VARIANTS: Final = {"memory": _without_database, "single": _one_by_one}
