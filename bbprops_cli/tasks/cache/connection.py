"""A client for the Redis or Valkey of REDIS_URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli import settings
from bbprops_cli.cache import connect
from bbprops_cli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from bbprops_cli.cache.connect import Client, RedisTarget
    from bbprops_cli.cache.keys import Key

ANSWER_TIMEOUT_SECONDS = 5.0  # more than an API waits, because a person also looks at large keys


class Connected(NamedTuple):
    """A client, the server that it is connected to, and the prefix of the keys of bbprops."""

    client: "Client"
    where: "RedisTarget"
    prefix: str

    def key(self, name: str) -> "Key":
        """The key with this name, with or without the prefix; raises NotFound."""
        from bbprops_cli.cache import keys

        if (found := keys.find(self.client, self.prefix, name)) is None:
            raise NotFound(f"key {name!r} does not exist", hint="List the keys: bbprops cache keys")
        return found

    def scan(self, pattern: str, *, others: bool = False) -> Iterator[bytes]:
        """The names of all keys that match a pattern below the prefix, or with `others` a pattern of whole names."""
        from bbprops_cli.cache import keys

        whole = pattern.encode("utf-8", "surrogateescape") if others else keys.below(self.prefix, pattern)
        return keys.scan(self.client, whole)


@contextmanager
def connected() -> Iterator[Connected]:
    """Connect to the server of REDIS_URL; raises UsageError if it is not set."""
    where = connect.target()
    if where is None:
        raise UsageError(
            "REDIS_URL is not set, so nothing is cached; everything else works without it",
            hint="Set REDIS_URL, such as redis://localhost:6379/0, in the environment or in .env.",
        )
    client = connect.client(where, answer_timeout=ANSWER_TIMEOUT_SECONDS)
    try:
        yield Connected(client, where, settings.current().text("REDIS_KEY_PREFIX"))
    finally:
        client.close()
