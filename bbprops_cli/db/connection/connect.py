"""The only place that opens a connection: URL, driver, who we are, pragmas. No SQLAlchemy.

Lists and bulk loads take the DB-API connection as it is; `session.py` hands it to SQLAlchemy.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from bbprops_cli import invocation, settings
from bbprops_cli.db.connection import interrupt
from bbprops_cli.errors import NotMigrated, Unreachable, UsageError
from bbprops_cli.rules.values.stored_json import as_stored_json

Kind = Literal["postgresql", "sqlite"]
Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]
Connection = Any  # psycopg2 and sqlite3 share no base class
SCHEMES: dict[str, Kind] = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "postgresql+psycopg2": "postgresql",
    "postgresql+psycopg": "postgresql",
    "postgresql+asyncpg": "postgresql",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "sqlite+aiosqlite": "sqlite",
}
PARAMETERS = ("sslmode", "sslrootcert", "connect_timeout", "channel_binding", "host")
CONNECT_TIMEOUT = 5
BUSY_TIMEOUT_MS = 5000
READ_TIMEOUT = "5min"
WRITE_TIMEOUT = "30min"
LOCK_TIMEOUT = "10s"


class Target(NamedTuple):
    """Where a database is; for SQLite only `database`, the path, is set. Printing it shows no password."""

    kind: Kind
    database: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.kind == "sqlite":
            return self.database
        where = f"{self.host or 'local socket'}:{self.port or 5432}/{self.database}"
        return f"{self.user}@{where}" if self.user else where

    def __repr__(self) -> str:
        return f"Target({self})"

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it: a file, a socket or a loopback address."""
        return self.kind == "sqlite" or self.host in {"", "localhost", "::1"} or self.host.startswith(("127.", "/"))


def parse(url: str, setting: str = "DATABASE_URL") -> Target:
    """Read a database URL of any usual spelling; UsageError names what is wrong, never the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(
            f"{setting} cannot be read.", hint="Write postgresql://user:password@host:5432/name."
        ) from error
    kind = SCHEMES.get(parts.scheme)
    if kind is None:
        shown = parts.scheme if "://" in url else "no scheme"
        raise UsageError(
            f"{setting} has {shown!r}, which is not supported.", hint="Write postgresql://… or sqlite:///file.db."
        )
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    allowed = PARAMETERS if kind == "postgresql" else ()
    for name, _ in pairs:
        if name not in allowed:
            known = f"known are {', '.join(allowed)}" if allowed else "a SQLite URL takes none"
            raise UsageError(f"{setting} has an unknown parameter {name!r}; {known}.")
    if kind == "sqlite":
        return Target(kind, _sqlite_path(parts.netloc, unquote(parts.path), setting))
    parameters = dict(pairs)
    host = parameters.pop("host", unquote(parts.hostname or ""))
    database = unquote(parts.path.lstrip("/"))
    user = unquote(parts.username or "")
    return Target(
        kind, database or user, user, unquote(parts.password or ""), host, port, tuple(sorted(parameters.items()))
    )


def _sqlite_path(netloc: str, path: str, setting: str) -> str:
    if netloc or not path.startswith("/") or path in {"/", "/:memory:"}:
        raise UsageError(
            f"{setting} names no SQLite file.", hint="Write sqlite:///relative.db or sqlite:////absolute/path.db."
        )
    return str(Path(path[1:]).expanduser())


def target(url: str = "") -> Target:
    """The database of that URL, else of DATABASE_URL, else the SQLite file in the user's data folder."""
    if url := url or settings.current().text("DATABASE_URL"):
        return parse(url)
    from platformdirs import user_data_path

    return Target("sqlite", str(user_data_path("bbprops", appauthor=False) / "bbprops.db"))


def application_name(command: str) -> str:
    """Who we are, for pg_stat_activity and the lock log: `bbprops props list ana@host 4711`, at most 63 bytes."""
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        user = str(os.getuid())
    name = f"bbprops {command} {user}@{socket.gethostname()}".replace("  ", " ")
    pid = f" {os.getpid()}"
    clean = name.encode("ascii", "replace")[: 63 - len(pid)].decode("ascii")
    return clean + pid


def connect(where: Target, *, read_only: bool = False, create: bool = False) -> Connection:
    """Open a DB-API connection in which the caller begins transactions (`begin`).

    Only `create` makes a missing SQLite file; otherwise that is NotMigrated. psycopg2 connections are in
    autocommit mode, so that BEGIN and its settings travel together.
    """
    running = invocation.current()
    read_only = read_only or settings.current().flag("BBPROPS_READ_ONLY")
    running.wrote = running.wrote or not read_only
    if where.kind == "sqlite":
        return _connect_sqlite(where, read_only=read_only, create=create)
    import psycopg2

    options = {"connect_timeout": str(CONNECT_TIMEOUT), **dict(where.parameters)}
    connection = psycopg2.connect(
        host=where.host or None,
        port=where.port,
        user=where.user or None,
        password=where.password or None,
        dbname=where.database or None,
        application_name=application_name(running.command),
        cursor_factory=_traced_cursor(running.on_statement) if running.on_statement else None,
        **options,
    )
    connection.autocommit = True
    interrupt.cover(connection)
    return connection


