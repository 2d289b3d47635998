"""`db restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File that `bbprops db backup` wrote.")],
    *,
    write: Dangerous,
) -> None:
    """Restore a backup, and move the present tables to the trash.

    `bbprops db reset --undo` restores these. The environment label stays.

    Examples:
      bbprops db restore board.backup --dry-run  # try it, and change nothing
      bbprops db restore board.backup --yes  # without the question; refused in production
    """
    from bbprops_cli.commands.shared import progress
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import backup as backing_up

    plan = backing_up.plan(file)
    write.ask_about_everything(f"Move all tables to the trash and restore {file}?", plan.where)
    with progress.sizes("restoring") as seen:
        done = backing_up.restore(plan, progress=seen, dry_run=write.dry_run)
    outcome.moved("restore", str(file), done.moved, write)
    if done.pending:
        console.warn(f"migrations are pending: {done.pending}. Run: bbprops db upgrade")
