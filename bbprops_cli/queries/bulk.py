"""Many rows at a time on the driver's connection: COPY on PostgreSQL, prepared inserts on SQLite."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Self

BLOCK = 500  # rows a chunk: small enough that the server is busy with one while we make the next
SPOOLED_BYTES = 8 << 20
Row = Sequence[Any]
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Cursor:
    """The driver's cursor, with one spelling of parameters and of the few things the databases say differently."""

    def __init__(self, connection: Any, kind: str) -> None:
        self.raw = connection.cursor()
        self.postgresql = kind == "postgresql"

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Run one statement; `%s` stands for a parameter on both."""
        self.raw.execute(sql if self.postgresql else sql.replace("%s", "?"), tuple(parameters))

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[Any]:
        """All rows of one statement."""
        self.run(sql, parameters)
        return list(self.raw.fetchall())

    def create(self, table: str, like: str) -> None:
        """An empty temporary table with the columns of a SELECT; it goes with the transaction or the connection."""
        self.run(f"CREATE TEMP TABLE {table} {'ON COMMIT DROP ' if self.postgresql else ''}AS {like} WHERE false")

    def insert(self, table: str, columns: tuple[str, ...], rows: Iterator[Row], *, null: str = "") -> None:
        """Add rows in bounded memory; None is null. On PostgreSQL no text may be `null`, which stands for it."""
        if self.postgresql:
            _copy_in(self.raw, f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (NULL '{null}')", rows, null)
            return
        marks = ", ".join("?" * len(columns))
        self.raw.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def same(self, columns: Iterable[str]) -> str:
        """SQL that is true when rows `i` and `p` agree in these columns, null being equal to null."""
        if self.postgresql:
            first, second = (", ".join(f"{row}.{name}" for name in columns) for row in "ip")
            return f"(({first}) IS NOT DISTINCT FROM ({second}))"
        terms = [f"i.{name} IS p.{name}" for name in columns if name != "extra_metadata"]
        canonical = "canonical_json(i.extra_metadata) = canonical_json(p.extra_metadata)"
        return f"({' AND '.join(terms)} AND (i.extra_metadata = p.extra_metadata OR {canonical}))"

    def instant(self, moment: datetime) -> str:
        """A time as the database takes it; SQLite keeps the text, which sorts like time."""
        return _utc(moment) + "+00" if self.postgresql else _utc(moment)


@lru_cache(maxsize=1 << 12)
def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


class Spool:
    """Rows put aside, on disk when they are many, and given back in their order."""

    def __init__(self) -> None:
        self._count = 0
        self._file = tempfile.SpooledTemporaryFile(SPOOLED_BYTES, "w+", encoding="utf-8")  # noqa: SIM115 - see __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return self._count

    def add(self, row: list[Any]) -> None:
        """Texts, numbers and None."""
        self._count += 1
        self._file.write(json.dumps(row) + "\n")

    def __iter__(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        return map(json.loads, self._file)


def _copy_text(rows: list[Row], null: str) -> str:
    """The rows as COPY reads them with that NULL."""
    # The csv module takes three times as long. Most rows hold nothing to be escaped, and one look shows it of all.
    table = [
        [value if type(value) is str else null if value is None else _number(value) for value in row] for row in rows
    ]
    text = _joined(table)
    needs_no_escape = text.count("\t") == sum(map(len, table)) - len(table) and text.count("\n") == len(table)
    if needs_no_escape and "\\" not in text and "\r" not in text:
        return text
    return _joined([cell.translate(_ESCAPES) for cell in cells] for cells in table)


def _joined(table: Iterable[list[str]]) -> str:
    return "".join([f"{line}\n" for line in map("\t".join, table)])


_number = lru_cache(maxsize=1 << 14, typed=True)(str)


class _Source:
    """Rows as the file that COPY reads; an error of theirs is kept, since psycopg2 would replace it."""

    def __init__(self, rows: Iterator[Row], null: str) -> None:
        self.rows, self.null = rows, null
        self.failure: BaseException | None = None

    def read(self, _size: int) -> str:
        try:
            return _copy_text(list(islice(self.rows, BLOCK)), self.null)
        except BaseException as error:
            self.failure = error
            raise


def _copy_in(cursor: Any, statement: str, rows: Iterator[Row], null: str) -> None:
    source = _Source(rows, null)
    try:
        cursor.copy_expert(statement, source)
    except Exception as error:  # noqa: BLE001 - raised again, or what caused it is
        raise source.failure or error from None
