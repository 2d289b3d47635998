"""Engines on asyncpg and aiosqlite that behave like the connections of `connect.py`, also through PgBouncer."""

import asyncio
import logging
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import Connection, event, exc
from sqlalchemy.engine import URL, AdaptedConnection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bbprops_cli import settings
from bbprops_cli.db.connection import libpq
from bbprops_cli.db.connection.connect import application_name
from bbprops_cli.db.connection.database import begin_sql
from bbprops_cli.db.connection.sqlite import BUSY_TIMEOUT_MS, is_immutable, prepare
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import MissingExtra, NotMigrated, Unreachable, UsageError

if TYPE_CHECKING:
    import asyncpg

PING_SECONDS = 2.0
_log = logging.getLogger("bbprops.db")
ENCRYPTED = ("require", "verify-ca", "verify-full")


class Pooling(NamedTuple):
    """How many connections the pool keeps and opens beyond these, and how many seconds a caller waits for one.

    Without a pool no connection is kept, and their number has no limit.
    """

    size: int
    overflow: int
    wait: float = 5.0
    pooled: bool = True


class Patience(NamedTuple):
    """How long a statement may take: at the server, and until a server that does not answer counts as unreachable.

    `statement` is a duration of PostgreSQL, such as `30s`; `command` is in seconds and should be longer.
    """

    statement: str = "30s"
    command: float = 40.0


def make_engine(where: Target, pooling: Pooling, patience: Patience, *, name: str, read_only: bool) -> AsyncEngine:
    """An engine that opens its connections when they are needed; each checkout of a connection pings the server."""
    read_only = read_only or settings.current().flag("BBPROPS_READ_ONLY")
    options: dict[str, Any] = {"hide_parameters": True}
    if pooling.pooled:
        options |= {"pool_size": pooling.size, "max_overflow": pooling.overflow, "pool_timeout": pooling.wait}
    else:
        options |= {"poolclass": NullPool}
    try:
        if not where.dialect.has_server:
            return _sqlite_engine(where, options, read_only=read_only)
        return _postgresql_engine(where, options, patience, name=name, read_only=read_only)
    except ModuleNotFoundError as error:
        raise MissingExtra("Async access", error.name or "a driver", "api") from error


def _postgresql_engine(
    where: Target, options: dict[str, Any], patience: Patience, *, name: str, read_only: bool
) -> AsyncEngine:
    openings = [
        begin_sql(where.dialect, read_only=read_only or reads, statement_timeout=patience.statement)
        for reads in (False, True)
    ]
    made = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=_opener(where, openings, patience.command, application_name(name)),
        # A pooler may give each transaction another connection: a prepared statement must not outlive its transaction.
        connect_args={"prepared_statement_cache_size": 0, "prepared_statement_name_func": str},
        **options,
    )
    event.listen(made.sync_engine, "checkout", _require_alive)
    event.listen(made.sync_engine, "handle_error", _raise_unreachable)
    return made


