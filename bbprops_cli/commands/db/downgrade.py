"""`db downgrade`."""

from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.db.options import Revision
from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def downgrade(revision: Revision, *, write: Dangerous) -> None:
    """Revert migrations, and delete the data that only they can hold.

    This cannot be undone: write a backup first. Locked snapshots lose what protects
    them, so that the name of the database must be typed if there are any.

    Examples:
      bbprops db backup before.dump  # first, because a restore is the only way back
      bbprops db downgrade 0001 --dry-run  # try it, and roll back
      bbprops db downgrade base --yes  # drop all tables; refused in production
    """
    from bbprops_cli.tasks.db import migrate

    plan = migrate.plan_downgrade(revision)
    write.ask_about_everything(plan.question, plan.where, precious=plan.locked > 0)
    outcome.migrated("downgrade", "the database", migrate.downgrade(revision, dry_run=write.dry_run), write)
