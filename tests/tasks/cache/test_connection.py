from typing import Any

import pytest

from bbprops_cli.errors import NotFound, UsageError
from bbprops_cli.tasks.cache.connection import connected


def test_without_redis_url_there_is_no_connection() -> None:
    with pytest.raises(UsageError, match="REDIS_URL is not set"), connected():
        pass


def test_a_key_is_found_with_and_without_the_prefix(redis: Any, redis_prefix: str) -> None:
    redis.set(f"{redis_prefix}:a", "1")

    with connected() as found:
        assert found.key("a") == found.key(f"{redis_prefix}:a")
        with pytest.raises(NotFound, match="key 'b' does not exist"):
            found.key("b")


def test_scan_finds_keys_outside_the_prefix_only_on_request(redis: Any, redis_prefix: str) -> None:
    redis.set(f"{redis_prefix}:a", "1")
    redis.set(f"x{redis_prefix}", "1", ex=60)

    with connected() as found:
        assert [*found.scan("*")] == [f"{redis_prefix}:a".encode()]
        assert [*found.scan(f"x{redis_prefix}", others=True)] == [f"x{redis_prefix}".encode()]
        assert [*found.scan(f"x{redis_prefix}")] == []
