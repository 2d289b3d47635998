"""What is kept of an answer, and the commands that keep and forget it; the same for sync and async clients."""

import json
import re
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from bbprops_cli.rules.cache import keys as cache_keys

if TYPE_CHECKING:
    import redis

    Client = redis.Redis | redis.RedisCluster

MOST_BYTES = 32 << 20  # an answer larger than this is given, but not kept
GENERATION_SECONDS = 7 * 86400  # generations outlive every answer that counts on them
_HEAD = re.compile(rb'\{"generation":"([0-9a-f.]+)","made":"([^"]+)","value":')


class Answer(NamedTuple):
    """An answer as it was found: under which generation it was made, when, and its JSON."""

    generation: str
    made: datetime
    body: bytes


class Names(NamedTuple):
    """The keys that belong to one answer."""

    root: str
    generation: str
    answer: str
    lock: str


def names(prefix: str, scope: str, variant: str = "") -> Names:
    """The keys of the answer about a scope."""
    return Names(
        cache_keys.generation_key(prefix, cache_keys.EVERYTHING),
        cache_keys.generation_key(prefix, cache_keys.topic(scope)),
        cache_keys.key(prefix, scope, variant),
        cache_keys.lock_key(prefix, scope, variant),
    )


def encode(value: Any) -> bytes:
    """JSON as lists print it: instants in UTC, ids with dashes, no NaN; bytes are JSON already."""
    return value if isinstance(value, bytes) else _encoder.encode(value).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a cached answer")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain)


def pack(body: bytes, generation: str) -> bytes:
    """What is stored: a JSON object around the answer, which says when it was made and under which generation."""
    head = f'{{"generation":"{generation}","made":"{_plain(datetime.now(UTC))}","value":'
    return head.encode() + body + b"}"


def unpack(stored: Any) -> Answer | None:
    """What was stored; None when it is missing or not ours."""
    if not isinstance(stored, bytes) or not (head := _HEAD.match(stored)) or not stored.endswith(b"}"):
        return None
    return Answer(head[1].decode(), datetime.fromisoformat(head[2].decode()), stored[head.end() : -1])


def token() -> str:
    """A generation that never was and never will be: a counter could come back to where it was after an eviction."""
    return secrets.token_hex(8)


def joined(root: Any, generation: Any) -> str:
    """The generation that an answer is labelled with; empty when either half is missing."""
    return f"{root.decode()}.{generation.decode()}" if root and generation else ""


def begin(pipe: Any, which: Names) -> None:
    """Have a generation where there is none; nothing that was made before can belong to it."""
    for name in (which.root, which.generation):
        pipe.set(name, token(), nx=True, ex=GENERATION_SECONDS)


def forget_commands(pipe: Any, prefix: str, topics: Iterable[str]) -> None:
    """End the generation of what has changed, which even a full server does; its answers go with their time to live."""
    for topic in sorted(set(topics)):
        name = cache_keys.generation_key(prefix, topic)
        pipe.execute_command("UNLINK", name)  # as a method, a cluster's async pipeline would run it on its own


def forget(client: "Client", prefix: str, topics: Iterable[str]) -> None:
    """Make every answer about these topics untrue, in one round trip; call it after the commit."""
    with client.pipeline(transaction=False) as pipe:
        forget_commands(pipe, prefix, topics)
        pipe.execute()


def generation(client: "Client", which: Names) -> str:
    """The generation that an answer made from now on belongs to."""
    with client.pipeline(transaction=False) as pipe:
        begin(pipe, which)
        pipe.execute()
    return current_generation(client, which)


def current_generation(client: "Client", which: Names) -> str:
    """The generation of now; empty where there is none."""
    with client.pipeline(transaction=False) as pipe:
        pipe.get(which.root)
        pipe.get(which.generation)
        return joined(*pipe.execute())


def keep(client: "Client", which: Names, body: bytes, made_under: str, ttl: int) -> bool:
    """Store an answer unless something changed since its generation was read; whether it was stored."""
    if ttl <= 0 or len(body) > MOST_BYTES or not made_under:
        return False
    if current_generation(client, which) != made_under:
        return False
    client.set(which.answer, pack(body, made_under), ex=ttl)
    return True
