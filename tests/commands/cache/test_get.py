"""`cache get`."""

from typing import Any

import pytest

from tests.commands.cache.results import rows
from tests.conftest import Run

CONTENTS: dict[str, tuple[Any, Any, int]] = {
    "string": (lambda redis, key: redis.set(key, b"\xff\x00x", ex=60), "\\xff\x00x", 3),
    "json": (lambda redis, key: redis.set(key, '{"a": [1]}'), {"a": [1]}, 10),
    "nearly json": (lambda redis, key: redis.set(key, "[NaN]"), "[NaN]", 5),
    "hash": (lambda redis, key: redis.hset(key, mapping={b"\xfe": b"1"}), {"\\xfe": "1"}, 1),
    "list": (lambda redis, key: redis.rpush(key, "b", "a"), ["b", "a"], 2),
    "set": (lambda redis, key: redis.sadd(key, "b", "a"), ["a", "b"], 2),
    "sorted set": (lambda redis, key: redis.zadd(key, {"b": 1.5, "a": "inf"}), [["b", 1.5], ["a", "inf"]], 2),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_cache_get_shows_values_of_every_type(run: Run, redis: Any, redis_prefix: str, name: str) -> None:
    store, value, size = CONTENTS[name]
    store(redis, f"{redis_prefix}:x")

    found = rows(run("cache", "get", "x", "-o", "json"))

    assert (found["key"], found["value"], found["size"]) == (f"{redis_prefix}:x", value, size)
    assert found["bytes"] > 0
    assert (found["ttl"] is None) == (name != "string")


BINARY = b"\\x\xff\x1b[31m\n\t" + "\u202e".encode()


@pytest.mark.parametrize("fmt", ["name", "table", "tsv", "json"])
def test_cache_get_finds_a_binary_key_by_its_printed_name(run: Run, redis: Any, redis_prefix: str, fmt: str) -> None:
    redis.set(f"{redis_prefix}:".encode() + BINARY, "here")
    printed = run("cache", "keys", "-o", fmt)
    shown = rows(printed)[0]["key"] if fmt == "json" else printed.stdout.splitlines()[-1].split()[0].split("\t")[0]

    assert shown.startswith(redis_prefix)
    assert shown.isprintable() or fmt == "json"
    assert rows(run("cache", "get", shown, "-o", "json"))["value"] == "here"


def test_cache_get_limits_collections_and_refuses_other_types(run: Run, redis: Any, redis_prefix: str) -> None:
    redis.rpush(f"{redis_prefix}:l", *range(5))
    redis.xadd(f"{redis_prefix}:s", {"a": 1})

    cut = run("cache", "get", "l", "--limit", "2", "-o", "json")
    assert (rows(cut)["value"], cut.stderr) == (["0", "1"], "2 of 5; --limit 0 shows all\n")
    refused = run("cache", "get", "s")
    assert (refused.exit_code, refused.stdout) == (5, "")
    assert refused.stderr == "error: cannot show s: it is a stream. Use redis-cli.\n"
    unknown = run("cache", "get", r"no\xff")
    assert (unknown.exit_code, unknown.stdout) == (3, "")
    assert unknown.stderr == "error: key 'no\\\\xff' does not exist. List the keys: bbprops cache keys\n"
