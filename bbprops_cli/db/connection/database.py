"""`Db`, which every query takes: a connection of the bare driver together with its dialect."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bbprops_cli import settings
from bbprops_cli.clock import machine_time
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT, Dialect, Isolation, Row
from bbprops_cli.db.connection.driver import Connection
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.connection.unreadable import unreadable_time


class Clock(NamedTuple):
    """The time of the database at the beginning of a transaction, and that of this machine; equal on SQLite."""

    server: datetime
    machine: datetime


class Db:
    """One connection inside the caller's transaction, and its dialect; the placeholder is `%s` on both databases."""

    __slots__ = ("_clock", "connection", "cursor", "dialect")

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect
        self.cursor = connection.cursor()
        self._clock: Clock | None = None

    def clock(self) -> Clock:
        """The time of the database and that of this machine; asked once per `Db`, so once per transaction."""
        if self._clock is None:
            before = machine_time()
            server = self.rows("SELECT clock_timestamp()")[0][0].astimezone(UTC) if self.dialect.has_server else before
            after = machine_time()
            # Somewhere between the two the server was asked: a slow network is not a difference.
            self._clock = Clock(server, min(max(server, before), after) if self.dialect.has_server else before)
        return self._clock

    def now(self) -> datetime:
        """The time that comparisons and stamps of this transaction use: of the server, on SQLite of this machine."""
        return self.clock().server

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> int:
        """Run one statement and return the number of rows that it changed."""
        self._execute(sql, parameters)
        return int(self.cursor.rowcount)

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of one statement, as the driver returns them."""
        self._execute(sql, parameters)
        try:
            return list(self.cursor.fetchall())
        except ValueError as error:
            raise unreadable_time(error, self.cursor, sql) from error

    def _execute(self, sql: str, parameters: Iterable[Any]) -> None:
        # Given parameters, even none, psycopg2 would read each % as the beginning of a placeholder.
        values = tuple(parameters)
        self.cursor.execute(self.dialect.placeholders(sql), *([values] if values else []))

    def stream(self, sql: str, parameters: Sequence[Any] = (), *, batch: int, opening: str = "") -> Iterator[list[Any]]:
        """The rows of one statement in batches, in bounded memory; `opening` holds statements that run before it."""
        batches = self.dialect.stream(self.connection.cursor(), sql, parameters, batch=batch, opening=opening)
        return self._readable(batches, sql)

    def _readable(self, batches: Iterator[list[Any]], sql: str) -> Iterator[list[Any]]:
        try:
            yield from batches
        except ValueError as error:
            raise unreadable_time(error, self.cursor, sql) from error

    def create_temp(self, table: str, select: str) -> None:
        """Create an empty temporary table with the columns of a SELECT, dropped after the transaction or connection."""
        self.run(self.dialect.temporary_table(table, select))

    def insert(self, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = "") -> None:
        """Insert many rows in bounded memory; None is null. On PostgreSQL no text may be equal to `null`."""
        self.dialect.insert(self.cursor, table, columns, rows, null=null)

    def lock_key(self, key: str, *, shared: bool = False) -> None:
        """Take an advisory lock on a key for this transaction; does nothing on a single-writer database."""
        self.dialect.lock_key(self.cursor, key, shared=shared)

    def id(self, identifier: object) -> str:
        """An id in the form that the driver binds and returns."""
        return self.dialect.id(identifier)


def begin_sql(
    dialect: Dialect,
    *,
    read_only: bool,
    lock_timeout: str = LOCK_TIMEOUT,
    isolation: Isolation = "READ COMMITTED",
    statement_timeout: str = "",
) -> str:
    """The statements that begin a transaction, which is always read-only if BBPROPS_READ_ONLY is set."""
    return dialect.begin(
        read_only=read_only or settings.current().flag("BBPROPS_READ_ONLY"),
        isolation=isolation,
        lock_timeout=lock_timeout,
        statement_timeout=statement_timeout,
    )


def begin_reading(where: Target, isolation: Isolation, *, also: str = "") -> tuple[Db, Any]:
    """A read-only transaction, and the one row of the query `also`, which runs in the round trip that begins it."""
    connection = connect(where, read_only=True)
    try:
        db = Db(connection, where.dialect)
        db.cursor.execute(begin_sql(where.dialect, read_only=True, isolation=isolation) + also)
        return db, db.cursor.fetchone() if also else None
    except BaseException:
        connection.close()
        raise
