"""Work in C that blocks, kept out of the way of everybody else."""

import gc
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Final, ParamSpec, TypeVar

import gevent
from gevent import monkey
from gevent.threadpool import ThreadPool

from competition.errors import Refusal, sentence

P = ParamSpec("P")
Answer = TypeVar("Answer")
_COLLECTING: Final = (50_000, 50, 100)

A_MOMENT_S: Final = 1e-9
"""To sleep for so long lets requests come in between; after no time at all gevent does not look."""


class Busy(Refusal):
    """More of this work waits already than the program takes in."""

    code, status = "busy", HTTPStatus.SERVICE_UNAVAILABLE
    text = sentence("Too many people at once. Try again in a few seconds.")


class Pool:
    """A few native threads for one kind of work, and a short queue before them."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._threads = threads
        self._places = threading.Semaphore(threads + waiting)
        self._pool: ThreadPool | None = None

    def run(self, work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Return what *work* answers, or raise Busy when the queue is full."""
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not is_cooperative():
                return work(*args, **kwargs)
            if self._pool is None:
                # Made on first use: it belongs to the greenlets' hub of this very process.
                self._pool = ThreadPool(self._threads)
            answer: Answer = self._pool.apply(work, args, kwargs)
            return answer
        finally:
            self._places.release()


def is_cooperative() -> bool:
    """Answer whether this process runs greenlets instead of threads."""
    return bool(monkey.is_module_patched("threading"))


def leave_in_peace() -> None:
    """Spare thousands of screens what Python and gevent do behind everybody's back.

    The collector leaves alone what lives as long as the process, and looks round less often:
    a look at everything stops all greenlets for a third of a second.  No greenlet notes the
    frames of whoever began it; nobody reads them.
    """
    if is_cooperative():
        gevent.config.track_greenlet_tree = False
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECTING)


def in_native_thread(work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Return what *work* answers, run in a thread of its own where greenlets would wait for it.

    For code that holds on without yielding: SQLite's commits, workbooks.  Password
    hashes have a pool of their own, so that no commit waits behind them.  Whatever
    *work* raises is raised here.
    """
    if not is_cooperative():
        return work(*args, **kwargs)
    return gevent.get_hub().threadpool.apply(work, args, kwargs)
