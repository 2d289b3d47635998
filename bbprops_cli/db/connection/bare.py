"""The bare driver's manners on an async connection, so that an API runs the very queries of the command line."""

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlmodel import Session

from bbprops_cli.db.connection.database import DIALECTS, Db
from bbprops_cli.errors import InvalidInput

UTC_FIRST = "SET LOCAL TIME ZONE 'UTC';"  # asyncpg's instants are in UTC as they come
UUID_OID = 2950


def db_of(work: Session) -> Db:
    """The connection of an async unit of work, for the queries of the command line that take a `Db`."""
    connection = Session.connection(work)  # for queries, which change nothing
    dialect = DIALECTS[connection.dialect.name]
    adapted: Any = connection.connection.dbapi_connection
    return Db(_Connection(adapted) if dialect.has_server else adapted, dialect)


class _Connection:
    def __init__(self, adapted: Any) -> None:
        self._adapted = adapted

    def cursor(self) -> "_Cursor":
        return _Cursor(self._adapted.cursor())


class _Cursor:
    """psycopg2's `%s` on asyncpg, and its values: tuples, and ids as text."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)

    @property
    def description(self) -> Any:
        return self._cursor.description

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> None:
        """One statement; without parameters a `%` is a `%`, as it is in psycopg2."""
        sql = sql.removeprefix(UTC_FIRST)
        if sql.startswith("SET LOCAL"):
            raise InvalidInput("Rows without an end are streamed by the command line only.", hint="Give a limit.")
        self._cursor.execute(sql if parameters is None else numbered(sql), tuple(parameters or ()))

    def fetchone(self) -> tuple[Any, ...] | None:
        row = self._cursor.fetchone()
        return None if row is None else self._plain([row])[0]

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._plain(self._cursor.fetchall())

    def _plain(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        ids = [place for place, column in enumerate(self._cursor.description or ()) if column[1] == UUID_OID]
        if not ids:
            return [tuple(row) for row in rows]
        plain = []
        for row in rows:
            values = list(row)
            for place in ids:
                values[place] = None if values[place] is None else str(values[place])
            plain.append(tuple(values))
        return plain


def numbered(sql: str) -> str:
    """`%s` as `$1`, `$2`, …, and `%%` as `%`."""
    number = count(1)
    return re.sub("%([s%])", lambda found: f"${next(number)}" if found[1] == "s" else "%", sql)
