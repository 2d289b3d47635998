"""Trash on SQLite: a copy of the database file beside it, made by the backup API before the tables are dropped."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from bbprops_cli import files
from bbprops_cli.db.admin import backup_sqlite
from bbprops_cli.db.admin.trash_backend import Trash, describe_tables, has_rows, stamp, time_of
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure

if TYPE_CHECKING:
    from sqlalchemy import Connection

RESTORED = "restored_trash"  # key in bbprops_meta


def move_to_trash(connection: "Connection", where: Target, items: list[structure.Item], *, dry_run: bool) -> str:
    """Copy the whole file and drop these items; the caller's transaction locks out other writers."""
    name = f"{where.database}.trash-{stamp()}"
    if not dry_run:
        _copy(where, _unsealed(name))
    for item in items:
        connection.exec_driver_sql(f"DROP {item.type} {_quoted(connection, item.name)}")
    return name


def _unsealed(name: str) -> Path:
    return Path(f"{name}.partial")


def _copy(where: Target, to: Path) -> None:
    for left_behind in to.parent.glob(f"{Path(where.database).name}.trash-*.partial"):
        left_behind.unlink()
    files.create_private(to, like=Path(where.database))
    backup_sqlite.copy_file(where, to)


def complete(_connection: "Connection", name: str) -> None:
    """Give the copy its final name; only the commit is missing."""
    files.rename(_unsealed(name), Path(name))


def restore(connection: "Connection", name: str) -> None:
    """Create and fill the tables, then indexes and triggers, so that no guard refuses its own rows."""
    with _opened(name) as trash:
        ours = [item.name for item in structure.ours(trash)]
    connection.exec_driver_sql("ATTACH DATABASE ? AS trash", (name,))
    parts = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM trash.sqlite_master WHERE sql <> ''")
    order = ("table", "index", "view", "trigger")
    for kind, part, table, sql in sorted(parts, key=lambda part: order.index(part.type)):
        if table not in ours:
            continue
        connection.exec_driver_sql(sql)
        if kind == "table":
            quoted = _quoted(connection, part)
            connection.exec_driver_sql(f"INSERT INTO main.{quoted} SELECT * FROM trash.{quoted}")  # noqa: S608 - quoted


def carry_over_rights(_connection: "Connection", _name: str) -> list[str]:
    """Nothing to do: SQLite has no grants, and its views find tables by name."""
    return []


def dependents(_connection: "Connection", _name: str) -> list[str]:
    """None: objects of one SQLite file cannot refer to another."""
    return []


def names(connection: "Connection", where: Target) -> list[str]:
    """The paths of the files in the trash, oldest first."""
    path, hidden = Path(where.database), restored(connection, where)
    found = (str(each) for each in path.parent.glob(f"{path.name}.trash-*") if time_of(each.name))
    return sorted(name for name in found if name != hidden)


def describe(_connection: "Connection", name: str) -> Trash:
    """One piece of trash."""
    with _opened(name) as trash:
        tables = [item.name for item in structure.ours(trash) if item.type == "table"]
        return describe_tables(trash, name, tables, size=Path(name).stat().st_size)


def is_empty(_connection: "Connection", name: str) -> bool:
    """True if all tables of the piece, except bbprops_meta, are empty."""
    with _opened(name) as trash:
        return not has_rows(trash, [item.name for item in structure.ours(trash) if item.type == "table"])


def readers(_connection: "Connection", _name: str) -> list[str]:
    """None: a file that is open elsewhere stays readable there after its deletion."""
    return []


def destroy(_connection: "Connection", name: str) -> None:
    """Delete the file."""
    Path(name).unlink()


def mark_restored(connection: "Connection", name: str) -> None:
    """Store the file name, so that the file counts as restored from the commit on, even if it cannot be deleted."""
    mark = "INSERT OR REPLACE INTO bbprops_meta (key, value) VALUES (?, ?)"
    connection.exec_driver_sql(mark, (RESTORED, Path(name).name))


def finish_undo(where: Target, *, dry_run: bool) -> str:
    """Delete the file that was restored, then its mark."""
    if not Path(where.database).exists():
        return ""
    with migrations.alone(where, dry_run=dry_run) as connection:
        name = restored(connection, where)
        if name and not dry_run:
            Path(name).unlink(missing_ok=True)
            _forget(connection)
    return name


def restored(connection: "Connection", where: Target) -> str:
    """The path of the file that an undo has restored and that it has not deleted; empty if there is none."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'bbprops_meta'").first():
        return ""
    found = connection.exec_driver_sql("SELECT value FROM bbprops_meta WHERE key = ?", (RESTORED,)).scalar()
    return str(Path(where.database).with_name(found)) if found else ""


def _forget(connection: "Connection") -> None:
    connection.exec_driver_sql("DELETE FROM bbprops_meta WHERE key = ?", (RESTORED,))


def _opened(name: str) -> "AbstractContextManager[Connection]":
    from bbprops_cli.db.connection.session import engine

    return engine(Target(SQLITE, name), read_only=True).begin()


def _quoted(connection: "Connection", name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
