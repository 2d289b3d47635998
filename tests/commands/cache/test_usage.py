"""`cache usage`."""

from typing import Any

import pytest

from bbprops_cli.cache import usage as measuring
from tests.commands.cache.results import rows
from tests.conftest import Run


def test_cache_usage_groups_keys_by_prefix(run: Run, filled: None, redis_prefix: str) -> None:
    result = run("cache", "usage", "--depth", "2", "-o", "json")
    found = {row["prefix"].removeprefix(f"{redis_prefix}:"): row for row in rows(result)}

    assert {name: (row["keys"], row["without_ttl"]) for name, row in found.items()} == {
        "props:NFL:*": (4, 0),
        "props:NBA:*": (1, 1),
        "lonely": (1, 1),
    }
    assert found["props:NFL:*"]["biggest"] == f"{redis_prefix}:props:NFL:0"
    assert found["props:NFL:*"]["bytes"] > found["props:NFL:*"]["biggest_bytes"] > 5000
    assert result.stderr == "6 keys, 0.0 MB\n"


def test_cache_usage_estimates_the_memory_of_many_keys(
    run: Run, redis: Any, redis_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "EXACT_KEYS", 20)
    with redis.pipeline() as pipe:
        for number in range(220):
            pipe.set(f"{redis_prefix}:x:{number:03}", "x" * 100)
        for number in range(8):
            pipe.set(f"{redis_prefix}:y{number}", "x" * 50)
        pipe.execute()

    estimated, exact = run("cache", "usage", "-o", "json"), run("cache", "usage", "--exact", "-o", "json")

    sizes = [{row["prefix"]: row["bytes"] for row in rows(result)} for result in (estimated, exact)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.3)  # each group has at least one measured key
    assert "228 keys" in estimated.stderr
    assert " measured keys; --exact measures all" in estimated.stderr
    assert "estimated" not in exact.stderr
