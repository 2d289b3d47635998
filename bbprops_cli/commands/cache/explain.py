"""`cache explain`."""

from bbprops_cli.catalog import Column
from bbprops_cli.commands.cache.options import OneKey
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

EXPLAINED = (
    Column("key", "text", "Name of the key", 1),
    Column("state", "text", "For an answer: fresh, stale or orphan; for other keys: ours or foreign", 1),
    Column("reason", "text", "Why it is in this state", 1),
    Column("topic", "text", "Cache tag that invalidates it", 1, "cache tag", nullable=True),
    Column("made", "instant", "When it was computed", 1, nullable=True),
    Column("ttl", "float", "Seconds until it expires; empty if it does not", 1, nullable=True),
)


@spread
def explain(key: OneKey, output: Output) -> None:
    """Show whether a cached answer agrees with the database.

    It is fresh, stale (the database has other props) or an orphan (the
    database has no such props).

    Examples:
      bbprops cache explain props:NFL:-:5  # is the cached board of NFL week 5 right?
      bbprops cache explain props:NFL:-:5 -o json  # for a script
    """
    from bbprops_cli.output import formats
    from bbprops_cli.tasks.cache.explain import explain as compared

    formats.show_one(list(zip(EXPLAINED, compared(key), strict=True)), fmt=output.fmt)
