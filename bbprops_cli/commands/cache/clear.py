"""`cache clear`."""

from dataclasses import dataclass
from typing import Annotated

import typer

from bbprops_cli.commands.cache.options import Pattern
from bbprops_cli.commands.shared.options import Write, Yes
from bbprops_cli.commands.shared.spread import spread

SHOWN_KEYS = 5


@dataclass(repr=False, eq=False)
class Clearing(Write):
    """Options of a command that removes keys."""

    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report how many keys would be cleared.")] = False
    yes: Yes = False

    def before_command(self) -> None:
        """Nothing: keys are not in the database."""


@spread
def clear(pattern: Pattern = "*", *, write: Clearing) -> None:
    """Clear keys below the prefix, by default all of them.

    Keys of other programs are never touched.

    Examples:
      bbprops cache clear 'props:NFL:*' --dry-run  # how many keys are there?
      bbprops cache clear 'props:NFL:*' --yes  # without the question
      bbprops cache clear --yes --cron  # everything below the prefix, from cron
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.cache import clear as clearing

    found = clearing.find(pattern)
    keys = console.counted(len(found.names), "keys")
    if not found.names:
        write.unchanged(f"no key matches {found.pattern}")
        return
    if not write.dry_run:
        console.confirm(f"Clear {keys} at {found.where}?", yes=write.yes, details=_some(found.names))
        keys = console.counted(clearing.clear(found), "keys")
    write.report("clear", keys)


def _some(names: list[bytes]) -> list[str]:
    from bbprops_cli.cache.keys import shown

    rest = len(names) - SHOWN_KEYS
    return [*(f"  {shown(name)}" for name in names[:SHOWN_KEYS]), *[f"  … and {rest:,} more"] * (rest > 0)]
