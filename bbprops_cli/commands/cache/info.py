"""`cache info`."""

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

INFO = (
    Column("target", "text", "Address", 1),
    Column("server", "text", "Redis or Valkey, with its version", 1),
    Column("nodes", "int", "Number of primaries; a cluster has several", 1),
    Column("keys", "int", "Number of keys, also outside the prefix", 1),
    Column("memory", "int", "Bytes in use", 1, size=True),
    Column("max_memory", "int", "Limit in bytes; empty without a limit", 1, nullable=True, size=True),
    Column("eviction", "text", "Which keys are evicted at the limit", 1),
    Column("clients", "int", "Number of connections", 1),
    Column("hit_rate", "float", "Share of reads that found their key, for all clients", 1, nullable=True),
    Column("evicted", "int", "Number of keys evicted at the limit", 1),
    Column("uptime", "int", "Seconds since the server started", 1),
    Column("prefix", "text", "Prefix of the keys of bbprops", 1),
    Column("cache_ttl", "int", "Seconds until a cached answer expires", 1),
)


@spread
def info(output: Output) -> None:
    """Show the server, its memory and its hit rate.

    Examples:
      bbprops cache info  # is there room, and is the cache used?
      bbprops cache info -o json  # for monitoring
    """
    from bbprops_cli.cache import server
    from bbprops_cli.output import formats
    from bbprops_cli.tasks.cache.connection import connected

    with connected() as (client, where, prefix):
        found = server.facts(client)
    values = (str(where), *found, prefix, settings.current().number("REDIS_CACHE_TTL"))
    formats.show_one(list(zip(INFO, values, strict=True)), fmt=output.fmt)
