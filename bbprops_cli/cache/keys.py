"""The keys of a Redis server or cluster, our own and others, read by SCAN, which never blocks a server.

Keys are bytes. They are shown as text, with `\\xNN` for bytes that are not UTF-8, and can be given in that spelling.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    import redis

    Client = redis.Redis | redis.RedisCluster

Item = TypeVar("Item")
SCAN_KEYS = 10_000  # keys to look at in one round trip; the default of 10 takes ten times as long
BATCH_KEYS = 500


class Key(NamedTuple):
    """One key; `ttl` is its time to live in seconds (None: forever), `memory` the bytes of the key with its value."""

    name: bytes
    type: str
    ttl: float | None
    memory: int


class Content(NamedTuple):
    """The value of a key as JSON; `size` counts its elements, or the bytes of a string."""

    key: Key
    value: Any
    size: int


def shown(raw: bytes) -> str:
    """Bytes as text; bytes that are not UTF-8 become `\\xNN`."""
    return raw.decode("utf-8", "backslashreplace")


def spelled(text: str) -> list[bytes]:
    """The bytes that a text may stand for: as typed, with escapes decoded, and with those of TSV decoded first."""
    found = [text.encode("utf-8", "surrogateescape")]
    while len(found) < 3 and (unescaped := _ESCAPE.sub(_meant, found[-1])) != found[-1]:
        found.append(unescaped)
    return found


_ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|([nrt\\]))")
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}


def _meant(found: re.Match[bytes]) -> bytes:
    if found[3]:
        return _SHORT[found[3]]
    return chr(int(found[2], 16)).encode("utf-8", "surrogatepass") if found[2] else bytes.fromhex(found[1].decode())


def below(prefix: str, pattern: str) -> bytes:
    """The SCAN pattern of keys below a prefix, which is taken literally; `pattern` may begin with the prefix."""
    rest = pattern.removeprefix(f"{prefix}:") or "*"
    literal = "".join(f"\\{letter}" if letter in "*?[]\\^" else letter for letter in prefix)
    return f"{literal}:{rest}".encode("utf-8", "surrogateescape")


def scan(client: "Client", pattern: bytes) -> Iterator[bytes]:
    """Every key that matches the pattern, once; SCAN itself may return a key twice."""
    seen: set[int] = set()  # hashes: a million names would take five times the memory
    for name in client.scan_iter(match=pattern, count=SCAN_KEYS):
        if (digest := hash(name)) not in seen:
            seen.add(digest)
            yield name


def described(client: "Client", names: Iterable[bytes]) -> Iterator[Key]:
    """Type, time to live and memory of keys, read in batches; keys that no longer exist are left out."""
    for batch in batches(names):
        with client.pipeline(transaction=False) as pipe:
            for name in batch:
                pipe.type(name)
                pipe.pttl(name)
                pipe.memory_usage(name)
            answers = pipe.execute()
        for name, type_name, ttl, size in zip(batch, answers[::3], answers[1::3], answers[2::3], strict=True):
            if size is not None:
                yield Key(name, type_name.decode(), None if ttl < 0 else ttl / 1000, size)


def find(client: "Client", prefix: str, text: str) -> Key | None:
    """The key with this name, either complete or without the prefix; None if it does not exist."""
    names = [raw for raw in spelled(text) for raw in (raw, f"{prefix}:".encode() + raw)]
    return next(described(client, [name for name in names if _exists(client, name)]), None)


def _exists(client: "Client", name: bytes) -> bool:
    """Whether the key exists; False if the user may not read it, as with rights to keys below the prefix only."""
    from redis.exceptions import NoPermissionError

    try:
        return bool(client.exists(name))
    except NoPermissionError:
        return False


def content(client: "Client", key: Key, limit: int = 0) -> Content | None:
    """The value of a key, at most `limit` elements of a collection (0: all); None for types without a JSON form."""
    read = _READERS.get(key.type)
    return read(client, key, limit) if read else None


def parsed(value: object) -> object:
    """The parsed document if the value is the text of a JSON object or array, else the value itself."""
    if not isinstance(value, str) or value[:1] not in {"{", "["}:
        return value
    try:
        return json.loads(value, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are not JSON


def clear(client: "Client", names: Iterable[bytes]) -> int:
    """Remove keys in batches without blocking the server, and return how many existed."""
    removed = 0
    for batch in batches(names):
        with client.pipeline(transaction=False) as pipe:
            for name in batch:
                pipe.unlink(name)
            removed += sum(pipe.execute())
    return removed


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Lists of at most `BATCH_KEYS` items."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH_KEYS)):
        yield batch


def _string(client: "Client", key: Key, _: int) -> Content:
    raw: Any = client.get(key.name) or b""
    return Content(key, shown(raw), len(raw))


def _hash(client: "Client", key: Key, limit: int) -> Content:
    fields = islice(client.hscan_iter(key.name, count=BATCH_KEYS), limit or None)
    return Content(key, {shown(name): shown(value) for name, value in fields}, client.hlen(key.name))


def _list(client: "Client", key: Key, limit: int) -> Content:
    elements: list[Any] = client.lrange(key.name, 0, limit - 1)
    return Content(key, [shown(each) for each in elements], client.llen(key.name))


def _set(client: "Client", key: Key, limit: int) -> Content:
    members = islice(client.sscan_iter(key.name, count=BATCH_KEYS), limit or None)
    return Content(key, sorted({shown(each) for each in members}), client.scard(key.name))


def _sorted_set(client: "Client", key: Key, limit: int) -> Content:
    pairs: Any = client.zrange(key.name, 0, limit - 1, withscores=True)
    elements = [[shown(member), score if math.isfinite(score) else str(score)] for member, score in pairs]
    return Content(key, elements, client.zcard(key.name))


_READERS = {"string": _string, "hash": _hash, "list": _list, "set": _set, "zset": _sorted_set}
