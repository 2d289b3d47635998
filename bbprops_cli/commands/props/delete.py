"""`props delete`."""

from typing import Annotated

import typer

from bbprops_cli.commands.props import removal
from bbprops_cli.commands.props.filters import PropFilter
from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread


@spread
def delete(
    props: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROP...]", help="Ids, or their last six characters."),
    ] = None,
    *,
    which: PropFilter,
    write: Destructive,
) -> None:
    """Delete single props, or all that the filters choose.

    `bbprops props deactivate` takes props off the board and keeps them as history.

    Examples:
      bbprops props list --player Ellerby --limit 1 -o name | xargs bbprops props delete --yes  # one prop, by its id
      bbprops props delete --snapshot nfl-week-5-2025 --platform underdog --dry-run  # how many it would delete
      bbprops props delete --league NFL --week 5 --inactive --yes  # a week's history
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.props.removal import plan_deletion

    removal.carry_out(plan_deletion(props or [], which.choice(), note=console.note), write)
