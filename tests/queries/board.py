"""Random props on the live board, put there without our own code, and what their order should be."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bbprops_cli.catalog import PROPS
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.dialects import dialect_named
from bbprops_cli.queries.lists import listing
from bbprops_cli.queries.lists.listing import Request
from tests.databases import Database

Row = dict[str, Any]
LETTERS = st.one_of(
    st.sampled_from(["", "A", "a", "aB", "é", "\uff3a", "\U0001d49c", "O'B", 'x"y', "50%", "a_b", "\\", "null", "and"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4),
)
INSTANTS = st.one_of(
    st.sampled_from([datetime(2025, 10, 5, 17, tzinfo=UTC), datetime(2025, 10, 5, 17, 0, 0, 1, tzinfo=UTC)]),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),  # noqa: DTZ001 - made aware
)
PRICES = st.one_of(st.sampled_from([1.5, 2.0, 1 + 1 / 1.1]), st.floats(1, 1001, exclude_min=True))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "player_name": LETTERS,
    "team": LETTERS,
    "week": st.integers(0, 6),
    "line": st.one_of(st.sampled_from([0.0, 7.5]), st.floats(-1_000_000, 1_000_000)),
    "odds": PRICES,
    "game_date": INSTANTS,
    "is_active": st.booleans(),
    "id": st.uuids().map(str),
}
NULLABLE = ("team", "week", "odds", "game_date")
FIELDS = tuple(VALUES)
ALL = Request(PROPS, fields=",".join(FIELDS))
# One database serves all examples of a test: each rolls back what it stored.
MANY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROWS = st.lists(
    st.fixed_dictionaries(
        {name: st.none() | values if name in NULLABLE else values for name, values in VALUES.items()}
    ),
    max_size=12,
    unique_by=lambda row: row["id"],
)


def store(connection: Any, kind: str, rows: list[Row]) -> None:
    """These rows and no other, inside the transaction that is open."""
    cursor = connection.cursor()
    cursor.execute("DELETE FROM prop_markets")
    constants = {"league": "NFL", "market_type": "yards", "platform": "manual"}
    times = {"created_at": datetime(2025, 1, 1, tzinfo=UTC), "updated_at": datetime(2025, 1, 1, tzinfo=UTC)}
    for row in rows:
        whole = {**row, **constants, **times, "external_id": row["id"], "extra_metadata": "{}"}
        marks = ", ".join(["%s" if kind == "postgresql" else "?"] * len(whole))
        values = [_stored(value) if kind == "sqlite" else value for value in whole.values()]
        cursor.execute(f"INSERT INTO prop_markets ({', '.join(whole)}) VALUES ({marks})", values)
    if kind == "sqlite":
        cursor.execute("UPDATE prop_markets SET id = replace(id, '-', '')")


def _stored(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


def ordered(rows: list[Row], keys: list[str]) -> list[Row]:
    """Sorted by plain Python: nulls last up and down, ties by id in the direction of the last key."""
    direction = "-" if keys[-1].startswith("-") else ""
    for key in reversed([*keys, f"{direction}id"]):
        rows = _sorted(rows, key.lstrip("-"), descending=key.startswith("-"))
    return rows


def _sorted(rows: list[Row], name: str, *, descending: bool) -> list[Row]:
    def value(row: Row) -> Any:
        return UUID(row[name]) if name == "id" else row[name]

    present = [row for row in rows if row[name] is not None]
    return [*sorted(present, key=value, reverse=descending), *(row for row in rows if row[name] is None)]


def tuples(rows: list[Row]) -> list[tuple[Any, ...]]:
    """The rows as a list gives them, in the order of FIELDS."""
    return [tuple(row[name] for name in FIELDS) for row in rows]


@contextmanager
def holding(database: Database, rows: list[Row]) -> Iterator[Db]:
    """A transaction in which the board holds these rows; it is rolled back."""
    connection = database.connect()
    try:
        connection.cursor().execute("BEGIN")
        store(connection, database.kind, rows)
        yield Db(connection, dialect_named(database.kind))
    finally:
        connection.close()


def listed(db: Db, request: Request) -> list[tuple[Any, ...]]:
    """The rows of a list."""
    return list(listing.open_page(db, request))