def _opener(
    where: Target, openings: list[str], command_timeout: float, client_name: str
) -> Callable[[], Awaitable["asyncpg.Connection"]]:
    import asyncpg

    parameters = libpq.with_defaults(dict(where.parameters))
    sockets = list(libpq.socket_options(parameters))

    class OpensWithSettings(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
        """Has keepalives, and sends BEGIN and its settings in one round trip."""

        def __init__(self, protocol: object, transport: asyncio.Transport, *rest: object) -> None:
            super().__init__(protocol, transport, *rest)
            ours = transport.get_extra_info("socket")
            for option in sockets if ours is not None and ours.family != socket.AF_UNIX else ():
                ours.setsockopt(*option)

        async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:
            if query.startswith("BEGIN"):
                query = openings["READ ONLY" in query]
            return str(await super().execute(query, *args, timeout=timeout))

    dsn, server_settings = _asyncpg_options(dict(where.parameters))

    async def connect() -> "asyncpg.Connection":
        try:
            return await asyncpg.connect(
                dsn,
                host=where.host or None,
                port=where.port,
                user=where.user or None,
                password=where.password or None,
                database=where.database or None,
                timeout=float(parameters["connect_timeout"]) or None,
                command_timeout=command_timeout,
                statement_cache_size=0,
                server_settings={"application_name": client_name, **server_settings},
                connection_class=OpensWithSettings,
            )
        except (OSError, TimeoutError) as error:
            raise _unreachable(where, error) from error

    return connect


# What asyncpg reads from its own URL, what becomes a setting of the session, what this module does itself, and what
# demands a protection that asyncpg cannot give.
_NAMES = """
gsslib krbsrvname passfile service ssl_max_protocol_version ssl_min_protocol_version sslcert sslcrl sslkey sslmode
sslnegotiation sslpassword sslrootcert target_session_attrs
"""
_OF_ASYNCPG = frozenset(_NAMES.split())
_SESSION = frozenset({"application_name", "options"})
_TRANSLATED = libpq.NUMBERS | {"client_encoding", "channel_binding"}
_DEMANDS = frozenset({"gssencmode=require", "sslcertmode=require"})
_PROTECTS = frozenset({"hostaddr", "require_auth", "requirepeer", "sslcrldir"})


def _asyncpg_options(given: dict[str, str]) -> tuple[str | None, dict[str, str]]:
    """The URL for asyncpg and the settings of its sessions; what it does not know is refused or named in the log."""
    for name, value in given.items():
        if name in _PROTECTS or f"{name}={value}" in _DEMANDS:
            raise UsageError(
                f"DATABASE_URL: {name} cannot be kept by asyncpg, the driver of async sessions.",
                hint="Give the API a URL without it, if that is safe on its network.",
            )
    known = {name: value for name, value in given.items() if name in _OF_ASYNCPG and value}
    if given.get("channel_binding") == "require":
        if known.get("sslmode") not in ENCRYPTED:
            known["sslmode"] = "require"
        _log.warning("asyncpg has no channel binding: the connection is encrypted, with sslmode=%s", known["sslmode"])
    if ignored := sorted(given.keys() - _OF_ASYNCPG - _SESSION - _TRANSLATED):
        _log.warning("asyncpg ignores parameters of DATABASE_URL: %s", ", ".join(ignored))
    dsn = f"postgresql://?{urlencode(known)}" if known else None
    return dsn, {name: value for name, value in given.items() if name in _SESSION}


def _unreachable(where: Target | None, error: BaseException) -> Unreachable:
    reason = str(error).strip().rstrip(".") or "it did not answer in time"
    place = f" at {where}" if where else ""
    return Unreachable(f"The database{place} cannot be reached: {reason}.", hint="Check DATABASE_URL and the server.")


def _require_alive(connection: AdaptedConnection, _record: object, _proxy: object) -> None:
    """Ping in one round trip, where SQLAlchemy needs four; the pool replaces a connection that is dead."""
    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=PING_SECONDS))
    except Exception as error:
        raise exc.InvalidatePoolError from error


def _raise_unreachable(context: ExceptionContext) -> None:
    """Discard the connection after a time-out or a broken socket, which SQLAlchemy would return to the pool."""
    error = context.original_exception
    if isinstance(error, OSError | TimeoutError | asyncio.TimeoutError):
        context.is_disconnect = True
        raise _unreachable(None, error) from error


class _UnlocksOnClose(sqlite3.Connection):
    """A connection that releases its lock when it is closed.

    SQLite keeps a closed connection and its transaction open as long as one of its statements exists, such as the
    cursor of a cancelled request that has not been garbage-collected.
    """

    def close(self) -> None:
        try:
            if self.in_transaction:
                self.rollback()
        finally:
            super().close()


def _sqlite_engine(where: Target, options: dict[str, Any], *, read_only: bool) -> AsyncEngine:
    path = Path(where.database).absolute()
    query = {"mode": "ro" if read_only else "rw", "uri": "true"}
    if read_only and path.exists() and is_immutable(path):
        query["immutable"] = "1"
    url = URL.create("sqlite+aiosqlite", database=path.as_uri(), query=query)
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000, "factory": _UnlocksOnClose}
    made = create_async_engine(url, connect_args=arguments, **options)
    opening = begin_sql(where.dialect, read_only=read_only)

    @event.listens_for(made.sync_engine, "do_connect")
    def _require_file(*_: object) -> None:
        if not path.exists():
            raise NotMigrated(f"{path}: no such database.", hint="Run: bbprops db init")

    @event.listens_for(made.sync_engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        prepare(connection, read_only=read_only)

    @event.listens_for(made.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(opening)

    return made
