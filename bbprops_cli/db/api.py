"""What an API holds for its lifetime: a database, perhaps a Redis, and how both are doing.

The functions speak to one `Connections` of the process, made from the settings when it is first needed; a second
database is a `Connections` of your own.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypedDict
from weakref import WeakKeyDictionary

from bbprops_cli import settings
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache.flight import Cache, Compute
from bbprops_cli.db.connection.async_session import CHECK_SECONDS, AsyncWork, Database, DatabaseInfo
from bbprops_cli.db.connection.failures import explain

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import AsyncClient, RedisTarget
    from bbprops_cli.db.connection.target import Target

Health = tuple[bool, str | None]
_log = logging.getLogger("bbprops.cache")
# Where those of the process keep answers, under which prefix, of which database
_kept: "WeakKeyDictionary[Connections, tuple[RedisTarget, str, Target]]" = WeakKeyDictionary()


class RedisInfo(TypedDict):
    """The Redis side at this moment; what only the server knows is None while it does not answer."""

    configured: bool
    url: str
    max_connections: int
    checked_in: int
    checked_out: int
    version: str | None
    memory: int | None
    clients: int | None


class Connections:
    """A database and a Redis with their pools; nothing is opened before it is used. They belong to one event loop."""

    def __init__(
        self,
        database_url: str = "",
        redis_url: str = "",
        *,
        replica_url: str = "",
        key_prefix: str = "",
        pool_size: int | None = None,
        max_overflow: int | None = None,
        pooled: bool = True,
        name: str = "api",
    ) -> None:
        self._database: Database | None = None
        self._redis: AsyncClient | None = None
        self._cache: Cache | None = None
        self._database_url, self._redis_url, self._key_prefix = database_url, redis_url, key_prefix
        self._options: dict[str, Any] = {
            "replica_url": replica_url,
            "pool_size": pool_size,
            "max_overflow": max_overflow,
            "pooled": pooled,
            "name": name,
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def database(self) -> Database:
        """The database; settings are read when this is first asked for."""
        if self._database is None:
            self._database = Database(self._database_url, **self._options, on_change=self._invalidate)
        return self._database

    @property
    def redis(self) -> "AsyncClient | None":
        """A client that speaks bytes; None when there is no REDIS_URL."""
        if self._redis is None and (where := redis_connect.target(self._redis_url)):
            self._redis = redis_connect.async_client(where)
        return self._redis

    @property
    def cache(self) -> Cache:
        """Answers that are kept in Redis; where there is none, each is computed."""
        if self._cache is None:
            known = settings.current()
            prefix = self._key_prefix or known.text("REDIS_KEY_PREFIX")
            client = self.redis if self._may_keep(prefix) else None
            self._cache = Cache(client, prefix=prefix, ttl=known.number("REDIS_CACHE_TTL"))
        return self._cache

    def _may_keep(self, prefix: str) -> bool:
        """Whether nobody else in this process keeps the answers of another database under the same names."""
        there, where = redis_connect.target(self._redis_url), self.database.where
        if there is None:
            return True
        if any(names == [there, prefix] and of != where for *names, of in _kept.values()):
            _log.warning("nothing of %s is cached: another database has %s, so give it a key_prefix", where, prefix)
            return False
        _kept[self] = there, prefix, where
        return True

    async def _invalidate(self, tags: set[str]) -> None:
        await self.cache.invalidate(tags)

    async def close_database(self) -> None:
        """Close the pool; the next use makes another."""
        database, self._database = self._database, None
        if database:
            await database.close()

    async def close_redis(self) -> None:
        """Close the pool; the next use makes another."""
        cache, self._cache = self._cache, None
        _kept.pop(self, None)
        client, self._redis = self._redis, None
        if cache:
            await cache.close()
        if client:
            await client.aclose()

    async def close(self) -> None:
        """Close both."""
        try:
            await self.close_redis()
        finally:
            await self.close_database()

    async def check_redis(self) -> Health:
        """Whether Redis answers, and why not; without a REDIS_URL there is nothing to be wrong."""
        if self.redis is None:
            return True, None
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await self.redis.ping()
        except TimeoutError:
            return False, f"Redis did not answer within {CHECK_SECONDS:.0f} seconds."
        except Exception as error:  # noqa: BLE001 - a health check reports whatever is wrong
            return False, str(explain(error) or error)
        return True, None

    async def check(self) -> Health:
        """Both at once; the error names whatever is wrong."""
        found = await asyncio.gather(self.database.check(), self.check_redis())
        problems = [error for _, error in found if error]
        return not problems, " ".join(problems) or None

    async def redis_info(self) -> RedisInfo:
        """The pool's figures, and a few of the server's."""
        url = self._redis_url or settings.current().text("REDIS_URL")
        most = settings.current().number("REDIS_MAX_CONNECTIONS")
        pool: Any = getattr(self.redis, "connection_pool", None)
        facts = await self._server_facts()
        return {
            "configured": self.redis is not None,
            "url": settings.masked(url),
            "max_connections": most,
            "checked_in": len(pool._available_connections) if pool else 0,  # noqa: SLF001 - redis has no other count
            "checked_out": len(pool._in_use_connections) if pool else 0,  # noqa: SLF001 - likewise
            "version": facts.get("valkey_version") or facts.get("redis_version"),
            "memory": facts.get("used_memory"),
            "clients": facts.get("connected_clients"),
        }

    async def _server_facts(self) -> dict[str, Any]:
        client: Any = self.redis
        if client is None:
            return {}
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                facts = await client.info()
        except Exception:  # noqa: BLE001 - what is wrong is what `check_redis` says
            return {}
        # a cluster answers for each node
        return dict(next(iter(facts.values()), {}) if all(isinstance(each, dict) for each in facts.values()) else facts)


_connections = Connections()


def connections() -> Connections:
    """Those of the process."""
    return _connections


async def init_connections(database_url: str = "", redis_url: str = "", **options: Any) -> Connections:
    """Use these from now on, or what the settings say; a URL that makes no sense is a UsageError at once.

    Servers may still be down: each unit of work finds out for itself. Options are those of `Connections`.
    """
    global _connections  # noqa: PLW0603 - one process serves one API
    await _connections.close()
    _connections = Connections(database_url, redis_url, **options)
    _ = _connections.database, _connections.redis
    return _connections


async def close_connections() -> None:
    """Close both pools."""
    await _connections.close()


async def init_db(url: str = "", **options: Any) -> Database:
    """The database alone: use this one from now on, or what the settings say."""
    redis_url = _connections._redis_url  # noqa: SLF001 - of the same module
    return (await init_connections(url, redis_url, **options)).database


async def close_db() -> None:
    """Close the database's pool."""
    await _connections.close_database()


