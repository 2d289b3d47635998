"""Cached answers: computed once, kept for a while, and never served after a change of what they are about."""

import asyncio
import logging
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from redis.exceptions import ResponseError

from bbprops_cli.cache import answers
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache.flight import Cache
from tests import servers
from tests.caches import Opened, stored

SCOPE, TAG = "props:NFL:2025:5", "props:NFL"


class Board:
    """A value that takes 50 ms to compute and changes during some tests."""

    def __init__(self, value: Any = 1) -> None:
        self.value, self.computed = value, 0

    async def __call__(self) -> Any:
        self.computed += 1
        seen = self.value
        await asyncio.sleep(0.05)
        return seen


def test_answer_is_computed_once_and_stored_with_its_time_to_live(
    redis: Any, redis_server: str, redis_prefix: str
) -> None:
    board = Board({"player": "Ada", "line": 249.5, "team": None})

    async def twice() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache:
            return [await cache.cached(SCOPE, board), await cache.cached(SCOPE, board)]

    assert asyncio.run(twice()) == [board.value] * 2
    assert board.computed == 1
    assert 0 < redis.ttl(f"{redis_prefix}:{SCOPE}") <= 60
    assert redis.ttl(f"{redis_prefix}:generation:{TAG}") > 60


def test_two_hundred_concurrent_callers_share_one_computation(redis: Any, redis_server: str, redis_prefix: str) -> None:
    board = Board()

    async def stampede() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache:
            return await asyncio.gather(*(cache.cached(SCOPE, board) for _ in range(200)))

    assert asyncio.run(stampede()) == [1] * 200
    assert board.computed == 1


def test_second_cache_waits_for_the_one_that_computes(redis: Any, redis_server: str, redis_prefix: str) -> None:
    board = Board()

    async def two() -> list[Any]:  # two caches share nothing in memory, like two processes
        async with Opened(redis_server, redis_prefix) as one, Opened(redis_server, redis_prefix) as other:
            asked = [cache.cached(SCOPE, board) for cache in (one, other) for _ in range(20)]
            return await asyncio.gather(*asked)

    assert asyncio.run(two()) == [1] * 40
    assert board.computed == 1
    assert not redis.exists(f"{redis_prefix}:lock:{SCOPE}")


def test_lock_of_a_dead_process_delays_others_until_it_expires(
    redis: Any, redis_server: str, redis_prefix: str
) -> None:
    redis.set(f"{redis_prefix}:lock:{SCOPE}", "of a dead process", px=300)

    async def ask() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            return await cache.cached(SCOPE, Board())

    started = time.monotonic()
    assert asyncio.run(ask()) == 1
    assert time.monotonic() - started < 2


def test_invalidated_answer_is_computed_again(redis: Any, redis_server: str, redis_prefix: str) -> None:
    board = Board("before")

    async def change() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache:
            first = await cache.cached(SCOPE, board, variant="limit=50")
            board.value = "after"
            await cache.invalidate({TAG})
            return [first, await cache.cached(SCOPE, board, variant="limit=50")]

    assert asyncio.run(change()) == ["before", "after"]


@pytest.mark.parametrize("tag", [TAG, "everything"])
def test_answer_computed_before_an_invalidation_is_not_stored(
    redis: Any, redis_server: str, redis_prefix: str, tag: str
) -> None:
    board = Board("before")

    async def race() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            reader = asyncio.create_task(cache.cached(SCOPE, board))
            while not board.computed:
                await asyncio.sleep(0.001)
            board.value = "after"
            await cache.invalidate({tag})
            late = await cache.cached(SCOPE, board)
            return await reader, late

    assert asyncio.run(race()) == ("before", "after")
    assert stored(redis, redis_prefix, SCOPE) == b'"after"'


def test_answer_with_an_evicted_tag_version_is_not_served(redis: Any, redis_server: str, redis_prefix: str) -> None:
    board = Board("before")

    async def evict() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            await cache.cached(SCOPE, board)
            redis.delete(f"{redis_prefix}:generation:{TAG}")
            board.value = "after"
            return await cache.cached(SCOPE, board)

    assert asyncio.run(evict()) == "after"


