"""Async units of work for an API: `async with database.session() as work:` commits at the end or rolls back.

`await work.run_sync(query, …)` runs the very helpers of the command line that take a session, and
`await work.read(query, …)` those that take a driver's connection and its kind.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypedDict, TypeVar

from sqlalchemy import exc, text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from bbprops_cli import settings
from bbprops_cli.db.connection import bare, replica, touched
from bbprops_cli.db.connection.async_drivers import Patience, Pooling, make_engine
from bbprops_cli.db.connection.async_replica import AsyncReplica
from bbprops_cli.db.connection.database import Db
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.db.connection.session import Work, require_environment
from bbprops_cli.db.connection.target import parse, target
from bbprops_cli.errors import BBPropsError, Conflict, InvalidInput, Unreachable

P = ParamSpec("P")
Result = TypeVar("Result")
CHECK_SECONDS = 3.0
HEALTH = {"postgresql": "SELECT 1", "sqlite": "SELECT 1 FROM sqlite_master"}  # SQLite reads a file when it must


class AsyncWork(AsyncSession):
    """A unit of work. What it holds stays readable after the commit."""

    sync_session_class = Work
    sync_session: Work

    def after_commit(self, call: Callable[[], Any]) -> None:
        """Run `call` when this has committed, never after a rollback; in a thread, unless it is a coroutine."""
        self.sync_session.after_commit(call)

    async def run_sync(self, fn: Callable[Concatenate[Any, P], Result], *arg: P.args, **kw: P.kwargs) -> Result:
        """What a helper that takes a session gives; ours take SQLModel's, which the inherited types do not know."""
        return await super().run_sync(fn, *arg, **kw)

    async def read(self, query: Callable[Concatenate[Db, P], Result], *args: P.args, **more: P.kwargs) -> Result:
        """What a query on the driver's connection gives: `await work.read(references.resolve, USERS, "ana")`."""

        def run(session: Any) -> Result:
            return query(bare.db_of(session), *args, **more)

        return await self.run_sync(run)


class DatabaseInfo(TypedDict):
    """The pools at this moment; `overflow` counts connections beyond their size, a fault keeps reads off a replica."""

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
    """One database and its pool; nothing is opened before the first unit of work. It belongs to one event loop.

    `on_change` hears the topics of the cache that a unit of work has changed, once it has committed.
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
        self.url = settings.masked(url or known.text("DATABASE_URL") or f"sqlite:///{self.where.database}")
        size = known.number("DATABASE_POOL_SIZE") if pool_size is None else pool_size
        overflow = known.number("DATABASE_MAX_OVERFLOW") if max_overflow is None else max_overflow
        self._pooling = Pooling(max(size, 1), overflow, pooled=pooled)
        self._writer = make_engine(self.where, self._pooling, patience, name=name, read_only=False)
        self._reader = self._writer.execution_options(postgresql_readonly=True)
        if not self.where.dialect.has_server:
            self._reader = make_engine(self.where, self._pooling, patience, name=name, read_only=True)
        self._replica: AsyncReplica | None = None
        if replica_url := replica_url or ("" if url else known.text("DATABASE_REPLICA_URL")):
            there = parse(replica_url, "DATABASE_REPLICA_URL")
            replica.require_postgresql(there, self.where)
            there = replica.impatient(there)
            engine = make_engine(there, self._pooling, patience, name=name, read_only=True)
            self._replica = AsyncReplica(engine, settings.masked(replica_url))

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncWork]:
        """One transaction that may write; refused (Conflict) where BBPROPS_ENV names another environment."""
        expected = bool(settings.current().environment())
        async with _told(), AsyncWork(self._writer, expire_on_commit=False) as work:
            if expected:
                await work.run_sync(require_environment)
            yield work
            try:
                await work.commit()
            finally:  # a commit whose answer was lost may have happened
                await self._tell(touched.tags(work.sync_session.info))
        await _after_commit(work)

    async def _tell(self, topics: set[str]) -> None:
        if topics and self._on_change:
            await self._on_change(topics)

    @asynccontextmanager
    async def reading(self, *, primary: bool = False) -> AsyncIterator[AsyncWork]:
        """One transaction that only reads: from a replica that has kept up, when there is one, or the primary."""
        there = None if primary else self._replica
        if there and await there.has_kept_up():
            work = AsyncWork(there.engine, expire_on_commit=False)
            try:
                await work.connection()
            except (exc.SQLAlchemyError, OSError, BBPropsError) as error:
                there.give_up(error)
                await work.close()
            else:
                async with _told(there), work:
                    yield work
                return
        async with _told(), AsyncWork(self._reader, expire_on_commit=False) as work:
            yield work

    async def check(self) -> tuple[bool, str | None]:
        """Whether the database answers, and why not; known within three seconds."""
        try:
            async with asyncio.timeout(CHECK_SECONDS), self.reading(primary=True) as work:
                await work.scalar(text(HEALTH[self.where.dialect.name]))
        except TimeoutError:
            return False, f"The database did not answer within {CHECK_SECONDS:.0f} seconds."
        except Exception as error:  # noqa: BLE001 - a health check reports whatever is wrong
            return False, str(explain(error) or error)
        return True, None

    def info(self) -> DatabaseInfo:
        """The pool's figures, and the URL with its password masked."""
        pools: list[Any] = [engine.sync_engine.pool for engine in self._engines()]
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

    def _engines(self) -> list[AsyncEngine]:
        more = [self._reader] if not self.where.dialect.has_server else []
        return [self._writer, *more, *([self._replica.engine] if self._replica else [])]

    async def close(self) -> None:
        """Close the connections that are not in use; those in use are closed when they come back."""
        for engine in self._engines():
            await engine.dispose()


@asynccontextmanager
async def _told(there: AsyncReplica | None = None) -> AsyncIterator[None]:
    """What the database refused leaves a unit of work as a failure of ours, if it means one.

    Only an IntegrityError stays one, as whoever knows SQLAlchemy expects, unless it is a locked snapshot's.
    """
    try:
        yield
    except (exc.SQLAlchemyError, OSError) as error:
        meaning = explain(error)
        if there and isinstance(meaning, Unreachable):
            there.give_up(meaning)
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
