"""One page of a list: filters, --where, --sort and --fields as SQL, and its typed rows. Loads no SQLAlchemy."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple
from zlib import crc32

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.queries.lists import columns, keyset
from bbprops_cli.queries.lists.comparison import compare
from bbprops_cli.queries.lists.condition import Junction, Node
from bbprops_cli.queries.lists.writer import Writer

Row = tuple[Any, ...]
COUNTED_ROWS = 10_000  # a list is counted up to here
FIELDS_HELP = (
    Column("name", "text", "Name", 1),
    Column("kind", "text", "Kind", 2),
    Column("help", "text", "Meaning", 1),
)
BATCH_ROWS = 2000


class Filter(NamedTuple):
    """What an option asks for; `value` is read as in --where, and is a list or tuple for `in` and `between`."""

    column: str | tuple[str, ...]  # any of several may match
    operator: str
    value: Any = None


def filters(**wanted: object) -> tuple[Filter, ...]:
    """Filters by column name: `in` for a list or tuple, else `=`; None and empty values make no filter."""
    return tuple(
        Filter(name, "in" if isinstance(value, list | tuple) else "=", value)
        for name, value in wanted.items()
        if value is not None and value not in ("", [], ())
    )


class Request(NamedTuple):
    """A list as asked for: texts as users type them; `scope` is SQL of our own that holds no data."""

    noun: Noun
    scope: str = ""
    filters: tuple[Filter, ...] = ()
    where: str = ""
    sort: str = ""
    fields: str = ""
    limit: int = 0
    after: str = ""
    also: Node | None = None  # a condition of our own, besides `filters` and `where`
    now: datetime | None = None  # gives the time zone of dates without one


class Statement(NamedTuple):
    """A list as SQL. Its rows hold `columns`, then the `hidden` columns that only the order needs."""

    sql: str
    parameters: tuple[object, ...]
    columns: tuple[Column, ...]
    hidden: tuple[Column, ...]
    order: tuple[keyset.SortKey, ...]
    digest: str
    counting: str
    counted: tuple[object, ...]

    @property
    def selected(self) -> tuple[Column, ...]:
        """The columns of its rows."""
        return (*self.columns, *self.hidden)


def statement_of(request: Request, dialect: Dialect) -> Statement:
    """The SQL of a list for one database; values that users typed are parameters."""
    noun = request.noun
    shown = columns.chosen(noun, request.fields)
    order = keyset.keys(noun, request.sort)
    digest = _digest(request)
    writer = Writer(dialect)
    terms = _terms(request, writer)
    counting = f"SELECT count(*) FROM (SELECT 1 FROM {noun.table}{_where(terms)} LIMIT {COUNTED_ROWS + 1}) AS counted"
    counted = tuple(writer.parameters)
    if request.after:
        values = keyset.read_token(request.after, order, digest)
        terms.append(writer.write(keyset.beyond(order, values)))
    hidden = tuple(key.column for key in order if key.column not in shown)
    selecting, ordering = Writer(dialect), Writer(dialect)
    sql = f"SELECT {', '.join(map(selecting.column, (*shown, *hidden)))} FROM {noun.table}{_where(terms)}"
    sql += f" ORDER BY {keyset.order_by(order, ordering)}"
    sql += f" LIMIT {request.limit + 1:d}" if request.limit else ""
    parameters = (*selecting.parameters, *writer.parameters, *ordering.parameters)
    return Statement(sql, parameters, shown, hidden, order, digest, counting, counted)


def where_clause(request: Request, dialect: Dialect) -> tuple[str, tuple[object, ...]]:
    """The WHERE clause that chooses the rows of a list, and its parameters, for other statements on those rows."""
    writer = Writer(dialect)
    return _where(_terms(request, writer)), tuple(writer.parameters)


def _terms(request: Request, writer: Writer) -> list[str]:
    return [*([request.scope] if request.scope else []), *map(writer.write, _conditions(request))]


def _where(terms: list[str]) -> str:
    return f" WHERE {' AND '.join(terms)}" if terms else ""


def _conditions(request: Request) -> Iterator[Node]:
    now = request.now or datetime.now(UTC)
    for each in request.filters:
        names = (each.column,) if isinstance(each.column, str) else each.column
        several = each.operator.endswith(("in", "between"))
        values = () if each.operator.startswith("is ") else tuple(each.value) if several else (each.value,)
        found = (columns.find(request.noun, name, "filter") for name in names)
        yield Junction("OR", tuple(compare(column, each.operator, values, now) for column in found))
    if request.where:
        from bbprops_cli.queries.lists import where

        if node := where.parse(request.noun, request.where, now):
            yield node
    if request.also:
        yield request.also


def _digest(request: Request) -> str:
    """A digest of the list and its filters, to which the tokens of its pages are bound."""
    what = json.dumps([request.noun.name, request.scope, request.filters, request.where.strip()], default=str)
    return f"{crc32(what.encode()):08x}"


def fields_help(noun: Noun) -> list[tuple[str, str, str]]:
    """Name, type and meaning of each column, under FIELDS_HELP."""
    return [(column.name, column.type, _meaning(column)) for column in noun.columns]


def _meaning(column: Column) -> str:
    return f"{column.help}; a part of it is {column.name}.NAME" if column.type == "json" else column.help


class Page:
    """The rows of a page, to be iterated once; then `next_token` leads to the next page, or is None after the last."""

    def __init__(self, db: Db, statement: Statement, limit: int, rows: Iterator[Row]) -> None:
        self.columns = statement.columns
        self.next_token: str | None = None
        self._db, self._statement, self._limit, self._rows = db, statement, limit, rows

    def __iter__(self) -> Iterator[Row]:
        if not self._limit and not self._statement.hidden:
            return self._rows
        return self._paged()

    def _paged(self) -> Iterator[Row]:
        wide, last = len(self.columns), None
        for number, row in enumerate(self._rows):
            if last is not None and number == self._limit:
                self.next_token = self._token(last)
                return
            last = row
            yield row[:wide]

    def _token(self, row: Row) -> str:
        statement, selected = self._statement, self._statement.selected
        values = [row[selected.index(key.column)] for key in statement.order]
        return keyset.token(statement.order, statement.digest, values)

    def count(self) -> int:
        """The number of rows of the whole list; COUNTED_ROWS + 1 means more than COUNTED_ROWS."""
        return int(self._db.rows(self._statement.counting, self._statement.counted)[0][0])


def open_page(db: Db, request: Request) -> Page:
    """Run the list in the caller's transaction; without a limit, or with a large one, its rows are streamed."""
    if request.where and request.now is None:
        request = request._replace(now=db.now())
    statement = statement_of(request, db.dialect)
    return Page(db, statement, request.limit, db.dialect.typed(_rows(db, statement, request.limit), statement.selected))


def _rows(db: Db, statement: Statement, limit: int) -> Iterator[Row]:
    # `in_utc` makes times arrive in UTC, so that no row needs a conversion.
    if 0 < limit <= BATCH_ROWS:
        return iter(db.rows(db.dialect.in_utc + statement.sql, statement.parameters))
    batches = db.stream(statement.sql, statement.parameters, batch=BATCH_ROWS, opening=db.dialect.in_utc)
    return chain.from_iterable(batches)
