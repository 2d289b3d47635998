"""`Cache`: answers for an API, each computed once however many ask, and never served when a change made them untrue.

Without Redis, or while it is away, every answer is computed: slower, never wrong. An outage is logged once.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.cache import answers
from bbprops_cli.cache.answers import Names

if TYPE_CHECKING:
    import redis.asyncio

    AsyncClient = redis.asyncio.Redis | redis.asyncio.RedisCluster

TURNS = 16  # questions to Redis at a time; to open a connection for each would take longer than to wait
DELAY = 0.3  # seconds that a Redis which does not answer may cost
PAUSE = 1.0  # how long it is left alone afterwards
LOCK_SECONDS = 3  # how long other processes wait for the one that computes, even if it died
POLL = 0.02
Compute = Callable[[], Awaitable[Any]]
_log = logging.getLogger("bbprops.cache")


class Away(Exception):
    """Redis does not answer; what to do about it is decided here and never told to a caller."""


class _Found(NamedTuple):
    """The generation of now, and the answer that is still true."""

    generation: str
    body: bytes | None


class _Solo:
    """A call that begins when the one before it has ended."""

    def __init__(self, call: Compute, before: "asyncio.Task[Any] | None") -> None:
        self.begun = False
        self.task = asyncio.create_task(self._run(call, before))

    async def _run(self, call: Compute, before: "asyncio.Task[Any] | None") -> Any:
        if before:
            await asyncio.wait([before])
        self.begun = True
        return await call()


class _Solos:
    """Calls of which one at a time is under way, shared by all who asked before it began: it tells them what is new."""

    def __init__(self) -> None:
        self.known: dict[str, _Solo] = {}

    async def share(self, key: str, call: Compute) -> Any:
        solo = self.known.get(key)
        if solo is None or solo.begun:
            solo = _Solo(call, solo.task if solo else None)
            _while_it_runs(self.known, key, solo, solo.task)
        return await asyncio.shield(solo.task)


class Cache:
    """One for each event loop and process. `compute` must open its own unit of work on the primary.

    It may go on when the request that began it was cancelled, and a replica may not have heard of a change yet.
    """

    def __init__(self, client: "AsyncClient | None", *, prefix: str, ttl: int) -> None:
        self._client, self._prefix, self._ttl = client, prefix, ttl
        self._turns = asyncio.Semaphore(TURNS)
        self._flights: dict[tuple[str, str], asyncio.Task[bytes]] = {}
        self._looks, self._solos = _Solos(), _Solos()
        self._unheard: dict[str, int] = {}  # topics that Redis has not been told of, and which change was their last
        self._changes = 0
        self._pause_ends = 0.0
        self._warned = False

    async def cached(self, scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> Any:
        """The answer about a scope: a JSON value."""
        return json.loads(await self.cached_json(scope, compute, variant=variant, ttl=ttl))

    async def cached_json(self, scope: str, compute: Compute, *, variant: str = "", ttl: int | None = None) -> bytes:
        """The same as JSON text, which an API hands on as it is."""
        which = answers.names(self._prefix, scope, variant)
        try:
            found: _Found = await self._looks.share(which.answer, lambda: self._look(which))
        except Away:
            return await self._alone(which.answer, compute)
        if found.body is not None:
            return found.body
        # Whoever asks after a change has another generation, and so does not join a flight from before it.
        key = (which.answer, found.generation)
        if key not in self._flights:
            task = asyncio.create_task(self._fly(which, compute, self._ttl if ttl is None else ttl))
            _while_it_runs(self._flights, key, task, task)
        return await asyncio.shield(self._flights[key])

    async def forget(self, topics: Iterable[str]) -> None:
        """Make the answers about these topics untrue; call it after the commit.

        Where Redis does not hear it, this process serves nothing from the cache before it did; others may serve what
        they have until its time to live ends.
        """
        if self._client is None:
            return
        self._changes += 1
        self._unheard |= dict.fromkeys(topics, self._changes)
        try:
            # Whoever asked may be cancelled; the change is made, and others must hear of it.
            await asyncio.shield(asyncio.create_task(self._tell()))
        except Away:
            return

    async def close(self) -> None:
        """End what is still being computed; the client is its owner's to close."""
        solos = [*self._looks.known.values(), *self._solos.known.values()]
        tasks: list[asyncio.Task[Any]] = [*self._flights.values(), *(solo.task for solo in solos)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _alone(self, key: str, compute: Compute) -> bytes:
        """Share a computation that had not begun when it was asked for, since nobody tells of changes meanwhile."""

        async def call() -> bytes:
            return answers.encode(await compute())

        body: bytes = await self._solos.share(key, call)
        return body

    async def _fly(self, which: Names, compute: Compute, ttl: int) -> bytes:
        """Compute and keep, unless another process is at it and answers in time."""
        mine = answers.token()
        try:
            found = await self._turn(which, mine)
        except Away:
            return answers.encode(await compute())
        try:
            if found.body is not None:
                return found.body
            body = answers.encode(await compute())
            await self._keep(which, body, found.generation, ttl)
            return body
        finally:
            await self._unlock(which, mine)

    async def _turn(self, which: Names, mine: str) -> _Found:
        """Wait for who computes it now: what they left, or the generation under which it is our turn."""
        patience = time.monotonic() + LOCK_SECONDS
        while not await self._lock(which, mine) and time.monotonic() < patience:
            await asyncio.sleep(POLL)
            if (found := await self._look(which)).body is not None:
                return found
        return await self._look(which)

    @asynccontextmanager
    async def _talk(self) -> AsyncIterator["AsyncClient"]:
        """Redis for a moment; whatever keeps it from answering is Away, and for a while nobody asks again."""
        if self._client is None:
            raise Away
        from redis.exceptions import RedisClusterException, RedisError

        try:
            async with self._turns:
                if time.monotonic() < self._pause_ends:
                    raise Away
                async with asyncio.timeout(DELAY):
                    yield self._client
        except (RedisError, RedisClusterException, OSError, TimeoutError) as error:
            self._pause_ends = time.monotonic() + PAUSE
            if not self._warned:
                self._warned = True
                _log.warning("Redis does not answer, answers are computed: %s", str(error) or type(error).__name__)
            raise Away from error
        if self._warned:
            self._warned = False
            _log.warning("Redis answers again")

    async def _look(self, which: Names) -> _Found:
        if self._unheard:
            await self._tell()
        root, generation, stored = await self._read(which)
        if not (root and generation):
            async with self._talk() as redis, redis.pipeline(transaction=False) as pipe:
                answers.begin(pipe, which)
                await pipe.execute()
            root, generation, stored = await self._read(which)
        now, answer = answers.joined(root, generation), answers.unpack(stored)
        if not now:
            raise Away  # it changes all the time: without a generation nobody knows what came before what
        return _Found(now, answer.body if answer and answer.generation == now else None)

    async def _read(self, which: Names) -> list[Any]:
        async with self._talk() as redis, redis.pipeline(transaction=False) as pipe:
            pipe.get(which.root)
            pipe.get(which.generation)
            pipe.get(which.answer)
            root, generation, stored = await pipe.execute(raise_on_error=False)
            if failure := next((each for each in (root, generation) if isinstance(each, Exception)), None):
                raise failure
            return [root, generation, stored]  # an answer of another type than ours is as good as none

    async def _tell(self) -> None:
        told = dict(self._unheard)
        async with self._talk() as redis, redis.pipeline(transaction=False) as pipe:
            answers.forget_commands(pipe, self._prefix, told)
            await pipe.execute()
        for topic, change in told.items():
            if self._unheard.get(topic) == change:  # else it changed again meanwhile
                del self._unheard[topic]

    async def _lock(self, which: Names, mine: str) -> bool:
        async with self._talk() as redis:
            return bool(await redis.set(which.lock, mine, nx=True, px=LOCK_SECONDS * 1000))

    async def _unlock(self, which: Names, mine: str) -> None:
        try:
            async with self._talk() as redis:
                if await redis.get(which.lock) == mine.encode():
                    await redis.unlink(which.lock)
        except Away:
            return  # it ends by itself

    async def _keep(self, which: Names, body: bytes, made_under: str, ttl: int) -> None:
        """Store the answer, unless something changed since its generation was read."""
        if ttl <= 0 or len(body) > answers.MOST_BYTES or self._unheard:
            return
        try:
            root, generation, _ = await self._read(which)
            if answers.joined(root, generation) == made_under:
                async with self._talk() as redis:
                    await redis.set(which.answer, answers.pack(body, made_under), ex=ttl)
        except Away:
            return  # the next one computes it again


def _while_it_runs(known: dict[Any, Any], key: Any, value: Any, task: "asyncio.Task[Any]") -> None:
    """Have others find it until it has ended; a failure nobody waited for is nobody's."""
    known[key] = value

    def ended(_: Any) -> None:
        if known.get(key) is value:
            del known[key]
        if not task.cancelled():
            task.exception()

    task.add_done_callback(ended)
