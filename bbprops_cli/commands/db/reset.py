"""`db reset`."""

from typing import Annotated

import typer

from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.errors import UsageError


@spread
def reset(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[TRASH]", help="With --undo: piece of trash to restore.", show_default="the newest with rows"
        ),
    ] = "",
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Restore tables from the trash.")] = False,
    write: Dangerous,
) -> None:
    """Move all tables to the trash and create empty ones.

    `--undo` restores them, and moves the present tables to the trash.

    Examples:
      bbprops db reset --yes  # without the question; refused in production
      bbprops db reset --undo --yes  # restore the newest piece of trash that has rows
      bbprops db reset --dry-run  # try it, and change nothing
    """
    from bbprops_cli.tasks.db import reset as resetting

    if name and not undo:
        raise UsageError(f"{name!r}: a piece of trash requires --undo")
    plan = resetting.plan(name, undo=undo)
    write.ask_about_everything(plan.question, plan.where)
    outcome.moved(plan.verb, plan.what, resetting.carry_out(plan, dry_run=write.dry_run), write)
