"""Circuit breaker: after a failure, no request is sent to Redis for a short time."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import AsyncClient

MOST_REQUESTS = 16  # at a time; opening a connection for each would take longer than waiting for a free one
TIMEOUT_SECONDS = 0.3  # what a Redis that does not answer may cost a request
OPEN_SECONDS = 1.0  # how long no request is sent after a failure
_log = logging.getLogger("bbprops.cache")


class Unavailable(Exception):
    """Redis does not answer. The cache handles it; no caller of the cache ever sees it."""


class CircuitBreaker:
    """The way to Redis: closed while Redis answers, open for OPEN_SECONDS after a failure, then closed again.

    An outage is logged once, and so is its end. Without a client it is always open.
    """

    def __init__(self, client: "AsyncClient | None") -> None:
        self.has_redis = client is not None
        self._client = client
        self._slots = asyncio.Semaphore(MOST_REQUESTS)
        self._open_until = 0.0
        self._outage_is_logged = False

    @asynccontextmanager
    async def redis(self) -> AsyncIterator["AsyncClient"]:
        """The client for one request of at most TIMEOUT_SECONDS; any failure of Redis is raised as Unavailable."""
        if self._client is None:
            raise Unavailable
        from redis.exceptions import RedisClusterException, RedisError

        try:
            async with self._slots:
                if time.monotonic() < self._open_until:
                    raise Unavailable
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    yield self._client
        except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
            self._open(str(error) or type(error).__name__)
            raise Unavailable from error
        if self._outage_is_logged:
            self._outage_is_logged = False
            _log.warning("Redis answers again")

    def _open(self, reason: str) -> None:
        self._open_until = time.monotonic() + OPEN_SECONDS
        if not self._outage_is_logged:
            self._outage_is_logged = True
            _log.warning("Redis does not answer, answers are computed: %s", reason)
