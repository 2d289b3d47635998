"""Caches for tests, each with its own client."""

from typing import Any

from bbprops_cli.cache import answers
from bbprops_cli.cache import connect as redis_connect
from bbprops_cli.cache.flight import Cache


class Opened:
    """`async with Opened(url, prefix) as cache`: a cache with its own client."""

    def __init__(self, url: str, prefix: str) -> None:
        self.client = redis_connect.async_client(redis_connect.parse(url))
        self.cache = Cache(self.client, prefix=prefix, ttl=60)

    async def __aenter__(self) -> Cache:
        return self.cache

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()


def stored(client: Any, prefix: str, scope: str) -> Any:
    """The JSON of the stored answer of a scope; None when there is none."""
    found = answers.unpack(client.get(f"{prefix}:{scope}"))
    return found and found.body
