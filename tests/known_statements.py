"""Compiles a statement once for all tests of a process, not once for each test's own engine."""

from typing import Any, Final

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Dialect, Engine

from competition import engines

_Kind = tuple[str, str | None]
_compiled: Final[dict[Any, Any]] = {}
_dialects: Final[dict[_Kind, Dialect]] = {}


def remember_statements(patch: pytest.MonkeyPatch) -> None:
    """Let every engine of a kind speak through one dialect, whose statements are kept."""
    patch.setattr(engines, "create_engine", _engine_that_remembers)


def _engine_that_remembers(url: str, **options: Any) -> Engine:
    engine = create_engine(url, **options)
    kind = engine.url.drivername, options.get("isolation_level")
    known = _dialects.get(kind)
    if known is None:
        # Only a dialect that has seen its database knows all it needs; our turn comes after.
        event.listen(
            engine, "first_connect", lambda *_seen: _dialects.setdefault(kind, engine.dialect)
        )
    else:
        engine.dialect = known
    engine.update_execution_options(compiled_cache=_compiled)
    return engine
