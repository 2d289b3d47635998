"""`Cache`: answers for an API, each computed once for all concurrent callers and never served after a change.

Without Redis, or while it is down, every answer is computed: slower, never wrong. docs/adr/0004-single-flight-cache.md
has the interleavings that this module must survive.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.cache import answers
from bbprops_cli.cache.answers import Names
from bbprops_cli.cache.circuit_breaker import CircuitBreaker, Unavailable
from bbprops_cli.cache.single_flight import SingleFlight

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import AsyncClient

LOCK_SECONDS = 3  # how long other processes wait for the one that computes, even if it died
POLL_SECONDS = 0.02
Compute = Callable[[], Awaitable[Any]]


class _Lookup(NamedTuple):
    """The current tag version, and the answer that was stored under it; None when there is none."""

    version: str
    body: bytes | None


class Cache:
    """The cache of one event loop in one process. `compute` must open its own unit of work on the primary.

    It may continue after the request that started it was cancelled, and a replica may not have a recent change yet.
    """

    def __init__(self, client: "AsyncClient | None", *, prefix: str, ttl: int) -> None:
        self._prefix, self._ttl = prefix, ttl
        self._breaker = CircuitBreaker(client)
        self._lookups: SingleFlight[_Lookup] = SingleFlight()
        self._computations: SingleFlight[bytes] = SingleFlight()
        self._computations_without_redis: SingleFlight[bytes] = SingleFlight()
        self._undelivered: dict[str, int] = {}  # tags that Redis still has to invalidate → number of their last change
        self._changes = 0

    async def cached(self, scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> Any:
        """The answer of a scope as a JSON value: from the cache, or computed and kept for `ttl` seconds."""
        return json.loads(await self.cached_json(scope, compute, variant=variant, ttl=ttl))

    async def cached_json(self, scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> bytes:
        """The answer of a scope as JSON text, which an API can pass on unparsed; arguments as for `cached`."""
        names = answers.names(self._prefix, scope, variant)

        async def compute_and_store() -> bytes:
            return await self._compute_and_store(names, compute, self._ttl if ttl is None else ttl)

        try:
            found = await self._lookups.join_next(names.answer, lambda: self._look_up(names))
        except Unavailable:
            # There is no tag version to tell computations apart, so only one that has not begun may be shared.
            return await self._computations_without_redis.join_next(names.answer, lambda: _encoded(compute))
        if found.body is not None:
            return found.body
        # A caller that comes after a change has another version, and so never joins a computation from before it.
        return await self._computations.join((names.answer, found.version), compute_and_store)

    async def invalidate(self, tags: Iterable[str]) -> None:
        """Stop serving the answers with these cache tags; call it after the commit.

        While Redis is unreachable, this process serves nothing from the cache, and other processes may serve what is
        stored until its time to live ends.
        """
        if not self._breaker.has_redis:
            return
        self._changes += 1
        self._undelivered |= dict.fromkeys(tags, self._changes)
        try:
            # The caller may be cancelled; the change is committed, and its invalidation must still reach Redis.
            await asyncio.shield(asyncio.create_task(self._deliver_invalidations()))
        except Unavailable:
            return  # the next look-up tries again

    async def close(self) -> None:
        """Cancel what is still being computed; the client belongs to its owner, who closes it."""
        tasks: list[asyncio.Task[Any]] = [
            *self._lookups.cancel(),
            *self._computations.cancel(),
            *self._computations_without_redis.cancel(),
        ]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _compute_and_store(self, names: Names, compute: Compute, ttl: int) -> bytes:
        """Compute and store the answer, unless another process is computing it and finishes in time."""
        token = answers.new_token()
        try:
            found = await self._wait_for_lock(names, token)
        except Unavailable:
            return await _encoded(compute)
        try:
            if found.body is not None:
                return found.body
            body = await _encoded(compute)
            await self._store(names, body, found.version, ttl)
            return body
        finally:
            await self._release_lock(names, token)

    async def _wait_for_lock(self, names: Names, token: str) -> _Lookup:
        """Take the lock, or wait until its holder has stored the answer; after LOCK_SECONDS go on without it."""
        deadline = time.monotonic() + LOCK_SECONDS
        while not await self._take_lock(names, token) and time.monotonic() < deadline:
            await asyncio.sleep(POLL_SECONDS)
            if (found := await self._look_up(names)).body is not None:
                return found
        return await self._look_up(names)

    async def _take_lock(self, names: Names, token: str) -> bool:
        async with self._breaker.redis() as redis:
            return bool(await redis.set(names.lock, token, nx=True, px=LOCK_SECONDS * 1000))

    async def _release_lock(self, names: Names, token: str) -> None:
        try:
            async with self._breaker.redis() as redis:
                if await redis.get(names.lock) == token.encode():
                    await redis.unlink(names.lock)
        except Unavailable:
            return  # it expires by itself

    async def _look_up(self, names: Names) -> _Lookup:
        """Read the tag version and the answer in one round trip; a missing version is set first."""
        if self._undelivered:
            await self._deliver_invalidations()
        everything, tag, stored = await self._read(names)
        if not (everything and tag):
            async with self._breaker.redis() as redis, redis.pipeline(transaction=False) as pipe:
                answers.set_missing_versions(pipe, names)
                await pipe.execute()
            everything, tag, stored = await self._read(names)
        version, answer = answers.joined_version(everything, tag), answers.unpack(stored)
        if not version:
            raise Unavailable  # it is invalidated all the time: without a version, old and new cannot be told apart
        return _Lookup(version, answer.body if answer and answer.version == version else None)

    async def _read(self, names: Names) -> list[Any]:
        """Both halves of the tag version, and what is stored as the answer."""
        async with self._breaker.redis() as redis, redis.pipeline(transaction=False) as pipe:
            pipe.get(names.everything)
            pipe.get(names.tag)
            pipe.get(names.answer)
            everything, tag, stored = await pipe.execute(raise_on_error=False)
            if failure := next((each for each in (everything, tag) if isinstance(each, Exception)), None):
                raise failure
            return [everything, tag, stored]  # a key of another type than string counts as no answer

    async def _store(self, names: Names, body: bytes, version: str, ttl: int) -> None:
        """Store the answer, unless its tag was invalidated since `version` was read."""
        if ttl <= 0 or len(body) > answers.MOST_BYTES or self._undelivered:
            return
        try:
            everything, tag, _ = await self._read(names)
            if answers.joined_version(everything, tag) == version:
                async with self._breaker.redis() as redis:
                    await redis.set(names.answer, answers.pack(body, version), ex=ttl)
        except Unavailable:
            return  # the next caller computes it again

    async def _deliver_invalidations(self) -> None:
        delivered = dict(self._undelivered)
        async with self._breaker.redis() as redis, redis.pipeline(transaction=False) as pipe:
            answers.add_invalidations(pipe, self._prefix, delivered)
            await pipe.execute()
        for tag, change in delivered.items():
            if self._undelivered.get(tag) == change:  # else another change came in between
                del self._undelivered[tag]


async def _encoded(compute: Compute) -> bytes:
    return answers.encode(await compute())
