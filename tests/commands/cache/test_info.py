"""`cache info`."""

from typing import Any

from tests.commands.cache.results import rows
from tests.conftest import Run


def test_cache_info_shows_the_server_and_its_memory(run: Run, redis: Any, redis_prefix: str) -> None:
    found = rows(run("cache", "info", "-o", "json"))

    assert (found["nodes"], found["prefix"], found["cache_ttl"]) == (1, redis_prefix, 300)
    assert found["server"].startswith(("Valkey ", "Redis "))
    assert found["memory"] > 0
