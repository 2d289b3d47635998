"""The connections of an API: a database and optionally Redis, with health checks for both.

The functions use one `Connections` per process, created from the settings at its first use. For a second database,
create a `Connections` of your own.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack
from weakref import WeakKeyDictionary

from bbprops_cli import settings
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache.flight import Cache, Compute
from bbprops_cli.db.connection.async_session import CHECK_SECONDS, AsyncWork, Database, DatabaseInfo
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.masking import masked

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import AsyncClient, RedisTarget
    from bbprops_cli.db.connection.target import Target

Health = tuple[bool, str | None]
_log = logging.getLogger("bbprops.cache")
# For each Connections that caches: its Redis, key prefix and database
_caching: "WeakKeyDictionary[Connections, tuple[RedisTarget, str, Target]]" = WeakKeyDictionary()


class ConnectionOptions(TypedDict, total=False):
    """The keyword arguments of `Connections`."""

    replica_url: str
    key_prefix: str
    pool_size: int | None
    max_overflow: int | None
    pooled: bool
    name: str


class RedisInfo(TypedDict):
    """The state of the Redis pool and server; `version`, `memory` and `clients` are None if Redis does not answer."""

    configured: bool
    url: str
    max_connections: int
    checked_in: int
    checked_out: int
    version: str | None
    memory: int | None
    clients: int | None


class Connections:
    """A database and Redis with their pools, for one event loop; nothing is opened before it is used.

    An empty URL means the one of the settings; options other than `key_prefix` are options of `Database`. Without
    `key_prefix` the keys begin with REDIS_KEY_PREFIX.
    """

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
        """The database; the settings are read at the first access."""
        if self._database is None:
            self._database = Database(self._database_url, **self._options, on_change=self._invalidate)
        return self._database

    @property
    def redis(self) -> "AsyncClient | None":
        """A client that returns bytes; None if REDIS_URL is not set."""
        if self._redis is None and (where := redis_connect.target(self._redis_url)):
            self._redis = redis_connect.async_client(where)
        return self._redis

    @property
    def cache(self) -> Cache:
        """The cache in Redis; without Redis each answer is computed."""
        if self._cache is None:
            known = settings.current()
            prefix = self._key_prefix or known.text("REDIS_KEY_PREFIX")
            client = self.redis if self._may_cache(prefix) else None
            self._cache = Cache(client, prefix=prefix, ttl=known.number("REDIS_CACHE_TTL"))
        return self._cache

    def _may_cache(self, prefix: str) -> bool:
        """True unless this process caches answers of another database with the same prefix in the same Redis."""
        server, where = redis_connect.target(self._redis_url), self.database.where
        if server is None:
            return True
        if any((each, used) == (server, prefix) and cached != where for each, used, cached in _caching.values()):
            _log.warning(
                "answers of %s are not cached: another database has prefix %s; pass a key_prefix", where, prefix
            )
            return False
        _caching[self] = server, prefix, where
        return True

    async def _invalidate(self, tags: set[str]) -> None:
        await self.cache.invalidate(tags)

    async def close_database(self) -> None:
        """Close the pool of the database; the next use opens a new one."""
        database, self._database = self._database, None
        if database:
            await database.close()

    async def close_redis(self) -> None:
        """Close the pool of Redis; the next use opens a new one."""
        cache, self._cache = self._cache, None
        _caching.pop(self, None)
        client, self._redis = self._redis, None
        if cache:
            await cache.close()
        if client:
            await client.aclose()

    async def close(self) -> None:
        """Close both pools."""
        try:
            await self.close_redis()
        finally:
            await self.close_database()

    async def check_redis(self) -> Health:
        """Whether Redis answers within CHECK_SECONDS, and if not, why; healthy if REDIS_URL is not set."""
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
        """Check the database and Redis concurrently; the error contains the problems of both."""
        found = await asyncio.gather(self.database.check(), self.check_redis())
        problems = [error for _, error in found if error]
        return not problems, " ".join(problems) or None

    async def redis_info(self) -> RedisInfo:
        """The state of the pool, and some figures of the server."""
        url = self._redis_url or settings.current().text("REDIS_URL")
        limit = settings.current().number("REDIS_MAX_CONNECTIONS")
        pool = getattr(self.redis, "connection_pool", None)
        facts = await self._server_facts()
        return {
            "configured": self.redis is not None,
            "url": masked(url),
            "max_connections": limit,
            "checked_in": len(pool._available_connections) if pool else 0,  # noqa: SLF001 - redis has no other count
            "checked_out": len(pool._in_use_connections) if pool else 0,  # noqa: SLF001 - redis has no other count
            "version": facts.get("valkey_version") or facts.get("redis_version"),
            "memory": facts.get("used_memory"),
            "clients": facts.get("connected_clients"),
        }

    async def _server_facts(self) -> dict[str, Any]:
        client = self.redis
        if client is None:
            return {}
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                facts = await client.info()
        except Exception:  # noqa: BLE001 - `check_redis` reports the problem
            return {}
        # a cluster returns one dict per node
        return dict(next(iter(facts.values()), {}) if all(isinstance(each, dict) for each in facts.values()) else facts)


_connections = Connections()


def connections() -> Connections:
    """The connections of this process."""
    return _connections


async def init_connections(
    database_url: str = "", redis_url: str = "", **options: Unpack[ConnectionOptions]
) -> Connections:
    """Replace the connections of this process; an empty URL means the one of the settings.

    Raises UsageError for an invalid URL. No server is contacted yet. The options are those of `Connections`.
    """
    global _connections  # noqa: PLW0603 - one process serves one API
    await _connections.close()
    _connections = Connections(database_url, redis_url, **options)
    _ = _connections.database, _connections.redis
    return _connections


async def close_connections() -> None:
    """Close the pools of the database and of Redis."""
    await _connections.close()


async def init_db(url: str = "", **options: Unpack[ConnectionOptions]) -> Database:
    """Like `init_connections`, but for the database only; Redis stays as it is."""
    redis_url = _connections._redis_url  # noqa: SLF001 - of the same module
    return (await init_connections(url, redis_url, **options)).database


async def close_db() -> None:
    """Close the pool of the database."""
    await _connections.close_database()


async def init_redis(url: str = "") -> "AsyncClient | None":
    """Like `init_connections`, but for Redis only; the database stays as it is."""
    await _connections.close_redis()
    _connections._redis_url = url  # noqa: SLF001 - of the same module
    return _connections.redis


async def close_redis() -> None:
    """Close the pool of Redis."""
    await _connections.close_redis()


async def get_db() -> AsyncGenerator[AsyncWork, None]:
    """FastAPI dependency: a unit of work that commits at the end of the request, or rolls back if it fails.

    Write `Depends(get_db, scope="function")`: the commit then comes before the response, which reports a failed commit.
    """
    async with _connections.database.session() as work:
        yield work


async def get_db_reader() -> AsyncIterator[AsyncWork]:
    """FastAPI dependency: a unit of work that only reads, on the replica if there is one."""
    async with _connections.database.reading() as work:
        yield work


@asynccontextmanager
async def get_db_session() -> AsyncIterator[AsyncWork]:
    """A unit of work outside of a request: `async with get_db_session() as work:`."""
    async with _connections.database.session() as work:
        yield work


async def get_redis() -> AsyncIterator["AsyncClient | None"]:
    """FastAPI dependency: the Redis client, which returns bytes; None if REDIS_URL is not set."""
    yield _connections.redis


def get_redis_client() -> "AsyncClient | None":
    """The Redis client outside of a request; None if REDIS_URL is not set."""
    return _connections.redis


async def cached(scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> Any:
    """The result of `await compute()` as parsed JSON, cached for `ttl` seconds or until a commit invalidates it.

    Single-flight: concurrent callers share one computation. `compute` opens its own unit of work, on the primary.
    `ttl` is REDIS_CACHE_TTL by default.
    """
    return await _connections.cache.cached(scope, compute, variant=variant, ttl=ttl)


async def cached_json(scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> bytes:
    """Like `cached`, but returns JSON text, ready to be sent."""
    return await _connections.cache.cached_json(scope, compute, variant=variant, ttl=ttl)


async def forget(topics: Iterable[str]) -> None:
    """Invalidate the cached answers with these cache tags, after changes that no unit of work has made."""
    await _connections.cache.invalidate(topics)


async def check_db_connection() -> Health:
    """Whether the database answers within CHECK_SECONDS, and if not, why."""
    return await _connections.database.check()


async def check_redis_connection() -> Health:
    """Whether Redis answers within CHECK_SECONDS, and if not, why; healthy if REDIS_URL is not set."""
    return await _connections.check_redis()


async def check_all_connections() -> Health:
    """Check the database and Redis concurrently; the error contains the problems of both."""
    return await _connections.check()


async def get_db_info() -> DatabaseInfo:
    """The state of the pools and the masked URL; does not contact the server."""
    return _connections.database.info()


async def get_redis_info() -> RedisInfo:
    """The state of the pool, the masked URL, and some figures of the server if it answers."""
    return await _connections.redis_info()
