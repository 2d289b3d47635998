"""`db stamp`."""

from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.db.options import Revision
from bbprops_cli.commands.shared.options import Dangerous
from bbprops_cli.commands.shared.spread import spread


@spread
def stamp(revision: Revision, *, write: Dangerous) -> None:
    """Store a revision in the database without running migrations.

    Upgrades and downgrades begin at the stored revision. In a database of another application nothing is stored.

    Examples:
      bbprops db stamp 0001 --dry-run  # which revision is stored now?
      bbprops db stamp head --yes  # after the schema was created by `bbprops db schema`
    """
    from bbprops_cli.commands.shared.confirmation import Loss
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import migrate

    plan = migrate.plan_stamp(revision)
    write.require_name(plan.where, plan.environment)
    if plan.change.changed:
        write.ask(plan.question, Loss(plan.where, plan.environment, 0, ["the tables stay as they are"]))
    change = migrate.stamp(revision, dry_run=write.dry_run)
    outcome.migrated("change", "the stored revision", change, write, label=plan.environment)
    if change.changed:
        console.note("to compare the schema with that revision: bbprops db check")
