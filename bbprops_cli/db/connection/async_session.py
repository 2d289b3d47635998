"""Async units of work: `async with database.session() as work:` commits at its end, or rolls back if it fails.

`await work.run_sync(query, …)` runs a helper of the command line that takes a session, and
`await work.read(query, …)` one that takes a `Db`.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypedDict, TypeVar

from sqlalchemy import exc, text
from sqlmodel.ext.asyncio.session import AsyncSession

from bbprops_cli import clock, settings
from bbprops_cli.db.connection import bare, replica, touched
from bbprops_cli.db.connection.async_drivers import Patience, Pooling, make_engine
from bbprops_cli.db.connection.async_replica import AsyncReplica
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.session import Work, require_environment
from bbprops_cli.db.connection.target import parse, target
from bbprops_cli.errors import BBPropsError, Conflict, InvalidInput, Unreachable
from bbprops_cli.masking import masked

P = ParamSpec("P")
Result = TypeVar("Result")
CHECK_SECONDS = 3.0
CLOCK_SECONDS = 60.0  # a round trip for each unit of work would be too much
HEALTH = {"postgresql": "SELECT 1", "sqlite": "SELECT 1 FROM sqlite_master"}  # SELECT 1 would not read the file


class AsyncWork(AsyncSession):
    """A unit of work; its objects stay readable after the commit."""

    sync_session_class = Work
    sync_session: Work

    def after_commit(self, call: Callable[[], Any]) -> None:
        """Run `call` after the commit, never after a rollback; in a thread, unless it is a coroutine function."""
        self.sync_session.after_commit(call)

    async def run_sync(self, fn: Callable[Concatenate[Any, P], Result], *arg: P.args, **kw: P.kwargs) -> Result:
        """The result of a helper that takes a session; unlike the inherited method, for sessions of SQLModel, too."""
        return await super().run_sync(fn, *arg, **kw)

    async def read(self, query: Callable[Concatenate[Db, P], Result], *args: P.args, **more: P.kwargs) -> Result:
        """The result of a query that takes a `Db`: `await work.read(references.resolve, USERS, "ana")`."""

        def run(session: Work) -> Result:
            return query(bare.db_of(session), *args, **more)

        return await self.run_sync(run)


class DatabaseInfo(TypedDict):
    """The state of the pools; `overflow` counts connections beyond their size.

    `replica_fault` says why reads do not use the replica; None if they do.
    """

    url: str
    kind: str
    replica: str | None
    replica_fault: str | None
    pool_size: int
    max_overflow: int
    checked_in: int
    checked_out: int
    overflow: int


class Database:
    """One database and its pool, for one event loop; nothing is opened before the first unit of work.

    `on_change` is awaited after each commit with the cache tags that the unit of work changed.
    """

    def __init__(
        self,
        url: str = "",
        replica_url: str = "",
        *,
        pool_size: int | None = None,
        max_overflow: int | None = None,
        pooled: bool = True,
        patience: Patience = Patience(),  # noqa: B008 - a tuple does not change
        name: str = "api",
        on_change: Callable[[set[str]], Awaitable[None]] | None = None,
    ) -> None:
        known = settings.current()
        self._on_change = on_change
        self.where = target(url)
        self.url = masked(url or known.text("DATABASE_URL") or f"sqlite:///{self.where.database}")
        size = known.number("DATABASE_POOL_SIZE") if pool_size is None else pool_size
        overflow = known.number("DATABASE_MAX_OVERFLOW") if max_overflow is None else max_overflow
        self._pooling = Pooling(max(size, 1), overflow, pooled=pooled)
        self._writer = make_engine(self.where, self._pooling, patience, name=name, read_only=False)
        self._reader = self._writer.execution_options(postgresql_readonly=True)
        self._ahead, self._clock_until = timedelta(), 0.0
        self._engines = [self._writer]
        if not self.where.dialect.has_server:  # SQLite opens a file for reading or for writing
            self._reader = make_engine(self.where, self._pooling, patience, name=name, read_only=True)
            self._engines.append(self._reader)
        self._replica: AsyncReplica | None = None
        if replica_url := replica_url or ("" if url else known.text("DATABASE_REPLICA_URL")):
            replica_target = parse(replica_url, "DATABASE_REPLICA_URL")
            replica.require_postgresql(replica_target, self.where)
            replica_target = replica.with_short_timeout(replica_target)
            engine = make_engine(replica_target, self._pooling, patience, name=name, read_only=True)
            self._engines.append(engine)
            self._replica = AsyncReplica(engine, masked(replica_url))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncWork]:
        """One transaction that may write; Conflict if BBPROPS_ENV differs from the database's environment label."""
        expected = bool(settings.current().environment())
        async with _explained(), AsyncWork(self._writer, expire_on_commit=False) as work:
            if expected:
                await work.run_sync(require_environment)
            with clock.server_ahead(await self._server_ahead(work)):
                yield work
                try:
                    await work.commit()
                finally:  # a commit may have happened although its answer was lost
                    await self._report(touched.tags(work.sync_session.info))
        await _after_commit(work)

    async def _server_ahead(self, work: AsyncWork) -> timedelta:
        """How far the clock of the server is ahead of the machine clock; measured again after CLOCK_SECONDS."""
        if not self.where.dialect.has_server:
            return timedelta()
        if monotonic() >= self._clock_until:
            times = await work.read(Db.clock)
            self._ahead, self._clock_until = times.server - times.machine, monotonic() + CLOCK_SECONDS
        return self._ahead

    async def _report(self, tags: set[str]) -> None:
        if tags and self._on_change:
            await self._on_change(tags)

    @asynccontextmanager
    async def reading(self, *, primary: bool = False) -> AsyncIterator[AsyncWork]:
        """One transaction that only reads: on a replica that has kept up, or on the primary."""
        source = None if primary else self._replica
        if source and await source.has_kept_up():
            work = AsyncWork(source.engine, expire_on_commit=False)
            try:
                await work.connection()
            except (exc.SQLAlchemyError, OSError, BBPropsError) as error:
                source.give_up(error)
                await work.close()
            else:
                async with _explained(source), work:
                    yield work
                return
        async with _explained(), AsyncWork(self._reader, expire_on_commit=False) as work:
            yield work

    async def check(self) -> tuple[bool, str | None]:
        """Whether the database answers within CHECK_SECONDS, and if not, why."""
        try:
            async with asyncio.timeout(CHECK_SECONDS), self.reading(primary=True) as work:
                await work.scalar(text(HEALTH[self.where.dialect.name]))
        except TimeoutError:
            return False, f"The database did not answer within {CHECK_SECONDS:.0f} seconds."
        except Exception as error:  # noqa: BLE001 - a health check reports whatever is wrong
            return False, str(explain(error) or error)
        return True, None

    def info(self) -> DatabaseInfo:
        """The state of the pools, and the URL with its password masked."""
        pools: list[Any] = [engine.sync_engine.pool for engine in self._engines]
        pools = [pool for pool in pools if hasattr(pool, "checkedout")]
        return {
            "url": self.url,
            "kind": self.where.dialect.name,
            "replica": self._replica.url if self._replica else None,
            "replica_fault": self._replica.fault or None if self._replica else None,
            "pool_size": self._pooling.size if pools else 0,
            "max_overflow": self._pooling.overflow if pools else 0,
            "checked_in": sum(pool.checkedin() for pool in pools),
            "checked_out": sum(pool.checkedout() for pool in pools),
            "overflow": sum(max(pool.overflow(), 0) for pool in pools),
        }

    async def close(self) -> None:
        """Close all idle connections now, and those in use when they are returned."""
        for engine in self._engines:
            await engine.dispose()


@asynccontextmanager
async def _explained(source: AsyncReplica | None = None) -> AsyncIterator[None]:
    """Raise an error of the database as the BBPropsError that explains it, if there is one.

    An IntegrityError stays as it is, as users of SQLAlchemy expect, unless it is the refusal of a guard.
    """
    try:
        yield
    except (exc.SQLAlchemyError, OSError) as error:
        meaning = explain(error)
        if source and isinstance(meaning, Unreachable):
            source.give_up(meaning)
        expected = isinstance(error, exc.IntegrityError) and isinstance(meaning, Conflict | InvalidInput)
        if meaning is None or type(meaning) is BBPropsError or expected:
            raise
        raise meaning from error


async def _after_commit(work: AsyncWork) -> None:
    for call in work.sync_session.info.get("after_commit", ()):
        if inspect.iscoroutinefunction(call):
            await call()
        else:
            await asyncio.to_thread(call)
