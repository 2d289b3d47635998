from typing import Any

from bbprops_cli.tasks.cache import clear


def test_found_keys_are_cleared_and_counted(redis: Any, redis_prefix: str) -> None:
    redis.mset({f"{redis_prefix}:{name}": "1" for name in "abc"})

    found = clear.find("[ab]")
    redis.delete(f"{redis_prefix}:a")

    assert sorted(found.names) == [f"{redis_prefix}:{name}".encode() for name in "ab"]
    assert found.pattern == f"{redis_prefix}:[ab]"
    assert clear.clear(found) == 1
    assert redis.exists(f"{redis_prefix}:c")
