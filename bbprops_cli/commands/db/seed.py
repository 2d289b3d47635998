"""`db seed`."""

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread


@spread
def seed(write: Write) -> None:
    """Add demo data: a board, a snapshot, users, an experiment, a slip.

    The board is of NFL week 5 and one NBA night. Demo data that already
    exists stays as it is. Refused on a production database.

    Examples:
      bbprops db seed --dry-run  # what would be added
      bbprops db seed  # then try: bbprops props list
    """
    from bbprops_cli.tasks.db.seed import seed as add_demo

    if added := add_demo(dry_run=write.dry_run):
        write.report("add", ", ".join(added))
    else:
        write.unchanged("the demo data already exists")
