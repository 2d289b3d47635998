"""Reset that can be undone: what is ours goes aside, whole, and can come back. Nothing else is touched.

On PostgreSQL a piece of trash is a schema, on SQLite a file beside the database. Each move is one transaction, so that
a crash leaves the old state or the new one.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.db.admin.facts import rows_by_table
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import Conflict, NotFound, NotMigrated

if TYPE_CHECKING:
    from sqlalchemy import Connection

TIME = "%Y%m%dt%H%M%S%fz"
Facts = dict[str, str]
Fill = Callable[["Connection"], None]


class Trash(NamedTuple):
    """One state of the database that was put aside."""

    name: str
    made: datetime
    revision: str
    environment: str
    locked: int  # snapshots
    rows: int
    bytes: int


class Moved(NamedTuple):
    """What a reset or an undo did: where the former state went, the revision now, what still looks at the former."""

    aside: str
    revision: str
    clinging: list[str]


def stamp() -> str:
    """The present, as the name of a piece of trash ends."""
    return datetime.now(UTC).strftime(TIME)


def time_of(name: str) -> datetime | None:
    """When a piece of trash was made, by its name; None for a name that is not one of ours."""
    found = re.search(r"\d{8}t\d{12}z$", name)
    return datetime.strptime(found[0], TIME).replace(tzinfo=UTC) if found else None


def reset(where: Target, *, revision: str = "head", fill: Fill | None = None, dry_run: bool = False) -> Moved:
    """Put the tables aside and make empty ones; the facts of the database and all grants stay as they were.

    A restore has them made at a `revision`, and then filled.
    """
    keeper = _keeper(where)
    with migrations.alone(where, dry_run=dry_run) as connection:
        if not migrations.current(connection):
            raise NotMigrated("There is nothing to reset: bbprops has no table here.", hint="Run: bbprops db init")
        items = structure.ours(connection)
        facts = _facts(connection, items)
        aside = keeper.put_aside(connection, where, items, dry_run=dry_run)
        _, revision = migrations.move(connection, "upgrade", revision)
        if fill:
            fill(connection)
            environment.write(connection, "")  # no file says what this database is
        _store(connection, facts)
        clinging = keeper.settle(connection, aside)
        _seal(keeper, connection, aside, dry_run=dry_run)
    return Moved(aside, revision, clinging)


def undo(where: Target, name: str = "", *, dry_run: bool = False) -> Moved:
    """Bring a piece of trash back, the newest unless named, and put what is there now aside; the facts stay."""
    keeper = _keeper(where)
    with migrations.alone(where, dry_run=dry_run) as connection:
        wanted = _choose(keeper.find(connection, where), name)
        items = structure.ours(connection)
        facts = _facts(connection, items)
        aside = keeper.put_aside(connection, where, items, dry_run=dry_run)
        keeper.bring_back(connection, wanted)
        _store(connection, facts)
        revision = migrations.require_known(connection)
        clinging = keeper.clinging(connection, aside)
        _seal(keeper, connection, aside, dry_run=dry_run)
    if not dry_run:
        keeper.discard(wanted)
    return Moved(aside, revision, clinging)


def _choose(names: list[str], name: str) -> str:
    if not names:
        raise NotFound("The trash is empty: there is no reset to undo.")
    if name and name not in names:
        raise NotFound(f"There is no {name!r} in the trash.", hint="`bbprops db trash list` shows what is.")
    return name or names[-1]


def _seal(keeper: Any, connection: "Connection", aside: str, *, dry_run: bool) -> None:
    migrations.require_references(connection)
    if not dry_run:
        keeper.seal(aside)


def listing(where: Target) -> list[Trash]:
    """What is in the trash, oldest first."""
    from bbprops_cli.db.connection.session import engine

    keeper = _keeper(where)
    with engine(where, read_only=True).begin() as connection:
        return [keeper.describe(connection, name) for name in keeper.find(connection, where)]


def empty(where: Target, names: list[str], *, dry_run: bool = False) -> None:
    """Destroy these pieces of trash; refused (Conflict) while something of other people still looks at one."""
    from bbprops_cli.db.connection.session import engine, require_environment

    keeper = _keeper(where)
    with engine(where).begin() as connection:
        require_environment(connection)
        for name in names:
            if clinging := keeper.clinging(connection, name):
                raise Conflict(
                    f"{'; '.join(clinging)} still looks at {name}; nothing was destroyed.",
                    hint="Drop that first, or bring the tables back: bbprops db reset --undo",
                )
            if not dry_run:
                keeper.destroy(connection, name)


def describe_tables(connection: "Connection", name: str, tables: list[str], *, size: int, schema: str = "") -> Trash:
    """A piece of trash that lies open in these tables; a keeper calls this."""
    within = f"{schema}." if schema else ""

    def ask(table: str, query: str) -> Any:
        return connection.exec_driver_sql(query.format(within + table)).scalar() if table in tables else None

    return Trash(
        name,
        time_of(name) or datetime.min.replace(tzinfo=UTC),
        ask("alembic_version", "SELECT version_num FROM {}") or "",
        ask("bbprops_meta", "SELECT value FROM {} WHERE key = 'environment'") or "",
        ask("snapshots", "SELECT count(*) FROM {} WHERE is_locked") or 0,
        sum(table.rows for table in rows_by_table(connection, tables, schema)),
        size,
    )


def _keeper(where: Target) -> Any:
    from bbprops_cli.db.admin import trash_postgresql, trash_sqlite

    return trash_sqlite if not where.dialect.has_server else trash_postgresql


def _facts(connection: "Connection", items: list[structure.Item]) -> Facts:
    if structure.Item("table", "", "bbprops_meta") not in items:
        return {}
    rows = connection.exec_driver_sql("SELECT key, value FROM bbprops_meta")
    return {row.key: row.value for row in rows}


def _store(connection: "Connection", facts: Facts) -> None:
    from sqlalchemy import text

    for key, value in facts.items():
        connection.execute(text("DELETE FROM bbprops_meta WHERE key = :key"), {"key": key})
        connection.execute(
            text("INSERT INTO bbprops_meta (key, value) VALUES (:key, :value)"), {"key": key, "value": value}
        )
