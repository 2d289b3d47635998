"""Look at keys: their names, values and memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from bbprops_cli.cache import keys as stored
from bbprops_cli.cache import usage as measuring
from bbprops_cli.cache.keys import Key
from bbprops_cli.cache.usage import Usage
from bbprops_cli.errors import InvalidInput
from bbprops_cli.tasks.cache.connection import connected


class Page:
    """The first keys that match a pattern; `rows` must be read before `has_more` is asked."""

    def __init__(self, found: Iterator[Key], limit: int) -> None:
        self._found, self._limit = found, limit
        self.rows = islice(found, limit) if limit else found

    def has_more(self) -> bool:
        """Whether there are more keys than the limit."""
        return bool(self._limit) and next(self._found, None) is not None


@contextmanager
def keys(pattern: str, *, others: bool, limit: int) -> Iterator[Page]:
    """The first `limit` keys that match a pattern (0: all), read from the server as they are consumed."""
    with connected() as redis:
        yield Page(stored.described(redis.client, redis.scan(pattern, others=others)), limit)


def row(key: Key) -> tuple[str, str, float | None, int]:
    """Name, type, time to live in seconds and memory in bytes of a key."""
    return stored.shown(key.name), key.type, key.ttl, key.memory


class Content(NamedTuple):
    """A key with its value: name, type, time to live, memory, size and value; `shown` of `size` elements are in it."""

    row: tuple[Any, ...]
    shown: int
    size: int


def content(name: str, limit: int) -> Content:
    """The value of a key, with at most `limit` elements (0: all); raises NotFound, or InvalidInput for other types."""
    with connected() as redis:
        key = redis.key(name)
        found = stored.content(redis.client, key, limit)
    if found is None:
        raise InvalidInput(f"cannot show {name}: it is a {key.type}", hint="Use redis-cli.")
    shown = found.size if key.type == "string" else len(found.value)
    return Content((*row(key), found.size, stored.parsed(found.value)), shown, found.size)


def usage(pattern: str, *, others: bool, depth: int, exact: bool) -> Usage:
    """Keys and memory by the first `depth` words of the names, after the prefix if it is common to all."""
    with connected() as redis:
        words = depth if others else depth + redis.prefix.count(":") + 1
        return measuring.usage(redis.client, redis.scan(pattern, others=others), words, exact=exact)
