"""`cache get`."""

from typing import Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.cache.options import KEY_COLUMNS, OneKey
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

CONTENT = (
    *KEY_COLUMNS,
    Column("size", "int", "Number of elements, or of bytes of a string", 1),
    Column("value", "json", "Value", 1),
)


@spread
def get(
    key: OneKey,
    *,
    limit: Annotated[int, typer.Option(min=0, help="Maximum number of elements of a collection, 0 for all.")] = 1000,
    output: Output,
) -> None:
    """Show the value of a key: a string, hash, list or (sorted) set.

    Examples:
      bbprops cache get props:NFL:-:5  # the cached board of NFL week 5
      bbprops cache get props:NFL:-:5 -o json  # with the time to live, for a script
    """
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.cache import look

    found = look.content(key, limit)
    formats.show_one(list(zip(CONTENT, found.row, strict=True)), fmt=output.fmt)
    if found.shown < found.size:
        console.note(f"{found.shown:,} of {found.size:,}; --limit 0 shows all")
