"""`props deactivate`."""

from typing import Annotated

import typer

from bbprops_cli.commands.props import removal
from bbprops_cli.commands.props.filters import BoardFilter
from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread


@spread
def deactivate(
    which: BoardFilter,
    *,
    ended_before: Annotated[
        str,
        typer.Option(
            metavar="WHEN",
            help="Only props whose game began before this time: 6h (six hours ago), 2025-10-05.",
            show_default=False,
        ),
    ] = "",
    write: Destructive,
) -> None:
    """Take props off the live board; they stay as its history.

    Examples:
      bbprops props deactivate --ended-before 6h --yes --cron  # finished games, as a job of every hour
      bbprops props deactivate --platform prizepicks --market rebounds --dry-run  # how many it would deactivate
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.props.removal import plan_deactivation

    removal.carry_out(plan_deactivation(which.choice(), ended_before, note=console.note), write)
