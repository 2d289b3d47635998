"""Facts about a database: its state, its server, its size, its rows."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.catalog import META, NOUNS
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.deadline import within
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.libpq import CONNECT_TIMEOUT_SECONDS
from bbprops_cli.db.connection.reading import reading
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import BBPropsError, NotMigrated, Unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAUSE_SECONDS = 0.5  # between two attempts
COUNTED_ROWS = 1_000_000  # PostgreSQL needs seconds to count more, so that the estimate of the planner is used


class TableRows(NamedTuple):
    """The number of rows of a table; an estimate unless `exact`."""

    table: str
    rows: int
    exact: bool = True


class Status(NamedTuple):
    """The state of the migrations of a database; `revision` is empty before the first one."""

    environment: str
    revision: str
    head: str
    pending: int


class Overview(NamedTuple):
    """The server, and the size and rows of the database; `version` begins with the name of the server."""

    version: str
    environment: str
    revision: str
    bytes: int
    tables: list[TableRows]


class Contents(NamedTuple):
    """What a reset moves to the trash."""

    environment: str
    tables: list[TableRows]

    @property
    def rows(self) -> int:
        """Number of rows in all tables."""
        return sum(table.rows for table in self.tables)


def status(where: Target) -> Status:
    """The state of the migrations; raises NotMigrated if the database is newer than this version of bbprops."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        revision = migrations.require_known(connection)
        return Status(_label(connection), revision, migrations.head(), len(migrations.pending(revision)))


def contents(where: Target) -> Contents:
    """The environment label, and the number of rows of every table that the migrations created."""
    with structure.looking(where) as connection:
        tables = [item.name for item in structure.ours(connection) if item.type == "table"]
        return Contents(_label(connection), rows_by_table(connection, tables))


def ping(where: Target) -> tuple[float, float]:
    """Milliseconds to connect, and from a query to its answer."""
    started = perf_counter()
    connection = connect(where, read_only=True)
    connected = perf_counter()
    try:
        cursor = connection.cursor()
        cursor.execute("SELECT 1")
        cursor.fetchone()
        answered = perf_counter()
    finally:
        connection.close()
    return round((connected - started) * 1000, 3), round((answered - connected) * 1000, 3)


def ping_within(where: Target, seconds: float) -> tuple[float, float]:
    """`ping`; raises Unreachable if it takes longer than that."""
    return within(seconds, partial(ping, where))


def await_ping(where: Target, wait: timedelta, tell: Callable[[str], None], *, attempt: float) -> tuple[float, float]:
    """`ping`, repeated until the database answers; raises the last failure when the time is up.

    Each failure before that is passed to `tell`. One attempt takes at most `attempt` seconds.
    """
    until = monotonic() + wait.total_seconds()
    while True:
        left = until - monotonic()
        limited = {"connect_timeout": str(max(2, min(CONNECT_TIMEOUT_SECONDS, round(left)))), **dict(where.parameters)}
        try:
            return ping_within(where._replace(parameters=tuple(limited.items())), attempt)
        except Exception as error:
            meaning = error if isinstance(error, BBPropsError) else explain(error)
            if not isinstance(meaning, Unreachable | NotMigrated) or left <= 0:
                raise
            tell(str(meaning))
        sleep(min(PAUSE_SECONDS, max(0, until - monotonic())))


def label(where: Target) -> str:
    """The environment label of a database at any revision; empty if it has none."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        return _label(connection)


def has_rows(where: Target) -> bool:
    """Whether any table but bbprops_meta has a row, whatever revision is stored."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        return any(
            table.rows for table in rows_by_table(connection, (noun.table for noun in NOUNS if noun is not META))
        )


def locked_snapshots(where: Target) -> int:
    """The number of locked snapshots; 0 before the first migration."""
    try:
        with reading(where) as db:
            return int(db.rows("SELECT count(*) FROM snapshots WHERE is_locked")[0][0])
    except Exception as error:
        if isinstance(explain(error), NotMigrated):
            return 0
        raise


def _label(connection: "Connection") -> str:
    return environment.find(connection) or ""


def rows_by_table(connection: "Connection", tables: Iterable[str], schema: str = "") -> list[TableRows]:
    """The number of rows of these tables, in the schema in use or in another one."""
    return [_rows(connection, table, schema) for table in tables]


def _rows(connection: "Connection", table: str, schema: str) -> TableRows:
    name = ".".join(connection.dialect.identifier_preparer.quote(part) for part in (schema, table) if part)
    if connection.dialect.name == "sqlite":
        return TableRows(table, connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one())  # noqa: S608 - quoted
    counted = f"SELECT count(*) FROM (SELECT FROM {name} LIMIT {COUNTED_ROWS + 1}) AS first"  # noqa: S608 - quoted
    rows = connection.exec_driver_sql(counted).scalar_one()
    if rows <= COUNTED_ROWS:
        return TableRows(table, rows)
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) SELECT FROM {name}").scalar_one()
    return TableRows(table, max(int(plan[0]["Plan"]["Plan Rows"]), rows), exact=False)


def overview(where: Target) -> Overview:
    """Server, size, and the number of rows of each noun."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        version, size = (connection.exec_driver_sql(query).scalar_one() for query in SERVER[where.dialect.name])
        revision = migrations.require_known(connection)
        tables = rows_by_table(connection, (noun.table for noun in NOUNS)) if revision else []
        return Overview(version, _label(connection), revision, size, tables)


SERVER = {
    "sqlite": (
        "SELECT 'SQLite ' || sqlite_version()",
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    ),
    "postgresql": (
        "SELECT 'PostgreSQL ' || current_setting('server_version')",
        "SELECT pg_database_size(current_database())",
    ),
}
