"""`cache keys`."""

from bbprops_cli.commands.cache.options import KEY_COLUMNS, KeyFilter
from bbprops_cli.commands.shared.options import Limit, Output
from bbprops_cli.commands.shared.spread import spread


@spread
def keys(which: KeyFilter, *, limit: Limit = None, output: Output) -> None:
    """List keys with their type, time to live and memory.

    The order is the one in which the server returns them.

    Examples:
      bbprops cache keys  # all keys below the prefix
      bbprops cache keys 'props:NFL:*' -o name  # the names of the NFL boards
      bbprops cache keys 'session:*' --all --limit 10  # keys of another program
    """
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.cache import look

    size = console.page_size(limit)
    with look.keys(which.pattern, others=which.others, limit=size) as found:
        formats.show(map(look.row, found.rows), KEY_COLUMNS, fmt=output.fmt)
        if found.has_more():
            console.note(f"the first {size:,}; --limit 0 shows all")
