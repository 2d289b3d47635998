"""The part of DB-API 2.0 that bbprops needs of psycopg2, sqlite3 and the async drivers behind SQLAlchemy."""

from collections.abc import Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    """Runs one statement at a time and returns its rows."""

    @property
    def rowcount(self) -> int:
        """The number of rows that the last statement changed."""

    @property
    def description(self) -> Any:
        """One tuple per column of the last result, its name first; None if there is no result."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> object:
        """Run one statement; psycopg2 and sqlite3 return different values."""

    def fetchone(self) -> Any:
        """The next row; None after the last one."""

    def fetchall(self) -> list[Any]:
        """All rows that were not fetched yet."""


class Connection(Protocol):
    """An open connection; the caller begins transactions with SQL."""

    def cursor(self) -> Cursor:
        """A new cursor on this connection."""

    def close(self) -> None:
        """Close the connection, which rolls back an open transaction."""
