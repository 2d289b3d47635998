"""Clients of Redis and Valkey: URLs, logins, clusters, and servers that do not answer."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache.connect import RedisTarget
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.errors import Unreachable, UsageError
from tests import servers


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://cache", RedisTarget((("cache", 6379),))),
        ("rediss://app:p%40ss@cache:7000/3", RedisTarget((("cache", 7000),), "", 3, "app", "p@ss", encrypted=True)),
        ("valkey://:s3cret@[::1]:6380", RedisTarget((("::1", 6380),), password="s3cret")),
        ("unix:///run/redis.sock?db=2", RedisTarget((), "/run/redis.sock", 2)),
        ("redis+cluster://a:7000,b", RedisTarget((("a", 7000), ("b", 6379)), cluster=True)),
    ],
)
def test_url_is_parsed_into_address_login_and_options(url: str, expected: RedisTarget) -> None:
    assert redis_connect.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("cache:6379", "no scheme"),
        ("http://cache", "'http' is not supported"),
        ("redis://cache/props", "invalid database 'props'"),
        ("redis+cluster://cache/1", "a cluster has database 0 only"),
        ("redis://cache?ttl=3", "unknown parameter 'ttl'"),
        ("redis://me:s3cret@cache:port", "invalid host or port"),
    ],
)
def test_invalid_redis_url_is_a_usage_error_that_hides_the_password(url: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as caught:
        redis_connect.parse(url)
    assert "s3cret" not in str(caught.value)


def test_redis_target_never_shows_its_password() -> None:
    found = redis_connect.parse("redis://app:s3cret@cache/1")

    assert f"{found} {found!r}" == "app@cache:6379/1 RedisTarget(app@cache:6379/1)"


def test_no_redis_is_used_without_a_url(monkeypatch: pytest.MonkeyPatch) -> None:
    assert redis_connect.target() is None

    monkeypatch.setenv("REDIS_URL", "redis://cache/1")
    assert str(redis_connect.target()) == "cache:6379/1"


def sync_round_trip(where: RedisTarget) -> object:
    client: Any = redis_connect.client(where)
    try:
        client.set(b"bytes \xff", b"\x00\xfe", ex=60)
        return client.get(b"bytes \xff")
    finally:
        client.close()


def async_round_trip(where: RedisTarget) -> object:
    async def run() -> object:
        client: Any = redis_connect.async_client(where)
        try:
            await client.set(b"bytes \xff", b"\x00\xfe", ex=60)
            return await client.get(b"bytes \xff")
        finally:
            await client.aclose()

    return asyncio.run(run())


BOTH = pytest.mark.parametrize("round_trip", [sync_round_trip, async_round_trip])
RoundTrip = Callable[[RedisTarget], object]


@BOTH
def test_client_stores_and_returns_arbitrary_bytes(redis_server: str, round_trip: RoundTrip) -> None:
    assert round_trip(redis_connect.parse(redis_server)) == b"\x00\xfe"


@pytest.fixture(scope="module")
def guarded_redis() -> Iterator[str]:
    """host:port of a server with a password, and with a user who may only read and write keys."""
    guard, url = servers.start_redis(
        "--requirepass", "p@ss", "--user", "app", "on", ">app/word", "~*", "+set", "+get", "+hello"
    )
    yield url.removeprefix("redis://").removesuffix("/0")
    servers.stop(guard)


@BOTH
@pytest.mark.parametrize("login", [":p%40ss", "app:app%2Fword"])
def test_password_and_acl_user_can_log_in(guarded_redis: str, round_trip: RoundTrip, login: str) -> None:
    assert round_trip(redis_connect.parse(f"redis://{login}@{guarded_redis}")) == b"\x00\xfe"


@BOTH
@pytest.mark.parametrize("login", ["", "app:wr0ng@"])
def test_refused_login_is_unreachable_and_shows_no_password(
    guarded_redis: str, round_trip: RoundTrip, login: str
) -> None:
    with pytest.raises(Exception, match=r".") as caught:
        round_trip(redis_connect.parse(f"redis://{login}{guarded_redis}"))

    meaning = explain(caught.value)
    assert type(meaning) is Unreachable
    assert str(meaning).startswith("Redis refused: ")
    assert "wr0ng" not in str(meaning)


@pytest.mark.slow
@BOTH
def test_cluster_client_stores_and_returns_arbitrary_bytes(redis_cluster: str, round_trip: RoundTrip) -> None:
    assert round_trip(redis_connect.parse(redis_cluster)) == b"\x00\xfe"


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@BOTH
@pytest.mark.parametrize("scheme", ["redis", "rediss", "redis+cluster"])
def test_refused_connection_fails_within_half_a_second(round_trip: RoundTrip, scheme: str) -> None:
    for _ in range(2):  # the first time, loading the library takes longer than the refusal
        started = time.monotonic()
        with pytest.raises(Exception, match="connect") as caught:
            round_trip(redis_connect.parse(f"{scheme}://me:s3cret@127.0.0.1:1"))

    assert time.monotonic() - started < 0.5
    assert type(explain(caught.value)) is Unreachable
    assert "s3cret" not in str(caught.value)


@BOTH
def test_server_that_never_answers_is_given_up_within_two_seconds(round_trip: RoundTrip) -> None:
    started = time.monotonic()
    with silent_server() as port, pytest.raises(Exception, match=r"(?i)time") as caught:
        round_trip(redis_connect.parse(f"redis://127.0.0.1:{port}"))

    assert time.monotonic() - started < 2
    assert type(explain(caught.value)) is Unreachable
