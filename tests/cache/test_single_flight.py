"""Single-flight: which callers share a call, and what happens to it when one of them leaves."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bbprops_cli.cache.single_flight import SingleFlight


class Counter:
    """A slow call that returns how many times it has begun."""

    def __init__(self) -> None:
        self.begun = 0

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        await asyncio.sleep(0.02)
        return number


def in_a_loop(scenario: Callable[[SingleFlight[int], Counter], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        return await scenario(SingleFlight(), Counter())

    return asyncio.run(run())


def test_join_shares_a_call_that_is_under_way() -> None:
    async def scenario(flights: SingleFlight[int], call: Counter) -> Any:
        first = asyncio.create_task(flights.join("a", call))
        await asyncio.sleep(0.01)
        return await asyncio.gather(first, flights.join("a", call), flights.join("b", call))

    assert in_a_loop(scenario) == [1, 1, 2]


def test_join_next_shares_one_call_that_begins_after_the_one_under_way() -> None:
    async def scenario(flights: SingleFlight[int], call: Counter) -> Any:
        first = asyncio.create_task(flights.join_next("a", call))
        await asyncio.sleep(0.01)
        later = [asyncio.create_task(flights.join_next("a", call)) for _ in range(50)]
        await asyncio.sleep(0)
        assert call.begun == 1
        return await asyncio.gather(first, *later)

    assert in_a_loop(scenario) == [1] + [2] * 50


@pytest.mark.parametrize("method", ["join", "join_next"])
def test_result_of_an_ended_call_is_not_reused(method: str) -> None:
    async def scenario(flights: SingleFlight[int], call: Counter) -> Any:
        return [await getattr(flights, method)("a", call) for _ in range(2)]

    assert in_a_loop(scenario) == [1, 2]


def test_cancel_ends_running_and_waiting_calls() -> None:
    async def scenario(flights: SingleFlight[int], call: Counter) -> Any:
        callers = [asyncio.create_task(flights.join_next("a", call))]
        await asyncio.sleep(0.01)
        callers.append(asyncio.create_task(flights.join_next("a", call)))
        await asyncio.sleep(0)
        flights.cancel()
        return await asyncio.gather(*callers, return_exceptions=True), call.begun

    ends, begun = in_a_loop(scenario)
    assert ([type(end) for end in ends], begun) == ([asyncio.CancelledError] * 2, 1)


def test_failure_that_no_caller_waited_for_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(flights: SingleFlight[int], _: Counter) -> Any:
        async def fail() -> int:
            await asyncio.sleep(0.01)
            raise LookupError("no such league")

        caller = asyncio.create_task(flights.join("a", fail))
        await asyncio.sleep(0)
        caller.cancel()
        await asyncio.sleep(0.03)
        gc.collect()

    in_a_loop(scenario)
    assert caplog.text == ""
