"""`snapshots delete`."""

from typing import Annotated

import typer

from bbprops_cli.commands.shared.options import Destructive
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot


@spread
def delete(
    snapshot: OneSnapshot,
    *,
    keep_props: Annotated[
        bool, typer.Option("--keep-props", help="Keep its props as inactive history of the board.")
    ] = False,
    write: Destructive,
) -> None:
    """Delete an unlocked snapshot with its props.

    Experiments and slips stay, without the reference to it.

    Examples:
      bbprops snapshots delete nfl-week-5-2025 --dry-run  # what would be deleted with it
      bbprops snapshots delete nfl-week-5-2025 --keep-props --yes  # its props stay, without the question
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.rules.values.wording import with_dependents
    from bbprops_cli.tasks.snapshots.delete import carry_out, plan

    planned = plan(snapshot, keep_props=keep_props)
    write.ask(
        f"Delete snapshot {planned.name}?",
        Loss(planned.where, planned.environment, planned.rows, ["1 snapshot", *planned.deleted, *planned.kept]),
    )
    carry_out(planned, dry_run=write.dry_run)
    write.report("delete", with_dependents(planned.name, planned.deleted, planned.kept))
