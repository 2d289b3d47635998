"""`db stamp`."""

from bbprops_cli.commands.db import outcome
from bbprops_cli.commands.db.options import Revision
from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread


@spread
def stamp(revision: Revision, *, write: Write) -> None:
    """Store a revision in the database without running migrations.

    Examples:
      bbprops db stamp 0001 --dry-run  # which revision is stored now?
      bbprops db stamp head  # after the schema was created by `bbprops db schema`
    """
    from bbprops_cli.output import console
    from bbprops_cli.tasks.db import migrate

    change = migrate.stamp(revision, dry_run=write.dry_run)
    outcome.migrated("change", "the stored revision", change, write)
    if change.changed:
        console.note("to compare the schema with that revision: bbprops db check")
