"""Engines on asyncpg and aiosqlite that behave like the connections of `connect.py`, through PgBouncer too."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, event, exc
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bbprops_cli import settings
from bbprops_cli.db.connection.connect import CONNECT_TIMEOUT_SECONDS, application_name
from bbprops_cli.db.connection.database import begin_sql
from bbprops_cli.db.connection.sqlite import BUSY_TIMEOUT_MS, prepare
from bbprops_cli.db.connection.target import Target
from bbprops_cli.errors import MissingExtra, NotMigrated, Unreachable

if TYPE_CHECKING:
    import asyncpg

PING_SECONDS = 2.0
ENCRYPTED = ("require", "verify-ca", "verify-full")


class Pooling(NamedTuple):
    """How many connections are kept and opened beyond these; seconds to wait for one; none are kept without a pool."""

    size: int
    overflow: int
    wait: float = 5.0
    pooled: bool = True


class Patience(NamedTuple):
    """How long a statement may take at the server, and how many seconds we wait for a server that says nothing."""

    statement: str = "30s"
    command: float = 40.0


def make_engine(where: Target, pooling: Pooling, patience: Patience, *, name: str, read_only: bool) -> AsyncEngine:
    """An engine that opens nothing yet; each checkout asks the server whether it is still there."""
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
        # A pooler gives each transaction another server: no statement may have a name that outlives it.
        connect_args={"prepared_statement_cache_size": 0, "prepared_statement_name_func": str},
        **options,
    )
    event.listen(made.sync_engine, "checkout", _require_alive)
    event.listen(made.sync_engine, "handle_error", _say_unreachable)
    return made


def _opener(
    where: Target, openings: list[str], command_timeout: float, who: str
) -> Callable[[], Awaitable["asyncpg.Connection"]]:
    import asyncpg

    class OpensWithSettings(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
        """BEGIN and its settings travel together, in one round trip."""

        async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
            if query.startswith("BEGIN"):
                query = openings["READ ONLY" in query]
            return str(await super().execute(query, *args, timeout=timeout))

    parameters = dict(where.parameters)
    sslmode = parameters.get("sslmode") or None
    if parameters.get("channel_binding") == "require" and sslmode not in ENCRYPTED:
        sslmode = "require"  # asyncpg binds no channels; encryption is what it can do
    dsn = f"postgresql://?sslrootcert={parameters['sslrootcert']}" if "sslrootcert" in parameters else None

    async def connect() -> "asyncpg.Connection":
        try:
            return await asyncpg.connect(
                dsn,
                host=where.host or None,
                port=where.port,
                user=where.user or None,
                password=where.password or None,
                database=where.database or None,
                ssl=sslmode,
                timeout=float(parameters.get("connect_timeout") or CONNECT_TIMEOUT_SECONDS),
                command_timeout=command_timeout,
                statement_cache_size=0,
                server_settings={"application_name": who},
                connection_class=OpensWithSettings,
            )
        except (OSError, TimeoutError) as error:
            raise _unreachable(where, error) from error

    return connect


def _unreachable(where: Target | None, error: BaseException) -> Unreachable:
    reason = str(error).strip().rstrip(".") or "no answer in time"
    place = f" at {where}" if where else ""
    return Unreachable(f"The database{place} cannot be reached: {reason}.", hint="Check DATABASE_URL and the server.")


def _require_alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """One round trip, where SQLAlchemy's own ping takes four; a dead connection makes the pool open another."""
    try:
        connection.run_async(lambda driver: driver.execute("SELECT 1", timeout=PING_SECONDS))
    except Exception as error:
        raise exc.InvalidatePoolError from error


def _say_unreachable(context: ExceptionContext) -> None:
    """A time-out or a broken socket in mid-statement reaches SQLAlchemy as it is, and it would keep the connection."""
    error = context.original_exception
    if isinstance(error, OSError | TimeoutError | asyncio.TimeoutError):
        context.is_disconnect = True
        raise _unreachable(None, error) from error


class _LetsGo(sqlite3.Connection):
    """A connection that gives its lock back when it is closed.

    SQLite keeps a closed connection, and its transaction, for as long as somebody holds one of its statements: the
    cursor of a cancelled request, until it is garbage.
    """

    def close(self) -> None:
        try:
            if self.in_transaction:
                self.rollback()
        finally:
            super().close()


def _sqlite_engine(where: Target, options: dict[str, Any], *, read_only: bool) -> AsyncEngine:
    path = Path(where.database).absolute()
    url = URL.create(
        "sqlite+aiosqlite", database=path.as_uri(), query={"mode": "ro" if read_only else "rw", "uri": "true"}
    )
    arguments = {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000, "factory": _LetsGo}
    made = create_async_engine(url, connect_args=arguments, **options)
    opening = begin_sql(where.dialect, read_only=read_only)

    @event.listens_for(made.sync_engine, "do_connect")
    def _require_file(*_: Any) -> None:
        if not path.exists():
            raise NotMigrated(f"There is no database at {path} yet.", hint="Run: bbprops db init")

    @event.listens_for(made.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        prepare(connection, read_only=read_only)

    @event.listens_for(made.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(opening)

    return made