def _traced_cursor(call: Callable[[str], None]) -> type:
    from psycopg2.extensions import cursor

    class Traced(cursor):  # type: ignore[misc]  # psycopg2 ships no types
        def execute(self, query: Any, values: Any = None) -> Any:
            try:
                return super().execute(query, values)
            finally:
                if self.query:
                    call(self.query.decode(errors="replace"))

        def copy_expert(self, query: Any, *more: Any) -> Any:
            call(query if isinstance(query, str) else query.decode(errors="replace"))
            return super().copy_expert(query, *more)

    return Traced


def _connect_sqlite(where: Target, *, read_only: bool, create: bool) -> Connection:
    import sqlite3

    path = Path(where.database)
    if create:
        _make_folder(path.parent)
    elif not path.exists():
        raise NotMigrated(f"There is no database at {path} yet.", hint="Run: bbprops db init")
    mode = "ro" if read_only else "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
    )
    interrupt.cover(connection)
    connection.set_trace_callback(invocation.current().on_statement)
    prepare_sqlite(connection, read_only=read_only)
    return connection


def prepare_sqlite(connection: Connection, *, read_only: bool) -> None:
    """Give a fresh connection, sync or async in SQLAlchemy's clothes, our pragmas and functions."""
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("uuid7", 0, _uuid7_hex)
    connection.create_function("canonical_json", 1, as_stored_json, deterministic=True)
    connection.create_function("json_at", 3, _json_at, deterministic=True)


def _json_at(document: str, path: str, kind: str) -> Any:
    from bbprops_cli.rules.values.json_path import at

    return at(document, path, kind)


def _write_ahead(connection: Connection) -> None:
    """Turn WAL on; while several processes make one new file, that fails at once instead of waiting."""
    import sqlite3

    patience = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(f"The folder {folder} cannot be made: {error.strerror}.", hint="Set DATABASE_URL.") from error


def _uuid7_hex() -> str:
    from uuid_utils import uuid7

    return uuid7().hex


def begin_sql(
    kind: Kind,
    *,
    read_only: bool,
    lock_timeout: str = LOCK_TIMEOUT,
    isolation: Isolation = "READ COMMITTED",
    statement_timeout: str = "",
) -> str:
    """What begins a transaction: on PostgreSQL with its time-outs, as SET LOCAL, so that poolers keep nothing of it."""
    read_only = read_only or settings.current().flag("BBPROPS_READ_ONLY")
    if kind == "sqlite":
        return "BEGIN" if read_only else "BEGIN IMMEDIATE"
    timeout = statement_timeout or (READ_TIMEOUT if read_only else WRITE_TIMEOUT)
    return (
        f"BEGIN ISOLATION LEVEL {isolation} {'READ ONLY' if read_only else 'READ WRITE'};"
        f"SET LOCAL statement_timeout = '{timeout}'; SET LOCAL lock_timeout = '{lock_timeout}';"
        " SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL jit = off"
    )


class Reader(NamedTuple):
    """A driver's connection in a read-only transaction, and which database it speaks to."""

    connection: Connection
    kind: Kind


@contextmanager
def reading(where: Target | None = None, *, isolation: Isolation = "READ COMMITTED") -> Iterator[Reader]:
    """A read-only transaction on the bare driver, for lists and exports; it ends with the connection.

    Without a `where` that is the replica, if there is one, it has kept up, and this command has not written.
    """
    reader = None if where else _from_replica(isolation)
    reader = reader or begin_reading(where or target(), isolation)[0]
    try:
        yield reader
    finally:
        reader.connection.close()


def _from_replica(isolation: Isolation) -> Reader | None:
    url = settings.current().text("DATABASE_REPLICA_URL")
    running = invocation.current()
    if not url or running.wrote:
        return None
    from bbprops_cli.db.connection import replica

    where, primary = parse(url, "DATABASE_REPLICA_URL"), target()
    replica.require_postgresql(where, primary)
    opened, note = replica.begin_reading_from(where, isolation)
    if running.on_read:
        running.on_read(note if opened else f"{note}; reading from the primary, {primary}")
    return opened


def begin_reading(where: Target, isolation: Isolation, *, also: str = "") -> tuple[Reader, Any]:
    """A read-only transaction, and the one row of what is `also` asked in the same round trip."""
    connection = connect(where, read_only=True)
    try:
        cursor = connection.cursor()
        cursor.execute(begin_sql(where.kind, read_only=True, isolation=isolation) + also)
        return Reader(connection, where.kind), cursor.fetchone() if also else None
    except BaseException:
        connection.close()
        raise
