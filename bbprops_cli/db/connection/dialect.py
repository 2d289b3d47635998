"""What PostgreSQL and SQLite say differently, as one protocol; each database has a file with its answers.

A query that is mostly the same on both asks the dialect for the part that differs. SQL that differs as a whole stays as
two texts in a dict with the two names as keys, beside the query that runs it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, Protocol

from bbprops_cli.catalog import Column

DialectName = Literal["postgresql", "sqlite"]
Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]
LOCK_TIMEOUT = "10s"
Row = Sequence[Any]


@lru_cache(maxsize=1 << 12)
def utc_text(moment: datetime) -> str:
    """An aware time in UTC with microseconds: text that sorts like time."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


class Dialect(Protocol):
    """One of the two databases: how it spells values, expressions, locks and bulk loads."""

    name: DialectName
    title: str
    sqlalchemy_driver: str
    single_writer: bool  # True where a transaction that writes locks out every other writer from its beginning
    has_server: bool  # True where a server process listens; False where the database is a file
    nulls_first_descending: bool  # True where nulls come first in descending order and last in ascending order
    in_utc: str  # statements, to be put in front of a query, that make its times arrive in UTC

    def begin(self, *, read_only: bool, isolation: Isolation, lock_timeout: str, statement_timeout: str) -> str:
        """The statements that begin a transaction with its time-outs; an empty time-out is the default."""

    def placeholders(self, sql: str) -> str:
        """The statement with the driver's own placeholders in place of `%s`."""

    # Values

    def id(self, identifier: object) -> str:
        """An id, as a UUID of any library or as text with dashes, the way the driver binds and returns it."""

    def instant(self, moment: datetime) -> str:
        """An aware time as text that the database stores and compares as a time."""

    def bound(self, value_type: str, value: Any) -> Any:
        """A value of a catalogue type (`uuid`, `instant`, …) as the driver binds it."""

    def typed(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """Rows whose first cells are these columns, with ids as dashed text, aware times, booleans and parsed JSON."""

    # Expressions

    def new_id(self) -> str:
        """SQL for a new UUIDv7."""

    def now(self) -> str:
        """SQL for the clock of the database."""

    def is_same(self, column: str, *, is_json: bool = False) -> str:
        """SQL that is true when the column equals `%s`, null being equal to null; JSON is compared by content."""

    def rows_agree(self, columns: Iterable[str]) -> str:
        """SQL that is true when rows `i` and `p` agree in these columns, null being equal to null."""

    def json_path(self, column: Column, bind: Callable[[Any], str]) -> str:
        """SQL for what lies at the path of a JSON column, null where it is not of the column's type."""

    def json_text(self, column: str, name: str) -> str:
        """SQL for a text member of a JSON column."""

    def json_length(self, column: str) -> str:
        """SQL for the number of elements of a JSON array."""

    def json_has(self, column: str, mark: str) -> str:
        """SQL that is true when a JSON array of texts contains the parameter."""

    def row_text(self, columns: str) -> str:
        """SQL for one text made of these columns, which keeps null and values apart."""

    def like(self, column: str, word: str) -> str:
        """SQL for `column [NOT] LIKE` that ignores the case of ASCII letters only."""

    def month(self, moment: str) -> str:
        """SQL for the UTC month of a time, such as 2025-10."""

    def truncated(self, number: str) -> str:
        """SQL for a number without its fraction."""

    def id_ends_with(self, digits: str) -> str:
        """SQL that is true when the column `id` ends with these hexadecimal digits, bound as `%s`."""

    def for_update(self, strength: str = "UPDATE") -> str:
        """A FOR clause that locks the selected rows; empty where the transaction has locked the database."""

    # Transactions and bulk loads; `cursor` is the driver's

    def wait_for_writers(self, cursor: Any, seconds: int) -> None:
        """Set how long a single-writer database waits for its lock; nothing elsewhere."""

    def lock_key(self, cursor: Any, key: str, *, shared: bool = False) -> None:
        """Wait for the transaction's advisory lock on a key; nothing where there is one writer."""

    def temporary_table(self, table: str, select: str) -> str:
        """The statement that makes an empty temporary table, gone with the transaction or the connection."""

    def insert(self, cursor: Any, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = "") -> None:
        """Add many rows in bounded memory; None is null. Where texts travel as text, no text may be equal to `null`."""

    def stream(
        self, cursor: Any, sql: str, parameters: Sequence[Any], *, batch: int, opening: str = ""
    ) -> Iterator[list[Any]]:
        """The rows of a query in batches, in bounded memory at the client; `opening` travels in front of it."""

    def prepare_load(self, cursor: Any) -> None:
        """Tune this connection for a bulk load."""

    def finish_load(self, cursor: Any, table: str) -> None:
        """Gather the statistics of a table after a bulk load, where nothing does it by itself."""
