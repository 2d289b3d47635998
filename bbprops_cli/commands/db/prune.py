"""`db prune`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def prune(
    *,
    older_than: Annotated[
        str,
        typer.Option(
            metavar="WHEN",
            help="Delete props of games before this time (without a game: last changed before it): 90d, 2025-10-05.",
        ),
    ],
    write: Dangerous,
) -> None:
    """Delete old inactive props of the board.

    Imports and `bbprops props deactivate` leave them as history. Props of
    snapshots and of slips stay.

    Examples:
      bbprops db prune --older-than 90d --dry-run  # how many, by platform and league?
      bbprops db prune --older-than 90d --yes --cron  # from cron
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import prune as pruning

    plan = pruning.plan(older_than)
    write.require_name(plan.where, plan.environment)
    if not plan.total:
        write.unchanged("no inactive prop is that old")
        return
    if write.dry_run:
        console.note("\n".join(plan.parts))
    write.ask("Delete these props?", Loss(plan.where, plan.environment, plan.total, plan.parts))
    deleted = pruning.carry_out(plan, dry_run=write.dry_run)
    write.report("delete", console.counted(deleted, "inactive props"), changed=bool(deleted))
