"""Trash on SQLite: a copy of the file, beside it, made by the backup API before the tables go."""

import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from bbprops_cli.db.admin import backup_sqlite
from bbprops_cli.db.admin.trash import Trash, describe_tables, stamp, time_of
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import structure

if TYPE_CHECKING:
    from sqlalchemy import Connection


def put_aside(connection: "Connection", where: Target, items: list[structure.Item], *, dry_run: bool) -> str:
    """Copy the file, whole, and drop these. Nobody writes meanwhile: the caller's transaction holds the lock."""
    name = f"{where.database}.trash-{stamp()}"
    if not dry_run:
        _copy(where, _unsealed(name))
    for item in items:
        connection.exec_driver_sql(f"DROP {item.kind} {_quoted(connection, item.name)}")
    return name


def _unsealed(name: str) -> Path:
    return Path(f"{name}.partial")


def _copy(where: Target, to: Path) -> None:
    for left_behind in to.parent.glob(f"{Path(where.database).name}.trash-*.partial"):
        left_behind.unlink()
    to.touch(mode=0o600)
    shutil.copymode(where.database, to)
    backup_sqlite.write(where, to)


def seal(name: str) -> None:
    """Call the copy trash: all that is missing is the commit."""
    _unsealed(name).replace(name)


def bring_back(connection: "Connection", name: str) -> None:
    """Make the tables again and fill them, then indexes and triggers: no guard shall see its own rows come."""
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


def settle(_connection: "Connection", _aside: str) -> list[str]:
    """SQLite knows no grants, and its views find tables by name."""
    return []


def clinging(_connection: "Connection", _name: str) -> list[str]:
    """Nothing refers to another file."""
    return []


def find(_connection: "Connection", where: Target) -> list[str]:
    """The paths of what is in the trash, oldest first."""
    path = Path(where.database)
    return sorted(str(found) for found in path.parent.glob(f"{path.name}.trash-*") if time_of(found.name))


def describe(_connection: "Connection", name: str) -> Trash:
    """One piece of trash."""
    with _opened(name) as trash:
        tables = [item.name for item in structure.ours(trash) if item.kind == "table"]
        return describe_tables(trash, name, tables, size=Path(name).stat().st_size)


def destroy(_connection: "Connection", name: str) -> None:
    """Delete the file."""
    Path(name).unlink()


def discard(name: str) -> None:
    """Delete the copy of what was brought back."""
    Path(name).unlink()


def _opened(name: str) -> "AbstractContextManager[Connection]":
    from bbprops_cli.db.connection.session import engine

    return engine(Target(SQLITE, name), read_only=True).begin()


def _quoted(connection: "Connection", name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
