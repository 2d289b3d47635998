"""`db trash empty`."""

from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def empty(write: Dangerous) -> None:
    """Delete everything in the trash. This cannot be undone.

    Examples:
      bbprops db trash empty --dry-run  # what would be deleted
      bbprops db trash empty --yes  # without the question; refused in production
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.tasks.db import trash

    plan = trash.plan()
    write.require_name(plan.where, plan.environment)
    if not plan.pieces:
        write.unchanged("the trash is empty")
        return
    write.ask("Delete this for good?", Loss(plan.where, plan.environment, plan.rows, plan.parts, plan.has_locked))
    trash.empty(plan, dry_run=write.dry_run)
    write.report("delete", ", ".join(plan.names))
