"""An async connection as a `Db`, so that an API runs the same queries as the command line."""

import re
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from sqlmodel import Session

from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.errors import InvalidInput

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

    from bbprops_cli.db.connection.driver import Connection

IN_UTC = POSTGRESQL.in_utc  # asyncpg always returns times in UTC
UUID_OID = 2950


def db_of(work: Session) -> Db:
    """The connection of an async unit of work as a `Db`."""
    connection = Session.connection(work)  # not `Work.connection`, which would count as a write
    dialect = dialect_named(connection.dialect.name)
    adapted = cast("DBAPIConnection", connection.connection.dbapi_connection)
    return Db(_Connection(adapted) if dialect.has_server else cast("Connection", adapted), dialect)


class _Connection:
    def __init__(self, adapted: "DBAPIConnection") -> None:
        self._adapted = adapted

    def cursor(self) -> "_Cursor":
        return _Cursor(self._adapted.cursor())

    def close(self) -> None:
        self._adapted.close()


class _Cursor:
    """A cursor of asyncpg that takes `%s` and returns tuples with ids as text, like psycopg2."""

    def __init__(self, cursor: "DBAPICursor") -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)

    @property
    def description(self) -> Any:
        return self._cursor.description

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> None:
        """Run one statement; without parameters `%` is an ordinary character, as in psycopg2."""
        sql = sql.removeprefix(IN_UTC)
        if sql.startswith("SET LOCAL"):
            raise InvalidInput("A list without a limit is only available on the command line.", hint="Pass a limit.")
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
