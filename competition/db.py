"""The database: reading, writing in groups, and the facts told once a commit is safe."""

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import JSON, Connection, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session

from competition.engines import reading_engine, writing_engine
from competition.errors import Refusal
from competition.native import in_native_thread

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Fact = TypeVar("Fact")
BriefAct = TypeVar("BriefAct", bound=Callable[..., Any])
Act = Callable[[Session, Sequence[Item]], Sequence[Outcome | Exception]]
Names = dict[str, str]

_FACTS = "facts"
_MOST = 256
_PATIENCE_S: Final = 10.0
_BRIEF: Final[set[Callable[..., Any]]] = set()
_log = structlog.get_logger()


class Exact(TypeDecorator[Decimal]):
    """A decimal kept digit by digit: neither database may turn it into a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Return the digits to store."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the decimal that was stored."""
        del dialect
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time to store, in UTC."""
        if value is None:
            return None
        aware = value.astimezone(UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time, aware."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as it stands
        datetime: Moment,
        Decimal: Exact,
        dict[str, str]: JSON,
        dict[str, object]: JSON,
        list[dict[str, object]]: JSON,
        list[str]: JSON,
        list[str | None]: JSON,
    }


class NotTried(Exception):
    """What came before it in its place has broken: it was left for later."""


class _Waiting:
    """One item on its way to the disk, and whoever waits for its outcome."""

    __slots__ = ("_is_done", "_outcome", "act", "item", "place")

    def __init__(self, act: Act[Any, Any], item: Any, place: Hashable = None) -> None:
        self.act = act
        self.item = item
        self.place = place
        self._outcome: Any = None
        # A bare lock is all that one waiter needs: a Future costs more than the rest of the way.
        self._is_done = threading.Lock()
        self._is_done.acquire()

    def finish(self, outcome: Any) -> None:
        """Give *outcome* to whoever waits."""
        self._outcome = outcome
        self._is_done.release()

    def outcome(self) -> Any:
        """Wait, and return the outcome; an exception is one too."""
        self._is_done.acquire()
        return self._outcome


class _Joined(Session):
    """A session that joins the transaction of its one connection, and begins that where it must.

    An act that asks for nothing but the connection does not pay for the rest of a session.
    """

    bind: Connection

    def connection(self, *_: Any, **__: Any) -> Connection:
        """Return the connection, in its transaction."""
        if not self.bind.in_transaction():
            self.bind.begin()
        return self.bind

    def rollback(self) -> None:
        """Take back all that was done in the transaction, and join another one."""
        super().rollback()
        transaction = self.bind.get_transaction()
        if transaction is not None:
            transaction.rollback()
        self.bind.begin()

    def commit_here(self) -> None:
        """Commit the transaction that was joined."""
        if self.in_transaction():
            self.commit()
        self.bind.commit()

    def commit_apart(self) -> None:
        """Commit the transaction that was joined, the writing of it in a native thread."""
        if self.in_transaction():
            self.commit()
        # What SQLAlchemy does about a commit would ask for the interpreter again and again there.
        driver: Any = self.bind.connection.driver_connection
        in_native_thread(driver.commit)
        self.bind.commit()


class Database:
    """One database: many readers, one writer that commits whatever is waiting at once."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = reading_engine(url)
        self._writer: Engine = writing_engine(url)
        self._is_sqlite = self._writer.dialect.name == "sqlite"
        self._session: Session | None = None
        self._listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
        self._queue: queue.SimpleQueue[Sequence[_Waiting] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._readers = 0
        self._last_reader = threading.Condition()
        self._is_closed = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Lend a session that sees one state of the database and writes nothing."""
        with self._last_reader:
            if self._is_closed:
                raise RuntimeError("The database is closed.")
            self._readers += 1
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
        finally:
            with self._last_reader:
                self._readers -= 1
                self._last_reader.notify_all()

    def write(self, act: Callable[[Session, Sequence[Item]], Sequence[Any]], item: Item) -> Any:
        """Return what *act* answers for *item*, once that is safe on disk.

        Whatever else is waiting is committed with it; *act* gets all its
        waiting items in one call and answers one outcome each.  An outcome that
        is an exception is raised to its own waiter only.
        """
        (outcome,) = self.write_each([(act, item)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def write_each(
        self, items: Sequence[tuple[Act[Any, Any], Any]], places: Sequence[Hashable] = ()
    ) -> list[Any]:
        """Return what each act answers for its item, once all that is safe on disk.

        They are committed at once and in order, with whatever else is waiting.
        An outcome that is an exception is answered in its place.  *places*, one
        for each item, say what builds on what: after an item that breaks, those
        that follow in its place are not tried, and their outcome is NotTried.
        """
        batch = object()
        where: list[Hashable] = [(batch, place) for place in places] or [None] * len(items)
        waiting = [
            _Waiting(act, item, place) for (act, item), place in zip(items, where, strict=True)
        ]
        if not waiting:
            return []
        self._wake()
        self._queue.put(waiting)
        return [each.outcome() for each in waiting]

    def listen(self, kind: type[Fact], listener: Callable[[Fact], None]) -> None:
        """Call *listener* with each fact of *kind*, after the commit that made it true."""
        self._listeners[kind].append(listener)

    def close(self) -> None:
        """Finish what is queued, let readers finish, and let go of every connection."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        with self._last_reader:
            self._is_closed = True
            # A connection that is given back later is closed by nobody.
            self._last_reader.wait_for(lambda: not self._readers, _PATIENCE_S)
        self.engine.dispose()
        self._let_go()

    def _wake(self) -> None:
        if self._thread is not None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_for_ever, daemon=True)
                self._thread.start()

    def _write_for_ever(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, is_last = self._take(first)
            self._write_batch(batch)
            if is_last:
                return

    def _take(self, first: Sequence[_Waiting]) -> tuple[list[_Waiting], bool]:
        batch = list(first)
        # Whoever is about to write comes along: one commit for all of them is the quicker way.
        time.sleep(0)
        while len(batch) < _MOST:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return batch, True
            batch.extend(waiting)
        return batch, False

    def _write_batch(self, batch: list[_Waiting]) -> None:
        try:
            outcomes, facts = self._commit(batch)
        except Exception as failure:  # noqa: BLE001 - each waiter is told
            for waiting in batch:
                waiting.finish(failure)
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.finish(outcome)
        self._tell(facts)

    def _commit(self, batch: list[_Waiting]) -> tuple[list[Any], list[object]]:
        if not self._is_sqlite:
            return self._commit_by(Session.commit, batch)
        if all(waiting.act in _BRIEF for waiting in batch):
            return self._commit_by(_Joined.commit_apart, batch)
        return in_native_thread(self._commit_by, _Joined.commit_here, batch)

    def _commit_by(
        self, commit: Callable[[Any], None], batch: list[_Waiting]
    ) -> tuple[list[Any], list[object]]:
        """Carry *batch* out here, then *commit* it."""
        with self._writing() as session:
            # What is in the way shows here, before any of the batch was touched.
            session.connection()
            outcomes = _carry_out(session, batch)
            commit(session)
            return outcomes, session.info.get(_FACTS, [])

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """Lend the writer's session: to make one each time takes as long as a mark's own lines.

        On SQLite it keeps its connection, too, which nothing between here and the file can break.
        """
        if self._session is None:
            kind = _Joined if self._is_sqlite else Session
            self._session = kind(self._writer.connect() if self._is_sqlite else self._writer)
        try:
            with self._session as session:
                yield session
        except BaseException:
            # A commit that has failed may leave the connection in the middle of it for ever.
            self._let_go()
            raise
        session.info.clear()

    def _let_go(self) -> None:
        kept = self._session.bind if self._session is not None else None
        self._session = None
        if isinstance(kept, Connection):
            kept.close()
        self._writer.dispose()

    def _tell(self, facts: list[object]) -> None:
        for fact in facts:
            for listener in self._listeners[type(fact)]:
                try:
                    listener(fact)
                except Exception:  # noqa: BLE001 - the next listener is told all the same
                    _log.exception("listener-failed", fact=type(fact).__name__)


def brief(act: BriefAct) -> BriefAct:
    """Let *act* run among the requests, and only its commit apart: for a few quick statements.

    SQLite lets go of the interpreter at every row, and a native thread gets it
    back only when a request lets go of it: a batch would take far longer there.
    """
    _BRIEF.add(act)
    return act


def announce(session: Session, fact: object) -> None:
    """Tell the listeners of *fact*, if and when the work of *session* is committed."""
    session.info.setdefault(_FACTS, []).append(fact)


def _carry_out(session: Session, batch: list[_Waiting]) -> list[Any]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for position, waiting in enumerate(batch):
        groups[waiting.act].append(position)
    outcomes: list[Any] = [None] * len(batch)
    run = _run_alone if len(groups) == 1 else _run
    for act, positions in groups.items():
        answers = run(session, act, [batch[position] for position in positions])
        for position, answer in zip(positions, answers, strict=True):
            outcomes[position] = answer
    return outcomes


def _run_alone(session: Session, act: Act[Any, Any], waiting: list[_Waiting]) -> Sequence[Any]:
    try:
        answers = act(session, [each.item for each in waiting])
        session.flush()
    except Exception as failure:  # noqa: BLE001 - each waiter is told
        session.rollback()
        session.info.pop(_FACTS, None)
        return [failure] if len(waiting) == 1 else _run_each(session, act, waiting)
    return answers


def _run(session: Session, act: Act[Any, Any], waiting: list[_Waiting]) -> Sequence[Any]:
    told = len(session.info.get(_FACTS, ()))
    try:
        with session.begin_nested():
            return act(session, [each.item for each in waiting])
    except Exception as failure:  # noqa: BLE001 - each waiter is told
        del session.info.setdefault(_FACTS, [])[told:]
        return [failure] if len(waiting) == 1 else _run_each(session, act, waiting)


def _run_each(session: Session, act: Act[Any, Any], waiting: list[_Waiting]) -> list[Any]:
    broken: set[Hashable] = set()
    outcomes: list[Any] = []
    for each in waiting:
        if each.place in broken:
            outcomes.append(NotTried())
            continue
        (outcome,) = _run(session, act, [each])
        is_fault = isinstance(outcome, Exception) and not isinstance(outcome, Refusal)
        if is_fault and each.place is not None:
            broken.add(each.place)
        outcomes.append(outcome)
    return outcomes
