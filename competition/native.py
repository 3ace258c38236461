"""Work in C that blocks, kept out of the way of everybody else."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gevent
from gevent import monkey

P = ParamSpec("P")
Answer = TypeVar("Answer")


def is_cooperative() -> bool:
    """Answer whether this process runs greenlets instead of threads."""
    return bool(monkey.is_module_patched("threading"))


def in_native_thread(work: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """Return what *work* answers, run in a thread of its own where greenlets would wait for it.

    For code that holds on without yielding: password hashes, SQLite's commits,
    workbooks.  Whatever *work* raises is raised here.
    """
    if not is_cooperative():
        return work(*args, **kwargs)
    return gevent.get_hub().threadpool.apply(work, args, kwargs)
