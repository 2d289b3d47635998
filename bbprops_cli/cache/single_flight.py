"""Single-flight: callers that ask for one key at the same time share one call."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Flight(Generic[T]):
    """One call as a task. It begins when the call before it has ended."""

    def __init__(self, call: Callable[[], Awaitable[T]], after: "asyncio.Task[T] | None") -> None:
        self.has_begun = False
        self.task = asyncio.create_task(self._run(call, after))

    async def _run(self, call: Callable[[], Awaitable[T]], after: "asyncio.Task[T] | None") -> T:
        if after:
            await asyncio.wait([after])
        self.has_begun = True
        return await call()


class SingleFlight(Generic[T]):
    """Calls by key. A cancelled caller leaves the call running for the others; a failure reaches every caller."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}  # the newest of each key
        self._tasks: set[asyncio.Task[T]] = set()

    async def join(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        """The result of the call that is under way for this key, else of a new call."""
        flight = self._flights.get(key) or self._launch(key, call, after=None)
        return await asyncio.shield(flight.task)

    async def join_next(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        """The result of a call that had not begun when it was asked for, so that it sees every change made before.

        While a call is under way, all who ask wait for its end and then share one new call.
        """
        flight = self._flights.get(key)
        if flight is None or flight.has_begun:
            flight = self._launch(key, call, after=flight.task if flight else None)
        return await asyncio.shield(flight.task)

    def cancel(self) -> list["asyncio.Task[T]"]:
        """Cancel every call, running or waiting, and return their tasks."""
        for task in self._tasks:
            task.cancel()
        return list(self._tasks)

    def _launch(
        self, key: Hashable, call: Callable[[], Awaitable[T]], *, after: "asyncio.Task[T] | None"
    ) -> _Flight[T]:
        flight = self._flights[key] = _Flight(call, after)
        self._tasks.add(flight.task)

        def ended(task: asyncio.Task[T]) -> None:
            self._tasks.discard(task)
            if self._flights.get(key) is flight:
                del self._flights[key]
            if not task.cancelled():
                task.exception()  # marks it as retrieved: a failure that no caller waited for is not logged

        flight.task.add_done_callback(ended)
        return flight
