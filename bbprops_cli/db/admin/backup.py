"""Backups: everything that is ours in one file, of one moment, written while others work, and brought back by a reset.

What comes back are the rows. The tables and guards they go into are made by our own migrations, never by the file.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.db.admin import trash
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import InvalidInput, NotFound, NotMigrated, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

Seen = Callable[[int, int | None], None]  # bytes, or of how many parts how many
BEGINNINGS: dict[bytes, Dialect] = {b"PGDMP": POSTGRESQL, b"SQLite format 3\0": SQLITE}


class Backup(NamedTuple):
    """A file that can be restored, as far as a first look tells: of which revision, with the rows of which tables."""

    file: Path
    revision: str
    tables: list[str]


def write(where: Target, file: Path, seen: Seen) -> None:
    """Write a backup into that file, which only its owner may read; it needs no more than the right to read."""
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        revision = migrations.require_known(connection)
        if not revision:
            raise NotMigrated("There is nothing to back up: bbprops has no table here.", hint="Run: bbprops db init")
    file.touch(mode=0o600)
    _of(where.dialect).write(where, file, seen, revision)


def require_other(where: Target, file: Path) -> None:
    """Refuse a FILE that is the very database."""
    database = Path(where.database)
    if not where.dialect.has_server and file.exists() and database.exists() and file.samefile(database):
        raise UsageError(f"{file} is the database itself.", hint="Name another FILE.")


def inspect(where: Target, file: Path) -> Backup:
    """Look at a file; NotFound, or InvalidInput when it is no backup of ours that fits database and version."""
    dialect = _dialect_of_file(file)
    if dialect is not where.dialect:
        raise InvalidInput(
            f"{file} is a backup of {dialect.title}, and this database is {where.dialect.title}.",
            hint="`snapshots export` and `props export` write files that go from one to the other.",
        )
    revision, found = _of(dialect).inspect(file)
    if not revision:
        raise InvalidInput(
            f"{file} is no backup of bbprops.", hint=f"It is one of {dialect.title}, but not of our tables."
        )
    if revision not in {step.revision for step in migrations.history()}:
        raise InvalidInput(
            f"{file} is at revision {revision}, which this version of bbprops does not know.",
            hint="Install the version of bbprops that wrote it.",
        )
    tables = structure.tables(revision)
    if missing := sorted({*tables} - {*found}):
        raise InvalidInput(f"{file} is no whole backup of bbprops: it has no {', '.join(missing)}.")
    return Backup(file, revision, [table for table in tables if table != "alembic_version"])


def _dialect_of_file(file: Path) -> Dialect:
    try:
        with file.open("rb") as opened:
            first = opened.read(16)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {file}.") from error
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.") from error
    for beginning, dialect in BEGINNINGS.items():
        if first.startswith(beginning):
            return dialect
    raise InvalidInput(f"{file} is no backup of bbprops.", hint="`bbprops db backup FILE` writes one.")


def restore(where: Target, backup: Backup, seen: Seen, *, dry_run: bool = False) -> trash.Moved:
    """Put what is there aside as a reset does, and the rows of a backup in its place, in one transaction.

    The schema is then at the revision of the backup; the mark of the environment and the rights stay as they were.
    """
    fill = partial(_of(where.dialect).fill, backup=backup, seen=seen)
    return trash.reset(where, revision=backup.revision, fill=fill, dry_run=dry_run)


def require_columns(connection: "Connection", backup: Backup, table: str, found: Iterable[str]) -> str:
    """The columns as the file has them, quoted; InvalidInput unless they are those of the migrations."""
    from sqlalchemy import inspect as look

    found = list(found)
    if differing := {column["name"] for column in look(connection).get_columns(table)} ^ {*found}:
        names = ", ".join(sorted(differing))
        raise InvalidInput(f"{backup.file} and revision {backup.revision} differ in columns of {table}: {names}.")
    return ", ".join(f'"{name}"' for name in found)


def _of(dialect: Dialect) -> Any:
    from bbprops_cli.db.admin import backup_postgresql, backup_sqlite

    return backup_postgresql if dialect.has_server else backup_sqlite
