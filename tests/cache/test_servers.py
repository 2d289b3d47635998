"""The cache on every kind of server that REDIS_URL can name."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache import flight
from bbprops_cli.db.connection.failures import explain
from bbprops_cli.errors import Unreachable
from tests import factories, servers
from tests.caches import Opened
from tests.conftest import Run
from tests.databases import Database

SCOPE, TOPIC = "props:NFL:2025:5", "props:NFL"
NEEDED = ("+get", "+set", "+unlink", "+ping", "+hello")  # what an API's user must be allowed; docs/cache.md says so
AROUND = ("+scan", "+type", "+pttl", "+exists", "+memory|usage", "+info", "+dbsize")  # and who looks around, likewise


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A server with a password, a user who may do what an API needs below its prefix, and one who may only look."""
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
            "TLS of somebody": f"rediss://{place}/0",
            "looks": f"redis://looks:s3cret@{guarded}",
            "around": f"redis://around:s3cret@{guarded}",
        }


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine shakes hands slowly, and time is not what is looked at here."""
    monkeypatch.setattr(redis_connect, "CONNECT_TIMEOUT", 5)
    monkeypatch.setattr(flight, "DELAY", 5)


async def answers(url: str, prefix: str) -> list[int]:
    """Twice before a change and twice after it, each as the number of the computation."""
    computed = 0

    async def compute() -> int:
        nonlocal computed
        computed += 1
        return computed

    async with Opened(url, prefix) as cache:
        before = [await cache.cached(SCOPE, compute) for _ in range(2)]
        await cache.forget({TOPIC})
        return before + [await cache.cached(SCOPE, compute) for _ in range(2)]


@pytest.mark.parametrize("name", ["plain", "password", "ACL user", "TLS", "TLS and ACL user"])
def test_answers_are_kept_and_end(urls: dict[str, str], redis_prefix: str, name: str) -> None:
    assert asyncio.run(answers(urls[name], redis_prefix)) == [1, 1, 2, 2]


@pytest.mark.parametrize("name", ["looks", "TLS of somebody"])
def test_what_is_refused_is_computed(
    urls: dict[str, str], redis_prefix: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="bbprops.cache"):
        assert asyncio.run(answers(urls[name], redis_prefix)) == [1, 2, 3, 4]
    assert len(caplog.records) == 1
    assert "s3cret" not in caplog.text


def test_a_certificate_that_nobody_vouches_for_is_refused(urls: dict[str, str]) -> None:
    client: Any = redis_connect.client(redis_connect.parse(urls["TLS of somebody"]))
    with pytest.raises(Exception, match="certificate") as caught:
        client.ping()

    assert type(explain(caught.value)) is Unreachable


@pytest.mark.parametrize("name", ["password", "TLS"])
def test_the_command_line_looks_into_each(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("REDIS_URL", urls[name])

    result = run_here("cache", "info", "-o", "json")

    assert (result.exit_code, '"nodes":1' in result.stdout) == (0, True)
    assert "s3cret" not in result.stdout + result.stderr


def test_commands_that_a_user_may_not_run_are_named(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["ACL user"])

    result = run_here("cache", "keys")

    assert (result.exit_code, result.stdout.count("\n") <= 1) == (4, True)
    assert "Redis refused: " in result.stderr


def test_who_may_look_around_below_the_prefix_may_use_every_command(
    urls: dict[str, str], run: Run, database: Database, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["around"])
    with database.session() as session:
        factories.new_prop(session, league="NFL", week=5)

    words = ("warm", "info", "keys", "usage", "get props:NFL:-:5", "explain props:NFL:-:5", "clear --yes")
    results = [run("cache", *each.split()) for each in words]

    assert [result.exit_code for result in results] == [0] * len(words), [result.stderr for result in results]
    assert "\tfresh\t" in results[5].stdout


def test_the_doctor_finds_nothing_wrong_with_a_user_who_may_not_look_around(
    urls: dict[str, str], run_here: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", urls["ACL user"])

    assert "; this user may not ask for more" in run_here("doctor").stdout


@pytest.mark.slow
def test_an_acl_user_of_a_cluster(redis_cluster: str, redis_prefix: str) -> None:
    nodes = redis_cluster.removeprefix("redis+cluster://").split(",")
    for node in nodes:
        client: Any = redis_connect.client(redis_connect.parse(f"redis://{node}"))
        rights = ("reset", "on", ">s3cret", "~test-*", *NEEDED, "+cluster|slots", "+command")
        client.execute_command("ACL", "SETUSER", "api", *rights)
        client.close()

    found = asyncio.run(answers(redis_cluster.replace("://", "://api:s3cret@"), redis_prefix))

    assert found == [1, 1, 2, 2]


@pytest.mark.slow
def test_one_node_of_a_cluster_is_not_the_cluster(
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
    assert "a node of a cluster\tWrite redis+cluster://" in doctor.stdout
