"""How an answer is stored, and the commands that store and invalidate it, for sync and async clients."""

import json
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from bbprops_cli.rules.cache import keys as cache_keys

if TYPE_CHECKING:
    import redis
    import redis.asyncio

    Client = redis.Redis | redis.RedisCluster
    Pipe = (
        redis.client.Pipeline
        | redis.cluster.ClusterPipeline
        | redis.asyncio.client.Pipeline
        | redis.asyncio.cluster.ClusterPipeline
    )

MOST_BYTES = 32 << 20  # a larger answer is returned, but not stored
VERSION_SECONDS = 7 * 86400  # tag versions outlive every answer that was stored under them
_HEAD = re.compile(rb'\{"generation":"([0-9a-f.]+)","made":"([^"]+)","value":')


class Answer(NamedTuple):
    """A stored answer: the tag version under which it was made, the time, and its JSON."""

    version: str
    made: datetime
    body: bytes


class Names(NamedTuple):
    """The keys of one answer: the versions of its two cache tags, the answer, and the lock of its computation."""

    everything: str
    tag: str
    answer: str
    lock: str


def names(prefix: str, scope: str, variant: str = "") -> Names:
    """The keys of the answer of a scope."""
    return Names(
        cache_keys.tag_version_key(prefix, cache_keys.EVERYTHING),
        cache_keys.tag_version_key(prefix, cache_keys.tag_of(scope)),
        cache_keys.key(prefix, scope, variant),
        cache_keys.lock_key(prefix, scope, variant),
    )


def encode(value: object) -> bytes:
    """Encode a value as lists print it: instants in UTC, ids with dashes, no NaN; bytes are taken as JSON."""
    return value if isinstance(value, bytes) else _encoder.encode(value).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a cached answer cannot hold a value of type {type(value).__name__}")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)


def pack(body: bytes, version: str) -> bytes:
    """Wrap an answer for storing: a JSON object with its tag version and the time of now."""
    head = f'{{"generation":"{version}","made":"{_plain(datetime.now(UTC))}","value":'
    return head.encode() + body + b"}"


def unpack(stored: object) -> Answer | None:
    """Read what is stored under the key of an answer; None if it is missing or was not written by `pack`."""
    if not isinstance(stored, bytes) or not (head := _HEAD.match(stored)) or not stored.endswith(b"}"):
        return None
    return Answer(head[1].decode(), datetime.fromisoformat(head[2].decode()), stored[head.end() : -1])


def new_token() -> str:
    """A random value that is never used twice; a counter could repeat a value after its key was evicted."""
    return secrets.token_hex(8)


def joined_version(everything: bytes | None, tag: bytes | None) -> str:
    """The tag version of an answer from the two that Redis holds; empty when either is missing."""
    return f"{everything.decode()}.{tag.decode()}" if everything and tag else ""


def set_missing_versions(pipe: "Pipe", names: Names) -> None:
    """Give a new version to each tag that has none; no stored answer can have it."""
    for name in (names.everything, names.tag):
        pipe.set(name, new_token(), nx=True, ex=VERSION_SECONDS)


def add_invalidations(pipe: "Pipe", prefix: str, tags: Iterable[str]) -> None:
    """Remove the versions of these tags, which works even on a full server; their answers expire by themselves."""
    for tag in sorted(set(tags)):
        name = cache_keys.tag_version_key(prefix, tag)
        pipe.execute_command("UNLINK", name)  # as a method, a cluster's async pipeline would run it on its own


def invalidate(client: "Client", prefix: str, tags: Iterable[str]) -> None:
    """Stop serving the answers with these cache tags, in one round trip; call it after the commit."""
    with client.pipeline(transaction=False) as pipe:
        add_invalidations(pipe, prefix, tags)
        pipe.execute()


def begin_version(client: "Client", names: Names) -> str:
    """The tag version for an answer that is computed from now on; a missing one is set."""
    with client.pipeline(transaction=False) as pipe:
        set_missing_versions(pipe, names)
        pipe.execute()
    return current_version(client, names)


def current_version(client: "Client", names: Names) -> str:
    """The current tag version; empty when there is none."""
    with client.pipeline(transaction=False) as pipe:
        pipe.get(names.everything)
        pipe.get(names.tag)
        return joined_version(*pipe.execute())


def store(client: "Client", names: Names, body: bytes, version: str, ttl: int) -> bool:
    """Store an answer for `ttl` seconds unless its tag was invalidated since `version` was read; True if stored."""
    if ttl <= 0 or len(body) > MOST_BYTES or not version:
        return False
    if current_version(client, names) != version:
        return False
    client.set(names.answer, pack(body, version), ex=ttl)
    return True
