"""Opens connections of the bare driver, with the application name, time-outs and tracing. No SQLAlchemy.

This is the only module that does so: lists and bulk loads use its connections directly, and `session.py` gives them to
SQLAlchemy.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from bbprops_cli import invocation, settings
from bbprops_cli.db.connection import interrupt, libpq
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import NotMigrated, Unreachable


def application_name(command: str) -> str:
    """Command, user, host and process id for pg_stat_activity and the lock log, in at most 63 bytes.

    For example `bbprops props list ana@host 4711`.
    """
    import getpass
    import socket

    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a user id without a name
        user = str(os.getuid())
    name = f"bbprops {command} {user}@{socket.gethostname()}".replace("  ", " ")
    pid = f" {os.getpid()}"
    clean = name.encode("ascii", "replace")[: 63 - len(pid)].decode("ascii")
    return clean + pid


def connect(where: Target, *, read_only: bool = False, create: bool = False) -> Any:
    """Open a DB-API connection, on which the caller begins transactions with `begin_sql`.

    A missing SQLite file is created only with `create`; otherwise it is NotMigrated. psycopg2 connections are in
    autocommit mode, so that BEGIN and its settings are sent in one round trip.
    """
    running = invocation.current()
    read_only = read_only or settings.current().flag("BBPROPS_READ_ONLY")
    running.wrote = running.wrote or not read_only
    if not where.dialect.has_server:
        return _connect_sqlite(where, read_only=read_only, create=create)
    return _connect_postgresql(where, running.on_statement)


def _connect_postgresql(where: Target, trace: Callable[[str], None] | None) -> Any:
    import psycopg2

    from bbprops_cli.db.connection import silence

    given = dict(where.parameters)
    name = {"application_name": application_name(invocation.current().command)}
    connection = psycopg2.connect(
        host=where.host or None,
        port=where.port,
        user=where.user or None,
        password=where.password or None,
        dbname=where.database or None,
        connection_factory=silence.Connection,
        cursor_factory=_traced_cursor(trace) if trace else silence.Cursor,
        **name | libpq.with_defaults(given),
    )
    connection.autocommit = True
    silence.watch(connection, libpq.silence_seconds(given))
    interrupt.cover(connection)
    return connection


def _traced_cursor(trace: Callable[[str], None]) -> type:
    from bbprops_cli.db.connection.silence import Cursor

    class Traced(Cursor):
        def execute(self, query: str | bytes, values: Sequence[Any] | None = None) -> Any:
            try:
                return super().execute(query, values)
            finally:
                if self.query:
                    trace(self.query.decode(errors="replace"))

        def copy_expert(self, query: str | bytes, file: BinaryIO, size: int = 8192) -> Any:
            trace(query if isinstance(query, str) else query.decode(errors="replace"))
            return super().copy_expert(query, file, size)

    return Traced


def _connect_sqlite(where: Target, *, read_only: bool, create: bool) -> Any:
    import sqlite3

    from bbprops_cli.db.connection import sqlite

    path = Path(where.database)
    if create:
        _make_folder(path.parent)
        _create_private(path)
    elif not path.exists():
        raise NotMigrated(f"{path}: no such database.", hint="Run: bbprops db init")
    mode = "ro" if read_only else "rwc" if create else "rw"
    immutable = "&immutable=1" if read_only and sqlite.is_immutable(path) else ""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{immutable}",
        uri=True,
        isolation_level=None,
        timeout=sqlite.BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
    )
    interrupt.cover(connection)
    connection.set_trace_callback(invocation.current().on_statement)
    sqlite.prepare(connection, read_only=read_only)
    return connection


def _create_private(path: Path) -> None:
    """Create the file, which SQLite would make readable for all; a file that exists keeps its permissions."""
    from bbprops_cli import files

    with suppress(OSError):  # it exists, or SQLite says why it cannot
        files.create_private(Path(os.path.realpath(path)))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(
            f"The folder {folder} cannot be created: {error.strerror}.", hint="Set DATABASE_URL."
        ) from error