async def init_redis(url: str = "") -> "AsyncClient | None":
    """Redis alone: use this one from now on, or what the settings say."""
    await _connections.close_redis()
    _connections._redis_url = url  # noqa: SLF001 - of the same module
    return _connections.redis


async def close_redis() -> None:
    """Close Redis' pool."""
    await _connections.close_redis()


async def get_db() -> AsyncGenerator[AsyncWork, None]:
    """FastAPI dependency: a unit of work, committed at the end or rolled back.

    Write `Depends(get_db, scope="function")`: the commit then comes before the response, and a failure of it is told.
    """
    async with _connections.database.session() as work:
        yield work


async def get_db_reader() -> AsyncIterator[AsyncWork]:
    """FastAPI dependency: a unit of work that only reads, from the replica when there is one."""
    async with _connections.database.reading() as work:
        yield work


@asynccontextmanager
async def get_db_session() -> AsyncIterator[AsyncWork]:
    """The same as `get_db` outside of a request: `async with get_db_session() as work:`."""
    async with _connections.database.session() as work:
        yield work


async def get_redis() -> AsyncIterator["AsyncClient | None"]:
    """FastAPI dependency: the client, which speaks bytes; None when there is no REDIS_URL."""
    yield _connections.redis


def get_redis_client() -> "AsyncClient | None":
    """The same outside of a request."""
    return _connections.redis


async def cached(scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> Any:
    """What `await compute()` gives, as JSON has it, for `ttl` seconds (REDIS_CACHE_TTL) or until a commit changes it.

    It is computed once however many ask; `compute` opens a unit of work of its own, on the primary.
    """
    return await _connections.cache.cached(scope, compute, variant=variant, ttl=ttl)


async def cached_json(scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> bytes:
    """The same as JSON text, to be handed on as it is."""
    return await _connections.cache.cached_json(scope, compute, variant=variant, ttl=ttl)


async def forget(topics: Iterable[str]) -> None:
    """Make cached answers about these topics untrue; only for changes that no unit of work has seen."""
    await _connections.cache.invalidate(topics)


async def check_db_connection() -> Health:
    """(healthy, error) of the database, within three seconds."""
    return await _connections.database.check()


async def check_redis_connection() -> Health:
    """(healthy, error) of Redis, within three seconds; healthy when there is none to use."""
    return await _connections.check_redis()


async def check_all_connections() -> Health:
    """(healthy, error) of both."""
    return await _connections.check()


async def get_db_info() -> DatabaseInfo:
    """Pool figures and the masked URL; asks no server."""
    return _connections.database.info()


async def get_redis_info() -> RedisInfo:
    """Pool figures, the masked URL, and what the server says of itself when it answers."""
    return await _connections.redis_info()
