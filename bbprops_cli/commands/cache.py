"""What is kept in Redis or Valkey: look at it, fill it, clear it."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bbprops_cli import settings
from bbprops_cli.catalog import Column
from bbprops_cli.commands import cache_answers
from bbprops_cli.commands.shared.groups import Group
from bbprops_cli.commands.shared.lists import page_size
from bbprops_cli.commands.shared.options import AsFormat, Cron, Limit, Yes
from bbprops_cli.errors import InvalidInput
from bbprops_cli.output import console, formats

if TYPE_CHECKING:
    from bbprops_cli.cache.keys import Key

app = typer.Typer(cls=Group, help="Redis or Valkey: what is kept there, filling it, clearing it.")
app.command("warm")(cache_answers.warm)
app.command("explain")(cache_answers.explain)

Pattern = Annotated[
    str,
    typer.Argument(
        metavar="[PATTERN]", help="Keys below the prefix, with * ? and [...]: 'props:NFL:*'.", show_default=False
    ),
]
Others = Annotated[bool, typer.Option("--all", help="Keys of others too, beyond the prefix.")]

INFO = (
    Column("target", "text", "Where it is", 1),
    Column("server", "text", "What answers", 1),
    Column("nodes", "int", "Primaries; more than one is a cluster", 1),
    Column("keys", "int", "All of them, whoever made them", 1),
    Column("memory", "int", "Bytes in use", 1),
    Column("max_memory", "int", "Bytes it may use", 1, nullable=True),
    Column("eviction", "text", "What goes when it is full", 1),
    Column("clients", "int", "Connections to it", 1),
    Column("hit_rate", "float", "Share of the keys asked for that were there, whoever asked", 1, nullable=True),
    Column("evicted", "int", "Keys that went because it was full", 1),
    Column("uptime", "int", "Seconds since its start", 1),
    Column("prefix", "text", "What our keys begin with", 1),
    Column("cache_ttl", "int", "Seconds that an answer lives", 1),
)


@app.command()
def info(output: AsFormat = None) -> None:
    """Show the server, its memory, and how it is used."""
    from bbprops_cli.cache import connect as redis_connect
    from bbprops_cli.cache import server

    with cache_answers.connected() as (client, prefix):
        found = server.facts(client)
        ttl = settings.current().number("REDIS_CACHE_TTL")
        values = (str(redis_connect.target()), *found, prefix, ttl)
    formats.show_one(list(zip(INFO, values, strict=True)), fmt=output)


KEYS = (
    Column("key", "text", "Its name; what is no text is \\xNN", 1),
    Column("type", "text", "string, hash, list, set, zset, ...", 2),
    Column("ttl", "float", "Seconds to live; empty without an end", 1, nullable=True),
    Column("bytes", "int", "Memory it takes", 1),
)


@app.command()
def keys(pattern: Pattern = "*", others: Others = False, limit: Limit = None, output: AsFormat = None) -> None:
    """List keys, in no order, with their time to live and their memory."""
    from bbprops_cli.cache import keys as looking

    most = page_size(limit)
    with cache_answers.connected() as (client, prefix):
        found = looking.described(client, looking.scan(client, _pattern(prefix, pattern, others=others)))
        rows = map(_row, islice(found, most) if most else found)
        shown = formats.show(rows, KEYS, fmt=output)
        if most and shown == most and next(found, None):
            console.note(f"the first {most:,}; --limit 0 shows all")


def _row(key: "Key") -> tuple[Any, ...]:
    from bbprops_cli.cache.keys import shown

    return shown(key.name), key.type, key.ttl, key.memory


def _pattern(prefix: str, pattern: str, *, others: bool) -> bytes:
    from bbprops_cli.cache.keys import below

    return pattern.encode("utf-8", "surrogateescape") if others else below(prefix, pattern)


CONTENT = (
    *KEYS,
    Column("size", "int", "Elements, or the bytes of a string", 1),
    Column("value", "json", "What it holds", 1),
)


@app.command()
def get(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its name, whole or below the prefix.")],
    limit: Annotated[int, typer.Option(min=0, help="Elements of a collection at most, 0 for all.")] = 1000,
    output: AsFormat = None,
) -> None:
    """Show what a key holds: a string, hash, list, set or sorted set."""
    from bbprops_cli.cache import keys as looking

    with cache_answers.connected() as (client, prefix):
        found = cache_answers.existing(client, prefix, key)
        content = looking.content(client, found, limit)
    if content is None:
        raise InvalidInput(f"{key} is a {found.type}, which is not shown.", hint="Use redis-cli.")
    values = (*_row(found), content.size, looking.parsed(content.value))
    formats.show_one(list(zip(CONTENT, values, strict=True)), fmt=output)
    if found.type != "string" and len(content.value) < content.size:
        console.note(f"{len(content.value):,} of {content.size:,}; --limit 0 shows all")


USAGE = (
    Column("prefix", "text", "What the keys begin with", 1),
    Column("keys", "int", "How many they are", 1),
    Column("bytes", "int", "Memory they take", 1),
    Column("without_ttl", "float", "Share of them that lives for ever", 2),
    Column("biggest", "text", "The largest key", 3, nullable=True),
    Column("biggest_bytes", "int", "Its memory", 4, "bytes of it"),
)


@app.command()
def usage(
    pattern: Pattern = "*",
    depth: Annotated[int, typer.Option(min=1, max=9, help="Words below the prefix to group by.")] = 1,
    others: Others = False,
    exact: Annotated[bool, typer.Option("--exact", help="Measure each key, however many there are.")] = False,
    output: AsFormat = None,
) -> None:
    """Add up keys and memory by the first words of their names, the largest first."""
    from bbprops_cli.cache import keys as looking
    from bbprops_cli.cache import usage as adding

    with cache_answers.connected() as (client, prefix):
        names = looking.scan(client, _pattern(prefix, pattern, others=others))
        words = depth if others else depth + prefix.count(":") + 1
        found = adding.usage(client, names, words, exact=exact)
    rows = [
        (name, each.keys, each.memory, each.share_without_ttl, looking.shown(each.biggest), each.biggest_memory)
        for name, each in found.groups.items()
    ]
    formats.show(rows, USAGE, fmt=output)
    total = sum(group.memory for group in found.groups.values())
    console.note(f"{console.counted(found.keys, 'keys')}, {total / 1e6:,.1f} MB")
    if found.measured < found.keys:
        console.note(f"estimated from {found.measured:,} of them; --exact measures all")


@app.command()
def clear(
    pattern: Pattern = "*",
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count them.")] = False,
    cron: Cron = False,  # noqa: ARG001 - its callback has told the console
) -> None:
    """Clear keys below the prefix; without PATTERN, all of them. Keys of others stay."""
    from bbprops_cli.cache import connect as redis_connect
    from bbprops_cli.cache import keys as looking

    with cache_answers.connected() as (client, prefix):
        names = list(looking.scan(client, looking.below(prefix, pattern)))
        if not names:
            console.report(f"nothing to do: no key fits {prefix}:{pattern.removeprefix(f'{prefix}:')}", changed=False)
            return
        if dry_run:
            console.report(f"would have cleared {console.counted(len(names), 'keys')}", changed=False)
            return
        where = str(redis_connect.target())
        console.confirm(f"Clear {console.counted(len(names), 'keys')} at {where}?", yes=yes, details=_some(names))
        gone = looking.clear(client, names)
    console.report(f"cleared {console.counted(gone, 'keys')}", changed=bool(gone))


def _some(names: list[bytes]) -> list[str]:
    from bbprops_cli.cache.keys import shown

    more = [f"  … and {len(names) - 5:,} more"] if len(names) > 5 else []
    return [*(f"  {shown(name)}" for name in names[:5]), *more]
