"""Backups: everything that is ours in one file, of one moment, written while others work."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bbprops_cli.db import migrations
from bbprops_cli.db.connect import Target
from bbprops_cli.errors import NotMigrated, UsageError

Seen = Callable[[int, int | None], None]  # bytes written, of how many as far as that is known


def write(where: Target, file: Path, seen: Seen) -> None:
    """Write a backup into that file, which only its owner may read; it needs no more than the right to read."""
    from bbprops_cli.db.session import engine

    with engine(where, read_only=True).begin() as connection:
        revision = migrations.require_known(connection)
        if not revision:
            raise NotMigrated("There is nothing to back up: bbprops has no table here.", hint="Run: bbprops db init")
        plan = _kind_of(where).plan(connection, revision)
    file.touch(mode=0o600)
    _kind_of(where).write(where, file, seen, plan)


def require_other(where: Target, file: Path) -> None:
    """Refuse a FILE that is the very database."""
    if where.kind == "sqlite" and file.exists() and file.samefile(where.database):
        raise UsageError(f"{file} is the database itself.", hint="Name another FILE.")


def _kind_of(where: Target) -> Any:
    from bbprops_cli.db import backup_postgresql, backup_sqlite

    return backup_sqlite if where.kind == "sqlite" else backup_postgresql
