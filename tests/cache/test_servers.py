"""The cache on every kind of server that REDIS_URL can name."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bbprops_cli.cache import circuit_breaker
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.errors import Unreachable
from tests import factories, servers
from tests.caches import Opened
from tests.conftest import Run
from tests.databases import Database

SCOPE, TAG = "props:NFL:2025:5", "props:NFL"
NEEDED = ("+get", "+set", "+unlink", "+ping", "+hello")  # rights that an API needs, as docs/cache.md says
# Rights that `bbprops cache` needs besides.
AROUND = (
    "+scan",
    "+type",
    "+pttl",
    "+exists",
    "+memory|usage",
    "+info",
    "+dbsize",
)


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A server with a password and users with the rights of an API, with too few, and for `bbprops cache`."""
    may = ("--user", "api", "on", ">s3cret", "~test-*", *NEEDED)
    looks = ("--user", "looks", "on", ">s3cret", "~test-*", "+get", "+ping", "+hello")
    around = ("--user", "around", "on", ">s3cret", "~test-*", *NEEDED, *AROUND)
    guard, url = servers.start_redis("--requirepass", "s3cret", *may, *looks, *around)
    yield url.removeprefix("redis://")
    servers.stop(guard)


@pytest.fixture(scope="module")
def urls(guarded: str, redis_server: str) -> Iterator[dict[str, str]]:
    with servers.encrypted(redis_server) as place, servers.encrypted(f"redis://{guarded}") as guarded_place:
        trusted = f"ssl_ca_certs={servers.TLS / 'localhost.crt'}"
        yield {
            "plain": redis_server,
            "password": f"redis://:s3cret@{guarded}",
            "ACL user": f"redis://api:s3cret@{guarded}",
            "TLS": f"rediss://{place}/0?{trusted}",
            "TLS and ACL user": f"rediss://api:s3cret@{guarded_place}/0?{trusted}",
            "unknown TLS": f"rediss://{place}/0",
            "too few rights": f"redis://looks:s3cret@{guarded}",
            "all commands": f"redis://around:s3cret@{guarded}",
        }


@pytest.fixture(autouse=True)
def _long_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a TLS handshake is slow, and these tests do not measure time."""
    monkeypatch.setattr(redis_connect, "CONNECT_TIMEOUT_SECONDS", 5)
    monkeypatch.setattr(circuit_breaker, "TIMEOUT_SECONDS", 5)


async def answers(url: str, prefix: str) -> list[int]:
    """Four answers, two before a change and two after it; each is the number of its computation."""
    computed = 0

    async def compute() -> int:
        nonlocal computed
        computed += 1
        return computed

    async with Opened(url, prefix) as cache:
        before = [await cache.cached(SCOPE, compute) for _ in range(2)]
        await cache.invalidate({TAG})
        return before + [await cache.cached(SCOPE, compute) for _ in range(2)]


@pytest.mark.parametrize("name", ["plain", "password", "ACL user", "TLS", "TLS and ACL user"])
def test_answers_are_cached_and_invalidated_on_every_kind_of_server(
    urls: dict[str, str], redis_prefix: str, name: str
) -> None:
    assert asyncio.run(answers(urls[name], redis_prefix)) == [1, 1, 2, 2]


@pytest.mark.parametrize("name", ["too few rights", "unknown TLS"])
def test_answers_are_computed_when_redis_refuses_the_client(
    urls: dict[str, str], redis_prefix: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="bbprops.cache"):
        assert asyncio.run(answers(urls[name], redis_prefix)) == [1, 2, 3, 4]
    assert len(caplog.records) == 1
    assert "s3cret" not in caplog.text


def test_certificate_of_an_unknown_authority_is_refused(urls: dict[str, str]) -> None:
    client: Any = redis_connect.client(redis_connect.parse(urls["unknown TLS"]))
    with pytest.raises(Exception, match="certificate") as caught:
        client.ping()

    assert type(explain(caught.value)) is Unreachable


@pytest.mark.parametrize("name", ["password", "TLS"])
def test_cache_info_reads_a_server_with_password_or_tls(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("REDIS_URL", urls[name])

    result = run_here("cache", "info", "-o", "json")

    assert (result.exit_code, '"nodes":1' in result.stdout) == (0, True)
    assert "s3cret" not in result.stdout + result.stderr


def test_cache_keys_without_rights_says_that_redis_refused(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["ACL user"])

    result = run_here("cache", "keys")

    assert (result.exit_code, result.stdout.count("\n") <= 1) == (4, True)
    assert "Redis refused: " in result.stderr


def test_user_with_documented_rights_can_run_every_cache_command(
    urls: dict[str, str], run: Run, database: Database, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["all commands"])
    with database.session() as session:
        factories.new_prop(session, league="NFL", week=5)

    words = ("warm", "info", "keys", "usage", "get props:NFL:-:5", "explain props:NFL:-:5", "clear --yes")
    results = [run("cache", *each.split()) for each in words]

    assert [result.exit_code for result in results] == [0] * len(words), [result.stderr for result in results]
    assert "\tfresh\t" in results[5].stdout


def test_doctor_accepts_a_user_with_the_rights_of_an_api_only(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["ACL user"])

    assert "; this user may not read the figures of the server" in run_here("doctor").stdout


@pytest.mark.slow
def test_acl_user_with_documented_rights_can_use_a_cluster(redis_cluster: str, redis_prefix: str) -> None:
    nodes = redis_cluster.removeprefix("redis+cluster://").split(",")
    for node in nodes:
        client: Any = redis_connect.client(redis_connect.parse(f"redis://{node}"))
        rights = ("reset", "on", ">s3cret", "~test-*", *NEEDED, "+cluster|slots", "+command")
        client.execute_command("ACL", "SETUSER", "api", *rights)
        client.close()

    found = asyncio.run(answers(redis_cluster.replace("://", "://api:s3cret@"), redis_prefix))

    assert found == [1, 1, 2, 2]


@pytest.mark.slow
def test_url_of_one_cluster_node_is_reported_as_a_cluster(
    redis_cluster: str, run_here: Run, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = redis_cluster.removeprefix("redis+cluster://").partition(",")[0]
    monkeypatch.setenv("REDIS_URL", f"redis://{node}/0")
    client: Any = redis_connect.client(redis_connect.parse(f"redis://{node}"))
    pipe = client.pipeline(transaction=False)
    for number in range(20):
        pipe.set(f"{redis_prefix}:{number}", "secret", ex=60)
    with pytest.raises(Exception, match="secret") as caught:
        pipe.execute()
    client.close()

    assert type(explain(caught.value)) is Unreachable
    assert str(explain(caught.value)) == "Redis is a cluster."
    doctor = run_here("doctor")
    assert "a node of a cluster\t\tWrite redis+cluster://" in doctor.stdout
