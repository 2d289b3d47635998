"""`cache keys`."""

from typing import Any

from tests.commands.cache.results import rows
from tests.conftest import Run


def test_cache_keys_lists_the_prefix_only_and_never_sends_the_keys_command(
    run: Run, redis: Any, redis_prefix: str
) -> None:
    redis.set(f"{redis_prefix}:a", "1", ex=60)
    redis.rpush(f"{redis_prefix}:b", "1")
    redis.set(f"{redis_prefix}x", "1")
    before = redis.info("commandstats").get("cmdstat_keys")

    found = sorted(rows(run("cache", "keys", "-o", "json")), key=lambda row: str(row["key"]))

    assert [(row["key"].rpartition(":")[2], row["type"]) for row in found] == [("a", "string"), ("b", "list")]
    assert (0 < found[0]["ttl"] <= 60, found[1]["ttl"], found[0]["bytes"] > 0) == (True, None, True)
    assert redis.info("commandstats").get("cmdstat_keys") == before
    redis.delete(f"{redis_prefix}x")


def test_cache_keys_takes_a_pattern_a_limit_and_all(run: Run, redis: Any, redis_prefix: str) -> None:
    for number in range(3):
        redis.set(f"{redis_prefix}:{number}", "1")
    redis.set(f"other-{redis_prefix}", "1", ex=60)

    assert len(rows(run("cache", "keys", "[01]", "-o", "json"))) == 2
    assert len(rows(run("cache", "keys", f"{redis_prefix}:[01]", "-o", "json"))) == 2
    limited = run("cache", "keys", "--limit", "2", "-o", "json")
    assert (len(rows(limited)), limited.stderr) == (2, "the first 2; --limit 0 shows all\n")
    (other,) = rows(run("cache", "keys", f"other-{redis_prefix}", "--all", "-o", "json"))
    assert other["key"] == f"other-{redis_prefix}"
