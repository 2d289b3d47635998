"""Circuit breaker: when requests reach Redis, and what an outage looks like in the log."""

import asyncio
import logging
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from bbprops_cli.cache import circuit_breaker
from bbprops_cli.cache.circuit_breaker import CircuitBreaker, Unavailable


async def request(breaker: CircuitBreaker, failure: Exception | None = None) -> bool:
    """True if the request reached Redis and was answered."""
    try:
        async with breaker.redis():
            if failure:
                raise failure
    except Unavailable:
        return False
    return True


@pytest.fixture
def client() -> Any:
    return object()  # the breaker only hands it on


def test_failure_opens_the_breaker_until_its_time_is_over(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit_breaker, "OPEN_SECONDS", 0.05)

    async def run() -> list[bool]:
        breaker = CircuitBreaker(client)
        answered = [await request(breaker), await request(breaker, RedisConnectionError("refused"))]
        answered.append(await request(breaker))
        await asyncio.sleep(0.06)
        return [*answered, await request(breaker)]

    assert asyncio.run(run()) == [True, False, False, True]


def test_request_without_an_answer_is_given_up(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit_breaker, "TIMEOUT_SECONDS", 0.01)

    async def run() -> None:
        async with CircuitBreaker(client).redis():
            await asyncio.sleep(5)

    with pytest.raises(Unavailable):
        asyncio.run(run())


def test_outage_and_its_end_are_logged_once(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(circuit_breaker, "OPEN_SECONDS", 0)

    async def run() -> None:
        breaker = CircuitBreaker(client)
        for failure in (RedisConnectionError("refused"), RedisConnectionError("refused"), None, None):
            await request(breaker, failure)

    with caplog.at_level(logging.WARNING, logger="bbprops.cache"):
        asyncio.run(run())

    assert [record.message for record in caplog.records] == [
        "Redis does not answer, answers are computed: refused",
        "Redis answers again",
    ]


def test_error_of_our_own_does_not_open_the_breaker(client: Any) -> None:
    async def run() -> bool:
        breaker = CircuitBreaker(client)
        with pytest.raises(LookupError):
            await request(breaker, LookupError("a bug"))
        return await request(breaker)

    assert asyncio.run(run())


def test_breaker_without_a_client_is_always_open() -> None:
    assert asyncio.run(request(CircuitBreaker(None))) is False
