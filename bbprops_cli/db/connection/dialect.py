"""The protocol `Dialect`: the differences between PostgreSQL and SQLite, implemented by one file for each.

A query that is mostly the same on both databases asks the dialect for the part that differs. SQL that differs as a
whole stays as two texts in a dict with the names of the dialects as keys, beside the query that runs it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, Protocol

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.driver import Cursor

DialectName = Literal["postgresql", "sqlite"]
Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]
LOCK_TIMEOUT = "10s"
Row = Sequence[Any]


@lru_cache(maxsize=1 << 12)
def utc_text(moment: datetime) -> str:
    """An aware time as UTC text with microseconds, which sorts in the order of time."""
    # Not by strftime, whose %Y has fewer than four digits before the year 1000.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Dialect(Protocol):
    """One of the two databases: how it spells values, expressions, locks and bulk loads."""

    name: DialectName
    title: str
    sqlalchemy_driver: str
    single_writer: bool  # True if a writing transaction locks out all other writers from its beginning
    has_server: bool  # True if a server process listens; False if the database is a file
    url_parameters: frozenset[str]  # parameters that a URL may have
    nulls_first_descending: bool  # True if nulls come first in descending and last in ascending order
    in_utc: str  # statements in front of a query that make the driver return its times in UTC

    def begin(self, *, read_only: bool, isolation: Isolation, lock_timeout: str, statement_timeout: str) -> str:
        """The statements that begin a transaction with its time-outs; an empty time-out means the default."""

    def continue_begin(self, begin: str) -> str:
        """The same settings as `begin`, for a connection whose driver has already begun the transaction."""

    def placeholders(self, sql: str) -> str:
        """The statement with the placeholders of the driver instead of `%s`."""

    # Values

    def id(self, identifier: object) -> str:
        """An id in the form that the driver binds and returns; takes a UUID of any library, or text with dashes."""

    def instant(self, moment: datetime) -> str:
        """An aware time as text that the database stores and compares as a time."""

    def bound(self, value_type: str, value: object) -> object:
        """A value of a catalogue type (`uuid`, `instant`, …) in the form that the driver binds."""

    def typed(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """Rows with ids as dashed text, aware times, booleans and parsed JSON; their first cells are these columns."""

    # Expressions

    def new_id(self) -> str:
        """SQL for a new UUIDv7."""

    def now(self) -> str:
        """SQL for the current time of the database."""

    def is_same(self, column: str, *, is_json: bool = False) -> str:
        """SQL that is true if the column equals `%s`; null equals null, and JSON is compared by content."""

    def rows_agree(self, columns: Iterable[str], *, ignored: Sequence[str] = ()) -> str:
        """SQL that is true if rows `i` and `p` are equal in these columns; null equals null.

        `ignored` are members of extra_metadata in which they may differ.
        """

    def json_path(self, column: Column, bind: Callable[[Any], str]) -> str:
        """SQL for the value at the path of a JSON column; null if the value is not of the type of the column."""

    def json_text(self, column: str, name: str) -> str:
        """SQL for a text member of a JSON column."""

    def json_length(self, column: str) -> str:
        """SQL for the number of elements of a JSON array."""

    def json_has(self, column: str, placeholder: str) -> str:
        """SQL that is true if a JSON array of texts contains the parameter of this placeholder."""

    def row_text(self, columns: str) -> str:
        """SQL for one text that encodes these columns; null and values give different texts."""

    def like(self, column: str, word: str) -> str:
        """SQL for `column [NOT] LIKE` that ignores the case of ASCII letters only."""

    def month(self, moment: str) -> str:
        """SQL for the UTC month of a time, such as 2025-10."""

    def truncated(self, number: str) -> str:
        """SQL for a number without its fraction."""

    def id_ends_with(self, digits: str) -> tuple[str, list[object]]:
        """SQL that is true if the column `id` ends with these hexadecimal digits, at least six, and its parameters.

        It begins with the expression of the indexes named `ix_…_id_end`.
        """

    def for_update(self, strength: str = "UPDATE") -> str:
        """A FOR clause that locks the selected rows; empty if the transaction has locked the whole database."""

    # Transactions and bulk loads

    def wait_for_writers(self, cursor: Cursor, seconds: int) -> None:
        """Set how long a single-writer database waits for its lock; does nothing on other databases."""

    def commit_durably(self, cursor: Cursor) -> None:
        """Have commits of this connection wait for the disk, where they do not by default; outside a transaction."""

    def lock_key(self, cursor: Cursor, key: str, *, shared: bool = False) -> None:
        """Take an advisory lock on a key for this transaction; does nothing on a single-writer database."""

    def temporary_table(self, table: str, select: str) -> str:
        """A statement that creates an empty temporary table, dropped at the end of the transaction or connection."""

    def insert(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = ""
    ) -> None:
        """Insert many rows in bounded memory; None is null. On PostgreSQL no text may be equal to `null`."""

    def stream(
        self, cursor: Cursor, sql: str, parameters: Sequence[Any], *, batch: int, opening: str = ""
    ) -> Iterator[list[Any]]:
        """The rows of a query in batches, in bounded memory; `opening` holds statements that run before the query."""

    def prepare_load(self, cursor: Cursor, *, cache_mib: int = ...) -> None:
        """Tune this connection for a bulk load; `cache_mib` bounds the memory that it takes in this process."""

    def finish_load(self, cursor: Cursor, table: str, rows: int) -> None:
        """Update the statistics of a table after a bulk load of that many rows, if the database does not do it soon."""
