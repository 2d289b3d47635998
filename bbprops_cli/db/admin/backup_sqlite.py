"""Backups of SQLite: a copy of the file by the backup API; a restore copies its rows."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bbprops_cli.db.admin.backup_backend import Backup, Progress, require_columns
from bbprops_cli.db.connection.connect import connect
from bbprops_cli.db.connection.sqlite import SQLITE
from bbprops_cli.db.connection.target import Target
from bbprops_cli.db.schema import migrations, structure
from bbprops_cli.errors import InvalidInput
from bbprops_cli.files import Output

if TYPE_CHECKING:
    from sqlalchemy import Connection

PROGRESS_PAGES = 1000  # between two reports of progress


def write(where: Target, out: Output, progress: Progress, _revision: str) -> None:
    """Copy the database as of now into one file; a device, which has no path for SQLite, gets the bytes of a copy."""
    if out.path:
        copy_file(where, out.path, progress)
        return
    with tempfile.NamedTemporaryFile() as copy:
        copy_file(where, Path(copy.name), progress)
        shutil.copyfileobj(copy, out.stream)


def copy_file(where: Target, file: Path, progress: Progress = lambda *_: None) -> None:
    """Copy the database as of now into an empty file, without -wal and -shm, while other processes write."""
    with closing(connect(where, read_only=True)) as source, closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")  # a copy that failed is deleted, with no journal beside it
        # Without a transaction the copy would start again whenever another process writes.
        source.execute("BEGIN")
        (size,) = source.execute("SELECT page_size FROM pragma_page_size(), sqlite_master LIMIT 1").fetchone()
        source.backup(
            copy, pages=PROGRESS_PAGES, progress=lambda _, left, whole: progress((whole - left) * size, whole * size)
        )
        copy.execute("PRAGMA journal_mode = DELETE")


def inspect(file: Path) -> tuple[str, list[str]]:
    """The revision of a file, empty if it has none, and its tables."""
    from bbprops_cli.db.connection.session import engine

    with _whole(file), engine(Target(SQLITE, str(file)), read_only=True).begin() as connection:
        tables = [item.name for item in structure.read(connection) if item.type == "table"]
        return migrations.current(connection), tables


def fill(connection: "Connection", backup: Backup, progress: Progress) -> None:
    """Check the file, and copy its rows into the empty tables; guards and indexes are created afterwards."""
    parts = "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''"
    held = [part for part in connection.exec_driver_sql(parts).all() if part.tbl_name in backup.tables]
    for part in held:
        connection.exec_driver_sql(f"DROP {part.type} main.{part.name}")
    with _whole(backup.file):
        connection.exec_driver_sql("ATTACH DATABASE ? AS backup", (f"{backup.file.absolute().as_uri()}?mode=ro",))
        if (said := connection.exec_driver_sql("PRAGMA backup.integrity_check(1)").scalar_one()) != "ok":
            raise InvalidInput(f"{backup.file} is damaged: {said.splitlines()[-1].rstrip('.')}")
        for done, table in enumerate(backup.tables):
            progress(done, len(backup.tables))
            found = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?, 'backup')", (table,)).scalars()
            columns = require_columns(connection, backup, table, found)
            connection.exec_driver_sql(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM backup.{table} ORDER BY rowid"  # noqa: S608 - names of our tables and columns
            )
    for part in held:
        connection.exec_driver_sql(part.sql)


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """Raise InvalidInput for a damaged file, which would otherwise be reported as a damaged database."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except DatabaseError as error:
        if type(error.orig) is not sqlite3.DatabaseError:  # its subclasses have other causes
            raise
        raise InvalidInput(f"{file} is damaged: {error.orig}") from error
