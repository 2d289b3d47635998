"""Memory use of a Redis: keys and bytes, grouped by the first words of the key names.

Every name is counted, which is cheap. Measuring a key takes ten times as long, so beyond `EXACT_KEYS` keys only every
`SAMPLING_STEP`th is measured and stands for its neighbours: SCAN goes by hash, which is as good as a random sample.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bbprops_cli.cache.keys import batches, shown

if TYPE_CHECKING:
    from bbprops_cli.cache.keys import Client

EXACT_KEYS, SAMPLING_STEP = 50_000, 20


@dataclass(slots=True)
class Group:
    """The keys whose names begin with certain words: all are counted, and the measured ones stand for the rest.

    `weighed` is the number of keys that the measured ones stand for, `weight` the bytes of those keys, and `endless`
    how many of them have no time to live.
    """

    keys: int = 0
    weighed: int = 0
    weight: int = 0
    endless: int = 0
    biggest: bytes = b""
    biggest_memory: int = 0

    @property
    def memory(self) -> int:
        """Bytes of all keys, estimated from the measured ones."""
        return round(self.weight * self.keys / self.weighed) if self.weighed else 0

    @property
    def share_without_ttl(self) -> float:
        """Share of the keys without a time to live, from 0 to 1, estimated from the measured ones."""
        return round(self.endless / self.weighed, 4) if self.weighed else 0.0

    def add(self, name: bytes, size: int, weight: int, *, endless: bool) -> None:
        """Count a measured key for `weight` keys."""
        self.weighed += weight
        self.weight += size * weight
        self.endless += weight * endless
        if size > self.biggest_memory:
            self.biggest, self.biggest_memory = name, size


class Usage(NamedTuple):
    """Groups by name, the largest first, and how many keys were measured: if not all, the figures are estimates."""

    groups: dict[str, Group]
    measured: int

    @property
    def keys(self) -> int:
        """Number of all keys."""
        return sum(group.keys for group in self.groups.values())

    @property
    def memory(self) -> int:
        """Bytes of all keys, estimated from the measured ones."""
        return sum(group.memory for group in self.groups.values())


def usage(client: "Client", names: Iterable[bytes], depth: int, *, exact: bool) -> Usage:
    """Add up keys by the first `depth` words of their names; `exact` measures every key."""
    groups: dict[bytes, Group] = {}
    measured = 0
    for name, weight, ttl, size in _measured(client, _counted(names, depth, groups, exact=exact)):
        groups[_stem(name, depth)].add(name, size, weight, endless=ttl == -1)
        measured += 1
    named = {shown(stem): group for stem, group in groups.items()}
    largest = sorted(named.items(), key=lambda item: (-item[1].memory, item[0]))
    return Usage(dict(largest), measured)


def _counted(
    names: Iterable[bytes], depth: int, groups: dict[bytes, Group], *, exact: bool
) -> Iterator[tuple[bytes, int]]:
    """Count every name; yield the names to measure, with the number of keys that each stands for."""
    for number, name in enumerate(names):
        stem = _stem(name, depth)
        group = groups.get(stem)
        if group is None:
            group = groups[stem] = Group()
        group.keys += 1
        if exact or number < EXACT_KEYS or group.keys == 1:  # without this, a small group might have no measured key
            yield name, 1
        elif number % SAMPLING_STEP == 0:
            yield name, SAMPLING_STEP


def _stem(name: bytes, depth: int) -> bytes:
    words = name.split(b":", depth)
    return b":".join(words[:depth]) + (b":*" if len(words) > depth else b"")


def _measured(client: "Client", names: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, int, int, int]]:
    for batch in batches(names):
        with client.pipeline(transaction=False) as pipe:
            for name, _ in batch:
                pipe.execute_command("PTTL", name)
                pipe.execute_command("MEMORY USAGE", name)
            answers = pipe.execute()
        for (name, weight), ttl, size in zip(batch, answers[::2], answers[1::2], strict=True):
            if size is not None:  # else it was removed after SCAN returned it
                yield name, weight, ttl, size
