"""A reset that can be undone: it moves every table of bbprops, and nothing else, to the trash, and can restore it.

Each move is one transaction, so that a crash leaves the old state or the new one.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.db.admin import trash_postgresql, trash_sqlite
from bbprops_cli.db.admin.trash_backend import Trash, TrashBackend
from bbprops_cli.db.connection import environment
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import Busy, Conflict, NotFound, NotMigrated

if TYPE_CHECKING:
    from sqlalchemy import Connection

Facts = dict[str, str]
Fill = Callable[["Connection"], None]
BACKENDS: dict[str, TrashBackend] = {"postgresql": trash_postgresql, "sqlite": trash_sqlite}


class Moved(NamedTuple):
    """What a reset or an undo did: the new piece of trash, the revision now, and dependents of the former tables."""

    trash: str
    revision: str
    dependents: list[str]


def reset(where: Target, *, revision: str = "head", fill: Fill | None = None, dry_run: bool = False) -> Moved:
    """Move the tables to the trash and create empty ones; bbprops_meta, owners and grants stay as they were.

    A restore creates them at a `revision`, and then has them filled. Raises NotMigrated for a database without tables.
    """
    backend = BACKENDS[where.dialect.name]
    backend.finish_undo(where, dry_run=dry_run)
    with migrations.alone(where, dry_run=dry_run) as connection:
        migrations.require_stored_revision(connection)
        if not migrations.current(connection):
            raise NotMigrated("nothing to reset: this database has no table of bbprops", hint="Run: bbprops db init")
        items = structure.ours(connection)
        facts = _facts(connection, items)
        trash = backend.move_to_trash(connection, where, items, dry_run=dry_run)
        _, revision = migrations.move(connection, "upgrade", revision)
        if fill:
            fill(connection)
            environment.write(connection, "")  # a backup does not say which environment this database is
        _store(connection, facts)
        dependents = backend.carry_over_rights(connection, trash)
        _complete(backend, connection, trash, dry_run=dry_run)
    return Moved(trash, revision, dependents)


def undo(where: Target, name: str = "", *, dry_run: bool = False) -> Moved:
    """Restore a piece of trash, by default the newest with rows, and move the present tables to the trash.

    bbprops_meta stays as it is. If an undo was killed after its commit, the next one only finishes it. Raises NotFound
    where the trash is empty or has no piece of that name.
    """
    backend = BACKENDS[where.dialect.name]
    if (finished := backend.finish_undo(where, dry_run=dry_run)) and name in {"", finished}:
        return _undone(where)
    with migrations.alone(where, dry_run=dry_run) as connection:
        migrations.require_stored_revision(connection)
        wanted = _choose(backend, connection, where, name)
        items = structure.ours(connection)
        facts = _facts(connection, items)
        trash = backend.move_to_trash(connection, where, items, dry_run=dry_run)
        backend.restore(connection, wanted)
        _store(connection, facts)
        backend.mark_restored(connection, wanted)
        revision = migrations.require_known(connection)
        dependents = backend.dependents(connection, trash)
        _complete(backend, connection, trash, dry_run=dry_run)
    backend.finish_undo(where, dry_run=dry_run)
    return Moved(trash, revision, dependents)


def _undone(where: Target) -> Moved:
    """What an undo that was killed after its commit had done."""
    newest = listing(where)[-1]
    with migrations.alone(where, dry_run=True) as connection:
        return Moved(newest.name, migrations.current(connection), [])


def chosen(where: Target, name: str) -> str:
    """The piece of trash that an undo would restore; raises NotFound."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        migrations.require_ours(connection)
        return _choose(BACKENDS[where.dialect.name], connection, where, name)


def _choose(backend: TrashBackend, connection: "Connection", where: Target, name: str) -> str:
    unfinished = backend.restored(connection, where)
    if unfinished and name in {"", unfinished}:
        return unfinished
    names = backend.names(connection, where)
    if not names:
        raise NotFound("cannot undo a reset: the trash is empty")
    if name and name not in names:
        raise NotFound(f"{name!r} is not in the trash.", hint="List the trash: bbprops db trash list")
    newest_first = reversed(names)
    return name or next((each for each in newest_first if not backend.is_empty(connection, each)), names[-1])


def _complete(backend: TrashBackend, connection: "Connection", trash: str, *, dry_run: bool) -> None:
    migrations.require_references(connection)
    if not dry_run:
        backend.complete(connection, trash)


def listing(where: Target) -> list[Trash]:
    """Every piece of trash, oldest first."""
    from bbprops_cli.db.connection.session import engine

    backend = BACKENDS[where.dialect.name]
    with engine(where, read_only=True).begin() as connection:
        return [backend.describe(connection, name) for name in backend.names(connection, where)]


def empty(where: Target, names: list[str], *, dry_run: bool = False) -> None:
    """Delete these pieces of trash for good; raises Conflict while an object outside bbprops refers to one.

    Raises Busy while another session reads one.
    """
    from bbprops_cli.db.connection.session import engine, require_environment

    backend = BACKENDS[where.dialect.name]
    with engine(where).begin() as connection:
        require_environment(connection)
        for name in names:
            if dependents := backend.dependents(connection, name):
                raise Conflict(
                    f"cannot delete {name} from the trash: {'; '.join(dependents)} still refers to it.",
                    hint="Drop the dependents first, or restore the tables: bbprops db reset --undo",
                )
            if readers := backend.readers(connection, name):
                raise Busy(
                    f"cannot delete {name} from the trash: it is in use by {', '.join(readers)}; nothing was deleted",
                    hint="Try again when that has ended; a backup of the whole database reads the trash, too.",
                )
            if not dry_run:
                backend.destroy(connection, name)


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
