"""Backups of SQLite: a copy of the file by the backup API."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bbprops_cli.db.backup import Seen
from bbprops_cli.db.connect import Target, connect

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAGES = 1000  # between two words on how far it is


def plan(_connection: "Connection", _revision: str) -> None:
    """The whole file is copied."""


def write(where: Target, file: Path, seen: Seen = lambda *_: None, _plan: None = None) -> None:
    """Copy the database as it is at this moment, whoever writes meanwhile, into one file without -wal and -shm."""
    with closing(connect(where, read_only=True)) as source, closing(sqlite3.connect(file)) as copy:
        # A transaction holds the moment. Without one the copy would start anew whenever somebody writes.
        source.execute("BEGIN")
        (size,) = source.execute("SELECT page_size FROM pragma_page_size(), sqlite_master LIMIT 1").fetchone()
        source.backup(copy, pages=PAGES, progress=lambda _, left, all_: seen((all_ - left) * size, all_ * size))
        copy.execute("PRAGMA journal_mode = DELETE")