def test_concurrent_callers_share_a_lookup_that_began_after_their_call(
    redis: Any, redis_server: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board("before")
    questions = 0

    async def ask() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache, Opened(redis_server, redis_prefix) as writer:
            await cache.cached(SCOPE, board)
            read = cache._read

            async def slow(which: answers.Names) -> list[Any]:
                nonlocal questions
                questions += 1
                found = await read(which)
                await asyncio.sleep(0.05)
                return found

            monkeypatch.setattr(cache, "_read", slow)
            early = [asyncio.create_task(cache.cached(SCOPE, board)) for _ in range(100)]
            await asyncio.sleep(0.03)
            board.value = "after"
            await writer.invalidate({TAG})
            late = [asyncio.create_task(cache.cached(SCOPE, board)) for _ in range(100)]
            return [*await asyncio.gather(*early), *await asyncio.gather(*late)]

    assert asyncio.run(ask()) == ["before"] * 100 + ["after"] * 100
    assert questions < 10


def test_computation_is_not_shared_without_a_readable_tag_version(
    redis: Any, redis_server: str, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board("before")
    monkeypatch.setattr(answers, "set_missing_versions", lambda pipe, _: pipe.get("x"))  # gone before it is read

    async def ask() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache:
            early = asyncio.create_task(cache.cached(SCOPE, board))
            while not board.computed:
                await asyncio.sleep(0.001)
            board.value = "after"
            return [await cache.cached(SCOPE, board), await early]

    assert asyncio.run(ask()) == ["after", "before"]


@pytest.mark.parametrize(
    "spoil", [lambda redis, key: redis.set(key, b"\xff\x00"), lambda redis, key: redis.lpush(key, 1)]
)
def test_foreign_value_under_the_key_of_an_answer_is_replaced(
    redis: Any, redis_server: str, redis_prefix: str, spoil: Any
) -> None:
    spoil(redis, f"{redis_prefix}:{SCOPE}")

    async def ask() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            return await cache.cached(SCOPE, Board())

    assert asyncio.run(ask()) == 1
    assert stored(redis, redis_prefix, SCOPE) == b"1"


def test_failed_computation_reaches_every_caller_and_is_not_stored(
    redis: Any, redis_server: str, redis_prefix: str
) -> None:
    async def fail() -> Any:
        raise LookupError("no such league")

    async def ask() -> list[Any]:
        async with Opened(redis_server, redis_prefix) as cache:
            failed = await asyncio.gather(*(cache.cached(SCOPE, fail) for _ in range(3)), return_exceptions=True)
            return [*failed, await cache.cached(SCOPE, Board())]

    *failed, value = asyncio.run(ask())
    assert [type(each) for each in failed] == [LookupError] * 3
    assert value == 1


def test_cancelled_caller_does_not_cancel_the_computation_of_others(
    redis: Any, redis_server: str, redis_prefix: str
) -> None:
    board = Board()

    async def leave() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            first = asyncio.create_task(cache.cached(SCOPE, board))
            while not board.computed:
                await asyncio.sleep(0.001)
            second = asyncio.create_task(cache.cached(SCOPE, board))
            await asyncio.sleep(0)
            first.cancel()
            return await second

    assert asyncio.run(leave()) == 1
    assert board.computed == 1


def test_ttl_of_zero_stores_nothing(redis: Any, redis_server: str, redis_prefix: str) -> None:
    async def ask() -> Any:
        async with Opened(redis_server, redis_prefix) as cache:
            return await cache.cached(SCOPE, Board(), ttl=0)

    assert asyncio.run(ask()) == 1
    assert stored(redis, redis_prefix, SCOPE) is None


def test_every_answer_is_computed_without_redis() -> None:
    board = Board()

    async def ask() -> list[Any]:
        cache = Cache(None, prefix="p", ttl=60)
        await cache.invalidate({TAG})
        return [await cache.cached(SCOPE, board), await cache.cached(SCOPE, board)]

    assert asyncio.run(ask()) == [1, 1]
    assert board.computed == 2


@pytest.mark.parametrize("scheme", ["redis", "rediss", "redis+cluster"])
def test_unreachable_redis_causes_no_failure(redis_prefix: str, scheme: str) -> None:
    board = Board()

    async def ask() -> list[Any]:
        async with Opened(f"{scheme}://127.0.0.1:{servers._free_port()}", redis_prefix) as cache:
            await cache.invalidate({TAG})
            return [await cache.cached(SCOPE, board), await cache.cached(SCOPE, board)]

    assert asyncio.run(ask()) == [1, 1]
    assert board.computed == 2


def test_concurrent_callers_without_redis_share_a_computation_that_began_after_their_call() -> None:
    board = Board("before")

    async def ask() -> list[Any]:
        cache = Cache(None, prefix="p", ttl=60)
        early = [asyncio.create_task(cache.cached(SCOPE, board)) for _ in range(100)]
        while not board.computed:
            await asyncio.sleep(0.001)
        board.value = "after"
        late = [asyncio.create_task(cache.cached(SCOPE, board)) for _ in range(100)]
        return [*await asyncio.gather(*early), *await asyncio.gather(*late)]

    assert asyncio.run(ask()) == ["before"] * 100 + ["after"] * 100
    assert board.computed == 2


@pytest.mark.slow
def test_no_outdated_answer_is_served_while_redis_dies_and_returns(
    redis_prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    guard, url = servers.start_redis()
    port = redis_connect.parse(url).nodes[0][1]
    board = Board(0)
    asked: list[tuple[int, float]] = []

    async def ask(cache: Cache) -> None:
        started = time.monotonic()
        assert await cache.cached(SCOPE, board) == board.value
        asked.append((board.value, time.monotonic() - started))

    async def live() -> None:
        nonlocal guard
        async with Opened(url, redis_prefix) as cache:
            await ask(cache)
            servers.stop(guard)
            for _ in range(3):
                board.value += 1
                await cache.invalidate({TAG})
                await ask(cache)
            guard, _ = await asyncio.to_thread(servers.start_redis, port=port)
            await asyncio.sleep(1.1)
            board.computed = 0
            await ask(cache)
            await ask(cache)

    with caplog.at_level(logging.WARNING, logger="bbprops.cache"):
        asyncio.run(live())
    servers.stop(guard)
    assert board.computed == 1
    assert max(seconds for _, seconds in asked) < 1
    assert [record.message.partition(",")[0] for record in caplog.records] == [
        "Redis does not answer",
        "Redis answers again",
    ]


@pytest.mark.slow
def test_undelivered_invalidation_is_delivered_when_redis_answers_again(redis_prefix: str) -> None:
    guard, url = servers.start_redis()
    pid = int(redis_connect.client(redis_connect.parse(url)).info("server")["process_id"])
    board = Board("before")

    async def live() -> Any:
        async with Opened(url, redis_prefix) as cache:
            await cache.cached(SCOPE, board)
            subprocess.run(["kill", f"-{signal.SIGSTOP}", str(pid)], check=True)
            board.value = "after"
            started = time.monotonic()
            await cache.invalidate({TAG})  # Redis still holds the old answer and cannot be told
            assert time.monotonic() - started < 0.6
            meanwhile = await cache.cached(SCOPE, board)
            subprocess.run(["kill", f"-{signal.SIGCONT}", str(pid)], check=True)
            await asyncio.sleep(1.1)
            return meanwhile, await cache.cached(SCOPE, board)

    assert asyncio.run(live()) == ("after", "after")
    servers.stop(guard)


@pytest.mark.slow
def test_invalidation_works_on_a_server_without_free_memory(redis_prefix: str) -> None:
    guard, url = servers.start_redis("--maxmemory-policy", "noeviction")
    client: Any = redis_connect.client(redis_connect.parse(url))
    board = Board("before")

    async def live() -> list[Any]:
        async with Opened(url, redis_prefix) as writer, Opened(url, redis_prefix) as reader:
            found = [await reader.cached(SCOPE, board)]
            client.config_set("maxmemory", "1mb")
            with pytest.raises(ResponseError, match="maxmemory"):
                client.set("x", "1")
            found.append(await reader.cached(SCOPE, board))
            board.value = "after"
            await writer.invalidate({TAG})
            return [*found, await reader.cached(SCOPE, board)]

    try:
        assert asyncio.run(live()) == ["before", "before", "after"]
        assert board.computed == 2
    finally:
        client.close()
        servers.stop(guard)


@pytest.mark.slow
def test_cluster_caches_and_invalidates_answers(redis_cluster: str, redis_prefix: str) -> None:
    boards = {f"props:NFL:2025:{week}": Board(week) for week in range(6)}

    async def ask() -> list[Any]:
        async with Opened(redis_cluster, redis_prefix) as cache:
            first = await asyncio.gather(*(cache.cached(scope, board) for scope, board in boards.items()))
            boards["props:NFL:2025:5"].value = 50
            await cache.invalidate({TAG})
            again = await asyncio.gather(*(cache.cached(scope, board) for scope, board in boards.items()))
            return [*first, *again]

    assert asyncio.run(ask()) == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 50]
    assert [board.computed for board in boards.values()] == [2] * 6


@pytest.mark.slow
def test_silent_cluster_node_neither_blocks_callers_nor_serves_outdated_answers(
    redis_cluster: str, redis_prefix: str
) -> None:
    node = redis_connect.client(redis_connect.parse(redis_cluster.replace("redis+cluster", "redis").partition(",")[0]))
    pid = str(node.info("server")["process_id"])
    boards = {f"props:L{number}:2025:5": Board(0) for number in range(6)}
    delays = []

    async def live() -> None:
        async with Opened(redis_cluster, redis_prefix) as cache:
            for value in range(1, 13):
                if value in {4, 9}:
                    subprocess.run(["kill", f"-{signal.SIGSTOP if value == 4 else signal.SIGCONT}", pid], check=True)
                for board in boards.values():
                    board.value = value
                started = time.monotonic()
                await cache.invalidate({scope.rpartition(":2025")[0] for scope in boards})
                found = await asyncio.gather(*(cache.cached(*each) for each in boards.items() for _ in range(5)))
                delays.append(time.monotonic() - started)
                assert {*found} == {value}
            await asyncio.sleep(1.1)
            computed = sum(board.computed for board in boards.values())
            for _ in range(2):
                await asyncio.gather(*(cache.cached(*each) for each in boards.items()))
            assert sum(board.computed for board in boards.values()) <= computed + 6  # kept again

    try:
        asyncio.run(live())
    finally:
        subprocess.run(["kill", f"-{signal.SIGCONT}", pid], check=True)
        node.close()
    assert max(delays) < 2


CHILD = """
import asyncio, sys
from tests.caches import Opened

async def compute():
    print("computed", flush=True)
    await asyncio.sleep(0.5)
    return 1

async def main():
    async with Opened(*sys.argv[1:3]) as cache:
        assert await asyncio.gather(*(cache.cached("props:NFL:2025:5", compute) for _ in range(50))) == [1] * 50

asyncio.run(main())
"""


@pytest.mark.slow
def test_two_processes_share_one_computation(redis: Any, redis_server: str, redis_prefix: str) -> None:
    argv = [sys.executable, "-c", CHILD, redis_server, redis_prefix]
    root = servers.__file__.rpartition("/tests/")[0]
    children = [subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=root, text=True) for _ in range(2)]

    said = [child.communicate(timeout=60)[0] for child in children]

    assert [child.returncode for child in children] == [0, 0]
    assert "".join(said) == "computed\n"


def test_sync_store_refuses_an_answer_computed_before_an_invalidation(redis: Any, redis_prefix: str) -> None:
    which = answers.names(redis_prefix, SCOPE)
    before = answers.begin_version(redis, which)
    answers.invalidate(redis, redis_prefix, {TAG})

    assert not answers.store(redis, which, b"1", before, 60)
    assert answers.store(redis, which, b"2", answers.begin_version(redis, which), 60)
    assert stored(redis, redis_prefix, SCOPE) == b"2"
