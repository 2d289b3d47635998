"""The dialect of SQLite, and the pragmas and SQL functions of its connections."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection.dialect import DialectName, Isolation, Row, utc_text
from bbprops_cli.db.connection.driver import Cursor
from bbprops_cli.errors import InvalidInput, Unreachable
from bbprops_cli.rules.values.ids import dashed
from bbprops_cli.rules.values.stored_json import as_stored_json

if TYPE_CHECKING:
    import sqlite3

BUSY_TIMEOUT_MS = 5000
LOAD_CACHE_MIB = 256  # keeps the indexes in memory during a large load, which halves its CPU time


class SQLite:
    """Ids and times as text, one writer at a time, prepared inserts for bulk loads."""

    name: DialectName = "sqlite"
    title = "SQLite"
    sqlalchemy_driver = "sqlite+pysqlite"
    single_writer = True
    nulls_first_descending = False
    has_server = False
    url_parameters: frozenset[str] = frozenset()
    in_utc = ""

    def begin(
        self,
        *,
        read_only: bool,
        isolation: Isolation = "READ COMMITTED",
        lock_timeout: str = "",
        statement_timeout: str = "",
    ) -> str:
        """A writer locks the database from its beginning; time-outs are settings of the connection."""
        return "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def continue_begin(self, begin: str) -> str:
        """BEGIN itself: sqlite3 never begins a transaction, because of `isolation_level=None`."""
        return begin

    def placeholders(self, sql: str) -> str:
        """sqlite3 takes `?`."""
        return sql.replace("%s", "?")

    def id(self, identifier: object) -> str:
        """Thirty-two hexadecimal digits without dashes."""
        return str(identifier).replace("-", "")

    def instant(self, moment: datetime) -> str:
        """UTC text, which sorts in the order of time."""
        return utc_text(moment)

    def bound(self, value_type: str, value: object) -> object:
        """Ids without dashes, times as text."""
        if value_type == "uuid":
            return self.id(value)
        return self.instant(value) if isinstance(value, datetime) and value_type == "instant" else value

    def typed(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """Rows with the values that PostgreSQL returns; InvalidInput if a cell is not of the type of its column."""
        readers = [(place, _READERS[column.type]) for place, column in enumerate(columns) if column.type in _READERS]
        return map(_row_reader(columns, readers), rows) if readers else iter(rows)

    def new_id(self) -> str:
        """An SQL function that `prepare` adds to the connection."""
        return "uuid7()"

    def now(self) -> str:
        """The time of the statement, in the format of stored times."""
        return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"

    def is_same(self, column: str, *, is_json: bool = False) -> str:
        """JSON is stored as text, so it is compared as canonical JSON."""
        return f"canonical_json({column}) IS %s" if is_json else f"{column} IS %s"

    def rows_agree(self, columns: Iterable[str], *, ignored: Sequence[str] = ()) -> str:
        """One comparison per column; metadata is first compared as text, which is cheaper than as canonical JSON."""
        terms = [f"i.{name} IS p.{name}" for name in columns if name != "extra_metadata"]
        members = "".join(f", '$.{name}'" for name in ignored)
        first, second = (f"canonical_json(json_remove({row}.extra_metadata{members}))" for row in "ip")
        return f"({' AND '.join(terms)} AND (i.extra_metadata = p.extra_metadata OR {first} = {second}))"

    def json_path(self, column: Column, bind: Callable[[Any], str]) -> str:
        """An SQL function that `prepare` adds, because json_extract cannot distinguish 1 from true."""
        source, *path = column.path
        return f"json_at(\"{source}\", {bind(json.dumps(path))}, '{column.type}')"

    def json_text(self, column: str, name: str) -> str:
        """The function json_extract."""
        return f"json_extract({column}, '$.{name}')"

    def json_length(self, column: str) -> str:
        """The length of a JSON array."""
        return f"json_array_length({column})"

    def json_has(self, column: str, placeholder: str) -> str:
        """A search through the elements."""
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {placeholder})"

    def row_text(self, columns: str) -> str:
        """A JSON array."""
        return f"json_array({columns})"

    def like(self, column: str, word: str) -> str:
        """LIKE folds the case of ASCII letters only."""
        return f"{column} {word}"

    def month(self, moment: str) -> str:
        """The beginning of the text."""
        return f"substr({moment}, 1, 7)"

    def truncated(self, number: str) -> str:
        """A cast, which truncates towards zero."""
        return f"CAST({number} AS INTEGER)"

    def id_ends_with(self, digits: str) -> tuple[str, list[object]]:
        """Compares the end of the text."""
        return f"substr(id, -6) = %s AND substr(id, -{len(digits)}) = %s", [digits[-6:], digits]

    def for_update(self, strength: str = "UPDATE") -> str:
        """Empty: BEGIN IMMEDIATE has locked the database."""
        return ""

    def wait_for_writers(self, cursor: Cursor, seconds: int) -> None:
        """Sets how long BEGIN IMMEDIATE waits for another writer."""
        cursor.execute(f"PRAGMA busy_timeout = {seconds * 1000}")

    def commit_durably(self, cursor: Cursor) -> None:
        """A power failure may undo the last commits of a WAL in the mode NORMAL."""
        cursor.execute("PRAGMA synchronous = FULL")

    def lock_key(self, cursor: Cursor, key: str, *, shared: bool = False) -> None:
        """Nothing: BEGIN IMMEDIATE has locked out all other writers."""

    def temporary_table(self, table: str, select: str) -> str:
        """Dropped when the connection is closed."""
        return f"CREATE TEMP TABLE {table} AS {select} WHERE false"

    def insert(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = ""
    ) -> None:
        """One prepared statement for all rows."""
        placeholders = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({placeholders})"
        cast("sqlite3.Cursor", cursor).executemany(statement, rows)

    def stream(
        self, cursor: Cursor, sql: str, parameters: Sequence[Any], *, batch: int, opening: str = ""
    ) -> Iterator[list[Any]]:
        """SQLite computes rows as they are fetched."""
        cursor.execute(self.placeholders(sql), tuple(parameters))
        return iter(lambda: cast("sqlite3.Cursor", cursor).fetchmany(batch), [])

    def prepare_load(self, cursor: Cursor, *, cache_mib: int = LOAD_CACHE_MIB) -> None:
        """A larger page cache."""
        cursor.execute(f"PRAGMA cache_size = -{cache_mib << 10}")

    def finish_load(self, cursor: Cursor, table: str, rows: int) -> None:
        """Runs ANALYZE: without statistics SQLite sorts the whole board for every list."""
        cursor.execute("PRAGMA analysis_limit = 400")
        cursor.execute(f"ANALYZE {table}")


SQLITE = SQLite()


def prepare(connection: "sqlite3.Connection", *, read_only: bool) -> None:
    """Set the pragmas of a new connection, of sqlite3 or aiosqlite, and add the SQL functions that queries use."""
    connection.execute("PRAGMA foreign_keys = ON")
    if not read_only:
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("uuid7", 0, _uuid7_hex)
    connection.create_function("canonical_json", 1, as_stored_json, deterministic=True)
    connection.create_function("json_at", 3, _json_at, deterministic=True)


def is_immutable(path: Path) -> bool:
    """Whether a file in WAL mode has to be opened with `immutable=1`, because nobody can write to its folder.

    To read such a file, SQLite creates two files beside it. Raises Unreachable if it cannot, but others could write
    meanwhile, or if changes wait in the `-wal` file: what would be read without these files could be wrong.
    """
    folder = path.resolve().parent
    if os.access(folder, os.W_OK) or not _is_write_ahead(path):
        return False
    log, index = (folder / f"{path.resolve().name}{ending}" for ending in ("-wal", "-shm"))
    if log.exists() and index.exists():
        return False  # a writer has them open, or they were left by one, and SQLite can read them
    if log.exists() and log.stat().st_size:
        why = f"its last changes are in {log.name}, which cannot be read without writing to the folder"
    elif _somebody_writes(folder) or _somebody_writes(path):
        why = "it is in WAL mode, other users can write to it, and this user cannot write to its folder"
    else:
        return True
    raise Unreachable(
        f"{path} cannot be read safely: {why}.",
        hint="Read it as a user who may write to the folder, or copy the database with `bbprops db backup` there.",
    )


def _is_write_ahead(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02"  # https://sqlite.org/fileformat.html, versions of the file format
    return False


def _somebody_writes(path: Path) -> bool:
    """Whether the permissions let any user write; nobody can on a file system that is mounted read-only."""
    return not os.statvfs(path).f_flag & os.ST_RDONLY and bool(path.stat().st_mode & 0o222)


def _write_ahead(connection: "sqlite3.Connection") -> None:
    """Turn WAL on, with retries: while several processes create a file, SQLite fails at once instead of waiting."""
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
                    names = [each.name for each in columns]
                    of = f" of {dashed(str(row[names.index('id')]))}" if "id" in names else ""
                    raise InvalidInput(
                        f"{column.name}{of} holds {str(value)[:60]!r}, which is not a valid {column.type}.",
                        hint="Correct the row with SQL.",
                    ) from None
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
