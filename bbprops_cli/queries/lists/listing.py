"""Lists on the bare driver: filters, `--where`, sort and page → SQL, parameters and typed rows. No SQLAlchemy."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple
from zlib import crc32

from bbprops_cli.catalog import Column, Noun
from bbprops_cli.errors import InvalidInput
from bbprops_cli.queries.lists import columns, keyset
from bbprops_cli.queries.lists.condition import Group, Node, Writer, compare, dashed

Row = tuple[Any, ...]
COUNTED = 10_000
FIELDS_HELP = (
    Column("name", "text", "Name", 1),
    Column("kind", "text", "Kind", 2),
    Column("help", "text", "Meaning", 1),
)
BATCH = 2000
_cursors = count(1)


class Filter(NamedTuple):
    """What a named option asks for; `value` is typed by the column as in `--where`, a tuple for in and between."""

    column: str | tuple[str, ...]  # of several, any one will do
    operator: str
    value: Any = None


def filters(**wanted: Any) -> tuple[Filter, ...]:
    """Filters by column name: a list or tuple is `in`, None and anything empty ask for nothing."""
    return tuple(
        Filter(name, "in" if isinstance(value, list | tuple) else "=", value)
        for name, value in wanted.items()
        if value is not None and value not in ("", [], ())
    )


class Request(NamedTuple):
    """A list as it is wanted; the texts are the user's, `scope` is SQL of ours without any data in it."""

    noun: Noun
    scope: str = ""
    filters: tuple[Filter, ...] = ()
    where: str = ""
    sort: str = ""
    fields: str = ""
    limit: int = 0
    after: str = ""
    now: datetime | None = None  # its zone is meant by dates without one


class Statement(NamedTuple):
    """A list as SQL. The rows hold `columns`, then what the order needs beyond them."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[Column, ...]
    hidden: tuple[Column, ...]
    order: tuple[keyset.Key, ...]
    digest: str
    counting: str
    counted: tuple[Any, ...]


def compile(request: Request, kind: str) -> Statement:  # noqa: A001 - what it does, as in re.compile
    """The SQL of a list for one database; every value of the user's is a parameter."""
    noun = request.noun
    shown = columns.chosen(noun, request.fields)
    order = keyset.keys(noun, request.sort)
    digest = _digest(request)
    writer = Writer(kind)
    terms = _terms(request, writer)
    counting = f"SELECT count(*) FROM (SELECT 1 FROM {noun.table}{_where(terms)} LIMIT {COUNTED + 1}) AS counted"
    counted = tuple(writer.parameters)
    if request.after:
        values = keyset.read_token(request.after, order, digest)
        terms.append(writer.write(keyset.beyond(order, values)))
    hidden = tuple(key.column for key in order if key.column not in shown)
    selecting, ordering = Writer(kind), Writer(kind)
    sql = f"SELECT {', '.join(map(selecting.column, (*shown, *hidden)))} FROM {noun.table}{_where(terms)}"
    sql += f" ORDER BY {keyset.order_by(order, ordering)}"
    sql += f" LIMIT {request.limit + 1:d}" if request.limit else ""
    parameters = (*selecting.parameters, *writer.parameters, *ordering.parameters)
    return Statement(sql, parameters, shown, hidden, order, digest, counting, counted)


def selection(request: Request, kind: str) -> tuple[str, tuple[Any, ...]]:
    """The WHERE clause that chooses the rows of a list, and its parameters, for statements of another form."""
    writer = Writer(kind)
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
        yield Group("OR", tuple(compare(column, each.operator, values, now) for column in found))
    if request.where:
        from bbprops_cli.queries.lists import where

        if node := where.parse(request.noun, request.where, now):
            yield node


def _digest(request: Request) -> str:
    """What a token is bound to: another list, other filters, another digest."""
    what = json.dumps([request.noun.name, request.scope, request.filters, request.where.strip()], default=str)
    return f"{crc32(what.encode()):08x}"


def fields_help(noun: Noun) -> list[tuple[str, str, str]]:
    """What `--fields help` shows, under FIELDS_HELP."""
    return [(column.name, column.type, _meaning(column)) for column in noun.columns]


def _meaning(column: Column) -> str:
    return f"{column.help}; a part of it is {column.name}.NAME" if column.type == "json" else column.help


class Page:
    """The rows of a list, once; `next_token` is known when they have all been read, None after the last row."""

    def __init__(
        self, statement: Statement, limit: int, rows: Iterator[Row], run: Callable[[str, Row], list[Row]]
    ) -> None:
        self.columns = statement.columns
        self.next_token: str | None = None
        self._statement, self._limit, self._rows, self._run = statement, limit, rows, run

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
        statement = self._statement
        selected = (*statement.columns, *statement.hidden)
        values = [row[selected.index(key.column)] for key in statement.order]
        return keyset.token(statement.order, statement.digest, values)

    def count(self) -> int:
        """How many rows the whole list has; COUNTED + 1 stands for more than COUNTED."""
        return int(self._run(self._statement.counting, self._statement.counted)[0][0])


def open_page(connection: Any, kind: str, request: Request) -> Page:
    """Run the list inside the caller's transaction, on a connection as `connect` opens it."""
    statement = compile(request, kind)
    cursor = connection.cursor()

    def run(sql: str, parameters: Row) -> list[Row]:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

    if kind == "sqlite":
        return Page(statement, request.limit, _sqlite_rows(connection, statement), run)
    # Instants then arrive in UTC, so that no row needs a conversion.
    opening = "SET LOCAL TIME ZONE 'UTC';"
    stream = not 0 < request.limit <= BATCH
    rows = _fetched(run, statement, opening) if stream else iter(run(opening + statement.sql, statement.parameters))
    return Page(statement, request.limit, rows, run)


def _fetched(run: Callable[[str, Row], list[Row]], statement: Statement, opening: str) -> Iterator[Row]:
    name = f"bbprops_list_{next(_cursors)}"
    fetch = f"FETCH {BATCH} FROM {name}"
    # All rows will be read: a plan for the first tenth, the default for cursors, would cost more in the end.
    opening += f"SET LOCAL cursor_tuple_fraction = 1;DECLARE {name} NO SCROLL CURSOR FOR "
    rows = run(f"{opening}{statement.sql};{fetch}", statement.parameters)
    while rows:
        yield from rows
        rows = run(fetch, ()) if len(rows) == BATCH else []


def _sqlite_rows(connection: Any, statement: Statement) -> Iterator[Row]:
    rows = connection.execute(statement.sql, statement.parameters)
    return from_sqlite(rows, (*statement.columns, *statement.hidden))


def from_sqlite(rows: Iterator[Row], selected: tuple[Column, ...]) -> Iterator[Row]:
    """Rows of these columns, and perhaps more behind them, with the values that PostgreSQL would give."""
    readers = [(place, _READERS[column.type]) for place, column in enumerate(selected) if column.type in _READERS]
    return map(_reader(selected, readers), rows) if readers else rows


def _reader(selected: tuple[Column, ...], readers: list[tuple[int, Callable[[Any], Any]]]) -> Callable[[Row], Row]:
    def read(row: Row) -> Row:
        values = list(row)
        for place, reader in readers:
            value = values[place]
            if value is not None:
                try:
                    values[place] = reader(value)
                except (ValueError, TypeError):
                    column = selected[place]
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
