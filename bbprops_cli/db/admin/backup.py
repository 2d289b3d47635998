"""Backups: every table of bbprops in one file, as of one moment, written while others work and restored by a reset.

A restore takes rows from the file. Tables and guards are created by our own migrations, never by the file.
"""

from pathlib import Path

from bbprops_cli.db.admin import backup_postgresql, backup_sqlite, trash
from bbprops_cli.db.admin.backup_backend import Backup, BackupBackend, Progress
from bbprops_cli.db.connection.dialect import Dialect
from bbprops_cli.db.connection.postgresql import POSTGRESQL
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import InvalidInput, NotFound, NotMigrated, UsageError
from bbprops_cli.files import output

BACKENDS: dict[str, BackupBackend] = {"postgresql": backup_postgresql, "sqlite": backup_sqlite}
BEGINNINGS: dict[bytes, Dialect] = {b"PGDMP": POSTGRESQL, b"SQLite format 3\0": SQLITE}


def write(where: Target, file: Path, progress: Progress) -> None:
    """Write a backup into a file that only its owner may read; the role needs no privilege but reading.

    Raises NotMigrated where the database has no table of bbprops, InvalidInput if the file cannot be written.
    """
    from bbprops_cli.db.connection.session import engine

    with engine(where, read_only=True).begin() as connection:
        revision = migrations.require_known(connection)
        if not revision:
            raise NotMigrated("nothing to back up: this database has no table of bbprops", hint="Run: bbprops db init")
    with output(file, private=True) as out:
        BACKENDS[where.dialect.name].write(where, out, progress, revision)


def require_other(where: Target, file: Path) -> None:
    """Raise UsageError for a file that is the database itself."""
    database = Path(where.database)
    if not where.dialect.has_server and file.exists() and database.exists() and file.samefile(database):
        raise UsageError(f"{file} is the database itself", hint="Name another FILE.")


def inspect(where: Target, file: Path) -> Backup:
    """The backup in a file; raises NotFound, or InvalidInput unless this database and version can restore it."""
    dialect = _dialect_of_file(file)
    if dialect is not where.dialect:
        raise InvalidInput(
            f"{file} is a backup of {dialect.title}, and this database is {where.dialect.title}.",
            hint="Move data between the two with `bbprops snapshots export` or `bbprops props export`.",
        )
    revision, found = BACKENDS[dialect.name].inspect(file)
    if not revision:
        raise InvalidInput(
            f"{file} is not a backup of bbprops: it has no table of bbprops",
            hint="`bbprops db backup FILE` writes one.",
        )
    if revision not in {step.revision for step in migrations.history()}:
        raise InvalidInput(
            f"{file} is at revision {revision}, which this version of bbprops does not know",
            hint="Install the version of bbprops that wrote it.",
        )
    tables = structure.tables(revision)
    if missing := sorted({*tables} - {*found}):
        raise InvalidInput(f"{file} is not a complete backup of bbprops: it lacks {', '.join(missing)}.")
    return Backup(file, revision, [table for table in tables if table != "alembic_version"])


def _dialect_of_file(file: Path) -> Dialect:
    try:
        with file.open("rb") as opened:
            first = opened.read(16)
    except FileNotFoundError as error:
        raise NotFound(f"{file}: no such file") from error
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror or error}") from error
    for beginning, dialect in BEGINNINGS.items():
        if first.startswith(beginning):
            return dialect
    raise InvalidInput(f"{file} is not a backup of bbprops.", hint="`bbprops db backup FILE` writes one.")


def restore(where: Target, backup: Backup, progress: Progress, *, dry_run: bool = False) -> trash.Moved:
    """Move the present tables to the trash, as a reset does, and restore the rows of a backup, in one transaction.

    The schema is then at the revision of the backup; the environment label, owners and grants stay as they were.
    """
    fill = BACKENDS[where.dialect.name].fill
    return trash.reset(
        where,
        revision=backup.revision,
        fill=lambda connection: fill(connection, backup, progress),
        dry_run=dry_run,
    )
