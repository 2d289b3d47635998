"""Clear keys, once a person has agreed to their number."""

from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.cache import keys
from bbprops_cli.tasks.cache.connection import connected

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import RedisTarget


class Found(NamedTuple):
    """Keys to clear, the server that has them, and the pattern that they match."""

    where: "RedisTarget"
    names: list[bytes]
    pattern: str


def find(pattern: str) -> Found:
    """The keys that match a pattern below the prefix; other keys are never found."""
    with connected() as redis:
        names = list(redis.scan(pattern))
        return Found(redis.where, names, f"{redis.prefix}:{pattern.removeprefix(f'{redis.prefix}:')}")


def clear(found: Found) -> int:
    """Remove the keys; how many of them still existed."""
    with connected() as redis:
        return keys.clear(redis.client, found.names)
