"""Who takes the memory of a Redis: keys and bytes by the first words of their names.

Names are cheap and all counted. To measure each key takes ten times as long, so that beyond `EXACT` keys every `STEP`th
one stands for its neighbours: SCAN goes by hash, which is as good as drawing lots.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from bbprops_cli.cache.keys import batches, shown

if TYPE_CHECKING:
    from bbprops_cli.cache.keys import Client

EXACT, STEP = 50_000, 20


@dataclass(slots=True)
class Group:
    """The keys whose names begin alike: all are counted, and what was `weighed` of them stands for the rest."""

    keys: int = 0
    weighed: int = 0
    weight: int = 0
    endless: int = 0
    biggest: bytes = b""
    biggest_memory: int = 0

    @property
    def memory(self) -> int:
        """Bytes that they take."""
        return round(self.weight * self.keys / self.weighed) if self.weighed else 0

    @property
    def share_without_ttl(self) -> float:
        """Of those that were weighed."""
        return round(self.endless / self.weighed, 4) if self.weighed else 0.0

    def add(self, name: bytes, size: int, weight: int, *, endless: bool) -> None:
        """Count a measured key for `weight` keys."""
        self.weighed += weight
        self.weight += size * weight
        self.endless += weight * endless
        if size > self.biggest_memory:
            self.biggest, self.biggest_memory = name, size


class Usage(NamedTuple):
    """Groups by name, the largest first, and how many keys were measured; fewer than all means estimates."""

    groups: dict[str, Group]
    measured: int

    @property
    def keys(self) -> int:
        """All keys."""
        return sum(group.keys for group in self.groups.values())


def usage(client: "Client", names: Iterable[bytes], depth: int, *, exact: bool) -> Usage:
    """Add up keys by the first `depth` words of their names."""
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
    """Count every name; give those to be measured, with the number of keys that each stands for."""
    for number, name in enumerate(names):
        stem = _stem(name, depth)
        group = groups.get(stem)
        if group is None:
            group = groups[stem] = Group()
        group.keys += 1
        if exact or number < EXACT or group.keys == 1:  # a small group must not go unseen
            yield name, 1
        elif number % STEP == 0:
            yield name, STEP


def _stem(name: bytes, depth: int) -> bytes:
    words = name.split(b":", depth)
    return b":".join(words[:depth]) + (b":*" if len(words) > depth else b"")


def _measured(client: Any, names: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, int, int, int]]:
    for batch in batches(names):
        with client.pipeline(transaction=False) as pipe:
            for name, _ in batch:
                pipe.execute_command("PTTL", name)
                pipe.execute_command("MEMORY USAGE", name)
            answers = pipe.execute()
        for (name, weight), ttl, size in zip(batch, answers[::2], answers[1::2], strict=True):
            if size is not None:  # it has gone meanwhile
                yield name, weight, ttl, size
