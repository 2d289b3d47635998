"""SQLite's answers to what the dialects say differently, and the pragmas and functions of its connections."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import DialectName, Isolation, Row, utc_text
from bbprops_cli.errors import InvalidInput
from bbprops_cli.rules.values.ids import dashed
from bbprops_cli.rules.values.stored_json import as_stored_json

BUSY_TIMEOUT_MS = 5000
LOAD_CACHE_KIB = 262_144  # the indexes of a large load stay in memory, which halves its CPU


class SQLite:
    """Ids and times as text, one writer at a time, prepared inserts for bulk loads."""

    name: DialectName = "sqlite"
    title = "SQLite"
    sqlalchemy_driver = "sqlite+pysqlite"
    single_writer = True
    nulls_first_descending = False
    has_server = False
    in_utc = ""

    def begin(
        self,
        *,
        read_only: bool,
        isolation: Isolation = "READ COMMITTED",
        lock_timeout: str = "",
        statement_timeout: str = "",
    ) -> str:
        """A writer takes the lock of the database at once; time-outs belong to the connection."""
        return "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def placeholders(self, sql: str) -> str:
        """sqlite3 takes `?`."""
        return sql.replace("%s", "?")

    def id(self, identifier: object) -> str:
        """Thirty-two digits without dashes."""
        return str(identifier).replace("-", "")

    def instant(self, moment: datetime) -> str:
        """Text in UTC, which sorts like time."""
        return utc_text(moment)

    def bound(self, value_type: str, value: Any) -> Any:
        """Ids lose their dashes, times become text."""
        if value_type == "uuid":
            return self.id(value)
        return self.instant(value) if value_type == "instant" else value

    def typed(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """Cells with the values that PostgreSQL would give; InvalidInput where a cell is not of its column's type."""
        readers = [(place, _READERS[column.type]) for place, column in enumerate(columns) if column.type in _READERS]
        return map(_row_reader(columns, readers), rows) if readers else iter(rows)

    def new_id(self) -> str:
        """A function that our connections have."""
        return "uuid7()"

    def now(self) -> str:
        """The clock, spelled as times are stored."""
        return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"

    def is_same(self, column: str, *, is_json: bool = False) -> str:
        """JSON is text here, so it is compared in its canonical form."""
        return f"canonical_json({column}) IS %s" if is_json else f"{column} IS %s"

    def rows_agree(self, columns: Iterable[str]) -> str:
        """One comparison for each column; the metadata as text first, which is cheaper than its canonical form."""
        terms = [f"i.{name} IS p.{name}" for name in columns if name != "extra_metadata"]
        canonical = "canonical_json(i.extra_metadata) = canonical_json(p.extra_metadata)"
        return f"({' AND '.join(terms)} AND (i.extra_metadata = p.extra_metadata OR {canonical}))"

    def json_path(self, column: Column, bind: Callable[[Any], str]) -> str:
        """A function that our connections have, because json_extract cannot tell 1 from true."""
        source, *path = column.path
        return f"json_at(\"{source}\", {bind(json.dumps(path))}, '{column.type}')"

    def json_text(self, column: str, name: str) -> str:
        """A member as its value."""
        return f"json_extract({column}, '$.{name}')"

    def json_length(self, column: str) -> str:
        """The length of a JSON array."""
        return f"json_array_length({column})"

    def json_has(self, column: str, mark: str) -> str:
        """A look at each element."""
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {mark})"

    def row_text(self, columns: str) -> str:
        """A JSON array."""
        return f"json_array({columns})"

    def like(self, column: str, word: str) -> str:
        """LIKE folds ASCII alone."""
        return f"{column} {word}"

    def month(self, moment: str) -> str:
        """The beginning of the text."""
        return f"substr({moment}, 1, 7)"

    def truncated(self, number: str) -> str:
        """A cast cuts towards zero."""
        return f"CAST({number} AS INTEGER)"

    def id_ends_with(self, digits: str) -> str:
        """The end of the text."""
        return f"substr(id, -{len(digits)}) = %s"

    def for_update(self, strength: str = "UPDATE") -> str:
        """BEGIN IMMEDIATE has locked the database."""
        return ""

    def wait_for_writers(self, cursor: Any, seconds: int) -> None:
        """How long BEGIN IMMEDIATE waits for another writer."""
        cursor.execute(f"PRAGMA busy_timeout = {seconds * 1000}")

    def lock_key(self, cursor: Any, key: str, *, shared: bool = False) -> None:
        """BEGIN IMMEDIATE has locked out every other writer."""

    def temporary_table(self, table: str, select: str) -> str:
        """Gone with the connection."""
        return f"CREATE TEMP TABLE {table} AS {select} WHERE false"

    def insert(self, cursor: Any, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = "") -> None:
        """One prepared statement for all rows."""
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def stream(
        self, cursor: Any, sql: str, parameters: Sequence[Any], *, batch: int, opening: str = ""
    ) -> Iterator[list[Any]]:
        """SQLite makes rows as they are fetched."""
        cursor.execute(self.placeholders(sql), tuple(parameters))
        return iter(lambda: cursor.fetchmany(batch), [])

    def prepare_load(self, cursor: Any) -> None:
        """A larger page cache."""
        cursor.execute(f"PRAGMA cache_size = -{LOAD_CACHE_KIB}")

    def finish_load(self, cursor: Any, table: str) -> None:
        """Without statistics SQLite sorts the whole board for a list, and nothing gathers them by itself."""
        cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute(f"ANALYZE {table}")


SQLITE = SQLite()


def prepare(connection: Any, *, read_only: bool) -> None:
    """Give a new connection, of sqlite3 or adapted by SQLAlchemy, our pragmas and functions."""
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("uuid7", 0, _uuid7_hex)
    connection.create_function("canonical_json", 1, as_stored_json, deterministic=True)
    connection.create_function("json_at", 3, _json_at, deterministic=True)


def _write_ahead(connection: Any) -> None:
    """Turn WAL on; while several processes create one file, that fails at once instead of waiting."""
    import sqlite3

    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _uuid7_hex() -> str:
    from uuid_utils import uuid7

    return uuid7().hex


def _json_at(document: str, path: str, value_type: str) -> Any:
    from bbprops_cli.rules.values.json_path import at

    return at(document, path, value_type)


def _row_reader(
    columns: Sequence[Column], readers: list[tuple[int, Callable[[Any], Any]]]
) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    def read(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, reader in readers:
            value = values[place]
            if value is not None:
                try:
                    values[place] = reader(value)
                except (ValueError, TypeError):
                    column = columns[place]
                    raise InvalidInput(f"{column.name} holds {str(value)[:60]!r}, which is no {column.type}.") from None
        return tuple(values)

    return read


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


_READERS: dict[str, Callable[[Any], Any]] = {
    "uuid": dashed,
    "instant": _instant,
    "bool": bool,
    "json": json.loads,
    "value": json.loads,
}
