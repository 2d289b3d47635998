"""Figures of a Redis server or cluster."""

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from bbprops_cli.cache.keys import Client


class Server(NamedTuple):
    """Figures of a server, or their sums over a cluster.

    Memory is in bytes and uptime in seconds. `max_memory` is None without a limit, `hit_rate` before the first read.
    """

    server: str
    nodes: int
    keys: int
    memory: int
    max_memory: int | None
    eviction: str
    clients: int
    hit_rate: float | None
    evicted: int
    uptime: int


def facts(client: "Client") -> Server:
    """Ask every primary for its figures and add them up."""
    answer: Any = _info(client)
    nodes = list(answer.values()) if all(isinstance(each, dict) for each in answer.values()) else [answer]

    def total(name: str) -> int:
        return sum(int(node.get(name, 0)) for node in nodes)

    first = nodes[0]
    name, version = (
        ("Valkey", first["valkey_version"]) if "valkey_version" in first else ("Redis", first["redis_version"])
    )
    asked = total("keyspace_hits") + total("keyspace_misses")
    return Server(
        server=f"{name} {version}",
        nodes=len(nodes),
        keys=int(client.dbsize()),
        memory=total("used_memory"),
        max_memory=total("maxmemory") or None,
        eviction=str(first.get("maxmemory_policy", "")),
        clients=total("connected_clients"),
        hit_rate=round(total("keyspace_hits") / asked, 4) if asked else None,
        evicted=total("evicted_keys"),
        uptime=min(int(node.get("uptime_in_seconds", 0)) for node in nodes),
    )


def _info(client: "Client") -> dict[str, Any]:
    primaries = getattr(client, "PRIMARIES", None)
    return client.info(target_nodes=primaries) if primaries else client.info()
