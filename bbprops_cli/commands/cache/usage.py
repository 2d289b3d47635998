"""`cache usage`."""

from typing import TYPE_CHECKING, Annotated

import typer

from bbprops_cli.catalog import Column
from bbprops_cli.commands.cache.options import KeyFilter
from bbprops_cli.commands.shared.options import Output
from bbprops_cli.commands.shared.spread import spread

if TYPE_CHECKING:  # help does without
    from bbprops_cli.cache.usage import Group
    from bbprops_cli.db.connection.dialect import Row

USAGE = (
    Column("prefix", "text", "First words of the names", 1),
    Column("keys", "int", "Number of keys", 1),
    Column("bytes", "int", "Memory of the keys and their values", 1, size=True),
    Column("without_ttl", "float", "Share of keys that do not expire", 2),
    Column("biggest", "text", "The largest key", 3, nullable=True),
    Column("biggest_bytes", "int", "Memory of the largest key", 4, "bytes of it", size=True),
)


@spread
def usage(
    which: KeyFilter,
    *,
    depth: Annotated[int, typer.Option(min=1, max=9, help="Number of words below the prefix to group by.")] = 1,
    exact: Annotated[
        bool, typer.Option("--exact", help="Measure every key; by default a sample of those after the first 50,000.")
    ] = False,
    output: Output,
) -> None:
    """Show keys and memory by the first words of the key names.

    The group with the most memory comes first.

    Examples:
      bbprops cache usage  # boards, locks and tag versions
      bbprops cache usage --depth 2  # boards by league
      bbprops cache usage --all  # keys of other programs, too
    """
    from bbprops_cli.output import console, formats
    from bbprops_cli.tasks.cache.look import usage as measured

    found = measured(which.pattern, others=which.others, depth=depth, exact=exact)
    formats.show([_row(name, group) for name, group in found.groups.items()], USAGE, fmt=output.fmt)
    console.note(f"{console.counted(found.keys, 'keys')}, {found.memory / 1e6:,.1f} MB")
    if found.measured < found.keys:
        console.note(f"estimated from {found.measured:,} measured keys; --exact measures all")


def _row(name: str, group: "Group") -> "Row":
    from bbprops_cli.cache.keys import shown

    biggest = shown(group.biggest)
    return name, group.keys, group.memory, group.share_without_ttl, biggest, group.biggest_memory
