"""Statements of the hottest path: compiled once, then handed to the driver as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from operator import itemgetter
from typing import Any

from orjson import dumps
from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import Compiled, SQLCompiler


class Among(ColumnElement[bool]):
    """Whether *column* is among the numbers or texts of a list that is given by *name*.

    ``IN`` with a parameter for each would be another statement for every length.
    """

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.listed: BindParameter[Any] = bindparam(name)


@compiles(Among, "sqlite")
def _among_json(among: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, listed = _both(among, compiler, options)
    return f"{column} in (select value from json_each({listed}))"  # noqa: S608 - our own words


@compiles(Among, "postgresql")
def _among_array(among: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, listed = _both(among, compiler, options)
    return f"{column} = any({listed})"


def _both(among: Among, compiler: SQLCompiler, options: dict[str, Any]) -> tuple[str, str]:
    return compiler.process(among.column, **options), compiler.process(among.listed, **options)


class Prepared:
    """A statement with numbers, texts and lists of them, which the driver takes as they are.

    SQLAlchemy's way from its own statement to the driver's takes ten times as long as
    SQLite needs for a row.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        """Take *statement*; *columns* are those that an insert fills."""
        self._statement = statement
        self._columns = columns
        self._spoken: dict[str, _Spoken] = {}

    def rows(self, connection: Connection, given: Mapping[str, object]) -> Sequence[Any]:
        """Carry it out, and return the rows that it finds."""
        spoken = self._in(connection)
        driver: Any = connection.connection.driver_connection
        cursor = driver.execute(spoken.sql, spoken.parameters(given))
        return cursor.fetchall() if cursor.description else []

    def for_each(self, connection: Connection, given: Iterable[Mapping[str, object]]) -> None:
        """Carry it out for each of *given*, which name all that it takes: no lists, two or more."""
        spoken = self._in(connection)
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(spoken.sql, spoken.for_each(given))

    def _in(self, connection: Connection) -> "_Spoken":
        dialect = connection.dialect
        spoken = self._spoken.get(dialect.name)
        if spoken is None:
            compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)
            spoken = self._spoken[dialect.name] = _Spoken(compiled)
        return spoken


class _Spoken:
    """What a driver is told: its SQL, and parameters in its order or by their names."""

    def __init__(self, compiled: Compiled) -> None:
        self.sql = str(compiled)
        self._order: Sequence[str] | None = getattr(compiled, "positiontup", None)
        self._kept = {name: kept for name, kept in compiled.params.items() if kept is not None}

    def parameters(self, given: Mapping[str, object]) -> Any:
        if self._order is None:
            return {**self._kept, **given}
        kept = self._kept
        found = (given[name] if name in given else kept[name] for name in self._order)
        return [dumps(each).decode() if isinstance(each, list) else each for each in found]

    def for_each(self, given: Iterable[Mapping[str, object]]) -> list[Any]:
        return list(given if self._order is None else map(itemgetter(*self._order), given))
