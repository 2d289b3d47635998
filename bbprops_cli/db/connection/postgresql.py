"""The dialect of PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from bbprops_cli.catalog import Column
from bbprops_cli.db.connection import advisory
from bbprops_cli.db.connection.dialect import LOCK_TIMEOUT, DialectName, Isolation, Row, utc_text
from bbprops_cli.db.connection.driver import Cursor
from bbprops_cli.db.connection.libpq import PARAMETERS
from bbprops_cli.rules.values.json_path import LARGEST_DOUBLE, is_index

ANALYSED_ROWS = 1000  # smaller loads leave the statistics to autovacuum
READ_TIMEOUT = "5min"
WRITE_TIMEOUT = "30min"
# A UUIDv7: a random UUID of version 4, with the time in milliseconds as its first 48 bits and version 7.
_UUID7 = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())"
    " placing substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),"
    " 52, 1), 53, 1), 'hex')::uuid"
)
_JSON = {
    "value": "NULLIF({found}, 'null'::jsonb)",
    "text": "(SELECT CASE jsonb_typeof(v) WHEN 'string' THEN v #>> '{{}}' END FROM (SELECT {found}) AS j (v))"
    ' COLLATE "C"',
    "bool": "(SELECT CASE jsonb_typeof(v) WHEN 'boolean' THEN v::boolean END FROM (SELECT {found}) AS j (v))",
    # A cast of a number outside the range of a double would be an error.
    "float": "(SELECT CASE WHEN jsonb_typeof(v) <> 'number' THEN NULL"
    f" WHEN abs(v::numeric) > {LARGEST_DOUBLE!r} THEN sign(v::numeric)::float8 * {LARGEST_DOUBLE!r}::float8"
    " WHEN abs(v::numeric) < 2.4703282292062328e-324 THEN 0 ELSE v::float8 END FROM (SELECT {found}) AS j (v))",
}
_cursor_numbers = count(1)


class PostgreSQL:
    """Native types, row locks and advisory locks, COPY for bulk loads."""

    name: DialectName = "postgresql"
    title = "PostgreSQL"
    sqlalchemy_driver = "postgresql+psycopg2"
    single_writer = False
    nulls_first_descending = True
    has_server = True
    url_parameters = PARAMETERS
    in_utc = "SET LOCAL TIME ZONE 'UTC';"

    def begin(
        self,
        *,
        read_only: bool,
        isolation: Isolation = "READ COMMITTED",
        lock_timeout: str = LOCK_TIMEOUT,
        statement_timeout: str = "",
    ) -> str:
        """BEGIN with the time-outs as SET LOCAL, which end with the transaction, also behind a pooler."""
        timeout = statement_timeout or (READ_TIMEOUT if read_only else WRITE_TIMEOUT)
        return (
            f"BEGIN ISOLATION LEVEL {isolation} {'READ ONLY' if read_only else 'READ WRITE'};"
            f"SET LOCAL statement_timeout = '{timeout}'; SET LOCAL lock_timeout = '{lock_timeout}';"
            " SET LOCAL idle_in_transaction_session_timeout = '10min'; SET LOCAL jit = off"
        )

    def continue_begin(self, begin: str) -> str:
        """SET TRANSACTION instead of BEGIN, which would only warn."""
        return begin.replace("BEGIN ", "SET TRANSACTION ", 1)

    def placeholders(self, sql: str) -> str:
        """psycopg2 takes `%s`."""
        return sql

    def id(self, identifier: object) -> str:
        """Text with dashes."""
        return str(identifier)

    def instant(self, moment: datetime) -> str:
        """Text with the UTC offset."""
        return utc_text(moment) + "+00"

    def bound(self, value_type: str, value: object) -> object:
        """psycopg2 adapts every type."""
        return value

    def typed(self, rows: Iterable[tuple[Any, ...]], columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
        """psycopg2 returns the right types already."""
        return iter(rows)

    def new_id(self) -> str:
        """Built from built-in functions, because PostgreSQL 15 has no function for UUIDv7."""
        return _UUID7

    def now(self) -> str:
        """The time of the statement, not of the beginning of the transaction."""
        return "clock_timestamp()"

    def is_same(self, column: str, *, is_json: bool = False) -> str:
        """jsonb is always compared by content."""
        return f"{column} IS NOT DISTINCT FROM %s"

    def rows_agree(self, columns: Iterable[str], *, ignored: Sequence[str] = ()) -> str:
        """One comparison of two rows; metadata is first compared as it is, which is cheaper than without members."""
        plain = [name for name in columns if name != "extra_metadata"]
        first, second = (", ".join(f"{row}.{name}" for name in plain) for row in "ip")
        without = f"- '{{{','.join(ignored)}}}'::text[]"
        return (
            f"(({first}) IS NOT DISTINCT FROM ({second}) AND (i.extra_metadata = p.extra_metadata"
            f" OR i.extra_metadata {without} = p.extra_metadata {without}))"
        )

    def json_path(self, column: Column, bind: Callable[[Any], str]) -> str:
        """One operator for each step of the path."""
        source, *path = column.path
        found = f'"{source}"'
        for step in path:
            # `->` takes a text only as the name of a member, `#>` also as an index of an array.
            found = f"({found} #> {bind([step])}::text[])" if is_index(step) else f"({found} -> {bind(step)}::text)"
        return _JSON[column.type].format(found=found)

    def json_text(self, column: str, name: str) -> str:
        """A member as text."""
        return f"{column}->>'{name}'"

    def json_length(self, column: str) -> str:
        """The length of a jsonb array."""
        return f"jsonb_array_length({column})"

    def json_has(self, column: str, placeholder: str) -> str:
        """The operator that a GIN index supports."""
        return f"{column} ? {placeholder}"

    def row_text(self, columns: str) -> str:
        """A row as text."""
        return f"ROW({columns})::text"

    def like(self, column: str, word: str) -> str:
        """ILIKE in the collation C, which folds the case of ASCII letters only, as SQLite always does."""
        return f'{column} COLLATE "C" {word[:-4]}ILIKE'

    def month(self, moment: str) -> str:
        """A formatted time."""
        return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM')"

    def truncated(self, number: str) -> str:
        """The function trunc()."""
        return f"trunc({number})"

    def id_ends_with(self, digits: str) -> tuple[str, list[object]]:
        """Compares the last three bytes, then the end of the text."""
        whole = f"right(replace(id::text, '-', ''), {len(digits)}) = %s"
        return f"substr(uuid_send(id), 14) = decode(%s, 'hex') AND {whole}", [digits[-6:], digits]

    def for_update(self, strength: str = "UPDATE") -> str:
        """A row lock."""
        return f" FOR {strength}"

    def wait_for_writers(self, cursor: Cursor, seconds: int) -> None:
        """Nothing: writers wait for locks on rows and keys, not for all other writers."""

    def commit_durably(self, cursor: Cursor) -> None:
        """Nothing: the server decides."""

    def lock_key(self, cursor: Cursor, key: str, *, shared: bool = False) -> None:
        """An advisory lock of the transaction, which a pooler keeps; raises Busy, which names the holder."""
        advisory.take(cursor, key, shared=shared)

    def temporary_table(self, table: str, select: str) -> str:
        """Dropped at the end of the transaction."""
        return f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {select} WHERE false"

    def insert(
        self, cursor: Cursor, table: str, columns: Sequence[str], rows: Iterator[Row], *, null: str = ""
    ) -> None:
        """COPY in pieces, in UTF-8 regardless of the client encoding."""
        from bbprops_cli.db.connection.bulk import copy_in

        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (NULL '{null}', ENCODING 'UTF8')"
        copy_in(cursor, statement, rows, null)

    def stream(
        self, cursor: Cursor, sql: str, parameters: Sequence[Any], *, batch: int, opening: str = ""
    ) -> Iterator[list[Any]]:
        """A server-side cursor; it is opened and the first batch fetched in one round trip."""
        name = f"bbprops_{next(_cursor_numbers)}"
        fetch = f"FETCH {batch} FROM {name}"
        # All rows will be read, but by default the planner optimises a cursor for its first tenth.
        opening += f"SET LOCAL cursor_tuple_fraction = 1;DECLARE {name} NO SCROLL CURSOR FOR "
        cursor.execute(f"{opening}{sql};{fetch}", tuple(parameters))
        while rows := cursor.fetchall():
            yield rows
            if len(rows) < batch:
                break
            cursor.execute(fetch)
        cursor.execute(f"CLOSE {name}")

    def prepare_load(self, cursor: Cursor, *, cache_mib: int = 0) -> None:
        """Nothing: the server is tuned by its administrator."""

    def finish_load(self, cursor: Cursor, table: str, rows: int) -> None:
        """ANALYZE after the first large load of a table; later loads leave that to autovacuum.

        After every load of 100,000 rows it would take a sixth of the time of the import.
        """
        if rows < ANALYSED_ROWS:
            return
        cursor.execute("SELECT reltuples <= 0 FROM pg_class WHERE oid = to_regclass(%s)", (table,))
        if cursor.fetchall() == [(True,)]:
            # Another ANALYZE or VACUUM of the table is not waited for; a role that may not ANALYZE gets a warning.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {table}")


POSTGRESQL = PostgreSQL()
