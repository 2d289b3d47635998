"""`snapshots tag rm`."""

from bbprops_cli.commands.shared.options import Write
from bbprops_cli.commands.shared.spread import spread
from bbprops_cli.commands.snapshots.options import OneSnapshot, TagNames
from bbprops_cli.commands.snapshots.tag import outcome


@spread
def rm(snapshot: OneSnapshot, tags: TagNames, *, write: Write) -> None:
    """Remove tags from an unlocked snapshot.

    Examples:
      bbprops snapshots tag rm nfl-week-5-2025 demo --dry-run  # which tags it would keep
      bbprops snapshots tag rm nfl-week-5-2025 demo  # remove one; a tag that it does not have is ignored
    """
    from bbprops_cli.tasks.snapshots import update

    outcome.report(update.retag(snapshot, tags, adding=False, dry_run=write.dry_run), write)
